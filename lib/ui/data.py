"""The tables, opened once a process."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from threading import Lock

import polars as pl
import streamlit as st

from lib.database import Database, DataError, open_database, select
from lib.ui import logs, memory

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"


MOST_QUERIES = 8_000
"""DuckDB 2.0 keeps some kilobytes of each query until a database is closed: then it is reopened."""
REOPENING = Lock()


def shipped() -> Database:
    """The tables of this explorer, shared by all sessions of the process."""
    found = opened()
    if found.answers.kept < MOST_QUERIES:
        return found
    with REOPENING:
        if opened() is found:
            # It is closed once the last run that reads it has ended.
            opened.clear()
    return opened()


@st.cache_resource(show_spinner="Opening the data …")
def opened() -> Database:
    """The tables of this explorer, read from their files."""
    logs.begin()
    memory.share_heaps()
    try:
        found = open_database(DATA)
    except DataError as error:
        log.error("%s Cause: %r", error, error.__cause__)
        raise
    log.info("Opened the data, version %s", found.version)
    return found


OWN = "own_database"
"""Key of the session state: the tables with a visitor's own rounds in them."""


def database() -> Database:
    """The tables that this session reads: those shipped, unless it has brought rounds of its own.

    Only a run of the app knows its session: what runs later, such as a download, is given the
    tables beforehand.
    """
    own: Database | None = st.session_state.get(OWN)
    return own or shipped()


def fixed_rows(sql: str) -> pl.DataFrame:
    """Rows of SQL that no filter changes, such as the options of a choice: asked once."""
    return kept(database(), sql)


def shipped_rows(sql: str) -> pl.DataFrame:
    """As `fixed_rows`, of the shipped tables alone: what is said of them must not change with the
    rounds that a visitor brings."""
    return kept(shipped(), sql)


def today() -> date:
    """The day on which forecasts are judged: by a clock that is behind, the last day on which the
    data was read."""
    return max(date.today(), shipped_rows(READ_UNTIL_SQL).item())


READ_UNTIL_SQL = "FROM forecasts SELECT max(read_until)"


def kept(database: Database, sql: str) -> pl.DataFrame:
    """Rows of SQL without parameters, kept as long as the database is."""
    if sql not in database.kept:
        database.kept[sql] = select(database, sql)
    return database.kept[sql]


def require_data() -> None:
    """Open the data or end the run with a page that says what is wrong and how to mend it."""
    try:
        shipped()
    except DataError as error:
        st.title("The data cannot be opened")
        st.error(str(error), icon=":material/database_off:")
        st.stop()
