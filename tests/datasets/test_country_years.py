"""Country totals of OECD.AI: countries only, in dollars."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lib.datasets import country_years

ROOT = Path(__file__).parents[2]
RAW = ROOT.parent / "shared" / "data"
AGGREGATES = ("OECD", "EU27", "GPAI")


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    if not (RAW / country_years.FILE).exists():
        pytest.skip("the raw data folder is not here")
    return country_years.tidy(RAW, ROOT / "data" / "curated")


def test_rows_keep_the_declaration(rows: pl.DataFrame) -> None:
    country_years.DATASET.check(rows)
    assert (rows.height, rows["country"].n_unique()) == (637, 45)


@pytest.mark.parametrize(
    ("country", "year", "billion"),
    [
        ("United States", 2025, 202.5),
        ("United States", 2026, 407.4),
        ("China", 2025, 19.1),
        ("United Kingdom", 2026, 15.2),
    ],
)
def test_value_as_published(rows: pl.DataFrame, country: str, year: int, billion: float) -> None:
    found = rows.filter(country=country, year=year)["value_usd"].item()
    assert found / 1e9 == pytest.approx(billion, abs=0.05)


def test_aggregates_are_left_out(rows: pl.DataFrame) -> None:
    assert not set(rows["country_code"]) & set(AGGREGATES)
    assert rows.filter(year=2025)["value_usd"].sum() == pytest.approx(275.7e9, abs=0.1e9)


def test_only_the_year_2026_is_partial(rows: pl.DataFrame) -> None:
    assert rows.filter("is_partial")["year"].unique().to_list() == [2026]


def test_countries_have_short_names_and_regions(rows: pl.DataFrame) -> None:
    places = rows.filter(country_code="KOR").row(0, named=True)
    assert (places["country"], places["region"]) == ("South Korea", "Asia-Pacific")
    assert "Unknown" not in rows["region"]


def test_year_without_deals_is_dropped(tmp_path: Path) -> None:
    file = tmp_path / country_years.FILE
    file.parent.mkdir(parents=True)
    file.write_text(
        "code,label,entity_type,year,vc_ai_usd_million_nominal,year_to_date\n"
        "OECD,OECD,aggregate,2025,999,False\n"
        "FRA,France,country,2024,,False\n"
        "FRA,France,country,2025,3.5,False\n",
        encoding="utf-8",
    )
    found = country_years.tidy(tmp_path, ROOT / "data" / "curated")
    assert found.select("country", "year", "value_usd").rows() == [("France", 2025, 3.5e6)]
