"""Tables made from the stored ones when the app opens: joined once, not at every click."""

from __future__ import annotations

INDEX = "eci"
INDEX_NAME = "Epoch Capabilities Index"

RESULTS_SQL = f"""
CREATE TABLE results AS
FROM (
    FROM capability
    SELECT '{INDEX}' AS benchmark_id, '{INDEX_NAME}' AS benchmark, '{INDEX}' AS unit,
        model, organization, country, region, access, release_date, eci AS score, eci_low AS low,
        eci_high AS high, snapshot AS as_of, is_second_hand, false AS is_vendor_reported,
        CASE WHEN is_second_hand THEN 'Articles that quote Epoch AI' ELSE 'Epoch AI' END
            AS evaluator,
        source_id, source_url
    UNION ALL
    FROM (
        -- A share is shown in percent.
        FROM scores SELECT *, CASE WHEN unit = 'share' THEN 100.0 ELSE 1.0 END AS scale,
            coalesce(score_low, score - 1.96 * standard_error) AS lower_end,
            coalesce(score_high, score + 1.96 * standard_error) AS upper_end
        WHERE is_best
    )
    SELECT benchmark, benchmark, unit, model, organization, country, region, access, release_date,
        scale * score, CASE WHEN lower_end < 0 THEN 0 ELSE scale * lower_end END,
        CASE WHEN unit = 'share' AND upper_end > 1 THEN 100 ELSE scale * upper_end END, as_of,
        false, is_vendor_reported, evaluator, source_id, source_url
) LEFT JOIN (FROM organizations SELECT organization AS of, company)
    ON organization::VARCHAR = of::VARCHAR
SELECT benchmark_id::VARCHAR AS benchmark_id, benchmark::VARCHAR AS benchmark,
    unit::VARCHAR AS unit, model, organization::VARCHAR AS organization,
    company::VARCHAR AS company, country::VARCHAR AS country, region::VARCHAR AS region,
    access::VARCHAR AS access, release_date, score, low, high, as_of, is_second_hand,
    is_vendor_reported, evaluator::VARCHAR AS evaluator, source_id::VARCHAR AS source_id, source_url
"""
"""The best result of each model on each benchmark and on the index over many; two where its
developer scores it too. `low` and `high` are the ends of the interval."""

GAP_DAYS = 60
"""Days without a leaderboard that break a line: the record is mostly weekly or monthly."""

STANDINGS_SQL = f"""
CREATE TABLE standings AS
WITH days AS (
    FROM (
        FROM (FROM arena SELECT board, date, count(*) AS models, any_value(scale_era) AS era
            GROUP BY 1, 2)
        SELECT *, era IS DISTINCT FROM lag(era) OVER each_board AS is_first,
            -- A line goes on within an era of the scale, and over no gap of the record.
            is_first OR date - lag(date) OVER each_board > {GAP_DAYS} AS breaks
        WINDOW each_board AS (PARTITION BY board ORDER BY date)
    )
    SELECT board, date, models, era::VARCHAR AS era, is_first,
        (count(*) FILTER (breaks) OVER (PARTITION BY board ORDER BY date))::BIGINT AS stretch
)
FROM arena JOIN days USING (board, date)
    LEFT JOIN (FROM organizations SELECT organization AS of, company)
        ON organization::VARCHAR = of::VARCHAR
SELECT board::VARCHAR AS board, date, organization::VARCHAR AS organization,
    company::VARCHAR AS company, country::VARCHAR AS country, region::VARCHAR AS region,
    access::VARCHAR AS access, model, rank, rating, rating_low, rating_high, models, era, is_first,
    stretch, source_id::VARCHAR AS source_id
WHERE organization IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY board, date, organization ORDER BY rank, model) = 1
"""
"""The best model of each developer on each board of the Arena and day. `models` are all on the
board that day, `is_first` the first day of an era, `stretch` numbers the unbroken lines."""

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

