"""Measure every page over the real data, its start and its memory, into docs/performance.md.

python -m bench.pages [--quick] [--clicks N] [--page TITLE]

Only numbers of one run compare well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from playwright.sync_api import Browser

from bench.browser import Visit, chromium, visitor
from bench.document import PERFORMANCE, table, write_section
from bench.launch import ROOT, Server, app, serve
from bench.report import (
    COLUMNS,
    DEFINITIONS,
    Aims,
    Measured,
    dearest_queries,
    row,
    summary,
    verdict,
)
from lib.words import quarter_at, quarter_index

CLICKS, QUICK_CLICKS = 6, 3
STARTS = 3
AIMS = Aims(server_ms=60, ratio=1.2)
MEMORY_MB = 300
OPEN_MS = 400_000
"""Longest wait for the first page, which opens the data."""
EXAMPLES = {"/company": {"company": "OpenAI"}, "/investor": {"investor": "Nvidia"}}
"""What profiles are measured with."""
START_DEFINITIONS = """
The app is started as `make run` starts it, over the real data; its compiled Python files are there.
The first answer is that of `/_stcore/health`. A browser opens a page from entering the address to
the last repaint; each is a Chromium just started, with nothing kept, so most of its time is spent
on Streamlit's own files. The first one finds a server that has not yet opened the data. Memory is
the resident memory of the server process.
""".strip()
FIRST_QUARTER = "2013-Q4"
"""Each page is measured from a first quarter of its own on, this one or one after it, when there
were hardly any rounds: no page is asked for what another has asked for."""


def main() -> int:
    """Measure and write. Returns the exit code, which does not depend on the aims."""
    parser = argparse.ArgumentParser(description="Speed of every page beside its floor")
    parser.add_argument("--quick", action="store_true", help="few clicks, one start")
    parser.add_argument("--clicks", type=int, help=f"new clicks a page, {CLICKS} unless told")
    parser.add_argument("--page", action="append", help="only the page of this title")
    options = parser.parse_args()
    clicks = options.clicks or (QUICK_CLICKS if options.quick else CLICKS)
    with TemporaryDirectory(prefix="bench-") as folder:
        starts = [_start(Path(folder)) for _ in range(1 if options.quick else STARTS)]
        write_section(PERFORMANCE, "Cold start and memory", _start_report(starts))
        with chromium() as browser, serve(ROOT / "data", Path(folder)) as server:
            pages = measure(browser, server, clicks, AIMS, options.page)[1]
    write_section(PERFORMANCE, "Pages on real data", _report(pages, clicks))
    return 0


def measure(
    browser: Browser, server: Server, clicks: int, aims: Aims, only: Collection[str] | None
) -> tuple[float, list[Measured]]:
    """Seconds until the first visitor sees the Overview; then every page, or those of some titles,
    in two sessions of one server. Prints each."""
    measured = []
    with ExitStack() as stack:
        guests = [stack.enter_context(visitor(browser, server, floor)) for floor in (False, True)]
        guests[0].set_default_timeout(OPEN_MS)
        first = Visit(guests[0], server)
        pages = first.pages()
        first.close()
        for place, (address, title) in enumerate(pages.items()):
            if not only or title in only:
                start = quarter_at(quarter_index(FIRST_QUARTER) + place)
                query = urlencode({"start": start} | EXAMPLES.get(address, {}))
                page, floor = (Visit(guest, server, f"{address}?{query}") for guest in guests)
                measured.append(_measure_page(title, page, floor, clicks))
                server.check()
                print(" | ".join(row(measured[-1], aims)), flush=True)
    return first.opened_ms / 1000, measured


def _measure_page(title: str, page: Visit, floor: Visit, clicks: int) -> Measured:
    """Clicks in turn, so that a busy minute of the machine touches page and floor alike.

    The first click is left out: it draws what later ones change, such as the chips.
    """
    pairs = [(page.forward(), floor.forward()) for _ in range(clicks + 1)]
    new, ready = zip(*pairs[1:], strict=True)
    seen = [page.back() for _ in range(clicks)]
    page.close()
    floor.close()
    return Measured(title, new, ready, seen)


def _report(pages: Sequence[Measured], clicks: int) -> str:
    all_clicks = [click for page in pages for click in page.new]
    return "\n\n".join(
        [
            f"{DEFINITIONS} There are {clicks} clicks of each kind on a page.",
            summary(pages, AIMS),
            table(["Page", *COLUMNS], [row(page, AIMS) for page in pages]),
            dearest_queries(all_clicks),
        ]
    )


@dataclass(frozen=True)
class Start:
    """One start of the app as `make run` does it, visited by two browsers with nothing kept."""

    ready_seconds: float
    opened_seconds: tuple[float, float]
    memory_mb: tuple[float, float]
    most_memory_mb: float


def _start(folder: Path) -> Start:
    opened, memory = [], []
    with app(folder) as server:
        for _ in range(2):
            with chromium() as browser, visitor(browser, server) as guest:
                opened.append(Visit(guest, server).opened_ms / 1000)
                memory.append(server.memory_mb())
        most = server.memory_mb("VmHWM")
    return Start(server.ready_seconds, (opened[0], opened[1]), (memory[0], memory[1]), most)


def _start_report(starts: Sequence[Start]) -> str:
    def seconds(value: Callable[[Start], float]) -> str:
        return f"{median(map(value, starts)):.1f} s"

    memory = median(start.memory_mb[0] for start in starts)
    rows = [
        ["Process starts to first answer", seconds(lambda start: start.ready_seconds)],
        ["First browser opens the Overview", seconds(lambda start: start.opened_seconds[0])],
        [
            "Process starts to first painted page",
            seconds(lambda start: start.ready_seconds + start.opened_seconds[0]),
        ],
        ["Second browser opens the Overview", seconds(lambda start: start.opened_seconds[1])],
        ["Memory after the first session", f"{memory:.0f} MB {verdict(memory, MEMORY_MB)}"],
        [
            "Memory after the second session",
            f"{median(start.memory_mb[1] for start in starts):.0f} MB",
        ],
        ["Most memory until then", f"{median(start.most_memory_mb for start in starts):.0f} MB"],
    ]
    return f"""{START_DEFINITIONS}

{table(["", "Median"], rows)}

Starts measured: {len(starts)}. Aim: at most {MEMORY_MB} MB after the first session."""


if __name__ == "__main__":
    sys.exit(main())
