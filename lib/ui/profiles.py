"""From a mark or a row to the company or the investor behind it, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.database import select
from lib.facets import MOST_OPTIONS
from lib.ui.address import FROM, page_query, read_url, url_query, write_url
from lib.ui.choices import sync
from lib.ui.data import database
from lib.words import listing, markdown

PROFILES = ("company", "investor")
"""Columns whose values have a page of their own, at the address of the same name."""


def enter(page: StreamlitPage) -> None:
    """Begin a page: undo the step that opening a profile leaves in the browser's history.

    Streamlit changes the query before it changes the page. So Back leads from a profile to the
    page that opened it, but with the query of the profile.
    """
    name = page.url_path or "overview"
    st.session_state["page"] = name
    now = page_query()
    if now.get(FROM) == [name]:
        plain = {key: value for key, value in now.items() if key not in (FROM, *PROFILES)}
        before = st.session_state.get("left", {}).get(_step(name, now), plain)
        st.query_params.from_dict(before)


def open_value(column: str, value: str) -> None:
    """Open the profile of a company or an investor; narrow the filters to any other value.

    For callbacks. All other filters and choices stay.
    """
    page = st.session_state["page"]
    if column not in PROFILES:
        # A mark can stand for what is left over, which no filter names.
        chosen: dict[str, Any] = {column: (value,)} if value in database().options[column] else {}
        write_url(replace(read_url()[0], **chosen))
    elif column == page:
        st.query_params.from_dict(page_query() | {column: [value] if value else []})
    else:
        query = url_query(read_url()[0]) | {column: [value], FROM: [page]}
        st.session_state.setdefault("left", {})[_step(page, query)] = page_query()
        st.switch_page(f"pages/{column}.py", query_params=query)


def _step(page: str, query: Mapping[str, list[str]]) -> str:
    return repr((page, sorted(query.items())))


def profile_link(column: str, value: str) -> None:
    """A link to the profile of a company or an investor; filters and choices stay."""
    query = url_query(read_url()[0]) | {column: [value]}
    st.page_link(f"pages/{column}.py", label=markdown(value), query_params=query)


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


def choose_profile(column: str) -> str | None:
    """The company or investor that the URL names, with a box to search for another.

    None where the URL names none, or none that exists: then the closest names are offered.
    """
    asked = next(iter(st.query_params.get_all(column)), "")
    found = next(iter(select(database(), FOUND_SQL[column], asked=asked)["name"]), None)
    if found and found != asked:
        st.query_params[column] = found
        st.rerun()
    others = _options(column)
    key = f"choice-{column}"
    sync(key, found)
    st.selectbox(
        f"Find {NOUNS[column]}",
        list(others),
        index=None,
        key=key,
        format_func=lambda name: f"{name} ({listing(others[name])})" if others.get(name) else name,
        placeholder="Type a name",
        accept_new_options=True,
        on_change=lambda: open_value(column, st.session_state[key] or ""),
    )
    if asked and not found:
        _closest(column, asked)
    return found


@st.cache_resource(show_spinner=False)
def _options(column: str) -> dict[str, list[str]]:
    """Names to choose from, with the other names of each: the same for all sessions."""
    return dict(select(database(), OPTIONS_SQL[column], most=MOST_OPTIONS).iter_rows())


def _closest(column: str, asked: str) -> None:
    st.warning(f"{markdown(asked[:80])} is not in the data. Did you mean one of these?")
    closest = select(database(), CLOSEST_SQL[column], asked=asked)["name"]
    with st.container(horizontal=True, gap="small"):
        for name in closest:
            st.button(
                markdown(name), key=f"closest-{name}", on_click=open_value, args=(column, name)
            )


NOUNS = {"company": "a company", "investor": "an investor"}
OPTIONS_SQL = {
    "company": """
FROM (FROM rounds SELECT company, count(*) AS n GROUP BY company) JOIN companies USING (company)
SELECT company::VARCHAR, aliases
ORDER BY n DESC, 1
LIMIT $most
""",
    "investor": """
FROM holders
SELECT investor::VARCHAR, []::VARCHAR[]
GROUP BY ALL
ORDER BY count(*) DESC, 1
LIMIT $most
""",
}
"""Names to choose from, most rounds first, and the other names of each."""

SPELLINGS = {
    "company": "FROM companies SELECT company::VARCHAR AS name, "
    "unnest(list_prepend(name, aliases)) AS spelling",
    "investor": "FROM investors SELECT investor::VARCHAR AS name, name AS spelling",
}
FOUND_SQL = {
    column: f"""
FROM ({sql})
SELECT name
WHERE lower(spelling) = lower($asked)
ORDER BY spelling = $asked DESC, name
LIMIT 1
"""
    for column, sql in SPELLINGS.items()
}
CLOSEST_SQL = {
    column: f"""
FROM ({sql})
SELECT name
GROUP BY name
ORDER BY max(jaro_winkler_similarity(lower(spelling), lower($asked))) DESC, name
LIMIT 5
"""
    for column, sql in SPELLINGS.items()
}
"""Names in the order of their likeness to `$asked`, whatever the typing mistake."""
