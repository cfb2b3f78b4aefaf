"""What the tables already hold of each forecast: one measured figure or event, and what it shows.

`basis` says what a figure can decide:
- `event` happens once (a listing, a filing, a round) and settles a forecast by itself;
- `level` is a figure that its source states for a day, so one on or after the due date settles;
- `count` is taken from a table that may miss cases: it can confirm a forecast, never refute it;
- `none` is a plan, which decides nothing.
"""

from __future__ import annotations

LISTED = """listings.kind IN ('ipo', 'direct listing', 'spac') AND listings.status = 'completed'"""
DEALS = (
    "listings.kind IN ('merger', 'acquisition') AND listings.status IN ('completed', 'announced')"
)
CLOSED = "kind IN ('equity', 'mixed') AND status IN ('completed', 'announced')"
CLOUDS = "('Microsoft', 'Google', 'Alphabet', 'Amazon')"

PROGRESS_SQL = f"""
CREATE TABLE progress AS
WITH named AS (
    FROM predictions
    SELECT prediction_id, settled_by, unnest(companies) AS company, len(companies) AS companies,
        due_date, window_start, target_unit, claim_id
), laboratories AS (
    FROM companies SELECT company::VARCHAR AS company, country::VARCHAR AS country
    WHERE is_model_lab
), listed AS (
    FROM listings
    SELECT company::VARCHAR AS company, listing_date, market_value_usd, source_id, source_url
    WHERE {LISTED}
), closed AS (
    FROM rounds
    SELECT company::VARCHAR AS company, announced_date, amount_usd, post_money_usd,
        source_id::VARCHAR AS round_source_id, source_url AS round_url
    WHERE {CLOSED}
), read AS (
    -- The newest event of the table: until then a count goes at least.
    FROM listings SELECT max(coalesce(listing_date, filed_date)) AS until
    WHERE status = 'completed'
), arr AS (
    -- Estimates stand where a company reports nothing.
    FROM named JOIN company_figures USING (company)
    SELECT prediction_id, value_usd AS value, as_of, 'level' AS basis,
        CASE WHEN status = 'estimated' THEN 'estimated' ELSE 'reported' END AS state,
        source_id, source_url
    WHERE settled_by = 'arr' AND metric = 'annualised_revenue' AND scope = 'company' AND is_fact
    QUALIFY row_number() OVER (PARTITION BY prediction_id ORDER BY as_of DESC, metric_id) = 1
), plans AS (
    -- What is filed or planned is no event yet.
    FROM named JOIN (FROM listings SELECT * REPLACE (company::VARCHAR AS company)) USING (company)
    SELECT prediction_id, filed_date AS as_of, status::VARCHAR AS state, source_id, source_url,
        CASE WHEN settled_by = 'filing' AND filed_date IS NOT NULL THEN 'event' ELSE 'none' END
            AS basis
    WHERE settled_by IN ('listing', 'listing_value', 'filing') AND companies = 1 AND kind = 'ipo'
        AND (settled_by = 'filing' OR company NOT IN (FROM listed SELECT company))
    QUALIFY row_number() OVER (PARTITION BY prediction_id ORDER BY filed_date DESC NULLS LAST) = 1
), floated AS (
    FROM named JOIN listed USING (company)
    SELECT prediction_id,
        -- A sum of several is that of those that are listed so far.
        sum(market_value_usd) FILTER (settled_by = 'listing_value') AS value,
        max(listing_date) AS as_of,
        CASE WHEN count(*) = any_value(companies) THEN 'event' ELSE 'count' END AS basis,
        CASE WHEN any_value(companies) = 1 THEN 'listed'
            ELSE concat(count(*), ' of ', any_value(companies), ' listed') END AS state,
        max_by(source_id, listing_date) AS source_id, max_by(source_url, listing_date) AS source_url
    WHERE settled_by IN ('listing', 'listing_value')
    GROUP BY prediction_id
), priced AS (
    -- The first round after the statement.
    FROM named JOIN claims USING (claim_id)
        JOIN closed ON closed.company = named.company AND announced_date > claims.as_of
    SELECT prediction_id, post_money_usd AS value, announced_date AS as_of, 'event' AS basis,
        coalesce(printf('$%gB raised', amount_usd / 1e9), 'closed') AS state,
        round_source_id AS source_id, round_url AS source_url
    WHERE settled_by = 'valuation' AND post_money_usd IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY prediction_id ORDER BY announced_date) = 1
), merged AS (
    FROM predictions CROSS JOIN read LEFT JOIN (
        FROM listings JOIN laboratories ON listings.company::VARCHAR = laboratories.company
        SELECT listing_date AS day, acquirer::VARCHAR IN {CLOUDS} AS by_cloud,
            source_id::VARCHAR AS deal_source_id, source_url AS deal_url
        WHERE {DEALS}
    ) ON day BETWEEN window_start AND due_date
    SELECT prediction_id,
        CASE WHEN settled_by = 'mergers' THEN count(day)::DOUBLE
            ELSE 100 * count(day) FILTER (by_cloud) / nullif(count(day), 0) END AS value,
        coalesce(max(day), any_value(until)) AS as_of, 'count' AS basis,
        CASE WHEN settled_by = 'mergers' THEN strftime(any_value(window_start), 'deals since %b %Y')
            ELSE 'tracked' END AS state,
        coalesce(max_by(deal_source_id, day), 'curated-listings') AS source_id,
        max_by(deal_url, day) AS source_url
    WHERE settled_by IN ('mergers', 'buyers')
    GROUP BY prediction_id, settled_by
), bought AS (
    FROM predictions JOIN capex_plans ON year(period_start) = year(due_date)
        LEFT JOIN capex_quarters ON capex_quarters.organization = capex_plans.organization
            AND capex_quarters.period BETWEEN window_start AND due_date
    SELECT prediction_id, capex_quarters.period, sum(capex_usd) AS usd,
        count(capex_usd) = (FROM capex_plans SELECT count(DISTINCT organization)) AS is_whole,
        max(capex_quarters.date) AS until, max_by(capex_quarters.source_id, capex_usd) AS source_id,
        max_by(capex_quarters.source_url, capex_usd) AS source_url
    WHERE settled_by = 'capex' AND target_unit = 'USD'
    GROUP BY ALL
), spent AS (
    -- Quarters known of all buyers.
    FROM bought
    SELECT prediction_id, sum(usd) AS value, max(until) AS as_of, 'level' AS basis,
        concat(count(*), ' of 4 quarters') AS state, max_by(source_id, until) AS source_id,
        max_by(source_url, until) AS source_url
    WHERE is_whole
    GROUP BY prediction_id
), gap AS (
    FROM capability
    SELECT max(eci) FILTER (access = 'Closed') - max(eci) FILTER (access = 'Open weights') AS value,
        max(snapshot) AS as_of, 'best closed over best open' AS state,
        any_value(source_id) AS source_id,
        max_by(source_url, eci) FILTER (access = 'Open weights') AS source_url
    WHERE NOT is_second_hand
), hours AS (
    FROM hour_marks
    SELECT min(revenue_usd / (gpus * 8760)) AS value,
        min_by(greatest(revenue_date, gpus_date), revenue_usd / gpus) AS as_of,
        concat('lowest of ', count(*), ' firms') AS state,
        min_by(revenue_source_id, revenue_usd / gpus) AS source_id,
        min_by(revenue_url, revenue_usd / gpus) AS source_url
    WHERE kind = 'company' AND gpus_status <> 'planned'
), raising AS (
    FROM predictions JOIN closed ON year(announced_date) = year(due_date)
        JOIN laboratories USING (company)
    SELECT prediction_id, count(DISTINCT company)::DOUBLE AS value,
        max(announced_date) AS as_of,
        concat('laboratories with a round in ', year(any_value(due_date))) AS state,
        max_by(round_source_id, announced_date) AS source_id,
        max_by(round_url, announced_date) AS source_url
    WHERE settled_by = 'still_raising' AND country = 'China'
        AND company NOT IN (FROM listed SELECT company)
    GROUP BY prediction_id
), left_market AS (
    FROM named JOIN listed USING (company)
    SELECT prediction_id, count(DISTINCT company)::DOUBLE AS value, max(listing_date) AS as_of,
        concat('of ', any_value(companies), ' listed') AS state,
        max_by(source_id, listing_date) AS source_id, max_by(source_url, listing_date) AS source_url
    WHERE settled_by = 'fate'
    GROUP BY prediction_id
), prices_now AS (
    FROM (
        FROM offers SELECT model, input, date, listed_until, source_id
        WHERE input IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY organization, model ORDER BY date DESC) = 1
    )
    SELECT median(input) AS value, max(listed_until) AS as_of, 'median for input' AS state,
        mode(source_id) AS source_id
), repriced AS (
    FROM closed JOIN laboratories USING (company)
    SELECT closed.*,
        lag(post_money_usd) OVER (PARTITION BY company ORDER BY announced_date) AS before_usd
    WHERE post_money_usd IS NOT NULL
), down AS (
    FROM predictions JOIN claims USING (claim_id)
        JOIN repriced ON announced_date > claims.as_of
    SELECT prediction_id, count(*) FILTER (post_money_usd < before_usd)::DOUBLE AS value,
        max(announced_date) AS as_of, max_by(round_source_id, announced_date) AS source_id,
        max_by(round_url, announced_date) FILTER (post_money_usd < before_usd) AS source_url
    WHERE settled_by = 'down_rounds' AND before_usd IS NOT NULL
    GROUP BY prediction_id
), funded AS (
    FROM aggregates
    SELECT period_end, value_usd, source_id, source_url
    WHERE measure = 'funding' AND dimension = 'total' AND status = 'completed'
        AND publisher = 'Crunchbase' AND scope = 'venture funding, AI'
        AND date_diff('month', period_start, period_end) = 2
), fallen AS (
    -- From the highest published quarter to the newest after it.
    FROM funded
    SELECT 100 * (1 - max_by(value_usd, period_end) / max(value_usd)) AS value,
        max(period_end) AS as_of, max_by(source_id, period_end) AS source_id,
        max_by(source_url, period_end) AS source_url
), found AS (
    SELECT * EXCLUDE (basis, state), basis, state, 'USD' AS unit FROM arr
    UNION ALL BY NAME FROM plans
    UNION ALL BY NAME FROM floated SELECT *, CASE WHEN value IS NOT NULL THEN 'USD' END AS unit
    UNION ALL BY NAME FROM priced SELECT *, 'USD' AS unit
    UNION ALL BY NAME FROM merged SELECT *, CASE WHEN value IS NOT NULL THEN (
        FROM predictions SELECT target_unit WHERE prediction_id = merged.prediction_id) END AS unit
        WHERE value IS NOT NULL
    UNION ALL BY NAME FROM spent SELECT *, 'USD' AS unit
    UNION ALL BY NAME FROM raising SELECT *, 'count' AS unit, 'count' AS basis
    UNION ALL BY NAME FROM left_market SELECT *, 'count' AS unit, 'count' AS basis
    UNION ALL BY NAME FROM down SELECT *, 'count' AS unit, 'count' AS basis,
        'down-rounds' AS state
    UNION ALL BY NAME FROM predictions JOIN (
        FROM gap SELECT 'scores' AS settled_by, *, 'points' AS unit
        UNION ALL BY NAME FROM hours SELECT 'gpu_hour' AS settled_by, *, 'usd_per_gpu_hour' AS unit
        UNION ALL BY NAME FROM prices_now SELECT 'list_price' AS settled_by, *,
            'usd_per_mtok' AS unit
        UNION ALL BY NAME FROM fallen SELECT 'funding_fall' AS settled_by, *, 'percent' AS unit
    ) AS market ON predictions.settled_by::VARCHAR = market.settled_by
    SELECT prediction_id, value, unit, as_of, 'count' AS basis, coalesce(state, 'tracked') AS state,
        market.source_id, market.source_url
    WHERE value IS NOT NULL
)
FROM found JOIN (FROM sources SELECT source_id::VARCHAR AS source_id, url) USING (source_id)
SELECT prediction_id, value::DOUBLE AS value, unit::VARCHAR AS unit, as_of, basis, state,
    source_id, coalesce(source_url, CASE WHEN value > 0 THEN url END) AS source_url
ORDER BY prediction_id
"""

