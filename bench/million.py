"""A table of a million rounds with the schema and the proportions of the real one.

Each round borrows stage, kind, status and investors from a real round, and each company borrows
place and sector from a real company, so what belongs together stays together.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from lib.build import write
from lib.datasets import DATASETS, investments

ROUNDS = 1_000_000
COMPANIES = 100_000
SEED = 2026
SIGMA = 1.6
TAIL_SHARE = 0.01
"""Part of the amounts that the heavy tail (Pareto) multiplies."""
GENERATED = ("rounds", "companies", "round_sources", "investments")


def write_million(real: Path, directory: Path, rounds: int = ROUNDS) -> None:
    """Write every table of the app to `directory`; the small ones are those of `real`."""
    tables = {name: pl.read_parquet(real / f"{name}.parquet") for name in DATASETS}
    write(generate(tables, rounds), directory)


def generate(real: Mapping[str, pl.DataFrame], rounds: int) -> dict[str, pl.DataFrame]:
    """All tables, those of GENERATED made large; `DATASETS[...].check` accepts each one."""
    random = np.random.default_rng(SEED)
    companies = _companies(real["companies"], max(1, rounds * COMPANIES // ROUNDS), random)
    made = _rounds(real["rounds"], companies, rounds, random)
    large = {
        "rounds": made,
        "companies": companies,
        "round_sources": _round_sources(made, real["sources"], random),
        "investments": investments.tidy(made),
    }
    return {
        name: large.get(name, real[name]).cast(dataset.polars_schema)
        for name, dataset in DATASETS.items()
    }


def _companies(real: pl.DataFrame, number: int, random: np.random.Generator) -> pl.DataFrame:
    return real[random.integers(real.height, size=number)].with_columns(
        company=pl.format("Company {}", pl.int_range(1, number + 1).cast(pl.String).str.zfill(6))
    )


def _rounds(
    real: pl.DataFrame, companies: pl.DataFrame, number: int, random: np.random.Generator
) -> pl.DataFrame:
    place = ("company", "country", "region", "region_group", "city", "sector")
    members = companies.select(place)[_zipf(companies.height, number, random)]
    others = real.drop(place, "announced_date")[random.integers(real.height, size=number)]
    drawn = pl.concat([members, others], how="horizontal").with_columns(
        announced_date=_dates(real["announced_date"], number, random),
        amount=_amounts(others, random),
    )
    return (
        drawn.with_columns(_known_to())
        .sort("announced_date")
        .with_columns(
            round_id=pl.format("round-{}", pl.int_range(number).cast(pl.String).str.zfill(7)),
            source_url=pl.format("https://example.org/rounds/{}", pl.int_range(number)),
            amount_usd=pl.when(pl.col("amount_usd").is_not_null()).then("amount"),
            post_money_usd=pl.when(pl.col("post_money_usd").is_not_null()).then(
                pl.col("amount") * 6
            ),
        )
        .select(column.name for column in DATASETS["rounds"].columns)
    )


def _zipf(values: int, size: int, random: np.random.Generator) -> np.ndarray:
    """Positions drawn by Zipf and Mandelbrot's law: the first takes 0.6% of the rounds."""
    weights = 1 / (np.arange(values) + 20)
    return random.choice(values, size=size, p=weights / weights.sum())


def _dates(real: pl.Series, size: int, random: np.random.Generator) -> pl.Series:
    """Days between the first and the last real one, their density growing with time."""
    first, last = real.to_physical().min(), real.to_physical().max()
    assert isinstance(first, int)
    assert isinstance(last, int)
    days = first + (last - first) * random.random(size) ** (1 / 3)
    return pl.Series(days).cast(pl.Int32).cast(pl.Date)


def _known_to() -> pl.Expr:
    """The date moved to the start of the period that is known."""
    day, precision = pl.col("announced_date"), pl.col("date_precision")
    return (
        pl.when(precision == "day")
        .then(day)
        .when(precision == "month")
        .then(day.dt.truncate("1mo"))
        .when(precision == "quarter")
        .then(day.dt.truncate("1q"))
        .otherwise(day.dt.truncate("1y"))
        .alias("announced_date")
    )


def _amounts(rounds: pl.DataFrame, random: np.random.Generator) -> pl.Series:
    """Lognormal about a tenth of the stage's real median, with a Pareto tail, to the cent."""
    medians = rounds.select(pl.median("amount_usd").over("stage")).to_series().fill_null(1e7)
    noise = random.lognormal(0, SIGMA, rounds.height)
    tail = np.where(
        random.random(rounds.height) < TAIL_SHARE, 1 + random.pareto(1.2, rounds.height), 1
    )
    return (medians / 10 * noise * tail).clip(upper_bound=2e11).round(2)


def _round_sources(
    rounds: pl.DataFrame, sources: pl.DataFrame, random: np.random.Generator
) -> pl.DataFrame:
    """As many records a round as it counts: the first leads, the others confirm."""
    records = rounds.select(
        "round_id",
        "source_id",
        "announced_date",
        "date_precision",
        "stage",
        "amount_usd",
        "post_money_usd",
        "source_url",
        place=pl.int_ranges("source_count"),
    ).explode("place", empty_as_null=False)
    others = sources["source_id"].gather(random.integers(sources.height, size=records.height))
    leads = pl.col("place") == 0
    return records.with_columns(
        source_id=pl.when(leads).then("source_id").otherwise(others),
        source_key=pl.format("G{}-{}", pl.col("round_id"), "place"),
        role=pl.when(leads).then(pl.lit("leads")).otherwise(pl.lit("confirms")),
    ).select(column.name for column in DATASETS["round_sources"].columns)
