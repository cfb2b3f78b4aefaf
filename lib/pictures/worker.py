"""Draws for lib/pictures/press.py in a process of its own: a request a line, after it an answer."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import vl_convert

ALLOWED = {"vegalite_to_svg", "svg_to_png", "svg_to_pdf"}
STATM = Path("/proc/self/statm")


def answer(line: str) -> tuple[bytes, bytes]:
    """`done` and a file, or `failed` and the reason, for a line with a function and its values."""
    name, given = json.loads(line)
    try:
        if name not in ALLOWED:
            raise ValueError(f"{name} is not for here")
        made: str | bytes = getattr(vl_convert, name)(**given)
    except Exception as error:
        return b"failed", str(error).encode()
    return b"done", made.encode() if isinstance(made, str) else made


def megabytes() -> int:
    """The memory that this process holds; 0 where the system does not say."""
    # Not getrusage: its peak begins with that of the process which started this one.
    if not STATM.exists():
        return 0
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def main() -> None:
    """Answers until the other side closes."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        # Whatever the library prints must not stand among the answers.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        for line in sys.stdin.buffer:
            state, content = answer(line.decode())
            out.write(b"%s %d %d\n" % (state, len(content), megabytes()) + content)
            out.flush()


if __name__ == "__main__":
    main()
