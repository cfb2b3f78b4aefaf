"""Which regions and countries get the money."""

import streamlit as st

from lib import ui
from lib.figures import country_table
from lib.figures.capital_over_time import GRAINS, capital_over_time
from lib.figures.country_map import MEASURES, country_map
from lib.figures.largest_countries import largest_countries
from lib.figures.mega_rounds_by_region import DEFAULT, THRESHOLDS
from lib.figures.mega_rounds_by_region import FIGURE as MEGA_ROUNDS
from lib.figures.oecd_country_years import FIGURE as COUNTRY_YEARS
from lib.figures.oecd_country_years import scope
from lib.figures.published_split import FIGURE as PUBLISHED_SPLIT
from lib.figures.united_states_over_china import FIGURE as RATIO

filters = ui.current_filters()

st.caption("Which regions and countries get the money, by where companies have their head office.")

with st.container(border=True):
    measure = ui.choose("measure", "Measure", MEASURES)
    ui.show(country_map(measure), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(largest_countries(measure), filters)
with right:
    ui.show(country_table.by(measure), filters)

with st.container(border=True):
    grain = ui.choose("grain", "Period", GRAINS)
    ui.show(capital_over_time("region", grain, "share"), filters)

left, right = st.columns(2, border=True)
with left:
    least = ui.choose_on_scale("threshold", "Rounds of at least", THRESHOLDS, DEFAULT)
    ui.show(MEGA_ROUNDS.given(least_usd=float(least)), filters)
with right:
    ui.show(RATIO, filters.without("region").without("country"))

with st.container(border=True):
    ui.show(
        COUNTRY_YEARS.given(**scope(filters)), filters.only("start", "end", "region", "country")
    )

with st.container(border=True):
    ui.show(PUBLISHED_SPLIT, filters.only("start", "end"))

ui.recomputed("AN05", "AN28", "AN11", "AN12", "AN14")
