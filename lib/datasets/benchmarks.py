"""Benchmarks that models are scored on, with the share that guessing gets and how hard they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets.sources import source_id
from lib.schema import Column, Dataset

UNITS = ("share", "minutes", "points", "rating points")
INDEX = "benchmarks/epoch-eci/eci_benchmarks.csv"
DIFFICULTY = "benchmarks/epoch-eci/edi_scores.csv"
HUB = "benchmarks/epoch-benchmarking-hub/benchmark_scores_long.csv"
FEWEST_PAIRS = 5
"""Scores in both files that it takes to tell how the two are related."""

DATASET = Dataset(
    name="benchmarks",
    title="Benchmarks",
    description=(
        "One row a benchmark of table scores. FrontierMath versions 1 and 2 are different questions."
    ),
    key=("benchmark",),
    dated_by="release_date",
    references={"source_id": "sources.source_id"},
    columns=(
        Column("benchmark", pl.String(), "Benchmark", "Name of the benchmark", required=True),
        Column("subject", pl.String(), "Subject", "What it tests, in a few words", category=True),
        Column(
            "unit",
            pl.String(),
            "Unit",
            "share: part of the questions, at most 1; minutes: length of tasks solved half the time",
            required=True,
            allowed=UNITS,
        ),
        Column(
            "chance_share",
            pl.Float64(),
            "Share by guessing",
            "What guessing gets, as it follows from Epoch AI's plain and adjusted scores of the same "
            "models; empty where fewer than five models are in both, or most do not agree",
            unit="share",
            minimum=0,
        ),
        Column("release_date", pl.Date(), "Release date", "Day the benchmark came out"),
        Column(
            "difficulty_eci",
            pl.Float64(),
            "Difficulty",
            "Capability (ECI) at which a model is half way, as Epoch AI estimates it",
            unit="points",
        ),
        source_id(),
    ),
)


def tidy(raw: Path, curated: Path) -> pl.DataFrame:
    """Benchmarks of `benchmarks.csv` with what Epoch AI's files say of each."""
    named = pl.read_csv(curated / "benchmarks.csv", infer_schema=False)
    difficulty = pl.read_csv(raw / DIFFICULTY, infer_schema=False).select(
        index_name="benchmark_name",
        released="benchmark_release_date",
        difficulty_eci=pl.col("edi").cast(pl.Float64),
    )
    index = pl.read_csv(raw / INDEX, infer_schema=False)
    dated = index.group_by(index_name="benchmark").agg(pl.col("benchmark_release_date").max())
    return (
        named.join(difficulty, on="index_name", how="left", validate="m:1")
        .join(dated, on="index_name", how="left", validate="m:1")
        .join(guessing(raw, named), on="benchmark", how="left", validate="1:1")
        .with_columns(
            pl.coalesce("released", "benchmark_release_date").str.to_date().alias("release_date"),
            _source(),
        )
        .select(DATASET.polars_schema.names())
        .sort("release_date", "benchmark", nulls_last=True)
    )


def guessing(raw: Path, named: pl.DataFrame) -> pl.DataFrame:
    """Columns benchmark, chance_share: what guessing gets, where most pairs of scores agree.

    The index takes guessing out of a score, (score - chance) / (1 - chance); the hub does not.
    """
    index = pl.read_csv(raw / INDEX, infer_schema=False).select(
        index_name="benchmark", model_name="Model", adjusted=pl.col("performance").cast(pl.Float64)
    )
    hub = (
        pl.read_csv(raw / HUB, infer_schema=False)
        .with_columns(pl.col("score_fraction").cast(pl.Float64))
        .drop_nulls(["model_name", "score_fraction"])
        .group_by(hub_name="benchmark", model_name="model_name")
        .agg(pl.col("score_fraction").max().alias("plain"))
    )
    pairs = (
        named.join(index, on="index_name")
        .join(hub, on=["hub_name", "model_name"])
        .filter(pl.col("adjusted") < 1)
        .with_columns(
            ((pl.col("plain") - pl.col("adjusted")) / (1 - pl.col("adjusted"))).alias("chance")
        )
    )
    most = pl.col("chance").round(2)
    return (
        pairs.with_columns((most == most.mode().min().over("benchmark")).alias("agrees"))
        .group_by("benchmark")
        .agg(
            pl.len().alias("pairs"),
            pl.col("agrees").mean().alias("agreeing"),
            pl.col("chance").filter("agrees").median().round(4).abs().alias("chance_share"),
        )
        .filter(pl.col("pairs") >= FEWEST_PAIRS, pl.col("agreeing") > 0.5)
        .select("benchmark", "chance_share")
    )


def _source() -> pl.Expr:
    in_index = pl.col("index_name").is_not_null()
    return (
        pl.when(in_index)
        .then(pl.lit("epoch-eci"))
        .when(pl.col("hub_name").is_not_null())
        .then(pl.lit("epoch-benchmarking-hub"))
        .when(pl.col("benchmark") == "AIME")
        .then(pl.lit("article-capital-paradox"))
        .otherwise(pl.lit("article-capital-tsunami"))
        .alias("source_id")
    )
