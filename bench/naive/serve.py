"""A naive app as a server, with every run of its script timed in a log.

python -m bench.naive.serve --app FILE --log FILE --port PORT
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import streamlit
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import bootstrap

from bench.launch import RUN, Entry


def main() -> None:
    """Replace what runs scripts, then serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--app", type=Path, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    script = str(options.app)
    flags = {
        "server.port": options.port,
        "server.address": "localhost",
        "server.headless": True,
        "server.fileWatcherType": "none",
    }
    with options.log.open("a", buffering=1) as log:
        _time_runs(log)
        streamlit.config._main_script_path = script
        bootstrap.load_config_options(flags)
        bootstrap.run(script, False, [], flags)


def _time_runs(log: Any) -> None:
    # As in bench.serve, which would load the measured app into this process, and into its memory.
    original = ScriptRunner._run_script

    def timed(runner: ScriptRunner, data: Any) -> None:
        start, start_cpu = perf_counter(), process_time()
        try:
            original(runner, data)
        finally:
            seconds, cpu_seconds = perf_counter() - start, process_time() - start_cpu
            log.write(json.dumps(asdict(Entry(RUN, seconds, cpu_seconds))) + "\n")

    ScriptRunner._run_script = timed  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    main()
