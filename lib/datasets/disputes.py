"""Stored rows whose number is disputed: which contradiction is about which row of which table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lib.datasets.conflicts import DATASET as CONFLICTS
from lib.schema import Column, Dataset, SchemaError

KEYS = {
    "rounds": "round_id",
    "company_metrics": "metric_id",
    "aggregates": "aggregate_id",
    "listings": "listing_id",
    "models": "model",
    "scores": "score_id",
    "claims": "claim_id",
    "checks": "check_id",
}
"""Tables that hold disputed numbers, and the column that names a row of each."""

DATASET = Dataset(
    name="disputes",
    title="Disputed numbers",
    description="One row a stored row whose number sources disagree about, and a contradiction.",
    key=("table_name", "row_key", "conflict_id"),
    references={"conflict_id": "conflicts.conflict_id"},
    columns=(
        Column(
            "table_name",
            pl.String(),
            "Table",
            "Table of the row",
            required=True,
            allowed=tuple(KEYS),
        ),
        Column(
            "row_key",
            pl.String(),
            "Row",
            "Identifier of the row; of models, the name of the model",
            required=True,
        ),
        Column(
            "conflict_id",
            pl.String(),
            "Contradiction",
            "Identifier of the contradiction about its number",
            required=True,
        ),
        CONFLICTS["severity"],
    ),
)


def tidy(curated: Path, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows that identifiers lead to, and those of `disputes.csv`, which only a reader can find."""
    chosen = pl.read_csv(curated / "disputes.csv", infer_schema=False)
    found = pl.concat([chosen, _by_rule(tables)], how="diagonal").unique()
    severity = tables["conflicts"].select("conflict_id", "severity")
    return (
        found.join(severity, on="conflict_id", how="left")
        .select(DATASET.polars_schema.names())
        .sort(DATASET.key)
    )


def _by_rule(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rounds and checks that a contradiction names, statements, and figures taken from them.

    Only statements that state what is in dispute: others bear on it, as a first-day return shows
    which of two issue prices is right, and are not disputed themselves.
    """
    conflicts = tables["conflicts"]
    values = tables["conflict_values"].filter(role="states").drop_nulls("claim_id")
    figures = values.join(tables["company_metrics"].drop_nulls("claim_id"), on="claim_id")
    return pl.concat(
        [
            _named("claims", values, "claim_id"),
            _named("company_metrics", figures, "metric_id"),
            _named("rounds", conflicts, "round_id"),
            _named("checks", conflicts.explode("check_ids"), "check_ids"),
        ]
    )


def _named(table: str, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows of `table` that `column` names."""
    named = rows.select("conflict_id", pl.lit(table).alias("table_name"), row_key=column)
    return named.drop_nulls("row_key")


def check_rows(disputes: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> None:
    """Raise SchemaError where a row is not in its table."""
    for (table,), rows in disputes.group_by("table_name", maintain_order=True):
        key = KEYS[str(table)]
        lost = rows.filter(~pl.col("row_key").is_in(tables[str(table)][key].to_list()))["row_key"]
        if lost.len():
            rule = f"is not in {table}.{key}"
            raise SchemaError("disputes", "row_key", rule, lost.len(), lost.head(3).to_list())
