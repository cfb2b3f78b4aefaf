"""Measure the Overview page beside the same page in plain pandas, and its queries beside engines.

python -m bench.others [--quick] [--ten-million] [--data DIR] [--only apps|engines]

The same clicks, each to a selection not seen before, in turn in the app and in the naive apps of
bench/naive; then every query of a click, alone, by DuckDB, Polars and pandas. `--data` holds
generated tables in folders `100k`, `1M` and `10M`; without it they are made. Takes about eight
minutes; only ratios of one run compare well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from os import cpu_count, getloadavg
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as TooSlow

from bench.browser import PATIENCE_MS, Click, Visit, chromium, visitor
from bench.document import PERFORMANCE, table, write_section
from bench.engines import (
    ANSWERS,
    COUNTS,
    MEMORY_LIMIT,
    Times,
    engine_times,
    queries_of_a_click,
)
from bench.generate import generate
from bench.launch import ROOT, Server, serve, start
from bench.scale import SIZES
from lib.database import MANY_ROUNDS, NotEnoughMemory

NAIVE = ROOT / "bench" / "naive"
ROUNDS = {"real": 0, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
OURS, BEST, FLAT, TUTORIAL = (
    "This app",
    "pandas, at its best",
    "pandas, tutorial, no lists",
    ("pandas, tutorial"),
)
APPS = (OURS, BEST, FLAT, TUTORIAL)
UNMEASURED = {"10M": (FLAT, TUTORIAL)}
"""A frame of ten million rounds copied at every click would need more memory than there is."""
AIMS = {("1M", BEST): 3.0, ("1M", TUTORIAL): 10.0}
"""How many times faster the app is to be."""
MOST_CLICKS, FEWEST_CLICKS = 12, 3
WARM_UP = 1
"""The first click draws what later ones change, such as the chips."""
OPENING_MS = 300_000
"""Patience with the first page: pandas reads the file, and Streamlit copies its frame."""
SECONDS = {"real": 45, "100k": 60, "1M": 90, "10M": 60}
"""After so many seconds of clicks no further round of them begins."""


@dataclass
class Trial:
    """Clicks in one app; `too_slow` once one, or the first page, has not come to an end."""

    clicks: list[Click] = field(default_factory=list)
    memory_mb: float = 0
    too_slow: bool = False

    @property
    def repaint_ms(self) -> float:
        """Median from click to last repaint; of an app that is too slow, the patience."""
        times = [click.repaint_ms for click in self.clicks]
        return PATIENCE_MS if self.too_slow else median(times)

    @property
    def server_ms(self) -> float:
        return median(click.server_ms for click in self.clicks)


Trials = dict[str, dict[str, Trial]]
"""By rounds, then by app."""


def main() -> int:
    """Print what was measured and write it down. The exit code does not depend on the aims."""
    parser = argparse.ArgumentParser(description="Overview beside plain pandas and raw engines")
    parser.add_argument("--quick", action="store_true", help="the real data and 100,000 rounds")
    parser.add_argument("--ten-million", action="store_true", help="ten million rounds as well")
    parser.add_argument("--data", type=Path, help="folder of generated tables")
    parser.add_argument("--only", choices=("apps", "engines"))
    options = parser.parse_args()
    sizes = ["real", "100k", *([] if options.quick else ["1M"])]
    sizes += ["10M"] if options.ten_million else []
    print(f"Load average {getloadavg()[0]:.1f} on {cpu_count()} processors before the start.")
    with TemporaryDirectory(prefix="bench-") as folder:
        data = {size: _tables(size, options.data or Path(folder)) for size in sizes}
        trials = {} if options.only == "engines" else _apps(data, Path(folder))
        if trials:
            write_section(PERFORMANCE, "Beside a plain pandas app", apps_text(trials))
        if options.only != "apps":
            times = _engines(data)
            heading = "Beside raw DuckDB, Polars and pandas"
            write_section(PERFORMANCE, heading, engines_text(times, trials))
    return 0


def _tables(size: str, folder: Path) -> Path:
    if size == "real":
        return ROOT / "data"
    made = folder / size
    if not made.exists():
        generate(ROOT / "data", made, ROUNDS[size])
    return made


def _apps(data: Mapping[str, Path], folder: Path) -> Trials:
    trials = {}
    with chromium() as browser:
        for size, tables in data.items():
            names = [name for name in APPS if name not in UNMEASURED.get(size, ())]
            trials[size] = _in_turn(browser, names, tables, folder, SECONDS[size])
            print(_apps_table({size: trials[size]}), flush=True)
    return trials


def _in_turn(
    browser: Browser, names: Sequence[str], data: Path, folder: Path, seconds: float
) -> dict[str, Trial]:
    """The same clicks in every app, one after the other, so that each meets the same load."""
    trials = {name: Trial() for name in names}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_server(name, data, folder)) for name in names}
        visits: dict[str, Visit] = {}
        for name, server in servers.items():
            guest = stack.enter_context(visitor(browser, server))
            guest.set_default_timeout(OPENING_MS)
            try:
                visits[name] = Visit(guest, server)
            except TooSlow:
                trials[name].too_slow = True
            guest.set_default_timeout(PATIENCE_MS)
        end = None
        for step in range(WARM_UP + MOST_CLICKS):
            if step == WARM_UP:
                end = monotonic() + seconds
            if end and step >= WARM_UP + FEWEST_CLICKS and monotonic() > end:
                break
            for name, trial in trials.items():
                if not trial.too_slow:
                    _click(visits[name], trial, counts=step >= WARM_UP)
        for name, server in servers.items():
            trials[name].memory_mb = server.memory_mb()
    return trials


def _click(visit: Visit, trial: Trial, counts: bool) -> None:
    try:
        click = visit.forward()
    except TooSlow:
        trial.too_slow = True
        return
    if counts:
        trial.clicks.append(click)


def _server(name: str, data: Path, folder: Path) -> AbstractContextManager[Server]:
    if name == OURS:
        return serve(data, folder, *(f"--memory={limit}" for limit in _limit(data)))
    script = NAIVE / ("best.py" if name == BEST else "tutorial.py")
    environment = {"ROUNDS": str(data / "rounds.parquet")} | ({"FLAT": "1"} if name == FLAT else {})
    logs = f"{data.name}-{APPS.index(name)}"
    return start("bench.naive.serve", [f"--app={script}"], folder, logs, environment)


def _limit(data: Path) -> list[str]:
    """What the app's tables may take; the real ones have the limit that the app sets itself."""
    return [size.limit for size in SIZES if size.rounds == ROUNDS.get(data.name)]


