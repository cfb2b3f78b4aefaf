"""The real app over any folder of data, with every script run and query timed in a log.

python -m bench.serve --data DIR --log FILE --port PORT [--memory LIMIT] [--samples FILE]

The app holds no code for this: the parts measured are replaced in this process, before it starts.
A session with the cookie FLOOR is the floor of another that makes the same clicks just before: its
queries are answered with the rows kept from the other.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st
from cachetools import LRUCache
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import cli

from bench.launch import FLOOR, ROOT, RUN, Entry
from bench.samples import Sampler
from lib import database, facets

KEPT = 200
"""Answers kept for the floor: more than those of one click."""


def main() -> None:
    """Replace, then serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--memory", default=database.MEMORY_LIMIT, help="limit of the tables")
    parser.add_argument("--samples", type=Path, help="where to say what the process was doing")
    options = parser.parse_args()
    with options.log.open("a", buffering=1) as log:
        _time(ScriptRunner, "_run_script", log.write, lambda _: RUN)
        _time(database, "_rows", log.write, _query_name)
        database.select = _kept(database.select)
        facets.facets = _kept(facets.facets)
        _open(options.data, options.memory)
        if options.samples:
            Sampler(options.samples).start()
        _serve(options.port)


def _open(data: Path, memory: str) -> None:
    from lib.ui import data as app_data  # only now, so that it imports what was replaced

    app_data.DATA = data
    app_data.open_database = partial(database.open_database, memory_limit=memory)


def _serve(port: int) -> None:
    flags = {
        "server.port": port,
        "server.address": "localhost",
        "server.headless": "true",
        "server.fileWatcherType": "none",
    }
    options = (f"--{name}={value}" for name, value in flags.items())
    cli.main(["run", str(ROOT / "server.py"), *options])


def _time(
    owner: Any, name: str, write: Callable[[str], object], label: Callable[[Any], str]
) -> None:
    """Replace a function of two or more arguments by one that also logs its label and duration."""
    original = getattr(owner, name)

    def timed(first: Any, second: Any, /, **others: Any) -> Any:
        start, start_cpu = time.perf_counter(), time.process_time()
        try:
            return original(first, second, **others)
        finally:
            seconds = time.perf_counter() - start
            cpu_seconds = time.process_time() - start_cpu
            entry = Entry(label(second), seconds, cpu_seconds, time.time())
            write(json.dumps(asdict(entry)) + "\n")

    setattr(owner, name, timed)


@cache
def _query_name(sql: str) -> str:
    """Module and name of the constant that ends the query, or the function that asked for it."""
    text = sql.split("\n", 1)[-1] if sql.startswith("WITH selected") else sql
    for module, name, value in _constants():
        if value == text:
            return f"{module}.{name}"
    return _asked_by()


def _constants() -> Iterator[tuple[str, str, str]]:
    for module in [name for name in sys.modules if name.startswith("lib.")]:
        for name, value in list(vars(sys.modules[module]).items()):
            if isinstance(value, str):
                yield module.removeprefix("lib."), name, value


def _asked_by() -> str:
    frame = sys._getframe()
    while frame.f_back and frame.f_globals["__name__"] in (__name__, "lib.database"):
        frame = frame.f_back
    figure = frame.f_locals.get("figure")
    return f"figures.{figure.name}" if figure else frame.f_code.co_name


def _kept(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that keeps what it answers; sessions with the cookie get nothing but that."""
    rows: LRUCache[str, Any] = LRUCache(KEPT)

    def kept(opened: database.Database, /, *asked: Any, **params: Any) -> Any:
        key = repr((asked, params))
        if key not in rows or FLOOR not in st.context.cookies:
            rows[key] = function(opened, *asked, **params)
        return rows[key]

    return kept


if __name__ == "__main__":
    main()
