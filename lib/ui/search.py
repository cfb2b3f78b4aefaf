"""Companies and investors found by name, however it is spelt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.database import select
from lib.facets import MOST_OPTIONS
from lib.filters import CONDITIONS
from lib.ui.choices import record, sync
from lib.ui.data import database, fixed_rows
from lib.ui.profiles import open_value
from lib.words import listing, markdown


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
    if column not in CONDITIONS and asked:
        record(column, [asked])
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


def name_labels(column: str) -> dict[str, str]:
    """Names to choose from, each with its other names."""
    rows = fixed_rows(OPTIONS_SQL[column]).iter_rows()
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
    "company": f"""
FROM (FROM rounds SELECT company, count(*) AS n GROUP BY company) JOIN companies USING (company)
SELECT company::VARCHAR, aliases
ORDER BY n DESC, 1
LIMIT {MOST_OPTIONS}
""",
    "investor": f"""
FROM holders
SELECT investor::VARCHAR, []::VARCHAR[]
GROUP BY ALL
ORDER BY count(*) DESC, 1
LIMIT {MOST_OPTIONS}
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
