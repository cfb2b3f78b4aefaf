"""When do the forecasts fall due, and how does each stand?"""

from __future__ import annotations

from datetime import date

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.prediction_rows import (
    DEFAULTS,
    ROWS_SQL,
    standing_colour,
    standing_shape,
    worded,
)
from lib.theme import BY_PLACE, GREY, LABEL, listed, specification, told
from lib.words import count, month_words

COLUMNS = (
    "prediction_id title article standing due_date window_start settled_by comparison target_value "
    "target_low target_unit value unit state qualifier is_set_here as_of today read_until undated "
    "place source_url evidence_url source_id evidence_source_id"
).split()


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The forecasts with a due date, in its order, in words; `undated` counts the others."""
    dated = rows.drop_nulls("due_date").sort("due_date", "prediction_id")
    # Where earlier events do not count, the time of the forecast is drawn.
    started = pl.when(pl.col("window_start") < pl.col("due_date")).then("window_start")
    return dated.with_columns(
        started.alias("window_start"),
        pl.lit(rows.height - dated.height, pl.Int64).alias("undated"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("place"),
    ).pipe(lambda found: worded(found.select(COLUMNS)))


def headline(rows: pl.DataFrame) -> str:
    """The next ones to fall due, or how many already have."""
    today: date = rows["today"][0]
    passed = rows.filter(pl.col("due_date") < today).height
    ahead = rows.filter(pl.col("due_date") >= today)
    said = f"{passed} of {count(rows.height, 'dated forecast')} have passed the due date"
    if passed == 1:
        said = said.replace("have", "has")
    if ahead.is_empty():
        return said
    following: date = ahead["due_date"].to_list()[0]
    on = f"{following.day} {month_words(following)}"
    number = ahead.filter(pl.col("due_date") == following).height
    return f"{said}, the next {'falls' if number == 1 else f'{number} fall'} due on {on}"


def remark(rows: pl.DataFrame) -> str:
    """How many stand outside, being without a date."""
    undated = rows["undated"][0]
    lies = "has no due date and stands" if undated == 1 else "have no due date and stand"
    outside = f"{count(undated, 'forecast')} {lies} only in the table." if undated else ""
    bars = "" if rows["window_start"].is_null().all() else "Grey bars are the time that counts."
    return " ".join(filter(None, ("The vertical line is today.", bars, outside)))


def _chart() -> alt.TopLevelMixin:
    rows = alt.Chart(alt.NamedData("rows")).transform_calculate(
        due_text="utcFormat(datum.due_date, '%-d %b %Y')",
        target_text="datum.target || 'no figure'",
        measured_text="datum.measured || 'nothing in this data'",
    )
    base = rows.encode(
        # Streamlit moves the first and the last label off their line.
        y=listed(
            "title",
            BY_PLACE,
            labelFlush=False,
            labelLimit=alt.ExprRef("windowSize()[0] < 600 ? 130 : 340"),
        ),
        tooltip=[
            told("title", "Forecast"),
            told("article", "Article"),
            told("due_text", "Due"),
            told("standing", "Standing"),
            told("target_text", "Target"),
            told("measured_text", "Measured"),
            told("settled_by", "Settled by"),
        ],
    )
    when = alt.X(
        field="due_date",
        type="temporal",
        title=None,
        # Whole years, so that at least one is named.
        scale=alt.Scale(nice={"interval": "year", "step": 1}),
        axis=alt.Axis(
            labelExpr="utcFormat(datum.value, '%Y')",
            tickCount={"interval": "year", "step": 1},
            labelOverlap="greedy",
            grid=True,
            ticks=False,
        ),
    )
    spans = (
        base.transform_filter("isValid(datum.window_start)")
        .mark_rule(color=GREY, strokeWidth=4, opacity=0.3)
        .encode(x=alt.X(field="window_start", type="temporal", title=None), x2="due_date")
    )
    marks = base.mark_point(size=95, filled=True, opacity=1).encode(
        x=when, color=standing_colour(), shape=standing_shape()
    )
    today = (
        rows.transform_filter("datum.place == 1")
        .mark_rule(color=LABEL, strokeDash=[3, 3])
        .encode(
            x=alt.X(field="today", type="temporal", title=None),
            tooltip=[told("today", "Today", "%d %b %Y")],
        )
    )
    return alt.layer(spans, today, marks).properties(height={"step": 22})


FIGURE = Figure(
    name="prediction_timeline",
    subtitle="Due date of each dated forecast, with what is measured so far (forecasts)",
    sql=ROWS_SQL,
    spec=specification(_chart()),
    headline=headline,
    note="A mark is the last day on which a forecast can come true, as exact as its article puts "
    "it: a year ends on 31 December. Its colour and shape say how it stands; the scoreboard says "
    "what each standing means.",
    remark=remark,
    empty="No forecast with a due date is left by these choices.",
    advice="Choose all articles and standings, or take the filter Company back.",
    params=DEFAULTS,
    rests_on_rounds=False,
    arrange=arrange,
)
