"""One investor: its companies, its pace, where it invests and with whom."""

import polars as pl
import streamlit as st

from lib import ui
from lib.database import select
from lib.figures.capital_over_time import SPLITS
from lib.figures.co_investors import FIGURE as CO_INVESTORS
from lib.figures.figure import Figure
from lib.figures.investors_table import FIGURE as ALL_INVESTORS
from lib.figures.joined_rounds import of
from lib.figures.periods import GRAINS
from lib.figures.portfolio import FIGURE as PORTFOLIO
from lib.figures.portfolio_numbers import (
    ALL_ROUNDS_SQL,
    PROFILE_SQL,
    all_rounds,
    kind_words,
    portfolio_numbers,
    without_rounds,
)
from lib.figures.portfolio_over_time import portfolio_over_time
from lib.figures.portfolio_rounds import FIGURE as ROUNDS
from lib.figures.portfolio_shares import portfolio_shares
from lib.figures.portfolio_trades import FIGURE as TRADES
from lib.words import markdown

ICON = ":material/arrow_forward:"

filters = ui.current_filters().without("company")
database, links = ui.database(), ui.url_query(filters)

st.caption(
    "One investor: its companies, its pace, where it invests and with whom. "
    "All of it follows the filters, except the filter Company."
)
name = ui.choose_profile("investor")


def directory() -> None:
    """All investors of the selection, to choose one."""
    st.markdown("Search for an investor above, choose one below, or compare all of them:")
    st.page_link("pages/investors.py", label="All investors", icon=ICON, query_params=links)
    with st.container(border=True):
        ui.show(ALL_INVESTORS, filters)


def profile(investor: str) -> None:
    """What is known of one investor, and its rounds of the selection, if there are some."""
    known = select(database, PROFILE_SQL, investor=investor).row(0, named=True)
    st.header(markdown(investor), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(markdown(kind_words(known)), width="content")
        if known["source_url"]:
            st.link_button("Source", known["source_url"], type="tertiary", icon=":material/link:")
    rounds = ui.rows_of(of(ROUNDS, investor), filters)
    if rounds.height:
        portfolio(investor, rounds, known["trades"])
    else:
        every = select(database, ALL_ROUNDS_SQL, investor=investor)
        st.info(markdown(without_rounds(investor, every, ui.narrowed(filters))))
        st.button("Show all its rounds", on_click=ui.write_url, args=(all_rounds(every),))


def portfolio(investor: str, rounds: pl.DataFrame, trades: bool) -> None:
    """Companies, pace, stages, partners and rounds of an investor; it has a round at least."""

    def show(figure: Figure, rows: pl.DataFrame | None = None) -> None:
        ui.show(of(figure, investor), filters, rows)

    ui.numbers(portfolio_numbers(rounds))
    with st.container(border=True):
        show(PORTFOLIO)
    several = rounds.height > 1
    if several:
        with st.container(border=True):
            grain = ui.choose("grain", "Period", GRAINS)
            show(portfolio_over_time(grain))
    boxes = st.columns(2 if several else 1, border=True)
    if several:
        with boxes[0]:
            split = ui.choose("by", "Split by", SPLITS)
            show(portfolio_shares(split))
    with boxes[-1]:
        show(CO_INVESTORS)
    with st.container(border=True):
        show(ROUNDS, rounds)
    if trades:
        with st.container(border=True):
            show(TRADES)
            st.page_link(
                "pages/flows.py",
                label="Trade of all investors: Flows",
                icon=ICON,
                query_params=links,
            )


if name:
    profile(name)
else:
    directory()
