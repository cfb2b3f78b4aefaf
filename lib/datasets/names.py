"""One name for one investor or company, whatever a source calls it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

# Words that sources put where they name nobody.
NOBODY = frozenset({"", "-", "others", "other", "undisclosed", "unnamed", "unknown", "various"})
BETWEEN_NAMES = re.compile(r";(?![^(]*\))")
REMARK = re.compile(r"\s*\([^)]*\)")


def read_aliases(path: Path, alias: str, name: str) -> dict[str, str]:
    """Column `alias` of the CSV file at `path` to column `name`; empty where there is no file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row[alias]: row[name] for row in csv.DictReader(file)}


def split(text: str | None) -> list[str]:
    """Names of a list joined with semicolons; those inside brackets do not part names."""
    return [name.strip() for name in BETWEEN_NAMES.split(text or "") if name.strip()]


def resolve(names: Iterable[str], aliases: Mapping[str, str]) -> list[str]:
    """Names under their alias, each once, in their order.

    An alias to nothing drops the name; one to `A; B` parts two names that a source ran together.
    """
    found = (part for name in names for part in split(_resolve_one(name, aliases)))
    return list(dict.fromkeys(name for name in found if name.casefold() not in NOBODY))


def _resolve_one(name: str, aliases: Mapping[str, str]) -> str:
    """The alias of the whole name comes first: a bracket can be part of it, as in M12 (Microsoft)."""
    if name in aliases:
        return aliases[name]
    bare = REMARK.sub("", name).strip()
    return aliases.get(bare, bare)
