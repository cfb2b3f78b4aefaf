"""The tables, opened once a process."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from lib.database import Database, DataError, open_database, select

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"


@st.cache_resource(show_spinner="Opening the data …")
def database() -> Database:
    """The tables, opened once a process and shared by all sessions."""
    return open_database(DATA)


@st.cache_resource(show_spinner=False)
def fixed_rows(sql: str) -> pl.DataFrame:
    """Rows of SQL that no filter changes, such as the options of a choice: asked once a process."""
    return select(database(), sql)


def require_data() -> None:
    """Open the data or end the run with a page that says what is wrong and how to mend it."""
    try:
        database()
    except DataError as error:
        st.title("The data cannot be opened")
        st.error(str(error), icon=":material/database_off:")
        st.stop()
