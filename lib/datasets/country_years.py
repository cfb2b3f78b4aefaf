"""Venture capital into AI by country and year, as published by OECD.AI."""

from __future__ import annotations

import polars as pl

from lib.datasets.rounds import REGIONS
from lib.schema import Column, Dataset

DATASET = Dataset(
    name="country_years",
    title="Venture capital in AI by country and year",
    description="Countries only; published aggregates (OECD, EU27, GPAI) overlap with them and are left out.",
    key=("country", "year", "measure"),
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
        Column(
            "source_id", pl.String(), "Source", "Source of the figure", required=True, category=True
        ),
    ),
)
