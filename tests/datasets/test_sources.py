"""Sources: each with a link, terms and a credit line, and the rows that rest on it."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import aggregates, sources

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"


@pytest.fixture(scope="module")
def listed() -> pl.DataFrame:
    return pl.read_csv(CURATED / "sources.csv", infer_schema=False)


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    built = {
        name: pl.read_parquet(DATA / f"{name}.parquet") for name in ("rounds", "round_sources")
    }
    return built | {"aggregates": aggregates.tidy(CURATED)}


def test_rows_keep_the_declaration(tables: dict[str, pl.DataFrame]) -> None:
    found = sources.tidy(CURATED, tables)
    sources.DATASET.check(found)
    assert found["rows"].min() != 0


def test_every_source_has_link_terms_and_credit(listed: pl.DataFrame) -> None:
    stated = listed.select("title", "publisher", "url", "licence", "credit", "accessed_date")
    assert stated.null_count().row(0) == (0,) * stated.width
    assert listed["url"].str.starts_with("https://").all()


def test_named_licence_comes_with_its_text(listed: pl.DataFrame) -> None:
    licensed = listed.filter(pl.col("licence").str.contains("CC BY|MIT"))
    assert licensed["licence_url"].null_count() == 0


@pytest.mark.parametrize("word", ["cset", "owid", "CC BY-ND", "CC BY-NC"])
def test_nothing_that_may_not_be_shipped(listed: pl.DataFrame, word: str) -> None:
    text = pl.concat_str("source_id", "licence", separator=" ")
    assert listed.filter(text.str.contains(word)).is_empty()


def test_every_named_source_is_listed(
    listed: pl.DataFrame, tables: dict[str, pl.DataFrame]
) -> None:
    named = {source for frame in tables.values() for source in frame["source_id"]}
    assert named - set(listed["source_id"]) == set()


def test_rows_add_up_over_tables() -> None:
    tables = {
        "rounds": pl.DataFrame({"source_id": ["epoch-ai-companies", "pitchbook"]}),
        "round_sources": pl.DataFrame({"source_id": ["epoch-ai-companies"] * 2}),
        "investors": pl.DataFrame({"investor": ["Nvidia"]}),
        "models": pl.DataFrame({"context_source_id": ["pitchbook", None]}),
    }
    found = sources.tidy(CURATED, tables).select("source_id", "tables", "rows", "published_date")
    assert found.rows() == [
        ("epoch-ai-companies", ["round_sources", "rounds"], 3, datetime.date(2026, 8, 17)),
        ("pitchbook", ["models", "rounds"], 2, None),
    ]
