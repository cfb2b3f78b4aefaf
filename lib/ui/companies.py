"""Which companies a page compares: a ready-made group, or the visitor's own."""

from __future__ import annotations

import streamlit as st

from lib.database import select
from lib.figures.company_groups import GROUPS, LARGEST_SQL, MOST, NAMED, OWN, REASONS, RULED
from lib.ui.choices import record, sync
from lib.ui.data import database
from lib.ui.search import find_names, name_labels, offer_closest
from lib.words import markdown

DEFAULT = next(iter(GROUPS))


def choose_companies() -> tuple[str, ...]:
    """The companies to compare, in order of choice.

    The URL keeps a group as `group` and a choice of one's own as `with`, which comes first. A
    message says what in the URL was of no use, and what to do with fewer than two companies.
    """
    asked = st.query_params.get_all("with")
    group = _group(asked)
    wanted = asked if group == OWN else _members(group)
    known = find_names("company", wanted) if wanted else {}
    companies = list(dict.fromkeys(known[name] for name in wanted if name in known))
    record(*(("with", companies[:MOST] or asked) if group == OWN else ("group", [group])))
    _choose_group(group, companies[:MOST])
    _choose_names(companies[:MOST])
    unknown = list(dict.fromkeys(name for name in wanted if name not in known))
    if unknown:
        offer_closest("company", unknown, _replace)
    _messages(companies)
    return tuple(companies[:MOST])


def _group(asked: list[str]) -> str:
    if asked:
        return OWN
    named = st.query_params.get("group", "")
    return named if named in GROUPS else DEFAULT


def _members(group: str) -> list[str]:
    if group in RULED:
        return select(database(), LARGEST_SQL, place=RULED[group])["company"].to_list()
    return list(NAMED.get(group, ()))


def _choose_group(group: str, companies: list[str]) -> None:
    def keep() -> None:
        chosen = st.session_state["choice-group"]
        _write(chosen, companies if chosen == OWN else [])

    sync("choice-group", group)
    st.segmented_control(
        "Group",
        list(GROUPS),
        key="choice-group",
        format_func=GROUPS.__getitem__,
        required=True,
        on_change=keep,
    )
    st.caption(markdown(REASONS[group]))


def _choose_names(companies: list[str]) -> None:
    # Other names help to find a company, and would crowd the chips of those that are found.
    labels = name_labels("company") | {name: name for name in companies}
    sync("choice-with", companies, labels)
    st.multiselect(
        "Companies",
        list(labels),
        key="choice-with",
        format_func=lambda name: labels.get(name, name),
        max_selections=MOST,
        placeholder="Type a name",
        accept_new_options=True,
        on_change=lambda: _write(OWN, st.session_state["choice-with"]),
    )


def _replace(asked: str, name: str) -> None:
    named = st.query_params.get_all("with")
    st.query_params["with"] = [name if each == asked else each for each in named]


def _write(group: str, companies: list[str]) -> None:
    """Make the URL spell a group, or one's own choice, which starts from the one before."""
    for name in ("group", "with"):
        st.query_params.pop(name, None)
    if companies:
        st.query_params["with"] = companies
    elif group != DEFAULT:
        st.query_params["group"] = group


def _messages(companies: list[str]) -> None:
    if len(companies) > MOST:
        st.warning(f"At most {MOST} companies are compared: the first {MOST} of the link.")
    if not companies:
        st.info("Choose two to six companies above to compare them.")
    elif len(companies) == 1:
        st.info(f"Choose at least one more company to compare {markdown(companies[0])} with.")
