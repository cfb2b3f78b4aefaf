"""Many visitors at once, each clicking filters; answers checked, time and memory measured.

python -m bench.load [--sessions 50] [--every 5] [--minutes 3] [--rounds 3] [--quick]

The visitors are protocol clients (bench/client.py), because 50 browsers would themselves take up
the machine. Each click is answered with a number of rounds, which is compared with that counted
from data/rounds.parquet without the app. The sessions of a round end before the next one starts.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from bench.client import Answer, Visitor, visitor
from bench.document import RELIABILITY, table, write_section
from bench.launch import ROOT, RUN, Server, start
from lib.filters import FILTERED

AIM_MB = 690
AIM_GROWTH = 1.05
ANSWERED_WITHIN_S = 0.5
FILTERS = ("region", "stage_group", "sector", "kind")
MOST_CHOSEN = 4
"""A visitor with more values chosen takes all of them back."""
MOVES = 1 / 8
"""Share of steps that open another page in place of changing a filter."""
SEED = 20261123
SAMPLE_S = 0.5
KEPT_S = 120
"""Streamlit keeps a session that long for a reconnection (server.disconnectedSessionTTL)."""
CONFIRMED = pl.read_parquet(ROOT / "data" / "rounds.parquet", columns=[*FILTERS, "status"]).filter(
    pl.col("status").is_in(["completed", "announced"])
)
STARTS = ("", "", "", "stages", "regions", "rounds", "concentration", "prices")
"""Pages that visitors come to first; the empty address is the Overview."""
DEFINITIONS = f"""Steps are clicks on a filter in the sidebar, and one in eight opens another page.
Sessions are protocol clients in one process beside the server. Each answer is checked: no error on
the page, the address spells the selection, and the number of rounds is that counted from the data
file without the app. Server time is one run of the script; click to answer adds waiting, sending
and reading. Memory is the resident memory of the server and its child processes. Before the first
round one session opens every page once. All sessions end between two rounds; Streamlit keeps an
ended one for {KEPT_S} s and until the next one ends, so that those of a round still take memory
in the next."""
FOUND = re.compile(r"\*\*([\d,]+) rounds?, ")


@dataclass(frozen=True)
class Step:
    """One thing that a visitor did: open a page, follow a link or click a filter."""

    kind: str
    page: str
    seconds: float
    faults: list[str]


@dataclass
class Memory:
    """Resident memory of the server and its child processes, and its number of threads."""

    server: Server
    peak_mb: float = 0
    peak_threads: int = 0

    def now_mb(self) -> float:
        """Read it; the highest reading and the most threads are kept."""
        pids = list(_family(self.server.process.pid))
        megabytes = sum(_status(pid, "VmRSS") for pid in pids) * 1024 / 1e6
        self.peak_mb = max(self.peak_mb, megabytes)
        self.peak_threads = max(self.peak_threads, sum(_status(pid, "Threads") for pid in pids))
        return megabytes

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Read it all the time in the block, after forgetting what was read before."""
        self.peak_mb, self.peak_threads = 0, 0
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            self.now_mb()

    async def _watch(self) -> None:
        while True:
            self.now_mb()
            await asyncio.sleep(SAMPLE_S)


@dataclass
class Round:
    """What all visitors of one round did, and what it took of the server.

    `runs_s` are the seconds of each run of the script, `busy` the processors in use on average.
    """

    steps: list[Step] = field(default_factory=list)
    runs_s: list[float] = field(default_factory=list)
    peak_mb: float = 0
    threads: int = 0
    after_mb: float = 0
    busy: float = 0

    @property
    def clicks_s(self) -> list[float]:
        return [step.seconds for step in self.steps if step.kind == "filter"]

    @property
    def faults(self) -> list[str]:
        return [fault for step in self.steps for fault in step.faults]


