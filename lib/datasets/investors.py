"""Investors, one row each under one name."""

from __future__ import annotations

import polars as pl

from lib.datasets.rounds import REGIONS
from lib.schema import Column, Dataset

INVESTOR_TYPES = (
    "venture",
    "corporate",
    "sovereign or state",
    "private equity and crossover",
    "founder or angel",
    "bank or debt",
    "accelerator",
    "unknown",
)

DATASET = Dataset(
    name="investors",
    title="Investors",
    description="One row an investor named in a round; funds of one house stand together.",
    key=("investor",),
    columns=(
        Column("investor", pl.String(), "Investor", "Name used in every table", required=True),
        Column(
            "investor_type",
            pl.String(),
            "Investor type",
            "Kind of investor",
            required=True,
            allowed=INVESTOR_TYPES,
        ),
        Column(
            "country",
            pl.String(),
            "Country",
            "Home country of the investor (ISO 3166 short name)",
            category=True,
        ),
        Column(
            "region",
            pl.String(),
            "Region",
            "Region of that country",
            required=True,
            allowed=REGIONS,
        ),
    ),
)
