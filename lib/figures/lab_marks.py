"""Marks of the charts of capital and capability: points, their scales and names with room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import altair as alt
import polars as pl

from lib.theme import log_axis, money_expression, told

X, Y, NAME = "capital_usd", "eci", "organization"
HEIGHT, PLOT = 430, 310
"""Pixels of a chart, and of those between its highest and its lowest point."""
LINE, LETTER, GAP, DOT = 15, 6.6, 9, 5
"""Pixels of a line of text, of a letter, between a mark and its name, and of half a mark."""
WIDTHS = {"wide": 640, "narrow": 110}
"""Pixels between the outermost points, on a desktop and on a phone."""
NARROW = "width < 450"
PLACES = [f"{width}_{what}" for width in WIDTHS for what in ("height", "side")]
"""Columns that `place_names` adds."""
STEPS = (0, 1, -1, 2, -2)
"""Lines of text by which a name may stand higher than its mark."""
PARTS = pl.DataFrame({"part": [part / 10 for part in range(11)]})


class Box(NamedTuple):
    """Room that a mark or a name takes: pixels across, points of its middle line."""

    left: float
    right: float
    height: float
    side: str = ""


def along(ends: pl.DataFrame) -> pl.DataFrame:
    """Points on the lines that join the rows of each laboratory, in their order.

    `reach` is half the way to the next point, in powers of ten.
    """
    following = (pl.col(each).shift(-1).over(NAME).alias(f"next_{each}") for each in (X, Y))
    here = ends.select(NAME, X, Y, *following).drop_nulls().join(PARTS, how="cross")
    part = pl.col("part")
    return here.select(
        pl.col(X) ** (1 - part) * pl.col(f"next_{X}") ** part,
        pl.col(Y) * (1 - part) + pl.col(f"next_{Y}") * part,
        reach=(pl.col(f"next_{X}") / pl.col(X)).log10().abs() / (2 * PARTS.height - 2),
    )


def place_names(
    rows: pl.DataFrame, marks: pl.DataFrame, lines: pl.DataFrame, step: float, room: tuple[int, int]
) -> pl.DataFrame:
    """`rows` with `PLACES`: for a desktop and a phone, points at which the name of each stands.

    Names keep off each other and off `marks`, and off `lines` where they can; null for those
    without room. Column `side` holds the side of its mark where a name stands if it can, `step` is
    a line of text in points, `room` the pixels beside the outermost marks that names may take.
    """
    span, low = _span(marks[X].log10()), marks[X].log10().min()
    for width, pixels in WIDTHS.items():
        scale = pixels / span if span else 0.0
        ends = (-room[0], pixels + room[1]) if span else (-9e9, 9e9)
        dots = [Box(at - DOT, at + DOT, points) for at, points in _at(marks, scale, low)]
        across = [
            Box(at - reach * scale - DOT, at + reach * scale + DOT, points)
            for (at, points), reach in zip(_at(lines, scale, low), lines["reach"], strict=True)
        ]
        names: list[Box | None] = []
        for row, (at, points) in zip(rows.rows(named=True), _at(rows, scale, low), strict=True):
            options = _options(at, points, step, len(row[NAME]), row["side"])
            tried = [each for each in options if ends[0] <= each.left and each.right <= ends[1]]
            taken = _near(points, [*dots, *(name for name in names if name)], step)
            crossed = _near(points, across, step)
            names.append(_first(tried, [*taken, *crossed], step) or _first(tried, taken, step))
        rows = rows.with_columns(
            pl.Series(f"{width}_height", [each and each.height for each in names], pl.Float64),
            pl.Series(f"{width}_side", [each and each.side for each in names], pl.String),
        )
    return rows.drop("side")


def line_height(points: pl.Series) -> float:
    """Points that a line of text takes where a chart shows all `points`."""
    return max(_span(points), 1) * LINE / PLOT


def _at(rows: pl.DataFrame, scale: float, low: Any) -> Iterable[tuple[float, float]]:
    return rows.select((pl.col(X).log10() - low) * scale, Y).rows()


def _options(at: float, points: float, step: float, letters: int, prefer: str) -> list[Box]:
    wide = letters * LETTER + GAP
    left, right = (at - wide, at - GAP), (at + GAP, at + wide)
    sides = {"left": left, "right": right} if prefer == "left" else {"right": right, "left": left}
    return [
        Box(*ends, points + lines * step, side) for lines in STEPS for side, ends in sides.items()
    ]


def _near(points: float, boxes: list[Box], step: float) -> list[Box]:
    """Those that a name at some of the `STEPS` can meet."""
    reach = (max(STEPS) + 1) * step
    return [box for box in boxes if abs(box.height - points) < reach]


def _first(boxes: list[Box], taken: list[Box], step: float) -> Box | None:
    """The first box that meets none of `taken`."""
    return next((box for box in boxes if not any(_meet(box, each, step) for each in taken)), None)


def _meet(one: Box, other: Box, step: float) -> bool:
    is_beside = one.right <= other.left or other.right <= one.left
    return not is_beside and abs(one.height - other.height) < 0.95 * step


def _span(values: pl.Series) -> float:
    known = values.drop_nulls().to_list()
    return max(known) - min(known) if known else 0.0


def base() -> alt.Chart:
    """The rows, with the words of their tooltips."""
    return alt.Chart(alt.NamedData("rows")).transform_calculate(
        capital_text=f"isValid(datum.{X}) ? {money_expression(f'datum.{X}')} : 'not known'",
        points_text="format(datum.eci, '.1f') + (isValid(datum.eci_low) ? "
        "' (' + format(datum.eci_low, '.1f') + ' to ' + format(datum.eci_high, '.1f') + ')' : '')",
    )


NAMES_NOTE = (
    "Where marks are close, some names are left out: point at or touch a mark for its name."
)

SCORED = [
    told("release_date", "Released", "%b %Y"),
    told("points_text", "ECI (90% interval)"),
]


def capital_across(**scale: Any) -> alt.X:
    """Capital on a log axis."""
    return alt.X(
        field=X,
        type="quantitative",
        title="Cumulative capital (USD, log scale)",
        scale=alt.Scale(type="log", nice=False, **scale),
        axis=log_axis(money_expression("datum.value"), "x"),
    )


def points_up(field: str = Y) -> alt.Y:
    """Points of the index, whose zero means nothing."""
    return alt.Y(
        field=field,
        type="quantitative",
        title="Best ECI so far (points)",
        scale=alt.Scale(zero=False, nice=False, padding=18),
        axis=alt.Axis(tickCount=6),
    )


def names_beside(chart: alt.Chart, across: Any, colour: Any) -> list[alt.Chart]:
    """The names, where `place_names` has found room."""
    placed = chart.transform_calculate(
        name_height=f"{NARROW} ? datum.narrow_height : datum.wide_height",
        name_side=f"{NARROW} ? datum.narrow_side : datum.wide_side",
    )
    return [
        placed.transform_filter(f"datum.name_side == '{side}'")
        .mark_text(
            align="right" if side == "left" else "left",
            dx=-GAP if side == "left" else GAP,
            baseline="middle",
            fontSize=11,
            fontWeight=600,
            limit=alt.ExprRef(f"{NARROW} ? 92 : 190"),
        )
        .encode(
            x=across,
            y=points_up("name_height"),
            color=colour,
            text=alt.Text(field=NAME, type="nominal"),
        )
        for side in ("left", "right")
    ]
