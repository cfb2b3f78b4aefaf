"""The real app over any folder of data, with every script run and query timed in a log.

python -m bench.serve --data DIR --log FILE --port PORT [--constant]

The app holds no code for this: the parts measured are replaced in this process, before it starts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import streamlit
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import bootstrap

from bench.launch import ROOT, RUN, Entry
from lib import database, facets


def main() -> None:
    """Replace, then serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--constant", action="store_true", help="keep the rows of every query")
    options = parser.parse_args()
    with options.log.open("a", buffering=1) as log:
        _time(ScriptRunner, "_run_script", log.write, lambda _: RUN)
        _time(database, "_rows", log.write, _query_name)
        if options.constant:
            _keep_rows()
        _open(options.data)
        _serve(options.port)


def _open(data: Path) -> None:
    from lib.ui import data as app_data  # only now, so that it imports what was replaced

    app_data.DATA = data


def _serve(port: int) -> None:
    flags = {
        "server.port": port,
        "server.address": "localhost",
        "server.headless": True,
        "server.fileWatcherType": "none",
    }
    script = str(ROOT / "streamlit_app.py")
    streamlit.config._main_script_path = script
    bootstrap.load_config_options(flags)
    bootstrap.run(script, False, [], flags)


def _time(
    owner: Any, name: str, write: Callable[[str], object], label: Callable[[Any], str]
) -> None:
    """Replace a function of two or more arguments by one that also logs its label and duration."""
    original = getattr(owner, name)

    def timed(first: Any, second: Any, /, **others: Any) -> Any:
        start, start_cpu = perf_counter(), process_time()
        try:
            return original(first, second, **others)
        finally:
            seconds, cpu_seconds = perf_counter() - start, process_time() - start_cpu
            entry = Entry(label(second), seconds, cpu_seconds)
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


def _keep_rows() -> None:
    """Ask for each query once and answer with the same rows from then on: the floor."""
    database.select = _kept(database.select)
    facets.facets = _kept(facets.facets)


def _kept(function: Callable[..., Any]) -> Callable[..., Any]:
    rows: dict[str, Any] = {}

    def kept(opened: database.Database, /, *asked: Any, **params: Any) -> Any:
        key = repr((asked, params))
        if key not in rows:
            rows[key] = function(opened, *asked, **params)
        return rows[key]

    return kept


if __name__ == "__main__":
    main()
