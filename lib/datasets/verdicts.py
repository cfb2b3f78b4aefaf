"""Forecasts that a page outside the articles settles, noted by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.claims import QUALIFIERS, UNITS
from lib.datasets.rounds import CONFIDENCES
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

VERDICTS = ("hit", "missed", "cannot be judged")

DATASET = Dataset(
    name="verdicts",
    title="Outcomes of forecasts",
    description="One row a forecast that a page settles; the others are judged from the tables.",
    key=("prediction_id",),
    dated_by="as_of",
    references={
        "prediction_id": "predictions.prediction_id",
        "source_id": "sources.source_id",
    },
    columns=(
        Column(
            "prediction_id",
            pl.String(),
            "Forecast",
            "Forecast that is settled",
            required=True,
            pattern=r"^P\d\d$",
        ),
        Column(
            "verdict",
            pl.String(),
            "Verdict",
            "What the page shows of the forecast",
            required=True,
            allowed=VERDICTS,
        ),
        Column("as_of", pl.Date(), "As of", "Day from which it was known", required=True),
        Column("value", pl.Float64(), "Value", "Figure that the page states, in `unit`"),
        Column(
            "qualifier", pl.String(), "Qualifier", "How exact the figure is", allowed=QUALIFIERS
        ),
        Column("unit", pl.String(), "Unit", "Unit of the figure", allowed=UNITS),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "How far the page is to be trusted",
            required=True,
            allowed=CONFIDENCES,
        ),
        source_id(),
        source_url("Page that settles it"),
    ),
)


def tidy(curated: Path) -> pl.DataFrame:
    """Rows of `verdicts.csv`; notes for editors are left out."""
    types = DATASET.polars_schema
    rows = pl.read_csv(curated / "verdicts.csv", schema_overrides=types)
    return rows.select(types.names()).sort("prediction_id")
