"""Figures with their headline, definition, sources and files."""

from __future__ import annotations

from functools import partial

import polars as pl
import polars.selectors as cs
import streamlit as st

from lib import answers
from lib.database import select
from lib.figures.fact_check import FIGURE as FACTS
from lib.figures.figure import ADVICE, Figure
from lib.figures.headline_numbers import QUARTERS_SQL, TOTAL_SQL
from lib.figures.headline_numbers import headline_numbers as numbers_of
from lib.filters import Filters, period_before
from lib.ui.briefing import add_to_briefing
from lib.ui.data import database, fixed_rows, shipped_rows
from lib.ui.faults import kept_apart
from lib.ui.files import downloads, source_table
from lib.ui.glossary import definitions
from lib.ui.grid import in_millions, in_words, shown_name, table_columns
from lib.ui.pictures import pictures
from lib.ui.popovers import popover
from lib.ui.profiles import PROFILES, opens_picked, profile_link
from lib.words import MARK, case_words, count, markdown


def rows_of(figure: Figure, filters: Filters) -> pl.DataFrame:
    """Rows of a figure, for what a page has to know before it draws them."""
    return answers.rows_of(database(), figure, filters)


def show(figure: Figure, filters: Filters, rows: pl.DataFrame | None = None) -> pl.DataFrame:
    """A figure: headline, measure, chart or table, definition, sources and rows as files.

    Asks for its rows unless they are given, and returns them, for what a page draws beside it.
    """
    with kept_apart(figure.name, figure.subtitle):
        if rows is None:
            rows = rows_of(figure, filters)
        _draw(figure, filters, rows)
    return pl.DataFrame() if rows is None else rows


