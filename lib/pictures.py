"""Figures as pictures and pages: SVG, PNG and PDF with their words, sources and date on them.

The drawing is Vega's own, as in the browser; the words around it are set here. Letters are those
of Liberation Sans, which comes with vl-convert; viewers without it take Arial or Helvetica, of the
same widths. It holds Latin, Greek, Cyrillic and signs such as ≠ and →. Chinese, Japanese and
Korean need a font of the system: packages.txt names one for Debian.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
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

    The library keeps more than 100 MB once used, and a drawing in it cannot be stopped. The process
    starts when it is needed and ends when it is idle, takes too long or has drawn a lot.
    """

    def __init__(self, seconds: float = 20, idle_seconds: float = 60, most: int = 40) -> None:
        self.seconds, self.idle_seconds, self.most = seconds, idle_seconds, most
        self._lock = Lock()
        self._process: Popen[bytes] | None = None
        self._idle: Timer | None = None
        self._drawn = 0

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
            state, size = process.stdout.readline().split()
            content = process.stdout.read(int(size))
            if len(content) < int(size):
                raise EOFError
        except (OSError, ValueError, EOFError) as error:
            self._stop()
            raise NotDrawn(f"{name} ended without an answer") from error
        finally:
            limit.cancel()
        self._rest()
        if state != b"done":
            raise NotDrawn(content.decode())
        return content

    def _running(self) -> Popen[bytes]:
        if self._idle:
            self._idle.cancel()
        if self._drawn >= self.most:
            self._stop()
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # Streamlit shows dates without a zone: they mean the same wherever this runs.
            self._process = Popen(
                [sys.executable, "-P", str(WORKER)],
                stdin=PIPE,
                stdout=PIPE,
                env={**os.environ, "TZ": "UTC"},
            )
        self._drawn += 1
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
        process, self._process, self._drawn = self._process, None, 0
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
    width: int = WIDTH,
    height: int | None = None,
) -> bytes:
    """A figure of at least one row with its words, as a file of one of FORMS.

    `theme` is one of THEMES. `width` and `height` are in pixels; a PNG has twice as many each way.
    Without a `height`, the picture is as high as the figure calls for; with one, what would be
    higher is drawn smaller. Raises `NotDrawn` where no picture can be made.
    """
    sheet = _sheet(figure, rows, caption, THEMES[theme], width, height)
    return FORMS[form].write(sheet)


def marks(
    figure: Figure,
    rows: pl.DataFrame,
    caption: Caption,
    form: str = "PNG",
    theme: str = "light",
    width: int = WIDTH,
    height: int = 500,
) -> bytes:
    """A figure of at least one row without its words, for a place that has them beside it."""
    look = THEMES[theme]
    body = _body(figure, rows, look, width - 4, height)
    back = f'<rect width="100%" height="100%" fill="{look.background}"/>'
    size = (width, body.height)
    return FORMS[form].write(_svg(back + _moved(body.svg, 2, 0), size, size, caption))


def _sheet(
    figure: Figure,
    rows: pl.DataFrame,
    caption: Caption,
    theme: Theme,
    width: int,
    height: int | None,
) -> str:
    """The SVG of a picture."""
    head = _head(caption, theme, width)
    foot = _foot(figure, rows, caption, theme, width)
    room = height - head.height - foot.height if height else None
    body = _body(figure, rows, theme, width - 2 * MARGIN, room)
    whole = head.height + body.height + foot.height
    # What is too high is seen from farther away: the sheet grows in both directions.
    scale = max(1.0, whole / height) if height else 1.0
    inner_width, inner_height = width * scale, (height or whole) * scale
    if scale > 1:
        head = _head(caption, theme, inner_width)
        foot = _foot(figure, rows, caption, theme, inner_width)
        body = _body(figure, rows, theme, inner_width - 2 * MARGIN, None)
        inner_height = max(inner_height, head.height + body.height + foot.height)
        inner_width = inner_height * width / height if height else inner_width
    return _svg(
        f'<rect width="100%" height="100%" fill="{theme.background}"/>'
        f"{head.svg}{_moved(body.svg, MARGIN, head.height)}"
        f"{_moved(foot.svg, 0, inner_height - foot.height)}",
        (inner_width, inner_height),
        (width, height or whole),
        caption,
    )


@dataclass(frozen=True)
class Piece:
    """A part of a picture and its height in pixels."""

    svg: str
    height: float


