"""Filter changes by click in Chromium, each timed from the click to the last repaint."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, WebSocket, sync_playwright

from bench.launch import FLOOR, RUN, Entry, Server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
WIDTH, HEIGHT = 1440, 900
FILTER = "Region"
VALUES = ("United States", "China", "Europe", "Asia-Pacific", "Middle East")
"""Options that a walk adds and takes away; those with most rounds first."""
PATIENCE_MS = 120_000

# A repaint is a change of the page or a drawing on a canvas (tables are one). It counts from the
# frame that shows it.
PROBE = """
window.bench = {clicked: 0, painted: 0};
const repaint = () => requestAnimationFrame(() => {
  bench.painted = performance.now();
});
const canvas = CanvasRenderingContext2D.prototype;
for (const name of ['fillRect', 'clearRect', 'fillText', 'drawImage', 'fill', 'stroke']) {
  const draw = canvas[name];
  canvas[name] = function (...args) { repaint(); return draw.apply(this, args); };
}
addEventListener('click', () => { bench.clicked = performance.now(); }, true);
addEventListener('DOMContentLoaded', () => new MutationObserver(changes => {
  const main = document.querySelector('[data-testid=stMain]');
  if (changes.some(change => main?.contains(change.target))) repaint();
}).observe(document.body, {
  subtree: true, childList: true, attributes: true, characterData: true,
}));
"""
QUIET_MS = 300
QUIET = f"""
document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
&& bench.painted && performance.now() - bench.painted > {QUIET_MS}
"""
TIMES = "[performance.timeOrigin + bench.clicked, bench.painted - bench.clicked]"
CLICKED_AND_QUIET = f"bench.painted > bench.clicked && {QUIET}"


@dataclass(frozen=True)
class Click:
    """One filter change: click to last repaint, what the server did for it, bytes received.

    `clicked` is in seconds since 1970.
    """

    clicked: float
    repaint_ms: float
    entries: list[Entry]
    payload: int

    @property
    def queries(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.label != RUN]

    @property
    def runs(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.label == RUN]

    @property
    def cpu_ms(self) -> float:
        return 1000 * sum(run.cpu_seconds for run in self.runs)

    @property
    def server_ms(self) -> float:
        return 1000 * sum(run.seconds for run in self.runs)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium or Chrome, without a window."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise RuntimeError("No Chromium or Chrome found. `make browser` installs it on Debian.")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=FLAGS) as browser,
    ):
        yield browser


def visitor(browser: Browser, server: Server, floor: bool = False) -> BrowserContext:
    """A browser profile of its own, with nothing kept; to `floor` the server sends kept rows."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(PROBE)
    if floor:
        context.add_cookies([{"name": FLOOR, "value": "1", "url": server.url}])
    return context


class Visit:
    """One session of one page of the app, and a walk through selections.

    Each step of the walk adds or takes away one value, and none comes to a selection that an
    earlier one came to (they are binary numbers in Gray's order: a bit a value). `opened_ms` is
    the time from entering the address to the last repaint.
    """

    def __init__(self, visitor: BrowserContext, server: Server, address: str = "/") -> None:
        self.server, self.payload = server, 0
        self.steps = 0
        self.page = visitor.new_page()
        self.page.on("websocket", self._count_bytes)
        self.page.goto(server.url + address)
        self.page.get_by_role("combobox", name=FILTER).wait_for()
        self._settle()
        self.opened_ms: float = self.page.evaluate("bench.painted")

    def pages(self) -> dict[str, str]:
        """Title of every page in the navigation, by address."""
        sidebar = self.page.get_by_test_id("stSidebar")
        # The last first: a section that opens leaves the list of those that are closed.
        for section in reversed(sidebar.locator("details:not([open]) summary").all()):
            section.click()
        self._settle()
        links = sidebar.get_by_test_id("stPageLink-NavLink")
        return {
            f"/{link.get_attribute('href') or ''}": link.inner_text().splitlines()[-1]
            for link in links.filter(visible=True).all()
        }

    def forward(self) -> Click:
        """A click to a selection that this visit has not seen."""
        self.steps += 1
        return self._flip(self.steps)

    def back(self) -> Click:
        """A click to the selection before, which the visit has seen."""
        self.steps -= 1
        return self._flip(self.steps + 1)

    def _flip(self, step: int) -> Click:
        value = VALUES[flipped(step)]
        remove = self.page.get_by_role("button", name=f"Remove {value}")
        if remove.count():
            return self._timed(remove)
        self.page.get_by_role("combobox", name=FILTER).click()
        click = self._timed(self.page.get_by_role("option").filter(has_text=value))
        self.page.keyboard.press("Escape")
        return click

    def close(self) -> None:
        self.page.close()

    def _timed(self, target: Locator) -> Click:
        self.payload = 0
        self.server.entries()
        target.click()
        self.page.wait_for_function(CLICKED_AND_QUIET)
        clicked_ms, repaint_ms = self.page.evaluate(TIMES)
        if self.page.locator("[data-testid=stException], [class*=st-key-fault-]").count():
            raise RuntimeError(f"The app failed at {self.page.url}")
        self.page.mouse.move(WIDTH - 1, 1)
        return Click(clicked_ms / 1000, repaint_ms, self.server.entries(), self.payload)

    def _settle(self) -> None:
        self.page.wait_for_function(QUIET)

    def _count_bytes(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._add_bytes)

    def _add_bytes(self, frame: str | bytes) -> None:
        self.payload += len(frame)


def flipped(step: int) -> int:
    """Bit that changes from a number to the next in Gray's order, where `step` counts from 1."""
    return (step & -step).bit_length() - 1
