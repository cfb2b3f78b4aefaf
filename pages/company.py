"""One company: facts, rounds, capital, valuation, figures, investors, models, disputes, peers."""

from collections.abc import Callable, Mapping
from functools import partial

import polars as pl
import streamlit as st

from lib import ui
from lib.database import select
from lib.datasets.rounds import STATUSES
from lib.figures import company_facts
from lib.figures.company_capital import FIGURE as CAPITAL
from lib.figures.company_claims import FIGURE as CLAIMS
from lib.figures.company_directory import FIGURE as DIRECTORY
from lib.figures.company_disagreements import FIGURE as DISAGREEMENTS
from lib.figures.company_facts import Facts
from lib.figures.company_frontier import FIGURE as FRONTIER
from lib.figures.company_history import HISTORY_SQL
from lib.figures.company_investors import FIGURE as INVESTORS
from lib.figures.company_measures import company_measures, views
from lib.figures.company_models import FIGURE as MODELS
from lib.figures.company_peers import FIGURE as PEERS
from lib.figures.company_rounds import FIGURE as ROUNDS
from lib.figures.company_timeline import FIGURE as TIMELINE
from lib.figures.company_valuation import FIGURE as VALUATION
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.words import listing, markdown

filters = ui.current_filters()
name = ui.choose_profile("company")


def profile(company: str) -> None:
    """All that is known of one company, whatever the filters are."""
    whole = Filters(company=(company,), status=STATUSES)
    rounds = select(ui.database(), HISTORY_SQL, whole)
    known = select(ui.database(), company_facts.SQL, company=company)
    facts = company_facts.facts_of(known, rounds)

    def history(figure: Figure) -> None:
        ui.show(figure, whole, figure.arrange(rounds))

    introduction(facts)
    with st.container(border=True):
        if facts["amounts"] > 1:
            history(TIMELINE)
        history(ROUNDS)
    side_by_side(
        {
            partial(history, CAPITAL): facts["amounts"] > 1,
            partial(history, VALUATION): facts["valuations"] > 1,
        }
    )
    view = chosen_view(views(facts["metrics"]))
    side_by_side(
        {
            lambda: ui.show(company_measures(view), whole): view != "",
            partial(ui.show, INVESTORS, whole): facts["has_investors"],
        }
    )
    models(facts, whole)
    disputes(facts, rounds, whole)
    with st.container(border=True):
        peers = ui.show(PEERS, whole)
        compare(company, peers["company"].to_list()[:3])


def introduction(facts: Facts) -> None:
    st.header(markdown(facts["company"]), anchor=False)
    st.markdown(markdown(company_facts.facts_in_words(facts)))
    ui.numbers(company_facts.numbers(facts), a_row=5)
    st.caption(
        f"{company_facts.not_known(facts)} A profile shows the whole history, with rumoured and "
        "planned rounds apart. The filters stay as they are for the other pages."
    )


def side_by_side(parts: Mapping[Callable[[], object], bool]) -> None:
    """Those parts that something is known for, each in a frame of its own."""
    found = [draw for draw, is_known in parts.items() if is_known]
    if not found:
        return
    for place, draw in zip(st.columns(len(found), border=True), found, strict=True):
        with place:
            draw()


def chosen_view(options: Mapping[str, str]) -> str:
    """Revenue, users, staff or spending, of which the company has some; empty for none."""
    return ui.choose("view", "Measure", options) if len(options) > 1 else next(iter(options), "")


def models(facts: Facts, whole: Filters) -> None:
    """The models of a company that released some, and their way to the frontier."""
    if not facts["has_models"]:
        return
    with st.container(border=True):
        if facts["rated_models"] > 1:
            ui.show(FRONTIER, whole)
        ui.show(MODELS, whole)


def disputes(facts: Facts, rounds: pl.DataFrame, whole: Filters) -> None:
    """Where sources of rounds disagree, and what articles say, once asked for."""
    if rounds["is_retold"].any() and not (rows := ui.rows_of(DISAGREEMENTS, whole)).is_empty():
        with st.container(border=True):
            ui.show(DISAGREEMENTS, whole, rows)
    if facts["claims"]:
        words = company_facts.claims_in_words(facts)
        box = st.expander(words, icon=":material/article:", on_change="rerun", key="statements")
        if box.open:
            with box:
                ui.show(CLAIMS, whole)


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
