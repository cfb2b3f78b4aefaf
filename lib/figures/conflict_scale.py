"""How far apart are the values in one conflict?"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import log
from typing import Any

import altair as alt
import polars as pl

from lib.figures import conflict_statements
from lib.figures.company_claims import SIGNS
from lib.figures.figure import Figure
from lib.theme import COLOURS, LABEL, TITLES, log_axis, money_expression, specification, told

# The axis of a figure in the unit, and what of its values it writes.
UNITS = {
    **{unit: unit for unit in SIGNS},
    "USD_per_year": "USD a year",
    "usd_per_mtok": "USD per million tokens",
    "usd_per_gpu_hour": "USD per GPU-hour",
    "hkd_per_share": "HKD per share",
    "percent": "%",
    "multiple": "times",
    "count": "number",
    "users": "people",
    "tokens": "tokens",
    "tokens_per_day": "tokens a day",
    "flop": "FLOP",
    "parameters": "parameters",
    "gpu": "GPUs",
    "gpu_days": "GPU-days",
    "days": "days",
    "months": "months",
    "years": "years",
    "year": "year",
    "rank": "rank",
    "date": "",
}
SAME = {"percentage_points": "percent"}
"""Units that share an axis with another."""
WHOLE = ("year", "rank", "count", "days", "months", "years")
LOG_FROM = 5
"""From this ratio of the largest value to the smallest on, the axis is a log scale."""
NEVER_LOG = ("percent", "rank", "year", "date")

Number = float | date
MARKS = {
    "Used here": "diamond",
    "Agrees with it": "circle",
    "Differs from it": "triangle-up",
    "Bears on it": "square",
}


def unit_of(rows: pl.DataFrame) -> str | None:
    """Unit that the values in conflict share; dollars where they are in several currencies.

    `rows` are those of `conflict_statements`. None where fewer than two values share a unit.
    """
    told = rows.with_columns(pl.col("unit").replace(SAME))
    told = told.filter(pl.col("unit").is_in(list(UNITS)) & _is_known())
    stating = told.filter(role="states")["unit"].to_list()
    if not stating:
        return None
    used = told.filter(~pl.col("role").is_in(["states", "bears"]))["unit"].to_list()
    unit = used[0] if used and used[0] in stating else max(stating, key=stating.count)
    mixed = told.filter(pl.col("unit").is_in(list(SIGNS)))
    disputed = mixed.filter(pl.col("role") != "bears", unit=unit)
    in_dollars = disputed.select(_first("value_usd")).to_series().null_count() == 0
    if unit in SIGNS and mixed["unit"].n_unique() > 1 and in_dollars:
        unit = "USD"
    return unit if on_scale(rows, unit).height > 1 else None


def _is_known() -> pl.Expr:
    return pl.any_horizontal(pl.col("value", "value_low", "value_high", "date_low").is_not_null())


def _first(name: str) -> pl.Expr:
    ends = (name, name.replace("value", "value_low"), name.replace("value", "value_high"))
    return pl.coalesce(*ends)


def on_scale(rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """The rows that a scale in `unit` can show, from `low` to `high`, with words for each."""
    own = pl.col("unit").replace(SAME) == unit
    dollars = pl.col("unit").is_in(list(SIGNS)) if unit == "USD" else pl.lit(value=False)
    suffix = "_usd" if unit == "USD" else ""

    def end(name: str) -> pl.Expr:
        if unit == "date":
            return pl.col(f"date_{name}")
        return pl.coalesce(f"value{suffix}", f"value_{name}{suffix}")

    low, high = pl.coalesce(end("low"), end("high")), pl.coalesce(end("high"), end("low"))
    drawn = rows.filter((own | dollars) & _belongs(rows, unit)).with_columns(low=low, high=high)
    drawn = drawn.drop_nulls("low")
    is_used = pl.col("role").is_in(["used", "outside"])
    agreement = (
        pl.when(is_used)
        .then(pl.lit("Used here"))
        .when(pl.col("role") == "bears")
        .then(pl.lit("Bears on it"))
        .when("is_used")
        .then(pl.lit("Agrees with it"))
        .otherwise(pl.lit("Differs from it"))
    )
    is_other = (pl.col("statement_subject") != pl.col("case_subject")).fill_null(value=False)
    is_of = is_used & pl.col("value_words").is_not_null()
    is_named = is_of | (pl.col("role") == "bears") | (is_other & ~is_used)
    of = pl.when(is_named).then(pl.col("about"))
    # Words beside a bar would leave it no room.
    ends = pl.when(pl.col("high") > pl.col("low")).then(pl.col("said"))
    # On a phone the end is cut: of a part, what it is of matters more than who says it.
    told = (
        pl.when(is_used).then(pl.concat_list("source", of)).otherwise(pl.concat_list(of, "source"))
    )
    who = pl.concat_str(
        ends, told.list.drop_nulls().list.join(": "), separator=": ", ignore_nulls=True
    )
    again = pl.len().over("source", "said", "about", "role")
    times = pl.when(again > 1).then(pl.format(", {} statements", again)).otherwise(pl.lit(""))
    return drawn.with_columns(
        agreement.alias("agreement"),
        (who + times).alias("who"),
        _is_left(drawn).alias("is_left"),
        pl.lit(unit).alias("axis_unit"),
    ).unique(["source", "said", "about", "role"], keep="first", maintain_order=True)


def _belongs(rows: pl.DataFrame, unit: str) -> pl.Expr:
    """Amounts can be compared, of other units only values of one metric."""
    stating = rows.filter(role="states")["statement_metric"].drop_nulls().unique().to_list()
    if unit in SIGNS and not {*stating} & {*MONTHLY}:
        return pl.lit(value=True)
    return (pl.col("role") != "bears") | pl.col("statement_metric").is_in(stating)


MONTHLY = ("monthly_revenue",)
"""An amount a month stands on no scale with one a year."""


def _is_left(drawn: pl.DataFrame) -> pl.Series:
    """Where words stand left of their mark, as there is no room to its right."""
    ends = [(_number(low), _number(high)) for low, high in drawn.select("low", "high").iter_rows()]
    flat = [value for pair in ends for value in pair]
    if flat and min(flat) > 0 and max(flat) / min(flat) >= LOG_FROM:
        ends = [(log(low), log(high)) for low, high in ends]
    flat = [value for pair in ends for value in pair]
    middle = (min(flat) + max(flat)) / 2 if flat else 0
    return pl.Series([high > middle for _, high in ends], dtype=pl.Boolean)


def _number(value: Number) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def kind_of(drawn: pl.DataFrame, unit: str) -> str:
    """The scale for the rows of `on_scale`: date, log, or linear, which may start at zero."""
    if unit == "date":
        return "date"
    least, most = min(drawn["low"].to_list()), max(drawn["high"].to_list())
    if least > 0 and most / least >= LOG_FROM and unit not in NEVER_LOG:
        return "log"
    return "zero" if least == most or unit == "rank" else "linear"


def _words(unit: str) -> str:
    """Vega expression of a tick."""
    if unit in SIGNS:
        amount = money_expression("datum.value")
        return f"replace({amount}, '$', '{SIGNS[unit]}')"
    if unit == "flop":
        return "replace(format(datum.value, '.2~e'), '+', '')"
    if unit == "year":
        return "format(datum.value, 'd')"
    number = f"replace({money_expression('datum.value')}, '$', '')"
    return f"{number} + '%'" if unit == "percent" else number


def _across(unit: str, scale: str, end: str) -> alt.X:
    """The low or high end of values in the unit across, on the scale."""
    if scale == "date":
        short = "domain('x')[1] - domain('x')[0] < 12000000000"
        words = f"utcFormat(datum.value, {short} ? '%-d %b' : '%b %Y')"
        axis = alt.Axis(labelExpr=words, tickCount=4, grid=True, labelOverlap="greedy")
        return alt.X(
            field=end,
            type="temporal",
            title=None,
            scale=alt.Scale(type="utc", padding=24),
            axis=axis,
        )
    title = f"Value ({UNITS[unit]}{', log scale' if scale == 'log' else ''})"
    if scale == "log":
        shape, axis = alt.Scale(type="log", padding=24, nice=False), log_axis(_words(unit), "x")
    else:
        step = 1 if unit in WHOLE else alt.Undefined
        shape = alt.Scale(zero=scale == "zero", padding=24, nice=False)
        axis = alt.Axis(
            labelExpr=_words(unit), tickCount=5, grid=True, tickMinStep=step, labelOverlap="greedy"
        )
    return alt.X(field=end, type="quantitative", title=title, scale=shape, axis=axis)


def _chart(unit: str, scale: str) -> alt.TopLevelMixin:
    rows = alt.Y(
        field="place",
        type="ordinal",
        title=None,
        axis=None,
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
    )
    base = alt.Chart(alt.NamedData("rows")).encode(y=rows)
    low, high = _across(unit, scale, "low"), _across(unit, scale, "high")
    tint = _agreement("color", list(COLOURS["agreement"].values()))
    bars = (
        base.transform_filter("datum.high > datum.low")
        .mark_rule(strokeWidth=9, strokeCap="round", opacity=0.35, yOffset=8)
        .encode(x=low, x2=alt.X2(field="high"), color=tint)
    )
    points = base.mark_point(size=130, filled=True, opacity=1, yOffset=8).encode(
        x=high,
        color=tint,
        shape=_agreement("shape", list(MARKS.values())),
        tooltip=[
            told("source", "Who"),
            told("said", "Says"),
            told("about", "About"),
            told("agreement", TITLES["agreement"]),
            told("date", "Date", "%b %Y"),
        ],
    )
    said = alt.Text(field="said", type="nominal")
    right = (
        base.transform_filter("!datum.is_left && datum.high <= datum.low")
        .mark_text(align="left", dx=12, dy=8, color=LABEL, fontWeight="bold", fontSize=12)
        .encode(x=high, text=said)
    )
    left = (
        base.transform_filter("datum.is_left && datum.high <= datum.low")
        .mark_text(align="right", dx=-12, dy=8, color=LABEL, fontWeight="bold", fontSize=12)
        .encode(x=low, text=said)
    )
    who = base.mark_text(
        align="left", dy=-13, dx=2, color=LABEL, fontSize=12, limit=alt.ExprRef("width - 4")
    ).encode(x=alt.value(0), text=alt.Text(field="who", type="nominal"))
    return alt.layer(bars, points, right, left, who).properties(
        width="container", height=alt.Step(48)
    )


def _agreement(channel: str, values: list[str]) -> Any:
    """Colour or shape of a value, by how it stands to the one used; one legend for both."""
    of: Any = {"color": alt.Color, "shape": alt.Shape}[channel]
    wide = "width < 380 ? 2 : 4"
    return of(
        field="agreement",
        type="nominal",
        title=TITLES["agreement"],
        scale=alt.Scale(domain=list(MARKS), range=values),
        legend=alt.Legend(orient="top", title=None, columns=alt.ExprRef(wide), symbolOpacity=1),
    )


def headline(rows: pl.DataFrame) -> str:
    """What is in conflict, and the values stated."""
    return str(rows["case_words"][0])


@lru_cache(maxsize=64)
def conflict_scale(unit: str, scale: str) -> Figure:
    """The values of one conflict on a scale in `unit`: log, linear, from zero, or of dates."""
    words = UNITS[unit]
    return Figure(
        name="conflict_scale",
        subtitle=f"Values in conflict on one scale{f' ({words})' if words else ''}, each with who "
        "says it",
        sql=conflict_statements.SQL,
        spec=specification(_chart(unit, scale)),
        headline=headline,
        arrange=lambda rows: on_scale(conflict_statements.arrange(rows), unit),
        note="The diamond is the value used here. A value agrees with it where it is the same, or "
        "that rounded. What bears on it is a part, a share or a value of another date, in a unit "
        "that the scale can show; amounts in several currencies are changed into US dollars. A bar "
        "is a range. Values in words, and those in other units, are in the table below.",
        empty="No two values of this conflict share a unit.",
        params={"conflict": "X02"},
        titles={
            "source": "Who",
            "said": "Says",
            "about": "About",
            "low": "Lowest",
            "high": "Highest",
            "agreement": TITLES["agreement"],
        },
        rests_on_rounds=False,
    )


def scale_of(rows: pl.DataFrame) -> tuple[Figure, pl.DataFrame] | None:
    """The figure that shows `rows` of `conflict_statements`, and what it draws of them.

    None where fewer than two values share a unit.
    """
    unit = unit_of(rows)
    if unit is None:
        return None
    drawn = on_scale(rows, unit)
    return conflict_scale(unit, kind_of(drawn, unit)), drawn
