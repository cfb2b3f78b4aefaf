"""Nodes in columns and bands of capital between them, as a chart."""

from __future__ import annotations

import json
from typing import Any

import altair as alt

from lib.figures.alluvial_layout import HEADING, HEIGHT, LAST, LEAST_LABELLED, PLAIN
from lib.theme import BLUE, COLOURS, GREY, money_expression, opens, specification, told

POINTS = 24
"""Steps along each edge of a band."""
NODE_WIDTH = 12

_TEXT = "luminance(background || 'white') > 0.4 ? '#31333f' : '#fafafa'"
_LAST_SLOT = "min(270, width / datum.columns)"
_LEFT = f"(datum.place - 1) * (width - {_LAST_SLOT}) / (datum.columns - 1)"
_PICKED = (
    "!picked.key || indexof(picked.key, datum.key) >= 0"
    " || indexof(picked.key, datum.from_key) >= 0 || indexof(picked.key, datum.to_key) >= 0"
)


_COLOUR = alt.Color(field="colour", type="nominal", scale=None, legend=None)
_PIXELS: dict[str, Any] = {"type": "quantitative", "scale": None, "axis": None, "stack": None}
"""The field is in pixels already."""


def _drawing() -> alt.LayerChart:
    """Bands below, nodes and labels above. A click on one of them dims what it does not touch."""
    # Named and with a field of its own, so that it works in the browser without a round trip.
    picked = alt.selection_point(name="picked", fields=["key"], on="click", clear="dblclick")
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        capital_text=money_expression("datum.capital_usd"),
        colour=f"({json.dumps(_colours())})[datum.colour_of] || '{GREY}'",
        left=_LEFT,
        from_text="datum.from_name + ' (' + lower(datum.from_column) + ')'",
    )
    return (
        alt.layer(
            _bands(base),
            _nodes(base).add_params(picked),
            _labels(base).add_params(opens(*OPENED.values())),
            _headings(base),
        )
        .properties(height=HEIGHT)
        .configure_view(stroke=None)
    )


def _colours() -> dict[str, str]:
    fixed = [COLOURS[column] for column in ("region", "sector", "stage_group")]
    return {name: colour for colours in fixed for name, colour in colours.items()} | {PLAIN: BLUE}


def _bands(base: alt.Chart) -> alt.Chart:
    return (
        base.transform_filter("datum.part == 'Band'")
        .transform_calculate(step=f"sequence(0, {POINTS + 1})")
        .transform_flatten(["step"])
        .transform_calculate(
            along=f"datum.step / {POINTS}",
            # An S without a kink at either end.
            rise="datum.along * datum.along * (3 - 2 * datum.along)",
            across=f"datum.left + {NODE_WIDTH} + datum.along * "
            f"((width - {_LAST_SLOT}) / (datum.columns - 1) - {NODE_WIDTH})",
            upper=_pixel("datum.from_top + (datum.to_top - datum.from_top) * datum.rise"),
            lower_edge=f"datum.upper + max(0.6, datum.height * (height - {HEADING}))",
            to_text="datum.to_name + ' (' + lower(datum.to_column) + ')'",
        )
        .mark_area(cursor="pointer")
        .encode(
            x=alt.X(field="across", **_PIXELS),
            y=alt.Y(field="upper", **_PIXELS),
            y2=alt.Y2(field="lower_edge"),
            detail=alt.Detail(field="key", type="nominal"),
            color=_COLOUR,
            opacity=alt.condition(_PICKED, alt.value(0.5), alt.value(0.07)),
            tooltip=[
                told("from_text", "From"),
                told("to_text", "To"),
                *_measures(),
            ],
        )
    )


def _nodes(base: alt.Chart) -> alt.Chart:
    return (
        base.transform_filter("datum.part == 'Node'")
        .transform_calculate(
            right=f"datum.left + {NODE_WIDTH}",
            upper=_pixel("datum.from_top"),
            lower_edge=f"datum.upper + max(1, datum.height * (height - {HEADING}))",
        )
        .mark_rect(cursor="pointer")
        .encode(
            x=alt.X(field="left", **_PIXELS),
            x2=alt.X2(field="right"),
            y=alt.Y(field="upper", **_PIXELS),
            y2=alt.Y2(field="lower_edge"),
            color=_COLOUR,
            opacity=alt.condition(_PICKED, alt.value(1), alt.value(0.4)),
            tooltip=_node_tooltip(),
        )
    )


OPENED = {
    "Company": "company",
    "Investor": "investor",
    "Company region": "region",
    "Company country": "country",
    "Sector": "sector",
    "Stage": "stage_group",
}
"""Columns whose names open a profile or narrow the filters, by their heading."""


def _opened(heading: str) -> str:
    left_over = f"indexof({[*LAST]}, datum.from_name) >= 0"
    return f"datum.from_column == '{heading}' && !({left_over}) ? datum.from_name : null"


def _labels(base: alt.Chart) -> alt.Chart:
    labelled = f"datum.height * ({HEIGHT} - {HEADING}) >= {LEAST_LABELLED}"
    return (
        base.transform_filter(f"datum.part == 'Node' && {labelled}")
        .transform_calculate(
            beside=f"datum.left + {NODE_WIDTH + 5}",
            middle=_pixel("datum.from_top + datum.height / 2"),
            # A phone has room for names only.
            label="datum.from_name + (width < 700 ? '' : '  ' + datum.capital_text)",
            **{column: _opened(heading) for heading, column in OPENED.items()},
        )
        .mark_text(
            align="left",
            baseline="middle",
            fontSize=alt.ExprRef("width < 500 ? 11 : 12.5"),
            limit=alt.ExprRef(f"{_LAST_SLOT} - {NODE_WIDTH + 12}"),
            cursor="pointer",
        )
        .encode(
            x=alt.X(field="beside", **_PIXELS),
            y=alt.Y(field="middle", **_PIXELS),
            text=alt.Text(field="label", type="nominal"),
            color=alt.value(alt.ExprRef(_TEXT)),
            opacity=alt.condition(_PICKED, alt.value(1), alt.value(0.45)),
            tooltip=_node_tooltip(),
        )
    )


def _headings(base: alt.Chart) -> alt.Chart:
    return (
        base.transform_filter("datum.is_first")
        .transform_calculate(headroom="0")
        .mark_text(
            align="left",
            baseline="top",
            fontWeight="bold",
            fontSize=alt.ExprRef("width < 500 ? 11 : 12.5"),
            limit=alt.ExprRef(f"{_LAST_SLOT} - 4"),
        )
        .encode(
            x=alt.X(field="left", **_PIXELS),
            y=alt.Y(field="headroom", **_PIXELS),
            text=alt.Text(field="from_column", type="nominal"),
            color=alt.value(alt.ExprRef(_TEXT)),
        )
    )


def _pixel(share: str) -> str:
    return f"{HEADING} + ({share}) * (height - {HEADING})"


def _node_tooltip() -> list[alt.Tooltip]:
    return [
        told("from_name", "Node"),
        told("from_column", "Column"),
        *_measures(),
    ]


def _measures() -> list[alt.Tooltip]:
    return [
        told("capital_text", "Capital"),
        told("rounds", "Rounds", ","),
        told("share", "Share of capital", ".1%"),
    ]


SPEC = specification(_drawing())
"""Drawn from rows as `alluvial_layout.arrange` gives them, whatever their columns are."""
