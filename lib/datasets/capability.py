"""Epoch Capabilities Index of models: one scale over many benchmarks."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import organizations
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

ACCESS = ("Closed", "Open weights", "Unknown")
SOURCE = "epoch-eci"
SECOND_HAND = "epoch-eci-quoted"
SNAPSHOT = "2026-08-12"
LINK = "https://github.com/timfduffy/teci/blob/addb5eb/data/raw/eci_scores.csv"
"""The file as Epoch AI published it that day; epoch.ai/eci always shows the newest fit."""

DATASET = Dataset(
    name="capability",
    title="Capability of models",
    description=(
        "Epoch Capabilities Index (ECI), one row a model. Claude 3.5 Sonnet is set to 130 and GPT-5 "
        "to 150; differences count, ratios do not. Every snapshot fits all models anew, so rows of "
        "different snapshots are not exactly comparable."
    ),
    key=("model",),
    dated_by="release_date",
    references={
        "organization": "organizations.organization",
        "source_id": "sources.source_id",
    },
    columns=(
        Column("model", pl.String(), "Model", "Name of the model", required=True),
        *organizations.columns(
            "Developer", "First of its developers; empty where no source names one"
        ),
        Column(
            "release_date",
            pl.Date(),
            "Release date",
            "Day the model came out; in second-hand rows partly the day it was first offered",
            required=True,
        ),
        Column(
            "access",
            pl.String(),
            "Access",
            "Closed: offered as a service or not at all; Open weights: can be downloaded",
            required=True,
            allowed=ACCESS,
        ),
        Column(
            "eci",
            pl.Float64(),
            "ECI",
            "Epoch Capabilities Index",
            unit="points",
            required=True,
            minimum=0,
        ),
        Column(
            "eci_low",
            pl.Float64(),
            "ECI, lower end",
            "Lower end of the 90% interval; empty for the two models that set the scale",
            unit="points",
            minimum=0,
        ),
        Column(
            "eci_high",
            pl.Float64(),
            "ECI, upper end",
            "Upper end of the 90% interval; empty for the two models that set the scale",
            unit="points",
            minimum=0,
        ),
        Column(
            "snapshot",
            pl.Date(),
            "Snapshot",
            "Day of the fit; the last day of the month where only the month is known",
            required=True,
        ),
        Column(
            "is_second_hand",
            pl.Boolean(),
            "Second hand",
            "True where the row is quoted from articles that cite a later fit",
            required=True,
        ),
        source_id(),
        source_url("File that states the row; empty for second-hand rows", required=False),
    ),
)


def tidy(raw: Path, curated: Path, places: pl.DataFrame) -> pl.DataFrame:
    """Snapshot of August 2026 and later second-hand rows; `places` is table organizations."""
    folder = raw / "benchmarks" / "epoch-eci"
    fitted = pl.read_csv(folder / "eci_scores.csv", infer_schema=False)
    quoted = pl.read_csv(folder / "eci_supplement_2026-09_to_10_secondhand.csv", infer_schema=False)
    rows = pl.concat(
        [
            fitted.with_columns(
                pl.lit(SNAPSHOT).alias("as_of"), pl.lit(SOURCE).alias("source_id")
            ).select(_read()),
            quoted.with_columns(pl.lit(SECOND_HAND).alias("source_id")).select(_read()),
        ]
    )
    stated = _developers(raw / "benchmarks")
    return (
        rows.join(stated, on="model", how="left", validate="1:1")
        .with_columns(pl.coalesce("Organization", "stated").alias("Organization"))
        .with_columns(organizations.canonical("Organization", curated))
        .pipe(organizations.placed, places)
        .select(DATASET.polars_schema.names())
        .sort("release_date", "model")
    )


def _read() -> list[pl.Expr]:
    second_hand = pl.col("source_id") == SECOND_HAND
    return [
        pl.col("Model").alias("model"),
        pl.col("Organization"),
        pl.col("date").str.to_date().alias("release_date"),
        _access().alias("access"),
        pl.col("eci").cast(pl.Float64),
        pl.col("eci_ci_low").cast(pl.Float64).alias("eci_low"),
        pl.col("eci_ci_high").cast(pl.Float64).alias("eci_high"),
        _day().alias("snapshot"),
        second_hand.alias("is_second_hand"),
        pl.col("source_id"),
        pl.when(~second_hand).then(pl.lit(LINK)).alias("source_url"),
    ]


def _access() -> pl.Expr:
    words = {"Closed weights": "Closed", "Other": "Unknown"}
    return pl.col("Accessibility group").replace(words)


def _day() -> pl.Expr:
    """A month alone stands for its last day: a score cannot be older than its model."""
    month = (pl.col("as_of") + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end()
    return pl.coalesce(pl.col("as_of").str.to_date("%Y-%m-%d", strict=False), month)


def _developers(benchmarks: Path) -> pl.DataFrame:
    """Developers that other files state for a model of exactly this name, the first file first.

    The index leaves out the developer of some older open models.
    """
    files = (
        ("epoch-ai-models/notable_ai_models.csv", "Model", "Organization"),
        ("epoch-ai-models/large_scale_ai_models_2026-01.csv", "Model", "Organization"),
        ("epoch-ai-models/all_ai_models_slim_2025-04.csv", "Model", "Organization"),
        ("epoch-benchmarking-hub/csv/mmlu_external.csv", "Name", "Organization"),
        ("crosswalk/models.csv", "epoch_eci_model", "organization"),
    )
    rows = [
        pl.read_csv(benchmarks / path, infer_schema=False).select(
            pl.col(model).alias("model"), pl.col(organization).alias("stated")
        )
        for path, model, organization in files
    ]
    return pl.concat(rows).drop_nulls().unique("model", keep="first", maintain_order=True)
