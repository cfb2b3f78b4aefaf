"""How good models are, who leads, and by how much."""

import streamlit as st

from lib import ui
from lib.database import select
from lib.figures.arena_standing import BOARDS_SQL, VIEWS, arena_standing, board_words
from lib.figures.best_scores import SPLITS, best_scores
from lib.figures.frontier_gap import AGAINST, frontier_gap
from lib.figures.frontier_lag import frontier_lag
from lib.figures.model_league import model_league
from lib.figures.model_results import (
    BENCHMARKS_SQL,
    DEVELOPERS_SQL,
    INDEX,
    REPORTERS,
    benchmark_words,
)
from lib.figures.scope import scope

filters = ui.current_filters()
benchmarks = select(ui.database(), BENCHMARKS_SQL)

st.caption("How good models are, how fast they get better, who leads, and by how much.")
ui.applying(filters, "models")

left, right = st.columns(2)
with left:
    benchmark = ui.choose_from_list("benchmark", "Benchmark", benchmark_words(benchmarks), INDEX)
with right:
    organizations = ui.choose_organizations("Developers", DEVELOPERS_SQL, filters)
units = dict(benchmarks.select("benchmark", "unit").rows())
unit = units.get(benchmark, INDEX)
among = scope(filters, organizations)

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        split = ui.choose("by", "Colour by", SPLITS)
        reporter = ui.choose("reporter", "Reported by", REPORTERS)
    chosen = {"benchmark": benchmark, "reporter": reporter} | among
    ui.show(best_scores(split, unit).given(**chosen), filters)

with st.container(border=True):
    sides = ui.choose("sides", "The gap", {name: each.label for name, each in AGAINST.items()})
    gap = frontier_gap(sides, unit).given(**chosen)
    months = ui.rows_of(gap, filters)
    left, right = st.columns(2)
    with left:
        ui.show(gap, filters, months)
    with right:
        ui.show(frontier_lag(sides).given(**chosen), filters, months)

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        boards = {name: board_words(name) for name in select(ui.database(), BOARDS_SQL)["board"]}
        board = ui.choose_from_list("board", "Arena board", boards, "text")
        view = ui.choose("view", "Measure", {name: each.label for name, each in VIEWS.items()})
    ui.show(arena_standing(view).given(board=board, **among), filters)

with st.container(border=True):
    ui.show(model_league(unit).given(**chosen), filters)

ui.recomputed("AN23")
