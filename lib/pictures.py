"""Figures as pictures and pages: SVG, PNG and PDF with their words, sources and date on them.

The drawing is Vega's own, as in the browser; the words around it are set here. Letters are those
of Liberation Sans, which comes with vl-convert; viewers without it take Arial or Helvetica, of the
same widths. It holds Latin, Greek, Cyrillic and signs such as ≠ and →. Chinese, Japanese and
Korean need a font of the system: packages.txt names one for Debian.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock, Timer
from typing import Any

import polars as pl
import polars.selectors as cs

from lib import export
from lib.answers import sentence_and_result, sources_of
from lib.database import Database
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.schema import Column
from lib.words import MARK, case_words, listing, money, month_words, percent

WIDTH = 1000
MARGIN = 24
INNER = WIDTH - 2 * MARGIN
LOWEST = 400
"""Pixels of a chart that gives its own height, at the least: pages are wider than columns."""
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
VEGA_LITE = "6.4"
"""The version that Streamlit draws with, as far as the library has it."""
STATIC = Path(__file__).parents[1] / "static"


class NotDrawn(Exception):
    """No picture can be made; the message is for the log."""


@dataclass(frozen=True)
class Theme:
    """Colours of a picture: those of the app's own theme, see .streamlit/config.toml."""

    background: str
    text: str
    faint: str
    grid: str
    mark: str


THEMES = {
    "light": Theme("#ffffff", "#1c2530", "#5d6673", "#e6eaf1", "#0068c9"),
    "dark": Theme("#10151b", "#e6ebf0", "#aab3bd", "#31333f", "#83c9ff"),
}


@dataclass(frozen=True)
class Form:
    """A file format of pictures: `write` turns an SVG into its bytes."""

    write: Callable[[str], bytes]
    suffix: str
    mime: str


