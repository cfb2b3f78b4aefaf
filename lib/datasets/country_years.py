"""Venture capital into AI by country and year, as published by OECD.AI."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.rounds import REGIONS
from lib.datasets.sources import source_id
from lib.schema import Column, Dataset

DATASET = Dataset(
    name="country_years",
    title="Venture capital in AI by country and year",
    description="Countries only; published aggregates (OECD, EU27, GPAI) overlap with them and are left out.",
    key=("country", "year", "measure"),
    dated_by="year",
    references={"source_id": "sources.source_id"},
    columns=(
        Column(
            "country", pl.String(), "Country", "ISO 3166 short name", required=True, category=True
        ),
        Column(
            "country_code",
            pl.String(),
            "Country code",
            "ISO 3166-1 alpha-3 code",
            required=True,
            pattern="^[A-Z]{3}$",
        ),
        Column(
            "region", pl.String(), "Region", "Region of the country", required=True, allowed=REGIONS
        ),
        Column("year", pl.Int64(), "Year", "Calendar year", required=True, minimum=2000),
        Column(
            "measure",
            pl.String(),
            "Measure",
            "What is measured",
            required=True,
            allowed=("vc_investment",),
        ),
        Column(
            "value_usd",
            pl.Float64(),
            "Venture capital in AI",
            "Sum of deals in current US dollars",
            unit="USD",
            required=True,
            minimum=0,
        ),
        Column(
            "is_partial",
            pl.Boolean(),
            "Part of a year",
            "True where the year is not complete",
            required=True,
        ),
        source_id("Source of the figure"),
    ),
)

FILE = "funding/oecd-ai-vc-by-country/vc_ai_by_country_year.csv"


def tidy(raw: Path, curated: Path) -> pl.DataFrame:
    """Country rows of OECD.AI in US dollars; years without a recorded deal are left out.

    A country that `countries.csv` lacks keeps an empty name, which fails the check.
    """
    places = pl.read_csv(curated / "countries.csv").select("country", "region", country_code="code")
    return (
        pl.read_csv(raw / FILE)
        .filter(
            pl.col("entity_type") == "country", pl.col("vc_ai_usd_million_nominal").is_not_null()
        )
        .join(places, left_on="code", right_on="country_code", how="left", validate="m:1")
        .select(_columns())
        .sort("country", "year")
    )


def _columns() -> list[pl.Expr]:
    return [
        pl.col("country"),
        pl.col("code").alias("country_code"),
        pl.col("region"),
        pl.col("year").cast(pl.Int64),
        pl.lit("vc_investment").alias("measure"),
        (pl.col("vc_ai_usd_million_nominal").cast(pl.Float64) * 1e6).alias("value_usd"),
        pl.col("year_to_date").alias("is_partial"),
        pl.lit("oecd-ai-vc-by-country").alias("source_id"),
    ]
