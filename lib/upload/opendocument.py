"""OpenDocument sheets, read cell by cell: a cell may say that it stands for a billion others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

import polars as pl

from lib.upload.sheet import MAX_COLUMNS, MAX_ROWS, Unreadable, check_size

VALUES = ("office:date-value", "office:value", "office:boolean-value", "office:string-value")
DAMAGED = "The workbook is cut off or damaged: open it in a spreadsheet and save it again."


@dataclass
class Table:
    """One sheet: rows of text as far as they are filled."""

    name: str
    rows: list[list[str | None]] = field(default_factory=list)
    waiting: int = 0  # empty rows that only count where a filled one follows

    def add(self, row: list[str | None], times: int) -> None:
        if not row:
            self.waiting = min(self.waiting + times, MAX_ROWS + 1)
            return
        check_size(len(self.rows) + self.waiting + times, len(row))
        self.rows += [[] for _ in range(self.waiting)]
        self.rows += [row] * times
        self.waiting = 0

    @property
    def frame(self) -> pl.DataFrame:
        """Cells as text from the first row on, nulls where there is nothing."""
        width = max(map(len, self.rows), default=0)
        check_size(len(self.rows), width)
        columns = {
            f"c{at}": [row[at] if at < len(row) else None for row in self.rows]
            for at in range(width)
        }
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def read_tables(parts: Iterable[bytes]) -> list[Table]:
    """The sheets of `content.xml`; raises Unreadable where it is none or holds too much."""
    reader = _Reader()
    try:
        for part in parts:
            reader.parser.Parse(part, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable(DAMAGED) from error
    return reader.tables


class _Reader:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.tables: list[Table] = []
        self.row: list[str | None] = []
        self.gap = self.row_times = self.times = 0
        self.value: str | None = None
        self.texts: list[str] = []
        self.in_text = 0

    def _refuse(self, *_: object) -> None:
        raise Unreadable(DAMAGED)

    def _start(self, name: str, about: dict[str, str]) -> None:
        if name == "table:table":
            self.tables.append(Table(about.get("table:name", "")))
        elif name == "table:table-row":
            self.row, self.gap = [], 0
            self.row_times = _number(about.get("table:number-rows-repeated"))
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self.times = _number(about.get("table:number-columns-repeated"))
            self.value = next((about[key] for key in VALUES if key in about), None)
            self.texts = []
        elif name == "text:p":
            self.in_text += 1
            self.texts.append("")

    def _text(self, text: str) -> None:
        if self.in_text and self.texts:
            self.texts[-1] += text

    def _end(self, name: str) -> None:
        if name == "text:p":
            self.in_text -= 1
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell(self.value if self.value is not None else "\n".join(self.texts))
        elif name == "table:table-row" and self.tables:
            self.tables[-1].add(self.row, self.row_times)

    def _cell(self, text: str) -> None:
        if not text.strip():
            self.gap = min(self.gap + self.times, MAX_COLUMNS + 1)
            return
        check_size(0, len(self.row) + self.gap + self.times)
        self.row += [None] * self.gap + [text] * self.times
        self.gap = 0


def _number(text: str | None) -> int:
    return min(int(text), 10**9) if text and text.isascii() and text.isdigit() else 1
