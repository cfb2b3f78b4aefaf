"""Tables of any number of rounds with the schema and the proportions of the real ones.

The real rounds stay as they are, with all that refers to them. Each added round is a copy of a real
one with another company, day and amounts, so that stage, kind, status and investors still belong
together; each added company has place and sector of a real one, and each added investor type and
country. Few companies and investors take part often, most seldom; amounts have a heavy tail.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from lib.datasets import DATASETS, investments
from lib.filters import DEFAULT_STATUS

SEED = 2026
ROUNDS_PER_COMPANY = 10
ROUNDS_PER_COPY = 100_000
"""For each so many rounds there is one more copy of every investor, under a name of its own."""
CHUNK = 500_000
"""Rounds made and written at a time, so that any number fits in memory."""
SIGMA = 1.0
TAIL_SHARE = 0.01
"""Part of the amounts that the heavy tail (Pareto) multiplies."""
SCALE = 0.1
"""Median of an added amount over the real one that it comes from: totals stay readable."""
MOST_USD = 2e11
AMOUNTS = [
    column.name
    for column in DATASETS["rounds"].columns
    if column.unit == "USD" or column.name == "amount_original"
]
PLACE = ("company", "country", "region", "region_group", "city", "sector")


@dataclass(frozen=True)
class Draws:
    """For each added round, oldest first: row of its company, row of the round it comes from, day
    since 1970."""

    company: np.ndarray
    origin: np.ndarray
    day: np.ndarray


def generate(real: Path, directory: Path, rounds: int) -> None:
    """Write every table of the app to `directory`, with `rounds` rounds, more than the real ones.

    The same number gives the same rows. Tables that hold no rounds are those of `real`.
    """
    shutil.copytree(real, directory, ignore=shutil.ignore_patterns("curated"))
    shipped = {name: pl.read_parquet(real / f"{name}.parquet") for name in DATASETS}
    random = np.random.default_rng(SEED)
    copies = 1 + rounds // ROUNDS_PER_COPY
    companies = _companies(shipped["companies"], rounds // ROUNDS_PER_COMPANY, random)
    _write("companies", [companies], directory)
    _write("investors", [_investors(shipped["investors"], copies)], directory)
    draws = _draw(shipped["rounds"], companies.height, copies, rounds, random)
    origins = _rounds_of_copies(shipped["rounds"], copies)
    added = _added_rounds(origins, companies, draws, random)
    _write("rounds", chain([shipped["rounds"]], added), directory)
    made = directory / "rounds.parquet"
    _write("investments", map(investments.tidy, _read(made)), directory)
    sources = shipped["sources"]["source_id"]
    chunks = islice(_read(made), 1, None)  # the first are the real rounds
    records = (_round_sources(chunk, sources, random) for chunk in chunks)
    _write("round_sources", chain([shipped["round_sources"]], records), directory)


def _write(name: str, chunks: Iterable[pl.DataFrame], directory: Path) -> None:
    """One Parquet file, a group of rows a chunk."""
    schema = DATASETS[name].polars_schema
    arrow = pl.DataFrame(schema=schema).to_arrow().schema
    with pq.ParquetWriter(directory / f"{name}.parquet", arrow, compression="zstd") as file:
        for chunk in chunks:
            file.write_table(
                chunk.select(schema.names()).cast(schema).to_arrow(), row_group_size=CHUNK
            )


def _read(path: Path) -> Iterator[pl.DataFrame]:
    file = pq.ParquetFile(path)
    for group in range(file.num_row_groups):
        yield pl.DataFrame(file.read_row_group(group))


def _companies(real: pl.DataFrame, number: int, random: np.random.Generator) -> pl.DataFrame:
    added = real[random.integers(real.height, size=max(0, number - real.height))].with_columns(
        company=pl.format("Company {}", pl.int_range(1, pl.len() + 1)),
        aliases=pl.lit([], pl.List(pl.String)),
    )
    return pl.concat([real, added])


def _investors(real: pl.DataFrame, copies: int) -> pl.DataFrame:
    return pl.concat(
        real.with_columns(investor=_name(pl.col("investor"), copy)) for copy in range(copies)
    )


def _name(name: pl.Expr, copy: int) -> pl.Expr:
    """What a copy of an investor is called: the first has its own name, others a number with it."""
    return pl.format("{} {}", name, pl.lit(copy + 1)) if copy else name


def _rounds_of_copies(real: pl.DataFrame, copies: int) -> pl.DataFrame:
    """The real rounds once for each copy of their investors."""
    lists = pl.col("investors", "lead_investors").list
    return pl.concat(
        real.with_columns(lists.eval(_name(pl.element(), copy))) for copy in range(copies)
    )


def _draw(
    real: pl.DataFrame, companies: int, copies: int, rounds: int, random: np.random.Generator
) -> Draws:
    number = rounds - real.height
    company = _zipf(companies, number, random)
    origin = random.integers(real.height, size=number, dtype=np.int32)
    day = _days(real, origin, random)
    origin += real.height * (copies * random.random(number) ** 2).astype(np.int32)
    oldest_first = np.argsort(day, kind="stable")
    return Draws(*(each[oldest_first] for each in (company, origin, day)))


def _zipf(values: int, size: int, random: np.random.Generator) -> np.ndarray:
    """Positions drawn by Zipf and Mandelbrot's law: the first takes 13 times the mean."""
    weights = np.cumsum(1 / (np.arange(values) + values / 50))
    return np.searchsorted(weights, random.random(size) * weights[-1]).astype(np.int32)


