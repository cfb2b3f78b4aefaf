"""One model under the names of the index of capability, the arena and the list of notable models."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import model_versions, organizations
from lib.datasets.sources import source_id
from lib.schema import Column, Dataset

SOURCE = "model-crosswalk"

DATASET = Dataset(
    name="model_links",
    title="Names of models in other tables",
    description=(
        "One row a model of table `capability`. The other names are of its family: versions of one "
        "model share them. Prices join by `model_key`, or by version in `prices.capability_model`."
    ),
    key=("capability_model",),
    references={
        "capability_model": "capability.model",
        "organization": "organizations.organization",
        "source_id": "sources.source_id",
    },
    columns=(
        Column(
            "model_key",
            pl.String(),
            "Model key",
            "Letters and digits that spellings of all versions share, as in `prices`",
            required=True,
        ),
        Column(
            "organization",
            pl.String(),
            "Developer",
            "First of its developers; empty where none is named",
            category=True,
        ),
        Column(
            "capability_model",
            pl.String(),
            "Model in the index",
            "Name in table `capability`",
            required=True,
        ),
        Column(
            "notable_model",
            pl.String(),
            "Notable model",
            "Name in Epoch AI's list of notable models; empty where it is not there",
        ),
        Column(
            "arena_model",
            pl.String(),
            "Model in the arena",
            "Name of the family in the arena; empty where it is not there",
        ),
        source_id(),
    ),
)


def tidy(raw: Path, curated: Path) -> pl.DataFrame:
    """Rows of the crosswalk, by key and name."""
    key = pl.col("epoch_eci_model").map_elements(model_versions.key, return_dtype=pl.String)
    return (
        pl.read_csv(raw / "benchmarks/crosswalk/models.csv", infer_schema=False)
        .with_columns(organizations.canonical("organization", curated))
        .select(
            key.alias("model_key"),
            "organization",
            pl.col("epoch_eci_model").alias("capability_model"),
            pl.col("epoch_notable_model").alias("notable_model"),
            "arena_model",
            pl.lit(SOURCE).alias("source_id"),
        )
        .sort("model_key", "capability_model")
    )
