"""Totals, shares and growth rates that others have published."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

DATASET = Dataset(
    name="aggregates",
    title="Published totals",
    description="Figures as published; publishers count different things, so series are not joined.",
    key=("aggregate_id",),
    dated_by="period_end",
    references={"source_id": "sources.source_id"},
    columns=(
        Column("aggregate_id", pl.String(), "Figure", "Identifier of the figure", required=True),
        Column(
            "publisher",
            pl.String(),
            "Publisher",
            "Who published the figure",
            required=True,
            category=True,
        ),
        Column(
            "scope",
            pl.String(),
            "Scope",
            "What is counted, in the publisher's terms",
            required=True,
            category=True,
        ),
        Column("period_start", pl.Date(), "From", "First day of the period", required=True),
        Column("period_end", pl.Date(), "To", "Last day of the period", required=True),
        Column(
            "dimension",
            pl.String(),
            "Split by",
            "What the figure is a part of the total by",
            required=True,
            category=True,
        ),
        Column(
            "dimension_value",
            pl.String(),
            "Part",
            "Which part of that split",
            required=True,
            category=True,
        ),
        Column("measure", pl.String(), "Measure", "What is measured", required=True, category=True),
        Column("value", pl.Float64(), "Value", "The figure, in `unit`", required=True),
        Column("unit", pl.String(), "Unit", "Unit of the value", required=True, category=True),
        Column(
            "value_usd",
            pl.Float64(),
            "Value, US dollars",
            "Value in US dollars, at the average rate of the period; empty where it is not money",
            unit="USD",
        ),
        Column(
            "deals",
            pl.Int64(),
            "Deals",
            "Number of deals behind the figure, where given",
            minimum=0,
        ),
        Column(
            "status",
            pl.String(),
            "Status",
            "completed, estimated, planned, rumoured or superseded",
            required=True,
            allowed=("completed", "announced", "estimated", "planned", "rumoured", "superseded"),
        ),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "high: publisher's own text; medium: second-hand; low: disputed",
            required=True,
            allowed=("high", "medium", "low"),
        ),
        source_id("Source of the figure"),
        source_url("Page that states the figure"),
    ),
)


def tidy(curated: Path) -> pl.DataFrame:
    """Rows of `aggregates.csv`, which has the table's layout; notes for editors are left out.

    Ids A.. are figures of the four articles, P.. figures of publishers. Figures that a later row
    corrects are kept as superseded, so that an article can be checked against them.
    """
    types = DATASET.polars_schema
    return pl.read_csv(curated / "aggregates.csv", schema_overrides=types).select(types.names())
