"""Draws in a process of its own, and writes drawings as files."""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock, Timer
from typing import Any


class NotDrawn(Exception):
    """No picture can be made; the message is for the log."""


class Press:
    """Draws in a process of its own, one request after the other.

    The library keeps about 100 MB once used, grows with every drawing, and cannot be stopped in
    one. The process starts when it is needed and ends when it is idle, takes too long or is large.
    """

    def __init__(
        self, seconds: float = 20, idle_seconds: float = 60, most_megabytes: int = 140
    ) -> None:
        self.seconds, self.idle_seconds = seconds, idle_seconds
        self.most_megabytes = most_megabytes
        self._lock = Lock()
        self._process: Popen[bytes] | None = None
        self._idle: Timer | None = None

    def draw(self, name: str, **given: Any) -> bytes:
        """What the function `name` of vl_convert makes of `given`; NotDrawn where it fails."""
        if not self._lock.acquire(timeout=3 * self.seconds):
            raise NotDrawn("Too many pictures are being drawn")
        try:
            return self._answer(name, given)
        finally:
            self._lock.release()

    def _answer(self, name: str, given: Mapping[str, Any]) -> bytes:
        process = self._running()
        limit = Timer(self.seconds, process.kill)
        limit.start()
        try:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps([name, given]).encode() + b"\n")
            process.stdin.flush()
            state, size, megabytes = process.stdout.readline().split()
            content = process.stdout.read(int(size))
            if len(content) < int(size):
                raise EOFError
        except (OSError, ValueError, EOFError) as error:
            self._stop()
            raise NotDrawn(f"{name} ended without an answer") from error
        finally:
            limit.cancel()
        if int(megabytes) > self.most_megabytes:
            self._stop()
        else:
            self._rest()
        if state != b"done":
            raise NotDrawn(content.decode())
        return content

    def _running(self) -> Popen[bytes]:
        if self._idle:
            self._idle.cancel()
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # Streamlit shows dates without a zone: they mean the same wherever this runs.
            self._process = Popen(
                [sys.executable, "-P", str(WORKER)],
                stdin=PIPE,
                stdout=PIPE,
                env={**os.environ, "TZ": "UTC"},
            )
        return self._process

    def _rest(self) -> None:
        self._idle = Timer(self.idle_seconds, self.close)
        self._idle.daemon = True
        self._idle.start()

    def close(self) -> None:
        """Ends the process; the next picture starts another."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


WORKER = Path(__file__).with_name("worker.py")
PRESS = Press()
atexit.register(PRESS.close)


def draw(name: str, **given: Any) -> bytes:
    """As `Press.draw`, by the one press of the app."""
    return PRESS.draw(name, **given)


@dataclass(frozen=True)
class Form:
    """A file format of pictures: `write` turns an SVG into its bytes."""

    write: Callable[[str], bytes]
    suffix: str
    mime: str


def _png(svg: str) -> bytes:
    return draw("svg_to_png", svg=svg, scale=2)


def _pdf(svg: str) -> bytes:
    return draw("svg_to_pdf", svg=svg)


FORMS = {
    "SVG": Form(str.encode, "svg", "image/svg+xml"),
    "PNG": Form(_png, "png", "image/png"),
    "PDF": Form(_pdf, "pdf", "application/pdf"),
}
