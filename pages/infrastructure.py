"""What the capital builds: spending of the largest buyers, data centres, chips, GPU-hours."""

import streamlit as st

from lib import ui
from lib.figures import capex_over_time, chips_by_owner, sites
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

filters = ui.current_filters()


def spending() -> None:
    """What the largest buyers paid and plan, and venture capital beside it."""
    # No round of these buyers is tracked, so the filter Company knows none of them.
    everyone = filters.without("company")
    ui.applying(filters, "capital expenditure", ("start", "end", "region", "country"))
    buyers = scope(
        everyone, ui.choose_organizations("Companies", capex_over_time.BUYERS_SQL, everyone)
    )
    with st.container(border=True):
        ui.show(CAPEX.given(**buyers), filters)
    left, right = st.columns(2, border=True)
    with left:
        ui.show(GUIDANCE.given(**buyers), filters)
    with right:
        ui.show(VENTURE, filters.only("start", "end"))


def data_centres() -> None:
    """Where the data centres stand and whose they are; one message where there are none."""
    ui.applying(filters, "data centres")
    chosen = ui.choose_organizations("Owners and users", sites.COMPANIES_SQL, filters)
    until = at_the_end(filters, chosen)
    listed = ui.rows_of(SITES.given(**until), filters)
    if listed.height:
        with st.container(border=True):
            ui.show(POWER.given(**scope(filters, chosen)), filters)
        left, right = st.columns(2, border=True)
        with left:
            view = ui.choose("view", "Power", VIEWS)
            ui.show(data_centre_map(view).given(**until), filters)
        with right:
            ui.show(PLACES.given(**until), filters)
    with st.container(border=True):
        ui.show(SITES.given(**until), filters, listed)


def chips() -> None:
    """Who has the chips, and how those of one owner added up."""
    ui.applying(filters, "chips")
    chosen = ui.choose_organizations("Owners", chips_by_owner.COMPANIES_SQL, filters)
    left, right = st.columns(2, border=True)
    with left:
        rows = ui.show(CHIPS.given(**at_the_end(filters, chosen)), filters)
    with right:
        owners = ui.fixed_rows(OWNERS_SQL)["owner"]
        first = rows["owner"][0] if rows.height else owners[0]
        owner = ui.choose_from_list("owner", "Chips of", {name: name for name in owners}, first)
        ui.show(CHIPS_OVER_TIME.given(owner=owner, **days(filters)), filters)


def gpu_hours() -> None:
    """What an hour of a GPU costs."""
    ui.applying(filters, "prices of GPU-hours", ("start", "end"))
    with st.container(border=True):
        models = ui.fixed_rows(CHIPS_SQL)["gpu"]
        chip = ui.choose_from_list("chip", "GPU", {name: name for name in models}, DEFAULT_CHIP)
        ui.show(GPU_HOURS.given(chip=chip, **days(filters)), filters)


PARTS = {
    "spending": ("Spending", spending),
    "sites": ("Data centres", data_centres),
    "chips": ("Chips", chips),
    "hours": ("GPU-hour prices", gpu_hours),
}

part = ui.choose("part", "Show", {name: words for name, (words, _) in PARTS.items()})
PARTS[part][1]()
ui.recomputed("AN19")
