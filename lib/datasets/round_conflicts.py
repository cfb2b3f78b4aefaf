"""Where records of one round disagree about its amount, valuation or date: a rule, not a list."""

from __future__ import annotations

import polars as pl

LEAST = 0.02
"""Amounts that differ by less are the same, rounded or changed into dollars differently."""
LEAST_DAYS = 7
"""Days apart from which two dates differ: pages are often written some days later."""
HIGH, MEDIUM = 0.5, 0.1
"""From this difference on, as a share of the larger value, a conflict is of that severity."""
MEDIUM_DAYS = 90

METRICS = {
    "amount": "funding_round_amount",
    "valuation": "post_money_valuation",
    "date": "round_date",
}
OVERLAP = ("part", "corrects")
"""Money inside a round is no other total of it, and a page that corrected a record says what the
record says."""


def tidy(rounds: pl.DataFrame, round_sources: pl.DataFrame) -> pl.DataFrame:
    """One row a record of a round in conflict, with what it says and what this project uses.

    Takes the tables `rounds` and `round_sources`. Amounts are in USD. A date runs from `date_low`
    to `date_high`, the days that it can mean. `severity` is that of the conflict.
    """
    used = rounds.rename({name: f"used_{name}" for name in SHARED})
    records = (
        round_sources.filter(~pl.col("role").is_in(OVERLAP))
        .join(used.select("round_id", "company", *(f"used_{name}" for name in SHARED)), "round_id")
        .with_columns(
            date_high=_last_day(""),
            used_date_high=_last_day("used_"),
        )
    )
    told = pl.concat(
        [_amounts(records, "amount"), _amounts(records, "valuation"), _dates(records)],
        how="diagonal",
    )
    place = pl.col("measure").replace_strict({name: i for i, name in enumerate(METRICS)})
    return (
        told.filter((~pl.col("is_used")).any().over("round_id", "measure"))
        .with_columns(
            pl.concat_str(pl.lit("R-"), "round_id", pl.lit("-"), "measure").alias("conflict_id"),
            pl.col("measure").replace_strict(METRICS).alias("metric"),
            _severity().over("round_id", "measure").alias("severity"),
        )
        .sort("round_id", place, pl.col("role") != "leads", "source_id", "source_key")
    )


SHARED = (
    "announced_date",
    "date_precision",
    "amount_usd",
    "post_money_usd",
    "source_id",
    "source_url",
)
AMOUNTS = {"amount": "amount_usd", "valuation": "post_money_usd"}


def _amounts(records: pl.DataFrame, measure: str) -> pl.DataFrame:
    value, used = pl.col(AMOUNTS[measure]), pl.col(f"used_{AMOUNTS[measure]}")
    return records.filter(value.is_not_null() & used.is_not_null()).select(
        *KEPT,
        pl.lit(measure).alias("measure"),
        value.alias("value"),
        used.alias("used_value"),
        ((value - used).abs() <= LEAST * used).alias("is_used"),
        ((value - used).abs() / pl.max_horizontal(value, used)).alias("apart"),
    )


def _dates(records: pl.DataFrame) -> pl.DataFrame:
    days = pl.max_horizontal(
        (pl.col("used_announced_date") - pl.col("date_high")).dt.total_days(),
        (pl.col("announced_date") - pl.col("used_date_high")).dt.total_days(),
    )
    return records.select(
        *KEPT,
        pl.lit("date").alias("measure"),
        pl.col("announced_date").alias("date_low"),
        "date_high",
        pl.col("used_announced_date").alias("used_date_low"),
        "used_date_high",
        (days <= LEAST_DAYS).alias("is_used"),
        days.cast(pl.Float64).alias("apart"),
    )


KEPT = (
    "round_id",
    "company",
    "role",
    "source_id",
    "source_key",
    "source_url",
    "announced_date",
    "date_precision",
    "used_date_precision",
    "used_source_id",
    "used_source_url",
)


def _last_day(prefix: str) -> pl.Expr:
    """Last day that a date known to a month, a quarter or a year can mean."""
    first = pl.col(f"{prefix}announced_date")
    spans = {"year": "12mo", "quarter": "3mo", "month": "1mo"}
    span = pl.col(f"{prefix}date_precision").replace_strict(spans, default="1d")
    return first.dt.offset_by(span).dt.offset_by("-1d")


def _severity() -> pl.Expr:
    """Severity of the largest difference: a share of the larger value, or days."""
    apart, is_date = pl.col("apart").max(), (pl.col("measure") == "date").first()
    return (
        pl.when(~is_date & (apart >= HIGH))
        .then(pl.lit("high"))
        .when(pl.when(is_date).then(apart > MEDIUM_DAYS).otherwise(apart >= MEDIUM))
        .then(pl.lit("medium"))
        .otherwise(pl.lit("low"))
    )
