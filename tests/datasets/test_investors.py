"""One name an investor: the aliases, the list of investors, and who took part in which round."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import investments, investors
from lib.schema import SchemaError

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"


# Words that a house carries or drops: "Accel" is "Accel Partners".
SUFFIXES = (
    "advisors and asset capital china co company corp corporation equity fund funds global group"
    " growth holding holdings inc international investment investments investors lp llc ltd"
    " management partners private technologies technology vc venture ventures"
).split()

# Houses that share a name and nothing else, and why.
APART = {
    "Fidelity International": "left Fidelity of Boston in 1980",
    "Matrix Partners China": "team and funds of its own; now MPC",
    "Redpoint China": "team and funds of its own",
}


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
        ("Sfund", ["Guangzhou City Construction Investment"]),
        ("Zhuhai Huajin", ["Huafa Group"]),
        ("Will Semiconductor", ["Omnivision"]),
        ("Will Semiconductor fund", ["Omnivision"]),
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


def bare(name: str) -> str:
    """`name` in lower case without punctuation and without the words at its end in SUFFIXES."""
    words = re.sub(r"[^\w\s]", "", name.casefold().replace("&", " and ")).split()
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return "".join(words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Accel", "Accel Partners"),
        ("D.E. Shaw", "D. E. Shaw & Co."),
        ("BOLD Capital", "Bold Capital Partners"),
        ("M&G", "M and G Investments"),
    ],
)
def test_same_house_under_two_spellings_is_seen(one: str, other: str) -> None:
    assert bare(one) == bare(other)


def test_suffix_alone_is_a_name() -> None:
    assert bare("Capital One") == "capitalone"
    assert bare("Partners Group") == "partners"


def test_nobody_is_listed_under_two_spellings(
    tables: dict[str, pl.DataFrame], listed: pl.DataFrame
) -> None:
    everyone = set(tables["investors"]["investor"]) | set(listed["investor"])
    houses: dict[str, list[str]] = {}
    for name in sorted(everyone - set(APART)):
        houses.setdefault(bare(name), []).append(name)
    assert [names for names in houses.values() if len(names) > 1] == []
    assert set(APART) <= everyone
    assert {bare(name) for name in APART} <= set(houses)


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


def test_two_hundred_most_frequent_have_a_type_and_a_country(
    tables: dict[str, pl.DataFrame],
) -> None:
    often = (
        tables["investments"]
        .group_by("investor")
        .len("rounds")
        .sort("rounds", "investor", descending=[True, False])
        .head(200)
        .join(tables["investors"], on="investor", how="left")
    )
    assert often.filter(investor_type="unknown").is_empty()
    # Offices on three continents and none called its home.
    assert often.filter(pl.col("country").is_null())["investor"].to_list() == ["DST Global"]


@pytest.mark.parametrize(
    ("investor", "kind", "country"),
    [
        ("Mubadala", "sovereign or state", "United Arab Emirates"),
        ("MGX", "sovereign or state", "United Arab Emirates"),
        ("Aramco", "corporate", "Saudi Arabia"),
        ("Ontario Teachers' Pension Plan", "sovereign or state", "Canada"),
        ("PMV", "sovereign or state", "Belgium"),
        ("Prima Materia", "venture", "Sweden"),
        ("Vertex Ventures", "venture", "Singapore"),
        ("DST Global", "venture", None),
        ("Russia-China Investment Fund", "sovereign or state", None),
    ],
)
def test_type_and_country_that_are_not_plain_have_a_link(
    tables: dict[str, pl.DataFrame], investor: str, kind: str, country: str | None
) -> None:
    row = tables["investors"].row(by_predicate=pl.col("investor") == investor, named=True)
    assert (row["investor_type"], row["country"]) == (kind, country)
    assert row["source_url"].startswith(("https://", "http://"))


def test_most_state_investors_have_a_link(tables: dict[str, pl.DataFrame]) -> None:
    linked = tables["investors"].filter(pl.col("source_url").is_not_null())
    assert linked.height >= 70
    state = tables["investors"].filter(investor_type="sovereign or state")
    assert 3 * state["source_url"].count() >= 2 * state.height


def test_unknown_type_has_no_link(tables: dict[str, pl.DataFrame]) -> None:
    unknown = tables["investors"].filter(investor_type="unknown")
    assert unknown["source_url"].count() == 0


@pytest.mark.parametrize("link", ["en.wikipedia.org/wiki/Temasek_Holdings", "ftp://temasek.com"])
def test_link_that_is_no_web_address_is_refused(tables: dict[str, pl.DataFrame], link: str) -> None:
    broken = tables["investors"].with_columns(source_url=pl.lit(link))
    with pytest.raises(SchemaError, match=r"investors\.source_url"):
        investors.DATASET.check(broken)


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
        ("Nvidia", "corporate", "United States", "United States", None),
        ("Somebody New", "unknown", None, "Unknown", None),
    ]
