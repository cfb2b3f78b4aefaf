"""What a server is doing, looked at a thousand times a second, and what part each look is of."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Thread, main_thread
from types import FrameType

EVERY_SECONDS = 0.001
WRITE_SECONDS = 0.5
SWITCH_SECONDS = 0.0002
"""How soon a running thread lets this one look; Python's own 5 ms would miss most."""
RUN_FRAME = "streamlit.runtime.scriptrunner.script_runner.ScriptRunner._run_script"
IDLE = ("select", "run", "run_until_complete", "wait", "_worker", "poll")
"""What the thread that talks to browsers does while there is nothing to say."""
COLLECTING, SENDING = "garbage collection", "sending"
PARTS = {
    "Garbage collection": (COLLECTING, "bench.samples."),
    "Messages packed and sent": (SENDING, "asyncio."),
    "Number of rounds beside each filter choice": ("lib.facets.",),
    "Queries of figures and numbers (DuckDB)": ("lib.database.",),
    "Charts and tables packed for the browser": (
        "streamlit.elements.vega_charts.",
        "streamlit.elements.arrow.",
        "streamlit.dataframe_util.",
    ),
    "Links of the navigation": ("lib.ui.sidebar.navigation",),
    "Widgets of the filters": ("lib.ui.sidebar.",),
    "Line below each figure: terms, sources, picture": ("lib.ui.figures.take_away",),
    "Other widgets and texts": ("streamlit.elements.", "streamlit.delta_generator."),
    "Headlines, words and layout (this app's own code)": ("lib.",),
    "Streamlit's frame of a run": (RUN_FRAME,),
}
"""Parts of a click and beginnings of what is called in them; the first part that fits counts."""


class Sampler(Thread):
    """Writes to `path`, twice a second, the seconds spent in each stack of calls since before."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.path, self.collecting, self.began = path, 0.0, 0.0
        self.found: defaultdict[tuple[str, ...], float] = defaultdict(float)

    def run(self) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.callbacks.append(self._collect)
        last = written = time.perf_counter()
        while True:
            time.sleep(EVERY_SECONDS)
            now = time.perf_counter()
            self._look(now - last)
            last = now
            if now - written > WRITE_SECONDS:
                written = now
                self._write()

    def _look(self, seconds: float) -> None:
        collecting, self.collecting = self.collecting, 0.0
        frames = sys._current_frames()
        for stack in [names for names in map(_names, frames.values()) if RUN_FRAME in names]:
            self.found[stack] += max(0.0, seconds - collecting)
            self.found[(COLLECTING,)] += min(collecting, seconds)
        sending = _names(frames[main_thread().ident or 0])
        if sending[-1].rsplit(".", 1)[-1] not in IDLE:
            self.found[(SENDING, *sending)] += seconds

    def _collect(self, phase: str, _: Mapping[str, int]) -> None:
        now = time.perf_counter()
        if phase == "start":
            self.began = now
        else:
            self.collecting += now - self.began

    def _write(self) -> None:
        with self.path.open("a") as file:
            for stack, seconds in self.found.items():
                file.write(json.dumps([time.time(), seconds, stack]) + "\n")
        self.found.clear()


def read(path: Path, since: float) -> Iterator[tuple[float, list[str]]]:
    """Seconds and stack, outermost call first, of what was written after `since` (since 1970)."""
    for line in path.read_text().splitlines():
        at, seconds, stack = json.loads(line)
        if at > since:
            yield seconds, stack


def part_of(stack: Sequence[str]) -> str:
    """The part of a click that a stack of calls belongs to."""
    for part, beginnings in PARTS.items():
        if any(name.startswith(beginnings) for name in stack):
            return part
    raise ValueError(f"No part has {stack}")


def _names(frame: FrameType | None) -> tuple[str, ...]:
    names = []
    while frame:
        names.append(f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_qualname}")
        frame = frame.f_back
    return tuple(reversed(names))
