"""Where sources disagree: how often, about what, who says what, and what is used instead."""

import streamlit as st

from lib import ui
from lib.datasets.conflicts import KINDS
from lib.figures.conflict_kinds import FIGURE as BY_KIND
from lib.figures.conflict_list import FIGURE as LIST
from lib.figures.conflict_words import ANY, OUTCOMES, SEVERITIES, counts, within

filters = ui.current_filters()
about = ui.conflicts_about(filters)

st.caption(
    "Where sources disagree about the same thing: who says what, which value this explorer uses, "
    "and why."
)
ui.applying(filters, "conflicts", names=("company",))
ui.numbers(counts(about), a_row=5)

with st.container(border=True, key="one-conflict"):
    if about.is_empty() and "conflict" not in st.query_params:
        st.info(
            "No conflict is known about this company. Take the filter Company back to see all.",
            icon=":material/filter_alt_off:",
        )
    else:
        conflict = ui.choose_conflict(about)
        ui.bring_into_view("one-conflict", conflict)
        ui.one_conflict(conflict, filters)

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        kind = ui.choose_from_list("mistake", "What went wrong", {ANY: "All kinds"} | KINDS, ANY)
        ends = {ANY: "All outcomes"} | OUTCOMES
        outcome = ui.choose_from_list("outcome", "Outcome", ends, ANY)
        severity = ui.choose("severity", "Severity", {ANY: "All"} | SEVERITIES)
    chosen = within(filters, kind, severity, outcome)
    listed = ui.show(LIST.given(**chosen), filters)
    if listed.height:
        ui.show(BY_KIND.given(**chosen), filters)
