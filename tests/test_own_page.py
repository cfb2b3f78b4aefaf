"""Own deals through the entrypoint: brought, corrected, seen on every page, and taken out again."""

from __future__ import annotations

import gc
from functools import cache
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lib import own
from lib.ui.data import OWN
from lib.ui.own import BUSY, DEALS, DRAFT
from lib.ui.own_file import SAMPLE
from lib.words import markdown
from tests.running import (
    CONFIRMED,
    PAGES,
    ROOT,
    ROUNDS,
    after,
    captions,
    faults,
    headlines,
    opened,
    plain,
)

PAGE = "Your own deals"
HOSTILE = "<script>alert(1)</script> $\\LaTeX$ [x](javascript:alert(1)) :red[a]"
LONG = "Long name " * 20
FILE = f"""Organization Name,Announced Date,Money Raised,Funding Type,Investors,Country
OpenAI,2026-04-02,121000000000,Series G,a16z,United States
"{HOSTILE}",2026-02-01,2500000000000,Series B,=1+1,France
{LONG},Jan 2026,$3B,Seed,"{HOSTILE}",Germany
Later,soon,$1M,Seed,,Germany
Rupees,2026-03-01,INR 500 Cr,Seed,,India
"""
CONFIRMED_ROUNDS = ROUNDS.filter(CONFIRMED)


def brought(text: str | bytes = FILE, name: str = "my *deals*.csv") -> Any:
    """The page once a file was chosen."""
    app = opened({}, PAGE)
    content = text if isinstance(text, bytes) else text.encode()
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return after(app)


def in_use(mode: str = "beside", **brings: Any) -> Any:
    app = brought(**brings)
    if mode != "beside":
        after(app.get_by_key("own-mode").set_value(mode))
    return after(app.get_by_key("own-use").click())


def numbers(app: AppTest) -> dict[str, str]:
    return {each.label: each.value for each in app.metric}


def sentence(app: AppTest) -> str:
    return plain(app.main.markdown[0].value)


def go(app: Any, page: str) -> Any:
    # Whose rows a chart draws changes nothing in it: tests of the pages find charts valid.
    app = app.switch_page(PAGES[page]).run()
    assert faults(app) == []
    return app


def test_a_file_is_recognised_and_counted() -> None:
    app = brought()
    chosen = {each.label: each.value for each in app.main.selectbox}
    assert chosen["Company (required)"] == "Organization Name"
    assert chosen["Date (required)"] == "Announced Date"
    assert (chosen["Amount"], chosen["Currency"]) == ("Money Raised", None)
    assert headlines(app) == ["my *deals*.csv: 5 rows", "4 rounds from 5 rows of my *deals*.csv"]
    assert numbers(app) == {
        "Rounds": "4",
        "Capital": "$2.62T",
        "Rows left out": "1",
        "Values to check": "1",
    }
    assert any("1 of 4 companies is known here" in each for each in captions(app))
    preview, reasons, problems, matched = (each.value for each in app.dataframe)
    assert sorted(zip(reasons["times"], reasons["field"], reasons["there"], strict=True)) == [
        (1, "Amount", "INR 500 Cr"),
        (1, "Whole row", ""),
    ]
    assert preview["row"].to_list() == [2, 3, 4, 6]
    assert preview["company"][0] == "OpenAI"
    assert set(problems["row"]) == {5, 6}
    assert matched["company"].to_list() == ["OpenAI"]
    # Nothing of it is in any figure yet.
    assert f"{CONFIRMED_ROUNDS.height:,} rounds" in sentence(app)
    # Of the file only its rows are held.
    assert app.file_uploader[0].value is None


def test_a_corrected_column_and_a_rate_are_read_anew() -> None:
    app = brought()
    [waits] = app.get_by_key("own-rates").number_input
    assert waits.label == "INR for $1 in 2026 (1 amount)"
    assert any("1 amount left empty" in each.value for each in app.warning)
    waits.set_value(80.0)
    after(next(each for each in app.button if each.label == "Convert at these rates").click())
    assert app.get_by_key("own-rates").number_input[0].value == 80.0
    amounts = app.session_state[DRAFT].found.rounds["amount_usd"].to_list()
    assert amounts == [121e9, 2.5e12, 3e9, 500e7 / 80]
    after(app.get_by_key("own-column-city").set_value("Country"))
    assert app.get_by_key("own-column-country").value is None
    assert app.session_state[DRAFT].found.rounds["city"].to_list()[1] == "France"
    after(app.get_by_key("own-column-company").set_value(None))
    assert "Choose the column that holds: Company." in [each.value for each in app.warning]
    assert app.get_by_key("own-use").disabled


BAD = {
    "deals.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(200), "The file is an image"),
    "deals.csv": (b"", "The file is empty"),
    "deals.parquet": (b"PAR1 but no more", "The Parquet file is cut off"),
}


def test_a_bad_file_says_why_and_changes_nothing() -> None:
    app = in_use()
    before = sentence(app)
    for name, (content, reason) in BAD.items():
        app.file_uploader[0].set_value((name, content, "text/csv"))
        after(app)
        [fault] = [plain(each.value) for each in app.error]
        assert fault.startswith(reason)
        assert fault.endswith(".")
        assert sentence(app) == before
        assert app.session_state[DEALS].name == app.session_state[DRAFT].sheet.name


def test_too_many_visitors_with_files_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    app = brought()
    monkeypatch.setattr(own, "MOST_ROWS", 4)
    after(app.get_by_key("own-use").click())
    assert [plain(each.value) for each in app.error] == [BUSY]
    assert OWN not in app.session_state


