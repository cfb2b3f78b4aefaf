"""Known weaknesses of the pinned packages: `python -m bench.pins` asks pip-audit.

Writes the section "Pins" of docs/reliability.md, and says there what could not be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from bench.document import RELIABILITY, table, write_section
from bench.launch import ROOT

SECONDS = 240
LISTS = {
    "Pinned for the app (requirements.txt)": ["-r", "requirements.txt", "--no-deps"],
    "Pinned for development (requirements-dev.txt)": [*("-r", "requirements-dev.txt", "--no-deps")],
    "Installed here, with all that those bring": ["--local"],
}
SERVICES = {"pypi": "the Python Package Index", "osv": "OSV"}


@dataclass(frozen=True)
class Audit:
    """What one service knew of a list of packages; `fault` says why it could not be asked."""

    packages: tuple[dict[str, Any], ...]
    fault: str = ""

    @property
    def audited(self) -> int:
        return sum("vulns" in each for each in self.packages)

    @property
    def weak(self) -> list[str]:
        """Each known weakness with the version that mends it."""
        return [
            f"{each['name']} {each['version']}: {found['id']}, mended in "
            f"{', '.join(found['fix_versions']) or 'no version yet'}"
            for each in self.packages
            for found in each.get("vulns", ())
        ]


def audit(packages: list[str], service: str) -> Audit:
    """pip-audit of a list of packages by one service."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    options = ["--vulnerability-service", service, *packages]
    if "-r" in packages:
        options.append("--disable-pip")
    try:
        run = subprocess.run(
            [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return Audit((), f"no answer within {SECONDS} s")
    try:
        return Audit(tuple(json.loads(run.stdout)["dependencies"]))
    except ValueError:
        return Audit((), _last_words(run.stderr))


def _last_words(errors: str) -> str:
    """The kind of the error that ended a run, without addresses of this machine's network."""
    last = (errors.strip().splitlines() or ["no message"])[-1]
    return last.split(":")[0].rsplit(".", 1)[-1]


def text(audits: dict[str, dict[str, Audit]]) -> str:
    """The section: packages, how many each service knew, and what it knew of them."""
    rows = [
        [words, SERVICES[service], f"{len(each.packages):,}", f"{each.audited:,}", _result(each)]
        for words, found in audits.items()
        for service, each in found.items()
    ]
    parts = [
        "`pip-audit` asks which published weaknesses the packages have. Packages that a service "
        "did not answer for are not audited: of them this says nothing.",
        table(["List", "Asked", "Packages", "Audited", "Result"], rows),
    ]
    every = [each for found in audits.values() for each in found.values()]
    parts += [f"- {weak}" for weak in sorted({weak for each in every for weak in each.weak})]
    if not any(each.audited for each in every):
        parts.append(
            "**The audit could not be made on this machine:** its network reaches no service that "
            "publishes weaknesses. Run `python -m bench.pins` where one is reached."
        )
    return "\n\n".join(parts)


def _result(each: Audit) -> str:
    if each.fault:
        return f"not asked: {each.fault}"
    if not each.audited:
        return "not audited: no answer for any of them"
    if each.weak:
        return f"MISS: {len(each.weak)} known"
    return "pass" if each.audited == len(each.packages) else "pass, as far as audited"


def main() -> int:
    audits = {
        words: {service: audit(packages, service) for service in SERVICES}
        for words, packages in LISTS.items()
    }
    write_section(RELIABILITY, "Pins", text(audits))
    return int(any(each.weak for found in audits.values() for each in found.values()))


if __name__ == "__main__":
    sys.exit(main())
