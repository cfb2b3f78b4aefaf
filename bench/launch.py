"""A measured app as a process of its own: start, log, memory, end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
MOST_SAID = 2_000
"""Characters quoted from the end of a log."""
RUN = "run"
"""Label of a run of the script in the log of a server; other labels name queries."""
FLOOR = "floor"
"""Cookie of the sessions that the server answers with rows it has kept."""


@dataclass(frozen=True)
class Entry:
    """One timed call in the server: RUN for a run of the script, else the name of a query.

    `cpu_seconds` is the time of all threads of the process; it hardly grows on a busy machine.
    `ended` is in seconds since 1970.
    """

    label: str
    seconds: float
    cpu_seconds: float
    ended: float = 0.0


@dataclass
class Server:
    """A running app. `entries()` are the timed calls since it was last asked; `ready_seconds` is
    the time from the start of the process to its first answer."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    output: Path
    ready_seconds: float = 0.0
    read: int = 0

    def entries(self) -> list[Entry]:
        lines = self.log.read_text().splitlines()[self.read :]
        self.read += len(lines)
        return [Entry(**json.loads(line)) for line in lines]

    def check(self) -> None:
        """Raise RuntimeError with the end of what was said if the app has logged an error."""
        said = self.output.read_text()
        if "Traceback" in said:
            raise RuntimeError(f"The app logged an error.\n{said[-MOST_SAID:]}")

    def memory_mb(self, line: str = "VmRSS") -> float:
        """Resident memory now, or for `VmHWM` the most there was."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = next(each for each in status.splitlines() if each.startswith(line))
        return int(found.split()[1]) * 1024 / 1e6


@contextmanager
def serve(data: Path, folder: Path, *options: str) -> Iterator[Server]:
    """The app over `data` with parts of it timed, see bench.serve. Its logs go to `folder`."""
    with start("bench.serve", [f"--data={data}", *options], folder, data.name) as server:
        yield server


@contextmanager
def start(
    module: str,
    options: Sequence[str],
    folder: Path,
    name: str,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Server]:
    """A module that takes a log and a port, as a process; its logs go to `folder` as `name`."""
    port, log, output = _free_port(), folder / f"{name}.jsonl", folder / f"{name}.log"
    log.touch()
    command = [module, f"--log={log}", f"--port={port}", *options]
    with _running(command, f"http://localhost:{port}", log, output, environment) as server:
        yield server


@contextmanager
def app(folder: Path) -> Iterator[Server]:
    """The app over the real data as `make run` starts it, with nothing replaced in it."""
    port = _free_port()
    flags = ["--server.headless=true", "--server.address=localhost", f"--server.port={port}"]
    command, log = ["streamlit", "run", "server.py", *flags], folder / "app.jsonl"
    log.touch()
    with _running(command, f"http://localhost:{port}", log, folder / "app.log") as server:
        yield server


@contextmanager
def _running(
    command: Sequence[str],
    url: str,
    log: Path,
    output: Path,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Server]:
    began = time.perf_counter()
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            stdout=file,
            stderr=file,
            env={**os.environ, **environment},
        )
    try:
        server = Server(url, process, log, output)
        _wait(server)
        server.ready_seconds = time.perf_counter() - began
        yield server
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)
    server.check()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def _wait(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"The app did not start.\n{server.output.read_text()}")
