"""Your own deals, seen in every figure; only you see them."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption(
    "Bring a list of rounds: an export of Crunchbase, PitchBook, Dealroom or Tracxn, or a sheet of "
    "your own. Look at how it was read and at what was left out, then choose how to show it: every "
    "figure, number and table has your rounds in it, for you alone, until you remove them."
)
with st.container(border=True):
    draft = ui.bring_file()

if draft:
    with st.container(border=True):
        ui.confirm_columns(draft)
        ui.confirm_options(draft)
        found = ui.understood(draft)
        ui.ask_rates(draft, found)
    with st.container(border=True):
        ui.show_rounds(draft, found)
    with st.container(border=True):
        ui.put_to_use(draft, found)
else:
    ui.own_standing()
