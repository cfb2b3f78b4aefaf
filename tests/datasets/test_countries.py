"""Countries: one code each, and the names that rounds and published series use."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pycountry
import pytest

from lib.datasets import countries

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return countries.tidy(DATA / "curated")


def test_rows_keep_the_declaration(rows: pl.DataFrame) -> None:
    countries.DATASET.check(rows)
    assert rows.row(43) == ("Chad", "TCD", "Rest of World")


def test_codes_are_those_of_iso_3166(rows: pl.DataFrame) -> None:
    assert set(rows["country_code"]) == {each.alpha_3 for each in pycountry.countries}
    assert rows["country_code"].is_unique().all()


@pytest.mark.parametrize("table", ["rounds", "country_years"])
def test_every_country_of_the_data_is_listed_with_its_region(
    table: str, rows: pl.DataFrame
) -> None:
    places = pl.read_parquet(DATA / f"{table}.parquet").select("country", "region").unique()
    known = places.drop_nulls("country").sort("country")
    assert known.height > 30
    assert known.equals(
        known.select("country").join(rows, on="country").select("country", "region").sort("country")
    )
