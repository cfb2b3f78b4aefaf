"""Measure pages over large generated tables, into docs/performance.md.

python -m bench.scale [--quick] [--clicks N] [--rounds N] [--page TITLE] [--all]

The tables are made by bench.generate and deleted afterwards.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.browser import chromium
from bench.document import PERFORMANCE, table, write_section
from bench.generate import generate
from bench.launch import ROOT, serve
from bench.pages import measure
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

PAGES = (
    *("Overview", "Stages", "Regions", "Concentration"),
    *("Table and export", "Investors", "Glossary"),
)
"""Pages that read all rounds in different ways, and one that reads none."""
CLICKS, QUICK_CLICKS = 4, 2


TABLES = """
The tables are generated: the real rounds with all that belongs to them, and copies of real rounds
with other companies, days and amounts up to the number given, the same ones in every run.
""".strip()
SIZE_COLUMNS = [
    *("Rounds", "Generated, s", "Server starts to first page, s"),
    *("Memory at the end, MB", "Most memory, MB"),
]


@dataclass(frozen=True)
class Size:
    """A number of rounds, with what the tables may take and the aims; `memory_mb` is of the whole
    server. `pages` are measured unless others are asked for."""

    rounds: int
    limit: str
    aims: Aims
    memory_mb: float
    pages: tuple[str, ...] = PAGES


SIZES = (
    Size(100_000, "512MB", Aims(server_ms=300), 4000),
    Size(1_000_000, "2GB", Aims(server_ms=300), 4000),
    # The tables do not fit into the memory aimed at: with less they would not open.
    Size(10_000_000, "12GB", Aims(server_ms=2000), 4000, ("Overview", "Regions", "Glossary")),
)


@dataclass(frozen=True)
class Scaled:
    """What was measured over tables of one size; `opened_seconds` is from the start of the server
    to its first page."""

    size: Size
    generate_seconds: float
    opened_seconds: float
    memory_mb: float
    most_memory_mb: float
    pages: Sequence[Measured]


def main() -> int:
    """Measure and write. Returns the exit code, which does not depend on the aims."""
    parser = argparse.ArgumentParser(description="Speed over large generated tables")
    parser.add_argument("--quick", action="store_true", help="few clicks, the smallest size")
    parser.add_argument("--clicks", type=int, help=f"new clicks a page, {CLICKS} unless told")
    parser.add_argument("--rounds", type=int, action="append", help="only this number of rounds")
    parser.add_argument("--page", action="append", help="only the page of this title")
    parser.add_argument("--all", action="store_true", help="every page")
    options = parser.parse_args()
    clicks = options.clicks or (QUICK_CLICKS if options.quick else CLICKS)
    rounds = options.rounds or [size.rounds for size in SIZES[: 1 if options.quick else None]]
    sizes = [size for size in SIZES if size.rounds in rounds]
    only = {size: None if options.all else options.page or size.pages for size in sizes}
    scaled = [_measure(size, clicks, only[size]) for size in sizes]
    write_section(PERFORMANCE, "Large tables", _report(scaled, clicks))
    return 0


def _measure(size: Size, clicks: int, only: Collection[str] | None) -> Scaled:
    with TemporaryDirectory(prefix="bench-") as folder:
        began = time.perf_counter()
        data = Path(folder) / str(size.rounds)
        generate(ROOT / "data", data, size.rounds)
        generated = time.perf_counter()
        print(f"{size.rounds:,} rounds generated in {generated - began:.0f} s", flush=True)
        with chromium() as browser, serve(data, Path(folder), f"--memory={size.limit}") as server:
            opened, pages = measure(browser, server, clicks, size.aims, only)
            memory_mb, most_mb = server.memory_mb(), server.memory_mb("VmHWM")
    opened += server.ready_seconds
    return Scaled(size, generated - began, opened, memory_mb, most_mb, pages)


def _report(scaled: Sequence[Scaled], clicks: int) -> str:
    sizes = [
        [
            f"{each.size.rounds:,}",
            f"{each.generate_seconds:.0f}",
            f"{each.opened_seconds:.0f}",
            f"{each.memory_mb:,.0f}",
            f"{each.most_memory_mb:,.0f} {verdict(each.most_memory_mb, each.size.memory_mb)}",
        ]
        for each in scaled
    ]
    return "\n\n".join(
        [
            f"{TABLES}\n\n{DEFINITIONS} There are {clicks} clicks of each kind on a page.",
            table(SIZE_COLUMNS, sizes),
            *(_size_report(each) for each in scaled),
        ]
    )


def _size_report(scaled: Scaled) -> str:
    clicks = [click for page in scaled.pages for click in page.new]
    return "\n\n".join(
        [
            f"### {scaled.size.rounds:,} rounds",
            summary(scaled.pages, scaled.size.aims),
            table(["Page", *COLUMNS], [row(page, scaled.size.aims) for page in scaled.pages]),
            dearest_queries(clicks),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
