"""Early against late stage, and how companies move from one to the next."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("Early against late stage, and how companies move from one to the next.")
