"""Your own deals, seen in every figure; only you see them."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption(
    "Bring a list of rounds: an export of Crunchbase, PitchBook, Dealroom or Tracxn, or a sheet of "
    "your own. Every figure, number and table then shows them, for you alone."
)
with st.container(border=True):
    draft = ui.bring_file()

if draft:
    with st.container(border=True):
        ui.confirm_columns(draft)
        ui.confirm_options(draft)
    found = ui.understood(draft)
    with st.container(border=True):
        ui.show_rounds(draft, found)
    with st.container(border=True):
        ui.put_to_use(draft, found)
