"""Figures of your choice as a PowerPoint deck or a PDF."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption(
    "Choose figures and take them away as slides or as a PDF, with their sources. The filters "
    "apply. Most charts of the slides are PowerPoint's own, to be edited there; the others are "
    "pictures."
)
with st.container(border=True):
    wanted, cover = ui.choose_briefing(filters)
with st.container(border=True, key="briefing-contents"):
    found = ui.contents(wanted)
    ui.clear_kept()
ui.make_and_offer(found, cover, filters)
