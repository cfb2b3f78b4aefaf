"""Which models has one company released, how capable are they, and what do they cost?"""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import ONE_SQL
from lib.figures.figure import Figure
from lib.words import count, month_words

SQL = f"""
{ONE_SQL}
, rated AS (
    FROM capability JOIN one ON organization::VARCHAR = firm SELECT capability.*
), listed AS (
    FROM models JOIN one ON organization::VARCHAR = firm SELECT models.*
), linked AS (
    -- The list names families: a name that several rated versions share is of none of them.
    FROM model_links SEMI JOIN rated ON capability_model = model
    SELECT notable_model AS listed_name, any_value(capability_model) AS rated_name
    GROUP BY 1 HAVING count(*) = 1
), named AS (
    FROM listed LEFT JOIN linked ON listed_name = listed.model
    SELECT listed.*, CASE WHEN listed.model IN (FROM rated SELECT model) THEN listed.model
        WHEN rated_name NOT IN (FROM listed SELECT model) THEN rated_name END AS rated_as
), known AS (
    FROM rated FULL JOIN named ON rated_as = rated.model
    SELECT coalesce(rated.model, named.model) AS model,
        coalesce(rated.release_date, named.release_date) AS release_date,
        CASE WHEN rated.access::VARCHAR <> 'Unknown' THEN rated.access::VARCHAR
            ELSE coalesce(named.access::VARCHAR, 'Unknown') END AS access,
        eci, eci_low, eci_high, is_second_hand, training_compute_flop,
        CASE WHEN training_compute_flop > 0 THEN named.confidence::VARCHAR END AS confidence,
        coalesce(rated.source_id::VARCHAR, named.source_id::VARCHAR) AS source_id,
        CASE WHEN rated.model IS NOT NULL THEN named.source_id::VARCHAR END AS compute_source_id,
        coalesce(named.source_url, rated.source_url) AS source_url, rated.model AS rated_model
), charged AS (
    FROM prices JOIN one ON organization::VARCHAR = firm
    SELECT coalesce(capability_model, model_key) AS of_model,
        max_by((input_usd_per_mtok, output_usd_per_mtok, date, source_id::VARCHAR), date) AS last
    GROUP BY 1
), scored AS (
    FROM scores SEMI JOIN rated USING (model)
    SELECT model, max(score) FILTER (benchmark = 'GPQA Diamond') AS gpqa,
        max(score) FILTER (benchmark = 'MMLU') AS mmlu, count(DISTINCT benchmark) AS benchmarks,
        max(source_id::VARCHAR) FILTER (benchmark IN ('GPQA Diamond', 'MMLU')) AS source_id
    WHERE is_best AND NOT is_vendor_reported
    GROUP BY 1
)
FROM known
LEFT JOIN charged
    ON of_model = coalesce(rated_model, regexp_replace(lower(known.model), '[^a-z0-9]', '', 'g'))
LEFT JOIN scored ON scored.model = rated_model
SELECT known.model, release_date, access, round(eci, 1) AS eci, round(eci_low, 1) AS eci_low,
    round(eci_high, 1) AS eci_high, round(gpqa, 3) AS gpqa, round(mmlu, 3) AS mmlu,
    coalesce(benchmarks, 0)::BIGINT AS benchmarks,
    last[1] AS input_usd_per_mtok, last[2] AS output_usd_per_mtok, last[3] AS price_date,
    training_compute_flop / 1e24 AS training_compute, confidence, is_second_hand,
    (FROM one SELECT firm) AS profile_of, known.source_id, compute_source_id,
    last[4] AS price_source_id, scored.source_id AS score_source_id, source_url
ORDER BY release_date DESC, known.eci DESC NULLS LAST, known.model
"""


def headline(rows: pl.DataFrame) -> str:
    """How many models, and the newest of them."""
    company, model = rows["profile_of"][0], rows["model"][0]
    newest = f"{model} of {month_words(rows['release_date'][0])}"
    if rows.height == 1:
        return f"{company} has 1 model here: {newest}"
    return f"{company} has {count(rows.height, 'model')} here, the newest {newest}"


def remark(rows: pl.DataFrame) -> str:
    """How many of the models each figure is known of."""
    known = {
        "a rating": "eci",
        "a list price": "input_usd_per_mtok",
        "training compute": "training_compute",
    }
    counts = [f"{rows[column].count():,} have {words}" for words, column in known.items()]
    return f"Of {count(rows.height, 'model')}, {', '.join(counts)}."


FIGURE = Figure(
    name="company_models",
    subtitle="Models of the company, newest first, with capability (index points), share of "
    "questions answered (%) and latest list price",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Models in Epoch AI's index of capability and in its list of notable models, joined by "
    "name. ECI is the Epoch Capabilities Index, with its 90% interval; its points compare models "
    "rated in one snapshot. GPQA Diamond and MMLU are the best results that others than the "
    "company measured; benchmarks counts all with such a result. Prices are the latest found in "
    "catalogues, for a million tokens. Training compute is in 1e24 operations, mostly estimated: "
    "how sure the estimate is stands beside it. Empty cells are not known.",
    remark=remark,
    titles={
        "model": "Model",
        "release_date": "Released",
        "access": "Access",
        "eci": "ECI",
        "eci_low": "ECI, from",
        "eci_high": "ECI, to",
        "gpqa": "GPQA Diamond (%)",
        "mmlu": "MMLU (%)",
        "benchmarks": "Benchmarks",
        "input_usd_per_mtok": "Input ($ a million tokens)",
        "output_usd_per_mtok": "Output ($ a million tokens)",
        "price_date": "Price since",
        "training_compute": "Training compute (1e24 FLOP)",
        "confidence": "Estimate",
        "is_second_hand": "ECI second-hand",
        "source_url": "Link",
    },
    hidden=("profile_of",),
    rests_on_rounds=False,
    empty="No model of this company is in the data.",
)
