"""What training a model takes: compute, cost, data and power, and how fast they grow."""

import streamlit as st

from lib import ui
from lib.figures.cost_by_size import FIGURE as SIZE
from lib.figures.cost_per_compute import FIGURE as UNIT_COST
from lib.figures.models_by_region import FIGURE as REGIONS
from lib.figures.open_against_closed import FIGURE as ACCESS
from lib.figures.scope import scope
from lib.figures.trained_models import DEVELOPERS, TRENDS, YARDSTICK, scale_words
from lib.figures.training_claims import FIGURE as CLAIMS
from lib.figures.training_over_time import OPTIONS, training_over_time
from lib.words import markdown

filters = ui.current_filters()

ui.applying(filters, "models")
organizations = ui.choose_organizations("Developers", DEVELOPERS, filters)
trend = ui.choose("trend", "Trend and count of", TRENDS)
st.caption(markdown(scale_words(ui.fixed_rows(YARDSTICK))))
placed = scope(filters, organizations)
chosen = placed | {"trend": trend}

with st.container(border=True):
    measure = ui.choose("measure", "Measure", OPTIONS)
    ui.show(training_over_time(measure).given(**chosen), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(UNIT_COST.given(**chosen), filters)
with right:
    ui.show(SIZE.given(**placed), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(ACCESS.given(**placed), filters)
with right:
    ui.show(REGIONS.given(**chosen), filters)

with st.container(border=True):
    ui.show(CLAIMS, filters, ui.fixed_rows(CLAIMS.sql))

ui.recomputed("AN08", "AN25")
