"""What the capital builds: spending of the largest buyers, and prices of a GPU-hour."""

import streamlit as st

from lib import ui
from lib.database import select
from lib.figures.capex_guidance import FIGURE as GUIDANCE
from lib.figures.capex_over_time import FIGURE as CAPEX
from lib.figures.capex_over_venture import FIGURE as VENTURE
from lib.figures.gpu_hour_prices import CHIPS_SQL, DEFAULT_CHIP
from lib.figures.gpu_hour_prices import FIGURE as GPU_HOURS
from lib.figures.scope import days, scope

filters = ui.current_filters()

ui.applying(filters, "models")

st.subheader("What the largest buyers spend", anchor=False)
buyers = scope(filters.without("company"))
with st.container(border=True):
    ui.show(CAPEX.given(**buyers), filters)
left, right = st.columns(2, border=True)
with left:
    ui.show(GUIDANCE.given(**buyers), filters)
with right:
    ui.show(VENTURE, filters.only("start", "end"))

st.subheader("What an hour of a GPU costs", anchor=False)
with st.container(border=True):
    models = select(ui.database(), CHIPS_SQL).to_series()
    chip = ui.choose_from_list("chip", "GPU", {name: name for name in models}, DEFAULT_CHIP)
    ui.show(GPU_HOURS.given(chip=chip, **days(filters)), filters)

ui.recomputed("AN19")
