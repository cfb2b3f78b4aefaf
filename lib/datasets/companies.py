"""Companies behind the rounds, one row each under one name."""

from __future__ import annotations

from pathlib import Path

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
            "Names that people and sources use for the same company",
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


def tidy(records: pl.DataFrame, curated: Path) -> pl.DataFrame:
    """One row a company: the file of companies first, then the record most to be trusted.

    `records` come in order of trust, with `company_raw` as the source spells the name.
    """
    facts = pl.read_csv(curated / "companies.csv", infer_schema=False)
    countries = pl.read_csv(curated / "countries.csv", infer_schema=False)
    aliases = pl.read_csv(curated / "company_aliases.csv", infer_schema=False)
    frame = (
        _from_records(records)
        .join(aliases.group_by("company").agg("alias"), on="company", how="left")
        .with_columns(_all_aliases())
        .join(facts, on="company", how="left", suffix="_fact")
        .with_columns(_fact_first("country"), _fact_first("sector"), _fact_first("city"))
        .with_columns(_fact_first("founded_year"))
        .join(countries.drop("aliases"), on="country", how="left")
        .with_columns(
            pl.col("code").alias("country_code"),
            pl.col("region").fill_null("Unknown"),
            (pl.col("is_model_lab") == "true").fill_null(False),
            pl.coalesce(pl.col("is_listed") == "true", _true("went_public")).alias("is_listed"),
        )
        .with_columns(_region_group())
        .select(pl.col(column.name).cast(column.type) for column in DATASET.columns)
        .sort("company")
    )
    DATASET.check(frame)
    return frame


def _from_records(records: pl.DataFrame) -> pl.DataFrame:
    """First known value of each column; the city goes with the record that gives the country."""
    first = records.group_by("company", maintain_order=True).agg(
        pl.col("company_raw").unique().sort().alias("aliases"),
        pl.col("country").drop_nulls().first(),
        pl.col("sector").filter(pl.col("sector") != "Unknown").first().fill_null("Unknown"),
        pl.col("founded_year").drop_nulls().first(),
        _went_public().any().fill_null(False).alias("went_public"),
    )
    cities = records.drop_nulls("city").unique(["company", "country"], keep="first")
    return first.with_columns(
        pl.col("aliases").list.set_difference(pl.concat_list("company"))
    ).join(
        cities.select("company", "country", "city"),
        on=["company", "country"],
        how="left",
        nulls_equal=True,
    )


def _all_aliases() -> pl.Expr:
    """Spellings of the records and of the file of aliases, each once, in alphabetical order."""
    known = pl.concat_list("aliases", pl.col("alias").fill_null([]))
    return known.list.unique().list.sort().alias("aliases")


def _went_public() -> pl.Expr:
    return (pl.col("kind") == "ipo") & (pl.col("status") == "completed") | (
        pl.col("stage") == "Listed company"
    )


def _true(column: str) -> pl.Expr:
    """True or unknown: no listing among the rounds does not mean that there is none."""
    return pl.when(pl.col(column)).then(pl.lit(True))


def _fact_first(column: str) -> pl.Expr:
    """What people wrote in the file of companies, else what the records say."""
    known = (pl.col(name).cast(pl.String) for name in (f"{column}_fact", column))
    return pl.coalesce(*known).alias(column)


def _region_group() -> pl.Expr:
    region = pl.col("region")
    return (
        pl.when(region.is_in(REGION_GROUPS))
        .then(region)
        .otherwise(pl.lit("Rest of World"))
        .alias("region_group")
    )
