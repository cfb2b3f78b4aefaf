"""Where do the developers of the models sit that came out in a year?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.bars_by_region import bars_by_region
from lib.figures.figure import Figure
from lib.figures.scope import scope, within
from lib.figures.trained_models import IN_FIT, TREND_OF
from lib.filters import Filters
from lib.theme import specification, told
from lib.words import month_words, percent, place

SQL = f"""
FROM trained_models
SELECT
    date_trunc('year', release_date)::DATE AS period, region, count(*) AS models,
    models / sum(models) OVER (PARTITION BY period) AS share, {TREND_OF},
    -- Epoch AI stopped marking frontier models before its list ends.
    any_value(CASE $trend WHEN 'frontier' THEN marked_until ELSE as_of END) AS known_until,
    (period + to_months(12))::DATE > known_until AS is_unfinished,
    any_value(source_id) AS source_id
WHERE {IN_FIT} AND {within("release_date")}
GROUP BY period, region
ORDER BY period, region
"""


def headline(rows: pl.DataFrame) -> str:
    """Region of most models, its share overall and in the newest complete year."""
    kind, total = rows["trend_of"][0], rows["models"].sum()
    sums = rows.group_by("region").agg(pl.sum("models")).sort("models", "region")
    region, most = sums.row(-1)
    ends = rows["period"].unique().sort()
    since = f"since {ends[0].year}" if ends.len() > 1 else f"of {ends[0].year}"
    if sums.height == 1:
        if total == 1:
            return f"One {kind[:-1]} {since} comes from a developer in {place(region)}"
        every = "Both" if total == 2 else f"All {total:,}"
        return f"{every} {kind} {since} come from developers in {place(region)}"
    found = (
        f"Developers in {place(region)} released {most:,} of {total:,} {kind} {since} "
        f"({percent(most / total)})"
    )
    complete = rows.filter(~pl.col("is_unfinished"))
    years = complete["period"].unique().sort()
    if years.len() < 2:
        return found
    newest = complete.filter(period=years[-1])
    latest = newest.filter(region=region)["models"].sum()
    return f"{found}, and {latest:,} of {newest['models'].sum():,} in {years[-1].year}"


def remark(rows: pl.DataFrame) -> str:
    """The last year with a model of the kind, and how far they are known at all."""
    kind, last, until = rows.select("trend_of", "period", "known_until").row(-1)
    ends = f"Epoch AI's list of {kind} ends in {month_words(until)}"
    return f"The newest {kind} here are of {last.year}. {ends}."


def _chart() -> alt.Chart:
    return bars_by_region(
        "models",
        "Number released (models)",
        [
            told("year", "Year"),
            told("region", "Region"),
            told("models", "Models", ","),
            told("share", "Share of the year", ".0%"),
            told("state", "Year is"),
        ],
    )


FIGURE = Figure(
    name="models_by_region",
    subtitle="Number of models by year of release and region of the first developer (models)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Frontier models are those that Epoch AI marks as among the ten with the most training "
    "compute when they came out. Notable models "
    "are all on its list of influential ones. A new version of a model counts as a model where "
    "Epoch AI lists it. A model of several developers counts for the first. "
    "Lighter bars are years that the list does not cover to their end. Where no start is chosen, "
    "the chart starts in 2010.",
    remark=remark,
    empty="No model of the kind chosen above (frontier or notable) matches the filters.",
    advice="Choose the other kind, widen the time range or take a filter back.",
    params={**scope(Filters()), "trend": "frontier"},
    rests_on_rounds=False,
)
