"""The filtered rounds for programs: addresses, examples and limits."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("Read the filtered rounds with a program.")
