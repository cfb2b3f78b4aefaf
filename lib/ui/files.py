"""Sources behind a selection, and its rows as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from lib import export
from lib.database import select
from lib.filters import Filters
from lib.schema import Column
from lib.ui.data import database
from lib.ui.selection import sentence_and_result
from lib.words import count


def sources_behind(
    filters: Filters,
    named: Sequence[str] = (),
    with_rounds: bool = True,
    investor: str | None = None,
) -> pl.DataFrame:
    """Sources of the selected rounds, unless they are left out, and the ones `named`.

    Where an `investor` is given, only rounds that name it count.
    """
    if not with_rounds:
        return select(database(), NAMED_SOURCES_SQL, named=list(named))
    return select(database(), SOURCES_SQL, filters, named=list(named), investor=investor)


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


SOURCES_SQL = """
, behind AS (
    FROM selected JOIN round_sources USING (round_id)
    SELECT round_sources.source_id::VARCHAR AS source_id, count(DISTINCT round_id) AS rounds
    WHERE $investor IS NULL
        OR round_id IN (FROM holders SELECT round_id WHERE investor::VARCHAR = $investor)
    GROUP BY ALL
)
FROM sources LEFT JOIN behind USING (source_id)
SELECT sources.* EXCLUDE (rows, tables), behind.rounds
WHERE behind.rounds IS NOT NULL OR source_id = ANY($named)
ORDER BY rounds DESC NULLS LAST, source_id
"""
NAMED_SOURCES_SQL = """
FROM sources
SELECT * EXCLUDE (rows, tables), NULL::BIGINT AS rounds
WHERE source_id = ANY($named)
ORDER BY source_id
"""


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
    provenance = export.Provenance(
        title=title,
        selection=selection or ": ".join(sentence_and_result(filters)),
        exported=date.today(),
        data_version=database().version,
        sources=pl.DataFrame(),
        link=st.context.url or "",
    )
    with st.container(horizontal=True, gap="small"):
        for label, file in export.FORMATS.items():
            too_many = label == "Excel" and number > export.XLSX_ROWS
            st.download_button(
                label,
                data=partial(_file, file, rows, columns, provenance, sources),
                file_name=export.file_name(provenance, file.suffix),
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
    provenance: export.Provenance,
    sources: Callable[[], pl.DataFrame],
) -> bytes:
    return file.write(rows(), columns, replace(provenance, sources=sources()))
