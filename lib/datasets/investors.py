"""Investors, one row each under one name.

Funds of one house stand together, as do a parent and the arm that invests for it (Alphabet with
Google, NVentures with Nvidia, M12 with Microsoft, the Vision Funds with SoftBank). Houses that
decide for themselves stand alone: GV, CapitalG and Gradient beside Google, HongShan and Peak XV
beside Sequoia Capital, Ant Group beside Alibaba, CD Capital beside CATL, Vertex and Pavilion beside
Temasek, Eight Roads and F-Prime beside Fidelity, Legend Capital beside Lenovo.

A company that a state owns keeps the type of its business (a bank, a carmaker); sovereign or state
are funds, policy banks and pension plans of the public sector, and bodies of the state. The country
is empty where a house has several homes or sources disagree.

`investor_aliases.csv` maps every other spelling to that name, to several names joined with a
semicolon, or to nothing where a source names nobody.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.rounds import REGIONS
from lib.datasets.sources import source_url
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
TYPE_LABELS = {code: code.capitalize() for code in INVESTOR_TYPES} | {
    "private equity and crossover": "PE or crossover",
    "bank or debt": "Bank or lender",
}

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
            labels=TYPE_LABELS,
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
        source_url("Page that states type or country, where they are not plain", required=False),
    ),
)


def tidy(investments: pl.DataFrame, curated: Path) -> pl.DataFrame:
    """Every investor of `investments`; type unknown where `investors.csv` does not list it."""
    known = pl.read_csv(curated / "investors.csv", infer_schema=False)
    regions = pl.read_csv(curated / "countries.csv").select("country", "region")
    return (
        investments.select(pl.col("investor").unique())
        .join(known, on="investor", how="left", validate="1:1")
        .join(regions, on="country", how="left", validate="m:1")
        .with_columns(
            pl.col("investor_type").fill_null("unknown"), pl.col("region").fill_null("Unknown")
        )
        .select(DATASET.polars_schema.names())
        .sort("investor")
    )
