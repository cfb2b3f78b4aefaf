"""One open database, running app and browser for each test worker; an empty page for every test."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import duckdb
import polars as pl
import pytest
from hypothesis import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from lib.database import MEMORY_LIMIT, Database, _describe, _load
from lib.datasets import DATASETS
from lib.derived import DERIVED
from tests.committed import DATA, committed

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
# On any page but the first, Streamlit also looks for its server below the page's own address.
LOOKS_FOR_ITS_SERVER = re.compile(r"/\w+/_stcore/(health|host-config)$")
KINDS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": ViewportSize(width=1440, height=900)},
    "reader": {"viewport": ViewportSize(width=1440, height=900)},
    "phone": {
        "viewport": ViewportSize(width=390, height=844),
        "has_touch": True,
        "is_mobile": True,
    },
}
# Placeholders shimmer while a page loads, which costs work to draw. Pages with a context of their
# own, as that of a first visit, move as they do for people.
STILL: dict[str, Any] = {"reduced_motion": "reduce"}
MADE = {re.findall(r"CREATE TABLE (\w+)", sql)[0]: sql for sql in DERIVED}
OpenedWith = Callable[[Mapping[str, pl.DataFrame]], Database]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Each test begins the frontend anew: code that runs once is not worth compiling twice, and
    # room for what is short-lived spares collecting it while the page is drawn.
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=32 --max-semi-space-size=32",
]

# A slow machine is no defect.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_itemcollected(item: pytest.Item) -> None:
    if ROOT / "tests/browser" in item.path.parents:
        item.add_marker(pytest.mark.browser)
        # A busy machine can repaint between two steps of a test; a defect fails every time.
        item.add_marker(pytest.mark.flaky(reruns=2))


def pytest_unconfigure() -> None:
    # DuckDB complains of what is still open when Python ends.
    committed.cache_clear()


@pytest.fixture(scope="session")
def database() -> Database:
    """The committed data, opened as the app opens it."""
    return committed()


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the committed data and of all that is made from it, to copy."""
    path = tmp_path_factory.mktemp("stored") / "stored.duckdb"
    with duckdb.connect(path) as connection:
        for dataset in DATASETS.values():
            _load(connection, dataset, DATA / f"{dataset.name}.parquet")
        for sql in DERIVED:
            connection.execute(sql)
    return path


@pytest.fixture
def opened_with(stored: Path, tmp_path: Path) -> OpenedWith:
    """Opens the committed data with other rows in some of its tables.

    As `open_database` does, but what stays the same is copied: to read it again takes longer.
    """

    def opened(tables: Mapping[str, pl.DataFrame]) -> Database:
        connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "threads": 1})
        connection.execute(f"ATTACH '{stored}' AS stored (READ_ONLY)")
        connection.execute("COPY FROM DATABASE stored TO memory")
        connection.execute("DETACH stored")
        made = {name: sql for name, sql in MADE.items() if name in rests_on(tables)}
        for name in reversed(made):
            connection.execute(f"DROP TABLE {name}")
        for name, rows in tables.items():
            connection.execute(f"DROP TABLE {name}")
            for column in DATASETS[name].columns:
                connection.execute(f"DROP TYPE IF EXISTS {name}_{column.name}")
            rows.write_parquet(tmp_path / f"{name}.parquet")
            _load(connection, DATASETS[name], tmp_path / f"{name}.parquet")
        for sql in made.values():
            connection.execute(sql)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return _describe(connection, "changed", answers_bytes=0)

    return opened


def rests_on(tables: Iterable[str]) -> set[str]:
    """Tables made from any of `tables`, straight or through others: their SQL names them."""
    found = set(tables)
    for name, sql in MADE.items():
        if found & set(re.findall(r"\w+", sql)):
            found.add(name)
    return found


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, running as people run it; fails at the end if it logged an error."""
    yield from run_app(tmp_path_factory.mktemp("app") / "app.log")


def run_app(log: Path, script: str = "streamlit_app.py") -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = [
        f"--server.port={port}",
        "--server.address=localhost",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
        "--server.fileWatcherType=none",
    ]
    with log.open("w") as output:
        app = subprocess.Popen([*command, *options], cwd=ROOT, stdout=output, stderr=output)
    try:
        wait_until_healthy(f"http://localhost:{port}", app, log)
        yield f"http://localhost:{port}"
    finally:
        app.terminate()
        app.wait(timeout=START_SECONDS)
    assert "Traceback" not in log.read_text(), log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def wait_until_healthy(url: str, app: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while app.poll() is None and time.monotonic() < end:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"The app did not start.\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium or Chrome, without a window."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("No Chromium or Chrome found. `make browser` installs Chromium on Debian.")
    expect.set_options(timeout=30_000)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS) as browser,
    ):
        yield browser


class Tabs(dict[str, Page]):
    """The open page of each kind, opened when first asked for."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    def __missing__(self, kind: str) -> Page:
        self[kind] = self.browser.new_context(base_url=self.url, **STILL, **KINDS[kind]).new_page()
        return self[kind]


@pytest.fixture(scope="session")
def tabs(browser: Browser, app_url: str) -> Iterator[Tabs]:
    """Pages that tests use one after the other: a new one takes seconds to read the frontend."""
    tabs = Tabs(browser, app_url)
    yield tabs
    for page in tabs.values():
        page.context.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, tabs: Tabs) -> Iterator[Page]:
    """A desktop page with nothing in it; fails the test if its console shows an error."""
    yield from emptied_page(request, tabs, "desktop")


@pytest.fixture
def phone(request: pytest.FixtureRequest, tabs: Tabs) -> Iterator[Page]:
    """A page on a phone with a touch screen; fails the test if its console shows an error."""
    yield from emptied_page(request, tabs, "phone")


@pytest.fixture
def reader(request: pytest.FixtureRequest, tabs: Tabs) -> Iterator[Page]:
    """A desktop page of one who only reads and points, which stays open for the next such test."""
    page = tab(request, tabs, "reader")
    yield from watched(page)
    page.mouse.move(0, 0)


def emptied_page(request: pytest.FixtureRequest, tabs: Tabs, kind: str) -> Iterator[Page]:
    """The page of a kind, emptied after each test."""
    page = tab(request, tabs, kind)
    try:
        yield from watched(page)
    finally:
        # An address of the app's own: only from there can be cleared what the app stored.
        page.goto("/_stcore/health")
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.context.clear_cookies()
        page.set_viewport_size(KINDS[kind]["viewport"])
        page.mouse.move(-1, -1)


def tab(request: pytest.FixtureRequest, tabs: Tabs, kind: str) -> Page:
    """The page of a kind; a new one for a test that is tried again."""
    if kind in tabs and getattr(request.node, "execution_count", 1) > 1:
        tabs.pop(kind).context.close()
    return tabs[kind]


def watched(page: Page) -> Iterator[Page]:
    """Gives the page to a test and fails it if the console showed an error meanwhile."""
    errors: list[str] = []

    def note_failure(error: Error) -> None:
        errors.append(error.message)

    def note_line(line: ConsoleMessage) -> None:
        if line.type == "error" and not LOOKS_FOR_ITS_SERVER.search(line.location["url"]):
            errors.append(f"{line.text} ({line.location['url']})")

    page.on("pageerror", note_failure)
    page.on("console", note_line)
    yield page
    page.remove_listener("pageerror", note_failure)
    page.remove_listener("console", note_line)
    assert not errors, errors


def new_page(context: BrowserContext) -> Iterator[Page]:
    """A page of its own, closed after the test."""
    with context:
        yield from watched(context.new_page())
