"""Figures of your choice as a PowerPoint deck or a PDF."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("Choose figures and take them away as slides or as a PDF.")
