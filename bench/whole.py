"""The app as `make run` starts it, with every run of the script timed in a log.

python -m bench.whole --log FILE --port PORT
"""

from __future__ import annotations

import argparse
from pathlib import Path

from streamlit.web import cli

from bench.launch import ROOT
from bench.naive.serve import _time_runs


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    flags = [f"--server.port={options.port}", "--server.address=localhost"]
    # Nobody edits the app meanwhile; one who does would take modules away from running pages.
    flags += ["--server.headless=true", "--server.fileWatcherType=none"]
    with options.log.open("a", buffering=1) as log:
        _time_runs(log)
        cli.main(["run", str(ROOT / "server.py"), *flags])


if __name__ == "__main__":
    main()
