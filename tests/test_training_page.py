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
