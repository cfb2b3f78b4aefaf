"""The page of flows, opened through the entrypoint under several links and choices."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lib.words import money
from tests.running import CONFIRMED, ROUNDS, after, captions, headlines, opened, spelt

PAGE = "Flows"


def words(app: AppTest) -> str:
    return "\n".join(captions(app))


@pytest.mark.parametrize(
    "junk",
    [
        {"columns": ["planet", "investor", "company"]},
        {"columns": ["investor", "investor", "company"]},
        {"columns": ["investor", "company"], "until": "1999", "give": "all", "top": "0"},
    ],
)
def test_junk_in_a_link_is_left_aside(junk: dict[str, Any]) -> None:
    app = opened(junk, PAGE)
    assert "Capital (USD) from investor to company, each round divided" in words(app)
    assert len(app.get("vega_lite_chart")) == 4


def test_one_column_is_too_few_and_says_so() -> None:
    app = opened({"columns": "sector"}, PAGE)
    assert "Choose two to four columns" in app.info[0].value
    columns = app.multiselect(key="choice-columns")
    app = after(columns.set_value(["sector", "region"]))
    assert not app.info
    assert "Capital (USD) from sector to company region" in words(app)
    assert spelt(app)["columns"] == ["sector", "region"]


def test_columns_stand_in_the_order_of_choice() -> None:
    app = opened({"columns": ["sector", "investor_type"]}, PAGE)
    largest = ROUNDS.filter(CONFIRMED).group_by("sector").agg(pl.sum("amount_usd"))
    name, usd = largest.sort("amount_usd").row(-1)
    share = 100 * usd / largest["amount_usd"].sum()
    assert headlines(app)[0] == f"The sector {name} took {share:.0f}% of the capital"
    turned = after(app.multiselect(key="choice-columns").set_value(["investor_type", "sector"]))
    assert headlines(turned)[0].startswith("Corporate investors brought ")


def test_steps_through_the_years_of_the_selection() -> None:
    app = opened({"start": "2022-Q1", "end": "2024-Q4", "columns": ["region", "sector"]}, PAGE)
    step = app.select_slider(key="choice-until")
    assert step.options == ["All", "2022", "2023", "2024"]
    assert step.value == "All"
    found = []
    for year in (2022, 2023, 2024):
        app = after(app.button(key="step-until-A step forward").click())
        assert spelt(app)["until"] == str(year)
        in_year = CONFIRMED & (pl.col("announced_date").dt.year() == year)
        sums = ROUNDS.filter(in_year).group_by("region").agg(pl.sum("amount_usd"))
        share = 100 * sums["amount_usd"].max() / sums["amount_usd"].sum()  # type: ignore[operator]
        assert headlines(app)[0] == (
            f"Companies in the United States took {share:.0f}% of the capital"
        )
        assert f"from company region to sector, {year}" in words(app)
        found.append(headlines(app)[0])
    assert len(set(found)) > 1
    assert app.button(key="step-until-A step forward").disabled


def test_a_short_selection_steps_through_quarters() -> None:
    app = opened({"start": "2025-Q1", "end": "2025-Q4", "until": "2025-Q2"}, PAGE)
    step = app.select_slider(key="choice-until")
    assert step.options == ["All", "Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025"]
    assert "Q2 2025" in words(app)


def test_leads_change_the_numbers() -> None:
    app = opened({}, PAGE)
    equal = headlines(app)
    assert "whose investors are known" in equal[0]
    led = after(app.segmented_control(key="choice-give").set_value("led"))
    assert "whose leads are known" in headlines(led)[0]
    changed = [one != other for one, other in zip(equal, headlines(led), strict=True)]
    # The last counts pairs that trade, however rounds are divided.
    assert changed == [True, True, True, True, False]
    without = ROUNDS.filter(CONFIRMED)["amount_usd"].null_count()
    assert f"{without} of 1,0" in words(led)


def test_capital_apart_from_the_shares_is_named() -> None:
    investments = pl.read_parquet("data/investments.parquet")
    nobody = ROUNDS.filter(CONFIRMED, ~pl.col("round_id").is_in(investments["round_id"].implode()))
    usd = float(nobody["amount_usd"].sum())
    assert f"Not in the shares: {money(usd)} of rounds that name no investor" in words(
        opened({}, PAGE)
    )
