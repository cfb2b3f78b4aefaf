"""Which regions and countries get the money."""

import streamlit as st

from lib import ui
from lib.figures.country_map import MEASURES, country_map

filters = ui.current_filters()

st.caption("Which regions and countries get the money.")

with st.container(border=True):
    measure = ui.choose("measure", "Measure", MEASURES)
    ui.show(country_map(measure), filters)
