"""Exchange rates that turn amounts in other currencies into US dollars."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

CURRENCIES = tuple("AUD BRL CAD CHF CNY DKK EUR GBP HKD INR JPY KRW NOK SEK SGD TWD".split())

DATASET = Dataset(
    name="exchange_rates",
    title="Exchange rates",
    description="One rate a currency and year, used for figures stated in that currency, and for visitors' own deals.",
    key=("currency", "year"),
    dated_by="year",
    references={"source_id": "sources.source_id"},
    columns=(
        Column(
            "currency",
            pl.String(),
            "Currency",
            "ISO 4217 code",
            required=True,
            allowed=CURRENCIES,
        ),
        Column("year", pl.Int64(), "Year", "Calendar year", required=True, minimum=2000),
        Column(
            "units_per_usd",
            pl.Float64(),
            "Rate",
            "Units of the currency for one US dollar",
            unit="units per USD",
            required=True,
            minimum=0,
        ),
        Column(
            "is_assumption",
            pl.Boolean(),
            "Assumed",
            "True where the rate is assumed, as no yearly average was published yet",
            required=True,
        ),
        source_id("Source of the rate"),
        source_url("Page that states the rate, or a conversion near an assumed one"),
    ),
)


def tidy(curated: Path) -> pl.DataFrame:
    """Rows of `exchange_rates.csv`, which has the table's layout; notes for editors are left out."""
    types = DATASET.polars_schema
    rows = pl.read_csv(curated / "exchange_rates.csv", schema_overrides=types)
    return rows.select(types.names()).sort("currency", "year")