NEAR = 0.1
"""How far, as a share of the target, a figure may be from a target that an article says is about
so much."""

FORECASTS_SQL = f"""
CREATE TABLE forecasts AS
WITH said AS (
    FROM claims SELECT claim_id, value AS said, value_low AS said_low, value_high AS said_high,
        unit::VARCHAR AS said_unit, value_words AS said_words
), articles AS (
    FROM sources SELECT source_id::VARCHAR AS source_id, split_part(title, ':', 1) AS article,
        published_date, max(accessed_date) OVER () AS read_until
), ruled AS (
    FROM verdicts SELECT prediction_id, verdict::VARCHAR AS verdict, as_of, value,
        qualifier::VARCHAR AS qualifier, unit::VARCHAR AS unit, source_id::VARCHAR AS source_id,
        source_url
), compared AS (
    FROM progress JOIN predictions USING (prediction_id)
    SELECT prediction_id, basis, as_of >= due_date AS is_over, CASE comparison
            WHEN 'at_least' THEN value >= target_value
            WHEN 'above' THEN value > target_value
            WHEN 'below' THEN value < target_value
            WHEN 'about' THEN abs(value - target_value) <= {NEAR} * target_value
            WHEN 'between' THEN value BETWEEN target_low AND target_value
            WHEN 'by_date' THEN basis = 'event'
        END AS is_met,
        as_of BETWEEN coalesce(window_start, as_of) AND coalesce(due_date, as_of) AS in_time,
        comparison <> 'none' AS is_tested,
        -- What can only rise settles at once; the others, shares of buyers too, at their end.
        comparison IN ('at_least', 'above') AND settled_by <> 'buyers'
            OR basis = 'level' AND is_over AS is_final
), shown AS (
    FROM compared
    SELECT prediction_id, CASE
            WHEN is_met AND in_time AND (basis = 'event' OR is_final) THEN 'hit'
            WHEN basis = 'event' AND is_tested AND NOT (is_met AND in_time)
                OR basis = 'level' AND is_over AND NOT is_met THEN 'missed' END AS shows
)
FROM (
    FROM predictions SELECT * REPLACE (kind::VARCHAR AS kind, comparison::VARCHAR AS comparison,
        target_unit::VARCHAR AS target_unit, settled_by::VARCHAR AS settled_by,
        source_id::VARCHAR AS source_id)
) AS predictions JOIN said USING (claim_id) JOIN articles USING (source_id)
    LEFT JOIN progress AS found ON found.prediction_id = predictions.prediction_id
    LEFT JOIN shown ON shown.prediction_id = predictions.prediction_id
    LEFT JOIN ruled ON ruled.prediction_id = predictions.prediction_id
SELECT predictions.*, said.* EXCLUDE (claim_id), articles.* EXCLUDE (source_id), found, shows,
    ruled, coalesce(target_value NOT IN (said, said_low, said_high), true) AS is_set_here
ORDER BY predictions.prediction_id
"""
"""Forecasts with what their article says, what is `found` of them and `shows`, and how a page
`ruled`."""

TABLES = (PROGRESS_SQL, FORECASTS_SQL)