def apps_text(trials: Trials) -> str:
    """The section about the naive apps."""
    return f"""
The page Overview of this app, and the same page in pandas, opened in Chromium by one visitor each
and clicked in turn. Each click adds a region to the filter or takes one away and comes to a
selection that nobody has made before, so kept answers do not help. *Repaint* is the time from the
click to the last repaint, *server* the run of the script and the processor time of the process
meanwhile, *sent* what the browser receives for a click, all medians (repaint also with the slowest
click); *memory* is that of the server after the last click.

{_apps_table(trials)}

{_verdicts(trials)}

- *{BEST}* shares one frame among all sessions (`st.cache_resource`), reads only the columns it
  needs, keeps words as categories, filters by numpy masks, groups observed values only, describes
  its charts once and sends a few hundred aggregated rows. It counts the rounds of every option
  beside the filters, as the app does.
- *{TUTORIAL}* takes the whole file as a frame from `st.cache_data`, which hands out a copy at every
  click, and builds its charts in Altair each time. All five charts are grouped in pandas first: a
  chart of a million rows of the frame would be larger than the messages that Streamlit sends. The
  table below the charts holds all filtered rounds; Streamlit sends a very long one in parts, as it
  is scrolled. It counts no rounds beside the filters.
- *{FLAT}* is the same without the two columns of lists (investors), whose copies take longest.
- Both draw the same five headline numbers with their trends and as many charts as the app. They
  draw a chart of countries where the app compares with published totals, and have
  neither sources, files, conflicts, links nor a sentence of the selection: they do less.
"""


def _apps_table(trials: Trials) -> str:
    titles = ["Rounds", "App", "Clicks", "Repaint, ms (slowest)", "Server, ms (CPU)", "Sent, kB"]
    titles += ["Memory, MB", "Repaint, times this app"]
    rows = [
        [size, name, *_row(trial, apps[OURS])]
        for size, apps in trials.items()
        for name, trial in apps.items()
    ]
    return table(titles, rows)


