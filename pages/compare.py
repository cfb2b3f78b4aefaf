"""Two to six companies side by side."""

from dataclasses import replace

import streamlit as st

from lib import ui
from lib.figures.compared_companies import ALIGNS, compared_companies
from lib.figures.compared_measures import NAMES
from lib.figures.compared_table import FIGURE as TABLE

filters = ui.current_filters()

st.caption(
    "Two to six companies side by side, over their whole history. Of the filters only kind and "
    "status apply here."
)
with st.container(border=True):
    companies = ui.choose_companies()


def compared() -> None:
    """What is known of each company, side by side."""
    chosen = replace(filters.only("kind", "status"), company=companies)
    with st.container(border=True):
        what, how = st.columns([1, 2])
        with what:
            measure = ui.choose_from_list("compare", "What to compare", NAMES, next(iter(NAMES)))
        with how:
            align = ui.choose("align", "Time axis", ALIGNS)
        ui.show(compared_companies(measure, align, companies), chosen)
    with st.container(border=True):
        ui.show(TABLE.given(companies=list(companies)), chosen)


if len(companies) > 1:
    compared()
