"""Every figure the articles state, to search."""

import streamlit as st

from lib import ui
from lib.database import select
from lib.datasets.claims import TOPICS
from lib.figures.statements import ARTICLES_SQL, CLOSEST_SQL, STANDINGS, parameters
from lib.figures.statements import FIGURE as STATEMENTS
from lib.figures.statements_by_topic import FIGURE as BY_TOPIC
from lib.figures.statements_by_topic import by_topic
from lib.words import folded

filters = ui.current_filters()

st.caption("Every figure that the articles behind this explorer state, right or wrong, to search.")
ui.applying(filters, "statements", ("start", "end", "company"))

find = ui.choose_text("find", "Find statements", "For example: Kimi 20 billion, or China 2024")
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    standing = ui.choose("standing", "Which", STANDINGS)
    topics = {"": "All topics"} | {topic: topic for topic in TOPICS}
    topic = ui.choose_from_list("topic", "Topic", topics, "")
    articles = {"": "All articles"} | dict(ui.fixed_rows(ARTICLES_SQL).iter_rows())
    article = ui.choose_from_list("article", "Article", articles, "")
chosen = {"find": find, "standing": standing, "topic": topic, "article": article}
table = STATEMENTS.given(**parameters(filters), **chosen)

with st.container(border=True):
    rows = ui.show(table, filters)
    if rows.is_empty() and find:
        closest = select(ui.database(), CLOSEST_SQL, asked=folded(find))["subject"]
        st.caption("Subjects that are spelt most like it:")
        ui.offer_searches("find", closest.to_list())
if rows.height:
    with st.container(border=True):
        ui.show(BY_TOPIC, filters, by_topic(rows))
