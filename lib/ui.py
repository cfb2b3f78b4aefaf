"""Everything drawn on every page: navigation, filters, selection line and figures.

The URL is the only state. Each run reads the selection from it and sets the widgets; a click on
a widget writes the URL. So a link, a reload, Back and a deep link are all the same thing.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from lib import export
from lib.database import Database, DataError, open_database, select
from lib.datasets import DATASETS
from lib.datasets.rounds import DATASET as ROUNDS
from lib.facets import MOST_OPTIONS, facets
from lib.figures.figure import Figure
from lib.figures.headline_numbers import QUARTERS_SQL, TOTAL_SQL
from lib.figures.headline_numbers import headline_numbers as numbers_of
from lib.filters import (
    AMOUNTS_USD,
    CHOICES,
    CONDITIONS,
    DEFAULT_STATUS,
    Filters,
    from_query,
    period_before,
    presets,
)
from lib.schema import Column, Dataset
from lib.words import count, listing, markdown, money, month_words, quarter_words

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
ANY_RANGE = "Other range"
HELP = {
    "region": "Where the company is run from. Europe includes the United Kingdom.",
    "country": "Country the company is run from, where a source states it.",
    "stage_group": "Early is Series A and B. Late is Series C and after, and growth rounds.",
    "stage": "Series or type of the round, as the sources state it.",
    "sector": "What the company does.",
    "kind": "Kind of money. A secondary sale pays earlier holders, not the company.",
    "status": "Rumoured and planned rounds count only if you add them here.",
    "company": f"The {MOST_OPTIONS:,} companies with most rounds in the selection.",
    "min_amount_usd": "Rounds of at least this amount. Leaves out rounds without an amount.",
}


@st.cache_resource(show_spinner="Opening the data …")
def database() -> Database:
    """The tables, opened once a process and shared by all sessions."""
    return open_database(DATA)


def require_data() -> None:
    """Open the data or end the run with a page that says what is wrong and how to mend it."""
    try:
        database()
    except DataError as error:
        st.title("The data cannot be opened")
        st.error(str(error), icon=":material/database_off:")
        st.stop()


def current_filters() -> Filters:
    """The selection that the URL spells; a page calls this before it draws anything."""
    if PagesManager.uses_pages_directory:
        # A folder named pages makes Streamlit start in its old mode, where the first deep link to
        # a new server runs the page alone. st.navigation in the entrypoint ends that mode.
        runpy.run_path(str(ROOT / "streamlit_app.py"))
        st.stop()
    return _read_url()[0]


def _read_url() -> tuple[Filters, tuple[str, ...]]:
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    filters, ignored = from_query(query, database().options)
    unknown = query.keys() - CONDITIONS.keys() - set(PAGE_CHOICES)
    return filters, (*ignored, *sorted(unknown))


def _write_url(filters: Filters) -> None:
    """Make the URL spell `filters`; a page's own choices stay, anything unknown goes."""
    st.query_params.from_dict(_query(filters))


def _query(filters: Filters) -> dict[str, list[str]]:
    choices = {name: [st.query_params[name]] for name in PAGE_CHOICES if name in st.query_params}
    return choices | filters.to_query()


# Navigation and filters


def navigation(pages: Mapping[str, Sequence[StreamlitPage]], filters: Filters) -> None:
    """Links to all pages that keep the selection."""
    query = _query(filters)
    with st.sidebar:
        st.markdown("### AI Capital Explorer")
        for section, members in pages.items():
            st.caption(section)
            for page in members:
                st.page_link(page, query_params=query, width="stretch")


def filter_sidebar(filters: Filters) -> None:
    """The filters, each option with the number of rounds it would match."""
    counts = facets(database(), filters)
    with st.sidebar:
        st.caption("Filters")
        _time_range(filters, counts["quarter"])
        _choice("region", filters, counts)
        _choice("country", filters, counts)
        _choice("stage_group", filters, counts)
        _choice("stage", filters, counts)
        _choice("sector", filters, counts)
        _choice("kind", filters, counts)
        _choice("status", filters, counts)
        _smallest_amount(filters, counts["min_amount_usd"])
        _choice("company", filters, counts)


