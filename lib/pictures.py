"""Figures as pictures and pages: SVG, PNG and PDF with their words, sources and date on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from lib.answers import sentence_and_result, sources_of
from lib.database import Database
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.words import listing

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
            f"made on {self.made.day} {self.made:%b %Y}",
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
        selection=": ".join(sentence_and_result(database, filters)),
        publishers=listing(publishers.unique(maintain_order=True).to_list(), MOST_PUBLISHERS),
        version=database.version,
        made=date.today(),
        link=link,
    )


def picture(
    figure: Figure, rows: pl.DataFrame, caption: Caption, form: str = "PNG", theme: str = "light"
) -> bytes:
    """A figure with its words as a file: `form` is one of FORMS, `theme` is light or dark."""
    raise NotImplementedError
