"""Figures as pictures and pages: SVG, PNG and PDF with their words, sources and date on them.

The drawing is Vega's own, as in the browser; the words around it are set here. Letters are those
of Liberation Sans, which comes with vl-convert; viewers without it take Arial or Helvetica, of the
same widths. It holds Latin, Greek, Cyrillic and signs such as ≠ and →. Chinese, Japanese and
Korean need a font of the system: packages.txt names one for Debian.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import polars as pl

from lib.answers import sentence_and_result, sources_of
from lib.database import Database
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.pictures.charts import chart
from lib.pictures.paper import (
    INNER,
    MARGIN,
    THEMES,
    WIDTH,
    Piece,
    Style,
    Theme,
    moved,
    paragraphs,
    sheet,
)
from lib.pictures.press import FORMS
from lib.pictures.tables import table
from lib.words import MARK, listing

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
        return table(figure, rows, THEMES[theme], width)
    return chart(figure.spec, rows, THEMES[theme], width, height)


def alone(piece: Piece, caption: Caption, form: str = "PNG") -> bytes:
    """Marks as a file of one of FORMS, for a place that has the words beside them."""
    return FORMS[form].write(sheet(piece.svg, piece.width, piece.height, caption.headline))


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
