"""What the capital builds: spending of the largest buyers, data centres, chips, GPU-hours."""

import streamlit as st

from lib import ui
from lib.database import select
from lib.figures.capex_guidance import FIGURE as GUIDANCE
from lib.figures.capex_over_time import FIGURE as CAPEX
from lib.figures.capex_over_venture import FIGURE as VENTURE
from lib.figures.chips_by_owner import FIGURE as CHIPS
from lib.figures.chips_over_time import FIGURE as CHIPS_OVER_TIME
from lib.figures.chips_over_time import OWNERS_SQL
from lib.figures.data_centre_map import VIEWS, data_centre_map
from lib.figures.data_centre_places import FIGURE as PLACES
from lib.figures.data_centre_power import FIGURE as POWER
from lib.figures.data_centre_sites import FIGURE as SITES
from lib.figures.gpu_hour_prices import CHIPS_SQL, DEFAULT_CHIP
from lib.figures.gpu_hour_prices import FIGURE as GPU_HOURS
from lib.figures.scope import at_the_end, days, scope
from lib.figures.sites import OWNERS_SQL as OWNERS_OF_SITES_SQL

filters = ui.current_filters()

ui.applying(filters, "buyers, data centres and chips")

st.subheader("What the largest buyers spend", anchor=False)
buyers = scope(filters.without("company"))
with st.container(border=True):
    ui.show(CAPEX.given(**buyers), filters)
left, right = st.columns(2, border=True)
with left:
    ui.show(GUIDANCE.given(**buyers), filters)
with right:
    ui.show(VENTURE, filters.only("start", "end"))

st.subheader("Where the data centres stand", anchor=False)
owned = ui.choose_organizations("Owners of data centres and chips", OWNERS_OF_SITES_SQL, filters)
until = at_the_end(filters, owned)
sites = SITES.given(**until)
listed = ui.rows_of(sites, filters)
if listed.height:
    with st.container(border=True):
        ui.show(POWER.given(**scope(filters, owned)), filters)
    left, right = st.columns(2, border=True)
    with left:
        view = ui.choose("view", "Power", VIEWS)
        ui.show(data_centre_map(view).given(**until), filters)
    with right:
        ui.show(PLACES.given(**until), filters)
with st.container(border=True):
    ui.show(sites, filters, listed)

st.subheader("Who has the chips", anchor=False)
left, right = st.columns(2, border=True)
with left:
    ui.show(CHIPS.given(**until), filters)
with right:
    owners = select(ui.database(), OWNERS_SQL).to_series()
    first = next((name for name in owners if name in owned), owners[0])
    owner = ui.choose_from_list("owner", "Owner", {name: name for name in owners}, first)
    ui.show(CHIPS_OVER_TIME.given(owner=owner, **days(filters)), filters)

st.subheader("What an hour of a GPU costs", anchor=False)
with st.container(border=True):
    models = select(ui.database(), CHIPS_SQL).to_series()
    chip = ui.choose_from_list("chip", "GPU", {name: name for name in models}, DEFAULT_CHIP)
    ui.show(GPU_HOURS.given(chip=chip, **days(filters)), filters)

ui.recomputed("AN19")