def _sync(key: str, value: object, labels: Mapping[Any, str] | None = None) -> None:
    """Make a widget show `value`, unless it does: setting it could undo a click made meanwhile.

    `labels` are the words of the chosen options; where one has changed, the widget is set too.
    """
    now, drawn = dict(labels or {}), st.session_state.get(f"labels-{key}", {})
    renamed = any(drawn.get(each, words) != words for each, words in now.items())
    if renamed or st.session_state.get(key) != value:
        st.session_state[key] = value
    st.session_state[f"labels-{key}"] = now


def _time_range(filters: Filters, rounds: Mapping[str, int]) -> None:
    ranges = presets(database().coverage)
    named = {bounds: name for name, bounds in ranges.items()}
    chosen = named.get((filters.start, filters.end), ANY_RANGE)

    def label(name: str) -> str:
        return f"{name} · {_rounds_within(ranges.get(name), filters, rounds):,}"

    _sync("preset", chosen, {chosen: label(chosen)})
    st.selectbox(
        "Time range",
        [*ranges, *([ANY_RANGE] if chosen == ANY_RANGE else [])],
        key="preset",
        format_func=label,
        on_change=_apply_widgets,
    )
    options = database().options["quarter"]
    _sync("quarters", filters.range((options[0], options[-1])))
    st.select_slider(
        "Quarters",
        options,
        # Says that there are two ends; the value itself stands in the session state.
        value=(options[0], options[-1]),
        key="quarters",
        format_func=quarter_words,
        on_change=_apply_widgets,
        label_visibility="collapsed",
    )


def _rounds_within(
    bounds: tuple[str, str] | None, filters: Filters, rounds: Mapping[str, int]
) -> int:
    start, end = bounds or (filters.start, filters.end)
    return sum(
        number
        for quarter, number in rounds.items()
        if quarter >= start and (not end or quarter <= end)
    )


def _choice(name: str, filters: Filters, counts: Mapping[str, Mapping[str, int]]) -> None:
    """One multiple choice; options that match nothing come last."""
    chosen, matching, column = getattr(filters, name), counts[name], ROUNDS[name]

    def label(value: str) -> str:
        return f"{column.label(value)} · {matching.get(value, 0):,}"

    _sync(name, list(chosen), {value: label(value) for value in chosen})
    st.multiselect(
        column.title,
        _options(name, chosen, matching),
        key=name,
        format_func=label,
        help=HELP[name],
        placeholder="All",
        on_change=_apply_widgets,
    )


def _options(name: str, chosen: Sequence[str], matching: Mapping[str, int]) -> list[str]:
    declared = bool(ROUNDS[name].allowed)
    values = database().options[name]
    found = [value for value in values if value in matching] if declared else list(matching)
    others = (value for value in values if value not in matching)
    empty = list(islice(others, max(0, MOST_OPTIONS - len(found))))
    hidden = [value for value in chosen if value not in matching and value not in empty]
    return [*found, *hidden, *empty]


def _smallest_amount(filters: Filters, rounds: Mapping[str, int]) -> None:
    def label(usd: int) -> str:
        return f"{_amount(usd)} · {rounds.get(str(usd), 0):,}"

    chosen = filters.min_amount_usd
    _sync("min_amount_usd", chosen, {chosen: label(chosen)})
    st.selectbox(
        "Smallest amount",
        AMOUNTS_USD,
        key="min_amount_usd",
        format_func=label,
        help=HELP["min_amount_usd"],
        on_change=_apply_widgets,
    )


def _apply_widgets() -> None:
    """Read the widgets into the URL. They know of clicks that the browser's address lacks yet."""
    query = {name: [_value(name, each) for each in st.session_state[name]] for name in CHOICES}
    query["min_amount_usd"] = [_value("min_amount_usd", st.session_state["min_amount_usd"])]
    start, end = _chosen_range()
    query["start"], query["end"] = [start], [end]
    _write_url(from_query(query, database().options)[0])


