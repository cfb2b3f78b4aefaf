"""Text with a sign between values: CSV, tabs, semicolons, bars, in any usual encoding."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from lib.upload.columns import header_score
from lib.upload.sheet import FLAWS, MAX_ROWS, Sheet, Unreadable, check_size, count_of
from lib.upload.tables import arranged, cleaned, header_row, notes_above
from lib.words import clipped

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST_LINE = 1_000_000
MOST_FIELDS = 20_000
# A value over more lines than this is a quotation mark that nobody closed.
MOST_LINES = 200
HEAD = 60
CHUNK = 10_000


def read_text(name: str, content: bytes) -> Sheet:
    """The table of a text; raises Unreadable where it is none."""
    lines = _Lines(content)
    told, skip = _start(lines.each())
    head = [line for line in itertools.islice(lines.each(), skip, skip + HEAD) if line.strip()]
    delimiter = told or _delimiter(head)
    usual = _usual([len(row) for row in csv.reader(head, delimiter=delimiter)] or [0])
    records = _Records(lines, delimiter, skip, usual)
    return _sheet(name, records.each(), skip + 1, records)


def _start(lines: Iterator[str]) -> tuple[str, int]:
    """The sign that a first line `sep=;` names, and how many lines to skip: remarks and blanks."""
    told, skip = "", 0
    for line in lines:
        match = re.fullmatch(r"\"?sep=(.)\"?", line.strip(" "))
        if line.strip() and not line.startswith("#") and (match is None or skip):
            return told, skip
        told = match[1] if match else told
        skip += 1
    return told, skip


class _Lines:
    """Lines of bytes as text without their ends, each in the encoding it is in."""

    def __init__(self, content: bytes) -> None:
        self.codec, self.content = _codec(content)
        self.other = self.plain = 0
        if self.codec != "mixed":
            text = self.content.decode(self.codec, errors="replace")
            self.content, self.codec = text.encode(), "mixed"
        if b"\n" not in self.content:
            self.content = self.content.replace(b"\r", b"\n")

    def each(self) -> Iterator[str]:
        self.other = self.plain = 0
        source = io.BytesIO(self.content)
        while line := source.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise Unreadable(
                    "The file has a line of more than 1,000,000 characters, so it is not a table "
                    "of rows: save it as CSV from a spreadsheet."
                )
            yield self._decoded(line)

    def _decoded(self, line: bytes) -> str:
        line = line.rstrip(b"\r\n")
        text = line.decode("ascii") if line.isascii() else self._not_ascii(line)
        return text.replace("\r", " ").replace("\x00", "")

    def _not_ascii(self, line: bytes) -> str:
        try:
            text = line.decode("utf-8")
            self.plain += 1
        except UnicodeDecodeError:
            text = line.decode("cp1252", errors="replace")
            self.other += 1
        return text

    @property
    def note(self) -> str:
        if self.other and self.plain:
            return (
                f"Not UTF-8 and read as Windows-1252: {count_of(self.other, 'line')}; check "
                "letters with accents."
            )
        return "Read as Windows-1252 text." if self.other else ""


def _codec(content: bytes) -> tuple[str, bytes]:
    """How bytes are text, and the bytes after the mark that says so."""
    if content.startswith(codecs.BOM_UTF8):
        return "mixed", content[3:]
    for mark, codec in (
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return codec, content[len(mark) :]
    start = content[:4000]
    odd, even = start[1::2].count(0), start[::2].count(0)
    if max(odd, even) > len(start) * 0.2:
        return ("utf-16-le" if odd > even else "utf-16-be"), content
    strange = sum(byte < 32 and byte not in b"\t\n\r\x00" for byte in start)
    if strange > len(start) * 0.05 or start.count(0) > len(start) * 0.3:
        raise Unreadable("The file is not text: choose a CSV, Excel or Parquet file.")
    return "mixed", content


def _delimiter(head: list[str]) -> str:
    """The sign that gives most known headers, then the one that parts most lines alike."""
    lines = [line[:20_000] for line in head if not line.startswith("#")]
    return max(DELIMITERS, key=lambda sign: _fit(lines, sign))


def _fit(lines: list[str], delimiter: str) -> tuple[float, float]:
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    counts = [len(row) for row in rows]
    usual = max(set(counts), key=counts.count) if counts else 1
    known = max((header_score(list(row)) for row in rows[:30]), default=0)
    alike = counts.count(usual) / len(counts) if counts and usual > 1 else 0
    return known if known > 1 else 0, alike


@dataclass
class _Records:
    """Rows of values, with what was wrong with some of them."""

    lines: _Lines
    delimiter: str
    skip: int
    usual: int
    number: int = 0
    flaws: list[tuple[int, str, str, bool]] = field(default_factory=list)

    def each(self) -> Iterator[list[str]]:
        """Rows one after the other; a quotation mark without its pair is a sign like others."""
        source = self.lines.each()
        for _ in range(self.skip):
            next(source, None)
        waiting: list[str] = []
        self.number = self.skip
        while True:
            held: list[str] = []
            reader = csv.reader(_fed(waiting, source, held), delimiter=self.delimiter)
            broken = yield from self._regular(reader, held)
            if not broken:
                return
            waiting = held[1:] + waiting
            self.number += 1
            reason = "has a quotation mark that is never closed"
            self.flaws.append((self.number, clipped(held[0], 200), reason, False))
            yield held[0].split(self.delimiter)

    @property
    def flaws_frame(self) -> pl.DataFrame:
        return pl.DataFrame(self.flaws, schema=FLAWS, orient="row")

    def _regular(
        self, reader: Iterator[list[str]], held: list[str]
    ) -> Generator[list[str], None, bool]:
        while True:
            held.clear()
            try:
                row = next(reader)
            except StopIteration:
                return bool(held)
            except (_Unclosed, csv.Error):
                return True
            odd = len(held) > 1 or held[0].count('"') % 2
            if odd and (self._swallowed(row, held) or _is_open(held)):
                return True
            self.number += 1
            yield row

    def _swallowed(self, row: list[str], held: list[str]) -> bool:
        """True where a stray mark took further lines in, though the first is a row by itself."""
        alone = held[0].count(self.delimiter) + 1
        return len(row) != self.usual and alone == self.usual


class _Unclosed(Exception):
    """A value runs over more lines than a value has."""


def _fed(waiting: list[str], source: Iterator[str], held: list[str]) -> Iterator[str]:
    """Lines for the reader, those given back first; `held` keeps those of the current row."""
    while True:
        line = waiting.pop(0) if waiting else next(source, None)
        if line is None:
            return
        held.append(line)
        if len(held) > MOST_LINES:
            raise _Unclosed
        yield line + "\n"


def _is_open(held: list[str]) -> bool:
    """True where a row of several lines ended because the file did."""
    try:
        list(csv.reader((line + "\n" for line in held), strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _sheet(name: str, rows: Iterator[list[str]], first: int, records: _Records) -> Sheet:
    """Header from the first rows, then the body in chunks, so that little is held as lists."""
    head = [row[:MOST_FIELDS] for row in itertools.islice(rows, HEAD)]
    if not head:
        raise Unreadable("The file has no rows: choose one with a table in it.")
    check_size(0, max(map(len, head)))
    at = header_row(head)
    header = head[at] if at is not None else None
    start = at + 1 if at is not None else 0
    width = max(len(header or ()), _usual([len(row) for row in head[start:]] or [0]))
    body = _Body(width)
    for number, row in enumerate(itertools.chain(head[start:], rows), start=first + start):
        body.add(number, row)
    above = notes_above(head[: at or 0])
    notes = [*above, records.lines.note]
    flaws = pl.concat([body.flaws_frame, records.flaws_frame])
    return arranged(name, header, body.frame, body.numbers_series, flaws, notes)


def _usual(counts: Sequence[int]) -> int:
    return max(sorted(set(counts)), key=counts.count)


@dataclass
class _Body:
    """Rows of one width, kept as frames; what does not fit is a flaw."""

    width: int
    rows: list[list[str]] = field(default_factory=list)
    frames: list[pl.DataFrame] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    flaws: list[tuple[int, str, str, bool]] = field(default_factory=list)
    empty: int = 0

    def add(self, number: int, row: list[str]) -> None:
        if len(row) != self.width:
            if not any(row):
                self.empty += bool(row)
                return
            row = self._fitted(number, row)
        self.rows.append(row)
        self.numbers.append(number)
        if len(self.numbers) > MAX_ROWS:
            check_size(len(self.numbers), self.width)
        if len(self.rows) == CHUNK:
            self._keep()

    def _fitted(self, number: int, row: list[str]) -> list[str]:
        extra = [cell.strip() for cell in row[self.width :] if cell.strip()]
        if len(row) < self.width:
            reason = f"has {len(row)} of {self.width} values"
            self.flaws.append((number, "", reason, False))
        elif extra:
            reason = f"has {count_of(len(extra), 'value')} more than there are columns"
            self.flaws.append((number, clipped("; ".join(extra), 200), reason, True))
        return (row + [""] * (self.width - len(row)))[: self.width]

    def _keep(self) -> None:
        columns = {f"c{at}": cells for at, cells in enumerate(zip(*self.rows, strict=True))}
        self.frames.append(cleaned(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))))
        check_size(len(self.numbers), self.width)
        self.rows = []

    @property
    def frame(self) -> pl.DataFrame:
        if self.rows:
            self._keep()
        if not self.frames:
            raise Unreadable(
                "The file has a header and no rows below it: choose one with rounds in it."
            )
        return pl.concat(self.frames)

    @property
    def numbers_series(self) -> pl.Series:
        return pl.Series("row", self.numbers, pl.Int64)

    @property
    def flaws_frame(self) -> pl.DataFrame:
        return pl.DataFrame(self.flaws, schema=FLAWS, orient="row")
