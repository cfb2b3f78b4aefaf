"""Your own deals, seen in every figure; only you see them."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("Bring a list of rounds of your own: only this session sees it.")
