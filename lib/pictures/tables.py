"""The first rows and columns of a table as a drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from lib.figures.figure import Figure
from lib.pictures.paper import Piece, Style, Theme, one_line, rule, text_line, text_width, wrapped
from lib.schema import Column
from lib.words import case_words, money, month_words, percent

MOST_ROWS, MOST_COLUMNS = 15, 7
"""What a picture shows of a table."""
ROW, HEADER = Style(13, 25), Style(11.5, 15, "faint")
WIDEST, BETWEEN = 280, 22
"""Pixels of a column of words, and between two columns."""
PINNED = {"company", "investor", "analysis"}
"""Columns that a table on screen shows first."""


@dataclass(frozen=True)
class Cells:
    """A column of a table in words; numbers stand at its right."""

    title: str
    words: list[str]
    right: bool

    @property
    def width(self) -> float:
        longest = max(text_width(words, ROW.size) for words in ["", *self.words])
        title = max(text_width(word, HEADER.size) for word in self.title.split())
        return max(min(longest, WIDEST), title, text_width(self.title, HEADER.size) / 3) + 2


def table(figure: Figure, rows: pl.DataFrame, theme: Theme, width: float) -> Piece:
    """The first rows and columns of a table."""
    drawn = grid(columns_of(figure, rows), theme, width)
    if rows.height <= MOST_ROWS:
        return drawn
    words = f"First {MOST_ROWS} of {rows.height:,} rows"
    line = text_line(words, HEADER, theme, 0, drawn.height + HEADER.line - 2)
    return Piece(drawn.svg + line, drawn.height + HEADER.line, width)


def columns_of(figure: Figure, rows: pl.DataFrame) -> list[Cells]:
    """The columns of a table that come first, with as many rows as there is room for."""
    return [_cells(column, rows[column.name].head(MOST_ROWS)) for column in _in_view(figure, rows)]


def grid(columns: Sequence[Cells], theme: Theme, width: float) -> Piece:
    """A table with a line below each row; words too long for their column are cut."""
    rooms = places([each.width for each in columns], width)
    titles = [
        wrapped(each.title, HEADER.size, w) for each, (_, w) in zip(columns, rooms, strict=True)
    ]
    top = max(map(len, titles)) * HEADER.line + 6
    rows = len(columns[0].words)
    parts = [rule(theme, width, top + ROW.line * row) for row in range(rows + 1)]
    for column, lines, (x, room) in zip(columns, titles, rooms, strict=True):
        at = x + room if column.right else x
        first = top - 8 - HEADER.line * (len(lines) - 1)
        parts += (
            text_line(line, HEADER, theme, at, first + HEADER.line * index, column.right)
            for index, line in enumerate(lines)
        )
        parts += (
            text_line(
                one_line(words, room, ROW.size),
                ROW,
                theme,
                at,
                top + ROW.line * (row + 0.68),
                column.right,
            )
            for row, words in enumerate(column.words)
        )
    return Piece("".join(parts), top + ROW.line * rows + 6, width)


def _in_view(figure: Figure, rows: pl.DataFrame) -> list[Column]:
    """The columns that come first on screen and hold something, without links."""
    shown = [
        column
        for column in figure.columns(rows)
        if not column.name.endswith(("_id", "_url"))
        and column.name not in figure.hidden
        and not rows[column.name].is_null().all()
    ]
    return sorted(shown, key=lambda column: column.name not in PINNED)[:MOST_COLUMNS]


def _cells(column: Column, values: pl.Series) -> Cells:
    right = values.dtype.is_numeric() and not column.labels
    digits = _digits(values) if right and "year" not in column.name else None
    return Cells(column.title, [_in_words(column, value, digits) for value in values], right)


def _digits(values: pl.Series) -> int:
    """Decimals of all numbers of a column: as few as tell them apart."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if all(value == round(value) for value in known):
        return 0
    return 1 if max(map(abs, known)) >= 100 else 2


def _in_words(column: Column, value: Any, digits: int | None) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, pl.Series | list):
        return ", ".join(_in_words(column, each, digits) for each in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return month_words(value)
    if isinstance(value, str):
        return case_words(value) if column.name == "conflict" else column.labels.get(value, value)
    if column.unit == "USD":
        return money(value)
    if column.unit == "%":
        return percent(value)
    # A year is no count.
    return str(value) if digits is None else f"{value:,.{digits}f}"


def places(widths: list[float], room: float) -> list[tuple[float, float]]:
    """Left edge and width of each column; the widest give way where there is no room for all."""
    free = room - BETWEEN * (len(widths) - 1)
    while sum(widths) > free:
        widest = max(widths)
        widths = [each * 0.97 if each == widest else each for each in widths]
    gaps = max(1, len(widths) - 1)
    between = BETWEEN + min((free - sum(widths)) / gaps, 2 * BETWEEN)
    edges = [sum(widths[:index]) + between * index for index in range(len(widths))]
    return list(zip(edges, widths, strict=True))
