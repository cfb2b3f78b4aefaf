"""One company: facts, rounds, capital, valuation, figures, investors, disputes and peers."""

import streamlit as st

from lib import ui
from lib.database import select
from lib.datasets.rounds import STATUSES
from lib.figures import company_facts
from lib.figures.company_capital import FIGURE as CAPITAL
from lib.figures.company_claims import FIGURE as CLAIMS
from lib.figures.company_directory import FIGURE as DIRECTORY
from lib.figures.company_disagreements import FIGURE as DISAGREEMENTS
from lib.figures.company_investors import FIGURE as INVESTORS
from lib.figures.company_measures import (
    ALL_METRICS,
    COMPANIES_SQL,
    company_measures,
    known_of,
    views,
)
from lib.figures.company_peers import FIGURE as PEERS
from lib.figures.company_rounds import FIGURE as ROUNDS
from lib.figures.company_timeline import FIGURE as TIMELINE
from lib.figures.company_valuation import FIGURE as VALUATION
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.words import listing, markdown

filters = ui.current_filters()
name = ui.choose_profile("company")


def framed(figure: Figure, selection: Filters) -> None:
    with st.container(border=True):
        ui.show(figure, selection)


def profile(company: str) -> None:
    """All that is known of one company, whatever the filters are."""
    whole = Filters(company=(company,), status=STATUSES)
    facts = select(ui.database(), company_facts.SQL, whole).row(0, named=True)
    st.header(markdown(company), anchor=False)
    st.markdown(markdown(company_facts.facts_in_words(facts)))
    ui.numbers(company_facts.numbers(facts), a_row=5)
    st.caption(
        f"{company_facts.not_known(facts)} A profile shows the whole history, with rumoured and "
        "planned rounds apart. The filters stay as they are for the other pages."
    )
    with st.container(border=True):
        if facts["amounts"] > 1:
            ui.show(TIMELINE, whole)
        ui.show(ROUNDS, whole)
    if facts["amounts"] > 1:
        framed(CAPITAL, whole)
    if facts["valuations"] > 1:
        framed(VALUATION, whole)
    measures(facts["metrics"], whole)
    if facts["seats"]:
        framed(INVESTORS, whole)
    if facts["retold"] and not select(ui.database(), DISAGREEMENTS.sql, whole).is_empty():
        framed(DISAGREEMENTS, whole)
    if facts["claims"]:
        framed(CLAIMS, whole)
    with st.container(border=True):
        peers = ui.show(PEERS, whole)
        compare(company, peers["company"].to_list()[:3])


def measures(metrics: list[str], whole: Filters) -> None:
    """Revenue, users, staff or spending, of which the company has some."""
    options = views(metrics)
    if not options:
        known = select(ui.database(), COMPANIES_SQL, metrics=ALL_METRICS)["company"]
        st.caption(markdown(known_of(known.to_list())))
        return
    with st.container(border=True):
        view = ui.choose("view", "Figure", options)
        ui.show(company_measures(view), whole)


def compare(company: str, peers: list[str]) -> None:
    """A link to the page that compares a company with its nearest peers."""
    st.page_link(
        "pages/compare.py",
        label="Compare with the nearest three",
        help=markdown(listing([company, *peers])),
        icon=":material/compare_arrows:",
        query_params=filters.without("company").to_query() | {"with": [company, *peers]},
    )


if name:
    profile(name)
else:
    st.caption("All companies of the selection. Click a name, or search, to open a profile.")
    ui.show(DIRECTORY, filters)
