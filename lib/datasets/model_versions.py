"""Which model a name in an interface stands for, and which score is of that version."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DATED = re.compile(r"\s*\([^)]*\)|\s\d{4}$")
"""Month or day behind the name of a scored model."""
MONTH = re.compile(r"\(([A-Z][a-z]{2})[a-z]* (20\d\d)\)")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

# A day, a month or a number of a release inside a name: 2024-08-06, 20241022, 08-2024, 05-20, 2402.
STAMPS = (
    re.compile(r"-(?P<y>20\d\d)-?(?P<m>\d\d)-?(?P<d>\d\d)(?!\d)"),
    re.compile(r"-(?P<m>\d\d)-(?P<y>20\d\d)(?!\d)"),
    re.compile(r"-(?P<y>2[3-6])(?P<m>0[1-9]|1[0-2])(?P<d>\d\d)?(?!\d)"),
    re.compile(r"-(?P<m>0[1-9]|1[0-2])-?(?P<d>[0-3]\d)(?!\d)"),
)
# What the interface adds to the name of a model.
ADDED = re.compile(r"(@|-)00\d|-v1$|-beta|-experimental|-preview|(?<!a22b)-instruct")
OF_GROK = re.compile(r"(-non)?-reasoning(-gv2)?")
WHOLE = ("o1-preview", "gpt-3.5-turbo-instruct")
"""Names whose end tells them from another model."""
MONTH_END = 28
AHEAD = timedelta(days=14)
"""Versions are named after a day before their release."""
FOLLOWS = timedelta(days=180)
LATER = re.compile(r"\(00[2-9]\)")
"""A number of a version that does not say from when it is."""

SPELLINGS = {
    "airx": "AirX",
    "c4ai": "C4AI",
    "deepseek": "DeepSeek",
    "flashx": "FlashX",
    "glm": "GLM",
    "gpt": "GPT",
    "j2": "J2",
    "longcat": "LongCat",
    "mimo": "MiMo",
    "minimax": "MiniMax",
    "qwq": "QwQ",
}
SIZE = re.compile(r"a?\d+(\.\d+)?[bkt]")
TOGETHER = ("GPT", "GLM")
"""They are written with a hyphen before the number: GPT-4."""


@dataclass(frozen=True)
class Score:
    """A version of a model that table `capability` or a leaderboard holds."""

    model: str
    version: date


def bare(name: str) -> str:
    """Name of a model without host, version and what interfaces add, in lower case."""
    name = name.lower()
    for stamp in STAMPS:
        name = stamp.sub("", name)
    if name.startswith("grok"):
        name = OF_GROK.sub("", name)
    return name if name in WHOLE else ADDED.sub("", name)


def key(name: str) -> str:
    """Letters and digits only: what spellings of one name have in common."""
    return re.sub(r"[^a-z0-9]", "", bare(DATED.sub("", name).replace(" ", "-")))


def version(name: str, listed: date) -> date | None:
    """Day of the version that stands in a name, if any; the year is the last before `listed`."""
    for stamp in STAMPS:
        if found := stamp.search(name):
            part = found.groupdict()
            # A month alone stands for its end: the release is not before it.
            month, day = int(part["m"]), min(int(part.get("d") or MONTH_END), MONTH_END) or 1
            if year := part.get("y"):
                return date(int(year) % 100 + 2000, month, day)
            this = date(listed.year, month, day)
            return this if this <= listed else date(listed.year - 1, month, day)
    return None


def words(name: str) -> str:
    """A name in an interface as people write it: claude-3-5-haiku is Claude 3.5 Haiku."""
    text = re.sub(r"(?<=\d)-(?=\d{1,2}(-|$))", ".", bare(name))
    joined = " ".join(map(_word, text.split("-")))
    for name in TOGETHER:
        joined = joined.replace(f"{name} ", f"{name}-")
    return joined


def _word(part: str) -> str:
    if SIZE.fullmatch(part):
        return part.upper()
    is_o = re.fullmatch(r"o\d", part)
    return SPELLINGS.get(part, part if is_o else part[:1].upper() + part[1:])


def read_scores(capability: Iterable[dict[str, Any]]) -> dict[tuple[str, str], list[Score]]:
    """Scored versions of each developer and key, oldest first; rows are those of `capability`."""
    scores: dict[tuple[str, str], list[Score]] = {}
    for row in capability:
        place = (row["organization"] or "", key(row["model"]))
        scores.setdefault(place, []).append(Score(row["model"], _of_version(row)))
    return {place: sorted(found, key=lambda each: each.version) for place, found in scores.items()}


def _of_version(row: dict[str, Any]) -> date:
    """The month in brackets, else the day of release; never before the release."""
    found = MONTH.search(row["model"])
    month = found and date(int(found[2]), MONTHS.index(found[1]) + 1, 1)
    return max(month or row["release_date"], row["release_date"])


def score_of(scores: list[Score], day: date) -> str | None:
    """The newest version that was out by `day`, give or take the month of its name."""
    out = [each.model for each in scores if each.version <= day + AHEAD]
    return out[-1] if out else None


def read_ratings(names: Iterable[str], first_listed: dict[str, date]) -> dict[str, list[Score]]:
    """Versions on a leaderboard by key, oldest first; `names` are its models, the worst first.

    A day without a year is the last one by half a year after the first price of its key.
    """
    ratings: dict[str, list[Score]] = {}
    for name in names:
        place = key(name)
        if place in first_listed and not LATER.search(name):
            text = re.sub(r"[\s(),]+", "-", name)
            day = version(text, first_listed[place] + FOLLOWS)
            ratings.setdefault(place, []).append(Score(name, day or date.min))
    return {place: sorted(found, key=lambda each: each.version) for place, found in ratings.items()}


@dataclass(frozen=True)
class Other:
    """What a name stands for from a day on, where the name does not say it."""

    start: date
    model: str


def read_others(curated: Path) -> dict[str, list[Other]]:
    """Rows of `price_models.csv` by name in the interface, newest first."""
    others: dict[str, list[Other]] = {}
    with (curated / "price_models.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = date.fromisoformat(row["from_date"]) if row["from_date"] else date.min
            others.setdefault(row["api_name"], []).append(Other(start, row["model"]))
    return {
        name: sorted(found, key=lambda each: each.start, reverse=True)
        for name, found in others.items()
    }
