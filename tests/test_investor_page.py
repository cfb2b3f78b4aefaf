"""The profile of an investor, opened through the entrypoint under several links and choices."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lib.answers import SOURCES_SQL
from lib.database import Database, select
from lib.figures.joined_rounds import of
from lib.figures.portfolio import FIGURE as PORTFOLIO
from lib.filters import Filters
from lib.words import MARK
from tests.running import (
    CONFIRMED,
    ROOT,
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

PAGE = "Investor profile"
INVESTMENTS = pl.read_parquet(ROOT / "data/investments.parquet")
INVESTORS = pl.read_parquet(ROOT / "data/investors.parquet")


def rounds_of(investor: str, *conditions: pl.Expr) -> pl.DataFrame:
    its = INVESTMENTS.filter(investor=investor).select("round_id", "is_lead")
    return ROUNDS.join(its, on="round_id").filter(CONFIRMED, *conditions)


def investors_with(rounds: int, amounts: int | None = None) -> list[str]:
    """Investors with that many confirmed rounds, and that many amounts among them."""
    counted = (
        INVESTMENTS.join(ROUNDS.filter(CONFIRMED), on="round_id")
        .group_by("investor")
        .agg(pl.len(), pl.count("amount_usd"))
        .filter(pl.col("len") == rounds)
    )
    kept = counted if amounts is None else counted.filter(amount_usd=amounts)
    return sorted(kept["investor"])


def boxes(app: AppTest) -> dict[str, str]:
    return {each.label: plain(each.value) for each in app.metric}


def named(app: AppTest) -> list[str]:
    return [plain(each.value) for each in app.header]


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ({}, pl.lit(True)),
        ({"region": "United States", "start": "2025-Q1"}, pl.col("region") == "United States"),
        # The filter Company stays in the link for other pages, but narrows nothing here.
        ({"company": "OpenAI"}, pl.lit(True)),
    ],
)
@pytest.mark.parametrize("investor", ["Nvidia", "Sequoia Capital", "SoftBank"])
def test_the_profile(query: dict[str, Any], condition: pl.Expr, investor: str) -> None:
    since = int(query.get("start", "0000")[:4])
    rounds = rounds_of(investor, condition, pl.col("announced_date").dt.year() >= since)
    app = opened(query | {"investor": investor}, PAGE)
    found = boxes(app)
    companies = rounds["company"].n_unique()
    assert named(app) == [investor]
    assert found["Rounds joined"] == f"{rounds.height}"
    assert found["Companies"] == f"{companies}"
    assert found["Raised in these rounds"] == money(float(rounds["amount_usd"].sum()))
    assert len(found) == 8
    assert headlines(app)[0].startswith(
        f"{investor} joined {rounds.height} rounds of {companies} companies"
    )
    assert all(each.startswith(f"{investor} ") for each in headlines(app))
    assert [table.value.shape[0] for table in app.dataframe][:2] == [companies, rounds.height]
    assert "All of it follows the filters, except the filter Company." in " ".join(captions(app))
    assert spelt(app) == query | {"investor": investor}


def test_choices_redraw_their_figure() -> None:
    app = opened({"investor": "Nvidia"}, PAGE)
    quarters = headlines(app)[1]
    app = after(choice(app, "grain").set_value("year"))
    assert headlines(app)[1] != quarters
    by_year = rounds_of("Nvidia").group_by(pl.col("announced_date").dt.year().alias("year")).len()
    year, most = by_year.sort("len").row(-1)
    assert headlines(app)[1].startswith(f"Nvidia joined most rounds in {year}: {most}")
    app = after(choice(app, "by").set_value("region"))
    rounds = rounds_of("Nvidia")
    share = (rounds["region"] == "United States").sum() / rounds.height
    assert headlines(app)[2].endswith(f"{share:.0%} of them in the United States")
    assert spelt(app) == {"investor": "Nvidia", "grain": "year", "by": "region"}


def links(app: AppTest) -> list[str]:
    """Labels of the links of the page but those to conflicts."""
    labels = [each.proto.label for each in app.main.get("page_link")]
    return [label for label in labels if not label.startswith(MARK)]


def test_trade_is_shown_where_there_is_some() -> None:
    app = opened({"investor": "Nvidia"}, PAGE)
    relations = pl.read_parquet(ROOT / "data/relations.parquet").filter(investor="Nvidia")
    assert app.dataframe[-1].value.shape[0] == relations.height
    assert headlines(app)[-1].startswith("Nvidia sells to ")
    trade = "Trade of all investors: Flows"
    assert links(app) == [trade]
    assert trade not in links(opened({"investor": "Sequoia Capital"}, PAGE))


@pytest.mark.parametrize("query", [{}, {"region": "China"}, {"company": "OpenAI"}])
def test_without_an_investor_the_most_active_are_offered(query: dict[str, Any]) -> None:
    app = opened(query, PAGE)
    kept = (pl.col("region") == "China") if "region" in query else pl.lit(True)
    found = INVESTMENTS.join(ROUNDS.filter(CONFIRMED, kept), on="round_id")
    most = found["investor"].value_counts()["count"].max()
    table = app.dataframe[0].value
    assert shown(app) == (0, 1, 0)
    assert table["rounds"][0] == most
    assert len(table) == min(200, found["investor"].n_unique())
    assert [each.proto.label for each in app.main.get("page_link")] == ["All investors"]
    assert not app.metric
    assert not app.warning


def test_an_unknown_name_gets_the_closest_and_the_most_active() -> None:
    app = opened({"investor": "Sequia Kapital"}, PAGE)
    assert "Sequia Kapital is not in the data" in plain(app.warning[0].value)
    assert shown(app) == (0, 1, 0)
    assert not app.metric
    app = after(app.button(key="closest-Sequoia Capital").click())
    assert named(app) == ["Sequoia Capital"]
    assert spelt(app) == {"investor": "Sequoia Capital"}


def test_a_selection_without_its_rounds_says_what_to_do() -> None:
    app = opened({"investor": "Nvidia", "region": "China", "end": "2016-Q4"}, PAGE)
    [told] = [plain(each.value) for each in app.info]
    rounds = rounds_of("Nvidia").height
    assert told.startswith("Nvidia joined no round of this selection. Without filters there are ")
    assert f" {rounds} rounds, " in told
    assert told.endswith("Take filters back: Until Q4 2016, China.")
    assert shown(app) == (0, 0, 1)
    [button] = [each for each in app.button if each.label == "Show all its rounds"]
    app = after(button.click())
    assert boxes(app)["Rounds joined"] == str(rounds)
    assert spelt(app) == {"investor": "Nvidia"}


def test_an_investor_of_rumours_says_so() -> None:
    confirmed = INVESTMENTS.join(ROUNDS.filter(CONFIRMED), on="round_id")["investor"]
    only_rumoured = sorted(set(INVESTMENTS["investor"]) - set(confirmed))
    assert only_rumoured
    app = opened({"investor": only_rumoured[0]}, PAGE)
    assert "is rumoured or planned: add these under Status" in plain(app.info[0].value)
    [button] = [each for each in app.button if each.label == "Show all its rounds"]
    app = after(button.click())
    assert boxes(app)["Rounds joined"] == "1"
    assert "rumoured" in spelt(app)["status"]


@pytest.mark.parametrize(
    "investor",
    [
        *investors_with(1)[:2],
        *investors_with(1, amounts=0)[:2],
        *investors_with(2, amounts=0)[:1],
        *[name for name in investors_with(1) if not name.replace(" ", "").isalnum()][:4],
    ],
)
def test_small_and_odd_investors(investor: str) -> None:
    rounds = rounds_of(investor)
    app = opened({"investor": investor}, PAGE)
    assert named(app) == [investor]
    assert boxes(app)["Rounds joined"] == str(rounds.height)
    if not rounds["amount_usd"].count():
        assert boxes(app)["Raised in these rounds"] == "not disclosed"
    charts, tables, messages = shown(app)
    assert charts + messages == (3 if rounds.height > 1 else 1)
    assert tables == 2
    assert app.dataframe[1].value.shape[0] == rounds.height


def test_the_home_has_a_source_where_there_is_one() -> None:
    with_page = INVESTORS.drop_nulls("source_url")["investor"][0]
    for investor, links in (("Nvidia", 0), (with_page, 1)):
        assert (INVESTORS.filter(investor=investor)["source_url"].count()) == links
        app = opened({"investor": investor}, PAGE)
        assert len(app.main.get("link_button")) == links


@pytest.mark.parametrize("investor", ["SoftBank", "MGX", "Mubadala"])
def test_sources_are_those_of_its_rounds(database: Database, investor: str) -> None:
    stated = pl.read_parquet(ROOT / "data/round_sources.parquet")

    def counted(its: pl.DataFrame) -> dict[str, int]:
        behind = stated.join(its, on="round_id", how="semi").group_by("source_id")
        return dict(behind.agg(pl.n_unique("round_id")).iter_rows())

    def found(name: str | None) -> dict[str, int]:
        rows = select(database, SOURCES_SQL, Filters(), named=[], investor=name)
        return dict(rows.select("source_id", "rounds").iter_rows())

    assert found(investor) == counted(rounds_of(investor))
    assert found(None) == counted(ROUNDS.filter(CONFIRMED))
    assert len(found(investor)) < len(found(None))


def test_the_box_of_sources_lists_no_others() -> None:
    app = opened({"investor": "MGX"}, PAGE)
    app.session_state["sources-portfolio_rounds"] = True
    [table] = [each.value for each in after(app).dataframe if "licence" in each.value.columns]
    assert table["rounds"].max() <= rounds_of("MGX").height


def test_a_portfolio_names_the_sources_of_last_valuations(database: Database) -> None:
    figure = of(PORTFOLIO, "SoftBank")
    rows = select(database, figure.sql, Filters(), **figure.params)
    valued = rows.drop_nulls("valuation_usd")
    assert valued.height
    for company, day, usd, source in valued.select(
        "company", "valuation_date", "valuation_usd", "valuation_source_id"
    ).iter_rows():
        last = ROUNDS.filter(company=company, announced_date=day, post_money_usd=usd)
        assert source in last["source_id"].to_list()
    exits = rows.filter(pl.col("exit").is_not_null())
    assert exits["exit_source_id"].null_count() == 0
