"""Where the names of points stand, so that they do not cover each other."""

from __future__ import annotations

import math

import polars as pl

LINE, LETTER, GAP, DOT = 15, 6.6, 9, 5
"""Pixels of a line of text, of a letter, between a mark and its name, and of half a mark."""
PLOT = 640
"""Pixels that a plot is wide on a desktop: on a phone names may still meet."""
STEPS = (0, 1, -1, 2, -2, 3, -3, 4, -4)


def free_heights(
    rows: pl.DataFrame,
    x: str,
    y: str,
    name: str,
    label: str,
    height: int,
    points: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`rows` with column `label`: values of `y` at which no name covers another.

    `x` is on a log axis, null beside the plot; `side` says whether a name stands left of its mark.
    `height` is that of the plot in pixels; names also keep off `points`, by default the rows.
    """
    marks = rows if points is None else points
    tens, across = rows[x].log10(), PLOT / max(_span(marks[x].log10()), 0.3)
    step = max(_span(marks[y]), 1) * LINE / height
    # Beside the plot names keep off each other only.
    known = marks.drop_nulls(x)
    places = zip(known[x].log10() * across, known[y], strict=True)
    taken = [(place - DOT, place + DOT, at) for place, at in places]
    heights = []
    for row, ten in zip(rows.iter_rows(named=True), tens, strict=True):
        # Beside the plot all names stand in one column, far from the others.
        start = -1e4 if ten is None else ten * across
        wide = len(row[name]) * LETTER + GAP
        ends = (start - wide, start - GAP), (start + GAP, start + wide)
        left, right = ends[row["side"] != "left"]
        here = [at for one, other, at in taken if one < right and left < other]
        found = next(
            (row[y] + each * step for each in STEPS if _is_free(row[y] + each * step, here, step)),
            row[y],
        )
        taken.append((left, right, found))
        heights.append(found)
    return rows.with_columns(pl.Series(label, heights, pl.Float64))


def _span(values: pl.Series) -> float:
    known = values.drop_nulls().to_list()
    return max(known) - min(known) if known else 0.0


def _is_free(height: float, others: list[float], step: float) -> bool:
    return all(math.fabs(height - other) >= step * 0.95 for other in others)
