"""A notice on a page that a link opens which was made with other data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from lib.filters import Filters
from lib.schema import Column
from lib.share import DATA
from lib.ui.address import page_query
from lib.ui.data import database, shipped
from lib.ui.grid import in_millions, in_words, shown_name, table_columns
from lib.ui.share import is_embedded
from lib.versions import COLUMNS, TABLE_COLUMNS, Since, day_of, listed, since
from lib.words import markdown


def version_notice(filters: Filters) -> None:
    """What has changed since the data that the link was made with; nothing for that of today."""
    version = next((each for each in page_query().get(DATA, ()) if day_of(each)), "")
    if version in ("", database().version):
        return
    # The log is of the shipped rounds, and knows of no others.
    found = since(shipped(), replace(filters, origin=()), version)
    if is_embedded():
        st.caption(markdown(found.words))
        return
    with st.container(border=True, key="version-notice", gap="small"):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            st.markdown(f":material/history: {markdown(found.words)}", width="stretch")
            st.button(
                "",
                key="version-dismiss",
                type="tertiary",
                icon=":material/close:",
                help="Dismiss, and take the version out of the link",
                on_click=_dismiss,
            )
        _details(found)


def _dismiss() -> None:
    st.query_params.pop(DATA, None)


def _details(found: Since) -> None:
    """Rounds and tables that have changed, once asked for."""
    if found.rounds.is_empty() and found.tables.is_empty():
        return
    box = st.expander("What changed", on_change="rerun", key="version-details")
    if not box.open:
        return
    with box:
        if found.rounds.height:
            _grid(listed(found.rounds), COLUMNS, "Rounds of the selection that changed since")
        if found.tables.height:
            _grid(found.tables, TABLE_COLUMNS, "Rows of other tables that changed, in all")


def _grid(rows: pl.DataFrame, columns: Sequence[Column], words: str) -> None:
    key = f"version-{columns[0].name}"
    st.caption(words)
    st.dataframe(
        in_millions(in_words(rows, columns)),
        key=key,
        hide_index=True,
        column_order=[shown_name(column) for column in columns],
        column_config=table_columns(columns, key, rows),
        placeholder="",
        alt=words,
    )
