"""The selection in words: a sentence, chips to take back, and a notice about junk in the URL."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.answers import sentence_and_result
from lib.filters import FILTERED, Filters
from lib.ui.address import read_url, write_url
from lib.ui.data import database
from lib.ui.versions import version_notice
from lib.words import listing, markdown, money, quarter_words

OF_MODELS = ("start", "end", "region", "country", "company")
"""Filters of the rounds that models, prices, chips and data centres have too."""


def selection_line() -> None:
    """The selection as a sentence, as chips to take back, and notices about the link."""
    filters, ignored = read_url()
    sentence, result = sentence_and_result(database(), filters)
    st.markdown(f"{markdown(sentence)}: **{markdown(result)}**.")
    if filters.changed:
        _chips(filters)
    if ignored:
        st.caption(
            f":material/info: Ignored in the link, because no data fits: "
            f"{markdown(listing(ignored, 3))}"
        )
    version_notice(filters)


def _chips(filters: Filters) -> None:
    with st.container(horizontal=True, gap="small", key="chips"):
        for name, value, words in _active(filters):
            st.button(
                markdown(words),
                key=f"chip-{name}-{value}",
                icon=":material/close:",
                help="Take this filter back",
                on_click=write_url,
                args=(filters.without(name, value),),
            )
        st.button(
            "Reset all",
            key="reset",
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=write_url,
            args=(Filters(),),
        )


def narrowed(filters: Filters) -> list[str]:
    """Words of the chips, for messages that name the filters to take back."""
    return [words for _, _, words in _active(filters)]


def applying(filters: Filters, subject: str, names: Sequence[str] = OF_MODELS) -> None:
    """One line: which filters apply on this page, to what, and which of those set do not."""
    words = list(dict.fromkeys(_filter_words(name) for name in names))
    ignored = [
        each
        for each in dict.fromkeys(map(_filter_words, filters.changed.keys() - names))
        if each not in words
    ]
    without = f" **{listing(sorted(ignored), 9)}** plays no part." if len(ignored) == 1 else ""
    if len(ignored) > 1:
        without = f" **{listing(sorted(ignored), 9)}** play no part."
    st.caption(f"Filters that apply to {subject}: {listing(words, 9)}.{without}")


def _filter_words(name: str) -> str:
    """What the sidebar calls a filter."""
    periods = {"start": "Time range", "end": "Time range", "min_amount_usd": "Smallest amount"}
    return periods.get(name) or FILTERED[name].title


def _active(filters: Filters) -> list[tuple[str, str | None, str]]:
    """Field, value and words of each chip."""
    chips: list[tuple[str, str | None, str]] = []
    for name, value in filters.changed.items():
        if name in ("start", "end"):
            word = "From" if name == "start" else "Until"
            chips.append((name, None, f"{word} {quarter_words(value)}"))
        elif name == "min_amount_usd":
            chips.append((name, None, f"{money(value)} or more"))
        else:
            chips += [(name, each, FILTERED[name].label(each)) for each in value]
    return chips
