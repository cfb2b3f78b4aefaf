"""The regions page, opened through the entrypoint under several links and choices."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.running import (
    CONFIRMED,
    ROUNDS,
    after,
    captions,
    choice,
    headlines,
    money,
    opened,
    spelt,
)

PAGE = "Regions"


def test_the_map_counts_rounds_instead_of_capital() -> None:
    app = opened({"start": "2025-Q1", "end": "2025-Q4"}, PAGE)
    rounds = ROUNDS.filter(CONFIRMED, pl.col("announced_date").dt.year() == 2025)
    placed = rounds.drop_nulls("country")
    disclosed = placed.filter(pl.col("amount_usd") > 0)
    american = pl.col("country") == "United States"
    capital = float(disclosed["amount_usd"].sum())
    share = float(disclosed.filter(american)["amount_usd"].sum()) / capital
    assert headlines(app)[0] == (
        f"Companies in {disclosed['country'].n_unique()} countries raised {money(capital)}, "
        f"{share:.0%} of it in the United States"
    )
    after(choice(app, "measure").set_value("rounds"))
    assert spelt(app)["measure"] == "rounds"
    assert headlines(app)[0] == (
        f"{placed.height} rounds in {placed['country'].n_unique()} countries, "
        f"{placed.filter(american).height / placed.height:.0%} of them in the United States"
    )
    assert headlines(app)[1].startswith(f"The United States has {placed.filter(american).height} ")


def test_capital_without_a_country_is_told() -> None:
    unknown = ROUNDS.filter(CONFIRMED, pl.col("country").is_null())
    words = f"{money(float(unknown['amount_usd'].sum()))} in {unknown.height} rounds."
    assert f"Not on the map: capital without a country, {words}" in captions(opened(page=PAGE))
    assert not any("Not on the map" in each for each in captions(opened({"region": "China"}, PAGE)))


@pytest.mark.parametrize(("threshold", "words"), [("1000000000", "$1B"), ("10000000000", "$10B")])
def test_the_threshold_counts_larger_rounds(threshold: str, words: str) -> None:
    app = opened({"start": "2024-Q1"}, PAGE)
    after(choice(app, "threshold").set_value(threshold))
    assert spelt(app) == {"start": "2024-Q1", "threshold": threshold}
    rounds = ROUNDS.filter(
        CONFIRMED,
        pl.col("announced_date") >= date(2024, 1, 1),
        pl.col("amount_usd") >= int(threshold),
    )
    assert any(
        each.startswith(f"{rounds.height} rounds reached {words}, ") for each in headlines(app)
    )


def test_the_ratio_does_not_follow_the_place() -> None:
    def ratio(query: dict[str, Any]) -> str:
        found = headlines(opened(query, PAGE))
        return next(each for each in found if "as much as those in China" in each)

    assert ratio({"region": "Europe"}) == ratio({"country": "France"}) == ratio({})
    assert ratio({"stage_group": "Late"}) != ratio({})


def test_the_published_series_follows_places_and_years_only() -> None:
    def told(query: dict[str, Any]) -> str:
        return next(each for each in headlines(opened(query, PAGE)) if each.startswith("For 20"))

    europe = told({"region": "Europe", "end": "2022-Q4"})
    assert europe.startswith("For 2022 OECD.AI counts $8.79B in the United Kingdom, ")
    assert told({"region": "Europe", "end": "2022-Q4", "stage_group": "Late"}) == europe


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"start": "2024-Q1", "end": "2024-Q4"}, True),
        ({"region": "China", "stage_group": "Late"}, True),
        ({"start": "2024-Q2"}, False),
        ({"end": "2024-Q3"}, False),
    ],
)
def test_the_published_split_needs_all_of_2024(query: dict[str, Any], fits: bool) -> None:
    app = opened(query, PAGE)
    assert (
        any(each.startswith("AINews puts 71% of 2024 funding ") for each in headlines(app)) == fits
    )
    assert any(each.value.startswith("No published split fits") for each in app.info) != fits
