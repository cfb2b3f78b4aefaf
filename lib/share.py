"""What a visitor takes away of a page: its link, a frame for other sites, and how to cite it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode, urlsplit

from lib.filters import Filters
from lib.words import day_words

DATA = "data"
"""URL parameter that names the version of the data that a link was made with."""
FRAME_PIXELS = 800


def query(
    filters: Filters, choices: Mapping[str, Sequence[str]], version: str
) -> dict[str, list[str]]:
    """URL parameters that reopen a page as it is now, and say with what data it was shared.

    Every filter that narrows the rounds and every choice drawn are spelt out, whether or not they
    are defaults, so that a default of a later version cannot change what the link shows. A filter
    without a limit stands for itself by not being there: it takes in what the data gains, as it
    would on the page. So the last quarter of today is not written as the end unless it was chosen.
    """
    return (
        filters.spelt() | {name: [*values] for name, values in choices.items()} | {DATA: [version]}
    )


def link(address: str, query: Mapping[str, Sequence[str]]) -> str:
    """The `address` of a page with its URL parameters; '' gives the parameters alone."""
    if address and not urlsplit(address).path:
        # Without it, many programs do not see where an address ends.
        address += "/"
    return f"{address}?{urlencode(query, doseq=True)}" if query else address


def frame(link: str, title: str) -> str:
    """HTML that shows a page in another one, without its navigation; `link` has parameters."""
    source = html.escape(f"{link}&embed=true")
    name = html.escape(f"{title}, AI Capital Explorer")
    return (
        f'<iframe src="{source}" title="{name}" width="100%" height="{FRAME_PIXELS}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def citation(title: str, selection: str, version: str, link: str, day: date) -> str:
    """One plain line that names page, selection, data version, link and day."""
    return (
        f"AI Capital Explorer: {title}. {selection}. Data version {version}. {link} "
        f"(read on {day_words(day)})."
    )