class Walk:
    """Random choices of one visitor, and how many rounds each of them leaves."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.chosen: dict[str, list[str]] = {name: [] for name in FILTERS}

    def change(self) -> str:
        """Add a value to a filter, or take one back; the name of the filter."""
        name = self.random.choice(FILTERS)
        values = self.chosen[name]
        if values and self.random.random() < 0.5:
            values.remove(self.random.choice(values))
        else:
            offered = sorted(set(CONFIRMED[name].drop_nulls()) - {*values})
            values.append(self.random.choice(offered))
        return name

    def reset(self) -> None:
        for values in self.chosen.values():
            values.clear()

    @property
    def number(self) -> int:
        """Values chosen."""
        return sum(map(len, self.chosen.values()))

    @property
    def query(self) -> dict[str, list[str]]:
        return {name: values for name, values in self.chosen.items() if values}

    @property
    def rounds(self) -> int:
        """Rounds that the choices leave, counted without the app."""
        conditions = [pl.col(name).is_in(values) for name, values in self.query.items()]
        return CONFIRMED.filter(conditions).height if conditions else CONFIRMED.height


def main() -> int:
    """Write the section. Returns 1 after any fault, else 0, which does not depend on the aims."""
    parser = argparse.ArgumentParser(description="Many visitors at once")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--every", type=float, default=5, help="seconds between two clicks")
    parser.add_argument("--minutes", type=float, default=3, help="length of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a few short rounds, nothing written")
    options = parser.parse_args()
    if options.quick:
        options.sessions, options.minutes = min(options.sessions, 10), 0.25
    with (
        TemporaryDirectory(prefix="load-") as folder,
        start("bench.whole", [], Path(folder), "load") as server,
    ):
        text, faults = asyncio.run(_measured(server, options))
        print(text, flush=True)
    if not options.quick:
        write_section(RELIABILITY, "Load", text)
    return 1 if faults else 0


async def _measured(server: Server, options: argparse.Namespace) -> tuple[str, list[str]]:
    memory = Memory(server)
    readings = {"before any session": memory.now_mb()}
    async with visitor(server.url) as first:
        answer = await first.open()
        readings["after the first page"] = memory.now_mb()
        faults = [*answer.errors]
        for link in answer.pages.values():
            faults += (await first.follow(link)).errors
        readings["after every page was opened once"] = memory.now_mb()
    rounds = []
    for number in range(options.rounds):
        rounds.append(await _round(server, memory, number, options))
        print(f"Round {number + 1} is over: {rounds[-1].peak_mb:.0f} MB.", flush=True)
    faults += [fault for each in rounds for fault in each.faults]
    if not options.quick:
        await asyncio.sleep(KEPT_S + 1)
        async with visitor(server.url) as last:
            await last.open()
    # Streamlit drops those kept too long when it next keeps one: the session that just ended.
    await asyncio.sleep(2)
    readings["after all sessions"] = memory.now_mb()
    return _text(options, rounds, readings, faults), faults


async def _round(server: Server, memory: Memory, number: int, options: argparse.Namespace) -> Round:
    server.entries()
    result, busy = Round(), _cpu_seconds(server)
    begun = time.monotonic()
    with memory.watched():
        seeds = range(number * options.sessions, (number + 1) * options.sessions)
        walks = (_visit(server.url, seed, result, options) for seed in seeds)
        await asyncio.gather(*walks)
    result.busy = (_cpu_seconds(server) - busy) / (time.monotonic() - begun)
    result.runs_s = [entry.seconds for entry in server.entries() if entry.label == RUN]
    result.peak_mb, result.threads = memory.peak_mb, memory.peak_threads
    await asyncio.sleep(2)
    result.after_mb = memory.now_mb()
    return result


async def _visit(url: str, seed: int, result: Round, options: argparse.Namespace) -> None:
    """A visitor from some time in the first interval to the end of the round.

    One session, and another after each wrong answer, as if the page was loaded again.
    """
    walk = Walk(SEED + seed)
    clock = _clock(walk.random.uniform(0, options.every), options.every, 60 * options.minutes)
    async for _ in clock:
        walk.reset()
        async with visitor(url) as guest:
            name = walk.random.choice(STARTS)
            answer = await guest.open(name)
            faults = faults_in(guest, walk, answer)
            result.steps.append(Step("open", name, answer.seconds, faults))
            async for _ in clock:
                if faults:
                    break
                done, answer = await step(guest, walk, answer)
                faults = done.faults
                result.steps.append(done)


async def _clock(first: float, every: float, length: float) -> AsyncIterator[None]:
    """Wait for each time to act; what is late follows at once and does not shift the next."""
    begun, due = time.monotonic(), first
    while due < length:
        await asyncio.sleep(max(0, begun + due - time.monotonic()))
        yield
        due += every


async def step(guest: Visitor, walk: Walk, answer: Answer) -> tuple[Step, Answer]:
    """What the visitor does next, and the answer to it."""
    page, kind = guest.page, "filter"
    if walk.random.random() < MOVES:
        name, link = walk.random.choice(list(answer.pages.items()))
        page, kind = name, "link"
        answer = await guest.follow(link)
    elif walk.number >= MOST_CHOSEN:
        walk.reset()
        answer = await guest.press(answer.button("reset"))
    else:
        changed = walk.change()
        choice = answer.choice(changed)
        words = {option.rsplit(" · ", 1)[0]: option for option in choice.options}
        labels = [FILTERED[changed].label(value) for value in walk.chosen[changed]]
        answer = await guest.set(choice, [words[label] for label in labels])
    return Step(kind, page, answer.seconds, faults_in(guest, walk, answer)), answer


def faults_in(guest: Visitor, walk: Walk, answer: Answer) -> list[str]:
    """What is wrong with an answer: errors shown, another address or number of rounds."""
    faults = [*answer.errors]
    if not answer.finished:
        faults.append("The script did not finish.")
    address = {name: guest.parameters[name] for name in FILTERS if name in guest.parameters}
    if address != walk.query:
        faults.append(f"The address says {address}, not {walk.query}.")
    shown = [found.group(1) for text in answer.texts if (found := FOUND.search(text))]
    if shown[:1] != [f"{walk.rounds:,}"]:
        faults.append(
            f"{''.join(shown[:1]) or 'No'} rounds are shown, not {walk.rounds:,}: {guest.query}"
        )
    return faults


def _text(
    options: argparse.Namespace,
    rounds: Sequence[Round],
    readings: dict[str, float],
    faults: Sequence[str],
) -> str:
    titles = ["Round", *(str(number + 1) for number in range(len(rounds)))]
    lines = {
        "clicks on a filter": [f"{len(each.clicks_s):,}" for each in rounds],
        "pages opened": [f"{len(each.steps) - len(each.clicks_s):,}" for each in rounds],
        "wrong answers and errors": [f"{len(each.faults):,}" for each in rounds],
        "server time p50 (ms)": [f"{1000 * _at(each.runs_s, 50):.0f}" for each in rounds],
        "server time p95 (ms)": [f"{1000 * _at(each.runs_s, 95):.0f}" for each in rounds],
        "server time p99 (ms)": [f"{1000 * _at(each.runs_s, 99):.0f}" for each in rounds],
        "click to answer p50 (ms)": [f"{1000 * _at(each.clicks_s, 50):.0f}" for each in rounds],
        "click to answer p95 (ms)": [f"{1000 * _at(each.clicks_s, 95):.0f}" for each in rounds],
        "click to answer p99 (ms)": [f"{1000 * _at(each.clicks_s, 99):.0f}" for each in rounds],
        f"clicks answered within {ANSWERED_WITHIN_S:g} s (%)": [
            f"{100 * _share_within(each.clicks_s):.1f}" for each in rounds
        ],
        "processors in use by the server": [f"{each.busy:.2f}" for each in rounds],
        "threads, at most": [str(each.threads) for each in rounds],
        "memory, at most (MB)": [f"{each.peak_mb:.0f}" for each in rounds],
        "memory after its sessions ended (MB)": [f"{each.after_mb:.0f}" for each in rounds],
    }
    peak = max(each.peak_mb for each in rounds)
    growth = rounds[-1].peak_mb / rounds[0].peak_mb
    aims = [
        ["wrong answers and errors", str(len(faults)), "0", _verdict(not faults)],
        ["memory, at most (MB)", f"{peak:.0f}", str(AIM_MB), _verdict(peak <= AIM_MB)],
        [
            "peak of the last round over that of the first",
            f"{growth:.3f}",
            f"{AIM_GROWTH:g}",
            _verdict(growth <= AIM_GROWTH),
        ],
    ]
    memory = [[f"memory {name}", f"{value:.0f}"] for name, value in readings.items()]
    return "\n\n".join(
        [
            f"{options.sessions} sessions at once on loopback, each with a step every "
            f"{options.every:g} s for {options.minutes:g} minutes, {options.rounds} rounds. "
            + DEFINITIONS.replace("\n", " "),
            table(titles, [[name, *values] for name, values in lines.items()]),
            table(["Memory", "MB"], memory),
            table(["Aim", "measured", "at most", ""], aims),
            *([_examples(faults)] if faults else []),
        ]
    )


def _examples(faults: Sequence[str]) -> str:
    return "\n".join(["What was wrong, up to ten:", "", *(f"- {each}" for each in faults[:10])])


def _verdict(met: bool) -> str:
    return "pass" if met else "MISS"


def _at(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least `percent` of all do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0.0


def _share_within(values: Sequence[float]) -> float:
    return sum(each <= ANSWERED_WITHIN_S for each in values) / max(1, len(values))


def _family(pid: int) -> Iterator[int]:
    """A process and those it started, itself or through others."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _status(pid: int, name: str) -> int:
    """A number of /proc/PID/status, memory in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])


def _cpu_seconds(server: Server) -> float:
    return sum(_cpu(pid) for pid in _family(server.process.pid))


def _cpu(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
