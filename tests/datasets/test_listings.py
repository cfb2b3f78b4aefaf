"""The board of listings: prices as published, what follows from them, and the rounds behind."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lib.datasets import exchange_rates, listings

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
RATES = exchange_rates.tidy(CURATED)
ROUNDS = pl.read_parquet(DATA / "rounds.parquet")
EXITS = ROUNDS.filter(pl.col("kind").is_in(["ipo", "merger"]))


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return listings.tidy(CURATED, RATES)


@pytest.fixture(scope="module")
def typed() -> dict[str, dict[str, str]]:
    """The curated file as people wrote it, by listing_id."""
    with (CURATED / "listings.csv").open(encoding="utf-8", newline="") as file:
        return {row["listing_id"]: row for row in csv.DictReader(file)}


def listing(rows: pl.DataFrame, listing_id: str) -> dict[str, Any]:
    return rows.filter(listing_id=listing_id).row(0, named=True)


def test_rows_keep_the_declaration(rows: pl.DataFrame, typed: dict[str, dict[str, str]]) -> None:
    listings.DATASET.check(rows)
    assert rows.height == len(typed) == 50
    assert rows.equals(pl.read_parquet(DATA / "listings.parquet"))


def test_every_listing_and_merger_among_the_rounds_is_on_the_board(rows: pl.DataFrame) -> None:
    assert set(EXITS["round_id"]) == set(rows["round_id"].drop_nulls())
    assert rows["round_id"].drop_nulls().is_unique().all()
    both = rows.join(EXITS, on="round_id", suffix="_round")
    assert both.height == EXITS.height == 34
    assert both.filter(pl.col("company") != pl.col("company_round")).is_empty()


def test_a_completed_round_is_completed_on_the_board(rows: pl.DataFrame) -> None:
    both = rows.join(EXITS, on="round_id", suffix="_round")
    done = both.filter(pl.col("status_round") == "completed")
    assert done.height == 26
    assert done["status"].unique().to_list() == ["completed"]


def test_money_of_a_round_is_not_repeated(rows: pl.DataFrame) -> None:
    both = rows.join(EXITS, on="round_id", suffix="_round")
    twice = both.filter(pl.col("raised_usd").is_not_null() & pl.col("amount_usd").is_not_null())
    assert twice.is_empty()
    assert rows["raised_usd"].count() == 4


@pytest.mark.parametrize(
    ("listing_id", "day", "issue", "close", "gain"),
    [
        ("z-ai-zhipu-2026-01-ipo", date(2026, 1, 8), 116.2, 131.5, 13.17),
        ("minimax-2026-01-ipo", date(2026, 1, 9), 165, 345, 109.09),
        ("coreweave-2025-03-ipo", date(2025, 3, 28), 40, 40, 0),
        ("metax-2025-12-ipo", date(2025, 12, 17), 104.66, 829.9, 693),
        ("moore-threads-2025-12-ipo", date(2025, 12, 5), 114.28, 600.5, 425.46),
        ("spacex-2026-06-ipo", date(2026, 6, 12), 135, 160.95, 19.22),
        ("cerebras-2026-05-ipo", date(2026, 5, 14), 185, 311.07, 68),
        ("biren-technology-2026-01-ipo", date(2026, 1, 2), 19.6, None, 75.82),
        ("weride-2024-10-ipo", date(2024, 10, 25), 15.5, 16.55, 6.77),
        ("ubtech-robotics-2023-12-ipo", date(2023, 12, 29), 90, 90.85, 0.94),
    ],
)
def test_first_day_as_published(
    rows: pl.DataFrame,
    listing_id: str,
    day: date,
    issue: float,
    close: float | None,
    gain: float,
) -> None:
    row = listing(rows, listing_id)
    assert (row["listing_date"], row["issue_price"], row["first_close"]) == (day, issue, close)
    assert row["first_day_return_pct"] == pytest.approx(gain)


def test_zhipu_closes_at_the_price_its_gain_implies(rows: pl.DataFrame) -> None:
    row = listing(rows, "z-ai-zhipu-2026-01-ipo")
    assert row["first_close"] == pytest.approx(116.2 * 1.1317, abs=0.01)
    assert row["market_value_original"] == 57.9e9
    assert row["market_value_usd"] == pytest.approx(57.9e9 / 7.8)
    assert (row["peak_price"], row["peak_date"]) == (1229, date(2026, 5, 15))
    assert row["peak_price"] / row["issue_price"] == pytest.approx(10.58, abs=0.005)


def test_returns_fit_the_prices(rows: pl.DataFrame) -> None:
    """A stated return is rounded by the source, to a percent at worst."""
    priced = rows.drop_nulls(["issue_price", "first_close"])
    assert priced.height == 20
    for row in priced.iter_rows(named=True):
        gain = (row["first_close"] / row["issue_price"] - 1) * 100
        assert row["first_day_return_pct"] == pytest.approx(gain, abs=0.5), row["listing_id"]


def test_dollars_are_stated_or_follow_from_the_rate(
    rows: pl.DataFrame, typed: dict[str, dict[str, str]]
) -> None:
    rates = {(row["currency"], row["year"]): row["units_per_usd"] for row in RATES.to_dicts()}
    for row in rows.iter_rows(named=True):
        stated, original = typed[row["listing_id"]]["market_value_usd"], None
        if row["market_value_original"] is not None:
            year = row["market_value_date"].year
            rate = 1.0 if row["currency"] == "USD" else rates.get((row["currency"], year))
            original = row["market_value_original"] / rate if rate else None
        wanted = float(stated) if stated else original
        assert row["market_value_usd"] == (pytest.approx(wanted) if wanted else None)
    in_pounds = listing(rows, "darktrace-2021-04-ipo")
    assert in_pounds["market_value_usd"] == pytest.approx(2.2e9 * 1.3764)


def test_without_rates_only_stated_dollars_stay(rows: pl.DataFrame) -> None:
    found = listings.tidy(CURATED, RATES.clear())
    assert found.height == rows.height
    lost = rows.filter(pl.col("market_value_usd").is_not_null()).join(
        found.filter(pl.col("market_value_usd").is_null()), on="listing_id"
    )
    assert set(lost["listing_id"]) == {
        "z-ai-zhipu-2026-01-ipo",
        "minimax-2026-01-ipo",
        "biren-technology-2026-01-ipo",
        "4paradigm-2023-09-ipo",
        "darktrace-2021-04-ipo",
        "ubtech-robotics-2023-12-ipo",
    }


def test_values_say_when_and_at_what_price(rows: pl.DataFrame) -> None:
    valued = pl.any_horizontal(pl.col("market_value_original", "market_value_usd").is_not_null())
    for column in ("market_value_date", "market_value_basis", "currency"):
        assert rows.filter(valued & pl.col(column).is_null()).is_empty(), column
    priced = pl.any_horizontal(pl.col("issue_price", "first_close", "peak_price").is_not_null())
    assert rows.filter(priced & pl.col("currency").is_null()).is_empty()
    peak = pl.col("peak_price").is_not_null()
    for column in ("peak_date", "peak_source_url"):
        assert rows.filter(peak != pl.col(column).is_not_null()).is_empty(), column


def test_only_completed_listings_have_a_first_day(rows: pl.DataFrame) -> None:
    ahead = rows.filter(pl.col("status").is_in(["filed", "planned", "rumoured"]))
    assert ahead.height == 11
    for column in ("first_close", "first_day_return_pct", "raised_usd", "market_value_usd"):
        assert ahead[column].is_null().all(), column
    done = rows.filter(status="completed")
    assert done["listing_date"].is_not_null().all()
    assert done.filter(pl.col("listing_date") > date(2026, 11, 22)).is_empty()


def test_dates_say_how_exact_they_are(rows: pl.DataFrame) -> None:
    dated = pl.col("listing_date").is_not_null()
    assert rows.filter(dated != pl.col("date_precision").is_not_null()).is_empty()


def test_sales_name_the_buyer(rows: pl.DataFrame) -> None:
    sold = rows.filter(pl.col("kind").is_in(["acquisition", "spac"]))
    assert sold.height == 7
    assert sold["acquirer"].is_not_null().all()
    assert listing(rows, "xai-2026-02-acquisition")["acquirer"] == "SpaceX"


def test_a_sale_that_was_undone_is_not_completed(rows: pl.DataFrame) -> None:
    assert rows.filter(status="withdrawn")["listing_id"].to_list() == ["manus-2025-12-acquisition"]


def test_every_row_links_a_page(rows: pl.DataFrame) -> None:
    assert rows["source_url"].str.contains(r"^https?://[\w.-]+(:\d+)?/\S+$").all()
    assert rows["source_id"].unique().to_list() == ["curated-listings"]
