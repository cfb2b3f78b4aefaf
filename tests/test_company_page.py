"""The profile of a company, opened through the entrypoint under several links."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import lib.database
from tests.running import (
    CONFIRMED,
    ROUNDS,
    after,
    captions,
    choice,
    headlines,
    money,
    opened,
    plain,
    shown,
    spelt,
)

PAGE = "Company profile"
CLAIMS = pl.read_parquet(Path(__file__).parents[1] / "data" / "claims.parquet")
EQUITY = pl.col("kind").is_in(["equity", "ipo"])


def numbers(app: AppTest) -> dict[str, str]:
    return {each.label: plain(each.value) for each in app.metric}


def tables(app: AppTest) -> dict[str, pl.DataFrame]:
    """The tables of the page by their first two headers, which tell them apart."""
    found = [table.value for table in app.dataframe]
    return {" ".join(each.columns[:2]): pl.DataFrame(each) for each in found}


@pytest.mark.parametrize("company", ["Anthropic", "Moonshot AI", "CoreWeave"])
def test_a_profile_shows_the_whole_history(company: str) -> None:
    filters = {"company": company, "region": "Europe", "start": "2026-Q1", "kind": "debt"}
    app = opened(filters, PAGE)
    rounds = ROUNDS.filter(company=company)
    raised = float(rounds.filter(CONFIRMED, EQUITY)["amount_usd"].sum())
    assert app.header[0].value == company
    assert numbers(app)["Equity raised"] == money(raised)
    assert numbers(app)["Rounds"] == str(rounds.filter(CONFIRMED).height)
    assert tables(app)["day_text stage"].height == rounds.height
    assert spelt(app) == filters
    assert any("whole history" in each for each in captions(app))


def test_debt_stands_beside_equity() -> None:
    app = opened({"company": "CoreWeave"}, PAGE)
    loans = ROUNDS.filter(CONFIRMED, company="CoreWeave", kind="debt")
    debt = float(loans["amount_usd"].sum())
    [equity] = [each for each in app.metric if each.label == "Equity raised"]
    assert plain(equity.delta) == f"and {money(debt)} debt"
    assert f"{money(debt)} of debt" in " ".join(headlines(app))


def test_a_company_with_only_a_plan() -> None:
    app = opened({"company": "SpaceX"}, PAGE)
    assert list(numbers(app)) == ["Rounds", "Valuation aimed at"]
    assert shown(app) == (0, 2, 0)
    assert headlines(app)[0].startswith("SpaceX: 1 IPO (planned), amount not disclosed, ")
    words = " ".join(captions(app))
    assert "No source here states an amount raised, an investor or revenue." in words


def test_a_small_company_has_a_short_page() -> None:
    app = opened({"company": "Ed AI"}, PAGE)
    assert shown(app) == (0, 3, 0)
    assert headlines(app)[0].startswith("Ed AI: 1 Seed round, $5.81M")


def test_a_name_with_odd_characters() -> None:
    app = opened({"company": "/dev/agents"}, PAGE)
    assert plain(app.header[0].value) == "/dev/agents"
    assert headlines(app)[0].startswith("/dev/agents: 1 Seed round, ")


def test_an_unknown_name_offers_the_closest_and_the_directory() -> None:
    app = opened({"company": "Antropik"}, PAGE)
    assert "Antropik is not in the data" in plain(app.warning[0].value)
    assert app.get_by_key("closest-Anthropic")
    assert shown(app) == (0, 1, 0)
    assert len(app.header) == 0


def test_the_directory_follows_the_filters() -> None:
    app = opened({"region": "China", "stage_group": "Early"}, PAGE)
    kept = ROUNDS.filter(CONFIRMED, region="China", stage_group="Early")
    [directory] = app.dataframe
    assert len(directory.value) == kept["company"].n_unique()
    assert headlines(app)[0].startswith(f"{kept['company'].n_unique()} companies raised ")


def test_figures_of_the_company_are_chosen() -> None:
    app = opened({"company": "OpenAI"}, PAGE)
    options = choice(app, "view").options
    assert options == ["Revenue", "Users", "Staff", "Compute spend", "Tokens", "Messages"]
    after(choice(app, "view").set_value("staff"))
    assert spelt(app) == {"company": "OpenAI", "view": "staff"}
    assert any(each.startswith("OpenAI: staff rose ") for each in headlines(app))
    # A figure that another company lacks gives way to its first.
    app = opened({"company": "Cohere", "view": "staff"}, PAGE)
    with pytest.raises(KeyError):
        choice(app, "view")
    assert any(each.startswith("Cohere: annualised revenue ") for each in headlines(app))


def test_tables_open_profiles_and_hide_what_they_need_not_show() -> None:
    app = opened({"company": "Anthropic"}, PAGE)
    found = [[*table.proto.column_order] for table in app.dataframe]
    assert "investor" in found[1]
    assert found[-1][0] == "company"
    assert not [name for names in found for name in names if name.endswith("_id")]
    assert not [name for names in found for name in names if name in ("profile_of", "is_confirmed")]


def test_a_link_compares_with_peers() -> None:
    app = opened({"company": "Anthropic", "region": "China"}, PAGE)
    [link] = [each for each in app.main.get("page_link") if each.proto.page == "compare"]
    query = parse_qsl(urlsplit(f"?{link.proto.query_string}").query)
    peers = tables(app)["company country"]["company"].to_list()[:3]
    assert query == [("region", "China"), *[("with", each) for each in ["Anthropic", *peers]]]
    assert all(each in plain(link.proto.help) for each in peers)


def test_statements_are_asked_for_only_once_opened() -> None:
    app = opened({"company": "Anthropic"}, PAGE)
    [box] = app.main.expander
    about = CLAIMS.filter(pl.col("companies").list.contains("Anthropic")).height
    assert box.label.startswith(f"What articles say of it: {about} statements, with ")
    assert "subject metric" not in tables(app)
    assert not any("statements of articles" in each for each in headlines(app))


def test_a_company_without_statements_has_no_box_for_them() -> None:
    assert len(opened({"company": "Ed AI"}, PAGE).main.expander) == 0


@pytest.mark.parametrize("company", ["Anthropic", "Mistral AI", "OpenAI", "Ed AI", "SpaceX"])
def test_a_profile_asks_the_database_few_questions(
    company: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened({"company": company}, PAGE)
    asked: list[str] = []
    answer = lib.database._rows

    def counted(connection: Any, sql: str, /, **params: Any) -> pl.DataFrame:
        asked.append(sql)
        return answer(connection, sql, **params)

    monkeypatch.setattr(lib.database, "_rows", counted)
    monkeypatch.setattr(lib.database.Answers, "get", lambda *_: None)
    after(app)
    # Two of them count what the filters would match.
    assert 4 <= len(asked) <= 10
