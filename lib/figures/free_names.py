"""Names beside points, where they cover neither a mark nor another name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import polars as pl

WIDTH, HEIGHT, LETTER, LINE, DOT = 820, 250, 6.2, 12, 4
"""Pixels of the plot on a desktop, of a letter, of a line of text and of half a mark."""
ROOM = 90
"""Pixels beside the first and the last mark where an axis leaves room for names."""
SIDES = {"left": (-9, 0), "right": (7, -9)}
"""Pixels from a point to its name: beside it, or above a line that goes on to the right."""

Box = tuple[float, float, float, float]


def named(
    rows: pl.DataFrame,
    wanted: Sequence[int],
    x: pl.Series,
    y: pl.Series,
    lines: Iterable[Sequence[int]] = (),
    room: int = 0,
) -> pl.DataFrame:
    """`rows` with `label`, the `model` of those `wanted` that have room, and its `side`.

    `wanted` are places of rows, the first first; `lines` are those joined by a line that steps
    after each; `x` and `y` are linear on the axes, `x` with `room` in pixels on both sides.
    """
    across, up = _scaled(x, WIDTH - 2 * room), _scaled(y, HEIGHT)
    points = list(zip(across, up, strict=True))
    taken = [(a - DOT, a + DOT, b - DOT, b + DOT) for a, b in points]
    taken += [box for line in lines for box in _steps([points[place] for place in line])]
    sides: dict[int, str] = {}
    for place in wanted:
        for side in SIDES:
            box = _box(*points[place], len(rows["model"][place]), side)
            inside = box[0] >= -room and box[1] <= WIDTH - room
            if inside and place not in sides and _is_free(box, taken):
                taken.append(box)
                sides[place] = side
    labels = [name if place in sides else None for place, name in enumerate(rows["model"])]
    return rows.with_columns(
        pl.Series("label", labels, pl.String),
        pl.Series("side", [sides.get(place) for place in range(rows.height)], pl.String),
    )


def _scaled(values: pl.Series, length: int) -> list[float]:
    known = values.to_list()
    least = min(known, default=0)
    span = (max(known, default=0) - least) or 1
    return [(value - least) / span * length for value in known]


def _steps(points: list[tuple[float, float]]) -> Iterable[Box]:
    for (x, y), (next_x, next_y) in pairwise(points):
        yield x, next_x, y, y
        yield next_x, next_x, min(y, next_y), max(y, next_y)


def _box(x: float, y: float, letters: int, side: str) -> Box:
    right, down = SIDES[side]
    wide = letters * LETTER
    start = x + right - (wide if side == "left" else 0)
    return start, start + wide, y - down - LINE / 2, y - down + LINE / 2


def _is_free(box: Box, taken: list[Box]) -> bool:
    left, right, low, high = box
    return all(right < a or b < left or high < c or d < low for a, b, c, d in taken)
