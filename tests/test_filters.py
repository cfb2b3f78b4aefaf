"""A selection is one value that is URL, SQL condition and sentence; here all three agree."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.database import Database, select
from lib.filters import (
    AMOUNTS_USD,
    CONDITIONS,
    FILTERED,
    Filters,
    from_query,
    period_before,
    presets,
)
from tests.selections import OPTIONS, ROUNDS, conditions, matching, selections

COVERAGE = ("2013-Q3", "2026-Q3")
SINGLE = ("start", "end", "min_amount_usd")
HOSTILE = (
    "'; DROP TABLE rounds; --",
    "') OR 1=1 --",
    '" OR ""="',
    "$region",
    "${region}",
    "{name}",
    "%s",
    "\\'",
    "China",
    "",
)


def allowed(name: str) -> tuple[str, ...]:
    return OPTIONS["quarter" if name in ("start", "end") else name]


# URL


@given(selections())
def test_a_selection_survives_its_url(filters: Filters) -> None:
    assert from_query(filters.to_query(), OPTIONS) == (filters, ())


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        (Filters(), {}),
        (Filters(status=("rumoured",)), {"status": ["rumoured"]}),
        (Filters(region=("China", "Europe")), {"region": ["China", "Europe"]}),
        (Filters(start="2025-Q1"), {"start": ["2025-Q1"]}),
        (Filters(min_amount_usd=10**6), {"min_amount_usd": ["1000000"]}),
    ],
)
def test_the_url_leaves_defaults_out(filters: Filters, query: dict[str, list[str]]) -> None:
    assert filters.to_query() == query


NEAR_MISSES = (*HOSTILE, "china", " China", "2025-Q5", "2025-q1", "1e6", "-1", "1000000.0", "٢")


@st.composite
def junk(draw: st.DrawFn) -> dict[str, list[str]]:
    """Query parameters of anyone: known and unknown names, good, near and arbitrary values."""
    names = draw(st.lists(st.sampled_from([*CONDITIONS]) | st.text(max_size=9), max_size=6))
    texts = st.text(max_size=9) | st.sampled_from(NEAR_MISSES)
    return {
        name: draw(
            st.lists(
                texts | st.sampled_from(allowed(name)) if name in CONDITIONS else texts, max_size=4
            )
        )
        for name in names
    }


@settings(max_examples=200)
@given(junk())
@example({name: list(HOSTILE) for name in CONDITIONS})
@example({name: [] for name in CONDITIONS})
@example({"start": ["2025-Q1", "2026-Q1"], "end": ["nonsense", "2026-Q2"]})
def test_nothing_invalid_gets_in_and_all_of_it_is_reported(query: dict[str, list[str]]) -> None:
    good = {
        name: tuple(dict.fromkeys(value for value in query.get(name, []) if value in allowed(name)))
        for name in CONDITIONS
    }
    used = {name: values[:1] if name in SINGLE else values for name, values in good.items()}
    start, end = used["start"], used["end"]
    if start and end:
        start, end = min(start, end), max(start, end)
    wanted = Filters(
        start="".join(start),
        end="".join(end),
        min_amount_usd=int("".join(used["min_amount_usd"]) or 0),
        **{name: used[name] for name in FILTERED if used[name]},
    )
    ignored = [
        f"{name}={value}"
        for name in CONDITIONS
        for value in query.get(name, [])
        if value not in used[name]
    ]
    assert from_query(query, OPTIONS) == (wanted, tuple(sorted(ignored)))


def test_what_makes_no_sense_is_named() -> None:
    query = {
        "region": ["China", "Mars"],
        "start": ["2025-Q9"],
        "min_amount_usd": ["5"],
        "by": ["x"],
    }
    assert from_query(query, OPTIONS) == (
        Filters(region=("China",)),
        ("min_amount_usd=5", "region=Mars", "start=2025-Q9"),
    )


def test_a_reversed_range_is_put_right() -> None:
    filters, ignored = from_query({"start": ["2026-Q1"], "end": ["2025-Q2"]}, OPTIONS)
    assert (filters.start, filters.end, ignored) == ("2025-Q2", "2026-Q1", ())


# SQL

NAMES = st.sets(st.sampled_from([*CONDITIONS]), min_size=1)
TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=20)


@given(NAMES, st.lists(TEXTS, min_size=1, max_size=3))
def test_the_condition_never_holds_a_value(names: set[str], texts: list[str]) -> None:
    def filters(values: list[str]) -> Filters:
        chosen: dict[str, Any] = {name: tuple(values) for name in names & {*FILTERED}}
        ends = dict.fromkeys(sorted(names & {"start", "end"}), values[0] or "x")
        amount = {"min_amount_usd": 7 + len(values)} if "min_amount_usd" in names else {}
        return Filters(**({"status": ()} | chosen | ends | amount))

    where = filters(texts).where
    assert where == filters(["plain"]).where
    assert set(re.findall(r"\$(\w+)", where)) == names
    condition = r"\w+ (>=|<=|IN) \$\w+"
    assert re.fullmatch(rf"WHERE {condition}( AND {condition})*", where)


def test_nothing_to_narrow_needs_no_condition(database: Database) -> None:
    everything = Filters(status=())
    assert (everything.where, everything.params) == ("", {})
    assert select(database, "FROM selected SELECT count(*)", everything).item() == ROUNDS.height


@settings(max_examples=50)
@given(selections())
@example(Filters())
@example(Filters(min_amount_usd=10**6))
@example(Filters(start="2025-Q1", end="2025-Q1"))
def test_the_selected_rounds_are_those_of_a_second_reading(
    database: Database, filters: Filters
) -> None:
    found = select(database, "FROM selected SELECT round_id", filters)["round_id"].to_list()
    assert sorted(found) == sorted(matching(conditions(filters))["round_id"])


def test_random_selections_find_rounds() -> None:
    """Guards the tests of random selections: were most of them empty, they would prove little."""
    sizes = []

    @settings(max_examples=100, database=None, derandomize=True)
    @given(selections())
    def measure(filters: Filters) -> None:
        sizes.append(matching(conditions(filters)).height)

    measure()
    assert sum(0 < size < ROUNDS.height / 2 for size in sizes) > len(sizes) / 4


def test_both_ends_are_included() -> None:
    filters = Filters(start="2025-Q2", end="2025-Q3", status=())
    assert [str(filters.params[end]) for end in ("start", "end")] == ["2025-04-01", "2025-09-30"]


# English


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        (Filters(), "Completed and announced rounds, Q3 2013 to Q3 2026"),
        (
            Filters(
                start="2025-Q1",
                end="2026-Q3",
                region=("China", "Europe"),
                stage_group=("Seed", "Early"),
                kind=("equity",),
                status=("completed",),
            ),
            "Completed equity rounds of Seed and Early stage in China and Europe, "
            "Q1 2025 to Q3 2026",
        ),
        (
            Filters(start="2026-Q1", end="2026-Q1", company=("OpenAI", "Anthropic")),
            "Completed and announced rounds of OpenAI and Anthropic, Q1 2026",
        ),
        (
            Filters(region=("United States", "Middle East"), min_amount_usd=10**8),
            "Completed and announced rounds in the United States and the Middle East "
            "of $100M or more, Q3 2013 to Q3 2026",
        ),
        (
            Filters(country=("United Kingdom",), region=("Europe",), stage=("Series A",)),
            "Completed and announced rounds at Series A in the United Kingdom, Q3 2013 to Q3 2026",
        ),
        (
            Filters(sector=("Chips & hardware",), kind=("ipo", "debt"), status=("rumoured",)),
            "Rumoured public listing and debt rounds working on Chips & hardware, "
            "Q3 2013 to Q3 2026",
        ),
        (
            Filters(end="2024-Q4", company=tuple("ABCDE")),
            "Completed and announced rounds of A, B, C and 2 more, Q3 2013 to Q4 2024",
        ),
        (
            Filters(start="2026-Q4", status=("planned",)),
            "Planned rounds, Q4 2026",
        ),
        (Filters(end="2012-Q1"), "Completed and announced rounds, Q1 2012"),
        (
            Filters(company=("{name}",)),
            "Completed and announced rounds of {name}, Q3 2013 to Q3 2026",
        ),
    ],
)
def test_sentence(filters: Filters, sentence: str) -> None:
    assert filters.sentence(COVERAGE) == sentence


@given(selections())
def test_every_sentence_is_one_line_of_plain_words(filters: Filters) -> None:
    sentence = filters.sentence(COVERAGE)
    assert sentence[0].isupper()
    assert "  " not in sentence
    assert re.search(r", Q[1-4] \d{4}( to Q[1-4] \d{4})?$", sentence)
    first, last = filters.range(COVERAGE)
    assert first <= last


# Changing a selection


@given(selections())
def test_what_is_taken_back_is_at_its_default(filters: Filters) -> None:
    for name in filters.changed:
        left = filters.without(name)
        assert name not in left.changed
        assert left.changed == {k: v for k, v in filters.changed.items() if k != name}


@given(selections())
def test_one_value_is_taken_back_and_the_others_stay(filters: Filters) -> None:
    for name in filters.changed.keys() & {*FILTERED}:
        values = getattr(filters, name)
        for value in values:
            rest = tuple(each for each in values if each != value)
            assert getattr(filters.without(name, value), name) == (rest or getattr(Filters(), name))
            assert filters.without(name, value).without(name) == filters.without(name)


def test_without() -> None:
    filters = Filters(start="2025-Q1", region=("China", "Europe"), status=("rumoured",))
    assert filters.without("region", "China").region == ("Europe",)
    assert filters.without("region").region == ()
    assert filters.without("start").start == ""
    assert filters.without("status", "rumoured").status == ("completed", "announced")


def test_only() -> None:
    filters = Filters(start="2025-Q1", end="2026-Q1", region=("China",), status=("planned",))
    assert filters.only("start", "status") == Filters(start="2025-Q1", status=("planned",))
    assert filters.only() == Filters()


def test_changed_keeps_the_order_of_the_fields() -> None:
    filters = Filters(company=("OpenAI",), min_amount_usd=10**6, end="2025-Q1")
    assert [*filters.changed.items()] == [
        ("end", "2025-Q1"),
        ("min_amount_usd", 10**6),
        ("company", ("OpenAI",)),
    ]
    assert Filters(status=("completed", "announced")).changed == {}


# Time


def test_presets() -> None:
    found = presets(COVERAGE)
    assert [*found.items()][:5] == [
        ("All years", ("", "")),
        ("Last 12 months", ("2025-Q4", "2026-Q3")),
        ("This year (2026)", ("2026-Q1", "2026-Q3")),
        ("Since ChatGPT (Nov 2022)", ("2022-Q4", "")),
        ("2025", ("2025-Q1", "2025-Q4")),
    ]
    assert [*found][4:] == ["2025", "2024", "2023", "2022", "2021", "2020", "2019"]
    assert found["2019"] == ("2019-Q1", "2019-Q4")


def test_presets_can_be_told_apart_and_spelt_in_a_url() -> None:
    found = presets(COVERAGE)
    assert len(set(found.values())) == len(found)
    for start, end in found.values():
        filters = Filters(start=start, end=end)
        assert from_query(filters.to_query(), OPTIONS) == (filters, ())


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-Q1", "2026-Q2", ("2025-Q3", "2025-Q4")),
        ("2026-Q3", "2026-Q3", ("2026-Q2", "2026-Q2")),
        ("2026-Q1", "", ("2025-Q2", "2025-Q4")),
        ("2026-Q1", "2026-Q4", ("2025-Q2", "2025-Q4")),
        ("2025-Q1", "2025-Q4", ("2024-Q1", "2024-Q4")),
        ("2013-Q4", "2013-Q4", ("2013-Q3", "2013-Q3")),
        ("2013-Q4", "2014-Q1", None),
        ("2026-Q4", "", None),
        ("2026-Q4", "2026-Q4", None),
        ("", "2025-Q4", None),
        ("", "", None),
    ],
)
def test_period_before(start: str, end: str, before: tuple[str, str] | None) -> None:
    filters = Filters(start=start, end=end, region=("China",), min_amount_usd=10**6)
    found = period_before(filters, COVERAGE)
    assert found == (before and replace(filters, start=before[0], end=before[1]))


def test_amounts_are_options_of_the_url() -> None:
    assert OPTIONS["min_amount_usd"] == tuple(map(str, AMOUNTS_USD))
