"""Which models score best on a benchmark?"""

from __future__ import annotations

from functools import cache

import polars as pl

from lib.figures.best_scores import SQL
from lib.figures.figure import Figure
from lib.figures.model_results import (
    ADVICE,
    DEFAULTS,
    EMPTY,
    INDEX,
    INTERVALS,
    MEASURES,
    on_benchmark,
    worded,
)


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `best_scores` in the order of their scores."""
    own = pl.when("is_vendor_reported").then(pl.lit(" (the developer's own)")).otherwise(pl.lit(""))
    return rows.sort("place", "model", nulls_last=True).select(
        "place",
        "model",
        "organization",
        "country",
        "access",
        pl.col("score", "low", "high").round(1, mode="half_away_from_zero"),
        "release_date",
        pl.col("evaluator") + own,
        "source_url",
        "unit",
        "benchmark",
        "source_id",
    )


def headline(rows: pl.DataFrame) -> str:
    """Who has most of the ten best."""
    ranked = rows.filter(pl.col("place").is_not_null())
    ten = ranked["organization"].head(10)
    most = (
        ten.drop_nulls()
        .value_counts(sort=True)
        .sort("count", "organization", descending=[True, False])
    )
    if ranked.height < 10 or ranked["organization"].n_unique() == 1:
        return _first(rows)
    scored = f"the 10 best of {ranked.height:,} scores on {on_benchmark(rows.row(0, named=True))}"
    if most.is_empty():
        return f"The developers of {scored} are not named"
    name, number = most.row(0)
    if number == 10:
        return f"{name} has all of {scored}"
    if most.height > 1 and most["count"][1] == number:
        return f"No developer has more than {number} of {scored}"
    return f"{name} has {number} of {scored}"


def _first(rows: pl.DataFrame) -> str:
    """The best alone, where few are compared."""
    row = rows.row(0, named=True)
    words = worded(row["score"], row["unit"])
    if rows.height == 1:
        return f"{row['model']} is the only model scored here, with {words}"
    return f"{row['model']} comes first of {rows.height:,} scores with {words}"


def remark(rows: pl.DataFrame) -> str:
    """Which have no rank."""
    later = rows["place"].null_count()
    are = "scores stand" if later > 1 else "score stands"
    return (
        f"{later} second-hand {are} last, without rank: later fits have their own scale."
        if later
        else ""
    )


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
        hidden=("unit", "benchmark"),
        rests_on_rounds=False,
        arrange=arrange,
    )
