"""How forecasts stand: the rule on made-up rows, and the shipped ones against plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import polars as pl
import pytest

from lib.database import Database, select
from lib.derived.predictions import FORECASTS_SQL
from lib.figures.figure import Figure
from lib.figures.prediction_board import FIGURE as BOARD
from lib.figures.prediction_board import counts, numbers_of
from lib.figures.prediction_progress import FIGURE as PROGRESS
from lib.figures.prediction_rows import DEFAULTS, JUDGED, STANDINGS, given
from lib.figures.prediction_timeline import FIGURE as TIMELINE
from lib.figures.predictions_table import FIGURE as TABLE
from lib.filters import Filters

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2026, 11, 23)
DUE = date(2026, 6, 30)
Row = dict[str, Any]


def read(name: str) -> list[Row]:
    return pl.read_parquet(DATA / f"{name}.parquet").to_dicts()


def rows_of(figure: Figure, database: Database, **params: Any) -> pl.DataFrame:
    figure = figure.given(**params)
    return figure.arrange(select(database, figure.sql, Filters(), **figure.params))


@pytest.fixture(scope="module")
def measured(database: Database) -> dict[str, Row]:
    return {row["prediction_id"]: row for row in select(database, "FROM progress").to_dicts()}


# The rule, on made-up rows.


@pytest.fixture
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    """Tables of one article without a forecast."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE sources AS SELECT 's' AS source_id, 'A: b' AS title, "
        "DATE '2026-11-20' AS accessed_date, DATE '2026-05-25' AS published_date"
    )
    for name in ("predictions", "verdicts"):
        connection.execute(f"CREATE TABLE {name} AS FROM '{DATA}/{name}.parquet' LIMIT 0")
    connection.execute(f"CREATE TABLE claims AS FROM '{DATA}/claims.parquet' LIMIT 1")
    connection.execute("UPDATE claims SET claim_id = 'S0-001'")
    connection.execute(
        "CREATE TABLE progress (prediction_id VARCHAR, value DOUBLE, unit VARCHAR, "
        "as_of DATE, basis VARCHAR, state VARCHAR, source_id VARCHAR, "
        "source_url VARCHAR)"
    )
    yield connection
    connection.close()


def insert(tables: duckdb.DuckDBPyConnection, table: str, row: Row) -> None:
    names = ", ".join(row)
    values = ", ".join(f"${name}" for name in row)
    tables.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", row)


def standing(
    tables: duckdb.DuckDBPyConnection,
    today: date | None,
    forecast: Row,
    found: Row | None = None,
    verdict: Row | None = None,
) -> str:
    plain = {
        "prediction_id": "P01",
        "title": "t",
        "subject": "s",
        "companies": ["c"],
        "kind": "explicit",
        "claim_id": "S0-001",
        "comparison": "at_least",
        "target_value": 10.0,
        "target_unit": "USD",
        "settled_by": "arr",
        "source_id": "s",
        "source_url": "https://a",
    }
    insert(tables, "predictions", plain | forecast)
    if found is not None:
        state = {"prediction_id": "P01", "unit": "USD", "state": "reported", "basis": "level"}
        insert(tables, "progress", state | found)
    if verdict is not None:
        insert(
            tables,
            "verdicts",
            {
                "prediction_id": "P01",
                "confidence": "high",
                "source_id": "s",
                "source_url": "https://v",
            }
            | verdict,
        )
    tables.execute(FORECASTS_SQL)
    sql = f"WITH selected AS (SELECT 1) {JUDGED} FROM narrowed SELECT standing"
    return str(tables.execute(sql, DEFAULTS | {"today": today}).fetchall()[0][0])


DAY = timedelta(days=1)
EVENT = {"basis": "event", "value": 12.0}