DEVELOPERS_SQL = """
CREATE TABLE developers AS
FROM (FROM capability SELECT DISTINCT organization::VARCHAR AS name)
    JOIN organizations ON organization::VARCHAR = name
    LEFT JOIN (
        FROM listings
        SELECT company::VARCHAR AS name, max(listing_date) AS sold_date,
            max_by(acquirer::VARCHAR, listing_date) AS acquirer
        WHERE kind = 'acquisition' AND status = 'completed'
        GROUP BY company
    ) USING (name)
SELECT name AS organization, company::VARCHAR AS company, sold_date, acquirer,
    name IN (FROM rounds SELECT company::VARCHAR WHERE sector = 'Foundation models') AS is_tracked,
    name IN (FROM investors SELECT investor::VARCHAR WHERE investor_type = 'corporate') AS invests
"""
"""Developers of scored models: whether rounds of them as laboratories are known, who bought them,
and whether they invest in others. Joined once, not for every figure at every click."""

OFFERS_SQL = """
CREATE TABLE offers AS
FROM prices LEFT JOIN (FROM organizations SELECT organization::VARCHAR AS maker, company)
    ON organization::VARCHAR = maker
SELECT date, organization::VARCHAR AS organization, company::VARCHAR AS company,
    country::VARCHAR AS country, region::VARCHAR AS region, model, api_name, capability_model,
    arena_model, input_usd_per_mtok AS input, output_usd_per_mtok AS output,
    lag(input) OVER each_model AS input_before, lag(output) OVER each_model AS output_before,
    context_tokens, context_basis::VARCHAR AS context_basis, event::VARCHAR AS event,
    access::VARCHAR AS access, date_basis::VARCHAR AS date_basis, source_id::VARCHAR AS source_id,
    source_url,
    -- The one day until which the catalogues are read.
    (FROM sources SELECT max(published_date) WHERE source_id IN (FROM prices SELECT source_id))
        AS listed_until
WINDOW each_model AS (PARTITION BY organization, model ORDER BY date)
"""
"""Prices of models, one row each, with those before of the same model."""

SCORED_OFFERS_SQL = """
CREATE TABLE scored_offers AS
WITH known AS (
    FROM results
    SELECT benchmark_id, model AS name, max(score) AS score, bool_or(is_second_hand) AS second_hand,
        any_value(source_id) AS score_source_id
    WHERE unit IN ('eci', 'share')
    GROUP BY 1, 2
), rated AS (
    FROM arena SELECT model AS name, rating, source_id::VARCHAR AS score_source_id
    WHERE board = 'text'
    QUALIFY date = max(date) OVER ()
), found AS (
    -- A benchmark can hold a model by its version, or all versions as one.
    FROM offers JOIN known ON name = capability_model
    SELECT offers.*, capability_model AS version, benchmark_id, score, second_hand, score_source_id,
        1 AS choice
    UNION ALL
    FROM offers JOIN known ON name = model AND capability_model IS NOT NULL
    SELECT offers.*, capability_model, benchmark_id, score, second_hand, score_source_id, 2
    UNION ALL
    FROM offers JOIN rated ON name = arena_model
    SELECT offers.*, model, 'arena', rating, false, score_source_id, 1
)
FROM found SELECT * EXCLUDE (choice, second_hand), second_hand AS is_second_hand
QUALIFY row_number()
    OVER (PARTITION BY benchmark_id, organization, model, date ORDER BY choice) = 1
"""
"""Prices of models with a `score` on a benchmark (%), on the index or, for `benchmark_id` arena,
the rating on the newest text board: one row a price and benchmark. `version` is what has it."""

FIRST_PRICED_SQL = """
CREATE TABLE first_priced AS
FROM scored_offers SELECT benchmark_id, date, version, score
QUALIFY score > coalesce(max(score) OVER (
    PARTITION BY benchmark_id ORDER BY date, score DESC, version
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
), '-infinity'::DOUBLE)
"""
"""Models that were better than all priced before them, on each benchmark."""

FIRST_MODELS = 2010
"""Start of what is drawn of training where no start is chosen."""

