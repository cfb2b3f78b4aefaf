"""Each count is that of a second reading: the field's own condition off, all others on."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given, settings

from lib.database import Database, select
from lib.facets import OWN_CONDITIONS, facets
from lib.filters import AMOUNTS_USD, CHOICES, Filters
from tests.selections import QUARTER, conditions, matching, selections


def counted(filters: Filters) -> dict[str, dict[str, int]]:
    """The counts, by plain polars."""
    values = {name: pl.col(name) for name in CHOICES} | {"quarter": QUARTER}
    found = {
        name: left_by_others(filters, name)
        .group_by(value.alias("value"))
        .len()
        .drop_nulls("value")
        .rows()
        for name, value in values.items()
    }
    amounts = left_by_others(filters, "min_amount_usd")["amount_usd"].fill_null(0)
    found["min_amount_usd"] = [(str(usd), amounts.ge(usd).sum()) for usd in AMOUNTS_USD]
    return {name: {v: n for v, n in rows if n} for name, rows in found.items()}


def left_by_others(filters: Filters, name: str) -> pl.DataFrame:
    return matching({field: kept for field, kept in conditions(filters).items() if field != name})


@settings(max_examples=40)
@given(selections())
@example(Filters())
@example(Filters(status=()))
@example(Filters(country=("China",), min_amount_usd=10**8))
@example(Filters(start="2026-Q1", region=("China",), kind=("ipo",), status=("completed",)))
def test_every_count_is_right(database: Database, filters: Filters) -> None:
    assert facets(database, filters) == counted(filters)


@pytest.mark.parametrize("name", ["region", "stage_group", "sector", "kind", "status", "company"])
def test_a_count_is_what_the_choice_then_selects(database: Database, name: str) -> None:
    filters = Filters(start="2025-Q1", end="2026-Q3", region=("China", "Europe"))
    counts = facets(database, filters)[name]
    for value, rounds in [*counts.items()][:20]:
        chosen = Filters(**{**filters.changed, name: (value,)})
        assert select(database, "FROM selected SELECT count(*)", chosen).item() == rounds


def test_every_field_is_there_even_if_nothing_matches(database: Database) -> None:
    nothing = Filters(region=("China",), country=("France",), company=("OpenAI",))
    assert facets(database, nothing) == {name: {} for name in OWN_CONDITIONS}