def test_rounds_beside_the_shipped_ones_and_back() -> None:
    app = in_use()
    shipped, capital = CONFIRMED_ROUNDS.height, CONFIRMED_ROUNDS["amount_usd"].sum()
    # One of the four stands in the place of a shipped one.
    assert f"{shipped + 3:,} rounds" in sentence(app)
    line = f"my *deals*.csv**: 4 rounds, beside {ROUNDS.height - 1:,} shipped ones"
    assert any(line in each for each in captions(app))
    assert any("takes them out again" in each.value for each in app.success)
    # What is chosen next is not in use before the button is clicked.
    after(app.get_by_key("own-double").set_value("both"))
    assert not app.success
    assert any("not in use yet" in each.value for each in app.info)

    # Another session sees nothing of it.
    other = opened()
    assert numbers(other)["Rounds"] == f"{shipped:,}"
    assert OWN not in other.session_state

    mine = app.session_state[OWN]
    go(app, "Overview")
    assert numbers(app)["Rounds"] == f"{shipped + 3:,}"
    assert headlines(app)[1].startswith("<script>alert(1)</script> $LaTeX$ [x](")
    after(app.get_by_key("choice-by").set_value("origin"))
    assert "of your file" in headlines(app)[0]
    after(app.get_by_key("origin").set_value(["Yours"]))
    assert numbers(app)["Rounds"] == "4"
    assert app.query_params["origin"] == "Yours"

    after(app.get_by_key("own-remove-line").click())
    assert numbers(app)["Rounds"] == f"{shipped:,}"
    assert "origin" not in app.query_params
    assert not any("Your file" in each for each in captions(app))
    assert not any(key in app.session_state for key in (OWN, DEALS, DRAFT))
    # The tables are closed, not only out of sight.
    with pytest.raises(Exception, match="closed"):
        mine.connection.execute("FROM rounds")
    assert capital == pytest.approx(ROUNDS.filter(CONFIRMED)["amount_usd"].sum())


def texts(app: AppTest) -> list[str]:
    """All texts that are shown through markdown."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    return [each.value for kind in kinds for each in kind]


APART = {"Prices", "Training", "Unit economics", "Statements", "Glossary", "For programs"}
"""Pages without rounds, like Capability and Fact check, which stand for them here."""
LINKS: list[tuple[str, dict[str, Any]]] = [
    *((title, {}) for title in PAGES if title not in APART),
    ("Company profile", {"company": HOSTILE}),
    ("Company profile", {"company": LONG.strip()}),
    ("Investor profile", {"investor": "=1+1"}),
    ("Compare companies", {"with": ["OpenAI", "Anthropic"]}),
    ("Sources and method", {"view": "coverage"}),
    ("Overview", {"origin": "Yours", "data": "2026-10-01-0123abcd"}),
]
BESIDE = {"Overview", "Table and export", "Company profile", "Investor profile"}


@pytest.mark.parametrize("mode", ["beside", "replace"])
def test_every_page_shows_own_deals(mode: str) -> None:
    app = in_use(mode)
    for title, query in LINKS:
        if mode == "replace" or title in BESIDE:
            app.query_params.clear()
            app.query_params.update(query)
            go(app, title)
            assert app.title[0].value == title
            assert any("Only you see them" in each for each in captions(app)), title
            assert not any("](javascript" in each or "$\\L" in each for each in texts(app)), title
            assert not any("unknown)" in each for each in headlines(app)), title
            assert not any(each.allow_html for each in app.markdown if "script" in each.value)
        if query.get("company") == HOSTILE:
            assert markdown(HOSTILE) in [each.value for each in app.header]
        if mode == "replace" and title in ("Fact check", "Predictions"):
            assert headlines(app) == headlines(opened({}, title))
            assert any("Your rounds play no part here." in each for each in captions(app))
    for title, query in WITHOUT_ROUNDS.items() if mode == "replace" else ():
        # An app of its own: AppTest knows no value of a list that is not among its options.
        fresh = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        for key in (OWN, DEALS):
            fresh.session_state[key] = app.session_state[key]
        fresh.query_params.update(query)
        assert go(fresh, title).title[0].value == title


WITHOUT_ROUNDS = {
    "Investor profile": {"investor": "Nvidia"},
    "Company profile": {"company": "Anthropic"},
}
"""Known here, but the file has no round of theirs."""


def test_the_sample_is_the_layout_it_promises() -> None:
    app = brought(SAMPLE.read_bytes(), SAMPLE.name)
    assert [each.value for each in app.success] == [
        "Every row and every value of the file could be used."
    ]
    assert isinstance(app.session_state[DRAFT].found.rounds, pl.DataFrame)


def test_nothing_of_a_file_is_kept_for_the_process() -> None:
    """Caches outlive a session: those that are filled by texts of a file would hold them."""
    before = cached()
    app = in_use(text=FILE.replace("Rupees", "Zanzibar Xylo"), name="xylo.csv")
    for title in sorted(BESIDE):
        go(app, title)
    grown = {name for name, size in cached().items() if size - before.get(name, 0) > 0}
    # What they hold is made of the tables, or of choices on a page.
    assert {name for name in grown if name.startswith("lib.upload")} <= {
        name for name, size in cached().items() if size == 1
    }
    assert "lib.glossary.terms_in" not in cached()


def cached() -> dict[str, int]:
    """Entries of each cache of a function of the app, by its name."""
    return {
        f"{each.__module__}.{each.__name__}": each.cache_info().currsize
        for each in gc.get_objects()
        if isinstance(each, LRU) and each.__module__.startswith("lib.")
    }


LRU = type(cache(lambda: None))
