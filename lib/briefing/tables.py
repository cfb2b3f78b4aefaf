"""Tables as slides and pages have them: a few columns, in words, as many rows as there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from lib.briefing.parts import Part, clean
from lib.pictures import text_width
from lib.schema import Column
from lib.words import case_words, clipped, money, month_words, percent, short

ROWS = 12
MOST_COLUMNS = 7
NARROWEST, WIDEST = 9, 36
"""Letters of a column."""


@dataclass(frozen=True)
class Table:
    """Heads and cells as words, which columns hold numbers, and the share of the width of each.

    `links` are the addresses of the last column, if it has some.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]
    widths: tuple[float, ...]
    links: tuple[str, ...] = ()

    def fitted(self, width: float, size: float) -> Table:
        """The same with every cell cut to one line, in a table of so many points or pixels."""
        rooms = [share * width - size for share in self.widths]
        return Table(
            tuple(
                _one_line(each, size, room) for each, room in zip(self.heads, rooms, strict=True)
            ),
            tuple(
                tuple(_one_line(each, size, room) for each, room in zip(row, rooms, strict=True))
                for row in self.rows
            ),
            self.numbers,
            self.widths,
            self.links,
        )


def table_of(part: Part) -> Table:
    """The first rows of a figure, in its first columns that have anything to say."""
    shown = part.rows.head(ROWS)
    columns = [
        column
        for column in part.figure.columns(part.rows)
        if not column.name.endswith(("_id", "_url"))
        and column.name not in part.figure.hidden
        and shown[column.name].null_count() < shown.height
    ][:MOST_COLUMNS]
    cells = [[_cell(column, value) for value in shown[column.name]] for column in columns]
    return _table(
        [column.title for column in columns],
        [*zip(*cells, strict=True)],
        [shown[column.name].dtype.is_numeric() for column in columns],
    )


def shown_words(part: Part) -> str:
    """Measure of a table, and how many of its rows are shown."""
    if part.rows.height <= ROWS:
        return part.figure.subtitle
    return f"{part.figure.subtitle}; the first {ROWS} of {part.rows.height:,}"


def source_table(sources: pl.DataFrame) -> Table:
    """Publisher, title, licence and link of sources."""
    rows = [tuple(value or "" for value in row) for row in sources.iter_rows()]
    links = tuple(row[3] for row in rows)
    return _table(["Publisher", "Title", "Licence", "Link"], rows, [False] * 4, links)


def _table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[bool],
    links: tuple[str, ...] = (),
) -> Table:
    cleaned = [tuple(map(clean, row)) for row in rows]
    letters = [
        min(WIDEST, max(NARROWEST, *map(len, column)))
        for column in zip(heads, *cleaned, strict=True)
    ]
    widths = tuple(each / sum(letters) for each in letters)
    return Table(tuple(map(clean, heads)), tuple(cleaned), tuple(numbers), widths, links)


def _one_line(text: str, size: float, room: float) -> str:
    while len(text) > 1 and text_width(text, size, bold=True) > room:
        text = clipped(text, len(text) - 1)
    return text


def _cell(column: Column, value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if column.name == "conflict":
        return case_words(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return month_words(value)
    if isinstance(value, int | float):
        return _number(column, value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return column.labels.get(str(value), str(value))


def _number(column: Column, value: float) -> str:
    if column.unit == "USD":
        return money(value)
    if column.unit == "%":
        return percent(value)
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.2f}" if abs(value) < 1000 else short(value)
