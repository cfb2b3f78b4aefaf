"""What investors pay for a company, and how they get out."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption("What investors pay for a company, and how they get out.")
