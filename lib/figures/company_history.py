"""The rounds of one company, whatever their status: SQL that the figures of a profile share."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

WHEN_SQL = """
    CASE date_precision WHEN 'year' THEN strftime(announced_date, '%Y')
        WHEN 'quarter' THEN 'Q' || quarter(announced_date) || ' ' || year(announced_date)
        ELSE strftime(announced_date, '%b %Y') END"""
"""The date as exactly as it is known: May 2026, Q4 2026 or 2026."""

PROFILE_SQL = f"""
, profile AS (
    -- What is said of one company would be wrong for several.
    FROM selected
    SELECT *, status IN ('completed', 'announced') AS is_confirmed, {WHEN_SQL} AS when_text
    WHERE (FROM selected SELECT count(DISTINCT company)) = 1
)
"""
"""Adds to `selected` the table `profile`: its rounds, if they are all of one company."""

MONEY_SQL = """
    CASE kind WHEN 'debt' THEN 'Debt' WHEN 'mixed' THEN 'Equity and debt'
        WHEN 'secondary' THEN 'Sale among holders' WHEN 'grant' THEN 'Grant'
        WHEN 'merger' THEN 'Merger' ELSE 'Equity' END"""
"""What a round brings: a listing sells new shares, as an equity round does."""

MONEY_NOTE = (
    "Equity is the money for new shares, in funding rounds and in listings. Debt stands apart, as "
    "do rounds of equity and debt together, whose parts are not known. A sale among holders brings "
    "the company nothing. "
)


def confirmed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rounds that are completed or announced."""
    return rows.filter("is_confirmed")


def apart(rows: pl.DataFrame) -> str:
    """How many rounds have not happened, as the end of a sentence; empty for none."""
    number = rows.height - confirmed(rows).height
    return f"{number:,} rumoured or planned" if number else ""


def labelled(
    rows: pl.DataFrame, value: str, across: float, up: float, label: str = "is_labelled"
) -> pl.DataFrame:
    """`rows` with a column that says which marks have room for words, the highest first.

    Rows hold announced_date and a positive `value`, drawn on a log scale. Words take the shares
    `across` and `up` of the sides of the plot.
    """
    known = rows.with_row_index("place").drop_nulls(value).sort(value, descending=True)
    points = [
        (place, day.toordinal(), math.log(number))
        for place, day, number in known.select("place", "announced_date", value).iter_rows()
    ]
    width, height = (_span([point[side] for point in points]) for side in (1, 2))
    kept: list[tuple[int, int, float]] = []
    for place, day, y in points:
        if all(abs(day - x) >= across * width or abs(y - z) >= up * height for _, x, z in kept):
            kept.append((place, day, y))
    places = {place for place, _, _ in kept}
    return rows.with_columns(
        pl.Series(label, [place in places for place in range(rows.height)], dtype=pl.Boolean)
    )


def _span(numbers: Sequence[float]) -> float:
    return max(numbers) - min(numbers) if numbers else 0
