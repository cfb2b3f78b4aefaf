"""The page Fact check, opened by links and clicked through."""

from __future__ import annotations

import polars as pl
import pytest

from lib.analyses import SQL
from tests.running import ROOT, after, captions, choice, headlines, opened, spelt

PAGE = "Fact check"
CHECKS = pl.read_parquet(ROOT / "data/checks.parquet")


def test_all_published_results_are_there() -> None:
    app = opened({}, PAGE)
    table = app.dataframe[0].value
    assert set(table["analysis"]) == set(CHECKS["analysis_id"])
    assert set(table["measure"]) == set(CHECKS["measure"])
    assert set(choice(app, "analysis").options[1:]) == {
        f"{row['analysis_id']} {row['analysis']}" for row in CHECKS.to_dicts()
    }
    printed = CHECKS.filter(pl.col("printed_claim_ids").list.len() > 0).height
    assert f" of {printed} results that the articles print hold" in headlines(app)[0]
    assert f"all {CHECKS.height - printed} that follow from their" in headlines(app)[0]


def test_a_verdict_and_an_article_are_chosen() -> None:
    app = opened({}, PAGE)
    everything = app.dataframe[0].value
    after(choice(app, "verdict").set_value("fails"))
    table = app.dataframe[0].value
    assert len(table) == (everything["verdict"] == "Does not hold").sum() > 0
    assert set(table["verdict"]) == {"Does not hold"}
    after(choice(app, "article").set_value("article-leading-players"))
    assert set(app.dataframe[0].value["analysis"]) == {"AN20"}
    assert spelt(app) == {"article": "article-leading-players", "verdict": "fails"}
    # The chart stands for the whole article.
    assert "do not" not in headlines(app)[0]
    assert "1 does not" in headlines(app)[0]


@pytest.mark.parametrize("analysis", ["AN01", "AN29"])
def test_the_query_is_shown_on_request(analysis: str) -> None:
    app = opened({"analysis": analysis}, PAGE)
    assert not app.code
    app.session_state["query"] = True
    after(app)
    [code] = app.code
    assert code.value.endswith(f"{SQL[analysis].strip()};")
    table = "predictions" if analysis == "AN29" else "aggregates"
    assert f"VIEW {table} AS FROM 'data/{table}.parquet';" in code.value
    assert any(each.startswith(f"It reads {table}, no table") for each in captions(app))
    assert code.language == "sql"
    assert set(app.dataframe[0].value["analysis"]) == {analysis}


def test_an_analysis_shows_its_statements() -> None:
    app = opened({"analysis": "AN20"}, PAGE)
    assert {"S3-067", "S3-068", "S3-069"} == set(app.dataframe[1].value["statement"])
    assert all(app.dataframe[1].value["source_url"].str.startswith("https://"))
    after(choice(app, "analysis").set_value(""))
    assert len(app.dataframe) == 1
    assert spelt(app) == {}


def test_filters_and_junk_change_nothing() -> None:
    plain = headlines(opened({}, PAGE))
    assert headlines(opened({"region": "China", "company": "OpenAI"}, PAGE)) == plain
    junk = {"analysis": "AN99", "article": "<b>", "verdict": "maybe", "view": "junk"}
    assert headlines(opened(junk, PAGE)) == plain
    assert any("filters do not apply" in each for each in captions(opened({}, PAGE)))
