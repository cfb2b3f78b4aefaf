"""Figures of the page of sources against polars over the stored files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.database import Database, select
from lib.datasets import DATASETS
from lib.datasets.round_events import TRUST
from lib.figures import method
from lib.figures.capital_by_source import FIGURE as CAPITAL
from lib.figures.capital_by_source import SEVERAL
from lib.figures.currency_rates import FIGURE as RATES
from lib.figures.data_changes import FIGURE as CHANGES
from lib.figures.freshness import FIGURE as FRESHNESS
from lib.figures.source_list import FIGURE as SOURCES
from lib.figures.tracked_of_published import (
    COMPARED,
    IN_PART,
    UNPUBLISHED,
    scope,
    tracked_of_published,
)
from lib.figures.trust_order import FIGURE as TRUSTED
from lib.filters import Filters
from lib.words import percent
from tests.selections import conditions, matching

DATA = Path(__file__).parents[2] / "data"
TABLES = {name: pl.read_parquet(DATA / f"{name}.parquet") for name in DATASETS}
RECORDS = TABLES["round_sources"]
OECD = TABLES["country_years"]
READ: date = max(TABLES["sources"]["accessed_date"].to_list())
SELECTIONS = [
    Filters(),
    Filters("2025-Q1", "2026-Q3", region=("China",), stage_group=("Early",)),
    Filters(status=("rumoured", "planned")),
    Filters(company=("OpenAI", "Anthropic"), min_amount_usd=10**9),
]
every_selection = pytest.mark.parametrize("filters", SELECTIONS)


def rows_of(database: Database, figure: Any, filters: Filters, **params: Any) -> pl.DataFrame:
    return select(database, figure.sql, filters, **{**figure.params, **params})


def chosen(filters: Filters) -> pl.DataFrame:
    return matching(conditions(filters))


def sum_of(rows: pl.DataFrame) -> float:
    return sum(rows["amount_usd"].drop_nulls().to_list())


@every_selection
def test_each_round_counts_once_for_its_leading_source(
    database: Database, filters: Filters
) -> None:
    rounds, rows = chosen(filters), rows_of(database, CAPITAL, filters)
    telling = RECORDS.filter(pl.col("role") != "corrects").group_by("round_id")
    known = telling.agg(pl.col("source_id").n_unique() > 1)
    several = set(known.filter("source_id")["round_id"])
    capital: dict[tuple[str, bool], float] = {}
    counted: dict[tuple[str, bool], int] = {}
    for row in rounds.to_dicts():
        key = row["source_id"], row["round_id"] in several
        capital[key] = capital.get(key, 0) + (row["amount_usd"] or 0)
        counted[key] = counted.get(key, 0) + 1
    keys = [(row["source_id"], row["told_by"] == SEVERAL) for row in rows.to_dicts()]
    assert dict(zip(keys, rows["capital_usd"], strict=True)) == pytest.approx(capital)
    assert dict(zip(keys, rows["rounds"], strict=True)) == counted
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["share"].to_list() == pytest.approx(
        [value / sum_of(rounds) for value in rows["capital_usd"]]
    )
    # One label a bar, with the share of all of it.
    labels = rows.filter("is_first")
    assert labels["source_id"].to_list() == rows["source_id"].unique(maintain_order=True).to_list()
    assert labels["source_share"].sum() == pytest.approx(1)


@every_selection
def test_the_list_says_what_rests_on_each_source(database: Database, filters: Filters) -> None:
    rounds, rows = chosen(filters), rows_of(database, SOURCES, filters)
    assert set(rows["source_id"]) == set(TABLES["sources"]["source_id"])
    behind = RECORDS.filter(pl.col("round_id").is_in(rounds["round_id"].to_list()))
    for row in rows.to_dicts():
        mine = rounds.filter(pl.col("source_id") == row["source_id"])
        told = behind.filter(pl.col("source_id") == row["source_id"])
        parts = told.filter(pl.col("role").is_in(["confirms", "part"]))
        corrected = told.filter(pl.col("role") == "corrects")
        assert row["led"] == mine.height
        assert row["confirmed"] == parts["round_id"].n_unique()
        assert row["corrected"] == corrected["round_id"].n_unique()
        expected = sum_of(mine) / sum_of(rounds) if mine.height else None
        assert row["share"] == (None if expected is None else pytest.approx(expected))
        stored = TABLES["sources"].row(
            by_predicate=pl.col("source_id") == row["source_id"], named=True
        )
        assert (row["rows"], row["tables"]) == (stored["rows"], ", ".join(stored["tables"]))
    leading = rows.filter(pl.col("led") > 0)
    assert leading["share"].is_sorted(descending=True)
    assert rows["led"].sum() == rounds.height


def test_one_source_and_one_round_are_named(small_database: Callable[..., Database]) -> None:
    title = "Data on AI Companies"
    known = {"source_id": "epoch-ai-companies", "amount_usd": 1e9}
    other = {"company": "Other", "source_id": "curated-facts", "amount_usd": 3e9}
    database = small_database(known | {"company": "One"}, other)
    one = rows_of(database, CAPITAL, Filters(company=("One",)))
    assert CAPITAL.headline(one) == f"1 round, told by one source; all rests on {title}"
    both = rows_of(database, CAPITAL, Filters())
    assert CAPITAL.headline(both).startswith("2 rounds, each told by one source; the largest part")
    assert "75%" in CAPITAL.headline(both)


def test_without_an_amount_no_share_is_stated(small_database: Callable[..., Database]) -> None:
    known = {"source_id": "epoch-ai-companies", "amount_usd": None}
    database = small_database(known, known | {"company": "Other"})
    assert rows_of(database, CAPITAL, Filters()).is_empty()


YEARS = [
    Filters(),
    Filters("2024-Q1", "2025-Q4", region=("China", "Europe")),
    Filters("2024-Q2", "2026-Q2"),
    Filters(region=("Unknown",)),
    Filters("2026-Q1", "2026-Q4", region=("Middle East",)),
]


@pytest.mark.parametrize("filters", YEARS)
def test_tracked_stands_beside_published(database: Database, filters: Filters) -> None:
    figure = tracked_of_published("share").given(**scope(filters))
    rows = rows_of(database, figure, filters)
    venture = chosen(filters).filter(pl.col("kind").is_in(["equity", "mixed"]))
    stand = TABLES["sources"].filter(pl.col("source_id") == "oecd-ai-vc-by-country")
    until = stand["published_date"][0]
    first, last = int(filters.start[:4] or 0), int(filters.end[:4] or 9999)
    cells: dict[tuple[str, int], dict[str, Any]] = {}
    for row in OECD.filter(pl.col("year").is_between(first, last)).to_dicts():
        if filters.region and row["region"] not in filters.region:
            continue
        cell = cells.setdefault((row["region"], row["year"]), {"published": 0.0})
        cell["published"] += row["value_usd"]
        cell["until"] = until if row["is_partial"] else date(row["year"], 12, 31)
    for row in venture.to_dicts():
        key = row["region"], row["announced_date"].year
        cell = cells.setdefault(key, {"published": None, "until": date.max})
        if row["announced_date"] <= cell["until"]:
            cell["tracked"] = cell.get("tracked", 0) + (row["amount_usd"] or 0)
            cell["rounds"] = cell.get("rounds", 0) + 1
    cells = {key: cell for key, cell in cells.items() if cell["published"] or cell.get("rounds")}

    assert {(row["region"], row["year"]) for row in rows.to_dicts()} == set(cells)
    for row in rows.to_dicts():
        cell = cells[row["region"], row["year"]]
        assert row["tracked_usd"] == pytest.approx(cell.get("tracked", 0))
        assert row["rounds"] == cell.get("rounds", 0)
        assert row["published_usd"] == (cell["published"] and pytest.approx(cell["published"]))
        whole = {
            Filters("2024-Q2", "2026-Q2"): row["year"] == 2025,
        }.get(filters, True)
        wanted = COMPARED if whole else IN_PART
        assert row["state"] == (wanted if cell["published"] else UNPUBLISHED)
        if row["state"] == COMPARED:
            assert row["share"] == pytest.approx(cell.get("tracked", 0) / cell["published"])
        else:
            assert row["share"] is None
    assert figure.headline(rows)


def test_the_headline_of_coverage_is_of_the_newest_complete_year(database: Database) -> None:
    figure = tracked_of_published("share")
    rows = rows_of(database, figure, Filters())
    year = OECD.filter(~pl.col("is_partial"))["year"].max()
    published = OECD.filter(pl.col("year") == year)["value_usd"].sum()
    rounds = chosen(Filters()).filter(
        pl.col("kind").is_in(["equity", "mixed"]),
        pl.col("announced_date").dt.year() == year,
        pl.col("region").is_in(OECD["region"].unique().to_list()),
    )
    share = percent(sum_of(rounds) / float(published))
    assert figure.headline(rows).startswith(
        f"For {year} the rounds here hold {share} of the capital"
    )


def test_rounds_after_the_published_data_are_not_compared(
    small_database: Callable[..., Database],
) -> None:
    database = small_database(
        {"announced_date": date(2026, 9, 27), "amount_usd": 3e9},
        {"announced_date": date(2026, 9, 28), "amount_usd": 5e9},
        {"announced_date": date(2025, 2, 1), "amount_usd": 7e9, "kind": "debt"},
        {"announced_date": date(2025, 2, 1), "amount_usd": None, "region": "Unknown"},
    )
    rows = rows_of(database, tracked_of_published("amount"), Filters())
    found = {(r["region"], r["year"]): r for r in rows.to_dicts() if r["rounds"]}
    assert {key: (r["tracked_usd"], r["state"]) for key, r in found.items()} == {
        ("China", 2026): (3e9, COMPARED),
        ("Unknown", 2025): (0, UNPUBLISHED),
    }
    assert found["Unknown", 2025]["share"] is None
    assert tracked_of_published("amount").headline(rows) == "2026 holds most, $3B, all in China"


def test_what_is_not_tracked_is_called_none(small_database: Callable[..., Database]) -> None:
    figure = tracked_of_published("share").given(**scope(Filters("2025-Q1", "2025-Q4")))
    known = {"announced_date": date(2025, 2, 1)}
    database = small_database(known | {"kind": "debt", "status": "rumoured"}, known)
    rumoured = Filters(status=("rumoured",))
    rows = select(database, figure.sql, rumoured, **figure.params)
    none = "For 2025 the rounds here hold no part of the capital that OECD.AI counts"
    assert figure.headline(rows) == none
    china = rows.filter(pl.col("region") == "China")
    assert figure.headline(china) == f"{none} in China"
    rounds = tracked_of_published("rounds").given(**figure.params)
    rows = select(database, rounds.sql, Filters(), **rounds.params)
    assert rounds.headline(rows) == "2025 holds 1 round, all in China"


def test_the_newest_row_of_each_table_is_found(database: Database) -> None:
    rows = rows_of(database, FRESHNESS, Filters())
    wanted = {}
    for name, dataset in DATASETS.items():
        if dataset.dated_by:
            values = TABLES[name][dataset.dated_by].drop_nulls()
            days = [date(v, 1, 1) if isinstance(v, int) else v for v in values.to_list()]
            come = [day for day in days if day <= READ]
            wanted[name] = max(come), TABLES[name].height, len(days) - len(come)
    found = {r["table_name"]: (r["newest"], r["rows"], r["ahead"]) for r in rows.to_dicts()}
    assert found == wanted
    assert rows["days"].to_list() == [(READ - day).days for day in rows["newest"]]
    assert rows["newest"].is_sorted(descending=True)
    recent = sum((READ - newest).days <= 90 for newest, _, _ in wanted.values())
    assert FRESHNESS.headline(rows).startswith(f"{recent} of {len(wanted)} tables hold a row")


@pytest.mark.parametrize("name", [n for n, each in DATASETS.items() if each.dated_by])
def test_what_dates_a_table_is_one_of_its_columns(name: str) -> None:
    column = DATASETS[name][DATASETS[name].dated_by]
    assert column.type == pl.Date() or (column.name, column.type) == ("year", pl.Int64())


def test_each_round_is_led_at_one_step_of_trust(database: Database) -> None:
    rows = rows_of(database, TRUSTED, Filters())
    happened = chosen(Filters())
    assert rows["place"].to_list() == [*range(1, len(TRUST) + 1)]
    for row, (source, confidences) in zip(rows.to_dicts(), TRUST, strict=True):
        mine = happened.filter(
            pl.col("source_id").str.starts_with(source), pl.col("confidence").is_in(confidences)
        )
        assert (row["rounds"], row["trust"]) == (mine.height, ", ".join(confidences))
        assert (row["capital_usd"] or 0) == pytest.approx(sum_of(mine))
    assert rows["rounds"].sum() == happened.height


def test_assumed_rates_are_marked(database: Database) -> None:
    rates = TABLES["exchange_rates"].sort(-pl.col("year"), "currency")
    rows = rows_of(database, RATES, Filters())
    assert (
        rows.select("currency", "year", "rate").rows()
        == rates.select("currency", "year", "units_per_usd").rows()
    )
    assumed = rates["is_assumption"].to_list()
    assert [standing == "assumed" for standing in rows["standing"]] == assumed
    assert RATES.headline(rows) == "165 rates of AUD, BRL, CAD and 13 more; assumed: CNY 2026"


def test_the_log_leads_with_the_newest_version(database: Database) -> None:
    log = TABLES["changes"]
    rows = rows_of(database, CHANGES, Filters())
    assert rows.height == log.height
    assert rows["number"].is_sorted(descending=True)
    newest = log.filter(pl.col("number") == log["number"].max())
    words = [f"Version {newest['version'][0]}: {newest.height} table"]
    words += [f"{newest['added'].sum():,} row"] if newest["added"].sum() else []
    assert all(each in CHANGES.headline(rows) for each in words)
    assert database.version == newest["version"][0]


def test_the_rules_state_numbers_of_the_data(database: Database) -> None:
    row = select(database, method.SQL, Filters()).row(0, named=True)
    rounds, text = TABLES["rounds"], str(method.sections(row))
    counted = chosen(Filters())
    roles = dict(RECORDS["role"].value_counts().rows())
    corrected = RECORDS.filter(pl.col("role") == "corrects")["round_id"].n_unique()
    own = rounds["currency"].drop_nulls()
    for words in (
        f"{rounds.height:,} rounds of {rounds['company'].n_unique()} companies",
        f"the {counted.height:,} completed and announced rounds",
        f"{(rounds['status'] == 'rumoured').sum()} rumoured",
        f"the amount of {rounds['amount_usd'].null_count()} rounds, ",
        f"{counted['caveat'].count()} have a caveat",
        f"{(~counted['kind'].is_in(['equity', 'mixed'])).sum()} are debt, listings",
        f"{roles['confirms']} confirm a round that another leads, {roles['part']} are a part",
        f"{RECORDS.height - roles['corrects']:,} records",
        f"{corrected} rounds were corrected",
        f"{(own != 'USD').sum()} rounds were stated in one of {own.n_unique() - 1} other",
        f"{(rounds['source_count'] == 1).sum():,} of {rounds.height:,} rounds rest on one source",
        f"the valuation of {rounds['post_money_usd'].null_count()}, ",
        f"any investor of {(rounds['investors'].list.len().fill_null(0) == 0).sum()}, ",
        f"the country of {rounds['country'].null_count()}.",
    ):
        assert words in text
