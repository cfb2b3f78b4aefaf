"""Measurements in words: tables, the aims each page meets or misses, the dearest queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.browser import Click
from bench.document import table

DEAREST = 8
DEFINITIONS = """
A click adds a region to the filters or takes one away. **New**: the selection was never asked for,
so every query runs. **Seen**: the click goes back to a selection asked for before, whose answers
the app may still keep. **Floor**: the same new click in a second session of the same server, where
every query is answered at once with the rows just kept from the first session. It is what this page
costs Streamlit, Python and the browser, however fast the queries are.

- *Server*: run of the script in the server, ms; *CPU*: processor time of the server in it, ms.
- *Repaint*: from the click to the last repaint of the page in Chromium without a window, ms. The
  browser paints every 16 ms, in the app and on the floor alike.
- *Ratio*: repaint of a new click over the floor's.
- *Queries*: queries that ran for a new click. *Sent*: bytes to the browser over the websocket, kB.

Values are medians, with the 95th percentile after the stroke. Aims are for new clicks.
""".strip()
COLUMNS = [
    *("Server, new", "Server, seen", "Server, floor", "CPU, new"),
    *("Repaint, new", "Repaint, seen", "Repaint, floor", "Ratio", "Queries", "Sent"),
]


@dataclass(frozen=True)
class Aims:
    """Most that a new click may cost; `ratio` is click to repaint, page over floor."""

    server_ms: float
    ratio: float | None = None


@dataclass(frozen=True)
class Measured:
    """Clicks on one page: to selections never asked for, on the floor, to those seen before."""

    page: str
    new: Sequence[Click]
    floor: Sequence[Click]
    seen: Sequence[Click]

    @property
    def server_ms(self) -> float:
        return middle(self.new, server)

    @property
    def ratio(self) -> float:
        return middle(self.new, repaint) / middle(self.floor, repaint)


def row(measured: Measured, aims: Aims) -> list[str]:
    """One row of a table with COLUMNS after its first."""
    new, seen, floor = measured.new, measured.seen, measured.floor
    ratio = f"{measured.ratio:.2f}"
    return [
        measured.page,
        f"{spread(new, server)} {verdict(measured.server_ms, aims.server_ms)}",
        spread(seen, server),
        f"{middle(floor, server):.0f}",
        f"{middle(new, lambda click: click.cpu_ms):.0f}",
        spread(new, repaint),
        spread(seen, repaint),
        spread(floor, repaint),
        f"{ratio} {verdict(measured.ratio, aims.ratio)}" if aims.ratio else ratio,
        f"{middle(new, lambda click: len(click.queries)):.0f}",
        f"{middle(new, lambda click: click.payload / 1e3):.0f}",
    ]


def summary(pages: Sequence[Measured], aims: Aims) -> str:
    """How many pages meet each aim, one line an aim."""
    lines = [
        _met("Server time of a new click", [p.server_ms for p in pages], aims.server_ms, " ms")
    ]
    if aims.ratio:
        lines.append(_met("Ratio to the floor", [p.ratio for p in pages], aims.ratio))
    return "\n".join(lines)


def _met(name: str, values: Sequence[float], most: float, unit: str = "") -> str:
    """`- Ratio to the floor at most 1.2: 24 of 26 pages; the worst has 1.31.`"""
    within = sum(value <= most for value in values)
    return (
        f"- {name} at most {most:g}{unit}: {within} of {len(values)} pages; "
        f"the worst has {max(values):.3g}{unit}."
    )


def verdict(value: float, most: float) -> str:
    """`pass` or `MISS`."""
    return "pass" if value <= most else "**MISS**"


def dearest_queries(clicks: Sequence[Click]) -> str:
    """A table of the queries that cost most, by time a click on the pages that ask for them."""
    times: dict[str, list[float]] = defaultdict(list)
    for click in clicks:
        for label in {query.label for query in click.queries}:
            times[label].append(
                1000 * sum(query.seconds for query in click.queries if query.label == label)
            )
    ranked = sorted(times, key=lambda label: median(times[label]), reverse=True)[:DEAREST]
    rows = [[f"`{label}`", f"{median(times[label]):.1f}"] for label in ranked]
    return table(["Queries that cost most", "ms a click"], rows)


def server(click: Click) -> float:
    return click.server_ms


def repaint(click: Click) -> float:
    return click.repaint_ms


def middle(clicks: Sequence[Click], value: Callable[[Click], float]) -> float:
    return median(map(value, clicks))


def spread(clicks: Sequence[Click], value: Callable[[Click], float]) -> str:
    """Median and 95th percentile."""
    values = [*map(value, clicks)]
    return f"{median(values):.0f} / {quantiles(values, n=20, method='inclusive')[-1]:.0f}"
