"""What the page about addresses for programs says, with the address of the selection."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from lib.api import address, examples, is_served
from lib.api.app import FORMATS, LICENCE, PREFIX
from lib.api.query import DESCRIPTIONS, LONGEST_QUERY, MOST_ROWS, OF_THE_ANSWER, parameters
from lib.api.rate import CALLS_A_MINUTE
from lib.filters import Filters
from lib.ui.choices import choose
from lib.ui.data import shipped
from lib.words import listing, markdown

OWN_SERVER = "http://localhost:8501"
MOST_VALUES = 7
"""Longer lists are left to the address that gives all of them."""


def addresses(filters: Filters) -> str:
    """The address of the selection in each format; returns the server it stands for."""
    base = _server()
    if base == "":
        st.info(
            "This host offers no such addresses: it runs the pages alone. **Table and export** "
            "gives the same rows as files. To have addresses, run the explorer yourself with "
            "`make run`; what follows is then true on your computer.",
            icon=":material/cloud_off:",
        )
    base = base or OWN_SERVER
    for form in FORMATS:
        st.caption("Parquet" if form == "parquet" else form.upper())
        st.code(address(base, form, filters), language="text", wrap_lines=True)
    return base


def _server() -> str:
    """Where this server answers, as the browser sees it; empty where it offers no addresses."""
    if not is_served():
        return ""
    seen = urlsplit(st.context.url or OWN_SERVER)
    return f"{seen.scheme}://{seen.netloc}"


def code_to_copy(base: str, filters: Filters) -> None:
    """Lines for the tool of choice, with the selection in them."""
    lines = examples(base, filters)
    tool = choose("view", "Fetch it with", {name: name for name in lines})
    for example in lines[tool]:
        st.caption(markdown(": ".join(filter(None, [example.title, example.note]))))
        st.code(example.code, language=example.language, wrap_lines=True)


def parameter_table(base: str) -> None:
    """Every parameter of the server at `base` with what it takes."""
    st.markdown(
        f"#### The filters of the pages are {len(DESCRIPTIONS) - len(OF_THE_ANSWER)} parameters"
    )
    st.caption(
        "Repeat a parameter for several values: `region=China&region=Europe`. "
        f"`{base}{PREFIX}` lists all allowed values."
    )
    allowed = parameters(shipped().options, "csv")
    rows = pl.DataFrame(
        {
            "parameter": list(DESCRIPTIONS),
            "meaning": list(DESCRIPTIONS.values()),
            "allowed": [_values(allowed[name]) for name in DESCRIPTIONS],
        }
    )
    st.dataframe(
        rows,
        key="parameters",
        hide_index=True,
        height="content",
        column_config={
            "parameter": st.column_config.TextColumn("Parameter", width=130),
            "meaning": st.column_config.TextColumn("Meaning", width="medium"),
            "allowed": st.column_config.TextColumn("Allowed values", width="large"),
        },
        placeholder="",
        alt="Parameters of the addresses",
    )


def _values(allowed: object) -> str:
    if not isinstance(allowed, Sequence) or isinstance(allowed, str):
        return str(allowed)
    if len(allowed) <= MOST_VALUES:
        return ", ".join(allowed)
    return f"{len(allowed):,} values, such as {listing(list(allowed[:2]))}"


def limits() -> None:
    """What is bounded, and what a program is told when it asks for something else."""
    st.markdown(
        f"- **Rows:** at most {MOST_ROWS:,} a call. Where more fit, the header `Link` names the "
        "next address and `X-Total-Count` says how many there are.\n"
        f"- **Calls:** {CALLS_A_MINUTE} a minute from one network address; beyond that, status "
        "429, with `Retry-After` in seconds.\n"
        "- **Errors:** an unknown name or value is never left out, as it is in a link to a page: "
        'it gives status 400 and `{"error": …, "unknown": […], "allowed": {…}}`. A query of '
        f"more than {LONGEST_QUERY:,} characters gives 414; too many calls at once 503.\n"
        "- **Unchanged:** send `If-None-Match` with the last `ETag`, and status 304 says that "
        "nothing is new. The day of the call is in the file, so it changes once a day at least.\n"
        "- **Contents:** the rows of Table and export, with sources and licences inside; "
        "`comments=no` gives a CSV without them and without byte order mark, for programs that "
        "take no comments. Deals that a visitor adds are never there."
        f"\n- **Licence:** {markdown(LICENCE)}"
    )
