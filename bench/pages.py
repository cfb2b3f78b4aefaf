"""Measure every page over the real data and over a million rounds, each beside its floor.

python -m bench.pages [--quick] [--repeats N] [--page TITLE]

A filter is changed by clicks in Chromium. `server` is the run of the script and `repaint` the time
from the click to the last repaint, both as median / p95; `CPU` is the processor time of the run.
The floor is the same page in a second server that answers each query with the rows it kept. Only
ratios of one run compare well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from os import cpu_count, getloadavg
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from bench.browser import Click, Visit, chromium
from bench.launch import ROOT, Server, serve
from bench.million import ROUNDS, write_million
from bench.report import HEADER, Aims, Measured, dearest_queries, line, memory_line

REPEATS = 16
QUICK_REPEATS = 4
QUICK_ROUNDS = 100_000
AIMS = {"real": Aims(server_ms=60, ratio=1.2, memory_mb=300)}
EXAMPLES = {"/company": "?company=OpenAI", "/investor": "?investor=Nvidia"}
"""What profiles are measured with; generated rounds have no such company."""
LARGE_AIMS = Aims(server_ms=300, ratio=1.6)


def main() -> int:
    """Print the table. Returns the exit code, which does not depend on the aims."""
    parser = argparse.ArgumentParser(description="Speed of every page beside its floor")
    parser.add_argument("--quick", action="store_true", help="few repeats, 100,000 rounds")
    parser.add_argument("--repeats", type=int, help=f"clicks a page, {REPEATS} unless told")
    parser.add_argument("--page", action="append", help="only the page of this title")
    options = parser.parse_args()
    repeats = options.repeats or (QUICK_REPEATS if options.quick else REPEATS)
    with TemporaryDirectory(prefix="bench-") as folder:
        large = Path(folder) / "million"
        write_million(ROOT / "data", large, QUICK_ROUNDS if options.quick else ROUNDS)
        print(f"Load average {getloadavg()[0]:.1f} on {cpu_count()} processors before the start.")
        print(HEADER, flush=True)
        with chromium() as browser:
            _measure(browser, "real", ROOT / "data", Path(folder), repeats, options.page)
            name = "100k" if options.quick else "1M"
            _measure(browser, name, large, Path(folder), repeats, options.page)
    return 0


def _measure(
    browser: Browser, name: str, data: Path, folder: Path, repeats: int, only: list[str] | None
) -> None:
    aims = AIMS.get(name, LARGE_AIMS)
    with ExitStack() as open_servers:
        app = open_servers.enter_context(serve(data, folder, constant=False))
        first = Visit(browser, app)
        pages, memory_mb = first.pages(), app.memory_mb
        first.close()
        floor = open_servers.enter_context(serve(data, folder, constant=True))
        clicks: list[Click] = []
        for measured in _pages(browser, name, pages, (app, floor), repeats, only):
            print(line(measured, aims), flush=True)
            clicks += measured.clicks
        print(memory_line(name, memory_mb, aims), flush=True)
        print(f"{name:<6} queries that cost most:", *dearest_queries(clicks), sep="\n  ")


def _pages(
    browser: Browser,
    name: str,
    pages: dict[str, str],
    servers: tuple[Server, Server],
    repeats: int,
    only: list[str] | None,
) -> Iterator[Measured]:
    for address, page in pages.items():
        if not only or page in only:
            example = address + EXAMPLES.get(address, "")
            visits = [Visit(browser, server, example) for server in servers]
            for visit in visits:
                visit.warm_up()
            # In turn, so that a busy minute of the machine touches page and floor alike.
            pairs = [[visit.click() for visit in visits] for _ in range(repeats)]
            for visit in visits:
                visit.close()
            yield Measured(name, page, *zip(*pairs, strict=True))


if __name__ == "__main__":
    sys.exit(main())
