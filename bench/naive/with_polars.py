"""Answers of the Overview page by Polars: lazy queries over a frame in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from bench.naive.with_pandas import (
    AMOUNTS_USD,
    CATEGORIES,
    CLASSES,
    FEWEST,
    FIELDS,
    MOST_OPTIONS,
    PLAIN,
    SHOWN,
    TOP_COMPANIES,
    UNDISCLOSED,
    Chosen,
)

CAPITAL = pl.col("amount_usd").sum()
LATE = pl.col("amount_usd").filter(pl.col("stage_group") == "Late").sum()


def read(path: Path) -> pl.DataFrame:
    """Columns of the page, words as categories, and the `quarter` and `month` of each round."""
    day = pl.col("announced_date")
    return (
        pl.scan_parquet(path)
        .select(*PLAIN, *CATEGORIES)
        .with_columns(
            pl.col(CATEGORIES).cast(pl.Categorical),
            quarter=pl.format("{}-Q{}", day.dt.year(), day.dt.quarter()).cast(pl.Categorical),
            month=day.dt.truncate("1mo"),
        )
        .collect()
    )


def conditions(chosen: Chosen, least_usd: float = 0) -> dict[str, pl.Expr]:
    """For each column that is filtered, what its rows have to fulfil."""
    found = {
        name: pl.col(name).is_in([*values]).fill_null(False)
        for name, values in chosen.items()
        if [*values]
    }
    if least_usd:
        found["min_amount_usd"] = (pl.col("amount_usd") >= least_usd).fill_null(False)
    return found


def matching(frame: pl.DataFrame, conditions: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """The rows that fulfil all conditions."""
    return frame.lazy().filter(*conditions.values())


def counts(frame: pl.DataFrame, conditions: Mapping[str, pl.Expr]) -> dict[str, dict[str, int]]:
    """Rows that each value of a column would match if it were the only one chosen there."""
    missed = {
        name: (~each).cast(pl.Int8).alias(f"miss_{name}") for name, each in conditions.items()
    }
    total = pl.sum_horizontal(pl.lit(0, pl.Int8), *(f"miss_{name}" for name in missed))
    names = [*FIELDS, "quarter"]
    near = (
        frame.lazy()
        .select(*names, "amount_usd", *missed.values())
        .with_columns(total.alias("misses"))
        .filter(pl.col("misses") <= 1)
    )

    def own(name: str) -> pl.LazyFrame:
        return near.filter(pl.col("misses") == (pl.col(f"miss_{name}") if name in missed else 0))

    asked = [
        own(name)
        .group_by(pl.col(name).alias("value"))
        .agg(pl.len().alias("rounds"))
        .with_columns(pl.col("value").cast(pl.String))
        .drop_nulls("value")
        .sort("rounds", "value", descending=[True, False])
        .head(MOST_OPTIONS)
        for name in names
    ]
    at_least = {
        str(usd): (pl.col("amount_usd") >= usd).sum() if usd else pl.len() for usd in AMOUNTS_USD
    }
    *fields, amounts = pl.collect_all([*asked, own("min_amount_usd").select(**at_least)])
    found = {name: dict(rows.iter_rows()) for name, rows in zip(names, fields, strict=True)}
    least = {usd: rounds for usd, rounds in amounts.row(0, named=True).items() if rounds}
    return found | {"min_amount_usd": least}


def totals(rows: pl.LazyFrame) -> pl.DataFrame:
    """The headline numbers of the rows, in one row."""
    of_companies = rows.group_by("company").agg(CAPITAL)
    return pl.concat(
        [
            rows.select(
                capital_usd=CAPITAL,
                rounds=pl.len(),
                median_usd=pl.median("amount_usd"),
                late_share=LATE / _unless_zero(CAPITAL),
                rounds_with_amount=pl.count("amount_usd"),
            ),
            of_companies.select(
                companies=pl.len(),
                largest_share=pl.col("amount_usd").top_k(TOP_COMPANIES).sum()
                / _unless_zero(CAPITAL),
            ),
        ],
        how="horizontal",
    ).collect()


def by_quarter(rows: pl.LazyFrame) -> pl.DataFrame:
    """The same numbers for each quarter that has rows."""
    most = (
        rows.group_by("quarter", "company")
        .agg(CAPITAL)
        .group_by("quarter")
        .agg(largest_usd=pl.col("amount_usd").top_k(TOP_COMPANIES).sum())
    )
    return (
        rows.group_by("quarter")
        .agg(
            capital_usd=CAPITAL,
            rounds=pl.len(),
            median_usd=pl.median("amount_usd"),
            late_share=LATE / _unless_zero(CAPITAL),
        )
        .join(most, on="quarter")
        .with_columns(
            pl.col("quarter").cast(pl.String),
            largest_share=pl.col("largest_usd") / _unless_zero(pl.col("capital_usd")),
        )
        .drop("largest_usd")
        .sort("quarter")
        .collect()
    )


def over_time(rows: pl.LazyFrame) -> pl.DataFrame:
    """Capital and rounds of each quarter and stage."""
    capital = pl.col("capital_usd").sum().over("quarter")
    enough = pl.col("with_amount").sum().over("quarter") >= FEWEST
    return (
        rows.group_by("quarter", "stage_group")
        .agg(
            capital_usd=CAPITAL,
            rounds=pl.len(),
            with_amount=pl.count("amount_usd"),
            dated_loosely=(pl.col("date_precision") == "year").sum(),
        )
        .with_columns(
            pl.col("quarter", "stage_group").cast(pl.String),
            share=pl.when(enough).then(pl.col("capital_usd") / _unless_zero(capital)),
            undisclosed=pl.col("rounds") - pl.col("with_amount"),
        )
        .drop("with_amount")
        .sort("quarter", "stage_group")
        .collect()
    )


def largest(rows: pl.LazyFrame) -> pl.DataFrame:
    """The rounds with the largest amounts."""
    order = ["amount_usd", "announced_date", "round_id"]
    return (
        rows.with_columns(share=pl.col("amount_usd") / CAPITAL)
        .drop_nulls("amount_usd")
        .sort(order, descending=[True, False, False])
        .head(SHOWN)
        .with_columns(pl.col(CATEGORIES).cast(pl.String))
        .drop("quarter", "month")
        .with_row_index("place", offset=1)
        .collect()
    )


def sizes(rows: pl.LazyFrame) -> pl.DataFrame:
    """Part of the rounds and of the capital in each class of amounts."""
    names = [*CLASSES]
    breaks = [*CLASSES.values()][1:]
    size_class = pl.col("amount_usd").bin_intervals(breaks, labels=names)
    shares = {"Rounds": "rounds", "Capital": "capital_usd"}
    classes = (
        rows.group_by(size_class.alias("size_class"))
        .agg(rounds=pl.len(), capital_usd=CAPITAL, least_usd=pl.min("amount_usd"))
        .with_columns(pl.col("size_class").cast(pl.String).fill_null(UNDISCLOSED))
        .sort("least_usd", nulls_last=True)
        .collect()
    )
    return (
        pl.concat(
            classes.with_row_index().with_columns(
                measure=pl.lit(measure),
                share=(pl.col(name) / pl.col(name).sum()).fill_nan(0.0),
            )
            for measure, name in shares.items()
        )
        .sort("index", maintain_order=True)
        .drop("index", "least_usd")
    )


def cumulative(rows: pl.LazyFrame) -> pl.DataFrame:
    """Capital month by month, added up."""
    return (
        rows.group_by("month")
        .agg(capital_usd=CAPITAL, rounds=pl.len())
        .sort("month")
        .with_columns(cumulative_usd=pl.col("capital_usd").cum_sum())
        .collect()
    )


def _unless_zero(value: pl.Expr) -> pl.Expr:
    return pl.when(value > 0).then(value)
