"""Briefings: figures of one's choice as PowerPoint slides and as a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lib.briefing.pages import Pages, page_of
from lib.briefing.parts import Cover, Part
from lib.briefing.plots import plot_of
from lib.briefing.slides import Deck
from lib.pictures import NotDrawn, marks


@dataclass(frozen=True)
class Files:
    """A briefing as both files; `missing` are headlines of figures that could not be drawn."""

    slides: bytes
    pages: bytes
    missing: tuple[str, ...] = ()


def briefing(cover: Cover, parts: Sequence[Part]) -> Iterator[str | Files]:
    """Makes a briefing step by step: before each step its words, at the end the files."""
    deck, pages, missing = Deck(cover), Pages(cover), []
    for part in parts:
        yield part.caption.headline
        try:
            image, page = _image(part), page_of(part)
        except NotDrawn:
            missing.append(part.caption.headline)
        else:
            deck.add(part, image)
            pages.add(part, page)
    yield "Sources"
    yield Files(deck.closed(), pages.closed(), tuple(missing))


IMAGE = (1092, 428)
"""Pixels of a picture on a slide, as wide to its height as the room there."""


def _image(part: Part) -> bytes | None:
    """The marks of a figure that PowerPoint cannot draw."""
    if part.figure.spec is None or plot_of(part.figure, part.rows):
        return None
    width, height = IMAGE
    return marks(part.figure, part.rows, part.caption, "PNG", "light", width, height)
