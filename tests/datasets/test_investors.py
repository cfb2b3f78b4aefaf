"""One name an investor: the aliases, the list of investors, and who took part in which round."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import investments, investors

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"


@pytest.fixture(scope="module")
def aliases() -> dict[str, list[str]]:
    """Alias to the names it stands for; none where it names nobody."""
    with (CURATED / "investor_aliases.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["alias"], row["investor"]) for row in csv.DictReader(file)]
    assert len(dict(rows)) == len(rows), "an alias stands twice"
    return {alias: [name.strip() for name in to.split(";") if name.strip()] for alias, to in rows}


@pytest.fixture(scope="module")
def listed() -> pl.DataFrame:
    return pl.read_csv(CURATED / "investors.csv", infer_schema=False)


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    rounds = pl.read_parquet(DATA / "rounds.parquet")
    taken = investments.tidy(rounds)
    return {
        "rounds": rounds,
        "investments": taken,
        "investors": investors.tidy(taken, CURATED),
    }


@pytest.mark.parametrize(
    ("alias", "names"),
    [
        ("a16z", ["Andreessen Horowitz"]),
        ("a16z crypto", ["Andreessen Horowitz"]),
        ("Sequoia", ["Sequoia Capital"]),
        ("Sequoia Capital China", ["HongShan"]),
        ("Alphabet", ["Google"]),
        ("Google Ventures", ["GV"]),
        ("NVentures", ["Nvidia"]),
        ("SoftBank Vision Fund 2", ["SoftBank"]),
        ("GL Ventures", ["Hillhouse"]),
        ("Meituan Longzhu", ["Meituan"]),
        ("Scaleup Europe Fund (EQT)", ["Scaleup Europe Fund"]),
        ("Felicis & UC Investments", ["Felicis", "UC Investments"]),
        ("Undisclosed", []),
        ("others", []),
    ],
)
def test_alias(aliases: dict[str, list[str]], alias: str, names: list[str]) -> None:
    assert aliases[alias] == names


@pytest.mark.parametrize("name", ["GV", "CapitalG", "Google", "HongShan", "Oak HC/FT", "M&G"])
def test_own_house(aliases: dict[str, list[str]], listed: pl.DataFrame, name: str) -> None:
    assert name not in aliases
    assert name in listed["investor"]


def test_every_alias_leads_to_a_listed_investor(
    aliases: dict[str, list[str]], listed: pl.DataFrame
) -> None:
    targets = {name for names in aliases.values() for name in names}
    assert targets - set(listed["investor"]) == set()


def test_no_alias_leads_to_another_alias(
    aliases: dict[str, list[str]], listed: pl.DataFrame
) -> None:
    assert set(aliases) & {name for names in aliases.values() for name in names} == set()
    assert set(aliases) & set(listed["investor"]) == set()


def test_names_differ_by_more_than_case(listed: pl.DataFrame) -> None:
    names = listed.select(pl.col("investor").str.to_lowercase())
    assert not names.is_duplicated().any()


def test_listed_types_and_countries_are_known(listed: pl.DataFrame) -> None:
    countries = pl.read_csv(CURATED / "countries.csv")["country"]
    assert set(listed["investor_type"]) <= set(investors.INVESTOR_TYPES)
    assert set(listed["country"].drop_nulls()) <= set(countries)


def test_tables_keep_their_declarations(tables: dict[str, pl.DataFrame]) -> None:
    investments.DATASET.check(tables["investments"])
    investors.DATASET.check(tables["investors"])


def test_rounds_use_no_alias(
    tables: dict[str, pl.DataFrame], aliases: dict[str, list[str]]
) -> None:
    names = set(tables["investors"]["investor"])
    assert names & set(aliases) == set()
    assert [name for name in names if ";" in name] == []


def test_investor_of_two_rounds_has_a_type(tables: dict[str, pl.DataFrame]) -> None:
    often = tables["investments"].group_by("investor").len().filter(pl.col("len") > 1)
    untyped = tables["investors"].filter(investor_type="unknown")
    assert often.join(untyped, on="investor")["investor"].to_list() == []


def test_every_named_investor_of_a_round_has_a_row(tables: dict[str, pl.DataFrame]) -> None:
    named = tables["rounds"].select("round_id", investor="investors").explode("investor")
    lost = named.drop_nulls().join(tables["investments"], on=["round_id", "investor"], how="anti")
    assert lost.is_empty()


def test_lead_comes_once_and_is_marked() -> None:
    rounds = pl.DataFrame(
        {
            "round_id": ["one", "two", "three"],
            "company": ["Mistral AI", "Cohere", "Groq"],
            "lead_investors": [["ASML"], None, ["Disruptive"]],
            "investors": [["ASML", "Nvidia"], None, []],
        },
        schema_overrides={"lead_investors": pl.List(pl.String), "investors": pl.List(pl.String)},
    )
    assert investments.tidy(rounds).rows() == [
        ("one", "Mistral AI", "ASML", True),
        ("one", "Mistral AI", "Nvidia", False),
        ("three", "Groq", "Disruptive", True),
    ]


def test_investor_that_is_not_listed_is_unknown() -> None:
    taken = pl.DataFrame({"investor": ["Nvidia", "Somebody New", "Nvidia"]})
    assert investors.tidy(taken, CURATED).rows() == [
        ("Nvidia", "corporate", "United States", "United States"),
        ("Somebody New", "unknown", None, "Unknown"),
    ]