def _chosen_range() -> tuple[str, str]:
    """Start and end of a newly chosen preset, else of the slider; empty for no limit."""
    name = st.session_state["preset"].rsplit(" · ", 1)[0]
    ranges = presets(database().coverage)
    if name in ranges and name not in st.session_state["labels-preset"]:
        return ranges[name]
    quarters, (start, end) = database().options["quarter"], st.session_state["quarters"]
    return start if start != quarters[0] else "", end if end != quarters[-1] else ""


def _value(name: str, shown: object) -> str:
    # A click during a repaint can still carry the label `China · 151` of the repaint before.
    label = _amount if name == "min_amount_usd" else ROUNDS[name].label
    codes = {label(value): value for value in database().options[name]}
    words = str(shown).rsplit(" · ", 1)[0]
    return codes.get(words, words)


def _amount(usd: int | str) -> str:
    return money(int(usd)) if int(usd) else "Any"


# The selection in words


def selection_line() -> None:
    """The selection as a sentence, as chips to take back, and a notice about junk in the URL."""
    filters, ignored = _read_url()
    sentence, result = _sentence(filters)
    st.markdown(f"{markdown(sentence)}: **{markdown(result)}**.")
    if filters.changed:
        _chips(filters)
    if ignored:
        st.caption(
            f":material/info: Ignored in the link, because no data fits: "
            f"{markdown(listing(ignored, 3))}"
        )


def _sentence(filters: Filters) -> tuple[str, str]:
    """The selection in words, and what it holds."""
    sql = "FROM selected SELECT count(*), coalesce(sum(amount_usd), 0)"
    rounds, capital_usd = select(database(), sql, filters).row(0)
    quarters = database().options["quarter"]
    # Rounds that have not happened yet can lie beyond the coverage.
    happened = set(filters.status) <= set(DEFAULT_STATUS)
    words = filters.sentence(database().coverage if happened else (quarters[0], quarters[-1]))
    return words, f"{count(rounds, 'round')}, {money(capital_usd)}"


def _chips(filters: Filters) -> None:
    with st.container(horizontal=True, gap="small", key="chips"):
        for name, value, words in _active(filters):
            st.button(
                markdown(words),
                key=f"chip-{name}-{value}",
                icon=":material/close:",
                help="Take this filter back",
                on_click=_write_url,
                args=(filters.without(name, value),),
            )
        st.button(
            "Reset all",
            key="reset",
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=_write_url,
            args=(Filters(),),
        )


def _active(filters: Filters) -> list[tuple[str, str | None, str]]:
    """Field, value and words of each chip."""
    chips: list[tuple[str, str | None, str]] = []
    for name, value in filters.changed.items():
        if name in ("start", "end"):
            word = "From" if name == "start" else "Until"
            chips.append((name, None, f"{word} {quarter_words(value)}"))
        elif name == "min_amount_usd":
            chips.append((name, None, f"{money(value)} or more"))
        else:
            chips += [(name, each, ROUNDS[name].label(each)) for each in value]
    return chips


# Choices of a page

PAGE_CHOICES = ("by", "grain", "measure")
"""URL parameters that pages keep beside the filters."""


def choose(name: str, label: str, options: Mapping[str, str]) -> str:
    """One choice of a page, kept in the URL as `name`; the first option is the default."""
    asked = st.query_params.get(name, "")
    chosen = asked if asked in options else next(iter(options))
    key = f"choice-{name}"
    _sync(key, chosen)
    st.segmented_control(
        label,
        list(options),
        key=key,
        format_func=lambda value: options[value],
        required=True,
        on_change=partial(_apply_choice, name, key, next(iter(options))),
    )
    return chosen


def _apply_choice(name: str, key: str, default: str) -> None:
    if st.session_state[key] == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = st.session_state[key]


# Figures, sources and exports


