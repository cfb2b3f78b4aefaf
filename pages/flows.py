"""From which investors to which companies capital flows."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("From which investors to which companies capital flows.")
