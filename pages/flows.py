"""From which investors to which companies capital flows."""

from dataclasses import replace

import streamlit as st

from lib import ui
from lib.figures.capital_flows import COLUMNS, DEFAULT, DEFAULT_TOP, TOPS, capital_flows
from lib.figures.circular_money import FIGURE as CIRCULAR
from lib.figures.cross_border import FIGURE as ABROAD
from lib.figures.figure import Figure
from lib.figures.investor_shares import GIVES
from lib.figures.region_matrix import FIGURE as MATRIX
from lib.figures.trading_investors import FIGURE as TRADING
from lib.filters import steps
from lib.words import quarter_words

filters = ui.current_filters()

st.caption(
    "From which investors to which companies capital flows. What each investor put in is almost "
    "never published, so each round is divided equally."
)
ALL = "All"
spans = {ALL: filters, **steps(filters, ui.database().coverage)}
words = {name: quarter_words(name) if "-" in name else name for name in spans}
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    give = ui.choose("give", "Divide a round among", GIVES)
    span = ui.choose_step("until", "Year or quarter", words, ALL)


def show(figure: Figure) -> None:
    """A figure of the year or quarter that is stepped to, which its subtitle names."""
    subtitle = figure.subtitle if span == ALL else f"{figure.subtitle}, {words[span]}"
    ui.show(replace(figure, subtitle=subtitle), spans[span])


with st.container(border=True):
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    with left:
        columns = ui.choose_several("columns", "Columns, from left to right", COLUMNS, DEFAULT, 4)
    with right:
        names = {str(number): str(number) for number in TOPS}
        top = ui.choose_on_scale("top", "Names in a column", names, str(DEFAULT_TOP))
    if len(columns) < 2:
        st.info("Choose two to four columns, in the order in which they are to stand.")
    else:
        show(capital_flows(columns, give, int(top)))

left, right = st.columns(2, border=True)
with left:
    show(MATRIX.given(give=give))
with right:
    show(ABROAD.given(give=give))

with st.container(border=True):
    show(CIRCULAR.given(give=give))
with st.container(border=True):
    show(TRADING.given(give=give))
