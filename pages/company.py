"""Being built."""

import streamlit as st

from lib import ui

filters = ui.current_filters()
company = ui.choose_profile("company")
st.write(company)
