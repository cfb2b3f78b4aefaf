"""Where the data comes from, how it is made, and how far it reaches."""

import streamlit as st

from lib import ui
from lib.datasets import DATASETS
from lib.figures.capital_by_source import FIGURE as CAPITAL
from lib.figures.coverage import FIGURE as PUBLISHED
from lib.figures.currency_rates import FIGURE as RATES
from lib.figures.data_changes import FIGURE as CHANGES
from lib.figures.freshness import FIGURE as FRESHNESS
from lib.figures.source_list import FIGURE as SOURCES
from lib.figures.tracked_of_published import MEASURES, scope, tracked_of_published
from lib.figures.trust_order import FIGURE as TRUST

VIEWS = {
    "sources": "Sources",
    "coverage": "Coverage",
    "method": "Method",
    "tables": "Tables",
    "changes": "Changes",
}

filters = ui.current_filters()

st.caption("Where the data comes from, how it is made, how far it reaches, and what has changed.")
view = ui.choose("view", "Show", VIEWS)

if view == "sources":
    with st.container(border=True):
        ui.show(CAPITAL, filters)
    with st.container(border=True):
        ui.show(SOURCES, filters)
        ui.citations()
elif view == "coverage":
    here = filters.only("start", "end", "region")
    ui.applying(filters, "coverage", ("start", "end", "region"))
    with st.container(border=True):
        measure = ui.choose("measure", "Measure", MEASURES)
        ui.show(tracked_of_published(measure).given(**scope(filters)), here)
    with st.container(border=True):
        ui.show(PUBLISHED, here)
elif view == "method":
    ui.rules()
    with st.container(border=True):
        ui.show(TRUST, filters, ui.fixed_rows(TRUST.sql))
    with st.container(border=True):
        ui.show(RATES, filters, ui.fixed_rows(RATES.sql))
elif view == "tables":
    with st.container(border=True):
        ui.show(FRESHNESS, filters, ui.fixed_rows(FRESHNESS.sql))
    with st.container(border=True):
        options = {name: dataset.title for name, dataset in DATASETS.items()}
        ui.table_dictionary(ui.choose_from_list("table", "Table", options, "rounds"))
else:
    with st.container(border=True):
        ui.show(CHANGES, filters, ui.fixed_rows(CHANGES.sql))
