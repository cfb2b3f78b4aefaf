"""Developers, owners and sellers behind models, prices, chips and data centres, under one name.

A tracked company keeps its name of `companies`; any other is called as people call it (Google,
not Google DeepMind), and `organization_aliases.csv` maps every other spelling to that name.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import names
from lib.datasets.rounds import REGIONS
from lib.datasets.sources import source_id
from lib.schema import Column, Dataset

EPOCH = "epoch-ai-models"
"""Source of the countries of developers that are neither tracked companies nor investors."""

DATASET = Dataset(
    name="organizations",
    title="Organisations",
    description="One row an organisation of the tables on models, prices, chips and data centres.",
    key=("organization",),
    references={"company": "companies.company", "source_id": "sources.source_id"},
    columns=(
        Column(
            "organization",
            pl.String(),
            "Organisation",
            "Name used in every table",
            required=True,
            category=True,
        ),
        Column(
            "aliases",
            pl.List(pl.String()),
            "Other names",
            "Names that sources use for the same organisation or its laboratories",
            required=True,
        ),
        Column(
            "company",
            pl.String(),
            "Company",
            "The same name where funding rounds of it are tracked; empty for Google, Meta and others",
            category=True,
        ),
        Column(
            "country",
            pl.String(),
            "Country",
            "Country it is run from (ISO 3166 short name)",
            category=True,
        ),
        Column(
            "region", pl.String(), "Region", "Region of the country", required=True, allowed=REGIONS
        ),
        source_id("Source of the country where no other table has it", required=False),
    ),
)


def columns(
    title: str, description: str, of: str = "developer", required: bool = False
) -> tuple[Column, ...]:
    """The organisation of a row under its one name, and the place of that `of` the row."""
    return (
        Column("organization", pl.String(), title, description, required=required, category=True),
        Column(
            "country",
            pl.String(),
            "Country",
            f"Country of the {of} (ISO 3166 short name)",
            category=True,
        ),
        Column(
            "region", pl.String(), "Region", "Region of the country", required=True, allowed=REGIONS
        ),
    )


def canonical(column: str, curated: Path) -> pl.Expr:
    """The one name for the first organisation of a comma-separated list, under `organization`.

    Epoch AI names the developers of a model in the order of their part in it.
    """
    aliases = names.read_aliases(curated / "organization_aliases.csv", "alias", "organization")
    first = pl.col(column).str.split(",").list.first().str.strip_chars()
    return (
        first.replace({"": None, "other": None, "Other": None})
        .replace(aliases)
        .alias("organization")
    )


def placed(rows: pl.DataFrame, organizations: pl.DataFrame) -> pl.DataFrame:
    """Rows with `country` and `region` of their `organization`; unknown where there is none."""
    places = organizations.select("organization", "country", "region")
    return rows.join(places, on="organization", how="left", maintain_order="left").with_columns(
        pl.col("region").fill_null("Unknown")
    )


def tidy(
    raw: Path, curated: Path, companies: pl.DataFrame, investors: pl.DataFrame
) -> pl.DataFrame:
    """Organisations of the publishers' files that hold one, and those with other spellings."""
    epoch = _epoch(raw, curated)
    aliases = pl.read_csv(curated / "organization_aliases.csv", infer_schema=False)
    listed = aliases.group_by("organization").agg(pl.col("alias").sort().alias("aliases"))
    further = pl.read_csv(curated / "organizations.csv", infer_schema=False)
    everyone = pl.concat(
        [frame.select("organization") for frame in (epoch, listed, further)]
    ).unique()
    tracked = companies.select(
        pl.col("company").alias("organization"), "company", pl.col("country").alias("of_company")
    )
    backers = investors.select(
        pl.col("investor").alias("organization"), pl.col("country").alias("of_investor")
    )
    countries = pl.read_csv(curated / "countries.csv").select("country", "region")
    known = pl.coalesce("of_company", "of_investor")
    return (
        everyone.join(listed, on="organization", how="left")
        .join(tracked, on="organization", how="left")
        .join(backers, on="organization", how="left")
        .join(epoch, on="organization", how="left")
        .with_columns(
            pl.col("aliases").fill_null([]),
            pl.coalesce(known, "of_developer").alias("country"),
            pl.when(known.is_null() & pl.col("of_developer").is_not_null())
            .then(pl.lit(EPOCH))
            .alias("source_id"),
        )
        .join(countries, on="country", how="left")
        .with_columns(pl.col("region").fill_null("Unknown"))
        .select(DATASET.polars_schema.names())
        .sort("organization")
    )


def _epoch(raw: Path, curated: Path) -> pl.DataFrame:
    """Lead developers of Epoch AI's models with the country it most often gives them."""
    folder = raw / "benchmarks"
    files = (
        folder / "epoch-ai-models" / "notable_ai_models.csv",
        folder / "epoch-ai-models" / "large_scale_ai_models_2026-01.csv",
        folder / "epoch-eci" / "eci_scores.csv",
    )
    rows = pl.concat(
        [
            pl.read_csv(path, infer_schema=False).select(
                canonical("Organization", curated),
                pl.col("Country (of organization)").str.split(",").list.first().alias("stated"),
            )
            for path in files
        ]
    ).drop_nulls("organization")
    return rows.group_by("organization").agg(
        pl.col("stated")
        .drop_nulls()
        .mode()
        .sort()
        .first()
        .replace(_spellings(curated))
        .alias("of_developer")
    )


def _spellings(curated: Path) -> dict[str, str | None]:
    """Other names of countries to the one used here; several countries at once are none."""
    listed = pl.read_csv(curated / "countries.csv").drop_nulls("aliases")
    return {
        alias: country
        for country, aliases in listed.select("country", "aliases").rows()
        for alias in aliases.split(";")
    } | {"Multinational": None}
