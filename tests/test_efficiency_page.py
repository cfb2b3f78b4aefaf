"""The page on capital efficiency, opened through the entrypoint under several links."""

from __future__ import annotations

from typing import Any

import pytest

from tests.running import after, captions, choice, headlines, opened, spelt

PAGE = "Capital efficiency"
FIGURES = 5


def test_a_step_back_is_in_the_address_and_moves_every_figure_but_the_printed_table() -> None:
    app = opened({}, PAGE)
    before = headlines(app)
    assert before[0].startswith("By Sep 2026 OpenAI reached ")
    back: Any = app.get_by_key("step-until-A step back")
    after(back.click())
    assert spelt(app) == {"until": "2026-Q2"}
    found = headlines(app)
    assert found[0].startswith("By Jun 2026 OpenAI reached ")
    assert all(a != b for a, b in zip(found[:4], before[:4], strict=True) if "went from" not in a)
    assert found[-1] == before[-1]


def test_points_are_counted_from_another_start() -> None:
    app = opened({"until": "2025-Q4"}, PAGE)
    before = headlines(app)
    after(choice(app, "points").set_value("first"))
    assert spelt(app) == {"until": "2025-Q4", "points": "first"}
    found = headlines(app)
    assert found[1] != before[1]
    assert [found[0], *found[2:]] == [before[0], *before[2:]]


def test_chosen_laboratories_are_on_the_path_alone() -> None:
    app = opened({"organization": "Mistral AI"}, PAGE)
    found = headlines(app)
    assert found[0].startswith("By Sep 2026 OpenAI ")
    assert found[2].startswith("Mistral AI went from ")


@pytest.mark.parametrize(
    "query", [{"until": "2025"}, {"until": "1999-Q1"}, {"points": "nothing"}, {"until": "x"}]
)
def test_what_makes_no_sense_is_the_default(query: dict[str, str]) -> None:
    assert headlines(opened(query, PAGE)) == headlines(opened({}, PAGE))


def test_the_filters_that_apply_are_named() -> None:
    app = opened({"stage_group": "Early", "min_amount_usd": "1000000"}, PAGE)
    [line] = [each for each in captions(app) if each.startswith("Filters that apply")]
    assert line.startswith(
        "Filters that apply to rounds and models: Time range, Region, Country, Kind, Status and "
        "Company."
    )
    assert "Smallest amount and Stage group" in line
    assert headlines(app) == headlines(opened({}, PAGE))


def test_before_the_first_step_there_is_no_slider_to_move() -> None:
    app = opened({"end": "2022-Q4"}, PAGE)
    assert len(app.info) == FIGURES - 1


def test_the_slider_stays_within_the_time_range() -> None:
    app = opened({"start": "2024-Q2", "end": "2025-Q1"}, PAGE)
    assert list(choice(app, "until").options) == ["Q2 2024", "Q3 2024", "Q4 2024", "Q1 2025"]
    assert headlines(app)[0].startswith("By Mar 2025 ")
