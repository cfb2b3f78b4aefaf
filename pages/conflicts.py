"""Where sources disagree: how often, about what, who says what, and what is used instead."""

import polars as pl
import streamlit as st

from lib import ui
from lib.analyses import SQL
from lib.database import select
from lib.datasets.conflicts import KINDS
from lib.figures import conflict_scale, conflict_words
from lib.figures.conflict_kinds import FIGURE as BY_KIND
from lib.figures.conflict_list import FIGURE as LIST
from lib.figures.conflict_statements import FIGURE as STATEMENTS
from lib.figures.conflict_words import ANY, OUTCOMES, SEVERITIES
from lib.words import markdown

filters = ui.current_filters()


def one(conflict: str) -> None:
    """One conflict: its values on a scale, what is used and why, and who says what."""
    known = everything.row(by_predicate=pl.col("conflict_id") == conflict, named=True)
    figure = STATEMENTS.given(conflict=conflict)
    rows = ui.rows_of(figure, filters)
    if unit := conflict_scale.unit_of(rows):
        drawn = conflict_scale.on_scale(rows, unit)
        scale = conflict_scale.conflict_scale(unit, conflict_scale.kind_of(drawn, unit))
        ui.show(scale.given(conflict=conflict), filters, drawn)
    else:
        st.markdown(f"##### {markdown(rows['case_words'][0])}")
    st.markdown("\n".join(f"- {markdown(each)}" for each in sentences(known, rows)))
    links(known)
    ui.show(figure, filters, rows)


def sentences(known: dict[str, object], rows: pl.DataFrame) -> list[str]:
    """What is used and why, and the arithmetic that shows it, from the tables as they are."""
    told = conflict_words.explained(known, rows.row(-1, named=True))
    checks = list(known["check_ids"])  # type: ignore[call-overload]
    if not checks:
        return told
    found = select(ui.database(), conflict_words.CHECKS_SQL, checks=checks)
    analyses = conflict_words.analyses_of(checks)
    worked = pl.concat([select(ui.database(), SQL[each]) for each in analyses])
    return [*told, *conflict_words.arithmetic(found, worked)]


def links(known: dict[str, object]) -> None:
    """The page that was read, the arithmetic on its page, and the companies in conflict."""
    with st.container(horizontal=True, gap="medium"):
        if known["evidence_url"]:
            page = str(known["evidence_url"])
            st.page_link(page, label="Page that was read", icon=":material/open_in_new:")
        for each in conflict_words.analyses_of(list(known["check_ids"])):  # type: ignore[call-overload]
            st.page_link(
                "pages/fact_check.py",
                label=f"Arithmetic {each}",
                icon=":material/calculate:",
                query_params=ui.url_query(filters) | {"analysis": [each]},
            )


def chosen(options: pl.DataFrame) -> str:
    """The conflict that the URL names, else the most severe of the companies chosen."""
    asked = st.query_params.get("conflict", "")
    if asked in everything["conflict_id"] and asked not in options["conflict_id"]:
        options = everything
    elif asked and asked not in options["conflict_id"]:
        st.info(
            f"There is no conflict {markdown(asked[:60])}. Below is the most severe one; "
            "choose another from the list.",
            icon=":material/search_off:",
        )
    words = {
        name: conflict_words.option(name, subject, metric)
        for name, subject, metric in options.select("conflict_id", "subject", "metric").iter_rows()
    }
    return ui.choose_from_list("conflict", "Conflict", words, next(iter(words)))


everything = select(ui.database(), conflict_words.INDEX_SQL)
about = everything.filter(conflict_words.is_about(filters.company))

st.caption(
    "Where sources disagree about the same thing: who says what, which value this explorer uses, "
    "and why."
)
ui.applying(filters, "conflicts", names=("company",))
ui.numbers(conflict_words.counts(about), a_row=5)

if about.is_empty() and not st.query_params.get("conflict"):
    st.info(
        "No conflict is known about this company. Take the filter Company back to see all.",
        icon=":material/filter_alt_off:",
    )
else:
    with st.container(border=True):
        one(chosen(everything if about.is_empty() else about))

with st.container(border=True):
    with st.container(horizontal=True, gap="medium"):
        kind = ui.choose_from_list("mistake", "What went wrong", {ANY: "All kinds"} | KINDS, ANY)
        ends = {ANY: "All outcomes"} | OUTCOMES
        outcome = ui.choose_from_list("outcome", "Outcome", ends, ANY)
        severity = ui.choose("severity", "Severity", {ANY: "All"} | SEVERITIES)
    within = conflict_words.within(filters, kind, severity, outcome)
    listed = ui.rows_of(LIST.given(**within), filters)
    if listed.height:
        ui.show(BY_KIND.given(**within), filters)
    ui.show(LIST.given(**within), filters, listed)
