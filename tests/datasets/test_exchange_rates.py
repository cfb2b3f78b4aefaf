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
    assert found == pytest.approx(
        {
            ("CNY", 2023): 7.08,
            ("CNY", 2024): 7.20,
            ("CNY", 2025): 7.19,
            ("CNY", 2026): 6.80,
            ("EUR", 2024): 1 / 1.08,
            ("HKD", 2026): (7.75 + 7.85) / 2,
        }
    )


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