class Press:
    """Draws in a process of its own, one request after the other.

    The library keeps about 100 MB once used, grows with every drawing, and cannot be stopped in
    one. The process starts when it is needed and ends when it is idle, takes too long or is large.
    """

    def __init__(
        self, seconds: float = 20, idle_seconds: float = 60, most_megabytes: int = 140
    ) -> None:
        self.seconds, self.idle_seconds = seconds, idle_seconds
        self.most_megabytes = most_megabytes
        self._lock = Lock()
        self._process: Popen[bytes] | None = None
        self._idle: Timer | None = None

    def draw(self, name: str, **given: Any) -> bytes:
        """What the function `name` of vl_convert makes of `given`; NotDrawn where it fails."""
        if not self._lock.acquire(timeout=3 * self.seconds):
            raise NotDrawn("Too many pictures are being drawn")
        try:
            return self._answer(name, given)
        finally:
            self._lock.release()

    def _answer(self, name: str, given: Mapping[str, Any]) -> bytes:
        process = self._running()
        limit = Timer(self.seconds, process.kill)
        limit.start()
        try:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps([name, given]).encode() + b"\n")
            process.stdin.flush()
            state, size, megabytes = process.stdout.readline().split()
            content = process.stdout.read(int(size))
            if len(content) < int(size):
                raise EOFError
        except (OSError, ValueError, EOFError) as error:
            self._stop()
            raise NotDrawn(f"{name} ended without an answer") from error
        finally:
            limit.cancel()
        if int(megabytes) > self.most_megabytes:
            self._stop()
        else:
            self._rest()
        if state != b"done":
            raise NotDrawn(content.decode())
        return content

    def _running(self) -> Popen[bytes]:
        if self._idle:
            self._idle.cancel()
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # Streamlit shows dates without a zone: they mean the same wherever this runs.
            self._process = Popen(
                [sys.executable, "-P", str(WORKER)],
                stdin=PIPE,
                stdout=PIPE,
                env={**os.environ, "TZ": "UTC"},
            )
        return self._process

    def _rest(self) -> None:
        self._idle = Timer(self.idle_seconds, self.close)
        self._idle.daemon = True
        self._idle.start()

    def close(self) -> None:
        """Ends the process; the next picture starts another."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


WORKER = Path(__file__).with_name("pictures_worker.py")
PRESS = Press()
atexit.register(PRESS.close)


def _png(svg: str) -> bytes:
    return PRESS.draw("svg_to_png", svg=svg, scale=2)


def _pdf(svg: str) -> bytes:
    return PRESS.draw("svg_to_pdf", svg=svg)


FORMS = {
    "SVG": Form(str.encode, "svg", "image/svg+xml"),
    "PNG": Form(_png, "png", "image/png"),
    "PDF": Form(_pdf, "pdf", "application/pdf"),
}

MOST_PUBLISHERS = 4
"""Publishers that a source line names; the others are counted."""


@dataclass(frozen=True)
class Caption:
    """The words on a picture: finding, measure, selection, and who published the numbers."""

    headline: str
    measure: str
    selection: str
    publishers: str
    version: str
    made: date
    link: str = ""

    @property
    def source_line(self) -> str:
        """Publishers, explorer, version and day, as they stand at the foot of a picture."""
        parts = [
            f"Sources: {self.publishers}" if self.publishers else "",
            f"AI Capital Explorer, data version {self.version}",
            f"Made on {self.made.day} {self.made:%b %Y}",
            self.link,
        ]
        return ". ".join(part for part in parts if part)


def caption_of(
    database: Database, figure: Figure, rows: pl.DataFrame, filters: Filters, link: str = ""
) -> Caption:
    """The words of a figure with at least one row."""
    publishers = sources_of(database, figure, rows, filters)["publisher"]
    return Caption(
        headline=figure.headline(rows),
        measure=figure.subtitle,
        # Figures that do not read the rounds are the same under any filters.
        selection=": ".join(sentence_and_result(database, filters))
        if "selected" in figure.sql
        else "",
        publishers=listing(publishers.unique(maintain_order=True).to_list(), MOST_PUBLISHERS),
        version=database.version,
        made=date.today(),
        link=link,
    )


def picture(
    figure: Figure,
    rows: pl.DataFrame,
    caption: Caption,
    form: str = "PNG",
    theme: str = "light",
    piece: Piece | None = None,
    height: int | None = None,
) -> bytes:
    """A figure of at least one row with its words, as a file of one of FORMS.

    `theme` is one of THEMES; `piece` are the marks, where they are drawn already. The picture is
    1000 pixels wide (2000 as PNG) and as high as it has to be; with a `height`, the marks are made
    smaller if they must be. Raises `NotDrawn` where no picture can be made.
    """
    look = THEMES[theme]
    head, foot = _head(caption, look), _foot(figure, rows, caption, look)
    piece = piece or marks(figure, rows, theme)
    room = height - head.height - foot.height if height else piece.height
    scale = min(1.0, room / piece.height, INNER / piece.width)
    whole = height or head.height + piece.height * scale + foot.height
    content = (
        head.svg
        + moved(piece.svg, MARGIN, head.height, scale)
        + moved(foot.svg, 0, whole - foot.height)
    )
    return FORMS[form].write(sheet(content, WIDTH, whole, caption.headline, caption.measure, look))


@dataclass(frozen=True)
class Piece:
    """A part of a picture, as elements of SVG, and its size in pixels."""

    svg: str
    height: float
    width: float = WIDTH


def marks(
    figure: Figure,
    rows: pl.DataFrame,
    theme: str = "light",
    width: int = INNER,
    height: int | None = None,
) -> Piece:
    """A figure of at least one row without its words, drawn for so many pixels.

    Tables and charts whose height is not theirs to choose are as high as they have to be.
    """
    if figure.spec is None:
        return _table(figure, rows, THEMES[theme], width)
    return _chart(figure.spec, rows, THEMES[theme], width, height)


def alone(piece: Piece, caption: Caption, form: str = "PNG") -> bytes:
    """Marks as a file of one of FORMS, for a place that has the words beside them."""
    return FORMS[form].write(sheet(piece.svg, piece.width, piece.height, caption.headline))


def sheet(
    content: str,
    width: float,
    height: float,
    title: str,
    about: str = "",
    theme: Theme = THEMES["light"],
) -> str:
    """A whole SVG of elements."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONT}">'
        f"<title>{_text(title)}</title><desc>{_text(about)}</desc>"
        f'<rect width="100%" height="100%" fill="{theme.background}"/>{content}</svg>'
    )


def moved(svg: str, x: float, y: float, scale: float = 1) -> str:
    """Elements at another place, and smaller."""
    return f'<g transform="translate({x:g},{y:.1f}) scale({scale:.4g})">{svg}</g>'


NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _text(words: str) -> str:
    return escape(NOT_IN_XML.sub("", " ".join(words.split())))


@dataclass(frozen=True)
class Style:
    """How a paragraph looks: size and line height in pixels, its colour in a theme."""

    size: float
    line: float
    colour: str = "text"
    weight: str = "normal"
    after: float = 0


