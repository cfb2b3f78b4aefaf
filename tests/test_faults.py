"""What goes wrong stays in its part: the page says what to do, the log what happened."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Iterator
from logging import StreamHandler
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib.figures.largest_rounds import FIGURE as LARGEST
from lib.ui import data as app_data
from lib.ui import figures as drawing
from lib.ui import logs, own_preview
from lib.ui import own as own_use
from lib.ui import share as sharing
from lib.ui import sidebar as filtering
from tests.running import PAGES, ROOT, after, faults, headlines, opened, plain
from tests.test_database import FAULTS

Log = pytest.LogCaptureFixture
COMPANY = "Hush Robotics"
MINE = f"Company,Date,Amount\n{COMPANY},2026-01-01,$1M\n".encode()
SECRET = "the words of the fault"


def in_spite_of_faults(page: str = "Overview") -> AppTest:
    """As `opened`, where something fails on purpose."""
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    return (app if page == "Overview" else app.switch_page(PAGES[page])).run()


def brought(content: bytes) -> Any:
    app = opened({}, "Your own deals")
    app.file_uploader[0].set_value(("mine.csv", content, "text/csv"))
    return app.run()


def fail(*_: object, **__: object) -> None:
    raise RuntimeError(SECRET)


def told(caplog: Log, level: str) -> list[str]:
    """Lines that the app logged, with their tracebacks."""
    return [
        logging.Formatter().format(each)
        for each in caplog.records
        if each.name.startswith("lib.") and each.levelname == level
    ]


def check_page(app: AppTest, words: str) -> None:
    """It names the part that failed and what to do, and shows nothing of the fault itself."""
    assert not app.exception
    [fault] = [plain(each) for each in faults(app)]
    assert fault.startswith(f"**{words}** could not be drawn.")
    assert "Reload it" in fault
    shown = str([each.value for each in (*app.markdown, *app.caption, *app.error, *app.code)])
    assert SECRET not in shown
    assert "Traceback" not in shown


def check_log(caplog: Log, line: str) -> None:
    [entry] = told(caplog, "ERROR")
    assert entry.startswith(f"{line}\nTraceback (most recent call last):\n")
    assert f"RuntimeError: {SECRET}" in entry


# A part of a page


@pytest.mark.parametrize("fails", ["rows_of", "_chart", "definitions"])
def test_a_figure_that_fails_leaves_the_others(
    fails: str, monkeypatch: pytest.MonkeyPatch, caplog: Log
) -> None:
    whole, do = headlines(opened()), getattr(drawing, fails)

    def do_or_fail(*args: Any) -> Any:
        return fail() if any(each is LARGEST for each in args) else do(*args)

    monkeypatch.setattr(drawing, fails, do_or_fail)
    app = in_spite_of_faults()
    is_below = fails == "definitions"
    words = f"Sources and data: {LARGEST.subtitle}" if is_below else LARGEST.subtitle
    check_page(app, words)
    check_log(caplog, f"{'what is below ' * is_below}largest_rounds on page overview failed")
    # Its own headline is there where it fails after that; the others are in any case.
    missing = {whole[1]} if fails == "rows_of" else set()
    assert headlines(app) == [each for each in whole if each not in missing]
    assert len(app.get("vega_lite_chart")) == (5 if is_below else 4)
    assert "share" in app.session_state


@pytest.mark.parametrize(
    ("module", "name", "words", "part"),
    [
        (drawing, "numbers_of", "Overview", "page"),
        (filtering, "facets", "Filters", "sidebar"),
        (sharing, "popover", "Share", "share"),
    ],
)
def test_what_is_no_figure_fails_alone_too(
    module: Any, name: str, words: str, part: str, monkeypatch: pytest.MonkeyPatch, caplog: Log
) -> None:
    monkeypatch.setattr(module, name, fail)
    app = in_spite_of_faults()
    check_page(app, words)
    check_log(caplog, f"{part} on page overview failed")
    assert app.title[0].value == "Overview"
    assert len(headlines(app)) == (0 if part == "page" else 5)
    assert bool(app.multiselect) == (part != "sidebar")


def test_a_run_still_ends_and_repeats_from_within_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit does both with an error of its own kind, which no part may take for a fault."""
    monkeypatch.setattr(drawing, "numbers_of", lambda *_: st.stop())
    app = in_spite_of_faults()
    assert (faults(app), headlines(app)) == ([], [])
    runs: list[int] = []

    def once(*args: Any) -> Any:
        runs.append(1)
        return st.rerun() if len(runs) == 1 else []

    monkeypatch.setattr(drawing, "numbers_of", once)
    in_spite_of_faults()
    assert len(runs) == 2


def test_a_fault_of_one_visitor_is_not_seen_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(drawing, "_chart", fail)
        mine = in_spite_of_faults()
    assert len(faults(mine)) == 5
    assert faults(in_spite_of_faults()) == []
    # Nor by the same one, once it is mended.
    assert faults(mine.run()) == []


