"""The page Briefing, opened through the entrypoint: what it lists, and the files it offers."""

from __future__ import annotations

import io
from threading import Thread
from time import sleep
from typing import Any

from pptx import Presentation
from streamlit.testing.v1 import AppTest

from lib.briefing.catalogue import CATALOGUE, SETS
from lib.ui.briefing import KEPT, MADE, MAKING
from tests.running import after, captions, choice, opened, plain, spelt

PAGE = "Briefing"
EMPTY = {"region": "Middle East", "end": "2013-Q4"}


def listed(app: AppTest) -> list[str]:
    """The headlines that the page lists, without their numbers."""
    texts = [plain(each.value) for each in app.main.markdown]
    return [text.split(". ", 1)[1] for text in texts if text[:1].isdigit() and ". " in text]


def buttons(app: AppTest) -> list[str]:
    return [each.proto.label for each in app.get("download_button")]


def widget(app: AppTest, key: str) -> Any:
    return app.get_by_key(key)


def make(app: AppTest) -> AppTest:
    return after(widget(app, "make-briefing").click())


def slides(app: AppTest) -> list[Any]:
    return list(Presentation(io.BytesIO(app.session_state[MADE][1].slides)).slides)


def test_it_opens_on_the_market_and_lists_what_it_says() -> None:
    app = opened({}, PAGE)
    assert choice(app, "figures").value == list(SETS["market"].figures)
    assert len(listed(app)) == len(SETS["market"].figures)
    assert listed(app)[0].startswith("Capital peaked in")
    assert buttons(app) == []


def test_a_set_and_figures_are_in_the_link() -> None:
    app = opened({"set": "china", "figures": ["hhi", "capital", "junk"]}, PAGE)
    assert choice(app, "set").value == "china"
    assert choice(app, "figures").value == ["hhi", "capital"]
    assert listed(app)[0].startswith("HHI")
    after(choice(app, "set").set_value("prices"))
    assert spelt(app) == {"set": "prices"}
    assert choice(app, "figures").value == list(SETS["prices"].figures)


def test_at_most_twelve_figures() -> None:
    app = opened({"figures": list(CATALOGUE)}, PAGE)
    assert choice(app, "figures").value == list(CATALOGUE)[:12]
    assert len(listed(app)) == 12


def test_the_files_stay_until_the_choice_changes() -> None:
    app = make(opened({"figures": ["capital", "companies"], "region": "Europe"}, PAGE))
    assert [each.split(" (")[0] for each in buttons(app)] == ["PowerPoint", "PDF"]
    assert [each.shapes.title.text for each in slides(app)] == [
        SETS["market"].title,
        *listed(app),
        "Sources",
    ]
    after(app)
    assert len(buttons(app)) == 2
    after(choice(app, "title").set_value("Other <title>"))
    assert buttons(app) == []
    assert MADE not in app.session_state
    make(app)
    assert slides(app)[0].shapes.title.text == "Other <title>"
    assert spelt(app)["title"] == "Other <title>"
    after(choice(app, "figures").set_value(["capital"]))
    assert MADE not in app.session_state


def test_figures_without_rows_are_named() -> None:
    app = opened({"figures": ["largest_rounds", "hhi", "oecd"]} | EMPTY, PAGE)
    assert len(listed(app)) == 1
    left_out = [each for each in captions(app) if each.startswith("Left out")]
    assert [each.split(": ")[0] for each in left_out] == [
        "Left out, Overview",
        "Left out, Concentration",
    ]


def test_nothing_to_make() -> None:
    for query in ({"set": "own"}, {"figures": ["hhi"]} | EMPTY, {"set": "own", "figures": "x"}):
        app = opened(query, PAGE)
        assert "No figure is left" in app.info[0].value
        assert widget(app, "make-briefing").disabled


def test_a_figure_of_another_page_comes_along_as_it_was() -> None:
    app = opened({"region": "China"}, "Overview")
    app.session_state["picture-largest_rounds"] = True
    after(app)
    after(widget(app, "brief-largest_rounds").click())
    after(widget(app, "brief-largest_rounds").click())
    assert len(app.session_state[KEPT]) == 1
    app.query_params.clear()
    app.query_params["set"] = "own"
    after(app.switch_page("pages/briefing.py"))
    # The filter has been taken back meanwhile.
    assert listed(app)[0].startswith("DeepSeek raised")
    make(app)
    assert slides(app)[1].shapes.title.text == listed(app)[0]
    # The same figure is not taken twice.
    app.query_params["figures"] = "largest_rounds"
    app.query_params["region"] = "China"
    after(app)
    assert len(listed(app)) == 1
    assert "Left out, as it is in the list already: DeepSeek raised" in " ".join(captions(app))
    app.query_params.pop("figures")
    after(app)
    after(widget(app, "unkeep-0").click())
    assert listed(app) == []
    assert MADE not in app.session_state


def test_one_briefing_is_made_at_a_time() -> None:
    app = opened({"figures": ["hhi"]}, PAGE)
    assert MAKING.acquire(timeout=1)
    waiting = Thread(target=make, args=(app,))
    waiting.start()
    sleep(1)
    assert waiting.is_alive()
    MAKING.release()
    waiting.join(30)
    assert len(buttons(app)) == 2
    assert MAKING.acquire(timeout=1)
    MAKING.release()


def test_a_title_of_nothing_is_that_of_the_set() -> None:
    app = opened({"set": "prices", "figures": ["capital"]}, PAGE)
    after(choice(app, "title").set_value(" \x00\x0b "))
    make(app)
    assert slides(app)[0].shapes.title.text == SETS["prices"].title
