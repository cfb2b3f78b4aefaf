"""The page of investors, opened through the entrypoint under several links and choices."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lib.figures.investors_table import RANKS
from tests.running import (
    CONFIRMED,
    ROOT,
    ROUNDS,
    after,
    captions,
    choice,
    headlines,
    opened,
    spelt,
)

PAGE = "Investors"
INVESTMENTS = pl.read_parquet(ROOT / "data/investments.parquet")


def held(*conditions: pl.Expr) -> pl.DataFrame:
    """Selected rounds with each of their investors."""
    kept = ROUNDS.filter(CONFIRMED, *conditions).drop("investors", "company")
    return INVESTMENTS.join(kept, on="round_id")


def test_the_default_page_names_the_most_frequent() -> None:
    app = opened({}, PAGE)
    joined = held().group_by("investor").agg(pl.len(), pl.sum("is_lead")).sort("len")
    name, rounds, led = joined.row(-1)
    assert headlines(app)[0] == f"{name} joined most rounds: {rounds}, {led} of them as lead"
    named = held()["round_id"].n_unique()
    selected = ROUNDS.filter(CONFIRMED).height
    words = "\n".join(captions(app))
    assert f"{named} of {selected:,} selected rounds name their investors" in words
    assert f"The first 200 of {joined.height:,} investors" in words
    table = app.dataframe[0].value
    assert len(table) == 200
    assert table["investor"][0] == name


@pytest.mark.parametrize("rank", RANKS)
def test_an_order_is_kept_in_the_address(rank: str) -> None:
    app = opened({}, PAGE)
    app = after(choice(app, "rank").set_value(rank))
    assert spelt(app) == ({} if rank == "rounds" else {"rank": rank})
    table = app.dataframe[0].value
    column = {
        "rounds": "rounds",
        "led": "rounds_led",
        "capital": "whole_rounds_usd_million",
        "companies": "companies",
    }[rank]
    assert table[column].is_monotonic_decreasing
    by = {
        "rounds": pl.len(),
        "led": pl.sum("is_lead"),
        "capital": pl.sum("amount_usd") / 1e6,
        "companies": pl.col("company").n_unique(),
    }[rank]
    most = held().group_by("investor").agg(by.alias("value"))["value"].max()
    assert table[column][0] == pytest.approx(most)


def test_the_number_of_investors_moves_the_charts_only() -> None:
    app = opened({}, PAGE)
    before = headlines(app)
    app = after(choice(app, "first").set_value("20"))
    assert spelt(app) == {"first": "20"}
    assert headlines(app)[1].split(" ")[2:4] == ["the", "20"]
    changed = [one != other for one, other in zip(before, headlines(app), strict=True)]
    assert not changed[0]
    assert changed[1]
    assert not any(changed[3:])


def test_the_filters_apply_to_all_of_it() -> None:
    everywhere = headlines(opened({}, PAGE))
    in_china = headlines(opened({"region": "China"}, PAGE))
    assert all(one != other for one, other in zip(everywhere, in_china, strict=True))
    first = held(pl.col("region") == "China").group_by("investor").len().sort("len")
    assert in_china[0].startswith(f"{first['investor'][-1]} joined most rounds: {first['len'][-1]}")


@pytest.mark.parametrize("query", [{}, {"rank": "capital"}, {"region": "China"}])
def test_whole_rounds_are_never_called_the_investors_money(query: dict[str, Any]) -> None:
    app = opened(query, PAGE)
    assert any("what each investor put in is almost never published" in c for c in captions(app))
    config = app.dataframe[0].proto.columns
    assert "Raised in these rounds ($M)" in config


@pytest.mark.parametrize("junk", [{"rank": "size", "first": "7"}, {"first": "0", "grain": "day"}])
def test_junk_in_a_link_is_left_aside(junk: dict[str, Any]) -> None:
    app = opened(junk, PAGE)
    assert headlines(app) == headlines(opened({}, PAGE))