def _row(trial: Trial, ours: Trial) -> list[str]:
    if trial.too_slow:
        times = trial.repaint_ms / ours.repaint_ms
        return ["-", f">{PATIENCE_MS:,}", "-", "-", f"{trial.memory_mb:,.0f}", f">{times:.1f}"]
    slowest = max(click.repaint_ms for click in trial.clicks)
    return [
        str(len(trial.clicks)),
        f"{trial.repaint_ms:,.0f} ({slowest:,.0f})",
        f"{trial.server_ms:,.0f} ({median(click.cpu_ms for click in trial.clicks):,.0f})",
        f"{median(click.payload for click in trial.clicks) / 1e3:,.0f}",
        f"{trial.memory_mb:,.0f}",
        f"{trial.repaint_ms / ours.repaint_ms:.1f}",
    ]


def _verdicts(trials: Trials) -> str:
    rows = []
    for (size, name), least in AIMS.items():
        if size in trials:
            ratio = trials[size][name].repaint_ms / trials[size][OURS].repaint_ms
            met = "pass" if ratio >= least else "MISS"
            rows.append([f"{size}: times faster than {name}", f"{ratio:.1f}", f"{least:g}", met])
    return table(["Aim", "Measured", "At least", ""], rows) if rows else ""


def _engines(data: Mapping[str, Path]) -> dict[str, Times]:
    queries, times = queries_of_a_click(), {}
    for size, tables in data.items():
        try:
            times[size] = engine_times(tables, queries)
        except NotEnoughMemory:
            print(f"{size} rounds need more than {MEMORY_LIMIT}.", flush=True)
            continue
        print(_engines_table({size: times[size]}), flush=True)
    return times


def engines_text(times: Mapping[str, Times], trials: Trials) -> str:
    """The section about single queries."""
    return f"""
Every query that a click on the region with most rounds asks for, alone, over tables in memory:
medians in milliseconds. The rows are compared: all engines give the same values. DuckDB runs the
app's own SQL on its own tables, with one thread and with all; its rows are fetched as Python
values. The app gives it all threads from {MANY_ROUNDS:,} rounds on, and ratios are to that time.
Polars (all threads, lazy) and pandas (categories, numpy masks) filter their frame in every query,
as DuckDB does; quarters and months are made beforehand. Neither marks unfinished quarters nor
disputed amounts.

{_engines_table(times)}

All queries of the click, those included that have no counterpart, beside the run of the script:

{_sums_table(times, trials)}
"""


def _engines_table(times: Mapping[str, Times]) -> str:
    titles = ["Rounds", "Query", "DuckDB, 1 thread", f"DuckDB, {cpu_count()} threads", "Polars"]
    titles += ["pandas", "Polars : DuckDB", "pandas : DuckDB"]
    rows = []
    for size, each in times.items():
        names = [*ANSWERS, COUNTS]
        engines = (each.duckdb, each.duckdb_threads, each.polars, each.pandas)
        for name in names:
            values = [engine[name] for engine in engines]
            rows.append([size, name, *_compared(values, each.as_in_app[name])])
        sums = [sum(engine[name] for name in names) for engine in engines]
        whole = sum(each.as_in_app[name] for name in names)
        rows.append([size, "*together*", *_compared(sums, whole)])
    return table(titles, rows)


def _compared(values: Sequence[float], in_app: float) -> list[str]:
    return [*(f"{ms:,.1f}" for ms in values), *(f"{ms / in_app:.2f}" for ms in values[2:])]


def _server_ms(trial: Trial | None) -> float | None:
    return trial.server_ms if trial and trial.clicks else None


def _sums_table(times: Mapping[str, Times], trials: Trials) -> str:
    titles = ["Rounds", "DuckDB, 1 thread, ms", f"DuckDB, {cpu_count()} threads, ms", "Dearest"]
    titles += ["Server of the app, ms", "Server : DuckDB"]
    rows = []
    for size, each in times.items():
        in_app = each.as_in_app
        total, dearest = sum(in_app.values()), max(in_app, key=in_app.__getitem__)
        server = _server_ms(trials.get(size, {}).get(OURS))
        rows.append(
            [
                size,
                f"{sum(each.duckdb.values()):,.0f}",
                f"{sum(each.duckdb_threads.values()):,.0f}",
                f"{dearest} ({in_app[dearest]:,.0f} ms)",
                f"{server:,.0f}" if server else "-",
                f"{server / total:.2f}" if server else "-",
            ]
        )
    return table(titles, rows)


if __name__ == "__main__":
    sys.exit(main())