def _draw(figure: Figure, filters: Filters, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return empty(figure.empty, figure.advice)
    headline = figure.headline(rows)
    st.markdown(f"#### {markdown(headline)}")
    st.caption(markdown(f"{figure.subtitle}{_hint(figure, rows)}"))
    alt = f"{headline}. {figure.subtitle}."
    if figure.spec is None:
        _grid(rows, figure, alt)
    else:
        _chart(rows, figure, filters, alt)
    remark = " ".join(filter(None, [figure.remark(rows), _of_own(figure)]))
    if remark:
        st.caption(markdown(remark))
    disputed_numbers(rows, figure.name)
    take_away(figure, rows, filters)


def _of_own(figure: Figure) -> str:
    """Which part a visitor's rounds play in a figure, where it is not told by the filters."""
    if not database().has_own:
        return ""
    rests = figure.rests_on_rounds or "rounds" in figure.sql or "spending" in figure.sql
    if not rests or figure.name in RECOMPUTED:
        return "Your rounds play no part here."
    if not any(table in figure.sql for table in PUBLISHED):
        return ""
    whose = "those of your file and the shipped ones" if database().has_both else "your file alone"
    return f"The rounds here are {whose}; what others published is as shipped."


PUBLISHED = ("aggregates", "country_years")
"""Tables of what others count, which a visitor's rounds leave as they are."""


RECOMPUTED = ("fact_check", "verdicts")
"""Figures that read rounds, but the shipped ones alone, as those who printed them could."""


def _hint(figure: Figure, rows: pl.DataFrame) -> str:
    """What a click does."""
    if figure.spec is None:
        opening = [words for column, words in CLICKS.items() if column in rows.columns]
        return f". Click {opening[0]}" if opening else ""
    if len(figure.opens) != 1:
        return ". Click a name to open it" if figure.opens else ""
    [column] = figure.opens
    does = f"open its {column}" if column in PROFILES else "narrow the filters to it"
    return f". Click a mark to {does}"


CLICKS = {
    "company": "a name to open it",
    "investor": "a name to open it",
    "analysis": "an analysis to open it",
    "conflict": f"a {MARK} to open its conflict",
}
"""What to click in a table, by the column that it has."""


def _chart(rows: pl.DataFrame, figure: Figure, filters: Filters, alt: str) -> None:
    spec = dict(figure.spec or {})
    rows = _same_day(rows)
    key = f"chart-{figure.name}"
    if not figure.opens:
        st.vega_lite_chart(rows, spec, key=key, alt=alt)
        return
    # A chart keeps what was clicked in it; another key draws it anew once the filters or the
    # profile have it.
    for name in figure.opens:
        chosen = (*getattr(filters, name, ()), figure.params.get(name))
        key += "".join(f"-{value}" for value in chosen if value)
    pick = opens_picked(key)
    st.vega_lite_chart(rows, spec, key=key, alt=alt, on_select=pick, selection_mode="opens")


def _same_day(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose dates are the same day in the zone of the browser and in UTC."""
    # Streamlit moves a date to midnight of the browser's zone. East of Greenwich that is the day
    # before in UTC, and for the first day of a quarter the quarter before.
    if (st.context.timezone_offset or 0) > 0 or pl.Date not in rows.dtypes:
        return rows
    midnight = cs.date().cast(pl.Datetime("ms")).dt.replace_time_zone("UTC")
    return rows.with_columns(midnight)


def _grid(rows: pl.DataFrame, figure: Figure, alt: str) -> None:
    columns = figure.columns(rows)
    in_view = [each for each in columns if not each.name.endswith("_id")]
    st.dataframe(
        in_millions(in_words(rows, columns)),
        key=f"table-{figure.name}",
        hide_index=True,
        column_order=[shown_name(each) for each in in_view if each.name not in figure.hidden],
        column_config=table_columns(columns, f"table-{figure.name}", rows),
        placeholder="",
        alt=alt,
    )


def empty(reason: str, advice: str = ADVICE) -> None:
    """A figure without rows says why and what to do."""
    st.info(f"{reason} {advice}", icon=":material/filter_alt_off:")


LINKED_CASES = 3


def disputed_numbers(rows: pl.DataFrame, name: str) -> None:
    """One line with the conflicts about numbers of a figure, the worst first; none on their page.

    `rows` are those of the figure `name`; the line takes their column `conflict`, if there is one.
    """
    if "conflict" not in rows.columns or st.session_state["page"] == PROFILES["conflict"]:
        return
    ids = set(rows["conflict"]) - {None}
    if not ids:
        return
    cases = [case for case in fixed_rows(CASES_SQL).rows() if case[0] in ids]
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"disputed-{name}"
    ):
        st.caption(
            f"{MARK} Sources disagree about numbers here ({count(len(ids), 'case')}):",
            width="content",
        )
        for case in cases[:LINKED_CASES]:
            _case_link(*case)
        if len(cases) > LINKED_CASES:
            with st.popover(f"All {len(cases):,}", type="tertiary"):
                for case in cases:
                    _case_link(*case)


def _case_link(conflict: str, subject: str) -> None:
    profile_link("conflict", conflict, f"{case_words(conflict)}, {subject}")


CASES_SQL = """
FROM conflicts SELECT conflict_id, subject
ORDER BY severity, conflict_id
"""


@st.fragment
def take_away(figure: Figure, rows: pl.DataFrame, filters: Filters) -> None:
    """One line under a figure: its definition, sources, files and picture, made once asked for."""
    with kept_apart(f"what is below {figure.name}", f"Sources and data: {figure.subtitle}"):
        _below(figure, rows, filters)


def _below(figure: Figure, rows: pl.DataFrame, filters: Filters) -> None:
    with st.container(horizontal=True, gap="medium", key=f"below-{figure.name}"):
        definitions(figure, rows)
        box = popover("Sources and data", "database", f"sources-{figure.name}")
        frame = popover("Picture", "image", f"picture-{figure.name}")
    if frame.open:
        with frame:
            pictures(figure, rows, filters)
            add_to_briefing(figure, rows, filters)
    if box.open:
        sources = partial(answers.sources_of, database(), figure, rows, filters)
        with box:
            source_table(sources())
            downloads(
                figure.name,
                figure.subtitle,
                lambda: rows,
                rows.height,
                figure.columns(rows),
                filters,
                sources,
            )


def recomputed(*analyses: str) -> None:
    """Arithmetic that articles print, computed again from the tables once asked for.

    It has periods and places of its own, so the filters do not apply.
    """
    box = st.expander(
        "Published arithmetic, computed again from this data",
        icon=":material/calculate:",
        on_change="rerun",
        key="recomputed",
    )
    if not box.open:
        return
    rows = FACTS.arrange(shipped_rows(FACTS.sql)).filter(pl.col("analysis").is_in(analyses))
    with box:
        st.caption(
            "The filters do not apply here: each result has a period and a place of its own. "
            "Click an analysis to see its statements and its query."
        )
        show(FACTS, Filters(), rows)


def headline_numbers(filters: Filters) -> None:
    """Five numbers with their trend by quarter and the change against the period before."""
    before = period_before(filters, database().coverage)
    numbers = numbers_of(
        select(database(), TOTAL_SQL, filters),
        select(database(), TOTAL_SQL, before) if before else None,
        select(database(), QUARTERS_SQL, filters),
    )
    for place, number in zip(st.columns(len(numbers), gap="small"), numbers, strict=True):
        place.metric(
            number.label,
            markdown(number.value),
            number.change,
            delta_color="off",
            help=number.definition,
            chart_data=number.trend if len(number.trend) > 1 else None,
            chart_type="bar",
            border=True,
        )
    if not numbers[0].trend:
        return
    change = (
        f"Changes are against {before.period(database().coverage)}."
        if before
        else "Choose a shorter time range to see the change against the period before."
    )
    st.caption(f"Bars are quarters with rounds. {change}")