def show(figure: Figure, filters: Filters) -> None:
    """A figure: headline, measure, chart, definition, and its sources and rows to take away."""
    rows = select(database(), figure.sql, filters, **figure.params)
    if rows.is_empty():
        return empty(figure.empty)
    headline = figure.headline(rows)
    st.markdown(f"#### {markdown(headline)}")
    st.caption(markdown(figure.subtitle))
    st.vega_lite_chart(
        rows,
        dict(figure.spec),
        key=f"chart-{figure.name}",
        alt=f"{headline}. {figure.subtitle}.",
    )
    if remark := figure.remark(rows):
        st.caption(markdown(remark))
    take_away(figure.name, figure.subtitle, figure.note, rows, figure.columns(rows), filters)


def empty(reason: str) -> None:
    """A figure without rows says why and what to do."""
    st.info(
        f"{reason} Widen the time range or take a filter back.", icon=":material/filter_alt_off:"
    )


@st.fragment
def take_away(
    name: str,
    title: str,
    note: str,
    rows: pl.DataFrame,
    columns: Sequence[Column],
    filters: Filters,
) -> None:
    """One line under a figure: its definition, sources and files, made only once asked for."""
    with st.container(horizontal=True, gap="medium", key=f"below-{name}"):
        if note:
            st.popover("Definitions", icon=":material/help:", type="tertiary").markdown(
                markdown(note)
            )
        box = st.popover(
            "Sources and data",
            icon=":material/database:",
            type="tertiary",
            on_change="rerun",
            key=f"sources-{name}",
        )
    if box.open:
        with box:
            source_table(filters)
            downloads(name, title, lambda: rows, rows.height, columns, filters)


def source_table(filters: Filters) -> None:
    """Sources behind the selection, with licence, credit and number of rounds."""
    sources = select(database(), SOURCES_SQL, filters)
    st.caption(f"{count(sources.height, 'source')} behind this selection")
    st.dataframe(
        sources.select("title", "rounds", "url", "licence", "publisher"),
        hide_index=True,
        column_config={
            "title": st.column_config.TextColumn("Source", width=190),
            "rounds": st.column_config.NumberColumn("Rounds", format="localized"),
            "url": st.column_config.LinkColumn("Link", display_text="Open"),
            "licence": st.column_config.TextColumn("Licence", width="small"),
            "publisher": st.column_config.TextColumn("Publisher", width="small"),
        },
        alt="Sources behind this selection",
    )


SOURCES_SQL = """
, behind AS (
    FROM selected JOIN round_sources USING (round_id)
    SELECT round_sources.source_id::VARCHAR AS source_id, count(DISTINCT round_id) AS rounds
    GROUP BY ALL
)
FROM behind JOIN sources USING (source_id)
SELECT sources.* EXCLUDE (rows, tables), behind.rounds
ORDER BY rounds DESC, source_id
"""


def downloads(
    name: str,
    title: str,
    rows: Callable[[], pl.DataFrame],
    number: int,
    columns: Sequence[Column],
    filters: Filters,
) -> None:
    """A button a format; `number` rows are read and a file is made when its button is clicked."""
    provenance = export.Provenance(
        title=title,
        selection=": ".join(_sentence(filters)),
        exported=date.today(),
        data_version=database().version,
        sources=pl.DataFrame(),
        link=st.context.url or "",
    )
    sources = partial(select, database(), SOURCES_SQL, filters)
    with st.container(horizontal=True, gap="small"):
        for label, file in export.FORMATS.items():
            too_many = label == "Excel" and number > export.XLSX_ROWS
            st.download_button(
                label,
                data=partial(_file, file, rows, columns, provenance, sources),
                file_name=export.file_name(provenance, file.suffix),
                mime=file.mime,
                key=f"download-{name}-{label}",
                icon=":material/download:",
                on_click="ignore",
                disabled=too_many,
                help=f"Excel takes {export.XLSX_ROWS:,} rows: choose CSV or Parquet."
                if too_many
                else None,
            )


def _file(
    file: export.Format,
    rows: Callable[[], pl.DataFrame],
    columns: Sequence[Column],
    provenance: export.Provenance,
    sources: Callable[[], pl.DataFrame],
) -> bytes:
    return file.write(rows(), columns, replace(provenance, sources=sources()))


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


