"""Documents of measured results: each command writes its own section, with machine and date."""

from __future__ import annotations

import platform
import re
from datetime import date
from importlib.metadata import version
from os import cpu_count, getloadavg, sysconf
from pathlib import Path

from bench.launch import ROOT

PERFORMANCE = ROOT / "docs" / "performance.md"
RELIABILITY = ROOT / "docs" / "reliability.md"
TITLES = {
    PERFORMANCE: (
        "# Performance\n\nMeasured by `make bench`, which writes this file. "
        "Only numbers of one section, measured in one run, compare well.\n"
    ),
    RELIABILITY: "# Reliability\n\nMeasured by `make proof`, which writes this file.\n",
}
PACKAGES = ("streamlit", "duckdb", "polars", "altair")


def write_section(document: Path, heading: str, text: str) -> None:
    """Put `text` under `## heading` of the document in place of what stood there, else at its end.

    The machine and today's date are added.
    """
    old = document.read_text(encoding="utf-8") if document.exists() else TITLES[document]
    section = f"## {heading}\n\n{text.strip()}\n\n{machine()}\n"
    found = re.compile(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if found.search(old):
        new = found.sub(lambda _: f"{section}\n", old)
    else:
        new = f"{old.rstrip()}\n\n{section}"
    document.write_text(f"{new.rstrip()}\n", encoding="utf-8")


def table(titles: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; columns after the first are numbers and stand right."""
    rule = ["---", *["---:"] * (len(titles) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (titles, rule, *rows))


def machine() -> str:
    """What it was measured on, in one line."""
    memory_gb = sysconf("SC_PAGE_SIZE") * sysconf("SC_PHYS_PAGES") / 1e9
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"*Measured on {date.today()}: {_processor()}, {cpu_count()} processors "
        f"(load average of the last 15 minutes {getloadavg()[2]:.1f}), "
        f"{memory_gb:.0f} GB, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, {packages}.*"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
