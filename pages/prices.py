"""What models cost, how fast the price of a capability falls, and who cuts prices."""

from datetime import date

import streamlit as st

from lib import ui
from lib.database import select
from lib.figures import model_prices
from lib.figures.fixed_capability import FIGURE as FIXED
from lib.figures.price_against_score import price_against_score
from lib.figures.price_cuts import FIGURE as CUTS
from lib.figures.price_history import FIGURE as HISTORY
from lib.figures.scope import scope
from lib.figures.window_price import FIGURE as WINDOW

filters = ui.current_filters()

st.caption(
    "List prices of models in US dollars a million tokens, about 750,000 English words. "
    "The blended price counts three parts input and one part output."
)
ui.applying(filters, "prices of models")

left, right = st.columns(2)
with left:
    measure = ui.choose("measure", "Price", model_prices.MEASURES)
with right:
    organizations = ui.choose_organizations("Developers", model_prices.DEVELOPERS_SQL, filters)
within = scope(filters, organizations)
chosen = {"measure": measure, **within}

with st.container(border=True):
    benchmark = ui.choose("benchmark", "Capability by", model_prices.BENCHMARKS)
    levels = list(model_prices.LEVELS[benchmark])
    first = select(ui.database(), model_prices.LEVELS_SQL, levels=levels, benchmark=benchmark)
    options = model_prices.level_options(first, benchmark)
    level = ui.choose_on_scale(
        "level", "At the level of", options, f"{model_prices.DEFAULT_LEVELS[benchmark]}"
    )
    ui.show(FIXED.given(**chosen, benchmark=benchmark, level=float(level)), filters)

with st.container(border=True):
    ui.show(HISTORY.given(**chosen), filters)

with st.container(border=True):
    until = ui.choose("until", "Prices as of", model_prices.DAYS)
    day = chosen["last_day"] if until == "now" else date(int(until), 12, 31)
    ui.show(price_against_score(benchmark).given(**chosen, until=day), filters)

with st.container(border=True):
    ui.show(CUTS.given(**chosen), filters)

with st.container(border=True):
    ui.show(WINDOW.given(**within), filters)

ui.recomputed("AN07")
