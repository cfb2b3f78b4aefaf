"""Being built."""

import streamlit as st

from lib import ui

filters = ui.current_filters()
investor = ui.choose_profile("investor")
st.write(investor)
