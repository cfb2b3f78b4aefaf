"""The valuations page, opened through the entrypoint under several links."""

from __future__ import annotations

from tests.running import after, choice, headlines, opened, spelt

PAGE = "Valuations"


def test_dilution_takes_the_place_of_step_ups() -> None:
    app = opened({"region": "China"}, PAGE)
    before = headlines(app)
    assert "times the round before" in before[1]
    after(choice(app, "ratio").set_value("dilution"))
    assert spelt(app) == {"region": "China", "ratio": "dilution"}
    found = headlines(app)
    assert found[1].startswith("The median round sold ")
    assert [found[0], *found[2:]] == [before[0], *before[2:]]


def test_the_board_keeps_what_is_planned() -> None:
    app = opened({"company": "OpenAI"}, PAGE)
    assert headlines(app)[-1] == "No listing is completed; 1 is announced, filed or planned"
    assert app.dataframe[-1].value["status"].to_list() == ["Filed"]


def test_tables_show_words_and_no_identifiers() -> None:
    app = opened({"kind": "equity", "status": "completed"}, PAGE)
    prices, board = app.dataframe
    assert set(prices.value["kind"]) == {"Equity"}
    assert set(prices.value["status"]) == {"Completed"}
    shown = [name for table in (prices, board) for name in table.proto.column_order]
    assert "source_url" in shown
    assert not [name for name in shown if name.endswith("_id")]
