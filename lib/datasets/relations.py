"""Circular money: investors that also sell to, or buy from, the company they hold."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.rounds import CONFIDENCES, PRECISIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

RELATIONS = ("supplier", "customer", "supplier and customer")
PRODUCTS = ("chips", "cloud", "chips and cloud", "models", "cloud and models", "other")
COMMITMENT_BASES = ("stated", "at least", "up to", "per year")

DATASET = Dataset(
    name="relations",
    title="Investors that trade with the company",
    description="One row an investor and company that are also seller and buyer.",
    key=("investor", "company"),
    dated_by="since",
    references={
        "investor": "investors.investor",
        "company": "companies.company",
        "source_id": "sources.source_id",
    },
    columns=(
        Column(
            "investor",
            pl.String(),
            "Investor",
            "Holder of shares, or of a right to them",
            required=True,
            category=True,
        ),
        Column(
            "company",
            pl.String(),
            "Company",
            "Company that the shares are of",
            required=True,
            category=True,
        ),
        Column(
            "relation",
            pl.String(),
            "Relation",
            "What the investor is to the company",
            required=True,
            allowed=RELATIONS,
        ),
        Column(
            "product",
            pl.String(),
            "Product",
            "What is bought and sold",
            required=True,
            allowed=PRODUCTS,
        ),
        Column("since", pl.Date(), "Agreed", "Date of the trade or agreement the source reports"),
        Column(
            "date_precision",
            pl.String(),
            "Date precision",
            "How exact that date is; the first day of the period is stored",
            allowed=PRECISIONS,
        ),
        Column(
            "commitment_usd",
            pl.Float64(),
            "Commitment",
            "Published size of the purchase or supply agreed; empty where none is stated",
            unit="USD",
            minimum=0,
        ),
        Column(
            "commitment_basis",
            pl.String(),
            "Kind of commitment",
            "How the size is stated: figures of different kinds do not add up",
            allowed=COMMITMENT_BASES,
        ),
        Column(
            "is_in_rounds",
            pl.Boolean(),
            "In rounds",
            "True where the investor is named in a round of the company in this data",
            required=True,
        ),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "How far the row is to be trusted",
            required=True,
            allowed=CONFIDENCES,
        ),
        source_id(),
        source_url("Page that states the trade"),
    ),
)


def tidy(curated: Path, investments: pl.DataFrame) -> pl.DataFrame:
    """Rows of `relations.csv`, and whether `investments` names the pair.

    Each pair is both an investment (in a round, or on the linked page) and a trade. Partners that
    only share research or resell each other are left out, as are plans without an agreement.
    """
    types = DATASET.polars_schema
    named = investments.select("investor", "company", pl.lit(True).alias("is_in_rounds")).unique()
    return (
        pl.read_csv(curated / "relations.csv", schema_overrides=types)
        .join(named, on=["investor", "company"], how="left", validate="1:1")
        .with_columns(pl.col("is_in_rounds").fill_null(False))
        .select(types.names())
        .sort("investor", "company")
    )
