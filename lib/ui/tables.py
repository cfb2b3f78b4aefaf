"""One stored table: its columns as declared, and all of its rows as files."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from lib.answers import sources_behind
from lib.database import Database, select
from lib.datasets import DATASETS
from lib.datasets.rounds import ORIGIN
from lib.description import column_table
from lib.filters import Filters
from lib.ui.data import database, fixed_rows
from lib.ui.files import downloads
from lib.words import count, markdown

# Tables whose rows name no source of their own.
MADE_FROM = {
    "investments": "round_sources",
    "investors": "round_sources",
    "companies": "round_sources",
    "checks": "claims",
    "conflicts": "conflict_values",
    "disputes": "conflict_values",
    "round_changes": "round_sources",
}
ROWS_SQL = {name: f"FROM {name}" for name in DATASETS}


def table_dictionary(name: str) -> None:
    """What the columns of a table hold, and buttons that give the whole table."""
    dataset = DATASETS[name]
    number = fixed_rows(f"{ROWS_SQL[name]} SELECT count(*)").item()
    columns = count(len(dataset.columns), "column")
    words = f"{dataset.title}: {count(number, 'row')} of {columns}"
    st.markdown(f"#### {markdown(words)}")
    dated = f" Dated by: {dataset.dated_by}." if dataset.dated_by else ""
    st.caption(markdown(f"{dataset.description} Key: {', '.join(dataset.key)}.{dated}"))
    st.dataframe(
        column_table(dataset),
        key=f"dictionary-{name}",
        hide_index=True,
        placeholder="",
        alt=f"Columns of {words}",
    )
    whose = name == "rounds" and database().has_own
    st.markdown("**Download the whole table**; the filters play no part.")
    downloads(
        f"table-{name}",
        dataset.title,
        partial(select, database(), ROWS_SQL[name]),
        number,
        (ORIGIN, *dataset.columns) if whose else dataset.columns,
        Filters(),
        partial(table_sources, database(), name),
        selection="All rows of the table",
    )


def table_sources(database: Database, name: str) -> pl.DataFrame:
    """Sources that the rows of a table name, or those of the table that it is made from."""
    name = MADE_FROM.get(name, name)
    named = [column.name for column in DATASETS[name].columns if column.name.endswith("source_id")]
    ids = {
        each
        for column in named
        for each in select(database, f"{ROWS_SQL[name]} SELECT DISTINCT {column}::VARCHAR")
        .to_series()
        .drop_nulls()
    }
    return sources_behind(database, Filters(), sorted(ids), with_rounds=False)