# What the log has of visitors


def test_nothing_of_a_file_is_in_the_log(monkeypatch: pytest.MonkeyPatch, caplog: Log) -> None:
    monkeypatch.setattr(own_preview, "interpret", lambda sheet, *_: int(sheet.rows.row(0)[0]))
    app = brought(MINE)
    check_page(app, "Your own deals")
    [entry] = told(caplog, "ERROR")
    assert entry.startswith("page on page own_data failed\nTraceback (most recent call last):\n")
    assert "in understood" in entry
    assert entry.endswith("<class 'ValueError'>")
    brought(b"\x89PNG" + MINE)
    [refused] = told(caplog, "INFO")
    size = len(MINE) + 4
    assert refused.startswith(f"A file of {size} bytes was refused: The file is an image")
    # No words of the file, nor its name.
    assert not any(each in caplog.text for each in (COMPANY, "Robotics", "mine.csv"))


def test_nothing_of_a_link_is_in_the_log(monkeypatch: pytest.MonkeyPatch, caplog: Log) -> None:
    opened({"company": "Somebody Private", "private": "word"}, "Company profile")
    assert [each for each in caplog.records if each.name.startswith("lib.")] == []


def test_the_log_is_written_where_the_host_writes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    root, app = logging.Logger("root"), logging.getLogger("lib")
    monkeypatch.setattr(app, "parent", root)
    lines = io.StringIO()
    monkeypatch.setattr(logs.logging, "StreamHandler", lambda: StreamHandler(lines))
    try:
        logs.begin()
        logs.begin()
        logging.getLogger("lib.ui.data").info("Opened")
    finally:
        app.handlers.clear()
    assert lines.getvalue().endswith(" INFO lib.ui.data: Opened\n")
    assert lines.getvalue().count("\n") == 1
    root.addHandler(logging.NullHandler())
    logs.begin()
    assert app.handlers == []


# Data that cannot be opened


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own that the app reads, as good as the real one until it is broken."""
    folder = tmp_path / "data"
    folder.mkdir()
    for file in [*(ROOT / "data").glob("*.parquet"), ROOT / "data/datapackage.json"]:
        os.link(file, folder / file.name)
    for module in (app_data, own_preview, own_use):
        monkeypatch.setattr(module, "DATA", folder)
    app_data.opened.clear()
    yield folder
    app_data.opened.clear()


def break_package(path: Path) -> None:
    path.write_text("{")


BROKEN: dict[str, tuple[str, Callable[[Path], None], str]] = {
    name: ("rounds.parquet", *FAULTS[name])
    for name in ("missing", "empty", "half", "folder", "renamed", "other type", "one column more")
} | {
    "package gone": ("datapackage.json", Path.unlink, "is missing."),
    "package no JSON": ("datapackage.json", break_package, "is damaged and cannot be read."),
}
CAUSES = {
    "missing": "FileNotFoundError",
    "package gone": "FileNotFoundError",
    "package no JSON": "JSONDecodeError",
    "renamed": "SchemaError",
    "other type": "SchemaError",
    "one column more": "SchemaError",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_data_is_told_and_opens_again_once_mended(
    fault: str, folder: Path, caplog: Log
) -> None:
    name, break_it, words = BROKEN[fault]
    path = folder / name
    content = path.read_bytes()
    # The link is to the real file, which must stay as it is.
    path.unlink()
    path.write_bytes(content)
    break_it(path)
    app = in_spite_of_faults()
    assert not app.exception
    [message] = [each.value for each in app.error]
    assert message.startswith(f"The file `data/{name}` {words.removesuffix('(')}")
    assert f"`git checkout -- data/{name}`" in message
    assert "Traceback" not in message
    [entry] = told(caplog, "ERROR")
    assert entry.startswith(message)
    assert f"Cause: {CAUSES.get(fault, '')}" in entry
    assert "\n" not in entry
    if path.is_dir():
        path.rmdir()
    path.write_bytes(content)
    app.run()
    assert faults(app) == []
    assert [each.value for each in app.title] == ["Overview"]
    assert len(headlines(app)) == 5
    [line] = told(caplog, "INFO")
    assert line == f"Opened the data, version {app_data.shipped().version}"


def test_data_that_goes_while_it_is_open_keeps_being_shown(folder: Path) -> None:
    app = opened()
    for path in folder.iterdir():
        path.unlink()
    assert len(headlines(after(app.switch_page(PAGES["Stages"])))) == 5
    # Rounds of a visitor cannot be put among files that are gone.
    check_page_is_whole(brought(MINE))
    assert len(headlines(opened())) == 5


def check_page_is_whole(app: AppTest) -> None:
    [fault] = faults(app)
    assert plain(fault).startswith("**Your own deals** could not be drawn.")
    assert app.multiselect
