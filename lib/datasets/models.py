"""AI models with what their training took, as Epoch AI estimates it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from lib.datasets import organizations
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

FOLDER = Path("benchmarks") / "epoch-ai-models"
NOTABLE = FOLDER / "notable_ai_models.csv"
LARGE = FOLDER / "large_scale_ai_models_2026-01.csv"
ALL = FOLDER / "all_ai_models_slim_2025-04.csv"
CATALOGUE = Path("benchmarks") / "models-dev" / "models_dev_2026-07-02.csv"

LISTS = {"Notable": date(2026, 7, 19), "Large-scale": date(2026, 1, 24), "All": date(2025, 4, 23)}
"""Day on which each list of Epoch AI was taken from its download page."""

FURTHER = ("Stable Video Diffusion",)
"""Models taken from the oldest list: an article states their training cost and no newer list has
them. Others of that list stay out, since many of them have another name in the newer ones."""

ACCESS = ("Closed", "Open weights", "Unknown")
CONFIDENCES = ("Confident", "Likely", "Speculative", "Unverified", "Unknown")
MAKERS = (
    "openai anthropic google xai deepseek mistral alibaba moonshotai zai minimax cohere"
).split()
"""Hosts of the catalogue that sell models of their own."""

DATASET = Dataset(
    name="models",
    title="AI models",
    description="One row a model that Epoch AI lists as notable or large-scale, with its estimates.",
    key=("model", "organization"),
    dated_by="release_date",
    references={
        "organization": "organizations.organization",
        "source_id": "sources.source_id",
        "context_source_id": "sources.source_id",
    },
    columns=(
        Column("model", pl.String(), "Model", "Name of the model", required=True),
        *organizations.columns("Developer", "First developer that Epoch AI names"),
        Column("release_date", pl.Date(), "Released", "Day of first publication", required=True),
        Column("domain", pl.String(), "Domain", "What the model works on", category=True),
        Column(
            "access",
            pl.String(),
            "Access",
            "Whether anyone can download the trained model, under any licence",
            required=True,
            allowed=ACCESS,
        ),
        Column(
            "open_weights",
            pl.Boolean(),
            "Open weights",
            "The same as true or false; empty where Epoch AI does not say",
        ),
        Column(
            "parameters",
            pl.Float64(),
            "Parameters",
            "Number of parameters, all experts counted",
            unit="parameters",
            minimum=1,
        ),
        Column(
            "training_compute_flop",
            pl.Float64(),
            "Training compute",
            "Operations of the final training run, estimated",
            unit="FLOP",
            minimum=1,
        ),
        Column(
            "training_cost_usd",
            pl.Float64(),
            "Training cost",
            "Chips and energy for the final training run, estimated, in US dollars of 2023; not what "
            "the developer spent",
            unit="USD of 2023",
            minimum=0,
        ),
        Column(
            "training_data_size",
            pl.Float64(),
            "Training data",
            "Size of the training data, tokens for text; empty where Epoch AI gives several",
            unit="tokens or other datapoints",
            minimum=1,
        ),
        Column(
            "training_hours",
            pl.Float64(),
            "Training time",
            "Length of the training run",
            unit="hours",
            minimum=0,
        ),
        Column(
            "training_power_w",
            pl.Float64(),
            "Training power",
            "Power drawn by the hardware in training",
            unit="W",
            minimum=0,
        ),
        Column("hardware", pl.String(), "Hardware", "Chips it was trained on"),
        Column(
            "hardware_quantity",
            pl.Float64(),
            "Chips",
            "Number of chips used at a time",
            unit="chips",
            minimum=1,
        ),
        Column(
            "context_tokens",
            pl.Int64(),
            "Context window",
            "Tokens the model takes in at once, where its maker sells it under the same name",
            unit="tokens",
            minimum=1,
        ),
        Column(
            "is_frontier",
            pl.Boolean(),
            "Frontier",
            "True where Epoch AI marks it as among the ten with most training compute at release; "
            "empty outside its list of notable models",
        ),
        Column(
            "confidence",
            pl.String(),
            "Confidence",
            "How sure Epoch AI is of its estimates",
            required=True,
            allowed=CONFIDENCES,
        ),
        Column(
            "model_list",
            pl.String(),
            "List",
            "List of Epoch AI that the row is of",
            required=True,
            allowed=tuple(LISTS),
        ),
        Column("as_of", pl.Date(), "As of", "Day of the list", required=True),
        source_id(),
        source_url("Paper or page of the model that Epoch AI names first", required=False),
        Column(
            "context_source_id",
            pl.String(),
            "Source of the context window",
            "Source of the context window where there is one",
            category=True,
        ),
    ),
)

NUMBERS = {
    "parameters": "Parameters",
    "training_compute_flop": "Training compute (FLOP)",
    "training_cost_usd": "Training compute cost (2023 USD)",
    # The older lists have a count of datapoints that Epoch AI has withdrawn.
    "training_data_size": "Training dataset size (total)",
    "training_hours": "Training time (hours)",
    "training_power_w": "Training power draw (W)",
    "hardware_quantity": "Hardware quantity",
}


def tidy(raw: Path, curated: Path, placed_at: pl.DataFrame) -> pl.DataFrame:
    """Models of the notable list, then what the large-scale list has besides (same name, same
    model), then `FURTHER`; those without a release date are left out.

    `placed_at` has the layout of `organizations`.
    """
    frames = [
        _list(raw / path, name, curated)
        for name, path in zip(LISTS, (NOTABLE, LARGE, ALL), strict=True)
    ]
    rows = pl.concat(frames).filter(
        (pl.col("model_list") != "All") | pl.col("model").is_in(list(FURTHER))
    )
    return (
        rows.unique("model", keep="first", maintain_order=True)
        .drop_nulls("release_date")
        .pipe(organizations.placed, placed_at)
        .join(_context(raw, curated), on=["organization", "name_key"], how="left")
        .with_columns(
            pl.when(pl.col("context_tokens").is_not_null())
            .then(pl.lit("models-dev"))
            .alias("context_source_id")
        )
        .select(DATASET.polars_schema.names())
        .sort("release_date", "model")
    )


def _list(path: Path, name: str, curated: Path) -> pl.DataFrame:
    """One list of Epoch AI in the columns of the table; cells it lacks are empty."""
    rows = pl.read_csv(path, infer_schema=False).drop_nulls("Model")
    frontier = pl.col("Frontier model").eq_missing("True") if name == "Notable" else None
    return rows.select(
        pl.col("Model").str.strip_chars().alias("model"),
        organizations.canonical("Organization", curated),
        pl.col("Publication date").str.to_date().alias("release_date"),
        pl.col("Domain").str.replace_all(",", ", ").alias("domain"),
        *_access(),
        *[_number(rows, title).alias(column) for column, title in NUMBERS.items()],
        _cell(rows, "Training hardware").str.replace_all(",", ", ").alias("hardware"),
        (pl.lit(None, pl.Boolean()) if frontier is None else frontier).alias("is_frontier"),
        pl.col("Confidence").fill_null("Unknown").alias("confidence"),
        pl.lit(name).alias("model_list"),
        pl.lit(LISTS[name]).alias("as_of"),
        pl.lit("epoch-ai-models").alias("source_id"),
        pl.col("Link").str.extract(r"(https?://[^\s,]+)").alias("source_url"),
        _key("Model"),
    )


def _access() -> tuple[pl.Expr, pl.Expr]:
    """Weights that anyone can download are open, whatever the licence allows."""
    is_open = pl.col("Model accessibility").str.starts_with("Open weights")
    words = pl.when(is_open).then(pl.lit("Open weights")).when(~is_open).then(pl.lit("Closed"))
    return words.otherwise(pl.lit("Unknown")).alias("access"), is_open.alias("open_weights")


def _number(rows: pl.DataFrame, title: str) -> pl.Expr:
    """A cell with several numbers (base model and fine-tuning) is no single size: empty."""
    return _cell(rows, title).cast(pl.Float64, strict=False)


def _cell(rows: pl.DataFrame, title: str) -> pl.Expr:
    return pl.col(title) if title in rows.columns else pl.lit(None, pl.String())


def _key(column: str) -> pl.Expr:
    """Name of a model without case, spaces and punctuation; a plus is part of the name."""
    plain = pl.col(column).str.to_lowercase().str.replace_all(r"[^a-z0-9+]+", "")
    return plain.alias("name_key")


def _context(raw: Path, curated: Path) -> pl.DataFrame:
    """Largest context window that a maker states for its own model of a name."""
    own = pl.read_csv(raw / CATALOGUE, infer_schema=False).filter(
        pl.col("provider").is_in(list(MAKERS)), pl.col("context_window").cast(pl.Int64) > 0
    )
    named = own.with_columns(
        organizations.canonical("provider", curated),
        pl.col("name").str.replace(r" \(latest\)$", "").alias("name"),
    )
    return named.group_by("organization", _key("name")).agg(
        pl.col("context_window").cast(pl.Int64).max().alias("context_tokens")
    )
