"""Whether money buys capability."""

import streamlit as st

from lib import ui
from lib.figures.capability_path import FIGURE as PATH
from lib.figures.capital_against_capability import FIGURE as AGAINST
from lib.figures.capital_rank_correlation import FIGURE as CORRELATION
from lib.figures.lab_capital import LABS_SQL, parameters
from lib.figures.points_per_dollar import FIGURE as PER_DOLLAR
from lib.figures.points_per_dollar import POINTS
from lib.figures.published_efficiency import FIGURE as PUBLISHED
from lib.figures.published_efficiency import places
from lib.words import quarter_end, quarter_words, quarters

APPLYING = ("start", "end", "region", "country", "kind", "status", "company")
FIRST = "2023-Q1"

filters = ui.current_filters()

st.caption(
    "Does money buy capability? What laboratories have raised beside the best model that each had "
    "by then, in points on one index over many benchmarks: the Epoch Capabilities Index (ECI)."
)
ui.applying(filters, "rounds and models", APPLYING)
filters = filters.only(*APPLYING)

first, last = filters.range(ui.database().coverage)
steps = quarters(max(first, FIRST), max(last, FIRST)) or (last,)
until = ui.choose_step("until", "Up to the end of", {q: quarter_words(q) for q in steps}, steps[-1])
params = parameters(filters, quarter_end(until))

place, table = st.container(border=True), st.container(border=True)
with table:
    points = ui.choose("points", "Points counted", POINTS)
# One query for both.
laboratories = ui.rows_of(AGAINST.given(**params, points=points), filters)
with place:
    ui.show(AGAINST, filters, laboratories)
with table:
    ui.show(PER_DOLLAR, filters, PER_DOLLAR.arrange(laboratories))

with st.container(border=True):
    labs = ui.choose_organizations("Laboratories", LABS_SQL, filters, "The best six")
    chosen = parameters(filters, quarter_end(until), labs)
    ui.show(PATH.given(**chosen), filters)

with st.container(border=True):
    ui.show(CORRELATION.given(**params), filters)

with st.container(border=True):
    ui.show(PUBLISHED.given(**places(filters)), filters)

ui.recomputed("AN06")
