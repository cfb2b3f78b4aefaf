"""AI Capital Explorer: the frame around every page."""

import streamlit as st

from lib import ui

pages = {
    "Explore": [
        st.Page(
            "pages/overview.py",
            title="Overview",
            help="How much AI companies raised, who raised it, where and when.",
            default=True,
        ),
        st.Page(
            "pages/rounds.py",
            title="Table and export",
            help="Every selected round with its sources, to read and to take away.",
        ),
    ],
    "Companies": [
        st.Page(
            "pages/company.py",
            title="Company profile",
            help="One company: rounds, valuation, revenue, investors and peers.",
        ),
        st.Page("pages/compare.py", title="Compare companies", help="Two to six, side by side."),
        st.Page("pages/investors.py", title="Investors", help="Who invests most, and with whom."),
        st.Page(
            "pages/investor.py",
            title="Investor profile",
            help="One investor: portfolio, pace and partners.",
        ),
    ],
    "Capital": [
        st.Page("pages/flows.py", title="Flows", help="From which investors to which companies."),
        st.Page("pages/stages.py", title="Stages", help="Early stage against late stage."),
        st.Page("pages/regions.py", title="Regions", help="Which countries get the money."),
        st.Page("pages/concentration.py", title="Concentration", help="How few take how much."),
        st.Page("pages/valuations.py", title="Valuations", help="What investors pay, and exits."),
    ],
    "Models": [
        st.Page(
            "pages/capability.py",
            title="Capability",
            help="What models can do, by developer, country and licence.",
        ),
        st.Page(
            "pages/efficiency.py",
            title="Capital efficiency",
            help="Whether money buys benchmark points.",
        ),
        st.Page("pages/prices.py", title="Prices", help="What a model costs to use, over time."),
        st.Page("pages/training.py", title="Training", help="What a model costs to make."),
    ],
    "Economics": [
        st.Page(
            "pages/infrastructure.py",
            title="Infrastructure",
            help="Data centres, chips and what the largest buyers spend.",
        ),
        st.Page(
            "pages/unit_economics.py",
            title="Unit economics",
            help="Revenue, losses, tokens and users; revenue per GPU-hour.",
        ),
    ],
    "Evidence": [
        st.Page(
            "pages/conflicts.py",
            title="Conflicts",
            help="Where sources disagree, what each says, and which value is used here.",
        ),
        st.Page(
            "pages/fact_check.py",
            title="Fact check",
            help="Published arithmetic, computed again from the tables.",
        ),
        st.Page(
            "pages/predictions.py",
            title="Predictions",
            help="Forecasts of the articles, and how each stands.",
        ),
        st.Page(
            "pages/statements.py",
            title="Statements",
            help="Every figure the articles state, to search.",
        ),
        st.Page(
            "pages/sources.py",
            title="Sources and method",
            help="Where each number comes from, what is covered, what changed.",
        ),
        st.Page("pages/glossary.py", title="Glossary", help="The terms in plain words."),
    ],
    "Take away": [
        st.Page(
            "pages/briefing.py",
            title="Briefing",
            help="Figures of your choice as slides or as a PDF.",
        ),
        st.Page(
            "pages/own_data.py",
            title="Your own deals",
            help="Your list of rounds in every figure; only you see it.",
        ),
        st.Page(
            "pages/programs.py",
            title="For programs",
            help="The filtered rounds at a stable address, for Python, R and Excel.",
        ),
    ],
}
page = st.navigation(pages, position="hidden")
st.set_page_config(f"{page.title} · AI Capital Explorer", page_icon="📈", layout="wide")
ui.style()

ui.require_data()
ui.enter(page)
filters = ui.current_filters()
if not ui.is_embedded():
    with ui.kept_apart("sidebar", "Filters"):
        ui.navigation(pages, page, filters)
        ui.filter_sidebar(filters)

with ui.title_row(page), ui.kept_apart("page", page.title):
    ui.selection_line()
    ui.own_line()
    page.run()
