"""Which companies a page compares: a ready-made group, or the visitor's own."""

from __future__ import annotations

import streamlit as st

from lib.database import select
from lib.figures.company_groups import GROUPS, LARGEST_SQL, MOST, NAMED, OWN, REASONS, RULED
from lib.ui.choices import sync
from lib.ui.data import database
from lib.words import listing, markdown

FACTS_SQL = "FROM companies SELECT company::VARCHAR, aliases, founded_year ORDER BY 1"
DEFAULT = next(iter(GROUPS))


def choose_companies() -> dict[str, int | None]:
    """The companies to compare, in order, with the year each was founded, where it is known.

    The URL keeps a group as `group` and a choice of one's own as `with`, which comes first. A
    message says what in the URL was of no use, and what to do with fewer than two companies.
    """
    facts = {name: (aliases, year) for name, aliases, year in _facts()}
    known = {alias.casefold(): name for name, (aliases, _) in facts.items() for alias in aliases}
    known |= {name.casefold(): name for name in facts}
    asked = st.query_params.get_all("with")
    group = _group(asked)
    wanted = asked if group == OWN else _members(group)
    found = [known.get(name.casefold(), "") for name in wanted]
    companies = list(dict.fromkeys(filter(None, found)))
    _choices(group, companies[:MOST], {name: aliases for name, (aliases, _) in facts.items()})
    unknown = [name[:80] for name, match in zip(wanted, found, strict=True) if not match]
    _messages(unknown, companies)
    return {name: facts[name][1] for name in companies[:MOST]}


def _facts() -> list[tuple[str, list[str], int | None]]:
    return select(database(), FACTS_SQL).rows()


def _group(asked: list[str]) -> str:
    if asked:
        return OWN
    named = st.query_params.get("group", "")
    return named if named in GROUPS else DEFAULT


def _members(group: str) -> list[str]:
    if group in RULED:
        return select(database(), LARGEST_SQL, place=RULED[group])["company"].to_list()
    return list(NAMED[group])


def _choices(group: str, companies: list[str], aliases: dict[str, list[str]]) -> None:
    # Other names help to find a company, and would crowd the chips of those that are found.
    labels = {
        name: f"{name} ({listing(others)})" if others and name not in companies else name
        for name, others in aliases.items()
    }

    def keep_group() -> None:
        chosen = st.session_state["choice-group"]
        _write(chosen, companies if chosen == OWN else [])

    def keep_companies() -> None:
        _write(OWN, st.session_state["choice-with"])

    sync("choice-group", group)
    st.segmented_control(
        "Group",
        list(GROUPS),
        key="choice-group",
        format_func=GROUPS.__getitem__,
        required=True,
        on_change=keep_group,
    )
    st.caption(markdown(REASONS[group]))
    sync("choice-with", companies, labels)
    st.multiselect(
        "Companies",
        list(aliases),
        key="choice-with",
        format_func=labels.__getitem__,
        max_selections=MOST,
        placeholder="Type a name",
        on_change=keep_companies,
    )


def _write(group: str, companies: list[str]) -> None:
    """Make the URL spell a group, or one's own choice, which starts from the one before."""
    for name in ("group", "with"):
        st.query_params.pop(name, None)
    if companies:
        st.query_params["with"] = companies
    elif group != DEFAULT:
        st.query_params["group"] = group


def _messages(unknown: list[str], companies: list[str]) -> None:
    if unknown:
        verb = "is" if len(unknown) == 1 else "are"
        st.warning(f"{markdown(listing(unknown))} {verb} not in the data and left out.")
    if len(companies) > MOST:
        st.warning(f"At most {MOST} companies are compared: the first {MOST} of the link.")
    if not companies:
        st.info("Choose two to six companies above to compare them.")
    elif len(companies) == 1:
        st.info(f"Choose at least one more company to compare {markdown(companies[0])} with.")
