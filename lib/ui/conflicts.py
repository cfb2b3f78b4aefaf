"""One conflict, chosen from a list or by a link: its values, what is used and why, its pages."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from lib.analyses import SQL
from lib.figures import conflict_words
from lib.figures.conflict_scale import scale_of
from lib.figures.conflict_statements import FIGURE as STATEMENTS
from lib.filters import Filters
from lib.ui.address import url_query
from lib.ui.choices import choose_from_list
from lib.ui.data import fixed_rows, shipped_rows
from lib.ui.figures import rows_of, show
from lib.words import markdown


def conflicts_about(filters: Filters) -> pl.DataFrame:
    """Rows of INDEX_SQL about the companies chosen, the most severe first."""
    return fixed_rows(conflict_words.INDEX_SQL).filter(conflict_words.is_about(filters.company))


def choose_conflict(about: pl.DataFrame) -> str:
    """The conflict that the URL names, of any company, else the first of `about`, if it has any."""
    asked, every = st.query_params.get("conflict", ""), fixed_rows(conflict_words.INDEX_SQL)
    is_known = asked in every["conflict_id"]
    if about.is_empty() or (is_known and asked not in about["conflict_id"]):
        about = every
    if asked and not is_known:
        st.info(
            f"There is no conflict {markdown(asked[:60])}. Below is the most severe one; "
            "choose another from the list.",
            icon=":material/search_off:",
        )
    words = conflict_words.options(about)
    return choose_from_list("conflict", "Conflict", words, next(iter(words)))


def one_conflict(conflict: str, filters: Filters) -> None:
    """Its values on a scale, what is used and why, and who says what."""
    every = fixed_rows(conflict_words.INDEX_SQL)
    known = every.row(by_predicate=pl.col("conflict_id") == conflict, named=True)
    figure = STATEMENTS.given(conflict=conflict)
    rows = rows_of(figure, filters)
    if scale := scale_of(rows):
        show(scale[0].given(conflict=conflict), filters, scale[1])
    else:
        st.markdown(f"##### {markdown(rows['case_words'][0])}")
    used = conflict_words.held(known, rows)
    why = conflict_words.why(known, rows, _arithmetic(known["check_ids"]))
    st.markdown(f"**{markdown(used)}** {markdown(why)}")
    st.caption(markdown(conflict_words.details(known)))
    _pages(known, filters)
    show(figure, filters, rows)


def _arithmetic(checks: list[str]) -> list[str]:
    """The arithmetic that shows a conflict, worked out from the tables as they are."""
    if not checks:
        return []
    rows = fixed_rows(conflict_words.CHECKS_SQL).filter(pl.col("check_id").is_in(checks))
    worked = pl.concat([shipped_rows(SQL[each]) for each in conflict_words.analyses_of(checks)])
    return conflict_words.arithmetic(rows, worked)


def _pages(known: dict[str, Any], filters: Filters) -> None:
    """Links to the page that was read, and to the arithmetic on its page."""
    with st.container(horizontal=True, gap="medium"):
        if known["evidence_url"]:
            st.page_link(
                known["evidence_url"], label="Page that was read", icon=":material/open_in_new:"
            )
        for each in conflict_words.analyses_of(known["check_ids"]):
            st.page_link(
                "pages/fact_check.py",
                label=f"Arithmetic {each}",
                icon=":material/calculate:",
                query_params=url_query(filters) | {"analysis": [each]},
            )


def bring_into_view(key: str, shown: str) -> None:
    """Scroll to the container `key` once a click shows something else in it, further up."""
    before = st.session_state.get(f"shown-{key}", shown)
    st.session_state[f"shown-{key}"] = shown
    if before != shown:
        place = f"document.querySelector('.st-key-{key}')"
        st.html(
            f"<script>{place}?.scrollIntoView({{block: 'start'}}); // {shown}</script>",
            unsafe_allow_javascript=True,
        )
