"""Measurements in words: one table, the aims each page meets or misses, the dearest queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.browser import Click

DEAREST = 5


@dataclass(frozen=True)
class Aims:
    """Most that a data set may cost; `ratio` is click to repaint, page over floor."""

    server_ms: float
    ratio: float
    memory_mb: float | None = None


@dataclass(frozen=True)
class Measured:
    """One page over one data set, beside its floor."""

    data: str
    page: str
    clicks: Sequence[Click]
    floor: Sequence[Click]

    @property
    def server_ms(self) -> float:
        return median(click.server_ms for click in self.clicks)

    @property
    def repaint_ms(self) -> float:
        return median(click.repaint_ms for click in self.clicks)

    @property
    def ratio(self) -> float:
        return self.repaint_ms / median(click.repaint_ms for click in self.floor)


ROW = "{:<6} {:<22} {:>13} {:>6} {:>11} {:>14} {:>13} {:>7} {:>7} {:>10}  {}"
HEADER = ROW.format(
    *("data", "page", "server, ms", "floor", "CPU, floor", "repaint, ms", "floor", "ratio"),
    *("queries", "sent, kB", "aims: server, ratio"),
)


def line(measured: Measured, aims: Aims) -> str:
    """One row of the table: medians, with p95 after the slash."""
    clicks, floor = measured.clicks, measured.floor
    return ROW.format(
        measured.data,
        measured.page,
        _spread([click.server_ms for click in clicks]),
        f"{median(click.server_ms for click in floor):.0f}",
        f"{_cpu(clicks)}, {_cpu(floor)}",
        _spread([click.repaint_ms for click in clicks]),
        _spread([click.repaint_ms for click in floor]),
        f"{measured.ratio:.2f}",
        f"{median(len(click.queries) for click in clicks):.0f}",
        f"{median(click.payload for click in clicks) / 1e3:.0f}",
        f"{verdict(measured.server_ms, aims.server_ms, ' ms')}, "
        f"{verdict(measured.ratio, aims.ratio)}",
    )


def memory_line(data: str, memory_mb: float, aims: Aims) -> str:
    """Resident memory of the server after its first session."""
    aim = f" {verdict(memory_mb, aims.memory_mb, ' MB')}" if aims.memory_mb else ""
    return f"{data:<6} server after the first session: {memory_mb:.0f} MB{aim}"


def verdict(value: float, most: float, unit: str = "") -> str:
    """`pass (60 ms)` or `MISS (60 ms)`."""
    return f"{'pass' if value <= most else 'MISS'} (<={most:g}{unit})"


def dearest_queries(clicks: Sequence[Click]) -> list[str]:
    """The queries that cost most, by time a click on the pages that ask for them."""
    times: dict[str, list[float]] = defaultdict(list)
    for click in clicks:
        for label in {query.label for query in click.queries}:
            times[label].append(
                1000 * sum(query.seconds for query in click.queries if query.label == label)
            )
    ranked = sorted(times, key=lambda label: median(times[label]), reverse=True)
    return [f"{_spread(times[label]):>11} ms a click: {label}" for label in ranked[:DEAREST]]


def _cpu(clicks: Sequence[Click]) -> str:
    return f"{median(click.cpu_ms for click in clicks):.0f}"


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.0f} / {quantiles(values, n=20, method='inclusive')[-1]:.0f}"
