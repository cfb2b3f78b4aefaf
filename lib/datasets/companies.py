"""Companies behind the rounds, one row each under one name."""

from __future__ import annotations

import polars as pl

from lib.datasets.rounds import REGION_GROUPS, REGIONS, SECTORS
from lib.schema import Column, Dataset

DATASET = Dataset(
    name="companies",
    title="Companies",
    description="One row a company, under the name used in every table.",
    key=("company",),
    columns=(
        Column(
            "company",
            pl.String(),
            "Company",
            "Name used in every table",
            required=True,
            category=True,
        ),
        Column(
            "aliases",
            pl.List(pl.String()),
            "Other names",
            "Names that sources use for the same company",
            required=True,
        ),
        Column(
            "country",
            pl.String(),
            "Country",
            "Country the company is run from (ISO 3166 short name)",
            category=True,
        ),
        Column(
            "country_code",
            pl.String(),
            "Country code",
            "ISO 3166-1 alpha-3 code",
            pattern="^[A-Z]{3}$",
        ),
        Column(
            "region", pl.String(), "Region", "Region of the country", required=True, allowed=REGIONS
        ),
        Column(
            "region_group",
            pl.String(),
            "Region, four groups",
            "Roll-up used by published totals",
            required=True,
            allowed=REGION_GROUPS,
        ),
        Column("city", pl.String(), "City", "City of the head office"),
        Column(
            "sector", pl.String(), "Sector", "What the company does", required=True, allowed=SECTORS
        ),
        Column("founded_year", pl.Int64(), "Founded", "Year the company was founded", minimum=1900),
        Column(
            "is_model_lab",
            pl.Boolean(),
            "Model lab",
            "True where the company trains foundation models",
            required=True,
        ),
        Column("is_listed", pl.Boolean(), "Listed", "True where its shares trade on an exchange"),
    ),
)
