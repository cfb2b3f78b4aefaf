"""Finding a company or an investor by name, and the way into its profile and back."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.database import Database, select
from lib.ui.search import CLOSEST_SQL, FOUND_SQL
from lib.words import markdown
from tests.running import ROOT, Query, after, choice, opened, spelt

COMPANIES = pl.read_parquet(ROOT / "data/companies.parquet")
INVESTORS = pl.read_parquet(ROOT / "data/investors.parquet")
NAMES = {"company": set(COMPANIES["company"]), "investor": set(INVESTORS["investor"])}
ALIASES = {
    alias: company
    for company, aliases in COMPANIES.select("company", "aliases").iter_rows()
    for alias in aliases
}


def found(database: Database, column: str, asked: str) -> list[str]:
    return select(database, FOUND_SQL[column], asked=[asked])["name"].to_list()


def closest(database: Database, column: str, asked: str) -> list[str]:
    return select(database, CLOSEST_SQL[column], asked=asked)["name"].to_list()


def test_every_name_finds_itself_in_any_case(database: Database) -> None:
    for name in ["OpenAI", "/dev/agents", "Z.ai (Zhipu)", "11x"]:
        for asked in (name, name.upper(), name.lower()):
            assert found(database, "company", asked) == [name]
    assert found(database, "investor", "sequoia capital") == ["Sequoia Capital"]


def test_other_names_find_their_company(database: Database) -> None:
    assert len(ALIASES) > 50
    for alias, company in ALIASES.items():
        assert found(database, "company", alias) == [company]


@pytest.mark.parametrize(
    ("column", "asked", "meant"),
    [
        ("company", "Antropic", "Anthropic"),
        ("company", "Anthropoc", "Anthropic"),
        ("company", "open ai", "OpenAI"),
        ("company", "mistrl", "Mistral AI"),
        ("company", "Moonshoot", "Moonshot AI"),
        ("company", "Oxbotca", "Oxa"),
        ("investor", "Sequioa", "Sequoia Capital"),
        ("investor", "Nvida", "Nvidia"),
    ],
)
def test_typing_mistakes_are_forgiven(
    database: Database, column: str, asked: str, meant: str
) -> None:
    assert found(database, column, asked) == []
    assert closest(database, column, asked)[0] == meant


@given(asked=st.text(max_size=200))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("column", ["company", "investor"])
def test_any_text_gets_five_names(database: Database, column: str, asked: str) -> None:
    offered = closest(database, column, asked)
    assert len(set(offered)) == 5
    assert set(offered) <= NAMES[column]
    known = {name.lower() for name in NAMES[column]} | {alias.lower() for alias in ALIASES}
    assert not found(database, column, asked) or asked.lower() in known


@pytest.mark.parametrize("title", ["Company profile", "Investor profile"])
@pytest.mark.parametrize(
    "asked", ["'; DROP TABLE rounds; --", "[a](javascript:alert(1)) **b** $x$ :red[c]", "x" * 5000]
)
def test_a_hostile_name_is_shown_as_text(title: str, asked: str) -> None:
    app = opened({title.split()[0].lower(): asked}, title)
    [message] = app.warning
    assert message.value.startswith(f"{markdown(asked[:80])} is not in the data.")
    assert markdown(asked[:80]) != asked[:80] or asked[0] == "x"
    assert len([button for button in app.button if str(button.key).startswith("closest-")]) == 5


def test_another_name_in_a_link_opens_the_company() -> None:
    app = opened({"company": "kimi", "region": "China"}, "Company profile")
    assert spelt(app) == {"company": "Moonshot AI", "region": "China"}
    assert choice(app, "company").value == "Moonshot AI"


def test_an_offered_name_opens_its_profile_and_keeps_the_filters() -> None:
    app = opened({"company": "Moonshoot", "stage_group": "Late"}, "Company profile")
    after(app.button(key="closest-Moonshot AI").click())
    assert spelt(app) == {"company": "Moonshot AI", "stage_group": "Late"}
    assert not app.warning


@pytest.mark.parametrize(
    ("left", "title"),
    [({"grain": "year", "region": "China"}, "Overview"), ({"region": "China"}, "Regions")],
)
def test_the_step_that_a_profile_leaves_behind_is_undone(left: Query, title: str) -> None:
    step = {"company": "OpenAI", "investor": "Nvidia", "from": title.lower()}
    assert spelt(opened(left | step, title)) == left


def test_a_profile_remembers_the_page_that_opened_it() -> None:
    query = {"company": "OpenAI", "from": "flows"}
    app = opened(query, "Company profile")
    assert spelt(app) == query
    assert not any("Ignored" in each.value for each in app.main.caption)
