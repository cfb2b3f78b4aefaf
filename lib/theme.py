"""The look of every figure: one colour a category everywhere, amounts as $1.2B, readable axes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import altair as alt
from altair.utils.schemapi import disable_debug_mode

from lib.datasets import DATASETS

# Streamlit imports pandas at its first table. Altair takes it for ready as soon as any thread
# begins to: the charts of two first visitors would fail each other.
import_module("pandas")

# To validate charts takes longer than to make them. The tests do it, of all figures and of
# whatever a page draws; the app need not at each start.
disable_debug_mode()

# After Okabe and Ito, changed until each stands out three to one on white and on near-black, and
# any two of a set differ also for eyes that mix up red and green. tests/test_theme.py measures it.
BLUE, SKY, GREEN, ORANGE, RED, PURPLE, GREY = (
    "#3264b5",
    "#249af2",
    "#1a9559",
    "#bb8e1c",
    "#ac3f06",
    "#8d4e71",
    "#8c9097",
)
PINK = "#e83e8c"
"""Of a visitor's own rounds alone, so that it stands for them beside any other colour."""

COLOURS: dict[str, dict[str, str]] = {
    "stage_group": {
        "Late": BLUE,
        "Early": SKY,
        "Seed": ORANGE,
        "Debt": PURPLE,
        "Public": GREEN,
        "Other": GREY,
    },
    "region": {
        "United States": BLUE,
        "China": RED,
        "Europe": GREEN,
        "Asia-Pacific": ORANGE,
        "Middle East": PURPLE,
        "Rest of World": SKY,
        "Unknown": GREY,
    },
    "sector": {
        "Foundation models": BLUE,
        "AI infrastructure & cloud": GREEN,
        "Robotics & autonomous vehicles": ORANGE,
        "Chips & hardware": RED,
        "Developer tools & agents": SKY,
        "Healthcare & bio": PURPLE,
        "Other sectors": GREY,
    },
    "kind": {
        "equity": BLUE,
        "mixed": SKY,
        "debt": PURPLE,
        "ipo": GREEN,
        "secondary": ORANGE,
        "merger": RED,
        "grant": GREY,
    },
    "developer": {
        "Google": BLUE,
        "OpenAI": GREEN,
        "Anthropic": ORANGE,
        "Meta": SKY,
        "xAI": PURPLE,
        "DeepSeek": RED,
        "Other": GREY,
    },
    "owner": {
        "Google": BLUE,
        "Microsoft": GREEN,
        "Amazon": ORANGE,
        "Meta": SKY,
        "Oracle": RED,
        "xAI": PURPLE,
        "Other": GREY,
    },
    "maker": {
        "Nvidia": GREEN,
        "Google": BLUE,
        "Amazon": ORANGE,
        "AMD": RED,
    },
    "verdict": {
        "Holds": BLUE,
        "Rounding": SKY,
        "Does not hold": RED,
        "Cannot be checked": GREY,
    },
    "severity": {
        "High": RED,
        "Medium": ORANGE,
        "Low": SKY,
    },
    "agreement": {
        "Used here": BLUE,
        "Agrees with it": GREEN,
        "Differs from it": RED,
        "Bears on it": GREY,
    },
    "origin": {
        "Shipped": BLUE,
        "Yours": PINK,
    },
    "access": {
        "Closed": BLUE,
        "Open weights": ORANGE,
        "Unknown": GREY,
    },
    "standing": {
        "Hit": GREEN,
        "Missed": RED,
        "Due": ORANGE,
        "Open": BLUE,
        "Cannot be judged": GREY,
    },
}

TITLES = {
    "developer": "Developer",
    "access": "Access",
    "owner": "Owner",
    "maker": "Maker",
    "standing": "Standing",
    "severity": "Severity",
    "agreement": "Agreement",
    "origin": "Data",
}
"""Headers of the columns that have colours but are of no declared table of rounds."""

CONFIG: dict[str, Any] = {
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 220},
    "axisX": {"grid": False},
    # Nothing is told of a line alone, which screen readers would call a graphic without a name.
    "rule": {"aria": False},
    "legend": {"labelFontSize": 12, "symbolType": "square", "labelLimit": 240},
}
"""Laid over Streamlit's own theme, which sets fonts and the colours of text and lines."""

LABEL = "#767b83"
"""Colour of text inside a figure: readable on white and on near-black."""

UNFINISHED = 0.45
"""Opacity of a period that has not ended yet."""

