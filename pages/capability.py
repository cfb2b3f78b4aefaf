"""How good models are, who leads, and by how much."""

import streamlit as st

from lib import ui
from lib.figures.arena_standing import BOARDS_SQL, VIEWS, arena_standing, board_words
from lib.figures.best_scores import SPLITS, best_scores
from lib.figures.frontier_gap import AGAINST, frontier_gap
from lib.figures.frontier_lag import frontier_lag
from lib.figures.model_league import model_league
from lib.figures.model_results import (
    ALL,
    BENCHMARKS_SQL,
    DEVELOPERS_SQL,
    INDEX,
    REPORTERS,
    benchmark_about,
    benchmark_words,
)
from lib.figures.scope import scope

filters = ui.current_filters()
benchmarks = {row["benchmark_id"]: row for row in ui.fixed_rows(BENCHMARKS_SQL).to_dicts()}

st.caption("How good models are, how fast they get better, who leads, and by how much.")
ui.applying(filters, "models")

left, right = st.columns(2)
with left:
    options = {name: benchmark_words(row) for name, row in benchmarks.items()}
    benchmark = benchmarks[ui.choose_from_list("benchmark", "Benchmark", options, INDEX)]
    st.caption(benchmark_about(benchmark))
with right:
    organizations = ui.choose_organizations("Developers", DEVELOPERS_SQL, filters)
    reporter = ui.choose("reporter", "Scores", REPORTERS) if benchmark["is_by_both"] else ALL
among = scope(filters, organizations)
chosen = {"benchmark": benchmark["benchmark_id"], "reporter": reporter} | among
unit = benchmark["unit"]

with st.container(border=True):
    split = ui.choose("by", "Colour by", SPLITS)
    scores = ui.show(best_scores(split, unit).given(**chosen), filters)

with st.container(border=True):
    sides = ui.choose("sides", "Compare", {name: each.label for name, each in AGAINST.items()})
    gap = frontier_gap(sides, unit).given(**chosen)
    months = ui.rows_of(gap, filters)
    if months.is_empty():
        ui.show(gap, filters, months)
    else:
        left, right = st.columns(2)
        with left:
            ui.show(gap, filters, months)
        with right:
            ui.show(frontier_lag(sides).given(**chosen), filters, months)

if not scores.is_empty():
    with st.container(border=True):
        league = model_league(unit).given(**chosen)
        ui.show(league, filters, league.arrange(scores))

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        boards = {name: board_words(name) for name in ui.fixed_rows(BOARDS_SQL)["board"]}
        board = ui.choose_from_list("board", "LMArena board", boards, "text")
        view = ui.choose("view", "Show", {name: each.label for name, each in VIEWS.items()})
    ui.show(arena_standing(view).given(board=board, **among), filters)

ui.recomputed("AN23")
