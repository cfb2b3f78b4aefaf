"""Draws companies over time: a line, marks and a name each, by calendar or by age."""

from __future__ import annotations

from functools import partial

import altair as alt

from lib.figures.compared_measures import Measure
from lib.figures.named_lines import (
    TINTS,
    dates_axis,
    faded,
    followed,
    tint,
)
from lib.theme import label_expression, log_axis, money_expression, opens, told

DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [12, 4], [5, 2, 1, 2])
MARKS = {
    "Reported": "circle",
    "Estimate": "diamond",
    "Low confidence": "triangle-up",
    "Rumoured or planned": "square",
}
"""What a point rests on, told apart by its shape."""


def chart(measure: Measure, align: str) -> alt.TopLevelMixin:
    """Chart of rows with company, label, tint, as_of or months_since, the column of `measure`,
    mark, is_confirmed, holds_until, label_at and label_until.
    """
    picked = followed()
    shown = partial(faded, picked)
    base = alt.Chart(alt.NamedData("rows"))
    across = "as_of" if align == "calendar" else "months_since"
    place = {"x": _across(across, align), "y": _up(measure.column, measure), "color": tint()}
    name = told("company", "Company")
    line = {**place, "strokeDash": _dash(), "opacity": shown(0.9), "tooltip": name}
    lines = (
        base.transform_filter("true" if measure.adds else "datum.is_confirmed")
        .mark_line(strokeWidth=2, interpolate="step-after" if measure.holds else "linear")
        .encode(**line)
    )
    ends = base.transform_filter("isValid(datum.label_at)")
    # What has been raised stays raised, to the end of the data.
    held = ends.mark_rule(strokeWidth=2).encode(**line, x2=alt.X2(field="holds_until"))
    leaders = ends.mark_rule(strokeDash=[1, 3]).encode(
        x=_across("holds_until", align),
        x2=alt.X2(field="label_until"),
        y=_up(measure.column, measure),
        y2=alt.Y2(field="label_at"),
        color=tint(),
        opacity=shown(0.6),
    )
    points = base.mark_point(strokeWidth=1.5, size=60).encode(
        **place,
        fill=tint("fill"),
        fillOpacity=alt.condition("datum.is_confirmed", alt.value(1), alt.value(0)),
        shape=_shape(),
        opacity=shown(0.9),
        tooltip=_tooltips(measure, align),
    )
    names = ends.mark_text(align="left", dx=7, fontWeight=600, limit=180).encode(
        x=_across("label_until", align),
        y=_up("label_at", measure),
        text=alt.Text(field="label", type="nominal"),
        color=tint(),
        opacity=shown(1),
        tooltip=name,
    )
    layers = alt.layer(lines, held, leaders, points.add_params(picked, opens("company")), names)
    return layers.transform_calculate(**_calculated(measure)).properties(height=430)


def _across(field: str, align: str) -> alt.X:
    if align == "calendar":
        scale = alt.Scale(type="utc")
        return alt.X(field=field, type="temporal", title=None, scale=scale, axis=dates_axis())
    end = "domain('x')[1]"
    # Ages are read in years: a tick every twelve months, or every few years.
    step = f"12 * max(1, ceil({end} / 12 / max(2, width / 60)))"
    axis = alt.Axis(values=alt.ExprRef(f"sequence(0, {end} + 1, {step})"), ticks=False)
    start = "founding" if align == "founding" else "first tracked round"
    return alt.X(
        field=field,
        type="quantitative",
        title=f"Time since {start} (months)",
        scale=alt.Scale(zero=True, nice=False),
        axis=axis,
    )


def _up(field: str, measure: Measure) -> alt.Y:
    words = (
        money_expression("datum.value")
        if measure.column.endswith("_usd")
        else "replace(format(datum.value, '~s'), 'G', 'B')"
    )
    return alt.Y(
        field=field,
        type="quantitative",
        title=measure.axis,
        scale=alt.Scale(type="log"),
        axis=log_axis("format(datum.value, ',~f')" if measure.is_multiple else words),
    )


def _dash() -> alt.StrokeDash:
    scale = alt.Scale(domain=list(TINTS)[: len(DASHES)], range=list(DASHES))
    return alt.StrokeDash(field="tint", type="nominal", scale=scale, legend=None)


def _shape() -> alt.Shape:
    scale = alt.Scale(domain=list(MARKS), range=list(MARKS.values()))
    return alt.Shape(field="mark", type="nominal", scale=scale, legend=None)


def _calculated(measure: Measure) -> dict[str, str]:
    words = {
        "money": "isValid({0}) ? {1} : 'not disclosed'",
        "kind": "{2}",
        "text": "{0} || '-'",
    }
    return {
        "value_text": measure.written,
        "status_text": label_expression("status", "datum.status"),
        "confidence_text": "datum.confidence || 'not rated'",
    } | {
        f"{column}_text": words[kind].format(
            f"datum.{column}",
            money_expression(f"datum.{column}"),
            label_expression("kind", f"datum.{column}"),
        )
        for column, _, kind in measure.details
        if kind in words
    }


def _tooltips(measure: Measure, align: str) -> list[alt.Tooltip]:
    age = told("months_since", "Months", ",.0f")
    return [
        told("company", "Company"),
        _tooltip("as_of", "Date", "date"),
        *([] if align == "calendar" else [age]),
        _tooltip("value", measure.name, "text"),
        *(_tooltip(*each) for each in measure.details),
        _tooltip("status", "Status", "text"),
        _tooltip("confidence", "Confidence", "text"),
    ]


def _tooltip(column: str, title: str, kind: str) -> alt.Tooltip:
    if kind == "date":
        return told(column, title, "%b %Y")
    if kind == "number":
        return told(column, title, ",")
    return told(f"{column}_text", title)
