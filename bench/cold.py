"""Open every page by a link on a server that has served no one, into docs/reliability.md.

python -m bench.cold [--page TITLE]
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from bench.browser import HEIGHT, PROBE, QUIET, WIDTH, chromium
from bench.document import RELIABILITY, table, write_section
from bench.launch import ROOT, app
from lib.words import money

QUERY = "region=China&stage_group=Early"
CHIPS = ["China", "Early", "Reset all"]
PATIENCE_MS = 30_000
COLUMNS = [
    "Page",
    "Server ready (s)",
    "Result shown (s)",
    "Last repaint (s)",
    "Selection kept",
    "Errors",
    "Next page by the navigation",
]
DEFINITIONS = """
For each page, a server is started as `make run` starts it and a browser with nothing kept asks it
for one thing first: the link to that page with the filters region China and stage group Early.
*Server ready* is the time from the start of the process to its first answer. The two columns after
it are counted from entering the address: until the sentence with the result is there, and until the
last repaint. *Selection kept*: the address, the chips, the title and the sentence, whose rounds and
capital are computed beside from the Parquet file with Polars. *Errors* are errors in the place of a
figure, in the browser's console and in the log of the server. Then the next page is clicked in the
navigation, and must show the same selection.
""".strip()
# On any page but the first, Streamlit also looks for its server below the page's own address.
LOOKS_FOR_ITS_SERVER = re.compile(r"/\w+/_stcore/(health|host-config)$")


@dataclass(frozen=True)
class Opened:
    """What one page showed; `kept` and `kept_next` say what was wrong, if anything."""

    title: str
    ready_s: float
    result_s: float
    painted_s: float
    kept: str
    kept_next: str
    errors: tuple[str, ...]

    @property
    def is_fine(self) -> bool:
        return not (self.kept or self.kept_next or self.errors)

    @property
    def row(self) -> list[str]:
        seconds = [f"{each:.1f}" for each in (self.ready_s, self.result_s, self.painted_s)]
        found = [self.kept or "yes", "; ".join(self.errors) or "none", self.kept_next or "kept"]
        return [self.title, *seconds, *found]


def main() -> int:
    """Open and write. Returns 1 if any page lost the selection or showed an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", action="append", help="only the page of this title; not written")
    only = parser.parse_args().page or ()
    expect.set_options(timeout=PATIENCE_MS)
    with TemporaryDirectory() as folder:
        found = open_all(Path(folder), only)
    text = (
        f"{DEFINITIONS}\n\n{table(COLUMNS, [each.row for each in found])}\n\n"
        f"{sum(each.is_fine for each in found)} of {len(found)} pages: "
        f"{'pass' if all(each.is_fine for each in found) else 'MISS'}."
    )
    print(text)
    if not only:
        write_section(RELIABILITY, "Deep links on a cold server", text)
    return 0 if all(each.is_fine for each in found) else 1


def open_all(folder: Path, only: Collection[str]) -> list[Opened]:
    pages = list(titles().items())
    steps = zip(pages, [*pages[1:], pages[0]], strict=True)
    return [
        open_cold(folder / str(place), path, title, after)
        for place, ((path, title), (_, after)) in enumerate(steps)
        if not only or title in only
    ]


def titles() -> dict[str, str]:
    """Title of every page in the navigation, by its path."""
    script = (ROOT / "streamlit_app.py").read_text(encoding="utf-8")
    found = re.findall(r'st\.Page\(\s*"pages/(\w+)\.py",\s*title="([^"]+)"', script)
    return {"/" if name == "overview" else f"/{name}": title for name, title in found}


def open_cold(folder: Path, path: str, title: str, after: str) -> Opened:
    """A new server and a new browser; the server's log is checked when it ends."""
    folder.mkdir()
    faults: list[str] = []
    with app(folder) as server, chromium() as browser:
        page = new_page(browser, faults)
        began = time.perf_counter()
        page.goto(f"{server.url}{path}?{QUERY}", wait_until="commit")
        expect(sentence(page)).to_contain_text(re.compile("rounds?, "))
        result_s = time.perf_counter() - began
        page.wait_for_function(QUIET, timeout=PATIENCE_MS)
        painted_s = page.evaluate("bench.painted") / 1000
        kept = lost(page, title)
        errors = page.get_by_test_id("stException").all_inner_texts()
        kept_next = lost_on_the_way(page, after)
        ready_s = server.ready_seconds
        # Read before the server ends, which fails at any error in its log.
        errors += faults + logged(server.output)
    return Opened(title, ready_s, result_s, painted_s, kept, kept_next, tuple(errors))


def new_page(browser: Browser, faults: list[str]) -> Page:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(PROBE)

    def note(line: ConsoleMessage) -> None:
        if line.type == "error" and not LOOKS_FOR_ITS_SERVER.search(line.location["url"]):
            faults.append(line.text)

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(error.message))
    return page


def sentence(page: Page) -> Locator:
    return page.get_by_test_id("stMain").locator("p:not(button p, a p)").first


def lost(page: Page, title: str) -> str:
    """What of the selection the page does not show in the end; empty if all is there."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while (missing := missing_now(page, title)) and time.monotonic() < end:
        page.wait_for_timeout(200)
    return missing


def missing_now(page: Page, title: str) -> str:
    chips = page.locator(".st-key-chips").get_by_role("button").locator("p").all_inner_texts()
    shown = {
        "title": page.get_by_role("heading", level=1).first.inner_text() == title,
        "address": page.evaluate("location.search") == f"?{QUERY}",
        "chips": chips == CHIPS,
        "result": sentence(page).inner_text().endswith(f": {result()}."),
    }
    return ", ".join(name for name, is_right in shown.items() if not is_right)


def lost_on_the_way(page: Page, title: str) -> str:
    """The same after a click on the next page in the navigation."""
    sidebar = page.get_by_test_id("stSidebar")
    link = sidebar.get_by_role("link", name=title, exact=True)
    # The last first: a section that opens leaves the list of those that are closed.
    for section in reversed(sidebar.locator("details:not([open]) summary").all()):
        section.click()
    link.click()
    expect(page.get_by_role("heading", level=1).first).to_have_text(title)
    page.wait_for_function(QUIET, timeout=PATIENCE_MS)
    return lost(page, title)


def result() -> str:
    """Rounds and capital of the selection, computed apart from the app."""
    rows = pl.read_parquet(ROOT / "data/rounds.parquet").filter(
        pl.col("status").is_in(["completed", "announced"]), region="China", stage_group="Early"
    )
    return f"{rows.height:,} rounds, {money(sum(rows['amount_usd'].drop_nulls()))}"


def logged(output: Path) -> list[str]:
    """Lines of the server's log that tell of an error."""
    lines = output.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if re.search("Traceback|ERROR|CRITICAL", line)]


if __name__ == "__main__":
    sys.exit(main())
