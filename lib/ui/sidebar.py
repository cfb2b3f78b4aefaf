"""Navigation and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.facets import MOST_OPTIONS, facets
from lib.filters import AMOUNTS_USD, FILTERED, Filters, from_query, presets
from lib.ui.address import url_query, write_url
from lib.ui.choices import sync
from lib.ui.data import database
from lib.words import money, quarter_words

ANY_RANGE = "Other range"
HELP = {
    "origin": "The rounds of this explorer, or those of the file that you brought.",
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


def navigation(
    pages: Mapping[str, Sequence[StreamlitPage]], page: StreamlitPage, filters: Filters
) -> None:
    """Links to all pages that keep the selection; only the section of `page` stands open."""
    query = url_query(filters)
    with st.sidebar:
        st.markdown("### AI Capital Explorer")
        with st.container(gap="xxsmall"):
            for section, members in pages.items():
                box = st.expander(section, expanded=page in members)
                with box, st.container(gap="xxsmall"):
                    for member in members:
                        st.page_link(member, query_params=query, width="stretch")


def filter_sidebar(filters: Filters) -> None:
    """The filters, each option with the number of rounds it would match."""
    counts = facets(database(), filters)
    with st.sidebar:
        st.caption("Filters")
        if "origin" in counts:
            _choice("origin", filters, counts)
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


def _time_range(filters: Filters, rounds: Mapping[str, int]) -> None:
    ranges = presets(database().coverage)
    named = {bounds: name for name, bounds in ranges.items()}
    chosen = named.get((filters.start, filters.end), ANY_RANGE)

    def label(name: str) -> str:
        return f"{name} · {_rounds_within(ranges.get(name), filters, rounds):,}"

    sync("preset", chosen, {chosen: label(chosen)})
    st.selectbox(
        "Time range",
        [*ranges, *([ANY_RANGE] if chosen == ANY_RANGE else [])],
        key="preset",
        format_func=label,
        on_change=_apply_widgets,
    )
    options = database().options["quarter"]
    sync("quarters", filters.range((options[0], options[-1])))
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
    chosen, matching, column = getattr(filters, name), counts[name], FILTERED[name]

    def label(value: str) -> str:
        return f"{column.label(value)} · {matching.get(value, 0):,}"

    sync(name, list(chosen), {value: label(value) for value in chosen})
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
    declared = bool(FILTERED[name].allowed)
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
    sync("min_amount_usd", chosen, {chosen: label(chosen)})
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
    drawn = [name for name in FILTERED if name in st.session_state]
    query = {name: [_value(name, each) for each in st.session_state[name]] for name in drawn}
    query["min_amount_usd"] = [_value("min_amount_usd", st.session_state["min_amount_usd"])]
    start, end = _chosen_range()
    query["start"], query["end"] = [start], [end]
    write_url(from_query(query, database().options)[0])


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
    label = _amount if name == "min_amount_usd" else FILTERED[name].label
    codes = {label(value): value for value in database().options[name]}
    words = str(shown).rsplit(" · ", 1)[0]
    return codes.get(words, words)


def _amount(usd: int | str) -> str:
    return money(int(usd)) if int(usd) else "Any"
