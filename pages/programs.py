"""The filtered rounds for programs: addresses, lines to copy, parameters and limits."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("The selected rounds at an address that stays, for Python, R, Excel or any program.")

st.subheader("Address of this selection")
server = ui.addresses(filters)

st.subheader("Lines to copy")
ui.code_to_copy(server, filters)

with st.container(border=True):
    ui.parameter_table(server)

st.subheader("Limits, errors and terms")
ui.limits()
