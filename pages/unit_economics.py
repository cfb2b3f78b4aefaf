"""What AI companies take in and spend, and what an hour of a GPU or a user is worth to them."""

import streamlit as st

from lib import ui
from lib.figures.gpu_hour_revenue import FIGURE as GPU_HOURS
from lib.figures.gpu_hour_revenue import numbers_of
from lib.figures.revenue_over_time import FIGURE as REVENUE
from lib.figures.revenue_per_user import FIGURE as USERS
from lib.figures.scope import scope
from lib.figures.spend_over_revenue import FIGURE as RATIOS
from lib.figures.spend_over_time import FIGURE as SPEND
from lib.figures.use_over_time import USES, use_over_time

filters = ui.current_filters()

st.caption("What AI companies take in and spend, and what an hour of a GPU or a user brings them.")

with st.container(border=True):
    fleet = GPU_HOURS.given(**ui.choose_gpu_hours())
    rows = ui.rows_of(fleet, filters)
    numbers, chart = st.columns([1, 3], gap="medium")
    with numbers:
        ui.numbers(numbers_of(rows), 1)
    with chart:
        ui.show(fleet, filters, rows)

ui.applying(filters, "company figures")
companies = ui.choose_organizations(
    "Companies",
    "FROM company_figures SELECT DISTINCT organization WHERE metric IN "
    "('annualised_revenue', 'compute_spend', 'daily_tokens', 'active_users') ORDER BY 1",
    filters,
)
chosen = scope(filters, companies)

left, right = st.columns(2, border=True)
with left:
    ui.show(REVENUE.given(**chosen), filters)
with right:
    ui.show(SPEND.given(**chosen), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(RATIOS.given(**chosen), filters)
with right:
    use = ui.choose("view", "Use", {name: each.label for name, each in USES.items()})
    ui.show(use_over_time(use).given(**chosen), filters)

with st.container(border=True):
    ui.show(USERS.given(**chosen), filters)

ui.recomputed("AN09", "AN10", "AN20", "AN21")
