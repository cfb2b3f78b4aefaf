"""Which investors take part most, with whom, at which stage, and when."""

import streamlit as st

from lib import ui
from lib.figures.investor_leads import FIGURE as LEADS
from lib.figures.investor_pace import investor_pace
from lib.figures.investor_state_money import FIGURE as STATE_MONEY
from lib.figures.investors_matrix import FIGURE as MATRIX
from lib.figures.investors_ranking import investors_ranking
from lib.figures.investors_table import CHARTED, DEFAULT_SHOWN, RANKS
from lib.figures.investors_table import FIGURE as TABLE
from lib.figures.periods import GRAINS

filters = ui.current_filters()

st.caption(
    "Which investors take part most, with whom, at which stage and when. Whole rounds are counted, "
    "since what each investor put in is almost never published. All of it follows the filters."
)
with st.container(border=True):
    rank = ui.choose("rank", "Order by", RANKS)
    league = ui.show(TABLE.given(rank=rank), filters)

with st.container(border=True):
    names = {number: number for number in CHARTED}
    top = ui.choose_on_scale("first", "Investors in the charts", names, DEFAULT_SHOWN)
    left, right = st.columns(2, gap="large")
    with left:
        bars = investors_ranking(rank, top)
        ui.show(bars, filters, bars.arrange(league))
    with right:
        ui.show(MATRIX.given(rank=rank, top=int(top)), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(LEADS, filters)
with right:
    ui.show(STATE_MONEY, filters)

with st.container(border=True):
    grain = ui.choose("grain", "Period", GRAINS)
    ui.show(investor_pace(grain), filters)
