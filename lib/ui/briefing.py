"""A briefing: which figures it has, what they say, and its files, made once asked for."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import polars as pl
import streamlit as st

from lib import share
from lib.briefing import Files, briefing
from lib.briefing.catalogue import CATALOGUE, SETS, items
from lib.briefing.parts import (
    MOST_FIGURES,
    Cover,
    Item,
    clean,
    cover_of,
    file_name,
    headline_of,
    part_of,
)
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.ui.choices import DRAWN, choose_from_list, choose_several, choose_text
from lib.ui.data import database
from lib.words import count, markdown, short

KEPT = "briefing_kept"
"""Key of the session state: figures added on other pages, as they were, in their order."""
MADE = "briefing_made"
"""Key of the session state: the files of the briefing that was made last, and what it was of."""
MAKING = Lock()
"""Held by the one session of the process whose briefing is being made."""
MIME = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}


def add_to_briefing(figure: Figure, rows: pl.DataFrame, filters: Filters) -> None:
    """A button that keeps a figure as it is for the briefing of this session."""
    kept = st.session_state.get(KEPT, ())
    # Not as a callback: one in a part of a page that runs alone cannot show a message.
    if st.button(
        "Add to briefing",
        icon=":material/slideshow:",
        type="tertiary",
        key=f"brief-{figure.name}",
        help="Keeps the figure as it is now for your slides, on the page Briefing."
        if len(kept) < MOST_FIGURES
        else f"A briefing has at most {MOST_FIGURES} figures.",
        disabled=len(kept) >= MOST_FIGURES,
    ):
        _keep(figure, rows, filters)


def _keep(figure: Figure, rows: pl.DataFrame, filters: Filters) -> None:
    kept = st.session_state.get(KEPT, ())
    item = Item(f"kept-{figure.name}", figure, filters, rows)
    if any(_same(item, each) for each in kept):
        st.toast("It is in your briefing already.", icon=":material/slideshow:")
        return
    st.session_state[KEPT] = (*kept, item)
    words = count(len(kept) + 1, "figure")
    st.toast(f"Added. Your briefing holds {words} of other pages.", icon=":material/slideshow:")


def _same(one: Item, other: Item) -> bool:
    same_rows = one.rows is not None and other.rows is not None and one.rows.equals(other.rows)
    return one.figure.subtitle == other.figure.subtitle and same_rows


def choose_briefing(filters: Filters) -> tuple[list[Item], Cover]:
    """The figures chosen here and on other pages, at most twelve, and the words of the cover."""
    left, right = st.columns(2)
    with left:
        names = {name: ready.words for name, ready in SETS.items()}
        chosen = choose_from_list("set", "Begin with", names, next(iter(SETS)), resets=["figures"])
    ready = SETS[chosen]
    with right:
        asked = choose_text("title", "Title of the deck", ready.title, kind="default")
    figures = choose_several(
        "figures",
        f"Figures, at most {MOST_FIGURES}, in this order",
        {name: entry.title for name, entry in CATALOGUE.items()},
        ready.figures,
        MOST_FIGURES,
        "Choose by page and subject",
    )
    kept = st.session_state.get(KEPT, ())
    title = clean(asked) or ready.title
    wanted = [*items(database(), filters, figures), *kept]
    address = st.context.url or ""
    link = share.link(
        address, share.query(filters, st.session_state.get(DRAWN, {}), database().version)
    )
    return wanted, cover_of(database(), title, filters, link if address else "")


def contents(wanted: Sequence[Item]) -> list[Item]:
    """The list of what the briefing will say; gives back the figures that have rows.

    Those without rows, those twice, and those beyond the limit, are named with the reason.
    """
    found: list[tuple[Item, str]] = []
    empty, twice = [], []
    for item in wanted:
        headline = headline_of(database(), item)
        if headline is None:
            empty.append(item)
        elif any(
            (item.figure.subtitle, headline) == (one.figure.subtitle, said) for one, said in found
        ):
            twice.append(headline)
        else:
            found.append((item, headline))
    if found:
        st.markdown(f"**What the {count(min(len(found), MOST_FIGURES), 'figure')} say**")
    for place, (item, headline) in enumerate(found[:MOST_FIGURES], start=1):
        _line(place, item, headline)
    for _, headline in found[MOST_FIGURES:]:
        st.caption(f"Left out, as a briefing has {MOST_FIGURES} figures: {markdown(headline)}")
    for headline in twice:
        st.caption(f"Left out, as it is in the list already: {markdown(headline)}")
    for item in empty:
        st.caption(f"Left out, {markdown(_words(item))}: {markdown(item.figure.empty)}")
    if not found:
        st.info(
            "No figure is left to make a briefing of: choose some above, or widen the filters.",
            icon=":material/filter_alt_off:",
        )
    return [item for item, _ in found[:MOST_FIGURES]]


def _words(item: Item) -> str:
    return CATALOGUE[item.name].title if item.name in CATALOGUE else item.figure.subtitle


def _line(place: int, item: Item, headline: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"{place}\\. {markdown(headline)}", width="stretch")
        if item.name not in CATALOGUE:
            kept = st.session_state[KEPT]
            index = next(i for i, each in enumerate(kept) if each is item)
            st.caption("added", width="content")
            st.button(
                "",
                key=f"unkeep-{index}",
                icon=":material/close:",
                type="tertiary",
                help="Take out this figure, which is as it was on its page",
                on_click=_drop,
                args=(index,),
            )


def _drop(index: int) -> None:
    kept = st.session_state[KEPT]
    st.session_state[KEPT] = (*kept[:index], *kept[index + 1 :])


def clear_kept() -> None:
    """A button that takes out every figure of other pages, if there are any."""
    if st.session_state.get(KEPT):
        st.button(
            "Take out all figures of other pages",
            icon=":material/close:",
            type="tertiary",
            key="unkeep-all",
            on_click=lambda: st.session_state.pop(KEPT, None),
        )


def make_and_offer(found: Sequence[Item], cover: Cover, filters: Filters) -> None:
    """The button that makes the files, and those to download until the choice changes."""
    about = _about(found, cover, filters)
    if MADE in st.session_state and st.session_state[MADE][0] != about:
        del st.session_state[MADE]
    if st.button(
        "Make the briefing",
        type="primary",
        icon=":material/slideshow:",
        key="make-briefing",
        disabled=not found,
    ):
        files = _made(found, cover)
        st.session_state[MADE] = (about, files)
    if MADE in st.session_state:
        _offer(st.session_state[MADE][1], cover)


def _about(found: Sequence[Item], cover: Cover, filters: Filters) -> tuple[Any, ...]:
    """What a briefing is of: where one of these changes, its files are of something else.

    The tables stand for themselves: a visitor may bring rounds of their own meanwhile.
    """
    figures = [item.name if item.rows is None else id(item) for item in found]
    return cover.title, filters, figures, id(database())


def _made(found: Sequence[Item], cover: Cover) -> Files:
    """The files, made figure by figure, with a bar that shows how far it is."""
    bar = st.progress(0.0, "Making the briefing …")
    while not MAKING.acquire(timeout=0.5):
        bar.progress(0.0, "Another visitor's briefing is being made. Yours comes next …")
    try:
        bar.progress(0.0, "Reading the rows …")
        parts = [part for item in found if (part := part_of(database(), item))]
        for place, step in enumerate(briefing(cover, parts)):
            if isinstance(step, Files):
                return step
            bar.progress(place / (len(parts) + 1), markdown(step))
    finally:
        MAKING.release()
        bar.empty()
    raise AssertionError("A briefing ends with its files")


def _offer(files: Files, cover: Cover) -> None:
    with st.container(horizontal=True, gap="small", key="briefing-files"):
        for label, suffix, content in (
            ("PowerPoint", "pptx", files.slides),
            ("PDF", "pdf", files.pages),
        ):
            st.download_button(
                f"{label} ({short(len(content))}B)",
                data=content,
                file_name=file_name(cover, suffix),
                mime=MIME[suffix],
                key=f"briefing-{suffix}",
                icon=":material/download:",
                on_click="ignore",
            )
    for headline in files.missing:
        st.warning(
            f"This figure could not be drawn and is not in the files: {markdown(headline)}",
            icon=":material/image_not_supported:",
        )
