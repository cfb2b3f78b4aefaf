"""A briefing as a PDF: a page a figure, between a cover and the sources."""

from __future__ import annotations

import io
from datetime import datetime

from pypdf import PdfReader, PdfWriter

from lib.briefing.parts import Cover, Part, all_sources, clean, source_columns
from lib.pictures import HEADLINE, SMALL, picture
from lib.pictures.paper import INNER, MARGIN, THEMES, WIDTH, Piece, Style, moved, paragraphs, sheet
from lib.pictures.press import FORMS
from lib.pictures.tables import grid

HEIGHT = 563
"""Pixels: pages are as wide to their height as slides."""
LOOK = THEMES["light"]
TITLE = Style(38, 49, weight="bold", after=26)
LINE = Style(15, 19.5, "faint", after=7.5)
SOURCES_A_PAGE = 16


class Pages:
    """A PDF that grows by a page a figure."""

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.parts: list[Part] = []
        self.file = PdfWriter()
        self._page(self._sheet(_cover(cover)))

    def add(self, part: Part, piece: Piece) -> None:
        """The page of a figure with its marks."""
        self._page(picture(part.figure, part.rows, part.caption, "PDF", piece=piece, height=HEIGHT))
        self.parts.append(part)

    def closed(self) -> bytes:
        """The file, with the list of sources at its end."""
        sources = all_sources(self.parts)
        for first in range(0, sources.height, SOURCES_A_PAGE):
            table = grid(source_columns(sources[first : first + SOURCES_A_PAGE]), LOOK, INNER)
            head = paragraphs([("Sources", HEADLINE)], LOOK, MARGIN)
            foot = paragraphs([(self.cover.made_words, SMALL)], LOOK, HEIGHT - 30)
            content = f"{head.svg}{moved(table.svg, MARGIN, head.height)}{foot.svg}"
            self._page(self._sheet(content))
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

    def _sheet(self, content: str) -> bytes:
        return FORMS["PDF"].write(sheet(content, WIDTH, HEIGHT, self.cover.title))

    def _page(self, page: bytes) -> None:
        self.file.append(PdfReader(io.BytesIO(page)))


def _cover(cover: Cover) -> str:
    said = [(cover.title, TITLE), *((line, LINE) for line in cover.lines)]
    return paragraphs(said, LOOK, 110).svg
