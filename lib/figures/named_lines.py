"""Lines of companies on a log axis, each named at its end: SQL and marks that figures share."""

from __future__ import annotations

from functools import partial
from typing import Any

import altair as alt

from lib.figures.own_rounds import OWN
from lib.theme import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PINK,
    PURPLE,
    RED,
    SKY,
    log_axis,
    money_expression,
    opens,
    told,
)

NAMED = 6
TINTS = dict(zip("123456", (BLUE, ORANGE, GREEN, RED, PURPLE, SKY), strict=True)) | {"other": GREY}
MARKS = {
    "Funding round": "circle",
    "Share sale": "diamond",
    "Public listing": "square",
    "Merger": "triangle-up",
}
DAY_MS = 864e5

LABELS_SQL = """
, ends AS (
    FROM points
    SELECT company, max_by((round_id, value), (happened, value, round_id)) AS last,
        last[1] AS round_id, last[2] AS latest
    WHERE place <= $named
    GROUP BY company
), extremes AS (
    FROM points
    SELECT max(happened) AS edge,
        -- The share of the axis that one line of text takes, in powers of ten.
        0.052 * greatest(1, ceil(log10(max(value))) - floor(log10(min(value)))) AS step
), labels AS (
    -- Labels stand below each other: each is pushed down as far as those above it need.
    FROM (FROM ends SELECT *, row_number() OVER (ORDER BY latest DESC, company) AS line), extremes
    SELECT round_id, edge,
        pow(10, min(log10(latest) + line * step) OVER (ORDER BY line) - line * step) AS label_at
)
"""
"""Adds to `points` (round_id, company, place, happened, value) the table `labels`: where
on a log axis the name of each of the first `$named` companies stands beside the plot."""


def named_lines(
    value: str, title: str, tooltips: list[alt.Tooltip], **calculated: str
) -> alt.TopLevelMixin:
    """Points of `value` on a log axis, joined and named for the companies that have a tint.

    Rows hold company, announced_date, `value`, mark, tint, is_confirmed and, where a name stands,
    `label_usd` or `label_times` and label_date. A visitor's rounds, by `origin`, have a ring.
    """
    picked = followed()
    label = "label_usd" if value.endswith("_usd") else "label_times"
    words = (
        money_expression("datum.value") if value.endswith("_usd") else "format(datum.value, ',~f')"
    )
    base = alt.Chart(alt.NamedData("rows"))

    def height(field: str) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title=title,
            scale=alt.Scale(type="log"),
            axis=log_axis(words),
        )

    def when(field: str) -> alt.X:
        return alt.X(
            field=field,
            type="temporal",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=dates_axis(),
        )

    shown = partial(faded, picked)
    # Only marks with a tooltip take clicks.
    company = told("company", "Company")
    named = base.transform_filter("datum.tint != 'other'")
    lines = (
        named.transform_filter("datum.is_confirmed")
        .mark_line(strokeWidth=2)
        .encode(
            x=when("announced_date"),
            y=height(value),
            color=tint(),
            detail=alt.Detail(field="company", type="nominal"),
            opacity=shown(0.9),
            tooltip=company,
        )
    )
    points = base.mark_point(strokeWidth=1.5).encode(
        x=when("announced_date"),
        y=height(value),
        color=tint(),
        fill=tint("fill"),
        fillOpacity=alt.condition("datum.is_confirmed", alt.value(1), alt.value(0)),
        shape=alt.Shape(
            field="mark",
            type="nominal",
            scale=alt.Scale(domain=list(MARKS), range=list(MARKS.values())),
            legend=alt.Legend(
                orient="top",
                title=None,
                symbolFillColor=GREY,
                symbolStrokeWidth=0,
                columns=alt.ExprRef("width < 400 ? 2 : 4"),
            ),
        ),
        size=alt.condition("datum.tint == 'other'", alt.value(26), alt.value(60)),
        opacity=shown(0.85),
        tooltip=tooltips,
    )
    rings = base.transform_filter(OWN).mark_point(
        size=170, strokeWidth=2, color=PINK, filled=False, tooltip=None
    )
    rings = rings.encode(x=when("announced_date"), y=height(value), opacity=shown(1))
    ends = named.transform_filter(f"isValid(datum.{label})")
    leaders = ends.mark_rule(strokeDash=[2, 3]).encode(
        x=when("announced_date"),
        x2=alt.X2(field="label_date"),
        y=height(value),
        y2=alt.Y2(field=label),
        color=tint(),
        opacity=shown(0.6),
    )
    names = ends.mark_text(align="left", dx=7, fontWeight=600, limit=130, cursor="pointer").encode(
        x=when("label_date"),
        y=height(label),
        text=alt.Text(field="company", type="nominal"),
        color=tint(),
        opacity=shown(1),
        tooltip=company,
    )
    layers = alt.layer(lines, leaders, rings, points.add_params(picked, opens("company")), names)
    return layers.transform_calculate(**calculated).properties(height=430)


def dates_axis() -> alt.Axis:
    """Axis that names years; months or days where the time is short."""
    span = "domain('x')[1] - domain('x')[0]"
    ticks = "max(3, width / 100)"
    # Where ticks are less than a month apart, two would have the same month.
    days = f"{span} < {31 * DAY_MS:.0f} * {ticks}"
    near = f"utcFormat(datum.value, {days} ? '%-d %b %Y' : '%b %Y')"
    far = "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : ''"
    return alt.Axis(
        labelExpr=f"{span} > {3 * 365 * DAY_MS:.0f} ? {far} : {near}",
        tickCount=alt.ExprRef(ticks),
        # Words in the middle of a tick near the right end would be cut off there.
        labelAlign={
            "condition": {"test": "scale('x', datum['value']) > width - 26", "value": "right"},
            "value": "center",
        },
        labelOverlap="greedy",
        labelSeparation=8,
        ticks=False,
    )


def followed() -> alt.Parameter:
    """The company that the pointer is on."""
    return alt.selection_point(
        name="picked", fields=["company"], on="pointerover", clear="pointerout"
    )


def faded(picked: alt.Parameter, usual: float) -> Any:
    """Opacity of marks while another company is followed, and usually."""
    return alt.condition(picked, alt.value(usual), alt.value(0.12))


def tint(channel: str = "color") -> Any:
    """Colour of a company by its place."""
    kind = alt.Fill if channel == "fill" else alt.Color
    scale = alt.Scale(domain=list(TINTS), range=list(TINTS.values()))
    return kind(field="tint", type="nominal", scale=scale, legend=None)
