"""What the articles forecast, and what came of it."""

import streamlit as st

from lib import ui
from lib.answers import rows_of
from lib.database import select
from lib.figures.prediction_board import FIGURE as BOARD
from lib.figures.prediction_board import numbers_of
from lib.figures.prediction_progress import FIGURE as PROGRESS
from lib.figures.prediction_rows import ARTICLES_SQL, ROWS_SQL, STANDINGS, given
from lib.figures.prediction_timeline import FIGURE as TIMELINE
from lib.figures.predictions_table import FIGURE as TABLE

filters = ui.current_filters()
today = ui.today()

st.caption("What the four articles forecast, by when, what would settle it, and what came of it.")
ui.applying(filters, "forecasts", ("company",))

board = BOARD.given(**given(filters, today))
# What came of a forecast rests on the shipped rounds alone.
rows = rows_of(ui.shipped(), board, filters)
if rows.height:
    ui.numbers(numbers_of(rows), len(STANDINGS))
with st.container(border=True):
    ui.show(board, filters, rows)

if rows.height:
    left, right = st.columns(2)
    with left:
        standing = ui.choose_from_list(
            "forecast", "Standing", {"": "All standings"} | STANDINGS, ""
        )
    with right:
        names = dict(ui.fixed_rows(ARTICLES_SQL).rows())
        article = ui.choose_from_list("article", "Article", {"": "All articles"} | names, "")
    chosen = given(filters, today, article, standing)
    forecasts = select(ui.shipped(), ROWS_SQL, filters, **chosen)
    for figure in (TIMELINE, PROGRESS, TABLE):
        with st.container(border=True):
            ui.show(figure.given(**chosen), filters, figure.arrange(forecasts))

ui.recomputed("AN29")
