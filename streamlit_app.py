"""AI Capital Explorer: the frame around every page."""

import streamlit as st

from lib import ui

st.set_page_config(page_title="AI Capital Explorer", page_icon="📈", layout="wide")
pages = {
    "Explore": [
        st.Page(
            "pages/explore/overview.py", title="Overview", icon=":material/insights:", default=True
        ),
        st.Page("pages/explore/rounds.py", title="Table and export", icon=":material/table_rows:"),
    ],
}
page = st.navigation(pages, position="hidden")

ui.require_data()
filters = ui.current_filters()
ui.navigation(pages, filters)
ui.filter_sidebar(filters)

st.title(page.title)
ui.selection_line()
page.run()
