"""The terms in plain words."""

import streamlit as st

from lib import ui

filters = ui.current_filters()

st.caption(
    "What the terms of this explorer mean, how they are worked out, and on which pages they "
    "matter. The filters play no part here."
)
ui.glossary(filters)