def _days(real: pl.DataFrame, rows: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Days between the first and the last round that has happened, denser with time; each is moved
    to the start of the period that is known of the real round."""
    happened = real.filter(pl.col("status").is_in(DEFAULT_STATUS))["announced_date"]
    ends = happened.to_physical().to_numpy()
    first, last = int(ends.min()), int(ends.max())
    days = (first + (last - first) * random.random(len(rows)) ** (1 / 3)).astype(np.int32)
    periods = {"month": "1mo", "quarter": "1q", "year": "1y"}
    calendar = pl.date_range(date(1970, 1, 1), date(1970, 1, 1) + timedelta(last), eager=True)
    for precision, period in periods.items():
        starts = calendar.dt.truncate(period).to_physical().to_numpy()
        known = (real["date_precision"] == precision).to_numpy()[rows]
        days[known] = starts[days[known]]
    return days


def _added_rounds(
    origins: pl.DataFrame, companies: pl.DataFrame, draws: Draws, random: np.random.Generator
) -> Iterator[pl.DataFrame]:
    """Chunks of the rounds that are not real, oldest first."""
    for start in range(0, len(draws.day), CHUNK):
        chunk = slice(start, start + CHUNK)
        members = companies.select(PLACE)[draws.company[chunk]]
        others = origins.drop(*PLACE, "announced_date")[draws.origin[chunk]]
        drawn = pl.concat([members, others], how="horizontal").with_columns(
            announced_date=pl.Series(draws.day[chunk]).cast(pl.Date),
            number=pl.int_range(start + 1, start + pl.len() + 1),
            factor=pl.Series(_factors(members.height, random)),
        )
        yield drawn.with_columns(
            (pl.col(AMOUNTS) * pl.col("factor")).clip(upper_bound=MOST_USD).round(2),
            round_id=pl.format("generated-{}", pl.col("number").cast(pl.String).str.zfill(8)),
            source_url=pl.format("https://example.org/rounds/{}", "number"),
        )


def _factors(size: int, random: np.random.Generator) -> np.ndarray:
    """What amounts are multiplied by: lognormal, with a Pareto tail."""
    tail = np.where(random.random(size) < TAIL_SHARE, 1 + random.pareto(1.2, size), 1)
    return SCALE * random.lognormal(0, SIGMA, size) * tail


def _round_sources(
    rounds: pl.DataFrame, sources: pl.Series, random: np.random.Generator
) -> pl.DataFrame:
    """As many records of each round as it counts: the first leads, the others confirm."""
    records = rounds.with_columns(place=pl.int_ranges("source_count")).explode(
        "place", empty_as_null=False
    )
    others = sources.gather(random.integers(sources.len(), size=records.height))
    leads = pl.col("place") == 0
    return records.with_columns(
        source_id=pl.when(leads).then("source_id").otherwise(others),
        source_key=pl.format("{}-{}", "round_id", "place"),
        role=pl.when(leads).then(pl.lit("leads")).otherwise(pl.lit("confirms")),
    )
