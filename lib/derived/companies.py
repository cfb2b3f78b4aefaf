"""Revenue, spending, use and fleets of companies, set against each other."""

from __future__ import annotations

COMPANY_FIGURES_SQL = """
CREATE TABLE company_figures AS
FROM company_metrics JOIN organizations ON organization::VARCHAR = company_metrics.company::VARCHAR
SELECT metric_id, organization::VARCHAR AS organization, organizations.company::VARCHAR AS company,
    region::VARCHAR AS region, country::VARCHAR AS country, metric::VARCHAR AS metric,
    scope::VARCHAR AS scope, product::VARCHAR AS product, period::VARCHAR AS period,
    basis::VARCHAR AS basis, qualifier::VARCHAR AS qualifier, status::VARCHAR AS status, confidence,
    as_of, date_precision::VARCHAR AS date_precision, value, value_usd,
    status IN ('completed', 'announced') AND confidence IS DISTINCT FROM 'low' AS is_firm,
    status IN ('completed', 'announced', 'estimated') AS is_fact,
    company_metrics.source_id::VARCHAR AS source_id, source_url
WHERE is_preferred
"""
"""Figures about companies that their source does not take back, with the place of the company."""

FLEETS_SQL = """
CREATE TABLE fleets AS
WITH revenues AS (
    FROM company_figures
    SELECT organization, value_usd AS revenue_usd, as_of AS revenue_date,
        status = 'estimated' AS is_estimated, source_id AS revenue_source_id,
        source_url AS revenue_url
    WHERE metric = 'annualised_revenue' AND scope = 'company' AND is_fact AND value_usd > 0
    QUALIFY row_number() OVER (
        PARTITION BY organization ORDER BY as_of DESC, confidence, metric_id
    ) = 1
), counts AS (
    FROM company_figures
    SELECT organization, value AS gpus, as_of AS gpus_date, status AS gpus_status,
        source_id AS gpus_source_id, source_url AS gpus_url
    WHERE metric = 'gpu_count' AND scope = 'company' AND value > 0
    QUALIFY row_number() OVER (PARTITION BY organization ORDER BY as_of DESC, metric_id) = 1
), sites AS (
    -- What runs at each site on the day of the newest file that also has plans.
    FROM data_centers
    SELECT site, max_by(h100_equivalents, date) AS h100_equivalents, max(date) AS latest,
        max_by(users, date) AS users, max_by(users_confidence, date) AS trust,
        max_by(source_id::VARCHAR, date) AS source_id, max_by(source_url, date) AS source_url
    WHERE NOT is_planned AND source_id IN (FROM data_centers SELECT source_id WHERE is_planned)
    GROUP BY site
), alone AS (
    -- Sites that one company is surely the only user of: at least so many.
    FROM sites
    SELECT users[1] AS organization, round(sum(h100_equivalents)) AS gpus,
        max(latest) AS gpus_date, 'sites' AS gpus_status, any_value(source_id) AS gpus_source_id,
        max_by(source_url, h100_equivalents) AS gpus_url
    WHERE len(users) = 1 AND trust = ['confident'] AND h100_equivalents > 0
    GROUP BY 1
), known AS (
    FROM counts
    UNION ALL BY NAME
    FROM alone WHERE organization NOT IN (FROM counts SELECT organization)
)
FROM revenues LEFT JOIN known USING (organization)
"""
"""A company with a revenue a row: the newest one (USD a year), and the GPUs it is known to have or
plan; `gpus_status` is `sites` where they are H100 equivalents of data centres."""

HOUR_MARKS_SQL = """
CREATE TABLE hour_marks AS
FROM fleets
-- Names of neighbours stand on different sides.
SELECT 'company' AS kind, * EXCLUDE (is_estimated),
    row_number() OVER (ORDER BY gpus, organization) % 2 = 0 AS is_left
WHERE gpus > 0
UNION ALL BY NAME
(FROM claims
SELECT 'threshold' AS kind, value AS hourly, as_of AS stated_date,
    source_id::VARCHAR AS source_id, source_url
WHERE metric = 'revenue_per_gpu_hour_threshold' AND superseded_by IS NULL
ORDER BY as_of DESC, claim_id
LIMIT 1)
UNION ALL BY NAME
FROM gpu_hour_prices
SELECT 'rent' AS kind, min(on_demand_usd_per_gpu_hour) AS hourly,
    max(on_demand_usd_per_gpu_hour) AS hourly_high,
    string_agg(DISTINCT provider::VARCHAR, ';' ORDER BY provider::VARCHAR) AS clouds,
    date AS stated_date, any_value(source_id::VARCHAR) AS source_id
WHERE gpu = 'H100' AND date = (FROM gpu_hour_prices SELECT max(date) WHERE gpu = 'H100')
GROUP BY date
"""
"""What revenue per GPU-hour is set against (USD): fleets of known size, what an article calls for,
and the newest list prices of an H100."""

