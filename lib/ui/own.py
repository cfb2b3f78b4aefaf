"""Rounds that a visitor brought, in every page of a session: what is held, used and let go.

All of it is held by the session state and by nothing else: the rows of the file until they are in
use (a small file longer, so that its columns can still be changed), and the tables in use. The
bytes are let go as soon as they are read.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from threading import Lock

import polars as pl
import streamlit as st

from lib import own
from lib.database import Database, NotEnoughMemory, open_database, select
from lib.ui.address import read_url, write_url
from lib.ui.data import DATA, OWN
from lib.upload import Options, Sheet
from lib.words import count, markdown

log = logging.getLogger(__name__)

DEALS, DRAFT, FAULT = "own_deals", "own_draft", "own_fault"
"""Keys of the session state: what is in use, the file being looked at, and why the last file cannot
be used."""

MEMORY_LIMIT = "256MB"
KEPT_ROWS = 20_000
"""Largest file whose rows are kept beside the tables made of them."""
ONE_AT_A_TIME = Lock()
"""Held while a file is read: the largest takes some 450 MB for as long, and two would not fit."""
BUSY = (
    "Too many people have files open just now, and yours does not fit beside them. "
    "Try again later, or bring a file with fewer rows."
)


@dataclass(eq=False)
class Draft:
    """A file being looked at; `found` is what its rows mean, once asked for."""

    sheet: Sheet
    columns: dict[str, str | None]
    options: Options
    room: own.Room
    found: Found | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """What a draft means: its rounds under the names used here, and the shipped ones they match.

    `known` are its companies that are shipped too.
    """

    rounds: pl.DataFrame
    pairs: pl.DataFrame
    known: tuple[str, ...]
    problems: pl.DataFrame
    rejected: pl.DataFrame


@dataclass(frozen=True)
class Wanted:
    """What is to be shown: rounds, less those `left_out`, `alone` or beside the shipped ones."""

    found: Found
    left_out: tuple[str, ...]
    alone: bool


@dataclass(eq=False)
class InUse:
    """The file whose rounds are in the tables of this session, and how many of which there are.

    `wanted` is what was asked for, where the rows of the file are kept.
    """

    name: str
    rounds: int
    shipped: int
    room: own.Room
    wanted: Wanted | None


def in_use() -> InUse | None:
    """What of a visitor's is in every page, if anything."""
    deals: InUse | None = st.session_state.get(DEALS)
    return deals


def own_line() -> None:
    """One line about the visitor's rounds, if there are any, and the button that removes them."""
    deals = in_use()
    if deals is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="own-line"):
        st.caption(
            f":material/person: Your file **{markdown(deals.name)}**: {deals_in_words(deals)} · "
            "Only you see them",
            width="content",
        )
        st.button("Remove", key="own-remove-line", type="tertiary", on_click=remove)


def deals_in_words(deals: InUse) -> str:
    """How many rounds are the visitor's, and how many stand beside them."""
    rounds = count(deals.rounds, "round")
    if not deals.shipped:
        return f"{rounds}, in place of the shipped ones; published totals stay as shipped"
    return f"{rounds}, beside {deals.shipped:,} shipped ones"


def remove() -> None:
    """Take the visitor's rounds out of every page, and let go of all that is held of them."""
    _let_go()
    for key in (DRAFT, FAULT):
        st.session_state.pop(key, None)
    _forget_origin()


def look_at(draft: Draft) -> None:
    """Hold the rows of a file to be looked at, in the place of those held so far."""
    put_away()
    st.session_state[DRAFT] = draft


def put_away() -> None:
    """Let go of the rows of a file; what is in use stays."""
    st.session_state.pop(DRAFT, None)
    if deals := in_use():
        deals.wanted = None


def _let_go() -> None:
    st.session_state.pop(DEALS, None)
    mine: Database | None = st.session_state.pop(OWN, None)
    if mine:
        mine.connection.close()
        mine.kept.clear()


def _forget_origin() -> None:
    """Take back a filter that has nothing to tell apart any more."""
    filters = read_url()[0]
    if "origin" in st.query_params:
        write_url(replace(filters, origin=()))


def use(draft: Draft, wanted: Wanted) -> bool:
    """Open the tables with the rounds in them; False where they do not fit, and all stays."""
    deals, keeps_file = in_use(), draft.sheet.rows.height <= KEPT_ROWS
    held = [deals.room if deals else None, None if keeps_file else draft.room]
    name, found = draft.sheet.name, wanted.found
    try:
        room = own.room_for(found.rounds.height, *held)
        stored = own.shipped_tables(DATA)
        tables = own.made(stored, found.rounds, name, wanted.left_out, wanted.alone)
        opened = open_database(DATA, MEMORY_LIMIT, tables)
    except (own.NoRoom, NotEnoughMemory) as error:
        log.warning("%d own rounds were refused: %s", found.rounds.height, type(error).__name__)
        return False
    _let_go()
    if not keeps_file:
        st.session_state.pop(DRAFT)
    [(mine, shipped)] = select(opened, ORIGINS_SQL).rows()
    st.session_state[OWN] = opened
    st.session_state[DEALS] = InUse(name, mine, shipped, room, wanted if keeps_file else None)
    st.session_state.pop(FAULT, None)
    return True


ORIGINS_SQL = """
FROM rounds SELECT count(*) FILTER (origin = 'Yours'), count(*) FILTER (origin = 'Shipped')
"""
