"""One name and one place a company."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import companies, rounds

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"

# Names that look alike and are two companies.
ALIKE = {"blossom", "capsule"}


@pytest.fixture(scope="module")
def built() -> pl.DataFrame:
    return pl.read_parquet(DATA / "companies.parquet")


@pytest.fixture(scope="module")
def countries() -> pl.DataFrame:
    return pl.read_csv(CURATED / "countries.csv", infer_schema=False)


def test_table_keeps_its_declaration(built: pl.DataFrame) -> None:
    companies.DATASET.check(built)


def test_companies_are_those_of_the_rounds(built: pl.DataFrame) -> None:
    named = pl.read_parquet(DATA / "rounds.parquet")["company"]
    assert set(built["company"]) == set(named)


@pytest.mark.parametrize(
    ("alias", "company"),
    [
        ("Moonshot AI (Kimi)", "Moonshot AI"),
        ("Zhipu AI", "Z.ai (Zhipu)"),
        ("LMArena", "Arena"),
        ("Arena (LMArena)", "Arena"),
        ("SpaceX (incl. xAI)", "SpaceX"),
        ("Codeium (Windsurf)", "Windsurf"),
        ("Kimi", "Moonshot AI"),
        ("SSI", "Safe Superintelligence"),
        ("Figure", "Figure AI"),
        ("Cursor", "Anysphere"),
    ],
)
def test_alias(built: pl.DataFrame, alias: str, company: str) -> None:
    found = built.filter(pl.col("aliases").list.contains(alias))
    assert found["company"].to_list() == [company]


def test_an_alias_stands_for_one_company_and_is_no_company(built: pl.DataFrame) -> None:
    aliases = built["aliases"].explode().drop_nulls().to_list()
    assert len({alias.casefold() for alias in aliases}) == len(aliases)
    assert not set(aliases) & set(built["company"])


def test_each_alias_of_the_file_is_built(built: pl.DataFrame) -> None:
    known = dict(built.select("company", "aliases").iter_rows())
    file = pl.read_csv(CURATED / "company_aliases.csv", infer_schema=False)
    assert not file["alias"].is_duplicated().any()
    assert [row for row in file.iter_rows() if row[0] not in known.get(row[1], [])] == []


@pytest.mark.parametrize(
    "names",
    [
        {"xAI", "SpaceX"},
        {"Turing", "Turing (Japan)"},
        {"Blossom", "Blossom Health"},
        {"Capsule", "Capsule Security"},
        {"Arcade", "Arcade.dev"},
        {"Axiom", "Axiomatic AI"},
        {"Fundamental", "Fundamental Research Labs"},
    ],
)
def test_different_companies_stay_apart(built: pl.DataFrame, names: set[str]) -> None:
    assert names <= set(built["company"])


def test_no_name_stands_twice(built: pl.DataFrame) -> None:
    """Spellings that differ only in case, marks, or a usual ending."""

    def plain(name: str) -> str:
        bare = re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", name.casefold()))
        return re.sub(r"(ai|labs?|inc|security|health)$", "", bare)

    names = built.filter(pl.col("company") != "Turing (Japan)")["company"]
    seen = pl.Series([word for word in map(plain, names) if len(word) > 1])
    assert set(seen.filter(seen.is_duplicated())) == ALIKE


@pytest.mark.parametrize(
    ("company", "country", "code", "region", "group", "city"),
    [
        ("Mistral AI", "France", "FRA", "Europe", "Europe", "Paris"),
        ("OpenAI", "United States", "USA", "United States", "United States", "San Francisco"),
        ("Z.ai (Zhipu)", "China", "CHN", "China", "China", "Beijing"),
        ("Synthesia", "United Kingdom", "GBR", "Europe", "Europe", "London"),
        ("Cohere", "Canada", "CAN", "Rest of World", "Rest of World", "Toronto"),
        ("Pony.ai", "China", "CHN", "China", "China", "Guangzhou"),
        ("Rebellions", "South Korea", "KOR", "Asia-Pacific", "Rest of World", "Seongnam"),
        ("AI21 Labs", "Israel", "ISR", "Middle East", "Rest of World", "Tel Aviv"),
    ],
)
def test_place(
    built: pl.DataFrame, company: str, country: str, code: str, region: str, group: str, city: str
) -> None:
    row = built.filter(pl.col("company") == company)
    columns = ("country", "country_code", "region", "region_group", "city")
    assert row.select(columns).rows() == [(country, code, region, group, city)]


@pytest.mark.parametrize(
    ("company", "sector"),
    [
        ("OpenAI", "Foundation models"),
        ("Waymo", "Robotics & autonomous vehicles"),
        ("CoreWeave", "AI infrastructure & cloud"),
        ("Cerebras Systems", "Chips & hardware"),
        ("Harvey", "Vertical applications"),
        ("Anduril Industries", "Security & defence"),
    ],
)
def test_sector(built: pl.DataFrame, company: str, sector: str) -> None:
    assert built.filter(pl.col("company") == company)["sector"].item() == sector


def test_listed_companies(built: pl.DataFrame) -> None:
    listed = dict(built.select("company", "is_listed").iter_rows())
    assert listed["CoreWeave"] is True
    assert listed["Z.ai (Zhipu)"] is True
    assert listed["Darktrace"] is False
    assert listed["OpenAI"] is None


def test_model_labs(built: pl.DataFrame) -> None:
    labs = built.filter("is_model_lab")["company"].to_list()
    assert {"OpenAI", "Anthropic", "Mistral AI", "xAI", "DeepSeek", "Moonshot AI"} <= set(labs)
    assert not {"CoreWeave", "Waymo", "Harvey"} & set(labs)


@pytest.mark.parametrize(
    ("company", "year"),
    [
        ("Moonshot AI", 2023),
        ("Z.ai (Zhipu)", 2019),
        ("SpaceX", 2002),
        ("Pony.ai", 2016),
        ("Cohere", 2019),
        ("Prometheus", None),
    ],
)
def test_founded_year(built: pl.DataFrame, company: str, year: int | None) -> None:
    assert built.filter(pl.col("company") == company)["founded_year"].item() == year


def test_each_founded_year_of_the_file_has_a_link_and_precedes_the_rounds(
    built: pl.DataFrame,
) -> None:
    facts = pl.read_csv(CURATED / "companies.csv", infer_schema=False)
    dated = facts.filter(pl.col("founded_year").is_not_null())
    assert dated.filter(~pl.col("source_url").str.starts_with("http").fill_null(False)).is_empty()
    rounds = pl.read_parquet(DATA / "rounds.parquet").group_by("company")
    first = rounds.agg(pl.col("announced_date").min().dt.year().alias("first_round"))
    late = built.join(first, on="company").filter(pl.col("founded_year") > pl.col("first_round"))
    assert late["company"].to_list() == []


def test_unknown_country_is_an_unknown_region(built: pl.DataFrame) -> None:
    unknown = built.filter(pl.col("country").is_null())
    assert set(unknown["region"]) == set(unknown["region_group"]) == {"Unknown"}
    assert built.filter(pl.col("country").is_not_null(), pl.col("region") == "Unknown").is_empty()


def test_rounds_carry_the_place_of_their_company(built: pl.DataFrame) -> None:
    columns = ("company", "country", "region", "region_group", "city", "sector")
    named = pl.read_parquet(DATA / "rounds.parquet").select(columns).unique().sort("company")
    assert named.equals(built.select(columns).sort("company"))


def test_countries_are_those_of_iso(countries: pl.DataFrame) -> None:
    assert countries.height == 249
    assert countries["code"].n_unique() == countries["country"].n_unique() == 249
    assert set(countries["region"]) <= set(rounds.REGIONS)


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("United Kingdom", "Europe"),
        ("Switzerland", "Europe"),
        ("Turkey", "Middle East"),
        ("Hong Kong", "Asia-Pacific"),
        ("Taiwan", "Asia-Pacific"),
        ("Saudi Arabia", "Middle East"),
        ("Russia", "Rest of World"),
        ("Brazil", "Rest of World"),
    ],
)
def test_region_of_country(countries: pl.DataFrame, country: str, region: str) -> None:
    assert countries.filter(pl.col("country") == country)["region"].item() == region


@pytest.mark.parametrize(
    ("name", "column", "allowed"),
    [("sectors", "sector", rounds.SECTORS), ("stages", "stage", tuple(rounds.STAGES))],
)
def test_words_lead_to_declared_values(name: str, column: str, allowed: tuple[str, ...]) -> None:
    words = pl.read_csv(CURATED / f"{name}.csv", infer_schema=False)
    assert set(words[column]) <= set(allowed)
    assert not words.drop(column).is_duplicated().any()
