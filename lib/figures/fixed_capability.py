"""How fast does the price of a fixed capability fall? The cheapest model that is good enough."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.free_names import named
from lib.figures.model_prices import (
    DEFAULT_LEVELS,
    DEFAULTS,
    NOTE,
    PRICE,
    SCORE_TEXT,
    SCORES_NOTE,
    UNIT,
    level_words,
    names_beside,
    price_channel,
    price_expression,
    price_words,
    times_words,
)
from lib.figures.model_results import INDEX
from lib.figures.scope import AMONG, DEVELOPER
from lib.figures.trend import DAYS_A_YEAR, FEWEST, is_clear, trend_sql
from lib.theme import GREY, colour, filled, opens, specification, time_axis, told
from lib.words import count, month_words

SQL = f"""
, eligible AS (
    FROM scored_offers SELECT *, {DEVELOPER}, {PRICE}
    WHERE benchmark_id = $benchmark AND score >= $level AND date <= $last_day AND {AMONG}
), ranked AS (
    FROM eligible
    SELECT *, price < coalesce(min(price) OVER (
            ORDER BY date, price, organization, model
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 'infinity'::DOUBLE) AS in_fit,
        coalesce(lead(price) OVER (PARTITION BY organization, model ORDER BY date) > price, false)
            AS rose_later
), shown AS (
    FROM ranked
    SELECT *, CASE WHEN in_fit THEN lead(date) OVER (PARTITION BY in_fit ORDER BY date) END
            AS next_record,
        CASE WHEN in_fit AND next_record IS NULL THEN least(listed_until, $last_day) END AS edge
    -- The record that stands when the time range begins is part of it.
    QUALIFY date >= $first_day OR (in_fit AND coalesce(next_record, edge) > $first_day)
)
{trend_sql("shown", "price", "date")}
FROM shown, trend, (
    FROM first_priced SELECT min_by(version, date) AS leader
    WHERE benchmark_id = $benchmark AND score >= $level
)
SELECT date, model, version, developer, organization, company, country, region, access, score,
    is_second_hand, price, in_fit, rose_later, edge, $benchmark AS benchmark,
    len($regions) + len($countries) + len($organizations) > 0 AS is_part,
    $level::DOUBLE AS level, leader, fitted, growth, growth_low, growth_high, date_basis,
    source_id, score_source_id, source_url
ORDER BY date, price, organization, model
"""


def headline(rows: pl.DataFrame) -> str:
    """First and lowest price at the level, and among whom."""
    found = _finding(rows)
    among = f"Among the chosen developers, {found[0].lower()}{found[1:]}"
    return among if rows["is_part"][0] else found


def _finding(rows: pl.DataFrame) -> str:
    records = rows.filter("in_fit")
    first, last = records.row(0, named=True), records.row(-1, named=True)
    if records.height == 1:
        verb = "was" if first["rose_later"] else "is"
        return (
            f"The lowest price of a model at the level of {first['leader']} {verb} "
            f"{price_words(first['price'])} ({first['model']}, {month_words(first['date'])})"
        )
    return (
        f"A model at the level of {first['leader']} cost {price_words(first['price'])} in "
        f"{month_words(first['date'])} and at its lowest {price_words(last['price'])} in "
        f"{month_words(last['date'])}: {times_words(first['price'] / last['price'])} times less"
    )


def remark(rows: pl.DataFrame) -> str:
    """The average fall until now, the fitted one of the records, and what is drawn."""
    row = rows.row(0, named=True)
    records = rows.filter("in_fit")
    parts = [
        _until_now(records),
        _fall(row, _years(records["date"][0], records["date"][-1])),
        f"{count(records.height, 'record')} among {count(rows.height, 'price')} of models at "
        f"{level_words(row['level'], row['benchmark'])} or above.",
    ]
    if risen := int(records["rose_later"].sum()):
        parts.append(f"{count(risen, 'record')} did not last, as the price rose again.")
    if later := int(rows["is_second_hand"].sum()):
        parts.append(f"Hollow: {later} with a score quoted second hand from a later fit.")
    return " ".join(part for part in parts if part)


def _years(start: date, end: date) -> float:
    return (end - start).days / DAYS_A_YEAR


def _until_now(records: pl.DataFrame) -> str:
    """The average fall from the first record to the end of the data, over a year or more."""
    first, last = records.row(0, named=True), records.row(-1, named=True)
    years = _years(first["date"], last["edge"])
    if years < 1 or records.height == 1:
        return ""
    average = (first["price"] / last["price"]) ** (1 / years)
    return (
        f"From {month_words(first['date'])} to {month_words(last['edge'])} the lowest price fell "
        f"{times_words(average)}-fold a year on average."
    )


def _fall(row: dict[str, Any], years: float) -> str:
    """The fall of a line through the records, which may span a short time only."""
    if row["growth"] is None:
        return f"Fewer than {FEWEST} record prices: no yearly fall is fitted."
    if years < 1:
        return f"The {row['fitted']} records span less than a year: no yearly fall is fitted."
    if not is_clear(row):
        return f"The {row['fitted']} records scatter too widely for a fitted yearly fall."
    low, high = 1 / row["growth_high"], 1 / row["growth_low"]
    return (
        f"A line through the {row['fitted']} records, set within {years:.1f} years, falls "
        f"{times_words(1 / row['growth'])}-fold a year (95% interval {times_words(low)} to "
        f"{times_words(high)})."
    )


def named_records(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label` and `side` of the records whose names have room, newest first."""
    records = rows["in_fit"].arg_true().to_list()
    powers = rows["price"].log10()
    return named(rows, records[::-1], rows["date"].to_physical(), powers, [records])


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        price_text=price_expression("datum.price"),
        score_text=SCORE_TEXT,
        record="!datum.in_fit ? 'not the lowest' : datum.rose_later"
        " ? 'lowest so far, later raised' : 'lowest so far'",
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
    points = base.mark_point(strokeWidth=1.5).encode(
        x=when,
        y=height,
        color=colour("developer"),
        fill=filled(),
        fillOpacity=alt.condition("datum.is_second_hand", alt.value(0), alt.value(0.9)),
        opacity=alt.condition("datum.in_fit", alt.value(1), alt.value(0.35)),
        size=alt.condition("datum.in_fit", alt.value(85), alt.value(28)),
        tooltip=[
            told("version", "Model"),
            told("organization", "Developer"),
            told("date", "Price of", "%-d %b %Y"),
            told("price_text", "Price"),
            told("record", "Price is"),
            told("score_text", "Score"),
            told("access", "Access"),
        ],
    )
    names = names_beside(base, when, height)
    return alt.layer(line, goes_on, points.add_params(opens("company")), *names).properties(
        height=400
    )


FIGURE = Figure(
    name="fixed_capability",
    subtitle=f"Lowest price so far of a model at or above the chosen level ({UNIT}, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The line is the lowest price ever listed for a model with at least the chosen score; "
    "large points set it, small ones cost more on their day. It stays where it is when a model "
    "becomes dearer again. A level is named after the first priced model that reached it. The "
    "average fall counts the time without records. The fitted one is an ordinary least squares "
    "fit of the logarithm of the record prices on time; records follow from each other, so its "
    "interval is narrower than the true uncertainty. It is not stated below five records or one "
    f"year. {SCORES_NOTE} {NOTE}",
    remark=remark,
    empty="No priced model of these places, developers and dates reaches the level.",
    advice="Choose a lower level, widen the time range or take a filter back.",
    params={**DEFAULTS, "benchmark": INDEX, "level": DEFAULT_LEVELS[INDEX]},
    arrange=named_records,
    rests_on_rounds=False,
)
