"""How did the chips of one owner add up? Running totals by maker, with intervals."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.chips_by_owner import EVERYONE, owner_words, short_expression
from lib.figures.figure import Figure
from lib.figures.scope import days
from lib.filters import Filters
from lib.theme import COLOURS, specification, time_axis, told
from lib.words import quarter_of, quarter_words, short

OWNERS_SQL = f"""
FROM chips
SELECT owner::VARCHAR AS owner
WHERE chip_type IS NULL AND owner <> '{EVERYONE}'
GROUP BY 1
ORDER BY any_value(owner) = 'Other', sum(h100_equivalents) DESC
"""
"""Owners to choose from, the largest first."""

SCALE = alt.Scale(domain=list(COLOURS["maker"]), range=list(COLOURS["maker"].values()))
SHAPES = dict(zip(COLOURS["maker"], ("circle", "square", "diamond", "triangle-up"), strict=True))

SQL = """
FROM chips
SELECT
    date, owner::VARCHAR AS owner, manufacturer::VARCHAR AS maker, h100_equivalents,
    h100_equivalents_low, h100_equivalents_high, chips, power_mw, is_incomplete,
    source_id::VARCHAR AS source_id
WHERE chip_type IS NULL AND owner::VARCHAR = $owner AND date BETWEEN $first_day AND $last_day
ORDER BY maker, date
"""


def headline(rows: pl.DataFrame) -> str:
    """The largest maker now against a year before, or the range of the estimate."""
    whole = rows.filter(~pl.col("is_incomplete"))
    whole = whole if whole.height else rows
    last = (
        whole.filter(pl.col("date") == whole["date"].max())
        .sort("h100_equivalents", descending=True)
        .row(0, named=True)
    )
    owner, maker = owner_words(last["owner"]), last["maker"]
    chips = f"{maker}'s own chips" if owner == maker else f"The {maker} chips of {owner}"
    when = quarter_words(quarter_of(last["date"]))
    found = f"{chips} equalled {short(last['h100_equivalents'])} H100s by {when}"
    before = whole.filter(
        pl.col("maker") == last["maker"],
        pl.col("date") == last["date"].replace(year=last["date"].year - 1),
    )
    if before.is_empty():
        return found
    times = last["h100_equivalents"] / before["h100_equivalents"].item()
    return f"{found}, {times:.1f} times as many as a year before"


def remark(rows: pl.DataFrame) -> str:
    """Which quarter is not complete."""
    open_ = rows.filter("is_incomplete")
    if open_.is_empty():
        return ""
    return (
        f"{quarter_words(quarter_of(open_['date'][0]))} is not complete: hollow points hold what "
        "the makers had reported so far."
    )


def _maker() -> alt.Color:
    """Colour of the maker, whose legend is not as pale as the band."""
    legend = alt.Legend(orient="top", title=None, columns=4, symbolOpacity=1)
    return alt.Color(field="maker", type="nominal", scale=SCALE, legend=legend)


def _chart() -> alt.TopLevelMixin:
    title = "Computing power (H100 equivalents)"
    axis = alt.Axis(tickCount=5, labelExpr=short_expression("datum.value"))
    across = alt.X(
        field="date",
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=time_axis("quarter"),
    )
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        size_text=short_expression("datum.h100_equivalents"),
        interval=f"{short_expression('datum.h100_equivalents_low')} + ' to ' + "
        f"{short_expression('datum.h100_equivalents_high')}",
        chips_text=short_expression("datum.chips"),
        by="utcFormat(toDate(datum.date), 'Q%q %Y')",
        state="datum.is_incomplete ? 'not complete' : 'complete'",
    )
    band = base.mark_area(opacity=0.2).encode(
        x=across,
        y=alt.Y(field="h100_equivalents_low", type="quantitative", title=title, axis=axis),
        y2=alt.Y2(field="h100_equivalents_high"),
        color=_maker(),
    )
    median = alt.Y(field="h100_equivalents", type="quantitative", title=title, axis=axis)
    lines = base.mark_line(strokeWidth=2).encode(x=across, y=median, color=_maker())
    points = base.mark_point(size=45, opacity=1).encode(
        x=across,
        y=median,
        color=_maker(),
        fill=alt.Fill(
            field="maker",
            type="nominal",
            scale=SCALE,
            legend=None,
        ),
        fillOpacity=alt.condition("datum.is_incomplete", alt.value(0), alt.value(1)),
        shape=alt.Shape(
            field="maker",
            type="nominal",
            scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
            legend=None,
        ),
        tooltip=[
            told("owner", "Owner"),
            told("maker", "Maker"),
            told("by", "By the end of"),
            told("size_text", "H100 equivalents"),
            told("interval", "Interval (90%)"),
            told("chips_text", "Chips"),
            told("power_mw", "Power of the chips (MW)", ",.0f"),
            told("state", "Quarter is"),
        ],
    )
    return alt.layer(band, lines, points).properties(height=320)


FIGURE = Figure(
    name="chips_over_time",
    subtitle="Chips bought so far by one owner, with the 90% interval (H100 equivalents)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Running totals as Epoch AI estimates them from the sales of the makers: the line is the "
    "median, the band holds the true figure nine times in ten. Each maker is counted from the year "
    "in which its line begins; earlier chips are left out. Medians of two makers add up only "
    "roughly, so no sum is drawn. Of the filters only the time range applies here.",
    remark=remark,
    empty="No quarter of this owner is in the time range.",
    params={**days(Filters()), "owner": "Google"},
    rests_on_rounds=False,
)