HEADLINE = Style(22, 28, weight="bold", after=6)
MEASURE = Style(14, 19, after=2)
SELECTION = Style(13, 18, "faint", after=12)
SMALL = Style(11, 15, "faint")


def _head(caption: Caption, theme: Theme) -> Piece:
    said = (
        (caption.headline, HEADLINE),
        (caption.measure, MEASURE),
        (caption.selection, SELECTION),
    )
    head = paragraphs(said, theme, MARGIN)
    return head if caption.selection else Piece(head.svg, head.height + SELECTION.after)


def _foot(figure: Figure, rows: pl.DataFrame, caption: Caption, theme: Theme) -> Piece:
    said = [(words, SMALL) for words in (*remarks(figure, rows), caption.source_line)]
    foot = paragraphs(said, theme, 10)
    return Piece(foot.svg, foot.height + MARGIN - 8)


WITH_A_POINTER = re.compile(r"\bPoint at [^.]*\.")


def remarks(figure: Figure, rows: pl.DataFrame) -> list[str]:
    """What stands below a figure on paper: what its rows call for, and what the mark ≠ says."""
    said = WITH_A_POINTER.sub("", figure.remark(rows)).strip()
    is_disputed = "conflict" in rows.columns and not rows["conflict"].is_null().all()
    return [each for each in (said, f"{MARK} {DISPUTED}" if is_disputed else "") if each]


DISPUTED = "Sources disagree about this number."


def paragraphs(said: Iterable[tuple[str, Style]], theme: Theme, top: float) -> Piece:
    """Words below each other from `top` on, each wrapped to the room within the margins."""
    lines, y = [], top
    for words, style in said:
        bold = style.weight == "bold"
        for line in wrapped(words, style.size, INNER, bold):
            y += style.line
            lines.append(_line(line, style, theme, MARGIN, y - style.line * 0.25))
        y += style.after if words else 0
    return Piece("".join(lines), y)


def _line(
    words: str, style: Style, theme: Theme, x: float, y: float, ends_at_x: bool = False
) -> str:
    anchor = ' text-anchor="end"' if ends_at_x else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{style.size:g}" '
        f'font-weight="{style.weight}" fill="{getattr(theme, style.colour)}"{anchor}>'
        f"{_text(words)}</text>"
    )


LETTERS = {
    " !',./:;I[]\\fijlt|": 278,
    '()-`r{}"': 340,
    "*^cJksvxyz": 500,
    "#$0123456789?L_abdeghnopqu": 556,
    "+<=>~FTZ": 600,
    "&ABEKPSVXY": 667,
    "CDHNRUw": 722,
    "GOQMm": 833,
    "%@W": 950,
}
"""Widths of the letters of Arial and Liberation Sans, in thousandths of their size."""
WIDTHS = {letter: width / 1000 for letters, width in LETTERS.items() for letter in letters}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """About how many pixels wide a text is."""
    return size * sum(map(_letter_width, text)) * (1.08 if bold else 1.0)


@cache
def _letter_width(letter: str) -> float:
    wide = unicodedata.east_asian_width(letter) in "WF"
    plain = unicodedata.normalize("NFD", letter)[0]
    return 1.0 if wide else WIDTHS.get(plain, 0.7)


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lines of a text that fit a width in pixels; a word that is too long is cut into parts."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold) <= width:
            lines[-1] = joined
        else:
            lines += _cut(word, size, width, bold)
    return lines


def _cut(word: str, size: float, width: float, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, size, bold) > width:
            parts.append("")
        parts[-1] += letter
    return parts


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


