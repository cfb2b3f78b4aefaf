"""Where the data comes from: one row a source, with its terms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lib.schema import Column, Dataset


def source_id(about: str = "Source of the row", required: bool = True) -> Column:
    """Column of other tables that names the source of each row."""
    return Column("source_id", pl.String(), "Source", about, required=required, category=True)


def source_url(about: str, required: bool = True) -> Column:
    """Column of other tables that links the page behind each row."""
    return Column("source_url", pl.String(), "Link", about, required=required, pattern="^https?://")


DATASET = Dataset(
    name="sources",
    title="Sources",
    description="Publisher, link, licence and credit line of every source, with the rows it supports.",
    key=("source_id",),
    dated_by="accessed_date",
    columns=(
        Column("source_id", pl.String(), "Source", "Identifier used in every table", required=True),
        Column("title", pl.String(), "Title", "Title of the source", required=True),
        Column("publisher", pl.String(), "Publisher", "Who published it", required=True),
        Column("url", pl.String(), "Link", "Where to find it", required=True, pattern="^https?://"),
        Column("licence", pl.String(), "Licence", "Terms of use", required=True),
        Column(
            "licence_url",
            pl.String(),
            "Licence text",
            "Where the terms are stated",
            pattern="^https?://",
        ),
        Column("credit", pl.String(), "Credit line", "How to credit the source", required=True),
        Column("published_date", pl.Date(), "Published", "Date of the data used"),
        Column("accessed_date", pl.Date(), "Accessed", "Date the data was taken", required=True),
        Column(
            "tables", pl.List(pl.String()), "Tables", "Tables that use the source", required=True
        ),
        Column(
            "rows", pl.Int64(), "Rows", "Rows that rest on the source", required=True, minimum=0
        ),
    ),
)


def tidy(curated: Path, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Sources of `sources.csv` that a table names in a `source_id`, with the rows that do.

    A round and the records behind it count each: `rows` adds up over all tables, so one round
    known from two sources is one row of `rounds` and two of `round_sources`. A source that no
    table names is left out.
    """
    listed = pl.read_csv(
        curated / "sources.csv",
        schema_overrides={"published_date": pl.Date, "accessed_date": pl.Date},
    )
    return listed.join(_uses(tables), on="source_id", validate="1:1").sort("source_id")


def _uses(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Names of the tables, and number of their rows, by the `source_id` that they hold."""
    uses = [
        frame.select(pl.col(column).alias("source_id"), pl.lit(name).alias("table"))
        for name, frame in tables.items()
        for column in frame.columns
        if column.endswith("source_id")
    ]
    return (
        pl.concat(uses)
        .group_by("source_id")
        .agg(pl.col("table").unique().sort().alias("tables"), pl.len().cast(pl.Int64).alias("rows"))
    )