COMPANY_YEARS_SQL = """
CREATE TABLE company_years AS
WITH compute AS (
    -- All compute where it is stated; else research and serving together, where both are.
    FROM company_figures
    SELECT organization, year(as_of) AS year,
        coalesce(max(value_usd) FILTER (scope = 'company'), sum(value_usd)) AS cost_usd,
        bool_and(scope <> 'company') AS is_added,
        arg_max(source_id, scope = 'company') AS source_id,
        arg_max(source_url, scope = 'company') AS source_url
    WHERE metric = 'compute_spend' AND is_fact AND value_usd > 0
    GROUP BY 1, 2
    HAVING NOT is_added OR count(DISTINCT product) = 2
), costs AS (
    FROM compute
    SELECT organization, year, 'Compute spend' AS cost, cost_usd,
        CASE WHEN is_added THEN 'research and serving added up' ELSE 'stated' END AS cost_basis,
        source_id AS cost_source_id, source_url AS cost_url
    UNION ALL
    FROM company_figures
    SELECT organization, year(as_of), 'Net loss', value_usd,
        CASE WHEN is_fact THEN 'stated' ELSE 'expected' END, source_id, source_url
    WHERE metric = 'net_loss' AND scope = 'company' AND value_usd > 0
), revenues AS (
    -- Revenue of the year, else the annualised one nearest to its middle.
    FROM company_figures
    SELECT organization, year(as_of) AS year, value_usd AS revenue_usd, as_of AS revenue_date,
        metric = 'annualised_revenue' AS is_annualised,
        coalesce(basis, 'revenue of the year') AS revenue_basis, source_id, source_url
    WHERE metric IN ('annual_revenue', 'annualised_revenue') AND scope = 'company' AND is_fact
        AND value_usd > 0 AND (NOT is_annualised OR as_of BETWEEN make_date(year(as_of), 4, 1)
            AND make_date(year(as_of), 10, 1))
    QUALIFY row_number() OVER (
        PARTITION BY organization, year(as_of)
        ORDER BY is_annualised, abs(date_diff('day', make_date(year(as_of), 7, 1), as_of)),
            as_of, confidence, metric_id
    ) = 1
)
FROM costs FULL JOIN revenues USING (organization, year)
    JOIN (FROM organizations SELECT organization::VARCHAR AS organization,
        company::VARCHAR AS company, region, country) USING (organization)
SELECT organization, company, region, country, concat(organization, ' ', year) AS name,
    concat_ws(', ', name, CASE WHEN cost = 'Net loss' THEN 'loss' END) AS line,
    make_date(year, 12, 31) AS year_ends, coalesce(cost, 'Compute spend') AS cost,
    cost_usd / revenue_usd AS ratio, cost_usd, cost_basis, revenue_usd, revenue_basis,
    revenue_date, is_annualised, cost_basis <> 'stated' OR is_annualised AS is_rough,
    cost_url, source_url, cost_source_id, source_id
"""
"""Compute spend and net loss of each company and year beside its revenue (USD): a row a cost, and
one without a cost where only the revenue is known. `ratio` is the cost over the revenue."""

NEAR_DAYS = 90
"""Days between a number of users and the revenue, spend or price that is set against it."""