STATE = "datum.is_unfinished ? 'not finished: so far' : 'complete'"
"""Vega expression that says whether the data covers a period to its end."""


def money_expression(value: str) -> str:
    """Vega expression that writes an amount as $1.2B."""
    return f"replace(replace(format({value}, '$.3~s'), 'G', 'B'), 'k', 'K')"


def money_axis(**options: Any) -> alt.Axis:
    """Axis with amounts as $1.2B."""
    return alt.Axis(labelExpr=money_expression("datum.value"), tickCount=5, **options)


def money_across(field: str, title: str = "Capital (USD)") -> alt.X:
    """Amounts across, with grid lines."""
    return alt.X(field=field, type="quantitative", title=title, axis=money_axis(grid=True))


BY_PLACE = alt.EncodingSortField(field="place", op="min")


TIME_UNITS: dict[str, Any] = {
    "quarter": "utcyearquarter",
    "month": "utcyearmonth",
    "year": "utcyear",
}


def periods_across(grain: str) -> alt.X:
    """A bar a period of the `grain`, with its dates across."""
    axis, unit = time_axis(grain), TIME_UNITS[grain]
    return alt.X(field="period", type="temporal", timeUnit=unit, title=None, axis=axis)


def listed(field: str, sort: Any = None, **axis: Any) -> alt.Y:
    """Names down the side, in the order of the rows unless `sort` gives another."""
    names = alt.Axis(ticks=False, domain=False, **axis)
    return alt.Y(field=field, type="nominal", sort=sort, title=None, axis=names)


def year_by_year(field: str) -> alt.X:
    """Years across, each with the same room."""
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", ticks=False)
    return alt.X(field=field, type="ordinal", title=None, axis=axis)


def log_axis(words: str, channel: str = "y") -> alt.Axis:
    """Axis of a log scale with one tick a power of ten, and more where there are few of those.

    `words` is the Vega expression that writes `datum.value`.
    """
    powers = f"log(domain('{channel}')[1] / domain('{channel}')[0]) / LN10"
    value = "datum['value']"
    digit = f"round({value} / pow(10, floor(log({value}) / LN10 + 1e-9)))"
    named = f"indexof([1, 2, 5], {digit}) >= 0"
    return alt.Axis(
        labelExpr=f"{named} ? {words} : ''",
        gridOpacity={"condition": {"test": named, "value": 1}, "value": 0},
        # With fewer ticks asked for than powers of ten, Vega leaves out those between.
        tickCount=alt.ExprRef(f"{powers} < 2 ? 5 : floor({powers} + 1e-6)"),
        ticks=False,
        grid=True,
        # Streamlit moves the first and the last label off their line, onto the ones beside them.
        labelFlush=channel != "y",
        labelOverlap="greedy",
    )


SHORT_SPAN = "domain('x')[1] - domain('x')[0] < 105000000000"
"""Less than about three years and a quarter, in milliseconds: a time axis also names quarters or
months."""


def time_axis(grain: str) -> alt.Axis:
    """Axis that names years, and quarters or months between them where there is room."""
    between = "Q%q" if grain == "quarter" else "%b"
    january = "utcmonth(datum.value) == 0"
    label = (
        # Beside a bare year, the quarter before it would seem to be of that year.
        f"{SHORT_SPAN} ? utcFormat(datum.value, datum.index == 0 || {january} "
        f"? '{between} %Y' : '{between}') : {january} ? utcFormat(datum.value, '%Y') : ''"
    )
    every_year = {"interval": "year", "step": 1}
    every_quarter = {"interval": "month", "step": 3}
    return alt.Axis(
        labelExpr="utcFormat(datum.value, '%Y')" if grain == "year" else label,
        tickCount=every_year if grain == "year" else every_quarter,
        labelOverlap="greedy",
        labelAlign="left",
        labelSeparation=8,
        labelBound=True,
        ticks=False,
    )


def colour(column: str, legend: bool = True, legend_columns: int | alt.ExprRef = 0) -> alt.Color:
    """Colour channel of `column` with the fixed colour of each category, legend on top.

    The legend follows the width, unless `legend_columns` are given. Give them where words stand
    beside the marks: these narrow the chart once the legend is laid out, and cut its first row.
    """
    return alt.Color(
        field=column,
        type="nominal",
        title=title(column),
        scale=colour_scale(column),
        legend=_legend(column, legend_columns) if legend else None,
    )