TRAINED_MODELS_SQL = f"""
CREATE TABLE trained_models AS
FROM models LEFT JOIN (FROM organizations SELECT organization AS of, company)
    ON organization::VARCHAR = of::VARCHAR
SELECT model, coalesce(organization::VARCHAR, 'Not known') AS organization,
    company::VARCHAR AS company, country::VARCHAR AS country, region::VARCHAR AS region,
    release_date, parameters, training_compute_flop, training_cost_usd, training_data_size,
    training_power_w, access::VARCHAR AS access,
    CASE WHEN confidence IN ('Confident', 'Likely', 'Speculative') THEN confidence::VARCHAR
        ELSE 'Not stated' END AS certainty,
    coalesce(is_frontier, false) AS is_frontier, model_list = 'Notable' AS is_notable, as_of,
    max(release_date) FILTER (is_frontier) OVER () AS marked_until,
    source_id::VARCHAR AS source_id, source_url
WHERE year(release_date) >= {FIRST_MODELS}
"""
"""What training took, a model a row. `marked_until` is the day of the newest frontier model: later
ones have not been marked."""

PRINTED_MODELS_SQL = """
CREATE TABLE printed_models AS
WITH ids AS (
    -- The four statements that make up a row of the printed table.
    SELECT unnest(['S0-035', 'S0-039', 'S0-043', 'S0-047', 'S0-051']) AS mmlu_id,
        unnest(['S0-036', 'S0-040', 'S0-044', 'S0-048', 'S0-052']) AS context_id,
        unnest(['S0-037', 'S0-041', 'S0-045', 'S0-049', 'S0-053']) AS price_id,
        unnest(['S0-038', 'S0-042', 'S0-046', 'S0-050', 'S0-054']) AS funding_id,
        unnest(['OpenAI', 'Anthropic', 'Google', 'xAI', 'Mistral AI']) AS organization
), printed AS (
    FROM ids JOIN claims AS mmlu ON mmlu.claim_id = mmlu_id
        JOIN claims AS context ON context.claim_id = context_id
        JOIN claims AS price ON price.claim_id = price_id
        JOIN claims AS funding ON funding.claim_id = funding_id
        JOIN organizations USING (organization)
        JOIN sources ON sources.source_id = mmlu.source_id
    SELECT organizations.organization::VARCHAR AS organization, country, region,
        mmlu.subject AS model, replace(mmlu.subject, '-', ' ') AS name, mmlu.as_of AS vintage,
        max(mmlu.as_of) OVER () AS newest, published_date,
        mmlu.value / 100 AS mmlu, context.value AS context_tokens, price.value AS price,
        funding.value_usd AS funding_usd, mmlu.source_id::VARCHAR AS source_id
), tested AS (
    FROM scores
    SELECT replace(model, '-', ' ') AS name, min(score) AS low, max(score) AS high,
        count(*) AS tests, any_value(source_id::VARCHAR) AS score_source_id
    WHERE benchmark = 'MMLU' AND NOT is_vendor_reported
    GROUP BY 1
), listed AS (
    FROM prices JOIN printed ON replace(prices.model, '-', ' ') = name AND date <= vintage
    SELECT name, max_by(input_usd_per_mtok, date) AS listed_usd_per_mtok,
        max_by(prices.source_id::VARCHAR, date) AS price_source_id
    GROUP BY name
), capital AS (
    FROM rounds JOIN printed ON company::VARCHAR = organization
    SELECT organization, sum(amount_usd) FILTER (announced_date <= newest) AS then_usd,
        sum(amount_usd) AS now_usd
    WHERE kind IN ('equity', 'mixed', 'ipo') AND status IN ('completed', 'announced')
    GROUP BY organization
), scored AS (
    FROM capability
    SELECT organization::VARCHAR AS organization, max(eci) AS eci_now,
        any_value(source_id::VARCHAR) AS capability_source_id
    WHERE NOT is_second_hand
    GROUP BY 1
)
FROM printed LEFT JOIN tested USING (name) LEFT JOIN listed USING (name)
    LEFT JOIN capital USING (organization) LEFT JOIN scored USING (organization)
SELECT organization, country, region, model, funding_usd, then_usd, now_usd, vintage, mmlu,
    low AS mmlu_low, high AS mmlu_high, tests, price AS input_usd_per_mtok, listed_usd_per_mtok,
    context_tokens::BIGINT AS context_tokens, eci_now, newest, published_date, source_id,
    score_source_id, price_source_id, capability_source_id
"""
"""What an article printed of five models and their makers' money, beside what the tables say."""

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

