"""Being built."""

import streamlit as st

from lib import ui

filters = ui.current_filters()
st.write(dict(st.query_params))