@pytest.mark.parametrize(
    ("today", "forecast", "found", "wanted"),
    [
        # The due date is the last day on which it can come true.
        (DUE - DAY, {"due_date": DUE}, None, "open"),
        (DUE, {"due_date": DUE}, None, "open"),
        (DUE + DAY, {"due_date": DUE}, None, "due"),
        # Without a day, that on which the data was last read, 20 November, counts.
        (None, {"due_date": date(2026, 11, 20)}, None, "open"),
        (None, {"due_date": date(2026, 11, 19)}, None, "due"),
        # Data from before the due date settles nothing, unless the target is reached.
        (TODAY, {"due_date": DUE}, {"value": 9.0, "as_of": DUE - DAY}, "due"),
        (TODAY, {"due_date": DUE}, {"value": 10.0, "as_of": DUE - DAY}, "hit"),
        (DUE - 2 * DAY, {"due_date": DUE}, {"value": 10.0, "as_of": DUE - DAY}, "open"),
        (TODAY, {"due_date": DUE}, {"value": 10.0, "as_of": DUE}, "hit"),
        (TODAY, {"due_date": DUE}, {"value": 9.0, "as_of": DUE}, "missed"),
        (TODAY, {"due_date": DUE}, {"value": 9.0, "as_of": DUE + DAY}, "missed"),
        # Reached some day after: nobody knows whether in time.
        (TODAY, {"due_date": DUE}, {"value": 11.0, "as_of": DUE + DAY}, "due"),
        (TODAY, {"due_date": DUE, "comparison": "above"}, {"value": 10.0, "as_of": DUE}, "missed"),
        # What can still rise or fall is judged at its end.
        (TODAY, {"due_date": TODAY + DAY, "comparison": "about"}, {"value": 10.0, "as_of": DUE},
         "open"),
        (TODAY, {"due_date": DUE, "comparison": "about"}, {"value": 11.0, "as_of": DUE}, "hit"),
        (TODAY, {"due_date": DUE, "comparison": "about"}, {"value": 11.1, "as_of": DUE}, "missed"),
        (TODAY, {"due_date": DUE, "comparison": "between", "target_low": 8.0},
         {"value": 8.0, "as_of": DUE}, "hit"),
        (TODAY, {"due_date": DUE, "comparison": "between", "target_low": 8.0},
         {"value": 10.1, "as_of": DUE}, "missed"),
        # A list that may miss cases confirms, but never refutes.
        (TODAY, {"due_date": DUE}, {"value": 2.0, "as_of": TODAY, "basis": "count"}, "due"),
        (TODAY, {"due_date": DUE}, {"value": 10.0, "as_of": DUE, "basis": "count"}, "hit"),
        (TODAY, {"due_date": DUE, "comparison": "below"},
         {"value": 2.0, "as_of": DUE, "basis": "count"}, "due"),
        # A share of buyers can still fall.
        (TODAY, {"due_date": TODAY + DAY, "comparison": "above", "settled_by": "buyers"},
         {"value": 100.0, "as_of": DUE, "basis": "count"}, "open"),
        # An event settles at once, in time or not.
        (TODAY, {"due_date": TODAY + DAY}, EVENT | {"as_of": DUE}, "hit"),
        (TODAY, {"due_date": DUE}, EVENT | {"as_of": DUE + DAY}, "missed"),
        (TODAY, {"due_date": TODAY + DAY, "window_start": DUE}, EVENT | {"as_of": DUE - DAY},
         "missed"),
        (TODAY, {"due_date": TODAY + DAY, "comparison": "about"}, EVENT | {"as_of": DUE}, "missed"),
        (TODAY, {"due_date": DUE, "comparison": "by_date", "target_value": None},
         EVENT | {"as_of": DUE, "value": None}, "hit"),
        # Its value is not known.
        (TODAY, {"due_date": TODAY}, EVENT | {"as_of": DUE, "value": None}, "open"),
        # A plan decides nothing.
        (TODAY, {"due_date": DUE}, {"value": None, "as_of": None, "basis": "none"}, "due"),
        # Without a date: followed by a figure, or by nothing.
        (TODAY, {"due_date": None}, {"value": 2.0, "as_of": DUE}, "open"),
        (TODAY, {"due_date": None}, None, "cannot be judged"),
        (TODAY, {"due_date": None}, EVENT | {"as_of": DUE}, "hit"),
    ],
)  # fmt: skip
def test_the_rule(
    tables: duckdb.DuckDBPyConnection, today: date, forecast: Row, found: Row | None, wanted: str
) -> None:
    assert standing(tables, today, forecast, found) == wanted


