"""The page of forecasts, opened through the entrypoint under several links."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.running import ROOT, captions, choice, headlines, opened, plain, shown

PAGE = "Predictions"
FORECASTS = pl.read_parquet(ROOT / "data/predictions.parquet")


def numbers(app: AppTest) -> list[int]:
    return [int(plain(each.value)) for each in app.metric]


def test_the_page_counts_every_forecast() -> None:
    app = opened({}, PAGE)
    assert [each.label for each in app.metric] == [
        "Hit", "Missed", "Due", "Open", "Cannot be judged",
    ]  # fmt: skip
    assert sum(numbers(app)) == FORECASTS.height == 37
    assert headlines(app)[0].startswith("Of 37 forecasts, ")
    assert f"{date.today().day} " in next(each for each in captions(app) if "Standings" in each)
    assert sorted(app.dataframe[0].value["title"]) == sorted(FORECASTS["title"])


@pytest.mark.parametrize("company", ["OpenAI", "StepFun"])
def test_the_filter_company_narrows_all(company: str) -> None:
    app = opened({"company": company, "region": "China"}, PAGE)
    named = FORECASTS.filter(pl.col("companies").list.contains(company))
    assert sum(numbers(app)) == len(app.dataframe[0].value) == named.height
    assert any("Region** plays no part" in each for each in captions(app))


def test_choices_narrow_what_is_below_the_board() -> None:
    app = opened({"forecast": "open", "article": "article-leading-players"}, PAGE)
    assert choice(app, "forecast").value == "open"
    assert sum(numbers(app)) == 37
    table = app.dataframe[0].value
    assert set(table["standing"]) == {"Open"}
    assert set(table["article"]) == {"Leading Players in Large Models Drain the Primary Market"}


def test_no_forecast_is_one_message() -> None:
    app = opened({"company": "Mistral AI"}, PAGE)
    assert shown(app) == (0, 0, 1)
    assert not app.metric
