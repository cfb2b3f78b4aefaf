"""Which models score best on a benchmark?"""

from __future__ import annotations

from functools import cache

import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_results import (
    ADVICE,
    DEFAULTS,
    EMPTY,
    INDEX,
    INTERVALS,
    MEASURES,
    RESULTS_SQL,
    worded,
)
from lib.words import count

SHOWN = 100

SQL = f"""
{RESULTS_SQL}
, placed AS (
    FROM results
    -- A later fit of the index is on a scale of its own, and has no place among the others.
    SELECT *, CASE WHEN NOT is_second_hand
        THEN rank() OVER (PARTITION BY is_second_hand ORDER BY score DESC) END AS place,
        count(*) OVER () AS models
    WHERE release_date BETWEEN $first_day AND $last_day
)
FROM placed
SELECT place, model, organization, country, access, round(score, 1) AS score, round(low, 1) AS low,
    round(high, 1) AS high, release_date, evaluator || CASE WHEN is_vendor_reported
        THEN ' (the developer''s own)' ELSE '' END AS evaluator,
    source_url, unit, benchmark, models, source_id
WHERE coalesce(place, 0) <= {SHOWN}
ORDER BY place NULLS LAST, placed.score DESC, model
LIMIT {SHOWN + 20}
"""


def headline(rows: pl.DataFrame) -> str:
    """Who has most of the ten best."""
    ranked = rows.filter(pl.col("place").is_not_null())
    if ranked.height < 10:
        row = rows.row(0, named=True)
        scored = count(rows["models"][0], "score")
        return f"{row['model']} comes first of {scored} with {worded(row['score'], row['unit'])}"
    ten = ranked.head(10)["organization"].drop_nulls()
    if ten.is_empty():
        return f"None of the 10 best of {ranked['models'][0]:,} scores names a developer"
    most = ten.value_counts(sort=True).sort(["count", "organization"], descending=[True, False])
    name, number = most.row(0)
    rest = ten.n_unique() - 1
    others = f", {count(rest, 'other developer')} the rest" if rest else ""
    share = number if rest else "all"
    return f"{name} has {share} of the 10 best of {ranked['models'][0]:,} scores{others}"


def remark(rows: pl.DataFrame) -> str:
    """How many of how many, and which have no rank."""
    later = rows["place"].null_count()
    drawn, scores = rows.height - later, rows["models"][0] - later
    found = f"The best {drawn:,} of {scores:,} scores." if drawn < scores else ""
    if later:
        are = "scores stand" if later > 1 else "score stands"
        found += f" {later} second-hand {are} last, without rank: later fits have their own scale."
    return found.strip()


@cache
def model_league(unit: str = INDEX) -> Figure:
    """Models by score, each with who reports it."""
    measure = MEASURES[unit]
    return Figure(
        name="model_league",
        subtitle=f"Models by score; {measure.axis.replace(', log scale', '')}",
        sql=SQL,
        spec=None,
        headline=headline,
        note="The best run of each model on the benchmark; one that its developer scores too is "
        f"listed twice. Equal scores share a rank. {INTERVALS}",
        remark=remark,
        empty=EMPTY,
        advice=ADVICE,
        params=DEFAULTS,
        titles={
            "place": "Rank",
            "model": "Model",
            "organization": "Developer",
            "country": "Country",
            "access": "Access",
            "score": "Score",
            "low": "From",
            "high": "To",
            "release_date": "Released",
            "evaluator": "Reported by",
            "source_url": "Link",
        },
        hidden=("unit", "benchmark", "models"),
        rests_on_rounds=False,
    )
