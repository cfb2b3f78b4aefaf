"""Organisations: one name each over all tables, with the country it is run from."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import organizations

DATA = Path(__file__).parents[2] / "data"
ROWS = pl.read_parquet(DATA / "organizations.parquet")
COMPANIES = pl.read_parquet(DATA / "companies.parquet")


def test_rows_keep_the_declaration() -> None:
    organizations.DATASET.check(ROWS)


def test_a_name_is_that_of_the_company_where_there_is_one() -> None:
    tracked = set(COMPANIES["company"])
    for name, company in ROWS.select("organization", "company").rows():
        assert company == (name if name in tracked else None)
    assert {"OpenAI", "Moonshot AI", "Z.ai (Zhipu)", "xAI"} <= set(ROWS["company"])


def test_no_other_name_stands_for_two_or_for_an_organisation_of_its_own() -> None:
    with (DATA / "curated/organization_aliases.csv").open(encoding="utf-8") as file:
        aliases = [(row["alias"], row["organization"]) for row in csv.DictReader(file)]
    assert len({alias for alias, _ in aliases}) == len(aliases)
    names = set(ROWS["organization"])
    assert {alias for alias, _ in aliases}.isdisjoint(names)
    assert {name for _, name in aliases} <= names


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Google DeepMind,Google", "Google"),
        ("Z.ai (Zhipu AI),Tsinghua University", "Z.ai (Zhipu)"),
        ("moonshotai", "Moonshot AI"),
        ("Ai2", "Allen Institute for AI"),
        ("OpenAI", "OpenAI"),
        ("other", None),
        ("", None),
        (None, None),
    ],
)
def test_the_first_of_several_gets_its_one_name(stated: str | None, name: str | None) -> None:
    rows = pl.DataFrame({"Organization": [stated]}, schema={"Organization": pl.String})
    found = rows.select(organizations.canonical("Organization", DATA / "curated"))
    assert found.to_dict(as_series=False) == {"organization": [name]}


def test_places_come_with_the_name_and_stay_unknown_without() -> None:
    rows = pl.DataFrame({"organization": ["DeepSeek", "Mistral AI", None, "Nobody"]})
    assert organizations.placed(rows, ROWS).rows() == [
        ("DeepSeek", "China", "China"),
        ("Mistral AI", "France", "Europe"),
        (None, None, "Unknown"),
        ("Nobody", None, "Unknown"),
    ]
