"""From a mark or a row to the company or the investor behind it, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    labels = name_labels(column)
    found = asked if asked in labels else find_names(column, [asked]).get(asked)
    if found and found != asked:
        st.query_params[column] = found
        st.rerun()
    key = f"choice-{column}"
    sync(key, found)
    st.selectbox(
        f"Find {NOUNS[column]}",
        list(labels),
        index=None,
        key=key,
        format_func=lambda name: labels.get(name, name),
        placeholder="Type a name",
        accept_new_options=True,
        on_change=lambda: open_value(column, st.session_state[key] or ""),
    )
    if asked and not found:
        offer_closest(column, [asked], lambda _, name: open_value(column, name))
    return found


def find_names(column: str, asked: Sequence[str]) -> dict[str, str]:
    """The company or investor that each of `asked` names, in any case, also by another name."""
    return dict(select(database(), FOUND_SQL[column], asked=list(asked)).iter_rows())


@st.cache_resource(show_spinner=False)
def name_labels(column: str) -> dict[str, str]:
    """Names to choose from, each with its other names: the same for all sessions."""
    rows = select(database(), OPTIONS_SQL[column], most=MOST_OPTIONS).iter_rows()
    return {name: f"{name} ({listing(others)})" if others else name for name, others in rows}


def offer_closest(column: str, asked: Sequence[str], choose: Callable[[str, str], None]) -> None:
    """Say that `asked` are unknown; a button a close name calls `choose` with asked and chosen."""
    verb = "is" if len(asked) == 1 else "are"
    unknown = listing([each[:80] for each in asked])
    st.warning(f"{markdown(unknown)} {verb} not in the data. Did you mean one of these?")
    closest = {name: each for each in asked[:MOST_OFFERED] for name in _closest(column, each)}
    with st.container(horizontal=True, gap="small"):
        for name, each in closest.items():
            st.button(markdown(name), key=f"closest-{name}", on_click=choose, args=(each, name))


def _closest(column: str, asked: str) -> list[str]:
    return select(database(), CLOSEST_SQL[column], asked=asked)["name"].to_list()


MOST_OFFERED = 3
"""Unknown names for which close ones are looked up."""

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
FROM (SELECT unnest($asked::VARCHAR[]) AS asked)
    JOIN ({sql}) ON lower(spelling) = lower(asked)
SELECT asked, min_by(name, (spelling <> asked, name)) AS name
GROUP BY 1
"""
    for column, sql in SPELLINGS.items()
}
"""Which of `$asked` are names, and whose."""

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
