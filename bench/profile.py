"""Measure where the time of one click goes, into docs/performance.md.

python -m bench.profile [--quick] [--page TITLE]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from bench.browser import Click, Visit, chromium, visitor
from bench.document import PERFORMANCE, table, write_section
from bench.launch import ROOT, serve
from bench.samples import PARTS, WRITE_SECONDS, part_of, read

CLICKS, QUICK_CLICKS = 20, 5
FUNCTIONS = 15
DEFINITIONS = """
Mean of {clicks} clicks on {page}, over the real data, to selections never asked for. The first
table has the click as the browser sees it. For the second, the server is looked at a thousand times
a second, and each look counts towards the part whose code is running, with all that is called from
there; looking slows it by some percent. The last table has single functions, without what they
call; time in libraries that are not Python counts towards the function that calls them.
""".strip()

Stacks = Sequence[tuple[float, list[str]]]
"""Seconds and calls, outermost first."""


def main() -> int:
    """Measure, print and write. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Where the time of one click goes")
    parser.add_argument("--quick", action="store_true", help="few clicks")
    parser.add_argument("--page", default="Overview", help="title of the page")
    options = parser.parse_args()
    number = QUICK_CLICKS if options.quick else CLICKS
    clicks, stacks = _measure(options.page, number)
    text = "\n\n".join(
        [
            DEFINITIONS.format(clicks=number, page=options.page),
            table(["Click to last repaint", "ms", "Share"], _shares(_steps(clicks))),
            table(
                ["Run of the script in the server", "ms", "Share"], _shares(_parts(stacks, number))
            ),
            table(["Function", "ms", "Share"], _shares(_functions(stacks, number), FUNCTIONS)),
        ]
    )
    print(text)
    write_section(PERFORMANCE, "One click", text)
    return 0


def _measure(page: str, number: int) -> tuple[list[Click], Stacks]:
    with TemporaryDirectory(prefix="bench-") as name:
        folder, samples = Path(name), Path(name) / "samples.jsonl"
        with (
            chromium() as browser,
            serve(ROOT / "data", folder, f"--samples={samples}") as server,
            visitor(browser, server) as guest,
        ):
            first = Visit(guest, server)
            address = {title: address for address, title in first.pages().items()}[page]
            first.close()
            visit = Visit(guest, server, address)
            visit.forward()
            time.sleep(2 * WRITE_SECONDS)
            began = time.time()
            clicks = [visit.forward() for _ in range(number)]
            time.sleep(2 * WRITE_SECONDS)
            return clicks, [*read(samples, began)]


def _steps(clicks: Sequence[Click]) -> dict[str, float]:
    """Mean milliseconds before, in and after the run of the script."""
    before = [1000 * (click.runs[-1].ended - click.clicked) - click.server_ms for click in clicks]
    server = [click.server_ms for click in clicks]
    after = [
        click.repaint_ms - early - run
        for click, early, run in zip(clicks, before, server, strict=True)
    ]
    return {
        "Click to the start of the run": mean(before),
        "Run of the script": mean(server),
        "End of the run to the last repaint": mean(after),
    }


def _parts(stacks: Stacks, clicks: int) -> dict[str, float]:
    """Milliseconds a click of each part."""
    parts = dict.fromkeys(PARTS, 0.0)
    for seconds, stack in stacks:
        parts[part_of(stack)] += 1000 * seconds / clicks
    return parts


def _functions(stacks: Stacks, clicks: int) -> dict[str, float]:
    """Milliseconds a click of each function, without what it calls."""
    functions: defaultdict[str, float] = defaultdict(float)
    for seconds, stack in stacks:
        functions[f"`{stack[-1]}`"] += 1000 * seconds / clicks
    return functions


def _shares(parts: Mapping[str, float], most: int | None = None) -> list[list[str]]:
    """Rows of a table, the largest first."""
    total = sum(parts.values())
    ranked = sorted(parts.items(), key=lambda part: part[1], reverse=True)[:most]
    return [[name, f"{ms:.1f}", f"{ms / total:.0%}"] for name, ms in ranked]


if __name__ == "__main__":
    sys.exit(main())
