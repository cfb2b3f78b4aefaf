"""Capital expenditure by period, and data centres by the day."""

from __future__ import annotations

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
        LEFT JOIN disputed ON table_name = 'company_metrics' AND row_key = metric_id
    SELECT organization::VARCHAR AS organization, region::VARCHAR AS region,
        country::VARCHAR AS country, as_of, make_date(year(as_of), 1, 1) AS period_start,
        min(value_usd) AS low_usd, max(value_usd) AS high_usd, min(conflict) AS conflict,
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

TABLES = (
    CAPEX_QUARTERS_SQL,
    CAPEX_PERIODS_SQL,
    CAPEX_PLANS_SQL,
    SPENDING_SQL,
    SITE_STEPS_SQL,
)
