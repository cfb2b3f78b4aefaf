"""The search of statements through the entrypoint, under links and choices."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.running import after, choice, headlines, opened, plain, shown, spelt

PAGE = "Statements"
CLAIMS = pl.read_parquet(Path(__file__).parents[1] / "data/claims.parquet")


def test_a_search_and_choices_go_to_the_url() -> None:
    app = opened({"company": "OpenAI"}, PAGE)
    about = CLAIMS.filter(pl.col("companies").list.contains("OpenAI"))
    assert headlines(app)[0].startswith(f"{about.height} statements about OpenAI; ")
    after(choice(app, "topic").set_value("Funding"))
    funding = about.filter(topic="Funding")
    assert app.dataframe[0].value.shape[0] == funding.height
    after(choice(app, "find").set_value("  amount   ROUND "))
    rounds = funding.filter(metric="funding_round_amount")
    assert app.dataframe[0].value.shape[0] == rounds.height > 0
    assert spelt(app) == {"company": "OpenAI", "topic": "Funding", "find": "amount ROUND"}
    assert "with “amount ROUND”" in headlines(app)[0]
    after(choice(app, "standing").set_value("corrected"))
    wrong = rounds.filter(pl.col("corrected_value").is_not_null())
    assert shown(app) == ((1, 1, 0) if wrong.height else (0, 0, 1))


def test_nothing_found_offers_subjects() -> None:
    app = opened({"find": "zhippu", "article": "article-leading-players"}, PAGE)
    assert shown(app) == (0, 0, 1)
    assert "Try fewer or other words" in plain(app.info[0].value)
    after(app.button(key="search-Zhipu AI").click())
    assert spelt(app) == {"find": "Zhipu AI", "article": "article-leading-players"}
    assert app.dataframe[0].value["subject"].str.contains("Zhipu").any()


@pytest.mark.parametrize("find", ["*_$x_[a](b) <b>", "x" * 200, " "])
def test_odd_searches_do_no_harm(find: str) -> None:
    app = opened({"find": find, "topic": "junk", "standing": "junk"}, PAGE)
    assert shown(app) == ((1, 1, 0) if find == " " else (0, 0, 1))
    assert len(choice(app, "find").value) <= 80
