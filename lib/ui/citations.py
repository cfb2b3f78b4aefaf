"""How to cite this explorer and its sources."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from lib import export
from lib.database import select
from lib.ui.data import database


def citations() -> None:
    """Buttons that give BibTeX of this explorer alone, and of it with all sources."""
    st.markdown(f"**Cite**: AI Capital Explorer, data version {database().version}.")
    with st.container(horizontal=True, gap="small"):
        for label, name, sql in (
            ("BibTeX of this explorer", "ai-capital-explorer", f"{SOURCES_SQL} WHERE false"),
            ("BibTeX of all sources", "ai-capital-explorer-sources", SOURCES_SQL),
        ):
            st.download_button(
                label,
                data=partial(_bibtex, sql, home(st.context.url or "")),
                file_name=f"{name}-{database().version}.bib",
                mime=export.BIBTEX_MIME,
                key=f"download-{name}",
                icon=":material/format_quote:",
                on_click="ignore",
            )


SOURCES_SQL = "FROM sources SELECT * EXCLUDE (rows, tables)"


def home(url: str) -> str:
    """Address of the explorer, from that of one of its pages; '' where only one network has it."""
    is_local = re.fullmatch(r"[^.]*|[0-9.]+", urlsplit(url).hostname or "")
    return "" if is_local else url.rsplit("/", 1)[0]


def _bibtex(sql: str, link: str) -> bytes:
    sources = select(database(), f"{sql} ORDER BY source_id")
    return export.bibtex(sources, database().version, link)
