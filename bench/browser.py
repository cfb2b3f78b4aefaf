"""Filter changes by click in Chromium, each timed from the click to the last repaint."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle

from playwright.sync_api import Browser, Locator, WebSocket, sync_playwright

from bench.launch import RUN, Entry, Server

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
WIDTH, HEIGHT = 1440, 900
FILTER = "Region"
VALUES = ("United States", "China")
"""Options clicked in turn; each is taken back by its chip, so that every click changes rows."""
PATIENCE_MS = 60_000

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
CLICKED_AND_QUIET = f"bench.painted > bench.clicked && {QUIET}"


@dataclass(frozen=True)
class Click:
    """One filter change: click to last repaint, what the server did for it, bytes received."""

    repaint_ms: float
    entries: list[Entry]
    payload: int

    @property
    def queries(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.label != RUN]

    @property
    def cpu_ms(self) -> float:
        return 1000 * sum(entry.cpu_seconds for entry in self.entries if entry.label == RUN)

    @property
    def server_ms(self) -> float:
        return 1000 * sum(entry.seconds for entry in self.entries if entry.label == RUN)


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


class Visit:
    """One session of one page of the app."""

    def __init__(
        self,
        browser: Browser,
        server: Server,
        address: str = "/",
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        self.server, self.payload, self.chosen = server, 0, ""
        self.values = cycle(VALUES)
        self.page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        self.page.set_default_timeout(patience_ms)
        self.page.add_init_script(PROBE)
        self.page.on("websocket", self._count_bytes)
        self.page.goto(server.url + address)
        self._settle()

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

    def warm_up(self) -> None:
        """Change the filter through every value, as often as the values repeat in `click`."""
        for _ in range(2 * len(VALUES)):
            self.click()

    def click(self) -> Click:
        """One timed filter change: the next value, or back to all."""
        if self.chosen:
            target = self.page.locator(".st-key-chips").get_by_role(
                "button", name=self.chosen, exact=True
            )
            self.chosen = ""
            return self._timed(target)
        self.chosen = next(self.values)
        self.page.get_by_role("combobox", name=FILTER).click()
        click = self._timed(self.page.get_by_role("option").filter(has_text=self.chosen))
        self.page.keyboard.press("Escape")
        return click

    def close(self) -> None:
        self.page.close()

    def _timed(self, target: Locator) -> Click:
        self.payload = 0
        self.server.entries()
        target.click()
        self.page.wait_for_function(CLICKED_AND_QUIET)
        repaint_ms = self.page.evaluate("bench.painted - bench.clicked")
        if self.page.get_by_test_id("stException").count():
            raise RuntimeError(f"The app failed at {self.page.url}")
        self.page.mouse.move(WIDTH - 1, 1)
        return Click(repaint_ms, self.server.entries(), self.payload)

    def _settle(self) -> None:
        self.page.wait_for_function(QUIET)

    def _count_bytes(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._add_bytes)

    def _add_bytes(self, frame: str | bytes) -> None:
        self.payload += len(frame)
