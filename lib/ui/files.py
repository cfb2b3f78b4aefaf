"""Sources behind a selection, and its rows as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from lib import export
from lib.answers import provenance
from lib.filters import Filters
from lib.schema import Column
from lib.ui.data import database
from lib.words import count


def source_table(sources: pl.DataFrame) -> None:
    """Sources with licence, credit and number of rounds; nothing for rows that name none."""
    if sources.is_empty():
        return
    st.caption(f"{count(sources.height, 'source')} behind this selection")
    st.dataframe(
        sources.select("title", "rounds", "url", "licence", "publisher"),
        hide_index=True,
        column_config={
            "title": st.column_config.TextColumn("Source", width=190),
            "rounds": st.column_config.NumberColumn("Rounds", format="localized"),
            "url": st.column_config.LinkColumn("Link", display_text="Open"),
            "licence": st.column_config.TextColumn("Licence", width="small"),
            "publisher": st.column_config.TextColumn("Publisher", width="small"),
        },
        placeholder="",
        alt="Sources behind this selection",
    )


def downloads(
    name: str,
    title: str,
    rows: Callable[[], pl.DataFrame],
    number: int,
    columns: Sequence[Column],
    filters: Filters,
    sources: Callable[[], pl.DataFrame],
    selection: str = "",
) -> None:
    """A button a format; `number` rows are read and a file is made when its button is clicked.

    `selection` says what the rows are where they are not those of the filters.
    """
    about = provenance(database(), title, filters, st.context.url or "", selection)
    with st.container(horizontal=True, gap="small"):
        for label, file in export.FORMATS.items():
            too_many = label == "Excel" and number > export.XLSX_ROWS
            st.download_button(
                label,
                data=partial(_file, file, rows, columns, about, sources),
                file_name=export.file_name(about, file.suffix),
                mime=file.mime,
                key=f"download-{name}-{label}",
                icon=":material/download:",
                on_click="ignore",
                disabled=too_many,
                help=f"Excel takes {export.XLSX_ROWS:,} rows: choose CSV or Parquet."
                if too_many
                else None,
            )


def _file(
    file: export.Format,
    rows: Callable[[], pl.DataFrame],
    columns: Sequence[Column],
    about: export.Provenance,
    sources: Callable[[], pl.DataFrame],
) -> bytes:
    return file.write(rows(), columns, replace(about, sources=sources()))
