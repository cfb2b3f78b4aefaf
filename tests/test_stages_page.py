"""The stages page, opened through the entrypoint under several links."""

from __future__ import annotations

from tests.running import after, captions, choice, headlines, opened, spelt

PAGE = "Stages"


def test_rounds_are_counted() -> None:
    app = opened({}, PAGE)
    after(choice(app, "measure").set_value("rounds"))
    after(choice(app, "grain").set_value("year"))
    assert spelt(app) == {"measure": "rounds", "grain": "year"}
    assert "Number of deals (rounds) by year and stage" in captions(app)
    assert " has the most rounds here: " in headlines(app)[0]


def test_periods_are_compared() -> None:
    app = opened({"region": "United States"}, PAGE)
    assert "Capital (USD) by stage, Q1 2026 against Q1 2025, tracked and published" in captions(app)
    after(choice(app, "period").set_value("2024"))
    assert choice(app, "against").value == "2023"
    assert "Capital (USD) by stage, 2024 against 2023, tracked and published" in captions(app)
    after(choice(app, "against").set_value("2021"))
    assert spelt(app) == {"region": "United States", "period": "2024", "against": "2021"}
    assert headlines(app)[1].startswith("From 2021 to 2024 tracked capital changed: ")


def test_a_quarter_is_not_compared_with_a_year() -> None:
    app = opened({"period": "2025", "against": "2025-Q1"}, PAGE)
    assert choice(app, "against").value == "2024"
    app = opened({"period": "2025-Q5", "against": "soon", "view": "none"}, PAGE)
    found = [choice(app, name).value for name in ("period", "against", "view")]
    assert found == ["2026-Q1", "2025-Q1", "year"]


def test_the_oldest_period_is_compared_with_itself() -> None:
    app = opened({"period": "2013"}, PAGE)
    assert choice(app, "against").value == "2013"
    assert headlines(app)[1].endswith(": choose another period to see the growth")


def test_the_time_range_leaves_growth_as_it_is() -> None:
    everything, early = opened({}, PAGE), opened({"end": "2020-Q4"}, PAGE)
    assert headlines(early)[1] == headlines(everything)[1]
    assert headlines(early)[0] != headlines(everything)[0]


def test_all_years_together() -> None:
    app = opened({}, PAGE)
    assert any("(USD, log scale) by stage and year." in each for each in captions(app))
    after(choice(app, "view").set_value("all"))
    assert spelt(app) == {"view": "all"}
    assert any("(USD, log scale) by stage." in each for each in captions(app))
    assert headlines(app)[2].startswith("The median round is $")
