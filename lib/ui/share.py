"""The title of a page with the button that shares it, or with the way out of another site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib import share
from lib.answers import sentence_and_result
from lib.export import page_bibtex
from lib.filters import Filters, from_query
from lib.ui.address import page_query, read_url
from lib.ui.choices import DRAWN
from lib.ui.data import OWN, database, shipped, shipped_rows
from lib.ui.faults import kept_apart
from lib.ui.popovers import popover


def is_embedded() -> bool:
    """Whether another site shows the app in a frame, by a link with embed=true."""
    return bool(st.context.is_embedded)


@contextmanager
def title_row(page: StreamlitPage) -> Iterator[None]:
    """The title of a page and, once the page is drawn, the button that shares it as it then is.

    In a frame on another site there is a link to the explorer instead.
    """
    if is_embedded():
        st.title(page.title)
        _way_out()
        yield
        return
    with st.container(
        horizontal=True, wrap=False, gap="small", vertical_alignment="center", key="title-row"
    ):
        st.title(page.title, width="stretch")
        beside = st.container(width="content")
    yield
    # Its choices are known only now. So a page must not end the run: nothing is drawn after that.
    with beside:
        _share(page.title)


def _way_out() -> None:
    st.page_link(
        share.link(st.context.url or "/", page_query()),
        label="Open in AI Capital Explorer",
        icon=":material/open_in_new:",
    )


@st.fragment
@kept_apart("share", "Share")
def _share(title: str) -> None:
    """Link, frame and citation of the page as it is, made only once asked for."""
    box = popover("Share", "share", "share")
    if box.open:
        with box:
            _ways_to_share(title, read_url()[0])


def _ways_to_share(title: str, filters: Filters) -> None:
    address, version, drawn = st.context.url or "", database().version, st.session_state[DRAWN]
    if OWN in st.session_state:
        filters, drawn = _shipped_alone(filters, drawn)
    link = share.link(address, share.query(filters, drawn, version))
    # A company is a filter, which the sentence of the selection names; an investor is not.
    title = " of ".join([title, *drawn.get("investor", ())])
    selection, today = ": ".join(sentence_and_result(shipped(), filters)), date.today()
    if OWN in st.session_state:
        st.info(
            "The link does not carry your own deals: whoever opens it sees the rounds of this "
            "explorer alone.",
            icon=":material/lock:",
        )
    texts = {
        "**Link** to this page with every filter, every choice and the data version": link,
        "**Embed** it in another site (HTML)": share.frame(link, title),
        "**Citation**": share.citation(title, selection, version, link, today),
        "**BibTeX**": page_bibtex(title, selection, version, link, today),
    }
    for words, text in texts.items():
        st.markdown(words)
        st.code(text.strip(), language=None, wrap_lines=True)
    if is_local(address):
        st.caption(":material/info: Only this computer or its network knows this address.")


def _shipped_alone(
    filters: Filters, drawn: Mapping[str, Sequence[str]]
) -> tuple[Filters, dict[str, list[str]]]:
    """Filters and choices without names that only a visitor's own rounds have."""
    known = set(shipped_rows(NAMES_SQL)["name"])
    choices = {
        name: [each for each in values if name not in NAMES or each in known]
        for name, values in drawn.items()
    }
    return from_query(filters.spelt(), shipped().options)[0], choices


NAMES = ("company", "investor", "with")
"""Choices that are names of companies or investors."""
NAMES_SQL = """
FROM companies SELECT company::VARCHAR AS name
UNION ALL
FROM investors SELECT investor::VARCHAR
"""


def home(url: str) -> str:
    """Address of the explorer, from that of one of its pages; '' where only one network has it."""
    return "" if is_local(url) else url.rsplit("/", 1)[0]


def is_local(url: str) -> bool:
    """Whether an address is of one computer or network."""
    return bool(re.fullmatch(r"[^.]*|[0-9.]+", urlsplit(url).hostname or ""))
