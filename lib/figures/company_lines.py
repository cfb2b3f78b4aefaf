"""Lines of figures about companies on a log axis, named at their ends: SQL and marks they share."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import altair as alt
import polars as pl

from lib.figures.company_measures import number_expression
from lib.figures.disputed import CASE_TOLD, CASE_WORDS, conflict_of
from lib.figures.named_lines import dates_axis, faded
from lib.figures.scope import DEVELOPER
from lib.theme import (
    GREY,
    LABEL,
    colour,
    filled,
    label_expression,
    log_axis,
    money_expression,
    opens,
    told,
)

YEARS = alt.Axis(format="%Y", tickCount={"interval": "year", "step": 1}, ticks=False)
LONGEST = 26
"""Letters of a name beside the plot."""
LINE = 0.052
"""The share of the axis that one line of text takes."""
ROOM = 1.6
"""The axis reaches from the least figure over this to the largest times this: it names a value of
1, 2 or 5 even beside a single figure."""


def lines_sql(figures: str, more: str = "") -> str:
    """SQL of a chart of lines over `figures`: rows of the table `company_figures` with `series` (a
    name), `mark`, `value`, `is_on_line` and the columns `more`."""
    return f"""
FROM ({figures})
SELECT organization, company, {DEVELOPER}, series, as_of, date_precision, value,
    {conflict_of("company_metrics", "metric_id")} AS conflict, mark, metric,
    product, period, basis, qualifier, status, confidence::VARCHAR AS confidence, is_firm,
    is_on_line, {more}source_url, source_id, metric_id
ORDER BY organization, series, as_of, metric_id
"""


def with_names(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label_at` and `label_date`: where beside the plot each line has its name.

    Names stand below each other: each is pushed down as far as those above it need.
    """
    ends = {row["series"]: row for row in rows.filter("is_on_line").iter_rows(named=True)}
    powers = [math.log10(value) for value in rows["value"]] or [0]
    step = LINE * (max(powers) - min(powers) + 2 * math.log10(ROOM))
    above, heights = math.inf, {}
    for row in sorted(ends.values(), key=lambda row: (-row["value"], row["series"])):
        above = min(math.log10(row["value"]), above - step)
        heights[row["metric_id"]] = 10**above
    found = [heights.get(name) for name in rows["metric_id"]]
    edge = rows["as_of"].max()
    return rows.with_columns(
        pl.Series("label_at", found, pl.Float64),
        pl.Series("label_date", [edge if at else None for at in found], pl.Date),
    )


def company_lines(
    title: str, unit: str, marks: dict[str, str], by_year: bool = False
) -> alt.TopLevelMixin:
    """Chart of the rows of `lines_sql`; `marks` gives each `mark` its shape.

    Filled marks are stated as fact; hollow ones are estimated, expected or of low confidence.
    """
    written = money_expression if unit == "USD" else number_expression
    picked = _followed()
    shown = partial(faded, picked)
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        value_text=written("datum.value"),
        status_text=label_expression("status", "datum.status"),
        basis_text="datum.basis || datum.period || 'not stated'",
        about_text="datum.qualifier || 'as stated'",
        **CASE_WORDS,
        low=f"datum.value / {ROOM}",
        high=f"datum.value * {ROOM}",
        # The names take the room of the plot: a long one of a product gives way to its company's.
        name_text=f"length(datum.series) > {LONGEST} ? datum.organization : datum.series",
    )

    def height(field: str) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title=f"{title} ({unit}, log scale)",
            scale=alt.Scale(type="log", nice=False),
            axis=log_axis(written("datum.value")),
        )

    def when(field: str) -> alt.X:
        scale = alt.Scale(type="utc", padding=8)
        # What counts for a year is dated at its end, and would stand under the year after.
        of_years = {"timeUnit": "utcyear", "axis": YEARS}
        how: dict[str, Any] = of_years if by_year else {"axis": dates_axis()}
        return alt.X(field=field, type="temporal", title=None, scale=scale, **how)

    tint = colour("developer", legend=False)
    name = told("series", "Of")
    lines = (
        base.transform_filter("datum.is_on_line")
        .mark_line(strokeWidth=2)
        .encode(
            x=when("as_of"),
            y=height("value"),
            color=tint,
            detail=alt.Detail(field="series", type="nominal"),
            opacity=shown(0.9),
            tooltip=name,
        )
    )
    room = base.mark_rule(opacity=0).encode(
        x=when("as_of"), y=height("low"), y2=alt.Y2(field="high")
    )
    domain = alt.Scale(domain=list(marks), range=list(marks.values()))
    points = base.mark_point(strokeWidth=1.5, size=55).encode(
        x=when("as_of"),
        y=height("value"),
        color=tint,
        fill=filled(),
        fillOpacity=alt.condition("datum.is_firm", alt.value(1), alt.value(0)),
        shape=alt.Shape(field="mark", type="nominal", scale=domain, legend=_shapes()),
        opacity=shown(0.9),
        tooltip=[
            told("organization", "Company"),
            name,
            told("as_of", "Year" if by_year else "Date", "%Y" if by_year else "%b %Y"),
            told("value_text", title),
            told("mark", "Counts"),
            told("basis_text", "Basis or period"),
            told("about_text", "Stated as"),
            told("status_text", "Status"),
            told("confidence", "Confidence"),
            CASE_TOLD,
        ],
    )
    ends = base.transform_filter("isValid(datum.label_at)")
    leaders = ends.mark_rule(strokeDash=[2, 3]).encode(
        x=when("as_of"),
        x2=alt.X2(field="label_date", timeUnit="utcyear" if by_year else alt.Undefined),
        y=height("value"),
        y2=alt.Y2(field="label_at"),
        color=tint,
        opacity=shown(0.6),
    )
    names = ends.mark_text(align="left", dx=7, fontWeight=600).encode(
        x=when("label_date"),
        y=height("label_at"),
        text=alt.Text(field="name_text", type="nominal"),
        color=tint,
        opacity=shown(1),
        tooltip=name,
    )
    layers = alt.layer(room, lines, leaders, points.add_params(picked, opens("company")), names)
    return layers.properties(height=380)


def _followed() -> alt.Parameter:
    """The company that the pointer is on; its name, since rounds of some are not tracked."""
    return alt.selection_point(
        name="picked", fields=["organization"], on="pointerover", clear="pointerout"
    )


def _shapes() -> alt.Legend:
    # A fixed number of columns: the names beside the plot narrow it once the legend is laid out.
    return alt.Legend(
        orient="top",
        title=None,
        symbolFillColor=GREY,
        symbolStrokeWidth=0,
        labelColor=LABEL,
        columns=2,
    )