USER_VALUES_SQL = f"""
CREATE TABLE user_values AS
WITH known AS (
    FROM company_figures
    SELECT organization, CASE WHEN metric = 'annualised_revenue' THEN 'revenue' ELSE 'price' END
        AS what, product AS of_product, value_usd AS usd, as_of AS day, source_url AS url,
        source_id AS source
    WHERE is_fact AND value_usd > 0 AND (metric = 'annualised_revenue' AND scope = 'company'
        OR metric = 'subscription_price' AND period = 'yearly')
    UNION ALL
    FROM company_years
    SELECT organization, 'compute', NULL, cost_usd, year_ends, cost_url, cost_source_id
    WHERE cost = 'Compute spend' AND cost_usd > 0
), near AS (
    -- Of each the one nearest in time.
    FROM company_figures JOIN known USING (organization)
    SELECT metric_id, what,
        arg_min(known, (abs(date_diff('day', day, as_of)), day, url, usd)) AS one
    WHERE metric = 'active_users' AND abs(date_diff('day', day, as_of)) <= {NEAR_DAYS}
        AND (of_product IS NULL OR of_product = product)
    GROUP BY 1, 2
), beside AS (
    FROM near
    SELECT metric_id, any_value(one) FILTER (what = 'revenue') AS revenue,
        any_value(one) FILTER (what = 'compute') AS compute,
        any_value(one) FILTER (what = 'price') AS price
    GROUP BY 1
)
FROM (FROM company_figures SELECT *, coalesce(product, organization) AS whose)
    LEFT JOIN beside USING (metric_id)
SELECT concat_ws(', ', whose, period) AS users_of, as_of,
    round(revenue.usd / value, 2) AS revenue_per_user,
    round(compute.usd / value, 2) AS compute_per_user, round(price.usd, 2) AS plan_price,
    value / 1e6 AS users_million, organization, region, country, whose, period,
    revenue.usd AS revenue_usd, revenue.day AS revenue_date, compute.usd AS compute_spend_usd,
    compute.day AS compute_spend_date, source_url, revenue.url AS revenue_url,
    compute.url AS compute_spend_url, price.url AS price_url, source_id,
    revenue.source AS revenue_source_id, compute.source AS compute_spend_source_id,
    price.source AS price_source_id, metric_id
WHERE metric = 'active_users' AND is_fact AND value > 0
"""
"""Numbers of users, each with the revenue of the company, the compute spend of a year (at its end)
and the price of the same product nearest in time, and what that is per user (USD a year)."""

USES_SQL = """
CREATE TABLE uses AS
FROM company_figures
SELECT *, concat_ws(', ', CASE WHEN metric = 'daily_tokens' OR product IS NULL
        THEN concat_ws(' ', organization, product) ELSE product END,
        CASE WHEN metric = 'active_users' THEN period END) AS series
WHERE metric IN ('daily_tokens', 'daily_messages', 'active_users') AND value > 0 AND is_fact
UNION ALL BY NAME
-- Tokens of a whole country: as they are after an article's slip, and as it prints them.
FROM claims LEFT JOIN conflicts
        ON list_contains(claim_ids, claim_id) AND corrected_value = value_used,
    (SELECT unnest(['country', 'printed']) AS scope)
SELECT 'China, all models' AS organization, 'China, all models' AS series, 'China' AS region,
    'China' AS country, claims.as_of, claims.date_precision::VARCHAR AS date_precision, scope,
    CASE WHEN scope = 'printed' THEN claims.value
        ELSE coalesce(claims.corrected_value, claims.value) END AS value,
    'daily_tokens' AS metric, 'daily' AS period, claims.qualifier::VARCHAR AS qualifier,
    claims.status::VARCHAR AS status,
    CASE WHEN scope = 'country' AND claims.corrected_value IS NOT NULL THEN 'medium'
        ELSE claims.confidence::VARCHAR END AS confidence,
    scope = 'country' AS is_firm, claims.source_id::VARCHAR AS source_id,
    CASE WHEN scope = 'printed' THEN claims.source_url
        ELSE coalesce(evidence_url, claims.source_url) END AS source_url,
    concat(claim_id, CASE WHEN scope = 'printed' THEN '-printed' END) AS metric_id
WHERE claims.metric = 'token_volume_daily' AND claims.subject::VARCHAR LIKE 'China%'
    AND (scope = 'country' OR claims.corrected_value IS NOT NULL)
"""
"""How much models are used, by company or product and by country, a figure a row; `series` names
those that follow each other, `scope` is `printed` for a figure as an article misprints it."""

TABLES = (
    COMPANY_FIGURES_SQL,
    FLEETS_SQL,
    HOUR_MARKS_SQL,
    COMPANY_YEARS_SQL,
    USER_VALUES_SQL,
    USES_SQL,
)
