"""Statements or records that cannot all be right, and what is held to be right instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    "sources_of_a_round": "Sources of a round differ",
}
SEVERITIES = ("high", "medium", "low")
OUTCOMES = (
    "corrected",
    "compatible",
    "kept apart",
    "outdated",
    "leading source used",
    "open",
)
REASONS = {
    "parts_add_up": "The parts printed beside it add up only this way",
    "beside_gives_it": "Other figures printed beside it give it",
    "outside_page": "A page outside the articles states it",
    "most_statements": "Most statements agree on it",
    "same_text": "The same text rules the other out",
    "different_things": "The statements count different things",
    "rounding": "It is the same, in rounder terms",
    "later_record": "A later record shows what happened",
    "date_of_text": "The text is older than the date it bears",
    "rounds_show_it": "The rounds stored here show it, each with its own source",
    "part_of_other": "One is a part of the other",
    "leading_source": "The source trusted most says so",
    "not_settled": "Nothing settles it yet",
}
"""Why the value used is used, in words."""
FOUND_BY = {"reading": "Found by reading the articles", "rule": "Found by comparing records"}
# A round has one amount, but its date is no figure that an article states.
DISPUTED = {**METRICS, "round_date": "Date of a round"}
CONFLICT_ID = r"^(X\d\d|R-[a-z0-9-]+-(amount|valuation|date))$"

DATASET = Dataset(
    name="conflicts",
    title="Conflicts",
    description="One row a conflict between statements, between sources of a round, or of a "
    "statement with what is known outside.",
    key=("conflict_id",),
    references={
        "companies": "companies.company",
        "claim_ids": "claims.claim_id",
        "source_ids": "sources.source_id",
        "check_ids": "checks.check_id",
        "round_id": "rounds.round_id",
    },
    columns=(
        Column(
            "conflict_id",
            pl.String(),
            "Conflict",
            "X and a number where people found it, R and the round where a rule did",
            required=True,
            pattern=CONFLICT_ID,
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
            allowed=SEVERITIES,
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
            allowed=tuple(DISPUTED),
            labels=DISPUTED,
        ),
        Column(
            "companies",
            pl.List(pl.String()),
            "Companies",
            "Companies of this data that one of the statements is about; that of the round",
        ),
        Column(
            "claim_ids",
            pl.List(pl.String()),
            "Statements",
            "Statements that contradict each other, or bear on the matter",
        ),
        Column(
            "source_ids",
            pl.List(pl.String()),
            "Sources",
            "Articles that make the statements, or sources of the round",
            required=True,
        ),
        Column(
            "outcome",
            pl.String(),
            "Outcome",
            "corrected: one is wrong; compatible: both hold; kept apart: they measure different "
            "things; outdated: once true; leading source used: that of the source trusted most "
            "stands; open: not settled",
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
            "True where a page other than the articles was read; else it rests on the "
            "articles themselves or on the rounds stored here",
            required=True,
        ),
        Column(
            "evidence_url",
            pl.String(),
            "Evidence",
            "Page that was read for it",
            pattern="^https?://",
        ),
        Column(
            "reason",
            pl.String(),
            "Reason",
            "Why the value used is used",
            required=True,
            allowed=tuple(REASONS),
            labels=REASONS,
        ),
        Column(
            "check_ids",
            pl.List(pl.String()),
            "Checks",
            "Published arithmetic that shows it",
        ),
        Column(
            "found_by",
            pl.String(),
            "Found by",
            "reading: by people; rule: by the build, between records of one round",
            required=True,
            allowed=tuple(FOUND_BY),
            labels=FOUND_BY,
        ),
        Column(
            "round_id",
            pl.String(),
            "Round",
            "Round whose records differ; empty unless the rule found it",
        ),
    ),
)

NUMBERS = ("value_used", "value_used_low", "value_used_high")


def tidy(curated: Path, claims: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Rows of `conflicts.csv`, and those that `records` of rounds in conflict give.

    `claims` has the layout of that table, `records` that of `round_conflicts`. What explains a
    conflict to editors is left out.
    """
    return pl.concat([_read(curated, claims), _ruled(records)]).sort(
        pl.col("found_by") == "rule", "conflict_id"
    )


def _read(curated: Path, claims: pl.DataFrame) -> pl.DataFrame:
    """Conflicts that people found, with the companies and articles of their statements."""
    types = DATASET.polars_schema
    rows = pl.read_csv(curated / "conflicts.csv", infer_schema=False)
    return (
        rows.with_columns(
            *(
                pl.Series(name, [names.split(text) for text in rows[name]], dtype=types[name])
                for name in ("claim_ids", "check_ids")
            ),
            pl.col(NUMBERS).cast(pl.Float64),
            (pl.col("is_checked_outside") == "true").alias("is_checked_outside"),
            pl.lit("reading").alias("found_by"),
            pl.lit(None, pl.String).alias("round_id"),
        )
        .pipe(_with_companies, claims)
        .select(types.names())
    )


def _ruled(records: pl.DataFrame) -> pl.DataFrame:
    """Conflicts between records of one round; the record that leads the round is used."""
    types = DATASET.polars_schema
    is_date = pl.col("metric") == "round_date"
    kept: dict[str, pl.Expr] = {
        "kind": pl.lit("sources_of_a_round"),
        "subject": pl.col("company"),
        "companies": pl.concat_list("company"),
        "claim_ids": pl.lit([], pl.List(pl.String)),
        "outcome": pl.lit("leading source used"),
        "value_used": pl.col("used_value"),
        "qualifier": pl.when(~is_date).then(pl.lit("exact")),
        "unit": pl.when(~is_date).then(pl.lit("USD")),
        "is_checked_outside": pl.lit(False),
        "reason": pl.lit("leading_source"),
        "check_ids": pl.lit([], pl.List(pl.String)),
        "found_by": pl.lit("rule"),
    }
    grouped = records.group_by("conflict_id", maintain_order=True).agg(
        pl.exclude("source_id").first(),
        pl.col("source_id").unique(maintain_order=True).alias("source_ids"),
    )
    told = grouped.with_columns(**kept).with_columns(
        pl.Series("value_used_words", list(map(_day, grouped.iter_rows(named=True))), pl.String)
    )
    return told.select(
        (pl.col(name) if name in told.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in types.items()
    )


def _day(row: dict[str, Any]) -> str | None:
    """The date used, as exactly as it is known: 28 May 2026, May 2026, Q4 2026 or 2026."""
    day = row["used_date_low"]
    if day is None:
        return None
    written = {
        "day": f"{day.day} {day:%B %Y}",
        "month": f"{day:%B %Y}",
        "quarter": f"Q{(day.month + 2) // 3} {day.year}",
    }
    return written.get(row["used_date_precision"], f"{day.year}")


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
