"""Which rows of which figures bear the mark of a disputed number."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets.rounds import STATUSES
from lib.figures import company_facts
from lib.figures.company_history import HISTORY_SQL
from lib.figures.company_measures import company_measures
from lib.figures.figure import Figure
from lib.figures.published_shares import published_shares
from lib.filters import Filters
from lib.words import case_words, marked

DATA = Path(__file__).parents[2] / "data"
SEVERITIES = ["high", "medium", "low"]
METRIC = dict(
    pl.read_parquet(DATA / "conflicts.parquet").select("conflict_id", "metric").iter_rows()
)
DISPUTES = pl.read_parquet(DATA / "disputes.parquet").to_dicts()
ANY: dict[str, set[str | None]] = {"any": {*METRIC.values()}}
ABOUT = ANY | {
    "amount": {"funding_round_amount", "debt_raised"},
    "valuation": {
        "valuation",
        "post_money_valuation",
        "target_valuation",
        "secondary_valuation",
    },
}


def worst(table: str, key: str | None, about: str = "any") -> str | None:
    """The conflict about one row that misleads most, of several the first by name."""
    found = [
        (SEVERITIES.index(row["severity"]), row["conflict_id"])
        for row in DISPUTES
        if row["table_name"] == table
        and row["row_key"] == key
        and METRIC[row["conflict_id"]] in ABOUT[about]
    ]
    return min(found)[1] if found else None


def figure(name: str) -> Figure:
    found: Figure = importlib.import_module(f"lib.figures.{name}").FIGURE
    return found


def rows_of(found: Figure, database: Database, filters: Filters) -> list[dict[str, Any]]:
    return found.arrange(select(database, found.sql, filters, **found.params)).to_dicts()


ONE = Filters(company=("Moonshot AI",), status=STATUSES)
SELECTIONS = [Filters(), Filters(status=STATUSES), Filters(region=("China",), start="2025-Q1")]


def test_worst_of_several(database: Database) -> None:
    stored = select(database, "FROM disputed SELECT table_name, row_key, conflict").rows()
    keys = {(row["table_name"], row["row_key"]) for row in DISPUTES}
    assert {*stored} == {(table, key, worst(table, key)) for table, key in keys}
    assert worst("rounds", "deepseek-2026-06-growth") == "X07"
    assert worst("rounds", "deepseek-2026-06-growth", "valuation") == "X49"


@pytest.mark.parametrize("filters", SELECTIONS)
@pytest.mark.parametrize(
    ("name", "about"),
    [("largest_rounds", "amount"), ("valuations_over_time", "valuation"), ("round_prices", "any")],
)
def test_rounds(name: str, about: str, filters: Filters, database: Database) -> None:
    rows = rows_of(figure(name), database, filters)
    expected = [worst("rounds", row["round_id"], about) for row in rows]
    assert [row["conflict"] for row in rows] == expected
    assert any(expected)


@pytest.mark.parametrize("company", ["Moonshot AI", "DeepSeek", "OpenAI"])
@pytest.mark.parametrize(
    ("name", "about"),
    [("company_rounds", "any"), ("company_timeline", "amount"), ("company_valuation", "valuation")],
)
def test_history(name: str, about: str, company: str, database: Database) -> None:
    rows = rows_of(figure(name), database, Filters(company=(company,), status=STATUSES))
    assert rows
    expected = [worst("rounds", row["round_id"], about) for row in rows]
    assert [row["conflict"] for row in rows] == expected


def test_figures_of_companies(database: Database) -> None:
    named = [(company_measures("revenue"), ONE), (figure("revenue_over_time"), Filters())]
    for found, filters in named:
        rows = rows_of(found, database, filters)
        expected = [worst("company_metrics", row["metric_id"]) for row in rows]
        assert [row["conflict"] for row in rows] == expected
        assert "X05" in expected


def test_listings(database: Database) -> None:
    stored = pl.read_parquet(DATA / "listings.parquet").select("listing_id", "round_id").iter_rows()
    of_round = dict(stored)
    rows = rows_of(figure("listings_board"), database, Filters())
    expected = [
        worst("listings", row["listing_id"]) or worst("rounds", of_round[row["listing_id"]])
        for row in rows
    ]
    assert [row["conflict"] for row in rows] == expected
    assert {row["company"]: row["conflict"] for row in rows}["Z.ai (Zhipu)"]


def test_published_totals(database: Database) -> None:
    """The number in dispute bears the mark: in the headline, and in each row that shows it."""
    for base, total in (("article", "$300B ≠ total"), ("crunchbase_ai", "$242B ≠ for AI")):
        found = published_shares("quarter", base)
        rows = select(database, found.sql, Filters(), **found.params)
        assert set(rows.filter(published_usd=rows["published_usd"].max())["conflict"]) == {"X16"}
        assert total in found.headline(rows)
    for row in rows_of(figure("coverage"), database, Filters()):
        assert row["conflict"] == ("X16" if row["published_usd"] == 242e9 else None)
    of_region = {"China": worst("aggregates", "A16"), "Europe": worst("aggregates", "A17")}
    split = rows_of(figure("published_split"), database, Filters())
    assert of_region == {
        row["region_group"]: row["conflict"] for row in split if row["region_group"] in of_region
    }


def test_plans_and_printed_tables(database: Database) -> None:
    plans = rows_of(figure("capex_guidance"), database, Filters())
    assert [row["owner"] for row in plans if row["conflict"] == "X57"] == ["Microsoft"]
    printed = rows_of(figure("training_claims"), database, Filters())
    assert {row["stated_model"]: row["conflict"] for row in printed if row["conflict"]} == {
        "Llama 3 405B": "X27",
        "Gemini Ultra": "X28",
    }
    found = rows_of(figure("published_efficiency"), database, Filters())
    of_funding = {"OpenAI": "S0-038", "Anthropic": "S0-042", "xAI": "S0-050"}
    of_funding["Mistral AI"] = "S0-054"
    for row in found:
        assert row["conflict"] == worst("claims", of_funding.get(row["organization"]))


def test_directory_and_comparison(database: Database) -> None:
    """A company has the mark where the round of its last valuation has one."""
    rows = rows_of(figure("company_directory"), database, Filters())
    found = {row["company"]: row["conflict"] for row in rows}
    assert found["DeepSeek"] == worst("rounds", "deepseek-2026-06-growth", "valuation")
    assert found["OpenAI"] is None
    compared = rows_of(figure("compared_table"), database, Filters())
    shown = {row["company"]: row["conflict"] for row in compared}
    assert shown["Anthropic"] == worst(
        "rounds", "anthropic-2026-05-series-h-and-later", "valuation"
    )


@pytest.mark.parametrize("company", ["Moonshot AI", "DeepSeek"])
def test_numbers_of_a_company(company: str, database: Database) -> None:
    whole = Filters(company=(company,), status=STATUSES)
    known = select(database, company_facts.SQL, company=company)
    facts = company_facts.facts_of(known, select(database, HISTORY_SQL, whole))
    values = {number.label: number for number in company_facts.numbers(facts)}
    case = worst("rounds", facts["valued"]["round_id"], "valuation")
    assert values["Valuation"].value.endswith(" ≠") == bool(case)
    assert (f"{case}" in values["Valuation"].definition) == bool(case)


def test_words() -> None:
    assert marked("$2B", "X02") == "$2B ≠"
    assert marked("$2B", None) == "$2B"
    assert case_words("X02") == "≠ X02"
    assert case_words("R-deepseek-2026-06-growth-date") == "≠ date"