def _svg(
    content: str, inner: tuple[float, float], outer: tuple[float, float], caption: Caption
) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" width="{outer[0]:.0f}" height="{outer[1]:.0f}" '
        f'viewBox="0 0 {inner[0]:.0f} {inner[1]:.0f}" font-family="{FONT}">'
        f"<title>{_text(caption.headline)}</title><desc>{_text(caption.measure)}</desc>"
        f"{content}</svg>"
    )


def _moved(svg: str, x: float, y: float) -> str:
    return f'<g transform="translate({x:g},{y:.1f})">{svg}</g>'


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


def _head(caption: Caption, theme: Theme, width: float) -> Piece:
    said = (
        (caption.headline, HEADLINE),
        (caption.measure, MEASURE),
        (caption.selection, SELECTION),
    )
    return _paragraphs(said, theme, width, MARGIN)


def _foot(
    figure: Figure, rows: pl.DataFrame, caption: Caption, theme: Theme, width: float
) -> Piece:
    said = [(words, SMALL) for words in (figure.remark(rows), _disputed(rows), caption.source_line)]
    foot = _paragraphs(said, theme, width, 10)
    return Piece(foot.svg, foot.height + MARGIN - 8)


def _disputed(rows: pl.DataFrame) -> str:
    if "conflict" not in rows.columns or rows["conflict"].is_null().all():
        return ""
    return f"{MARK} Sources disagree about this number."


def _paragraphs(said: Iterable[tuple[str, Style]], theme: Theme, width: float, top: float) -> Piece:
    """Words below each other from `top` on, each wrapped to the `width` within the margins."""
    lines, y = [], top
    for words, style in said:
        bold = style.weight == "bold"
        for line in wrapped(words, style.size, width - 2 * MARGIN, bold):
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


def _body(
    figure: Figure, rows: pl.DataFrame, theme: Theme, width: float, room: float | None
) -> Piece:
    if figure.spec is None:
        return _table(figure, rows, theme, width)
    return _chart(figure.spec, rows, theme, width, room)


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
    columns = [
        _cells(column, rows[column.name].head(MOST_ROWS)) for column in _in_view(figure, rows)
    ]
    places = _places([each.width for each in columns], width)
    titles = [
        wrapped(each.title, HEADER.size, w) for each, (_, w) in zip(columns, places, strict=True)
    ]
    top = max(map(len, titles)) * HEADER.line + 6
    shown = min(rows.height, MOST_ROWS)
    parts = [_rule(theme, width, top + ROW.line * row) for row in range(shown + 1)]
    for column, lines, (x, room) in zip(columns, titles, places, strict=True):
        at = x + room if column.right else x
        first = top - 8 - HEADER.line * (len(lines) - 1)
        parts += (
            _line(line, HEADER, theme, at, first + HEADER.line * index, column.right)
            for index, line in enumerate(lines)
        )
        parts += (
            _line(
                _fitting(words, room), ROW, theme, at, top + ROW.line * (row + 0.68), column.right
            )
            for row, words in enumerate(column.words)
        )
    height = top + ROW.line * shown
    if rows.height > shown:
        words = f"First {shown} of {rows.height:,} rows"
        parts.append(_line(words, HEADER, theme, 0, height + HEADER.line + 4))
        height += HEADER.line + 6
    return Piece("".join(parts), height + 6)


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
    return Cells(column.title, [_in_words(column, value) for value in values], right)


def _in_words(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, pl.Series | list):
        return ", ".join(_in_words(column, each) for each in value)
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
    return (
        str(value) if "year" in column.name else f"{value:,.4g}" if value % 1 else f"{value:,.0f}"
    )


def _places(widths: list[float], room: float) -> list[tuple[float, float]]:
    """Left edge and width of each column; the widest give way where there is no room for all."""
    free = room - BETWEEN * (len(widths) - 1)
    while sum(widths) > free:
        widest = max(widths)
        widths = [each * 0.97 if each == widest else each for each in widths]
    gaps = max(1, len(widths) - 1)
    between = BETWEEN + min((free - sum(widths)) / gaps, 2 * BETWEEN)
    edges = [sum(widths[:index]) + between * index for index in range(len(widths))]
    return list(zip(edges, widths, strict=True))


def _fitting(words: str, room: float) -> str:
    words = " ".join(words.split())
    if text_width(words, ROW.size) <= room + 4:
        return words
    while words and text_width(f"{words}…", ROW.size) > room:
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
    return Piece(svg.replace("<svg ", '<svg overflow="visible" ', 1), float(size[2]))


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
