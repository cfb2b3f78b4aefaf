"""The table of rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from lib.answers import ROUND_COLUMNS, ROUNDS_SQL, ROUNDS_TITLE, sources_behind
from lib.database import select
from lib.datasets import DATASETS
from lib.datasets.rounds import ORIGIN
from lib.filters import Filters
from lib.schema import Column
from lib.ui.data import database
from lib.ui.faults import kept_apart
from lib.ui.figures import empty
from lib.ui.files import downloads
from lib.ui.grid import in_millions, in_words, table_columns
from lib.ui.profiles import profile_link
from lib.words import count, markdown, money, month_words

SHOWN_ROWS = 5_000
TABLE_COLUMNS = (
    "company announced_date stage amount_usd_million post_money_usd_million conflict country "
    "sector investors kind status source_url source_count confidence caveat"
).split()
"""Shown at first, in this order; the column chooser offers the others."""


def rounds_table(filters: Filters) -> None:
    """All selected rounds, the sources of the one clicked, and files of the selection."""
    number = select(database(), "FROM selected SELECT count(*)", filters).item()
    if not number:
        return empty("No round matches the filters.")
    st.markdown("**Download exactly these rows**, with filters, sources and licences inside.")
    everything = partial(select, database(), ROUNDS_SQL, filters)
    sources = partial(sources_behind, database(), filters)
    columns = (ORIGIN, *ROUND_COLUMNS) if database().has_own else ROUND_COLUMNS
    downloads("rounds", ROUNDS_TITLE, everything, number, columns, filters, sources)
    _pick_round(select(database(), f"{ROUNDS_SQL} LIMIT {SHOWN_ROWS}", filters), number, columns)


@st.fragment
@kept_apart("rounds-table", ROUNDS_TITLE)
def _pick_round(rows: pl.DataFrame, number: int, columns: Sequence[Column]) -> None:
    if number > rows.height:
        st.caption(f"Showing the newest {rows.height:,} of {number:,} rounds; files hold all.")
    st.caption(
        "Click a column to sort, the magnifier to search, a company to open it, "
        "the box of a row to see its sources."
    )
    picked = st.dataframe(
        in_millions(in_words(rows, columns)),
        key="rounds-table",
        hide_index=True,
        height=520,
        column_order=[*(["origin"] if ORIGIN in columns else []), *TABLE_COLUMNS],
        column_config=table_columns(columns, "rounds-table", rows),
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",
        alt="Filtered funding rounds",
    )
    if picked["selection"]["rows"]:
        _round_sources(rows.row(picked["selection"]["rows"][0], named=True))


def _round_sources(row: Mapping[str, Any]) -> None:
    """What each source says about one round."""
    told = select(database(), ROUND_SOURCES_SQL, round_id=row["round_id"])
    words = [row["company"], row["stage"], money(row["amount_usd"])]
    st.markdown(f"#### {markdown(', '.join([*words, month_words(row['announced_date'])]))}")
    with st.container(horizontal=True, gap="small"):
        profile_link("company", row["company"])
        for investor in row["investors"]:
            profile_link("investor", investor)
    st.caption(f"{count(told.height, 'record')} behind this round; the first leads.")
    st.dataframe(
        in_millions(told),
        hide_index=True,
        column_order=ROUND_SOURCES_COLUMNS,
        column_config=table_columns(DATASETS["round_sources"].columns, "round-sources", told)
        | {"title": "Source", "licence": "Licence"},
        placeholder="",
        alt="What each source says about this round",
    )


ROUND_SOURCES_COLUMNS = (
    "role title announced_date date_precision stage amount_usd_million post_money_usd_million "
    "source_url licence"
).split()


ROUND_SOURCES_SQL = """
FROM round_sources JOIN sources USING (source_id)
SELECT round_sources.*, title, licence
WHERE round_id = $round_id
ORDER BY role, title
"""
