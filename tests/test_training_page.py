"""The training page, opened by links and clicked through."""

from __future__ import annotations

import pytest

from tests.running import Query, after, captions, choice, headlines, opened, spelt

PAGE = "Training"


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("compute", "Training compute of frontier models grew"),
        ("cost", "Training cost of frontier models grew"),
        ("parameters", "Number of parameters of frontier models grew"),
        ("data", "Amount of training data of frontier models grew"),
        ("power", "Training power of frontier models grew"),
    ],
)
def test_measure(measure: str, words: str) -> None:
    query: Query = {} if measure == "compute" else {"measure": measure}
    app = opened(query, PAGE)
    assert headlines(app)[0].startswith(words)
    assert choice(app, "measure").value == measure


def test_the_trend_is_of_all_notable_models_once_asked_for() -> None:
    app = opened({}, PAGE)
    after(choice(app, "trend").set_value("notable"))
    first, unit_cost, _, access, regions, _ = headlines(app)
    assert "of notable models grew" in first
    assert "of notable models fell" in unit_cost
    assert "notable models since 2010" in regions
    assert access == headlines(opened({}, PAGE))[3]
    assert spelt(app) == {"trend": "notable"}


def test_developers_stand_in_place_of_the_filter() -> None:
    by_filter = opened({"company": "OpenAI"}, PAGE)
    chosen = opened({"company": "Anthropic", "organization": "OpenAI"}, PAGE)
    assert headlines(chosen) == headlines(by_filter)
    options = choice(chosen, "organization").options
    assert options[0] == "Google"
    assert {"OpenAI", "Meta", "DeepSeek"} < set(options)


def test_measure_of_another_page_is_ignored() -> None:
    app = opened({"measure": "rounds"}, PAGE)
    assert headlines(app) == headlines(opened({}, PAGE))


def test_filters_that_play_no_part_are_named() -> None:
    app = opened({"stage": "Series A", "kind": "equity"}, PAGE)
    assert headlines(app) == headlines(opened({}, PAGE))
    [line] = [each for each in captions(app) if each.startswith("Filters that apply")]
    assert "play no part" in line
    assert "Stage" in line


def test_the_claims_stand_whatever_the_filters() -> None:
    tables = [
        opened(query, PAGE).dataframe[0].value
        for query in ({}, {"company": "DeepSeek", "start": "2026-Q1"})
    ]
    assert tables[0].equals(tables[1])
    assert tables[0]["stated_model"].to_list() == [
        "GPT-4",
        "Stable Video Diffusion",
        "Gemini Ultra",
        "Sora",
        "Llama 3 405B",
    ]


def test_missing_estimates_are_counted() -> None:
    app = opened({}, PAGE)
    counted = [each for each in captions(app) if "more have no such estimate" in each]
    assert len(counted) == 2


def test_the_unit_of_compute_has_a_known_model_for_scale() -> None:
    [line] = [each for each in captions(opened({}, PAGE)) if each.startswith("FLOP are")]
    assert "GPT-4 of Mar 2023 took 2.1e25 FLOP" in line
    assert "it has marked none since Jul 2025" in line


def test_junk_in_the_link_changes_nothing() -> None:
    junk = {"measure": "<b>", "trend": "best", "organization": ["Nobody", ""], "view": "planned"}
    assert headlines(opened(junk, PAGE)) == headlines(opened({}, PAGE))


@pytest.mark.parametrize("trend", ["frontier", "notable"])
def test_a_quarter_of_models_makes_no_trend(trend: str) -> None:
    app = opened({"start": "2023-Q1", "end": "2023-Q1", "trend": trend}, PAGE)
    assert not [each for each in headlines(app) if "a year" in each]
    assert len([each for each in captions(app) if "no trend is stated" in each]) == 2


def test_without_a_frontier_model_the_other_kind_is_offered() -> None:
    app = opened({"region": "China", "start": "2025-Q1"}, PAGE)
    [message] = [each.value for each in app.info]
    assert "Choose the other kind" in message
    after(choice(app, "trend").set_value("notable"))
    assert not app.info
