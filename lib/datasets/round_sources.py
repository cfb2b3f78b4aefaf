"""Every source record behind a round, with the values as that source states them."""

from __future__ import annotations

import polars as pl

from lib.datasets.rounds import PRECISIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

ROLES = ("leads", "confirms", "part", "corrects")
# All pages that changed a value stand under one source.
CORRECTIONS = "corrections-2026-11"

DATASET = Dataset(
    name="round_sources",
    title="Sources of each round",
    description="One row a source record of a round, with its own date, amount and valuation.",
    key=("round_id", "source_id", "source_key", "role", "source_url"),
    dated_by="announced_date",
    references={"round_id": "rounds.round_id", "source_id": "sources.source_id"},
    columns=(
        Column("round_id", pl.String(), "Round", "Event the record tells of", required=True),
        source_id("Source of the record"),
        Column(
            "source_key",
            pl.String(),
            "Record",
            "Identifier of the record in its source",
            required=True,
        ),
        Column(
            "role",
            pl.String(),
            "Role",
            "leads: its values stand; confirms: fills gaps; part: money inside the round; corrects: changed a value",
            required=True,
            allowed=ROLES,
        ),
        Column("announced_date", pl.Date(), "Announced", "Date as this source gives it"),
        Column(
            "date_precision",
            pl.String(),
            "Date known to",
            "How exactly this source knows the date",
            allowed=PRECISIONS,
        ),
        Column("stage", pl.String(), "Stage", "Stage as this source gives it"),
        Column(
            "amount_usd",
            pl.Float64(),
            "Amount",
            "Amount as this source gives it",
            unit="USD",
            minimum=0,
        ),
        Column(
            "post_money_usd",
            pl.Float64(),
            "Valuation",
            "Post-money value as this source gives it",
            unit="USD",
            minimum=0,
        ),
        source_url("Page that states the record"),
    ),
)


def tidy(told: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Records with the round and role they were given, and a row for each page that corrected one."""
    changed = corrections.select("source_key", pl.col("source_url").alias("page")).unique()
    corrects = told.join(changed, on="source_key").with_columns(
        pl.lit(CORRECTIONS).alias("source_id"),
        pl.lit("corrects").alias("role"),
        pl.col("page").alias("source_url"),
    )
    columns = [pl.col(column.name).cast(column.type) for column in DATASET.columns]
    frame = pl.concat([told.select(columns), corrects.select(columns)]).sort(
        "announced_date", *DATASET.key
    )
    DATASET.check(frame)
    return frame