def _table(figure: Figure, rows: pl.DataFrame, theme: Theme, width: float) -> Piece:
    """The first rows and columns of a table."""
    table = grid(columns_of(figure, rows), theme, width)
    if rows.height <= MOST_ROWS:
        return table
    words = f"First {MOST_ROWS} of {rows.height:,} rows"
    line = _line(words, HEADER, theme, 0, table.height + HEADER.line - 2)
    return Piece(table.svg + line, table.height + HEADER.line, width)


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
    parts = [_rule(theme, width, top + ROW.line * row) for row in range(rows + 1)]
    for column, lines, (x, room) in zip(columns, titles, rooms, strict=True):
        at = x + room if column.right else x
        first = top - 8 - HEADER.line * (len(lines) - 1)
        parts += (
            _line(line, HEADER, theme, at, first + HEADER.line * index, column.right)
            for index, line in enumerate(lines)
        )
        parts += (
            _line(
                one_line(words, room), ROW, theme, at, top + ROW.line * (row + 0.68), column.right
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


def one_line(words: str, room: float, size: float = ROW.size) -> str:
    """Words on one line of so many pixels, cut if they have to be."""
    words = " ".join(words.split())
    if text_width(words, size) <= room + 4:
        return words
    while words and text_width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _rule(theme: Theme, width: float, y: float) -> str:
    return f'<path d="M0,{y:g}H{width:g}" stroke="{theme.grid}"/>'


def _chart(
    described: Mapping[str, Any],
    rows: pl.DataFrame,
    theme: Theme,
    width: float,
    room: float | None,
) -> Piece:
    """The drawing of a figure, as Streamlit would draw it at this width."""
    spec = _drawn(described, width)
    spec |= {"data": {"name": "rows", "values": values_of(rows)}, "width": round(width)}
    own = spec["height"]
    if isinstance(own, int | float) and "projection" not in spec:
        spec["height"] = max(room or own, LOWEST)
    spec["config"] = _merged(_config(theme), spec.get("config", {}))
    drawn = PRESS.draw("vegalite_to_svg", vl_spec=spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    svg = NOT_IN_XML.sub("", drawn.decode())
    size = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', svg)
    assert size
    # A label may stand in the margin.
    svg = svg.replace("<svg ", '<svg overflow="visible" ', 1)
    return Piece(svg, float(size[2]), float(size[1]))


DROPPED = {"tooltip", "cursor", "href"}
"""What only a pointer sees."""


def _drawn(part: Any, width: float) -> Any:
    """A part of a specification without what needs a browser: pointers, addresses, containers."""
    if isinstance(part, Mapping):
        if "url" in part:
            return {"values": _static(part["url"]), "format": part["format"]}
        return {key: _drawn(each, width) for key, each in part.items() if key not in DROPPED}
    if isinstance(part, list | tuple):
        return [_drawn(each, width) for each in part]
    if isinstance(part, str):
        return part.replace("containerSize()[0]", f"{width:.0f}")
    return part


@cache
def _static(url: str) -> Any:
    file = STATIC / Path(url).name
    if not file.is_file():
        raise NotDrawn(f"{url} is no file of the app")
    return json.loads(file.read_text())


def values_of(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as Streamlit hands them to Vega: dates in milliseconds, no number that is none."""
    return rows.with_columns(
        cs.by_dtype(pl.Date).cast(pl.Datetime).dt.epoch("ms"),
        cs.datetime().dt.epoch("ms"),
        cs.decimal().cast(pl.Float64),
        pl.when(cs.float().is_finite()).then(cs.float()),
        # The library ends at a sign that XML cannot hold.
        cs.string().str.replace_all(export.NOT_IN_XML, ""),
        cs.categorical().cast(pl.String),
        cs.enum().cast(pl.String),
    ).to_dicts()


def _merged(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {**below, **above}
    return both | {
        key: _merged(below[key], value)
        for key, value in above.items()
        if isinstance(value, Mapping) and isinstance(below.get(key), dict)
    }


def _config(theme: Theme) -> dict[str, Any]:
    """What Streamlit lays under the settings of a chart, with the font and sizes of a picture."""
    words = {
        f"{part}{what}": value
        for part in ("label", "title")
        for what, value in (("Color", theme.faint), ("FontWeight", "normal"), ("FontSize", 12))
    }
    return {
        "font": FONT,
        # Figures choose the colour of some letters by it.
        "background": theme.background,
        "aria": False,
        "fieldTitle": "verbal",
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 0, "right": 2, "top": 5, "bottom": 5},
        "axis": words
        | {
            "ticks": False,
            "gridColor": theme.grid,
            "domain": False,
            "domainColor": theme.grid,
            "labelFlush": True,
            "labelFlushOffset": 1,
            "labelBound": False,
            "labelLimit": 100,
            "titlePadding": 16,
            "labelPadding": 12,
            "labelSeparation": 4,
            "labelOverlap": True,
        },
        "legend": words
        | {
            "titlePadding": 8,
            "labelPadding": 12,
            "columnPadding": 8,
            "rowPadding": 4,
            "padding": 8,
            "symbolStrokeWidth": 4,
        },
        "header": words,
        "view": {"strokeWidth": 0, "stroke": "transparent"},
        "mark": {"color": theme.mark, "tooltip": None},
        "bar": {"binSpacing": 4, "discreteBandSize": {"band": 0.85}},
        "text": {"color": theme.text},
        "axisDiscrete": {"grid": False},
        "axisXPoint": {"grid": False},
        "axisTemporal": {"grid": False},
        "axisXBand": {"grid": False},
    }
