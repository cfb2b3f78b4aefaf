"""How much, who, where and when, for the selection."""

import streamlit as st

from lib import ui
from lib.figures.capital_over_time import GRAINS, MEASURES, OF_ORIGIN, SPLITS, capital_over_time
from lib.figures.coverage import FIGURE as COVERAGE
from lib.figures.cumulative_capital import FIGURE as CUMULATIVE
from lib.figures.largest_rounds import FIGURE as LARGEST
from lib.figures.round_sizes import FIGURE as SIZES

filters = ui.current_filters()

st.caption("How much AI companies raised, who, where and when. All of it follows the filters.")
ui.headline_numbers(filters)

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        split = ui.choose("by", "Split by", SPLITS | (OF_ORIGIN if ui.database().has_both else {}))
        grain = ui.choose("grain", "Period", GRAINS)
        measure = ui.choose("measure", "Measure", MEASURES)
    ui.show(capital_over_time(split, grain, measure), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(LARGEST, filters)
with right:
    ui.show(SIZES, filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(CUMULATIVE, filters)
with right:
    ui.show(COVERAGE, filters.only("start", "end", "region", "country"))
