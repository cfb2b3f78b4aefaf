"""A visitor's rounds among the shipped ones: names are one, and nothing counts twice or is lost."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.formparsers import MultiPartParser

from lib import own
from lib.database import Database, NotEnoughMemory, open_database, select
from lib.datasets import DATASETS
from lib.datasets.rounds import DATASET as ROUNDS
from lib.datasets.rounds import OWN_FILE
from lib.facets import facets
from lib.figures.capital_over_time import capital_over_time
from lib.figures.company_rounds import FIGURE as OF_COMPANY
from lib.figures.largest_rounds import FIGURE as LARGEST
from lib.filters import Filters, from_query
from lib.schema import check_references
from lib.ui.own_file import SAMPLE
from lib.upload import MAX_BYTES, interpret, read, recognise, suggested
from tests.figures.conftest import PLAIN_ROUND

DATA = Path(__file__).parents[1] / "data"
SHIPPED = own.shipped_tables(DATA)
ALIASES = own.investor_aliases(DATA)
HOSTILE = "<script>alert(1)</script> $x$ [x](javascript:alert(1))"
FILED: tuple[dict[str, Any], ...] = (
    # Shipped as $122B of 31 March 2026.
    {"company": "OPENAI", "announced_date": date(2026, 4, 20), "amount_usd": 115e9},
    {"company": "Fresh Robots", "amount_usd": 4e7, "country": "Kenya", "investors": ["a16z"]},
    {"company": "fresh robots", "announced_date": date(2026, 5, 1), "country": None},
    {"company": HOSTILE, "amount_usd": 2e12, "investors": ["=1+1"], "lead_investors": ["Zeta"]},
    {"company": "Fresh Plans", "status": "planned", "announced_date": date(2026, 12, 1)},
)


def filed(*rounds: dict[str, Any]) -> pl.DataFrame:
    """Rounds as a file gives them, each plain but for what its dictionary says."""
    unknown: dict[str, Any] = {
        "source_id": OWN_FILE,
        "source_url": None,
        "investors": [],
        "lead_investors": [],
    }
    rows = [
        PLAIN_ROUND | {"round_id": f"own-{place}", "row": place + 1} | unknown | each
        for place, each in enumerate(rounds, start=1)
    ]
    return pl.DataFrame(rows, schema=ROUNDS.polars_schema | {"row": pl.Int64})


def settled(*rounds: dict[str, Any]) -> pl.DataFrame:
    return own.settled(SHIPPED, filed(*rounds), ALIASES)


def opened(left_out: list[str], alone: bool) -> Database:
    tables = own.made(SHIPPED, settled(*FILED), "my deals.csv", left_out, alone)
    return open_database(DATA, "256MB", tables)


@pytest.fixture(scope="module")
def beside() -> Database:
    """The rounds of the file beside the shipped ones, in place of the one that both know."""
    pairs = own.matches(SHIPPED["rounds"], settled(*FILED))
    return opened(pairs["round_id_shipped"].to_list(), alone=False)


@pytest.fixture(scope="module")
def alone() -> Database:
    return opened([], alone=True)


def total(database: Database, **chosen: Any) -> tuple[int, float]:
    sql = "FROM selected SELECT count(*), coalesce(sum(amount_usd), 0)"
    return select(database, sql, Filters(**chosen)).row(0)


# Names and places


def test_rounds_stand_under_the_names_of_this_explorer() -> None:
    rounds = settled(*FILED)
    assert rounds["company"].to_list() == [
        "OpenAI",
        *["Fresh Robots"] * 2,
        HOSTILE,
        "Fresh Plans",
    ]
    assert rounds["investors"].to_list() == [[], ["Andreessen Horowitz"], [], ["Zeta", "=1+1"], []]
    assert rounds["lead_investors"].to_list() == [[], [], [], ["Zeta"], []]


def test_a_known_company_keeps_its_place_and_a_new_one_has_one() -> None:
    elsewhere = {"company": "OPENAI", "country": "France", "sector": "Healthcare & bio"}
    rounds = settled(elsewhere, *FILED[1:3]).select("country", "region", "sector").rows()
    of_openai = SHIPPED["companies"].filter(company="OpenAI").select("country", "region", "sector")
    place = ("Kenya", "Rest of World", "Foundation models")
    assert rounds == [*of_openai.rows(), place, place]


# Rounds that both know

ONE = {"company": "Acme", "announced_date": date(2025, 6, 1), "amount_usd": 1e8}


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({}, True),
        ({"announced_date": date(2025, 6, 1) + timedelta(days=45)}, True),
        ({"announced_date": date(2025, 6, 1) + timedelta(days=46)}, False),
        ({"announced_date": date(2025, 6, 1) - timedelta(days=45)}, True),
        ({"announced_date": date(2025, 6, 1) - timedelta(days=46)}, False),
        # The year alone is known: its last day is near enough.
        ({"announced_date": date(2025, 1, 1), "date_precision": "year"}, True),
        ({"announced_date": date(2025, 1, 1), "date_precision": "month"}, False),
        ({"amount_usd": 1.11e8}, True),
        ({"amount_usd": 1.12e8}, False),
        ({"amount_usd": 0.9e8}, True),
        ({"amount_usd": 0.89e8}, False),
        ({"amount_usd": None}, True),
        ({"amount_usd": None, "kind": "debt"}, False),
        ({"amount_usd": None, "stage_group": "Late"}, False),
        ({"amount_usd": None, "stage_group": "Other"}, True),
        ({"stage_group": "Late", "kind": "debt"}, True),
        ({"company": "Other"}, False),
    ],
)
def test_which_rounds_are_the_same(change: dict[str, Any], is_same: bool) -> None:
    shipped = filed(ONE).with_columns(round_id=pl.lit("shipped-1"))
    for one, other in ((filed(ONE | change), shipped), (shipped, filed(ONE | change))):
        assert own.matches(other, one).height == is_same


def test_each_round_is_in_one_pair_with_the_nearest() -> None:
    def days(*numbers: int) -> list[dict[str, Any]]:
        return [ONE | {"announced_date": date(2025, 6, 1) + timedelta(days=n)} for n in numbers]

    shipped = filed(*days(0, 30)).with_columns(round_id="shipped-" + pl.col("row").cast(pl.String))
    pairs = own.matches(shipped, filed(*days(28, 2, 31)))
    found = dict(pairs.select("round_id", "round_id_shipped").iter_rows())
    assert found == {"own-3": "shipped-3", "own-2": "shipped-2"}


def test_a_file_of_all_shipped_rounds_finds_each_of_them() -> None:
    mine = SHIPPED["rounds"].with_columns(round_id="own-" + pl.col("round_id"))
    pairs = own.matches(SHIPPED["rounds"], mine)
    assert pairs.height == mine.height


# Tables


@pytest.mark.parametrize("is_alone", [False, True])
def test_every_reference_of_the_tables_holds(is_alone: bool) -> None:
    tables = own.made(SHIPPED, settled(*FILED), "x.csv", [], is_alone)
    assert tables.keys() == {*own.STORED}
    for name, rows in tables.items():
        DATASETS[name].check_layout(rows.schema)
        DATASETS[name]._check_key(rows)
    # What a round of a visitor may lack, unlike a shipped one, is a link.
    for name in ("rounds", "companies", "investors", "investments"):
        filled = tables[name].with_columns(
            pl.col("source_url").fill_null("https://example.org")
            if "source_url" in tables[name].columns
            else []
        )
        DATASETS[name].check(filled)
    stored = {name: pl.read_parquet(DATA / f"{name}.parquet") for name in DATASETS}
    own_rounds = {"conflicts", "listings"} if is_alone else set()
    checked = {name: each for name, each in DATASETS.items() if name not in own_rounds}
    check_references(stored | tables, checked)


def test_shipped_tables_stay_as_they_are() -> None:
    before = {name: rows.clone() for name, rows in SHIPPED.items()}
    own.made(SHIPPED, settled(*FILED), "x.csv", ["own-1"], alone=False)
    assert all(SHIPPED[name].equals(rows) for name, rows in before.items())


def test_totals_beside_the_shipped_rounds(beside: Database, database: Database) -> None:
    rounds, capital = total(database)
    of_openai = SHIPPED["rounds"].filter(company="OpenAI", amount_usd=122e9)
    assert of_openai.height == 1
    # Own rounds that have happened, less the one in whose place the first of them stands.
    added = 115e9 + 4e7 + PLAIN_ROUND["amount_usd"] + 2e12
    assert total(beside) == (rounds - 1 + 4, pytest.approx(capital - 122e9 + added))
    assert total(beside, origin=("Yours",)) == (4, pytest.approx(added))
    assert total(beside, origin=("Shipped",)) == (rounds - 1, pytest.approx(capital - 122e9))
    assert total(beside, company=("OpenAI",), origin=("Yours",)) == (1, 115e9)


def test_totals_in_place_of_the_shipped_rounds(alone: Database) -> None:
    assert total(alone)[0] == 4
    assert total(alone, status=("planned",))[0] == 1
    assert alone.options["origin"] == ("Yours",)
    assert (alone.has_own, alone.has_both) == (True, False)
    # A newest round that has happened, not the plan.
    assert alone.newest == date(2026, 5, 1)


def test_keeping_the_shipped_round_or_both(database: Database) -> None:
    rounds, _ = total(database)
    pairs = own.matches(SHIPPED["rounds"], settled(*FILED))
    for left_out, number in ((pairs["round_id"].to_list(), 3), ([], 4)):
        tables = own.made(SHIPPED, settled(*FILED), "x.csv", left_out, alone=False)
        happened = tables["rounds"].filter(pl.col("status").is_in(["completed", "announced"]))
        assert happened.height == rounds + number


def test_a_file_of_plans_alone_opens() -> None:
    plans = settled(FILED[-1])
    plan = open_database(DATA, tables=own.made(SHIPPED, plans, "x.csv", [], alone=True))
    assert plan.coverage == ("2026-Q4", "2026-Q4")
    assert total(plan) == (0, 0)


# Filter, figures and files


def test_the_choice_of_origin_counts_as_the_others_do(
    beside: Database, alone: Database, database: Database
) -> None:
    assert "origin" not in facets(database, Filters())
    assert "origin" not in facets(alone, Filters(origin=("Yours",)))
    for filters in (Filters(), Filters(origin=("Yours",)), Filters(region=("China",))):
        counts = facets(beside, filters)["origin"]
        for name in ("Shipped", "Yours"):
            chosen = {**filters.changed, "origin": (name,)}
            assert counts.get(name, 0) == total(beside, **chosen)[0]
    assert facets(beside, Filters(origin=("Yours",)))["company"].keys() == {
        "OpenAI",
        "Fresh Robots",
        HOSTILE,
    }


def test_the_filter_is_url_and_sentence(beside: Database, database: Database) -> None:
    mine = Filters(origin=("Yours",))
    assert from_query(mine.to_query(), beside.options) == (mine, ())
    assert from_query(mine.to_query(), database.options) == (Filters(), ("origin=Yours",))
    assert "rounds of your file, " in mine.sentence(beside.coverage)


def test_figures_tell_both_apart_only_where_there_are_own_rounds(
    beside: Database, database: Database
) -> None:
    for figure in (LARGEST, OF_COMPANY):
        filters = Filters(company=("OpenAI",))
        for tables, is_told in ((beside, True), (database, False)):
            rows = figure.arrange(select(tables, figure.sql, filters, **figure.params))
            assert ("origin" in [each.name for each in figure.columns(rows)]) == is_told
    split = capital_over_time("origin", "year", "amount")
    rows = select(beside, split.sql, Filters(), **split.params)
    capital = dict(rows.group_by("origin").agg(pl.sum("capital_usd")).iter_rows())
    assert capital["Yours"] == pytest.approx(total(beside, origin=("Yours",))[1])
    assert "% of it of your file" in split.headline(rows)


def test_the_source_of_own_rounds_is_their_file(beside: Database) -> None:
    sql = "FROM sources SELECT title, publisher, url WHERE source_id = 'own-file'"
    assert select(beside, sql).rows() == [("my deals.csv", "You", None)]
    keys = "FROM round_sources SELECT source_key WHERE source_id = 'own-file' ORDER BY ALL"
    assert select(beside, keys).to_series().to_list() == [f"Row {row}" for row in range(2, 7)]


# Memory


def test_rows_of_all_visitors_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    held = sum(each.rows for each in own._taken)
    monkeypatch.setattr(own, "MOST_ROWS", held + 100)
    first = own.room_for(60)
    with pytest.raises(own.NoRoom):
        own.room_for(41)
    second = own.room_for(40)
    third = own.room_for(60, first)
    del first, second
    with pytest.raises(own.NoRoom):
        own.room_for(41)
    assert own.room_for(40).rows + third.rows == 100


def test_what_does_not_fit_is_refused() -> None:
    tables = own.made(SHIPPED, settled(*FILED), "x.csv", [], alone=False)
    with pytest.raises(NotEnoughMemory):
        open_database(DATA, "6MB", tables)


def test_nothing_that_does_not_fit_goes_to_the_disk(alone: Database) -> None:
    assert select(alone, "SELECT current_setting('temp_directory') AS folder").item() == ""


def test_the_sample_file_needs_no_correction() -> None:
    sheet = read(SAMPLE.name, SAMPLE.read_bytes())
    columns = recognise(sheet)
    found = interpret(sheet, columns, suggested(sheet, columns))
    assert (found.rounds.height, found.problems.height, found.rejected.height) == (5, 0, 0)
    assert found.rounds["company"].str.starts_with("Example ").all()


def test_an_upload_is_never_put_on_the_disk() -> None:
    # What is larger goes into a file while it arrives.
    assert MultiPartParser.spool_max_size >= MAX_BYTES
