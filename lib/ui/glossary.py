"""The glossary as a list to search, and links to it from where its terms appear."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from lib.answers import sources_behind
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.glossary import (
    GROUPS,
    PAGES,
    TERMS,
    Term,
    closest,
    matching,
    term_of,
    terms_to_link,
)
from lib.schema import Column
from lib.ui.address import read_url, url_query
from lib.ui.choices import choose_text, offer_searches, record
from lib.ui.data import database
from lib.ui.files import downloads
from lib.ui.popovers import popover
from lib.words import count, folded, listing, markdown

PAGE = "pages/glossary.py"


def definitions(figure: Figure, rows: pl.DataFrame) -> None:
    """The note of a figure and, once it is opened, those of its terms that one may not know."""
    fixed = "\n".join([figure.subtitle, figure.note, *figure.titles.values()])
    if not (figure.note or terms_to_link(fixed)):
        return
    box = popover("Definitions", "help", f"definitions-{figure.name}")
    box.markdown(markdown(figure.note))
    if box.open and (terms := terms_to_link(f"{figure.headline(rows)}\n{fixed}")):
        with box:
            st.caption("In the glossary:")
            term_links(terms)


def term_links(terms: Sequence[Term]) -> None:
    """Links to terms in the glossary, side by side, that keep the filters."""
    query = url_query(read_url()[0])
    # A search of the page would leave the other terms out.
    query.pop("find", None)
    with st.container(horizontal=True, gap="small"):
        for term in terms:
            st.page_link(
                PAGE,
                label=markdown(term.name),
                help=markdown(term.meaning),
                query_params=query | {"term": [term.slug]},
            )


def glossary(filters: Filters) -> None:
    """A search, the term that the URL names, and the terms by group or as the search finds them."""
    find = choose_text("find", "Find a term", "For example: dilution", resets=("term",))
    asked = st.query_params.get("term", "")
    if asked:
        record("term", [asked])
    chosen = term_of(asked)
    found = [term for term in matching(folded(find).split()) if term is not chosen]
    with st.container(key="glossary"):
        if chosen:
            with st.container(border=True, key="glossary-chosen"):
                _entry(chosen, filters, "###")
        elif missing := asked or (not found and find):
            _unknown(missing)
        if not find:
            _groups(filters)
        elif found:
            which = "other term" if chosen else "term"
            st.caption(f"{count(len(found), which)} with “{markdown(find)}”")
            for term in found:
                _entry(term, filters)
    _take_away(filters)


def _groups(filters: Filters) -> None:
    """Each group closed, its label naming its terms; what they mean is made once it is opened."""
    st.caption(f"{count(len(TERMS), 'term')}. Open a group to read what its terms mean.")
    for group, names in GROUPS.items():
        label = markdown(f": {', '.join(names)}")
        box = st.expander(f"**{group}**{label}", on_change="rerun", key=f"terms-{group}")
        if box.open:
            with box:
                for term in TERMS:
                    if term.name in names:
                        _entry(term, filters)


def _unknown(asked: str) -> None:
    st.info(
        f"No term of the glossary has “{markdown(asked)}”. Look for another word, or for fewer. "
        "Did you mean one of these?",
        icon=":material/search_off:",
    )
    offer_searches("find", [term.name for term in closest(folded(asked))], ("term",))
    st.page_link(
        "pages/statements.py",
        label="Search the statements of the articles instead",
        query_params=url_query(read_url()[0]) | {"find": [asked]},
        icon=":material/search:",
    )


def _entry(term: Term, filters: Filters, heading: str = "#####") -> None:
    """Name, meaning, how it is worked out, and the pages where it matters."""
    with st.container(gap="xxsmall"):
        st.markdown(f"{heading} {markdown(term.name)}", anchors=False)
        st.markdown(markdown(term.meaning))
        details = [f"Also: {listing(term.also, 9)}." if term.also else ""]
        details += [f"Measured as: {term.formula}." if term.formula else ""]
        if any(details):
            st.caption(markdown(" ".join(details)))
        with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center"):
            st.caption("On", width="content")
            for title in term.where:
                st.page_link(f"pages/{PAGES[title]}.py", query_params=filters.to_query())
            if term.link:
                st.page_link(term.link, label="Source of the term", icon=":material/open_in_new:")


def _take_away(filters: Filters) -> None:
    st.caption("The whole glossary as a file:")
    downloads(
        "glossary",
        "Glossary",
        rows_of_terms,
        len(TERMS),
        COLUMNS,
        filters,
        partial(sources_behind, database(), filters, (), False),
        selection="All terms",
    )


COLUMNS = (
    Column("term", pl.String(), "Term", "The term"),
    Column("also", pl.String(), "Also", "Other names of it"),
    Column("meaning", pl.String(), "Meaning", "What it means in plain words"),
    Column("formula", pl.String(), "Measured as", "How it is worked out, or its unit"),
    Column("pages", pl.String(), "Pages", "Pages on which it matters"),
    Column("link", pl.String(), "Link", "Page of whoever defined it, if that is one publisher"),
)


def rows_of_terms() -> pl.DataFrame:
    """The terms, one a row, in the layout of COLUMNS."""
    rows = [
        (
            term.name,
            "; ".join(term.also) or None,
            term.meaning,
            term.formula or None,
            "; ".join(term.where),
            term.link or None,
        )
        for term in TERMS
    ]
    return pl.DataFrame(rows, [column.name for column in COLUMNS], orient="row")
