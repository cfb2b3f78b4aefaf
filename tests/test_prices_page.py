"""The prices page, opened through the entrypoint under several links and choices."""

from __future__ import annotations

import polars as pl
import pytest

from tests.running import ROOT, after, captions, choice, headlines, opened, spelt

PAGE = "Prices"
PRICES = pl.read_parquet(ROOT / "data/prices.parquet")
CHANGED = PRICES.filter(pl.col("event").is_in(["price cut", "price rise"]))


def test_the_page_begins_with_the_level_of_gpt_4() -> None:
    app = opened(page=PAGE)
    assert headlines(app)[0].startswith(
        "A model at the level of GPT-4 (Jun 2023) cost $37.50 in Sep"
    )
    assert choice(app, "level").value == "120"
    cuts = CHANGED.filter(pl.col("event") == "price cut").height
    assert headlines(app)[3].startswith(f"{cuts} price cuts of listed models since 2023")
    assert app.dataframe[0].value.shape[0] == CHANGED.height


def test_a_level_names_the_first_model_there() -> None:
    app = opened(page=PAGE)
    slider = choice(app, "level")
    assert slider.options[0] == "ECI 120: GPT-4 (Jun 2023)"
    assert "ECI 150: GPT-5" in slider.options
    after(slider.set_value("150"))
    assert spelt(app) == {"level": "150"}
    assert headlines(app)[0].startswith("A model at the level of GPT-5 cost $3.44 in Aug 2025 and ")


def test_another_benchmark_has_levels_of_its_own() -> None:
    app = opened({"level": "150"}, PAGE)
    after(choice(app, "benchmark").set_value("GPQA Diamond"))
    assert spelt(app)["benchmark"] == "GPQA Diamond"
    assert choice(app, "level").value == "50"
    assert choice(app, "level").options[0] == "30%: GPT-4 (Jun 2023)"
    assert any("GPQA Diamond of models" in each for each in captions(app))


def test_a_rating_of_the_arena_is_a_level_too() -> None:
    app = opened(page=PAGE)
    after(choice(app, "benchmark").set_value("arena"))
    assert choice(app, "level").options[0] == "Arena 1,275: GPT-4"
    after(choice(app, "level").set_value("1400"))
    assert headlines(app)[0].startswith("A model at the level of o1 cost $26.25 in Dec 2024 and ")
    assert any("Arena rating of models" in each for each in captions(app))


def test_prices_of_input_are_compared_instead() -> None:
    app = opened(page=PAGE)
    after(choice(app, "measure").set_value("input"))
    assert spelt(app) == {"measure": "input"}
    assert headlines(app)[0].startswith(
        "A model at the level of GPT-4 (Jun 2023) cost $30 in Sep 2023"
    )
    assert "input price" in headlines(app)[1]


def test_developers_narrow_every_figure() -> None:
    app = opened(page=PAGE)
    after(choice(app, "organization").set_value(["DeepSeek"]))
    assert spelt(app) == {"organization": "DeepSeek"}
    models = PRICES.filter(organization="DeepSeek")["model"].n_unique()
    assert any(each.startswith(f"All {models} models drawn") for each in captions(app))
    assert set(app.dataframe[0].value["organization"]) == {"DeepSeek"}


def test_prices_as_of_an_earlier_day() -> None:
    app = opened({"until": "2024"}, PAGE)
    assert "models priced by Dec 2024 are unbeaten at their price" in headlines(app)[2]
    after(choice(app, "until").set_value("now"))
    assert spelt(app) == {}
    assert "models priced by Nov 2026 are unbeaten at their price" in headlines(app)[2]


@pytest.mark.parametrize("level", ["1000", "ECI", "-1"])
def test_a_level_that_makes_no_sense_is_the_first(level: str) -> None:
    assert choice(opened({"level": level}, PAGE), "level").value == "120"


def test_filters_that_play_no_part_are_named() -> None:
    app = opened({"stage_group": "Early", "region": "China"}, PAGE)
    assert any("Stage group** plays no part" in each for each in captions(app))
    assert set(app.dataframe[0].value["organization"]) <= set(
        PRICES.filter(region="China")["organization"]
    )


def test_a_selection_without_prices_says_so() -> None:
    app = opened({"region": "Middle East", "end": "2013-Q4"}, PAGE)
    assert headlines(app) == []
    assert [each.value.split(".")[0] for each in app.info][:2] == [
        "No priced model of these places, developers and dates reaches the level",
        "No listed price of a model matches the filters",
    ]
