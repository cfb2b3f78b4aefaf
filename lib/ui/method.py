"""The rules of the data, in words."""

from __future__ import annotations

import streamlit as st

from lib.figures.method import SQL, sections
from lib.ui.data import fixed_rows
from lib.words import markdown


def rules() -> None:
    """Rules by heading, side by side where there is room."""
    row = fixed_rows(SQL).row(0, named=True)
    for heading, sentences in sections(row).items():
        with st.container(border=True):
            st.markdown(f"##### {heading}")
            st.markdown("\n".join(f"- {markdown(sentence)}" for sentence in sentences))