CAPEX_QUARTERS_SQL = """
CREATE TABLE capex_quarters AS
WITH paid AS (
    FROM capex
    SELECT organization::VARCHAR AS organization, region::VARCHAR AS region,
        country::VARCHAR AS country, period_start, capex_usd, basis::VARCHAR AS basis,
        source_id::VARCHAR AS source_id, source_url
    WHERE period = 'quarter' AND definition = 'cash payments'
), places AS (
    FROM paid SELECT DISTINCT organization, region, country
), quarters AS (
    FROM paid
    SELECT unnest(generate_series(min(period_start), max(period_start), INTERVAL 3 MONTH))::DATE
        AS period
)
FROM quarters CROSS JOIN places
    LEFT JOIN paid ON paid.organization = places.organization AND paid.period_start = period
    LEFT JOIN paid AS before ON before.organization = places.organization
        AND before.period_start = period - INTERVAL 1 YEAR
SELECT places.*, period, (period + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE AS date,
    paid.capex_usd, before.capex_usd AS before_usd, paid.basis, paid.source_id, paid.source_url
"""
"""Cash paid for property and equipment by each company in each quarter, empty where it is not
known, beside that of the same quarter a year before."""

CAPEX_PERIODS_SQL = """
CREATE TABLE capex_periods AS
FROM capex_quarters
-- A year counts for a company with all four quarters.
SELECT make_date(year(period), 1, 1) AS period_start, 12 AS months, organization,
    sum(capex_usd) AS paid_usd, min(source_id) AS source_id, max(source_id) AS other_source_id
WHERE capex_usd IS NOT NULL
GROUP BY ALL HAVING count(*) = 4
UNION ALL
FROM capex_quarters
SELECT period, 3, organization, capex_usd, source_id, source_id
WHERE capex_usd IS NOT NULL
"""
"""The same by quarter and by whole year, without what is not known."""

CAPEX_PLANS_SQL = """
CREATE TABLE capex_plans AS
WITH plans AS (
    FROM company_metrics JOIN organizations
        ON organization::VARCHAR = company_metrics.company::VARCHAR
        OR list_contains(aliases, company_metrics.company::VARCHAR)
    SELECT organization::VARCHAR AS organization, region::VARCHAR AS region,
        country::VARCHAR AS country, as_of, make_date(year(as_of), 1, 1) AS period_start,
        min(value_usd) AS low_usd, max(value_usd) AS high_usd,
        min(company_metrics.source_id::VARCHAR) AS source_id, min(source_url) AS source_url
    WHERE metric::VARCHAR IN ('capex_guidance', 'capex_guidance_low', 'capex_guidance_high')
        AND is_preferred
    GROUP BY ALL
)
FROM plans LEFT JOIN capex_periods AS paid ON paid.organization = plans.organization
    AND months = 12 AND paid.period_start = plans.period_start - INTERVAL 1 YEAR
SELECT plans.*, paid_usd, paid.source_id AS paid_source_id, other_source_id
"""
"""What each company plans to spend in a year, from `low_usd` to `high_usd`, beside what it paid the
year before."""

FEWEST_BUYERS = 3
"""Companies with all quarters known that a period needs: with fewer, the sum is of others."""

