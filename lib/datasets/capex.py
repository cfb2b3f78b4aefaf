"""Capital expenditure of the largest buyers of data centres, by calendar quarter and by year."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import organizations
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

FILE = "funding/sec-capex-hyperscalers/capex_quarterly_msft_goog_amzn.csv"
SOURCE = "sec-capex-hyperscalers"
TICKERS = {"MSFT": "Microsoft", "GOOG": "Google", "AMZN": "Amazon"}
PERIODS = ("quarter", "year")
DEFINITIONS = ("cash payments", "including finance leases")
BASES = ("reported", "annual minus first three quarters", "second-hand")

DATASET = Dataset(
    name="capex",
    title="Capital expenditure",
    description=(
        "One row a company, period and definition. Years hold their quarters, and definitions "
        "differ in what they count: neither are ever added up. Plans are in `aggregates`."
    ),
    key=("organization", "period_start", "date", "definition"),
    dated_by="date",
    references={"source_id": "sources.source_id"},
    columns=(
        *organizations.columns(
            "Company",
            "Company that spends; Google stands for Alphabet",
            of="company",
            required=True,
        ),
        Column("period_start", pl.Date(), "From", "First day of the period", required=True),
        Column("date", pl.Date(), "To", "Last day of the period", required=True),
        Column(
            "period",
            pl.String(),
            "Period",
            "quarter: a calendar quarter; year: twelve months, of the company's own year",
            required=True,
            allowed=PERIODS,
        ),
        Column(
            "calendar_year",
            pl.Int64(),
            "Year",
            "Calendar year the period ends in",
            required=True,
            minimum=2016,
        ),
        Column(
            "calendar_quarter",
            pl.Int64(),
            "Quarter",
            "Calendar quarter, 1 to 4; empty for years",
            minimum=1,
        ),
        Column(
            "capex_usd",
            pl.Float64(),
            "Capital expenditure",
            "Spent in the period",
            unit="USD",
            required=True,
            minimum=0,
        ),
        Column(
            "definition",
            pl.String(),
            "Definition",
            "cash payments: paid for property and equipment, gross; the other adds finance leases",
            required=True,
            allowed=DEFINITIONS,
        ),
        Column(
            "basis",
            pl.String(),
            "Basis",
            "reported: in the filing of the quarter; second-hand: quoted by the page of the link",
            required=True,
            allowed=BASES,
        ),
        source_id("Source of the figure"),
        source_url(
            "Page that states the figure; empty for filings, which the source lists", required=False
        ),
    ),
)


def tidy(raw: Path, curated: Path, places: pl.DataFrame) -> pl.DataFrame:
    """Quarters of the filings, figures of `capex.csv`, and quarters that follow from both.

    A company whose year ends in June files no fourth quarter: it is the year of `capex.csv`
    without the three quarters before. `places` is the table organizations.
    """
    stated = pl.concat([_filed(raw), _curated(curated)], how="diagonal")
    rows = pl.concat([stated, _last_quarters(stated)], how="diagonal").with_columns(
        organizations.canonical("organization", curated),
        pl.col("date").dt.year().cast(pl.Int64).alias("calendar_year"),
        pl.when(pl.col("period") == "quarter")
        .then(pl.col("date").dt.quarter().cast(pl.Int64))
        .alias("calendar_quarter"),
    )
    return (
        organizations.placed(rows, places)
        .select(DATASET.polars_schema.names())
        .sort("date", "period", "organization", "definition")
    )


def _filed(raw: Path) -> pl.DataFrame:
    start = pl.date("calendar_year", pl.col("quarter") * 3 - 2, 1)
    return pl.read_csv(raw / FILE).select(
        pl.col("ticker").replace_strict(TICKERS).alias("organization"),
        start.alias("period_start"),
        start.dt.offset_by("2mo").dt.month_end().alias("date"),
        pl.lit("quarter").alias("period"),
        pl.col("capex_payments_usd").cast(pl.Float64).alias("capex_usd"),
        pl.lit("cash payments").alias("definition"),
        pl.col("basis"),
        pl.lit(SOURCE).alias("source_id"),
    )


def _curated(curated: Path) -> pl.DataFrame:
    types = {"period_start": pl.Date, "date": pl.Date, "capex_usd": pl.Float64}
    rows = pl.read_csv(curated / "capex.csv", schema_overrides=types)
    return rows.with_columns(pl.lit("company-reports").alias("source_id"))


def _last_quarters(stated: pl.DataFrame) -> pl.DataFrame:
    """Fourth quarters of years that are stated in cash and whose first three are known."""
    cash = stated.filter(definition="cash payments")
    years = cash.filter(period="year")
    first_three = (
        cash.filter(period="quarter")
        .join(years, on="organization", suffix="_of_year")
        .filter(
            pl.col("period_start") >= pl.col("period_start_of_year"),
            pl.col("date") <= pl.col("date_of_year"),
        )
        .group_by("organization", pl.col("date_of_year").alias("date"))
        .agg(pl.col("capex_usd").sum().alias("known_usd"), pl.len().alias("known"))
        .filter(known=3)
    )
    return (
        years.join(first_three, on=["organization", "date"])
        .with_columns(
            pl.col("date").dt.offset_by("-2mo").dt.month_start().alias("period_start"),
            pl.lit("quarter").alias("period"),
            (pl.col("capex_usd") - pl.col("known_usd")).alias("capex_usd"),
            pl.lit("annual minus first three quarters").alias("basis"),
        )
        .drop("known_usd", "known")
    )
