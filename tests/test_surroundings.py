"""The pages need no network, do not follow a clock that is wrong, and keep sessions apart."""

from __future__ import annotations

import datetime
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from lib.database import select
from lib.ui.briefing import KEPT
from lib.ui.data import opened as opened_data
from lib.ui.data import shipped
from lib.upload import interpret, read, recognise
from tests.running import PAGES, ROOT, Query, after, headlines, opened

REAL = datetime.date
LATE = {"company": "OpenAI", "investor": "Nvidia"}
"""Opens the two profiles too; a company narrows every other page."""


class Refused(Exception):
    """Something asked for the network."""


@pytest.fixture(scope="module")
def pages_without_network() -> dict[str, list[str]]:
    """What each page shows, drawn while every way out of the process is closed."""
    asked: list[str] = []

    def refuse(*args: Any, **_: Any) -> NoReturn:
        asked.append(repr(args[1:]))
        raise Refused(asked[-1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        patch.setattr(socket.socket, "sendto", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        found = {title: shown(title) for title in PAGES}
    assert asked == []
    return found


def shown(title: str) -> list[str]:
    """All that a page says, with the rows of its charts and tables."""
    app = opened(LATE if "profile" in title else {}, title)
    return [*texts(app), *(repr(each.value) for each in app.dataframe), *rows_of_charts(app)]


def texts(app: AppTest) -> list[str]:
    kinds = (app.title, app.header, app.markdown, app.caption, app.info, app.warning, app.success)
    metrics = [f"{each.label} {each.value} {each.delta}" for each in app.metric]
    return [each.value for kind in kinds for each in kind] + metrics


def rows_of_charts(app: AppTest) -> list[str]:
    charts = [each.proto for each in app.get("vega_lite_chart")]
    # Compared as values: bytes below what is missing mean nothing. Sums differ in the last digits
    # with the order in which they are added up.
    found = [pl.read_ipc_stream(each.data.data) for each in charts]
    rows = [each.with_columns(pl.selectors.float().round_sig_figs(9)).rows() for each in found]
    return [f"{chart.spec} {values}" for chart, values in zip(charts, rows, strict=True)]


def test_every_page_is_whole_without_network(pages_without_network: dict[str, list[str]]) -> None:
    assert pages_without_network.keys() == PAGES.keys()
    assert all(len(shown) > 3 for shown in pages_without_network.values())
    # The guard holds: a socket that is used is noticed.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", lambda *_: (_ for _ in ()).throw(Refused))
        with pytest.raises(Refused), socket.socket() as probe:
            probe.connect(("localhost", 1))


class _LikeDates(type):
    def __instancecheck__(cls, each: object) -> bool:
        return isinstance(each, REAL)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[REAL, str], None]]:
    """Sets the day and the time zone of the machine, for one test."""
    modules = [module for name, module in sys.modules.items() if name.startswith("lib.")]
    asking = [each for each in modules if getattr(each, "date", None) is REAL]

    def set_to(day: REAL, zone: str) -> None:
        class Day(metaclass=_LikeDates):
            """Makes days as `date` does, but today is another one."""

            min, max = REAL.min, REAL.max
            fromisoformat, fromordinal = REAL.fromisoformat, REAL.fromordinal

            def __new__(cls, *args: int, **parts: int) -> Any:
                return REAL(*args, **parts)

            @staticmethod
            def today() -> REAL:
                return day

        # In the app alone: libraries may take what they find in datetime for good.
        for module in asking:
            monkeypatch.setattr(module, "date", Day)
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        # What was worked out by the right clock is not to be shown.
        opened_data.clear()

    yield set_to
    monkeypatch.undo()
    time.tzset()
    opened_data.clear()


OF_TODAY = {"Predictions"}
"""A forecast is due or not, by the day on which somebody looks."""


def test_a_clock_that_is_behind_changes_no_page(
    clock: Callable[[REAL, str], None], pages_without_network: dict[str, list[str]]
) -> None:
    clock(REAL(1970, 1, 1), "Pacific/Kiritimati")
    for title in PAGES.keys() - OF_TODAY:
        assert shown(title) == pages_without_network[title], title


def test_a_clock_that_is_ahead_changes_no_page(
    clock: Callable[[REAL, str], None], pages_without_network: dict[str, list[str]]
) -> None:
    clock(REAL(2099, 12, 31), "America/Los_Angeles")
    for title in ("Overview", "Stages", "Prices", "Infrastructure", "Sources and method"):
        assert shown(title) == pages_without_network[title], title


SOURCES = pl.read_parquet(ROOT / "data/sources.parquet")


def test_forecasts_are_due_by_the_clock_but_never_before_the_data_was_read(
    clock: Callable[[REAL, str], None],
) -> None:
    clock(REAL(1970, 1, 1), "UTC")
    behind = opened({}, "Predictions")
    last = SOURCES["accessed_date"].max()
    assert any(f"as of {last:%-d %b %Y}" in each for each in texts(behind))
    clock(REAL(2099, 12, 31), "UTC")
    ahead = opened({}, "Predictions")
    assert any("as of 31 Dec 2099" in each for each in texts(ahead))

    def number(app: AppTest, label: str) -> int:
        return int(next(each.value for each in app.metric if each.label.startswith(label)))

    assert number(behind, "Open") > number(ahead, "Open")


@pytest.mark.parametrize(("day", "zone"), [(REAL(1970, 1, 1), "UTC"), (REAL(2099, 1, 1), "UTC")])
def test_a_file_is_read_whatever_the_clock_says(
    day: REAL, zone: str, clock: Callable[[REAL, str], None]
) -> None:
    clock(day, zone)
    sheet = read("x", b"Company,Date,Amount\nA,2026-03-01,$1M\nB,2019-03-01,$1M\n")
    found = interpret(sheet, recognise(sheet))
    assert found.rounds["announced_date"].to_list() == [REAL(2026, 3, 1), REAL(2019, 3, 1)]
    assert found.rejected.is_empty()


ASK_THE_CLOCK = {
    "lib/answers.py",  # the day of a download
    "lib/briefing/parts.py",  # the day of a briefing
    "lib/build.py",
    "lib/own.py",  # the day on which a file was brought
    "lib/pictures/__init__.py",  # the day of a picture
    "lib/ui/data.py",  # whether a forecast is due
    "lib/ui/share.py",  # the day of a citation
    "lib/upload/dates.py",  # no date far in the future
}
"""All that may: what is said of the market is dated by the data."""
CLOCK = re.compile(
    r"\bdate\.today\(|\b(utcnow|now|localtime)\(\)|time\.time\(|current_(date|timestamp)"
)


def test_nothing_else_asks_the_clock() -> None:
    files = [*(ROOT / "lib").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "server.py"]
    asking = {str(file.relative_to(ROOT)) for file in files if CLOCK.search(file.read_text())}
    assert asking == ASK_THE_CLOCK


VISITS: dict[str, Query] = {
    "Overview": {"by": "region", "start": "2025-Q1"},
    "Stages": {"region": "China"},
    "Investor profile": {"investor": "Nvidia"},
    "Company profile": {"company": "OpenAI"},
    "Briefing": {"set": "labs"},
}


def test_sessions_do_not_see_each_other() -> None:
    """What two visitors see in turn is what each would see alone."""
    alone = {title: headlines(opened(query, title)) for title, query in VISITS.items()}
    mine, other = opened(), opened()
    for title, query in VISITS.items():
        for app, asked in ((mine, query), (other, {})):
            app.query_params.clear()
            app.query_params.update(asked)
            after(app.switch_page(PAGES[title]))
        assert headlines(mine) == alone[title], title
        assert dict(other.query_params) == {}
    mine.query_params.clear()
    after(mine.switch_page(PAGES["Overview"]))
    mine.session_state["picture-capital_over_time"] = True
    after(mine)
    after(mine.button(key="brief-capital_over_time").click())
    assert len(mine.session_state[KEPT]) == 1
    assert KEPT not in after(other.switch_page(PAGES["Briefing"])).session_state
    assert KEPT not in opened().session_state


def test_the_data_is_opened_again_after_many_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    first = shipped()
    assert shipped() is first
    monkeypatch.setattr("lib.ui.data.MOST_QUERIES", first.answers.kept + 1)
    number = "FROM rounds SELECT count(*)"
    asked = select(first, f"{number} WHERE $query", query=True).item()
    second = shipped()
    assert second is not first
    assert shipped() is second
    # Whoever still reads the first one is answered.
    assert select(first, number).item() == select(second, number).item() == asked
