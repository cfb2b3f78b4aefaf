"""The URL is the only state.

Each run reads the selection from it and sets the widgets; a click on a widget writes the URL. So
a link, a reload, Back and a deep link are all the same thing.
"""

from __future__ import annotations

import runpy

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from lib.filters import CONDITIONS, Filters, from_query
from lib.share import DATA
from lib.ui.choices import PAGE_CHOICES
from lib.ui.data import ROOT, database
from lib.versions import day_of

FROM = "from"
"""URL parameter of a profile: the page that opened it."""


def current_filters() -> Filters:
    """The selection that the URL spells; a page calls this before it draws anything."""
    if PagesManager.uses_pages_directory:
        # A folder named pages makes Streamlit start in its old mode, where the first deep link to
        # a new server runs the page alone. st.navigation in the entrypoint ends that mode.
        runpy.run_path(str(ROOT / "streamlit_app.py"))
        st.stop()
    return read_url()[0]


def read_url() -> tuple[Filters, tuple[str, ...]]:
    query = page_query()
    filters, ignored = from_query(query, database().options)
    unknown = query.keys() - CONDITIONS.keys() - {FROM, DATA, *PAGE_CHOICES}
    versions = [f"{DATA}={each}" for each in query.get(DATA, ()) if day_of(each) is None]
    return filters, (*ignored, *versions, *sorted(unknown))


def page_query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def write_url(filters: Filters) -> None:
    """Make the URL spell `filters`; a page's own choices stay, anything unknown goes.

    So does the version of the data that a link was made with: it told of the selection that the
    link showed, not of the one that a visitor goes on to make.
    """
    st.query_params.from_dict(url_query(filters))


def url_query(filters: Filters) -> dict[str, list[str]]:
    choices = {
        name: st.query_params.get_all(name) for name in PAGE_CHOICES if name in st.query_params
    }
    return choices | filters.to_query()
