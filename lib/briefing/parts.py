"""What goes into a briefing: figures with their rows and words, and the words about all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from lib.answers import rows_of, sentence_and_result, sources_behind, sources_of
from lib.database import Database
from lib.datasets.rounds import OWN_FILE
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.pictures import Caption, caption_of
from lib.pictures.tables import MOST_ROWS, Cells
from lib.words import clipped, count

MOST_FIGURES = 12
LONGEST_TITLE = 100
LIMITS = (
    "What the data does not cover: large and well reported rounds are covered best, most small "
    "rounds are missing, and countries are not covered evenly. It is a selection led by what "
    "public sources state, not a census."
)


@dataclass(frozen=True)
class Item:
    """A figure to put into a briefing, and the filters it follows; `rows` where they are known."""

    name: str
    figure: Figure
    filters: Filters
    rows: pl.DataFrame | None = None


@dataclass(frozen=True)
class Part:
    """A figure with rows, and all the words that its slide and its page bear."""

    item: Item
    rows: pl.DataFrame
    caption: Caption
    sources: pl.DataFrame

    @property
    def figure(self) -> Figure:
        return self.item.figure


@dataclass(frozen=True)
class Cover:
    """The words on the first and the last pages; `own` says what of it is the visitor's own."""

    title: str
    selection: str
    version: str
    made: date
    link: str = ""
    own: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the title, in order."""
        return tuple(
            line
            for line in (
                self.selection,
                self.own,
                self.made_words,
                self.link,
                LIMITS,
            )
            if line
        )

    @property
    def made_words(self) -> str:
        day = f"{self.made.day} {self.made:%b %Y}"
        return f"AI Capital Explorer, data version {self.version}, made on {day}"


def headline_of(database: Database, item: Item) -> str | None:
    """The finding of a figure for its filters; None where it has no rows."""
    rows = _rows(database, item)
    return None if rows.is_empty() else item.figure.headline(rows)


def part_of(database: Database, item: Item, link: str = "") -> Part | None:
    """A figure with its rows, words and sources; None where it has no rows."""
    rows = _rows(database, item)
    if rows.is_empty():
        return None
    caption = caption_of(database, item.figure, rows, item.filters, link)
    return Part(item, rows, caption, sources_of(database, item.figure, rows, item.filters))


def _rows(database: Database, item: Item) -> pl.DataFrame:
    return rows_of(database, item.figure, item.filters) if item.rows is None else item.rows


def cover_of(database: Database, title: str, filters: Filters, link: str = "") -> Cover:
    """The words about a briefing for one selection."""
    return Cover(
        title=clipped(clean(title), LONGEST_TITLE),
        selection=": ".join(sentence_and_result(database, filters)),
        version=database.version,
        made=date.today(),
        link=link,
        own=_own_words(database, filters),
    )


def _own_words(database: Database, filters: Filters) -> str:
    """How many rounds of the selection are of a visitor's own file; empty for none."""
    own = sources_behind(database, filters).filter(pl.col("source_id") == OWN_FILE)
    if own.is_empty():
        return ""
    rounds = count(own["rounds"][0], "round")
    return f"Includes {rounds} of the author's own file “{own['title'][0]}”, not of this explorer"


SOURCE = ("publisher", "title", "licence", "url", "source_id")


def all_sources(parts: Sequence[Part]) -> pl.DataFrame:
    """Sources of all figures, each once, by publisher and title."""
    none = pl.DataFrame(schema=dict.fromkeys(SOURCE, pl.String))
    found = pl.concat([none, *(part.sources.select(pl.col(SOURCE).cast(str)) for part in parts)])
    return found.unique("source_id").sort("publisher", "title").drop("source_id")


def source_columns(sources: pl.DataFrame) -> list[Cells]:
    """Publisher, title, licence and link of sources, as columns of a table."""
    titles = ("Publisher", "Title", "Licence", "Link")
    return [
        Cells(title, [clean(value or "") for value in column], right=False)
        for title, column in zip(titles, sources, strict=True)
    ]


def measure_of(part: Part) -> str:
    """What a figure shows, and how many of its rows if it is a longer table."""
    if part.figure.spec is not None or part.rows.height <= MOST_ROWS:
        return part.figure.subtitle
    return f"{part.figure.subtitle}; the first {MOST_ROWS} of {part.rows.height:,}"


NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """One line without the signs that XML cannot hold."""
    return " ".join(NOT_IN_XML.sub("", text).split())


def file_name(cover: Cover, suffix: str) -> str:
    """A name safe on every system, such as `ai-capital-the-market-2026-11-23.pptx`."""
    words = re.sub(r"[^a-z0-9]+", "-", cover.title.lower()).strip("-")[:60] or "briefing"
    return f"{words}-{cover.made.isoformat()}.{suffix}"
