"""Benchmarks: what guessing gets follows from scores in two files, or stays empty."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import benchmarks

DATA = Path(__file__).parents[2] / "data"
ROWS = pl.read_parquet(DATA / "benchmarks.parquet")
SCORES = pl.read_parquet(DATA / "scores.parquet")

NAMED = "benchmark,subject,hub_name,index_name,unit\nQuiz,Exams,Hub quiz,Index quiz,share\n"


def test_rows_keep_the_declaration() -> None:
    benchmarks.DATASET.check(ROWS)
    assert ROWS.height == 66
    assert set(ROWS["benchmark"]) == set(SCORES["benchmark"])
    units = dict(ROWS.select("benchmark", "unit").rows())
    assert all(units[name] == unit for name, unit in SCORES.select("benchmark", "unit").rows())


@pytest.mark.parametrize(
    ("benchmark", "chance", "day", "difficulty"),
    [
        # Four answers to choose from, two answers, six answers, none.
        ("GPQA Diamond", 0.25, date(2023, 11, 20), 135.87),
        ("WinoGrande", 0.5, date(2019, 7, 24), 110.06),
        ("SimpleBench", 1 / 6, date(2024, 10, 31), 151.41),
        ("ARC-AGI-2", 0, None, 153.48),
        # Two versions that the files do not score alike, and one that only the index has.
        ("FrontierMath Tiers 1-3, version 1", None, None, None),
        ("FrontierMath Tiers 1-3, version 2", None, None, 150.41),
    ],
)
def test_values_as_published(
    benchmark: str, chance: float | None, day: date | None, difficulty: float | None
) -> None:
    row = ROWS.row(by_predicate=pl.col("benchmark") == benchmark, named=True)
    for found, expected in ((row["chance_share"], chance), (row["difficulty_eci"], difficulty)):
        assert found == (None if expected is None else pytest.approx(expected, abs=0.01))
    assert row["release_date"] == day


def test_every_name_of_the_publishers_is_used_once() -> None:
    with (DATA / "curated/benchmarks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in ("benchmark", "hub_name", "index_name"):
        names = [row[column] for row in rows if row[column]]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("adjusted", "found"),
    [
        # (plain - 0.2) / 0.8 of each.
        ([0.5, 0.25, 0.75, 0.375, 0.0], [0.2]),
        # One of five differs, as after a new run.
        ([0.5, 0.25, 0.75, 0.375, 0.4], [0.2]),
        # Most differ.
        ([0.5, 0.25, 0.1, 0.2, 0.4], []),
        # Too few to tell.
        ([0.5, 0.25, 0.75, 0.375], []),
    ],
)
def test_guessing_is_known_where_most_scores_agree(
    tmp_path: Path, adjusted: list[float], found: list[float]
) -> None:
    plain = [0.6, 0.4, 0.8, 0.5, 0.2]
    hub = "benchmark,model_name,score_fraction\n" + "".join(
        # A weaker run of the same model does not count.
        f"Hub quiz,M{i},{score}\nHub quiz,M{i},0.01\n"
        for i, score in enumerate(plain)
    )
    index = "benchmark,Model,performance\n" + "".join(
        f"Index quiz,M{i},{score}\n" for i, score in enumerate(adjusted)
    )
    for path, text in ((benchmarks.HUB, hub), (benchmarks.INDEX, index), ("named.csv", NAMED)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    named = pl.read_csv(tmp_path / "named.csv", infer_schema=False)
    rows = benchmarks.guessing(tmp_path, named)
    assert rows["chance_share"].to_list() == pytest.approx(found)