def test_a_page_decides_before_any_row(tables: duckdb.DuckDBPyConnection) -> None:
    verdict = {"verdict": "missed", "as_of": DUE}
    found = {"value": 10.0, "as_of": DUE}
    assert standing(tables, TODAY, {"due_date": DUE}, found, verdict) == "missed"


def test_a_page_decides_from_its_day_on(tables: duckdb.DuckDBPyConnection) -> None:
    verdict = {"verdict": "hit", "as_of": DUE}
    assert standing(tables, DUE - DAY, {"due_date": DUE}, None, verdict) == "open"


# The shipped forecasts.


def test_listings_behind_forecasts(measured: dict[str, Row]) -> None:
    listings = read("listings")
    [spacex] = [row for row in listings if row["company"] == "SpaceX"]
    assert (measured["P20"]["value"], measured["P20"]["as_of"]) == (
        spacex["market_value_usd"], spacex["listing_date"])  # fmt: skip
    assert measured["P24"]["value"] == spacex["market_value_usd"]
    assert measured["P24"]["state"] == "1 of 3 listed"
    for forecast, company in (("P21", "OpenAI"), ("P22", "OpenAI"), ("P23", "Anthropic")):
        [plan] = [row for row in listings if row["company"] == company]
        assert (measured[forecast]["state"], measured[forecast]["as_of"]) == (
            plan["status"], plan["filed_date"])  # fmt: skip
        assert measured[forecast]["value"] is None
    six = next(row["companies"] for row in read("predictions") if row["prediction_id"] == "P33")
    done = {row["company"] for row in listings if row["status"] == "completed"}
    assert measured["P33"]["value"] == len(done.intersection(six)) > 0
    labs = {row["company"] for row in read("companies") if row["is_model_lab"]}
    sold = ("merger", "acquisition")
    deals = [row for row in listings if row["company"] in labs and row["kind"] in sold
             and row["status"] in ("completed", "announced")]  # fmt: skip
    after = [row for row in deals
             if date(2026, 5, 25) <= row["listing_date"] <= date(2026, 12, 31)]  # fmt: skip
    assert measured["P01"]["state"] == "deals since May 2026"
    assert measured["P01"]["value"] == measured["P02"]["value"] == len(after) < len(deals)


