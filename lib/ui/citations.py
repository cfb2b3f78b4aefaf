"""How to cite this explorer and its sources."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib import export
from lib.database import Database, select
from lib.ui.data import database
from lib.ui.share import home


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
                data=partial(_bibtex, database(), sql, home(st.context.url or "")),
                file_name=f"{name}-{database().version}.bib",
                mime=export.BIBTEX_MIME,
                key=f"download-{name}",
                icon=":material/format_quote:",
                on_click="ignore",
            )


SOURCES_SQL = "FROM sources SELECT * EXCLUDE (rows, tables)"


def _bibtex(database: Database, sql: str, link: str) -> bytes:
    sources = select(database, f"{sql} ORDER BY source_id")
    return export.bibtex(sources, database.version, link)
