"""From a mark or a row to the company, investor, conflict or analysis behind it, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.share import DATA
from lib.ui.address import FROM, page_query, read_url, url_query, write_url
from lib.ui.choices import DRAWN
from lib.ui.data import database
from lib.words import markdown

PROFILES = {
    "company": "company",
    "investor": "investor",
    "conflict": "conflicts",
    "analysis": "fact_check",
}
"""Columns whose values can be opened, and the address of the page that shows one."""


def enter(page: StreamlitPage) -> None:
    """Begin a page: undo the step that opening a profile leaves in the browser's history.

    Streamlit changes the query before it changes the page. So Back leads from a profile to the
    page that opened it, but with the query of the profile.
    """
    name = page.url_path or "overview"
    st.session_state["page"] = name
    st.session_state[DRAWN] = {}
    now = page_query()
    if now.get(FROM) == [name]:
        plain = {key: value for key, value in now.items() if key not in (FROM, *PROFILES)}
        before = st.session_state.get("left", {}).get(_step(name, now), plain)
        st.query_params.from_dict(before)


def open_value(column: str, value: str) -> None:
    """Open the page that shows a value of one of PROFILES; narrow the filters to any other value.

    For callbacks. All other filters and choices stay.
    """
    page = st.session_state["page"]
    if column not in PROFILES:
        # A mark can stand for what is left over, which no filter names.
        chosen: dict[str, Any] = {column: (value,)} if value in database().options[column] else {}
        write_url(replace(read_url()[0], **chosen))
    elif PROFILES[column] == page:
        here = {name: values for name, values in page_query().items() if name != DATA}
        st.query_params.from_dict(here | {column: [value] if value else []})
    else:
        query = url_query(read_url()[0]) | {column: [value], FROM: [page]}
        st.session_state.setdefault("left", {})[_step(page, query)] = page_query()
        st.switch_page(f"pages/{PROFILES[column]}.py", query_params=query)


def _step(page: str, query: Mapping[str, list[str]]) -> str:
    return repr((page, sorted(query.items())))


def profile_link(column: str, value: str, label: str = "") -> None:
    """A link to the page of a company, an investor or a conflict; filters and choices stay.

    It bears the value itself, unless it has a `label`.
    """
    query = url_query(read_url()[0]) | {column: [value]}
    st.page_link(f"pages/{PROFILES[column]}.py", label=markdown(label or value), query_params=query)


def opens_picked(key: str) -> Callable[[], None]:
    """Callback of a chart whose selection `opens` holds columns and values of the clicked mark."""

    def callback() -> None:
        picked = st.session_state[key]["selection"]["opens"]
        filled = [pair for each in picked for pair in each.items() if pair[1]]
        if filled:
            open_value(*filled[0])

    return callback


def opens_clicked(key: str, column: str) -> Callable[[], None]:
    """Callback of a table whose buttons bear the values of `column`."""
    return lambda: open_value(column, st.session_state[key]["label"])
