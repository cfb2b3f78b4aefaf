"""How few companies and rounds take how much of the capital."""

import streamlit as st

from lib import ui
from lib.database import select
from lib.figures.company_ranking import FIGURE as RANKING
from lib.figures.gini_over_time import gini_over_time
from lib.figures.hhi_over_time import hhi_over_time
from lib.figures.lorenz_curve import FIGURE as LORENZ
from lib.figures.published_shares import TOTALS, TRACKED, published_shares
from lib.figures.taken_out import BELOW, LARGEST_SQL, without
from lib.figures.top_shares import DEFAULT_TOP, GRAINS, TOP, top_shares

filters = ui.current_filters()
largest = select(ui.database(), LARGEST_SQL, filters)["company"]

st.caption("How few companies and rounds take how much. All of it follows the filters.")
with st.container(border=True):
    who, size, when = st.columns([3, 4, 2])
    with who:
        out = ui.choose_several(
            "without",
            "Take companies out",
            {name: name for name in largest},
            placeholder="Largest first",
        )
    with size:
        below = ui.choose("below", "Keep rounds below", BELOW)
    with when:
        grain = ui.choose("grain", "Period", GRAINS)

with st.container(border=True):
    number, total = st.columns(2)
    with number:
        top = int(ui.choose_on_scale("top", "How many of the largest", TOP, DEFAULT_TOP))
    with total:
        base = ui.choose_from_list("base", "Share of which total", TOTALS, TRACKED)
    shares = top_shares(grain) if base == TRACKED else published_shares(grain, base)
    ui.show(without(shares.given(top=top), out, below), filters)

left, right = st.columns(2, border=True)
with left:
    ui.show(without(hhi_over_time(grain), out, below), filters)
with right:
    ui.show(without(gini_over_time(grain), out, below), filters)

left, right = st.columns([1, 2], border=True)
with left:
    ui.show(without(LORENZ, out, below), filters)
with right:
    ui.show(without(RANKING, out, below), filters)

ui.recomputed("AN01", "AN04", "AN13", "AN27")
