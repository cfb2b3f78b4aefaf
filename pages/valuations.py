"""What investors pay for a company, and how they get out."""

import streamlit as st

from lib import ui
from lib.figures.dilution_by_stage import FIGURE as DILUTION
from lib.figures.largest_step_ups import FIGURE as LARGEST
from lib.figures.listings_board import listings_board
from lib.figures.round_prices import FIGURE as PRICES
from lib.figures.step_up_by_stage import FIGURE as STEP_UP
from lib.figures.valuation_over_revenue import FIGURE as REVENUE
from lib.figures.valuations_over_time import FIGURE as VALUATIONS

filters = ui.current_filters()

st.caption("What investors pay for a company, how fast that price rises, and how they get out.")

with st.container(border=True):
    ui.show(VALUATIONS, filters)

left, right = st.columns(2, border=True)
with left:
    ratio = ui.choose("ratio", "Measure", {"step_up": "Step-up", "dilution": "Dilution"})
    ui.show(DILUTION if ratio == "dilution" else STEP_UP, filters)
with right:
    ui.show(LARGEST, filters)

with st.container(border=True):
    ui.show(REVENUE, filters)

with st.container(border=True):
    ui.show(PRICES, filters)

with st.container(border=True):
    ui.show(listings_board(filters), filters)

ui.recomputed("AN15", "AN16", "AN17", "AN18", "AN22", "AN26")
