"""Exchange rates: units of a currency for one US dollar, assumed ones marked."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lib.datasets import exchange_rates

CURATED = Path(__file__).parents[2] / "data/curated"
RATES = exchange_rates.tidy(CURATED)


def test_rows_keep_the_declaration() -> None:
    exchange_rates.DATASET.check(RATES)


def test_rates_are_units_for_one_dollar() -> None:
    found = {(c, y): rate for c, y, rate in RATES.select(pl.nth(0, 1, 2)).iter_rows()}
    wanted = {
        ("CNY", 2023): 7.08,
        ("CNY", 2024): 7.20,
        ("CNY", 2025): 7.19,
        ("CNY", 2026): 6.80,
        ("EUR", 2024): 1 / 1.08,
        ("HKD", 2026): (7.75 + 7.85) / 2,
        # As the Federal Reserve prints them: pounds, euros and Australian dollars upside down.
        ("INR", 2022): 78.5792,
        ("JPY", 2019): 109.0188,
        ("KRW", 2013): 1094.67,
        ("GBP", 2021): 1 / 1.3764,
        ("EUR", 2015): 1 / 1.1096,
        ("AUD", 2017): 1 / 0.7671,
    }
    assert {each: found[each] for each in wanted} == pytest.approx(wanted, rel=1e-5)


def test_a_rate_is_near_that_of_the_year_before() -> None:
    """A figure upside down, or of another currency, would jump."""
    pairs = RATES.join(RATES.with_columns(pl.col("year") + 1), on=["currency", "year"])
    change = (pairs["units_per_usd"] / pairs["units_per_usd_right"]).to_list()
    assert len(change) > 120
    assert all(0.75 < each < 1.5 for each in change)


def test_only_the_yuan_of_2026_is_assumed() -> None:
    assert RATES.filter("is_assumption").select("currency", "year").rows() == [("CNY", 2026)]


def test_yuan_of_the_published_totals_turn_at_these_rates() -> None:
    totals = pl.read_parquet(CURATED.parent / "aggregates.parquet").filter(unit="CNY")
    yuan = RATES.filter(currency="CNY")
    rates = dict(yuan.select("year", "units_per_usd").iter_rows())
    for row in totals.iter_rows(named=True):
        rate = rates[row["period_end"].year]
        assert row["value_usd"] == pytest.approx(row["value"] / rate, rel=1e-5), row["aggregate_id"]
    assert totals.height == 7
