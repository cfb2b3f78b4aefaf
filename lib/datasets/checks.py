"""Published arithmetic with the answer it should give."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lib.schema import Column, Dataset

DATASET = Dataset(
    name="checks",
    title="Published arithmetic",
    description="Results that follow from figures in the four articles, to compare with the tables.",
    key=("check_id",),
    references={
        "claim_ids": "claims.claim_id",
        "printed_claim_ids": "claims.claim_id",
        "source_ids": "sources.source_id",
    },
    columns=(
        Column(
            "check_id",
            pl.String(),
            "Check",
            "Identifier of the check",
            required=True,
            pattern=r"^AN\d\d\.\d\d$",
        ),
        Column(
            "analysis_id",
            pl.String(),
            "Analysis number",
            "Identifier of the analysis that the check is part of",
            required=True,
            category=True,
            pattern=r"^AN\d\d$",
        ),
        Column(
            "analysis",
            pl.String(),
            "Analysis",
            "Name of the analysis",
            required=True,
            category=True,
        ),
        Column("measure", pl.String(), "Measure", "What is worked out", required=True),
        Column(
            "acceptance_value",
            pl.Float64(),
            "Expected",
            "Result that the articles' figures give, in `unit`",
            required=True,
        ),
        Column("unit", pl.String(), "Unit", "Unit of the result", required=True, category=True),
        Column(
            "tolerance",
            pl.Float64(),
            "Tolerance",
            "Largest difference that rounding explains, in `unit`",
            required=True,
            minimum=0,
        ),
        Column(
            "claim_ids",
            pl.List(pl.String()),
            "Statements",
            "Statements of the articles that the result rests on",
        ),
        Column(
            "printed_claim_ids",
            pl.List(pl.String()),
            "Printed in",
            "Statements in which an article prints this very result; empty where it follows from "
            "the figures of the articles, but none prints it",
        ),
        Column(
            "source_ids",
            pl.List(pl.String()),
            "Sources",
            "Articles that state the figures",
            required=True,
        ),
    ),
)


def tidy(curated: Path) -> pl.DataFrame:
    """Rows of `checks.csv`; formulas and notes for editors are left out."""
    types = DATASET.polars_schema
    numbers = {name: types[name] for name in ("acceptance_value", "tolerance")}
    rows = pl.read_csv(curated / "checks.csv", schema_overrides=numbers)
    lists = map(_list, DATASET.references)
    return rows.with_columns(*lists).select(types.names())


def _list(column: str) -> pl.Expr:
    """Names joined with semicolons as a list; an empty cell is an empty list."""
    parts = pl.col(column).fill_null("").str.split(";")
    return parts.list.eval(pl.element().filter(pl.element() != "")).alias(column)