SPENDING_SQL = f"""
CREATE TABLE spending AS
WITH bought AS (
    FROM capex_periods
    SELECT period_start, months,
        (period_start + to_months(months) - INTERVAL 1 DAY)::DATE AS period_end,
        sum(paid_usd) AS usd, count(*) AS companies,
        min(source_id) AS source_id, max(other_source_id) AS other_source_id
    GROUP BY ALL
    HAVING companies >= {FEWEST_BUYERS}
), periods AS (
    FROM bought LEFT JOIN rounds ON status IN ('completed', 'announced')
        AND announced_date BETWEEN period_start AND period_end
    SELECT bought.*, count(round_id) AS rounds
    -- Of the quarters only the newest.
    WHERE months = 12 OR period_start = (FROM bought SELECT max(period_start) WHERE months = 3)
    GROUP BY ALL
), published AS (
    FROM country_years
    SELECT make_date(year, 1, 1) AS period_start, 12 AS months, 'OECD.AI' AS series,
        sum(value_usd) AS usd, bool_or(is_partial) AS is_partial,
        min(source_id::VARCHAR) AS source_id, NULL AS source_url
    WHERE measure = 'vc_investment'
    GROUP BY ALL
    UNION ALL
    FROM aggregates
    SELECT period_start, date_diff('month', period_start, period_end) + 1,
        publisher::VARCHAR, value_usd, false, source_id::VARCHAR, source_url
    WHERE measure = 'funding' AND dimension = 'total' AND status = 'completed'
        AND scope IN ('venture funding, AI', 'venture deal value, AI')
        AND publisher::VARCHAR IN ('Crunchbase', 'PitchBook')
)
FROM periods
SELECT period_start, months, period_end, 'Capital expenditure' AS series, usd, companies, rounds,
    false AS is_partial, source_id, other_source_id, NULL AS source_url
UNION ALL
FROM published SEMI JOIN periods USING (period_start, months)
SELECT period_start, months, NULL, series, usd, NULL, NULL, is_partial, source_id, NULL, source_url
"""
"""Capital expenditure by year and in the newest quarter, and venture capital in AI as published for
the same periods, a `series` a row; `rounds` are all those known of the period."""

SITES_SOURCE = "epoch-data-centers"
"""The file of data centres with plans, places and dates. The newer one without them, of the same
publisher, is never mixed in."""

SITE_STEPS_SQL = f"""
CREATE TABLE site_steps AS
FROM data_centers
SELECT site, organization::VARCHAR AS organization, owner_confidence::VARCHAR AS owner_confidence,
    users, CASE WHEN len(users) > 0 THEN list_reduce(
        list_transform(list_zip(users, users_confidence), lambda each:
            CASE WHEN each[2] IN ('confident', 'not stated') THEN each[1]
                ELSE each[1] || ' (' || each[2] || ')' END),
        lambda one, other: one || ', ' || other) END AS users_words,
    country::VARCHAR AS country, region::VARCHAR AS region, state::VARCHAR AS state, date,
    coalesce(lead(date) OVER (PARTITION BY source_id, site ORDER BY date), DATE '9999-12-31')
        AS next_date,
    snapshot_date, power_mw, it_power_mw, h100_equivalents, capital_cost_usd,
    source_id = '{SITES_SOURCE}' AS has_plans,
    site IN (FROM data_centers SELECT site WHERE source_id = '{SITES_SOURCE}') AS is_older,
    source_url
"""
"""Power of each data centre from `date` until before `next_date`, its users in words, and whether
the row `has_plans`, being of the older file, or its site `is_older`, being in that file too."""

DERIVED = (
    RESULTS_SQL,
    STANDINGS_SQL,
    COMPANY_FIGURES_SQL,
    FLEETS_SQL,
    HOUR_MARKS_SQL,
    COMPANY_YEARS_SQL,
    USER_VALUES_SQL,
    USES_SQL,
    DEVELOPERS_SQL,
    TRAINED_MODELS_SQL,
    OFFERS_SQL,
    SCORED_OFFERS_SQL,
    FIRST_PRICED_SQL,
    PRINTED_MODELS_SQL,
    CAPEX_QUARTERS_SQL,
    CAPEX_PERIODS_SQL,
    CAPEX_PLANS_SQL,
    SPENDING_SQL,
    SITE_STEPS_SQL,
)