def test_money_behind_forecasts(measured: dict[str, Row]) -> None:
    paid = [row for row in read("capex") if row["period"] == "quarter"
            and row["period_start"] >= date(2026, 1, 1)
            and row["definition"] == "cash payments"]  # fmt: skip
    by_quarter = Counter(row["period_start"] for row in paid)
    whole = [day for day, number in by_quarter.items() if number == 4]
    assert measured["P26"]["value"] == sum(
        row["capex_usd"] for row in paid if row["period_start"] in whole)  # fmt: skip
    assert measured["P26"]["state"] == f"{len(whole)} of 4 quarters"
    reported = [row for row in read("company_metrics") if row["company"] == "Z.ai (Zhipu)"
                and row["metric"] == "annualised_revenue"
                and row["scope"] == "company"]  # fmt: skip
    newest = max(reported, key=lambda row: row["as_of"])
    assert (measured["P18"]["value"], measured["P18"]["as_of"]) == (
        newest["value_usd"], newest["as_of"])  # fmt: skip
    closed = [row for row in read("rounds") if row["status"] in ("completed", "announced")
              and row["kind"] in ("equity", "mixed")]  # fmt: skip
    for forecast, company, said in (
        ("P28", "DeepSeek", date(2026, 5, 7)), ("P31", "Anthropic", date(2026, 5, 10)),
    ):  # fmt: skip
        later = [row for row in closed if row["company"] == company and row["post_money_usd"]
                 and row["announced_date"] > said]  # fmt: skip
        first = min(later, key=lambda row: row["announced_date"])
        assert measured[forecast]["value"] == first["post_money_usd"]
        assert measured[forecast]["source_url"] == first["source_url"]
        assert measured[forecast]["state"] == f"${first['amount_usd'] / 1e9:g}B raised"
    labs = {row["company"]: row["country"] for row in read("companies") if row["is_model_lab"]}
    listed = {row["company"] for row in read("listings")
              if row["status"] == "completed" and row["kind"] == "ipo"}  # fmt: skip
    raising = {row["company"] for row in closed if labs.get(row["company"]) == "China"
               and row["announced_date"].year == 2026} - listed  # fmt: skip
    assert measured["P32"]["value"] == len(raising)


def test_markets_behind_forecasts(measured: dict[str, Row]) -> None:
    scores = [row for row in read("capability") if not row["is_second_hand"]]
    best = {side: max(row["eci"] for row in scores if row["access"] == side)
            for side in ("Closed", "Open weights")}  # fmt: skip
    assert measured["P12"]["value"] == pytest.approx(best["Closed"] - best["Open weights"])
    newest: dict[tuple[str, str], Row] = {}
    for row in sorted(read("prices"), key=lambda row: row["date"]):
        if row["input_usd_per_mtok"] is not None:
            newest[row["organization"], row["model"]] = row
    assert measured["P34"]["value"] == pytest.approx(
        median(row["input_usd_per_mtok"] for row in newest.values()))  # fmt: skip
    quarters = [row for row in read("aggregates") if row["publisher"] == "Crunchbase"
                and row["scope"] == "venture funding, AI" and row["measure"] == "funding"
                and row["dimension"] == "total"
                and (row["period_end"] - row["period_start"]).days < 93]  # fmt: skip
    last = max(quarters, key=lambda row: row["period_end"])["value_usd"]
    peak = max(row["value_usd"] for row in quarters)
    assert measured["P06"]["value"] == pytest.approx(100 * (1 - last / peak))


def test_every_measured_figure_names_its_source(measured: dict[str, Row]) -> None:
    sources = {row["source_id"] for row in read("sources")}
    assert len(measured) >= 20
    for row in measured.values():
        assert row["source_id"] in sources
        # Nothing found is no row to link.
        assert row["source_url"] or row["value"] == 0


def test_standings_of_the_shipped_forecasts(database: Database) -> None:
    rows = rows_of(TABLE, database, today=TODAY)
    assert rows.height == 37
    assert rows.filter(pl.col("evidence_url") == pl.col("source_url")).is_empty()
    told = {row["prediction_id"]: (row["said"], row["target"], row["measured"])
            for row in rows.to_dicts()}  # fmt: skip
    assert told["P28"] == ("$50B", "Above $50B", "Over $50B, $7.5B raised")
    # The articles name no share of buyers, fall of funding or number of laboratories.
    assert {name for name, (_, target, _) in told.items() if "(set here)" in (target or "")} == {
        "P02", "P03", "P06", "P32",
    }  # fmt: skip
    found = dict(rows.select("prediction_id", "standing").rows())
    ruled = {row["prediction_id"]: STANDINGS[row["verdict"]] for row in read("verdicts")}
    assert found.items() >= ruled.items()
    forecasts = {row["prediction_id"]: row for row in read("predictions")}
    for name, how in found.items():
        due = forecasts[name]["due_date"]
        if how == "Due":
            assert due < TODAY
        if how == "Open":
            assert due is None or due >= TODAY
        if how == "Cannot be judged":
            assert due is None
    assert {name for name, how in found.items() if how == "Hit"} == {"P10", "P20", "P28", "P31"}
    assert {name for name, how in found.items() if how == "Due"} == {"P29"}
    later = rows_of(TABLE, database, today=date(2027, 1, 1))
    # With the year over, nothing can be open that fell due in it.
    assert later.filter(pl.col("standing") == "Open", due_date=date(2026, 12, 31)).is_empty()
    assert "Missed" not in set(later["standing"])