# The table of rounds

SHOWN_ROWS = 5_000
TABLE_COLUMNS = (
    "company announced_date stage amount_usd_million post_money_usd_million country sector "
    "investors kind status source_url source_count confidence caveat"
).split()
"""Shown at first, in this order; the column chooser offers the others."""


def rounds_table(filters: Filters) -> None:
    """All selected rounds, the sources of the one clicked, and files of the selection."""
    number = select(database(), "FROM selected SELECT count(*)", filters).item()
    if not number:
        return empty("No round matches the filters.")
    st.markdown("**Download exactly these rows**, with filters, sources and licences inside.")
    everything = partial(select, database(), ROUNDS_SQL, filters)
    downloads("rounds", "Filtered rounds", everything, number, ROUNDS.columns, filters)
    _pick_round(select(database(), f"{ROUNDS_SQL} LIMIT {SHOWN_ROWS}", filters), number)


ROUNDS_SQL = "FROM selected SELECT * ORDER BY announced_date DESC, amount_usd DESC, round_id"


@st.fragment
def _pick_round(rows: pl.DataFrame, number: int) -> None:
    if number > rows.height:
        st.caption(f"Showing the newest {rows.height:,} of {number:,} rounds; files hold all.")
    st.caption("Click a column to sort, the magnifier to search, a row to see its sources.")
    picked = st.dataframe(
        _in_millions(rows),
        key="rounds-table",
        hide_index=True,
        height=520,
        column_order=TABLE_COLUMNS,
        column_config=_table_columns(ROUNDS),
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",
        alt="Filtered funding rounds",
    )
    if picked["selection"]["rows"]:
        _round_sources(rows.row(picked["selection"]["rows"][0], named=True))


def _in_millions(rows: pl.DataFrame) -> pl.DataFrame:
    # A grid sorts by the value it shows, and its own short form would make 23B of $22.5B.
    return rows.select(~cs.ends_with("_usd"), (cs.ends_with("_usd") / 1e6).name.suffix("_million"))


def _table_columns(dataset: Dataset) -> dict[str, ColumnConfig | str | None]:
    return {
        f"{column.name}_million" if column.unit == "USD" else column.name: _table_column(column)
        for column in dataset.columns
    }


def _table_column(column: Column) -> ColumnConfig:
    """Header, help and number format of a column, from its declaration."""
    config, title, about = st.column_config, column.title, column.description
    if column.name == "company":
        return config.TextColumn(title, help=about, pinned=True, width="medium")
    if column.unit == "USD":
        return config.NumberColumn(f"{title} ($M)", help=about, format="%,.1f")
    if column.type == pl.Date():
        return config.DateColumn(title, help=about, format="MMM YYYY")
    if column.name.endswith("_url"):
        return config.LinkColumn(title, help=about, display_text="Open")
    return config.Column(title, help=about)


def _round_sources(row: Mapping[str, Any]) -> None:
    """What each source says about one round."""
    told = select(database(), ROUND_SOURCES_SQL, round_id=row["round_id"])
    words = [row["company"], row["stage"], money(row["amount_usd"])]
    st.markdown(f"#### {markdown(', '.join([*words, month_words(row['announced_date'])]))}")
    st.caption(f"{count(told.height, 'record')} behind this round; the first leads.")
    st.dataframe(
        _in_millions(told),
        hide_index=True,
        column_order=ROUND_SOURCES_COLUMNS,
        column_config=_table_columns(DATASETS["round_sources"])
        | {"title": "Source", "licence": "Licence"},
        placeholder="",
        alt="What each source says about this round",
    )


ROUND_SOURCES_COLUMNS = (
    "role title announced_date date_precision stage amount_usd_million post_money_usd_million "
    "source_url licence"
).split()
ROUND_SOURCES_SQL = """
FROM round_sources JOIN sources USING (source_id)
SELECT round_sources.*, title, licence
WHERE round_id = $round_id
ORDER BY role, title
"""
