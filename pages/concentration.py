"""How few companies and rounds take how much of the capital."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("How few companies and rounds take how much of the capital.")
