"""How fast does the price of a fixed capability fall? The cheapest model that is good enough."""

from __future__ import annotations

from math import log10
from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_prices import (
    DEFAULT_LEVELS,
    DEFAULTS,
    EDGE_SQL,
    NOTE,
    OFFERS_SQL,
    SCORED_SQL,
    UNIT,
    filled,
    level_words,
    names_beside,
    price_channel,
    price_expression,
    price_words,
    times_words,
)
from lib.figures.model_results import INDEX
from lib.figures.scope import within
from lib.figures.trend import DAYS_A_YEAR, FEWEST, is_clear, trend_sql
from lib.theme import GREY, LABEL, colour, opens, specification, time_axis, told
from lib.words import count, month_words

SQL = f"""
{OFFERS_SQL}{SCORED_SQL}{EDGE_SQL}
, first_there AS (
    FROM scored SELECT min_by(capability_model, (date, -score)) AS as_good_as WHERE score >= $level
), eligible AS (
    FROM scored SELECT * WHERE score >= $level AND {within("date")}
), points AS (
    FROM eligible
    SELECT *, price < coalesce(min(price) OVER (
        ORDER BY date, price, organization, model ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 'infinity'::DOUBLE) AS in_fit
)
{trend_sql("points", "price", "date")}
FROM logarithms, trend, first_there, edge
SELECT date, model, capability_model, developer, organization, company, country, region, access,
    score, is_second_hand, price, measure, in_fit,
    CASE WHEN in_fit THEN lead(date) OVER (PARTITION BY in_fit ORDER BY date) END AS next_record,
    CASE WHEN in_fit AND next_record IS NULL THEN edge END AS edge,
    $benchmark AS benchmark, $level::DOUBLE AS level, as_good_as, fitted,
    CASE WHEN slope IS NOT NULL THEN pow(10, intercept + slope * years) END AS trend,
    growth, growth_low, growth_high, date_basis,
    source_id, score_source_id, source_url
ORDER BY date, price, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """First and lowest price at the level."""
    records = rows.filter("in_fit")
    first, last = records.row(0, named=True), records.row(-1, named=True)
    if records.height == 1:
        return (
            f"The lowest price of a model as good as {first['as_good_as']} is "
            f"{price_words(first['price'])} ({first['model']}, {month_words(first['date'])})"
        )
    return (
        f"A model as good as {first['as_good_as']} cost {price_words(first['price'])} in "
        f"{month_words(first['date'])} and {price_words(last['price'])} in "
        f"{month_words(last['date'])}: {times_words(first['price'] / last['price'])} times less"
    )


def remark(rows: pl.DataFrame) -> str:
    """The yearly fall with its interval, to the last record and to the end of the data."""
    row = rows.row(0, named=True)
    records = rows.filter("in_fit")
    level = level_words(row["level"], row["benchmark"])
    parts = [
        _fall(row),
        _until_now(records),
        f"{count(records.height, 'record')} among {count(rows.height, 'price')} of models at "
        f"{level} or above.",
    ]
    if later := int(rows["is_second_hand"].sum()):
        parts.append(f"Hollow: {later} with a score quoted second hand from a later fit.")
    return " ".join(part for part in parts if part)


def _fall(row: dict[str, Any]) -> str:
    if row["growth"] is None:
        return f"Fewer than {FEWEST} record prices: no fitted yearly fall is stated."
    if not is_clear(row):
        return f"The {row['fitted']} record prices show no clear yearly fall."
    low, high = 1 / row["growth_high"], 1 / row["growth_low"]
    return (
        f"While records were set, they fell {times_words(1 / row['growth'])}-fold a year "
        f"(95% interval {times_words(low)} to {times_words(high)}, n = {row['fitted']})."
    )


def _until_now(records: pl.DataFrame) -> str:
    """The average fall from the first record to the end of the data, over a year or more."""
    first, last = records.row(0, named=True), records.row(-1, named=True)
    years = (last["edge"] - first["date"]).days / DAYS_A_YEAR
    if years < 1 or records.height == 1:
        return ""
    average = (first["price"] / last["price"]) ** (1 / years)
    return (
        f"Counted to {month_words(last['edge'])}, which includes the time since the last record, "
        f"the average is {times_words(average)}-fold a year."
    )


LABEL_SHARE = 0.05
"""Part of the axis that a line of text takes."""


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label`: records whose name has room below the one before, newest first.

    `side` is where a name stands: left of its point, but right in the first third of the time.
    """
    records = rows.filter("in_fit").sort("date", descending=True)
    prices = [log10(price) for price in rows["price"]]
    step = LABEL_SHARE * max(max(prices) - min(prices), 0.5) if prices else 0.0
    kept: dict[tuple[str, str], str] = {}
    highest = -1e9
    for row in records.iter_rows(named=True):
        if log10(row["price"]) - highest >= step:
            highest = log10(row["price"])
            kept[row["model"], str(row["date"])] = row["model"]
    labels = [
        kept.get((row["model"], str(row["date"]))) if row["in_fit"] else None
        for row in rows.iter_rows(named=True)
    ]
    days = rows["date"].cast(pl.Int32)
    early = days - days.min() < (days.max() - days.min()) / 3 if rows.height else days > 0  # type: ignore[operator]
    side = pl.Series("side", ["right" if each else "left" for each in early], pl.String)
    return rows.with_columns(pl.Series("label", labels, pl.String), side)


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        price_text=price_expression("datum.price"),
        score_text="format(datum.score, '.1f') + (datum.benchmark == 'eci' ? ' points' : '%')",
        record="datum.in_fit ? 'lowest so far' : 'not the lowest'",
    )
    when = alt.X(field="date", type="temporal", title=None, axis=time_axis("year"))
    height = price_channel("price", alt.Y, "Price")
    records = base.transform_filter("datum.in_fit")
    line = records.mark_line(interpolate="step-after", color=GREY, strokeWidth=2).encode(
        x=when, y=height
    )
    goes_on = (
        records.transform_filter("isValid(datum.edge)")
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(x=when, x2=alt.X2(field="edge"), y=height)
    )
    trend = (
        records.transform_filter("isValid(datum.trend)")
        .mark_line(color=LABEL, strokeDash=[5, 4], strokeWidth=1.5)
        .encode(x=when, y=price_channel("trend", alt.Y, "Price"))
    )
    points = base.mark_point(strokeWidth=1.5).encode(
        x=when,
        y=height,
        color=colour("developer"),
        fill=filled(),
        fillOpacity=alt.condition("datum.is_second_hand", alt.value(0), alt.value(0.9)),
        opacity=alt.condition("datum.in_fit", alt.value(1), alt.value(0.35)),
        size=alt.condition("datum.in_fit", alt.value(85), alt.value(28)),
        tooltip=[
            told("capability_model", "Model"),
            told("organization", "Developer"),
            told("date", "Price of", "%-d %b %Y"),
            told("price_text", "Price"),
            told("record", "Price is"),
            told("score_text", "Score"),
            told("access", "Access"),
        ],
    )
    names = names_beside(base, when, height, left=(-9, 7), right=(7, -9))
    return alt.layer(line, goes_on, trend, points.add_params(opens("company")), *names).properties(
        height=400
    )


FIGURE = Figure(
    name="fixed_capability",
    subtitle=f"Lowest price so far of a model at or above the chosen level ({UNIT}, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The solid line is the lowest price ever listed for a model with at least the chosen "
    "score; large points set it, small ones cost more on their day. A level is named after the "
    "first priced model that reached it. The dashed line is an ordinary least squares fit of the "
    "logarithm of the record prices on time, from the first to the last record; its slope is the "
    "fitted yearly fall. Records follow from each other, so the interval is narrower than the true "
    "uncertainty. Below five records no fall is fitted. Scores come from Epoch AI; models without "
    f"a score are left out, and the day a price ended is not known. {NOTE}",
    remark=remark,
    empty="No priced model of these places, developers and dates reaches the level.",
    advice="Choose a lower level, widen the time range or take a filter back.",
    params={**DEFAULTS, "benchmark": INDEX, "level": DEFAULT_LEVELS[INDEX]},
    arrange=named,
    rests_on_rounds=False,
)
