"""What articles work out, computed again from the tables: what is printed, and what holds."""

import streamlit as st

from lib import ui
from lib.analyses import SQL, script, tables_of
from lib.figures.checked_statements import FIGURE as STATEMENTS
from lib.figures.fact_check import ANALYSES, NOTE, VERDICTS, chosen
from lib.figures.fact_check import FIGURE as RESULTS
from lib.figures.statements import ARTICLES_SQL
from lib.figures.verdicts import FIGURE as BY_ANALYSIS
from lib.words import listing, markdown

filters = ui.current_filters()

st.caption(
    "Results that four articles print, or that follow from their figures, computed again from the "
    "tables of this explorer. The filters do not apply: each result has a period and a place of "
    "its own."
)

of_articles = {"": "All articles", **dict(ui.fixed_rows(ARTICLES_SQL).rows())}
of_analyses = {"": "All analyses", **dict(ui.fixed_rows(ANALYSES).rows())}
left, right = st.columns(2)
with left:
    article = ui.choose_from_list("article", "Article", of_articles, "")
with right:
    analysis = ui.choose_from_list("analysis", "Analysis", of_analyses, "")

results = chosen(ui.shipped_rows(RESULTS.sql), article=article)
# An analysis that was asked for stands first.
above, middle, below = st.container(), st.container(), st.container()

with (below if analysis else above).container(border=True):
    ui.show(BY_ANALYSIS.given(analysis=analysis), filters, BY_ANALYSIS.arrange(results))

with middle.container(border=True):
    verdict = ui.choose("verdict", "Verdict", {"all": "All", **VERDICTS})
    st.caption(markdown(NOTE))
    ui.show(RESULTS, filters, RESULTS.arrange(chosen(results, verdict, analysis)))

if analysis:
    with middle.container(border=True):
        ui.show(STATEMENTS.given(analysis=analysis), filters)
        box = st.expander("Show the query", icon=":material/code:", on_change="rerun", key="query")
        if box.open:
            read = listing(tables_of(SQL[analysis]), 9)
            box.caption(
                f"It reads {read}, no table that the app makes when it opens: it runs as it stands "
                "in DuckDB, beside the folder data of this explorer."
            )
            box.code(script(analysis), language="sql", wrap_lines=True)