@pytest.mark.parametrize("company", [(), ("OpenAI",), ("StepFun", "SpaceX"), ("Mistral AI",)])
def test_board_adds_up(database: Database, company: tuple[str, ...]) -> None:
    chosen = given(Filters(company=company), TODAY)
    board, table = (rows_of(figure, database, **chosen) for figure in (BOARD, TABLE))
    named = [row for row in read("predictions")
             if not company or set(company) & set(row["companies"])]  # fmt: skip
    assert table.height == len(named)
    if not named:
        assert board.is_empty()
        return
    assert counts(board) == {
        words: table.filter(standing=words).height for words in STANDINGS.values()
    }
    assert [number.value for number in numbers_of(board)] == [
        str(n) for n in counts(board).values()
    ]
    soon = [row for row in table.filter(standing="Open").iter_rows(named=True)
            if row["due_date"] and row["due_date"] <= date(2026, 12, 31)]  # fmt: skip
    headline = BOARD.headline(board)
    falls = "falls" if len(soon) == 1 else "fall"
    assert headline.endswith(f"{len(soon)} more {falls} due by Dec 2026")
    hits = table.filter(standing="Hit")["prediction_id"].to_list()
    paged = len({row["prediction_id"] for row in read("verdicts")}.intersection(hits))
    by = {"data": len(hits) - paged, "a curated page": paged}
    judged = ", ".join(f"{n} by {what}" for what, n in by.items() if n)
    assert (f"{len(hits)} came true ({judged})" if hits else "0 came true") in headline
    assert ("already over" in BOARD.remark(board)) == ("P10" in hits)
    assert ("selected" in headline) == bool(company)


def test_timeline_has_the_dated_and_counts_the_others(database: Database) -> None:
    rows = rows_of(TIMELINE, database, today=TODAY)
    assert rows.height == 22
    assert rows["undated"].unique().to_list() == [15]
    assert rows["due_date"].is_sorted()
    assert "15 forecasts have no due date" in TIMELINE.remark(rows)
    assert TIMELINE.headline(rows) == (
        "3 of 22 dated forecasts have passed the due date, the next falls due on 21 Dec 2026"
    )
    one = rows_of(TIMELINE, database, today=TODAY, standings=["due"])
    assert TIMELINE.headline(one) == "1 of 1 dated forecast has passed the due date"
    assert rows_of(TIMELINE, database, standings=["cannot be judged"]).is_empty()


def test_progress_is_a_share_of_the_target(database: Database) -> None:
    rows = rows_of(PROGRESS, database, today=TODAY)
    assert {"P18", "P20", "P24", "P26"} <= set(rows["prediction_id"])
    for row in rows.iter_rows(named=True):
        assert row["share_of_target"] == pytest.approx(row["value"] / row["target_value"])
        assert row["unit"] == row["target_unit"]
    words = {row["prediction_id"]: (row["measured"], row["target"]) for row in rows.to_dicts()}
    assert words["P20"] == ("$2.1T, listed", "At least $1.75T")
    assert words["P26"][1] == "$695B to $725B"
    reached = sum(row["share_of_target"] >= 1 for row in rows.to_dicts())
    assert PROGRESS.headline(rows).startswith(f"{reached} of {rows.height} forecasts")
    article = rows_of(PROGRESS, database, articles=["article-night-before-shakeout"])
    assert article["prediction_id"].to_list() == ["P31"]
