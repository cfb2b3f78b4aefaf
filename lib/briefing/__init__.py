"""Briefings: figures of one's choice as PowerPoint slides and as a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lib.briefing.parts import Cover, Part
from lib.pictures import alone, marks
from lib.pictures.press import NotDrawn


@dataclass(frozen=True)
class Files:
    """A briefing as both files; `missing` are headlines of figures that could not be drawn."""

    slides: bytes
    pages: bytes
    missing: tuple[str, ...] = ()


TALL = 400
"""Pixels of a drawing that fills the room of a slide and of a page."""


def briefing(cover: Cover, parts: Sequence[Part]) -> Iterator[str | Files]:
    """Makes a briefing step by step: before each step its words, at the end the files."""
    # Their libraries take 30 MB and a part of every start: most visitors make no briefing.
    from lib.briefing.pages import Pages
    from lib.briefing.slides import Deck, needs_image

    deck, pages, missing = Deck(cover), Pages(cover), []
    for part in parts:
        yield part.caption.headline
        try:
            # Drawn once, for the slide and for the page.
            piece = marks(part.figure, part.rows, height=TALL)
            image = alone(piece, part.caption) if needs_image(part) else None
            pages.add(part, piece)
        except NotDrawn:
            missing.append(part.caption.headline)
        else:
            deck.add(part, image)
    yield "Sources"
    yield Files(deck.closed(), pages.closed(), tuple(missing))
