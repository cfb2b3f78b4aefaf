"""A briefing as a PDF: a page a figure, between a cover and the sources."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from html import escape

from pypdf import PdfReader, PdfWriter

from lib.briefing.parts import Cover, Part, all_sources, clean
from lib.briefing.tables import Table, shown_words, source_table, table_of
from lib.pictures import FONT, FORMS, picture, wrapped

WIDTH, HEIGHT, MARGIN = 1000, 563, 32
"""Pixels: pages are as wide to their height as slides."""
INK, FAINT, RULE = "#1c2530", "#5d6673", "#e6eaf1"
ROW = 27
SOURCES_A_PAGE = 16


class Pages:
    """A PDF that grows by a page a figure."""

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.parts: list[Part] = []
        self.file = PdfWriter()
        self._page(FORMS["PDF"].write(_cover(cover)))

    def add(self, part: Part, page: bytes) -> None:
        """The page of a figure, as `page_of` makes it."""
        self._page(page)
        self.parts.append(part)

    def closed(self) -> bytes:
        """The file, with the list of sources at its end."""
        if self.parts:
            table = source_table(all_sources(self.parts))
            for first in range(0, len(table.rows), SOURCES_A_PAGE):
                self._page(FORMS["PDF"].write(_source_page(table, first, self.cover)))
        self.file.add_metadata(
            {
                "/Title": self.cover.title,
                "/Author": "AI Capital Explorer",
                "/Subject": clean(self.cover.selection),
                "/CreationDate": datetime.combine(self.cover.made, datetime.min.time()).strftime(
                    "D:%Y%m%d"
                ),
            }
        )
        written = io.BytesIO()
        self.file.write(written)
        return written.getvalue()

    def _page(self, content: bytes) -> None:
        self.file.append(PdfReader(io.BytesIO(content)))


def page_of(part: Part) -> bytes:
    """A figure as a PDF of one page; raises NotDrawn where it cannot be drawn."""
    if part.figure.spec is None:
        return FORMS["PDF"].write(_table_page(part))
    return picture(part.figure, part.rows, part.caption, "PDF", "light", WIDTH, HEIGHT)


def _sheet(lines: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(lines)}</svg>'
    )


def _line(
    words: str, x: float, y: float, size: float, colour: str, bold: bool = False, end: bool = False
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" '
        f'font-weight="{"bold" if bold else "normal"}" '
        f'text-anchor="{"end" if end else "start"}">{escape(clean(words))}</text>'
    )


def _paragraph(
    words: str, y: float, size: float, colour: str, bold: bool = False
) -> tuple[list[str], float]:
    """The lines of a paragraph below `y`, and where the next one begins."""
    lines = []
    for each in wrapped(clean(words), size, WIDTH - 2 * MARGIN, bold):
        y += size * 1.3
        lines.append(_line(each, MARGIN, y, size, colour, bold))
    return lines, y + size * 0.5


def _cover(cover: Cover) -> str:
    drawn, y = _paragraph(cover.title, 110, 38, INK, bold=True)
    y += 14
    for words in cover.lines:
        lines, y = _paragraph(words, y, 15, FAINT)
        drawn += lines
    return _sheet(drawn)


def _table_page(part: Part) -> str:
    drawn, y = _paragraph(part.caption.headline, 18, 22, INK, bold=True)
    for words, size, colour in (
        (shown_words(part), 14, INK),
        (part.caption.selection, 13, FAINT),
    ):
        lines, y = _paragraph(words, y - size * 0.4, size, colour) if words else ([], y)
        drawn += lines
    foot = []
    end = HEIGHT - 16.0
    for words in (part.figure.remark(part.rows), part.caption.source_line)[::-1]:
        for each in wrapped(clean(words), 11, WIDTH - 2 * MARGIN)[::-1]:
            foot.append(_line(each, MARGIN, end, 11, FAINT))
            end -= 15
    tall = min(ROW, (end - y - 6) / (len(table_of(part).rows) + 1))
    return _sheet([*drawn, *_grid(table_of(part), y + 4, tall), *foot])


def _source_page(table: Table, first: int, cover: Cover) -> str:
    last = first + SOURCES_A_PAGE
    part = Table(table.heads, table.rows[first:last], table.numbers, table.widths)
    drawn, y = _paragraph("Sources", 18, 22, INK, bold=True)
    foot = f"AI Capital Explorer, data version {cover.version}. Made on {cover.day}"
    return _sheet([*drawn, *_grid(part, y, ROW), _line(foot, MARGIN, HEIGHT - 16, 11, FAINT)])


def _grid(table: Table, top: float, tall: float) -> list[str]:
    """A table with a line below each row."""
    wide = WIDTH - 2 * MARGIN
    size = min(12.0, tall * 0.55)
    fitted = table.fitted(wide, size)
    drawn = []
    for place, row in enumerate((fitted.heads, *fitted.rows)):
        y, x = top + (place + 0.68) * tall, float(MARGIN)
        for words, share, is_number in zip(row, table.widths, table.numbers, strict=True):
            at = x + share * wide - 8 if is_number else x
            colour = INK if place else FAINT
            drawn.append(_line(words, at, y, size, colour, place == 0, is_number))
            x += share * wide
        drawn.append(f'<path d="M{MARGIN} {top + (place + 1) * tall:.1f}h{wide}" stroke="{RULE}"/>')
    return drawn
