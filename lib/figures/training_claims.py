"""Does a printed table of training costs hold against Epoch AI's estimates?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.words import count, flop

# Names in the article, and those of the same models in the table of models.
PAIRS = {
    "GPT-4": "GPT-4 (Mar 2023)",
    "Gemini Ultra": "Gemini 1.0 Ultra",
    "Sora": "Sora",
    "Llama 3 405B": "Llama 3.1-405B",
    "Stable Video Diffusion": "Stable Video Diffusion",
}

# Without a table of its own first, so that it also runs alone: no filter changes its rows.
SQL = f"""
FROM (
    SELECT unnest({list(PAIRS)}) AS subject, unnest({list(PAIRS.values())}) AS model
) JOIN (
    FROM claims LEFT JOIN disputed ON table_name = 'claims' AND row_key = claim_id
    SELECT subject, any_value(value) FILTER (metric = 'training_compute') AS flop,
        any_value(corrected_value) FILTER (metric = 'training_compute') AS corrected_flop,
        any_value(value_usd) FILTER (metric = 'training_cost') AS usd,
        any_value(source_id)::VARCHAR AS source_id, any_value(source_url) AS article_url,
        min(conflict) FILTER (metric IN ('training_compute', 'training_cost')) AS conflict
    WHERE source_id = 'article-capital-tsunami'
    GROUP BY subject
) AS stated USING (subject) LEFT JOIN models USING (model)
SELECT subject AS stated_model, models.release_date AS release_date,
    flop / 1e24 AS stated_compute, conflict, corrected_flop / 1e24 AS corrected_compute,
    training_compute_flop / 1e24 AS estimated_compute,
    flop / training_compute_flop AS stated_over_estimate,
    -- A rule of thumb for models that use all their parameters on each token; of mixtures of
    -- experts the parameters count all of them.
    CASE WHEN corrected_flop IS NOT NULL
        THEN 6 * parameters * training_data_size / 1e24 END AS rule_compute,
    usd AS stated_cost_usd, training_cost_usd AS estimated_cost_usd,
    usd / flop * 1e24 AS stated_unit_cost_usd,
    usd / corrected_flop * 1e24 AS corrected_unit_cost_usd,
    training_cost_usd / training_compute_flop * 1e24 AS estimated_unit_cost_usd,
    coalesce(confidence::VARCHAR, 'Not listed') AS certainty,
    article_url, models.source_url AS estimate_url,
    stated.source_id, models.source_id::VARCHAR AS estimate_source_id
ORDER BY release_date, stated_model
"""


def headline(rows: pl.DataFrame) -> str:
    """The printed figure that is wrong, beside the right one."""
    wrong = rows.drop_nulls("corrected_compute")
    if wrong.is_empty():
        return f"An article states the training compute of {count(rows.height, 'model')}"
    row = wrong.row(0, named=True)
    times = row["corrected_compute"] / row["stated_compute"]
    return (
        f"An article prints {flop(row['stated_compute'] * 1e24)} for {row['stated_model']}, "
        f"{times:.0f} times too little: the run took {flop(row['corrected_compute'] * 1e24)}"
    )


def remark(rows: pl.DataFrame) -> str:
    """The rule of thumb against the printed figure, and what nobody but the article states."""
    parts = [
        f"Parameters times tokens times six gives {flop(row['rule_compute'] * 1e24)} for "
        f"{row['stated_model']}."
        for row in rows.drop_nulls("rule_compute").to_dicts()
    ]
    alone = rows.filter(pl.col("estimated_compute").is_null())["stated_model"].to_list()
    if alone:
        parts.append(f"Epoch AI gives no compute for {', '.join(alone)}.")
    return " ".join(parts)


FIGURE = Figure(
    name="training_claims",
    subtitle="Training compute (1e24 FLOP) and cost (USD) that an article prints, beside estimates",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Compute is in units of 1e24 arithmetic operations (FLOP), a trillion trillion. Printed "
    "figures are those of the article Capital Tsunami, whose costs are mostly lower "
    "bounds. Estimates are those of Epoch AI, of its newest list that has the model, and its costs "
    "in US dollars of 2023; they count chips "
    "and energy of the final run only, so they can be well below what a developer spent. The rule "
    "of thumb is six operations a parameter and token. It holds for models that use all parameters "
    "on each token, and stands where the printed figure is wrong. It is in the files, as are the "
    "costs of 1e24 operations. The filters play no part here. Empty cells are not known.",
    remark=remark,
    empty="No statement on training is known.",
    rests_on_rounds=False,
    hidden=(
        "rule_compute",
        "stated_unit_cost_usd",
        "corrected_unit_cost_usd",
        "estimated_unit_cost_usd",
    ),
    titles={
        "stated_model": "Model",
        "release_date": "Released",
        "stated_compute": "Printed (1e24 FLOP)",
        "corrected_compute": "Corrected (1e24 FLOP)",
        "estimated_compute": "Epoch AI (1e24 FLOP)",
        "rule_compute": "Rule of thumb (1e24 FLOP)",
        "stated_over_estimate": "Printed over Epoch AI (times)",
        "stated_cost_usd": "Printed cost",
        "estimated_cost_usd": "Epoch AI cost",
        "stated_unit_cost_usd": "Printed, a 1e24",
        "corrected_unit_cost_usd": "Corrected, a 1e24",
        "estimated_unit_cost_usd": "Epoch AI, a 1e24",
        "certainty": "Epoch AI is",
        "article_url": "Article",
        "estimate_url": "Paper",
    },
)
