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
RUN = "run"
"""Label of a run of the script in the log of a server; other labels name queries."""


@dataclass(frozen=True)
class Entry:
    """One timed call in the server: RUN for a run of the script, else the name of a query.

    `cpu_seconds` is the time of all threads of the process; it hardly grows on a busy machine.
    """

    label: str
    seconds: float
    cpu_seconds: float


@dataclass
class Server:
    """A running app. `entries()` are the timed calls since it was last asked."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    read: int = 0

    def entries(self) -> list[Entry]:
        lines = self.log.read_text().splitlines()[self.read :]
        self.read += len(lines)
        return [Entry(**json.loads(line)) for line in lines]

    @property
    def memory_mb(self) -> float:
        """Resident memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024 / 1e6


@contextmanager
def serve(data: Path, folder: Path, constant: bool) -> Iterator[Server]:
    """The app over `data`; with `constant`, the floor. Its logs go to `folder`."""
    name = f"{data.name}-{'floor' if constant else 'app'}"
    options = [f"--data={data}", *(["--constant"] if constant else [])]
    with start("bench.serve", options, folder, name) as server:
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
    command = [sys.executable, "-m", module, f"--log={log}", f"--port={port}", *options]
    with output.open("w") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=file, stderr=file, env={**os.environ, **environment}
        )
    try:
        server = Server(f"http://localhost:{port}", process, log)
        _wait(server, output)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)
    if "Traceback" in output.read_text():
        raise RuntimeError(f"The app logged an error.\n{output.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def _wait(server: Server, output: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"The app did not start.\n{output.read_text()}")
