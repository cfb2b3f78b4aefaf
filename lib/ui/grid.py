"""Tables on screen: headers, help and number formats from the declaration of the columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import polars.selectors as cs
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from lib.schema import Column
from lib.ui.profiles import PROFILES, opens_clicked

DATE_PIXELS = 96


def in_millions(rows: pl.DataFrame) -> pl.DataFrame:
    """Amounts in millions of dollars, each named `..._usd_million`."""
    # A grid sorts by the value it shows, and its own short form would make 23B of $22.5B.
    return rows.select(~cs.ends_with("_usd"), (cs.ends_with("_usd") / 1e6).name.suffix("_million"))


def in_words(rows: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    """Words in place of codes, for example `Public listing` for `ipo`."""
    return rows.with_columns(
        pl.col(column.name).cast(pl.String).replace(dict(column.labels))
        for column in columns
        if column.labels and column.name in rows.columns
    )


def shown_name(column: Column) -> str:
    """Name of a column of `in_millions`."""
    return f"{column.name}_million" if column.unit == "USD" else column.name


def table_columns(columns: Iterable[Column], table: str) -> dict[str, ColumnConfig | str | None]:
    """Headers and formats; the names of companies and investors open their profile."""
    return {
        shown_name(column): _profile_column(column, f"{table}-{column.name}")
        if column.name in PROFILES
        else _table_column(column)
        for column in columns
    }


def _profile_column(column: Column, key: str) -> Any:
    return st.column_config.ButtonColumn(
        column.title,
        help=column.description,
        type="tertiary",
        alignment="left",
        pinned=True,
        width="small" if column.name == "analysis" else "medium",
        key=key,
        on_click=opens_clicked(key, column.name),
    )


def _table_column(column: Column) -> ColumnConfig:
    """Header, help and number format of a column, from its declaration."""
    config, title, about = st.column_config, column.title, column.description
    if column.unit == "USD":
        return config.NumberColumn(f"{title} ($M)", help=about, format="%,.1f")
    if column.type == pl.Date():
        # Measured by its first rows, a column that is mostly empty would cut its dates off.
        return config.DateColumn(title, help=about, format="MMM YYYY", width=DATE_PIXELS)
    if column.unit == "%":
        return config.NumberColumn(title, help=about, format="percent")
    if column.name.endswith("_url"):
        return config.LinkColumn(title, help=about, display_text="Open")
    return config.Column(title, help=about)
