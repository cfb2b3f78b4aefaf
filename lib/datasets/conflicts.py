"""Statements of the articles that cannot all be right, and what is held to be right instead."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import names
from lib.datasets.claims import METRICS, QUALIFIERS, UNITS
from lib.schema import Column, Dataset

KINDS = {
    "unit_error": "Wrong by a power of ten",
    "contradiction": "Contradiction",
    "scope_mismatch": "Different things compared",
    "translation": "Slip of translation",
    "rounding": "Rounding",
    "stale": "Out of date",
}
OUTCOMES = ("corrected", "compatible", "kept apart", "outdated", "open")

DATASET = Dataset(
    name="conflicts",
    title="Contradictions",
    description="One row a contradiction between statements, or of one with what is known outside.",
    key=("conflict_id",),
    references={
        "companies": "companies.company",
        "claim_ids": "claims.claim_id",
        "source_ids": "sources.source_id",
    },
    columns=(
        Column(
            "conflict_id",
            pl.String(),
            "Conflict",
            "Identifier of the contradiction",
            required=True,
            pattern=r"^X\d\d$",
        ),
        Column(
            "kind",
            pl.String(),
            "Kind",
            "What probably went wrong",
            required=True,
            allowed=tuple(KINDS),
            labels=KINDS,
        ),
        Column(
            "severity",
            pl.String(),
            "Severity",
            "How far a reader would be misled",
            required=True,
            allowed=("high", "medium", "low"),
        ),
        Column(
            "subject",
            pl.String(),
            "Subject",
            "Company, group, model or market in dispute",
            required=True,
        ),
        Column(
            "metric",
            pl.String(),
            "Metric",
            "Figure in dispute; empty where it is a name, an order or a class",
            allowed=tuple(METRICS),
            labels=METRICS,
        ),
        Column(
            "companies",
            pl.List(pl.String()),
            "Companies",
            "Companies of this data that one of the statements is about",
        ),
        Column(
            "claim_ids",
            pl.List(pl.String()),
            "Statements",
            "Statements that contradict each other, or bear on the matter",
            required=True,
        ),
        Column(
            "source_ids",
            pl.List(pl.String()),
            "Sources",
            "Articles that make the statements",
            required=True,
        ),
        Column(
            "outcome",
            pl.String(),
            "Outcome",
            "corrected: one is wrong; compatible: both hold; kept apart: they measure different "
            "things; outdated: once true; open: not settled",
            required=True,
            allowed=OUTCOMES,
        ),
        Column(
            "value_used",
            pl.Float64(),
            "Value used",
            "Figure held to be right, in `unit`; empty where there is no single one",
        ),
        Column(
            "value_used_low",
            pl.Float64(),
            "Lowest value used",
            "Lower end where a range is held to be right, in `unit`",
        ),
        Column(
            "value_used_high",
            pl.Float64(),
            "Highest value used",
            "Upper end where a range is held to be right, in `unit`",
        ),
        Column(
            "qualifier",
            pl.String(),
            "Qualifier",
            "How exact that figure is",
            allowed=QUALIFIERS,
        ),
        Column("unit", pl.String(), "Unit", "Unit of that figure", allowed=UNITS),
        Column(
            "value_used_words",
            pl.String(),
            "Held to be right, in words",
            "Name or category held to be right, or the part that the figure is of",
        ),
        Column(
            "is_checked_outside",
            pl.Boolean(),
            "Checked outside",
            "True where a page other than the articles was read; else it rests on arithmetic "
            "inside the articles or on general knowledge",
            required=True,
        ),
        Column(
            "evidence_url",
            pl.String(),
            "Evidence",
            "Page that was read for it",
            pattern="^https?://",
        ),
    ),
)

NUMBERS = ("value_used", "value_used_low", "value_used_high")


def tidy(curated: Path, claims: pl.DataFrame) -> pl.DataFrame:
    """Rows of `conflicts.csv` with the companies and articles of their statements in `claims`.

    `claims` has the layout of that table. What explains a contradiction to editors is left out.
    """
    types = DATASET.polars_schema
    rows = pl.read_csv(curated / "conflicts.csv", infer_schema=False)
    claim_ids = [names.split(text) for text in rows["claim_ids"]]
    return (
        rows.with_columns(
            pl.Series("claim_ids", claim_ids, dtype=types["claim_ids"]),
            pl.col(NUMBERS).cast(pl.Float64),
            (pl.col("is_checked_outside") == "true").alias("is_checked_outside"),
        )
        .pipe(_with_companies, claims)
        .select(types.names())
        .sort("conflict_id")
    )


def _with_companies(rows: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Companies and articles of each conflict, each once, in the order of its statements."""
    told = claims.select("companies", "source_id", claim_ids="claim_id")
    found = (
        rows.select("conflict_id", "claim_ids")
        .explode("claim_ids")
        .join(told, on="claim_ids", how="left", maintain_order="left")
        .group_by("conflict_id", maintain_order=True)
        .agg(
            pl.col("companies").explode().drop_nulls().unique(maintain_order=True),
            pl.col("source_id").drop_nulls().unique(maintain_order=True).alias("source_ids"),
        )
    )
    return rows.join(found, on="conflict_id", validate="1:1", maintain_order="left")
