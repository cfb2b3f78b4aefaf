"""Models: their results, ranks and training, and the money of their developers."""

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
        LEFT JOIN disputed ON table_name = 'claims' AND row_key = funding_id
    SELECT organizations.organization::VARCHAR AS organization, country, region,
        mmlu.subject AS model, replace(mmlu.subject, '-', ' ') AS name, mmlu.as_of AS vintage,
        max(mmlu.as_of) OVER () AS newest, published_date,
        mmlu.value / 100 AS mmlu, context.value AS context_tokens, price.value AS price,
        funding.value_usd AS funding_usd, conflict, mmlu.source_id::VARCHAR AS source_id
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
SELECT organization, country, region, model, funding_usd, conflict, then_usd, now_usd, vintage,
    mmlu, low AS mmlu_low, high AS mmlu_high, tests, price AS input_usd_per_mtok,
    listed_usd_per_mtok, context_tokens::BIGINT AS context_tokens, eci_now, newest,
    published_date, source_id, score_source_id, price_source_id, capability_source_id
"""
"""What an article printed of five models and their makers' money, beside what the tables say."""

TABLES = (
    RESULTS_SQL,
    STANDINGS_SQL,
    DEVELOPERS_SQL,
    TRAINED_MODELS_SQL,
    PRINTED_MODELS_SQL,
)
