"""The log of the app on the error output: one line an event, and the traceback of a fault.

It tells of data, files and faults. It never has what a visitor asks for or brings.
"""

from __future__ import annotations

import logging

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def begin() -> None:
    """Write what the parts of the app note, unless the host writes logs of its own."""
    app = logging.getLogger("lib")
    app.setLevel(logging.INFO)
    if not app.hasHandlers():
        lines = logging.StreamHandler()
        lines.setFormatter(logging.Formatter(LINE))
        app.addHandler(lines)