def colour_scale(column: str) -> alt.Scale:
    """The fixed colour of each category of `column`."""
    colours = COLOURS[column]
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def filled(column: str = "developer", legend: bool = False) -> alt.Fill:
    """Fill channel of marks of which some are hollow; its legend is one with that of `colour`."""
    if legend:
        described: Any = colour(column).to_dict()
        return alt.Fill.from_dict(described)
    return alt.Fill(field=column, type="nominal", scale=colour_scale(column), legend=None)


def told(field: str, title: str, form: str = "") -> alt.Tooltip:
    """A line of a tooltip: words, or a number in a form such as `,`, or a date such as `%b %Y`."""
    kind: Any = "nominal" if not form else "temporal" if form.startswith("%") else "quantitative"
    return alt.Tooltip(field=field, type=kind, title=title, format=form or alt.Undefined)


def opens(*columns: str) -> alt.Parameter:
    """Makes a click on a mark open what its row has in the first of `columns` that is filled."""
    row = "event.item && event.item.datum"
    filled = " || ".join(f"event.item.datum.{column}" for column in columns)
    # Marks of other layers hear the click too.
    return alt.selection_point(name="opens", fields=[*columns], on=f"click[{row} && ({filled})]")


def side_bars(base: alt.Chart, published: alt.X, tracked: alt.X) -> tuple[alt.Chart, alt.Chart]:
    """Outlined bars of what is published, and filled, thinner ones of what is tracked here.

    `base` has to hold the names of the two in the fields `published` and `tracked`.
    """
    return (
        base.mark_bar(strokeWidth=1.5, height={"band": 0.8}).encode(
            x=published, color=_side("published"), stroke=alt.value(GREY)
        ),
        base.mark_bar(height={"band": 0.4}).encode(x=tracked, color=_side("tracked")),
    )


SIDES = {"published": "'Published'", "tracked": "'Tracked here'"}
"""Fields that `side_bars` reads, as expressions to calculate."""


def _side(field: str) -> alt.Color:
    return alt.Color(
        field=field,
        type="nominal",
        # The grey is thin, so that the legend shows the outline too.
        scale=alt.Scale(domain=["Published", "Tracked here"], range=[f"{GREY}26", BLUE]),
        legend=alt.Legend(
            orient="top",
            title=None,
            symbolStrokeWidth=1,
            # On a phone long names beside the bars leave no room for two names in a row.
            columns=alt.ExprRef("containerSize()[0] < 480 ? 1 : 2"),
        ),
    )


def _legend(column: str, fixed: int | alt.ExprRef) -> alt.Legend:
    columns = fixed or fitting_columns(
        labels_of(column).get(name, name) for name in COLOURS[column]
    )
    expression = label_expression(column, "datum.label")
    return alt.Legend(orient="top", title=None, columns=columns, labelExpr=expression)


def fitting_columns(names: Iterable[str]) -> alt.ExprRef:
    """As many columns of a legend of `names` as the width of the chart has room for."""
    # Vega does not wrap a legend: a row that is too long would be cut off.
    widths = [6 * len(name) + 22 for name in names]
    return alt.ExprRef(
        f"width < {sum(widths)} ? max(1, floor(width / {max(widths)})) : {len(widths)}"
    )


def label_expression(column: str, value: str) -> str:
    """Vega expression that turns a stored code into its words."""
    labels = labels_of(column)
    return f"({json.dumps(labels)}[{value}] || {value})" if labels else value


def labels_of(column: str) -> Mapping[str, str]:
    """Words of the codes of a column of `rounds`, or of the type of an investor, if it has any."""
    declared = DATASETS["investors" if column == "investor_type" else "rounds"]
    return next((each.labels for each in declared.columns if each.name == column), {})


def title(column: str) -> str:
    """Header of a column of `rounds`, with its unit; of models, the name of the column."""
    if column in TITLES:
        return TITLES[column]
    declared = DATASETS["rounds"][column]
    return f"{declared.title} ({declared.unit})" if declared.unit else declared.title


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Vega-Lite description without data: a rerun sends rows only."""
    described = chart.to_dict(validate=False)
    for key in ("data", "datasets", "$schema"):
        described.pop(key, None)
    names = [each["name"] for each in described.get("params", [])]
    clickable = {"mark": {"cursor": "pointer"}} if "opens" in names else {}
    return described | {"config": CONFIG | clickable}
