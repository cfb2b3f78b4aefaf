"""Which regions and countries get the money."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("Which regions and countries get the money.")
