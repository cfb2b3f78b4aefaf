"""Early against late stage, and how companies move from one to the next."""

import streamlit as st

from lib import ui
from lib.database import select
from lib.figures.capital_over_time import GRAINS, MEASURES, capital_over_time
from lib.figures.graduation import FIGURE as GRADUATION
from lib.figures.months_between_rounds import FIGURE as MONTHS
from lib.figures.round_sizes_by_stage import VIEWS, round_sizes_by_stage
from lib.figures.stage_growth import (
    PUBLISHED_SQL,
    comparable,
    periods,
    published_period,
    spanning,
    stage_growth,
    year_before,
)

filters = ui.current_filters()
database = ui.database()
coverage = database.coverage

st.caption("Early against late stage, and how companies move from one to the next.")

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        grain = ui.choose("grain", "Period", GRAINS)
        measure = ui.choose("measure", "Measure", MEASURES)
    ui.show(capital_over_time("stage_group", grain, measure), filters)

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        newest = published_period(select(database, PUBLISHED_SQL), coverage)
        period = ui.choose_from_list("period", "Compare", periods(coverage), newest)
        options, earlier = comparable(period, coverage), year_before(period, coverage)
        against = ui.choose_from_list("against", "With", options, earlier)
    st.caption("These two periods stand in for the time range of the filters.")
    ui.show(stage_growth(period, against), spanning(filters, period, against))

with st.container(border=True):
    view = ui.choose("view", "Rounds", VIEWS)
    ui.show(round_sizes_by_stage(view), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(MONTHS, filters)
with right:
    ui.show(GRADUATION, filters)

ui.recomputed("AN02", "AN03", "AN24")
