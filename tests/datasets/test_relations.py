"""Investors that trade with the company they hold: pairs, commitments and links."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import relations

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"
INVESTMENTS = pl.read_parquet(DATA / "investments.parquet")


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return relations.tidy(CURATED, INVESTMENTS)


def pair(rows: pl.DataFrame, investor: str, company: str) -> dict[str, object]:
    return rows.filter(investor=investor, company=company).row(0, named=True)


def test_rows_keep_the_declaration(rows: pl.DataFrame) -> None:
    relations.DATASET.check(rows)
    with (CURATED / "relations.csv").open(encoding="utf-8", newline="") as file:
        assert rows.height == len(list(csv.DictReader(file))) == 46
    assert rows.equals(pl.read_parquet(DATA / "relations.parquet"))


@pytest.mark.parametrize(
    ("investor", "company", "relation", "product", "usd", "basis"),
    [
        ("Microsoft", "OpenAI", "supplier", "cloud", 250e9, "stated"),
        ("Amazon", "OpenAI", "supplier", "chips and cloud", 38e9 + 100e9, "stated"),
        ("Amazon", "Anthropic", "supplier", "chips and cloud", 100e9, "stated"),
        ("Microsoft", "Anthropic", "supplier and customer", "cloud and models", 30e9, "stated"),
        ("Nvidia", "CoreWeave", "supplier and customer", "chips and cloud", 6.3e9, "at least"),
        ("OpenAI", "CoreWeave", "customer", "cloud", 11.9e9, "up to"),
        ("SoftBank", "OpenAI", "customer", "models", 3e9, "per year"),
        ("Nvidia", "Lambda", "supplier and customer", "chips and cloud", 1.3e9 + 0.2e9, "stated"),
        ("Nvidia", "OpenAI", "supplier", "chips", None, None),
    ],
)
def test_pair_as_published(
    rows: pl.DataFrame,
    investor: str,
    company: str,
    relation: str,
    product: str,
    usd: float | None,
    basis: str | None,
) -> None:
    row = pair(rows, investor, company)
    assert (row["relation"], row["product"]) == (relation, product)
    assert (row["commitment_usd"], row["commitment_basis"]) == (usd, basis)


def test_names_are_those_of_the_other_tables(rows: pl.DataFrame) -> None:
    companies = set(pl.read_parquet(DATA / "companies.parquet")["company"])
    investors = set(pl.read_parquet(DATA / "investors.parquet")["investor"])
    assert set(rows["company"]) <= companies
    assert set(rows["investor"]) <= investors


def test_pairs_of_the_rounds_are_marked(rows: pl.DataFrame) -> None:
    named = set(INVESTMENTS.select("investor", "company").iter_rows())
    for row in rows.iter_rows(named=True):
        assert row["is_in_rounds"] == ((row["investor"], row["company"]) in named)
    assert rows.filter(~pl.col("is_in_rounds")).select("investor", "company").rows() == [
        ("Nvidia", "CoreWeave"),
        ("OpenAI", "Cerebras Systems"),
        ("OpenAI", "CoreWeave"),
        ("Schwarz Group", "Cohere"),
    ]


def test_a_pair_without_a_round_stays(rows: pl.DataFrame) -> None:
    found = relations.tidy(CURATED, INVESTMENTS.clear())
    assert found.height == rows.height
    assert not found["is_in_rounds"].any()


def test_dates_and_sizes_say_how_they_are_meant(rows: pl.DataFrame) -> None:
    known = pl.col("since").is_not_null()
    assert rows.filter(known != pl.col("date_precision").is_not_null()).is_empty()
    sized = pl.col("commitment_usd").is_not_null()
    assert rows.filter(sized != pl.col("commitment_basis").is_not_null()).is_empty()
    assert rows.filter(pl.col("date_precision") == "month")["since"].dt.day().unique().item() == 1
    assert rows.filter(pl.col("since") > date(2026, 11, 22)).is_empty()


def test_every_row_links_a_page(rows: pl.DataFrame) -> None:
    assert rows["source_url"].str.contains(r"^https?://[\w.-]+\.\w+/\S+$").all()
    assert rows["source_id"].unique().to_list() == ["curated-relations"]
