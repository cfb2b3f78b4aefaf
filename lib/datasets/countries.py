"""Countries with their code and region, to place companies on a map."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.rounds import REGIONS
from lib.schema import Column, Dataset

DATASET = Dataset(
    name="countries",
    title="Countries",
    description="Countries and territories of ISO 3166, each in one of the regions of this explorer.",
    key=("country",),
    columns=(
        Column("country", pl.String(), "Country", "ISO 3166 short name", required=True),
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
    ),
)


def tidy(curated: Path) -> pl.DataFrame:
    """Rows of `countries.csv`; other spellings, which only the build needs, are left out."""
    return (
        pl.read_csv(curated / "countries.csv")
        .select("country", "code", "region")
        .rename({"code": "country_code"})
    )
