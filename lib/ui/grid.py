"""Tables on screen: headers, help and number formats from the declaration of the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl
import polars.selectors as cs
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from lib.datasets.rounds import ORIGIN
from lib.figures.disputed import CONFLICT
from lib.schema import Column
from lib.theme import COLOURS, GREY
from lib.ui.profiles import PROFILES, open_value, opens_clicked
from lib.words import case_words

DATE_PIXELS = 96


def in_millions(rows: pl.DataFrame) -> pl.DataFrame:
    """Amounts in millions of dollars, each named `..._usd_million`."""
    # A grid sorts by the value it shows, and its own short form would make 23B of $22.5B.
    return rows.select(~cs.ends_with("_usd"), (cs.ends_with("_usd") / 1e6).name.suffix("_million"))


def in_words(rows: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    """Words in place of codes, for example `Public listing` for `ipo`."""
    return rows.with_columns(
        pl.col(column.name).cast(pl.String).replace(_labels(column, rows[column.name]))
        for column in columns
        if (column.labels or column.name == CONFLICT.name) and column.name in rows.columns
    )


def _labels(column: Column, values: pl.Series) -> dict[str, str]:
    if column.name != CONFLICT.name:
        return dict(column.labels)
    return {value: case_words(value) for value in values.drop_nulls().unique()}


def shown_name(column: Column) -> str:
    """Name of a column of `in_millions`."""
    return f"{column.name}_million" if column.unit == "USD" else column.name


def table_columns(
    columns: Iterable[Column], table: str, rows: pl.DataFrame
) -> dict[str, ColumnConfig | str | None]:
    """Headers and formats; names of companies and investors open their profile, marks of disputed
    numbers the conflict of their row in `rows`."""
    return {
        shown_name(column): _profile_column(column, f"{table}-{column.name}", rows)
        if column.name in PROFILES
        else plain_column(column)
        for column in columns
    }


def _profile_column(column: Column, key: str, rows: pl.DataFrame) -> Any:
    is_case = column.name == CONFLICT.name
    return st.column_config.ButtonColumn(
        column.title,
        help=column.description,
        type="tertiary",
        alignment="left",
        pinned=not is_case,
        width="small" if is_case or column.name == "analysis" else "medium",
        key=key,
        on_click=_opens_case(key, rows) if is_case else opens_clicked(key, column.name),
    )


def _opens_case(key: str, rows: pl.DataFrame) -> Callable[[], None]:
    # Two conflicts can bear the same words.
    return lambda: open_value(CONFLICT.name, rows[CONFLICT.name][st.session_state[key]["row"]])


def plain_column(column: Column) -> ColumnConfig:
    """Header, help and number format of a column, from its declaration."""
    config, title, about = st.column_config, column.title, column.description
    if column.unit == "USD":
        return config.NumberColumn(f"{title} ($M)", help=about, format="%,.1f")
    if column.type == pl.Date():
        # Measured by its first rows, a column that is mostly empty would cut its dates off.
        return config.DateColumn(title, help=about, format="MMM YYYY", width=DATE_PIXELS)
    if column == ORIGIN:
        # A visitor's in the colour that they have in charts, the others quiet.
        tints = COLOURS[column.name] | {"Shipped": GREY}
        return config.MultiselectColumn(
            title, help=about, options=list(tints), color=list(tints.values()), width=DATE_PIXELS
        )
    if column.unit == "%":
        return config.NumberColumn(title, help=about, format="percent")
    if column.name.endswith("_url"):
        return config.LinkColumn(title, help=about, display_text="Open")
    return config.Column(title, help=about)
