"""Prices of models, beside what the models can do."""

from __future__ import annotations

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

TABLES = (
    OFFERS_SQL,
    SCORED_OFFERS_SQL,
    FIRST_PRICED_SQL,
)
