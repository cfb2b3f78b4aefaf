"""What the user selected: one frozen value that is URL, SQL condition and sentence at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from lib.datasets.rounds import DATASET as ROUNDS
from lib.datasets.rounds import ORIGIN
from lib.words import (
    listing,
    money,
    place,
    quarter_at,
    quarter_end,
    quarter_index,
    quarter_start,
    quarter_words,
    quarters,
)

DEFAULT_STATUS = ("completed", "announced")
AMOUNTS_USD = (0, 10**6, 10**7, 5 * 10**7, 10**8, 5 * 10**8, 10**9, 10**10)
CHOICES = ("region", "country", "stage_group", "stage", "sector", "kind", "status", "company")
"""Fields that hold a list of values of the stored column with the same name."""
FILTERED = {name: ROUNDS[name] for name in CHOICES} | {ORIGIN.name: ORIGIN}
"""Columns of all such fields: `origin` only tells a visitor's own rounds from the shipped ones."""

CONDITIONS = {
    "start": "announced_date >= $start",
    "end": "announced_date <= $end",
    "min_amount_usd": "amount_usd >= $min_amount_usd",
} | {name: f"{name} IN ${name}" for name in FILTERED}

ORIGIN_WORDS = {"Shipped": "shipped with this explorer", "Yours": "of your file"}


@dataclass(frozen=True)
class Filters:
    """One selection of rounds. Field, URL parameter, SQL parameter and column share a name.

    `start` and `end` are quarters such as 2026-Q1, both included; empty means no limit.
    An empty tuple means any value, but for `status`, where unconfirmed rounds must be asked for.
    """

    start: str = ""
    end: str = ""
    region: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    stage_group: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = DEFAULT_STATUS
    min_amount_usd: int = 0
    company: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()

    @property
    def active(self) -> dict[str, Any]:
        """Fields that narrow the table, with their values."""
        return {name: value for name in CONDITIONS if (value := getattr(self, name))}

    @property
    def changed(self) -> dict[str, Any]:
        """Fields that differ from their default, in the order of the fields."""
        default = Filters()
        return {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(default, field.name)
        }

    @property
    def where(self) -> str:
        """The SQL condition, with values as $name only; empty where nothing is narrowed."""
        conditions = [CONDITIONS[name] for name in self.active]
        return f"WHERE {' AND '.join(conditions)}" if conditions else ""

    @property
    def params(self) -> dict[str, Any]:
        """Values of the names in `where`."""
        return {name: _sql_value(name, value) for name, value in self.active.items()}

    def only(self, *names: str) -> Filters:
        """The same selection with every other field at its default."""
        return Filters(**{name: getattr(self, name) for name in names})

    def without(self, name: str, value: str | None = None) -> Filters:
        """The same selection with one field, or one value of it, taken back."""
        kept = tuple(each for each in getattr(self, name) if each != value) if value else None
        change: dict[str, Any] = {name: kept or getattr(Filters(), name)}
        return replace(self, **change)

    def to_query(self) -> dict[str, list[str]]:
        """URL parameters that reopen this selection; defaults are left out."""
        return {name: _texts(value) for name, value in self.changed.items()}

    def spelt(self) -> dict[str, list[str]]:
        """URL parameters of every field that narrows the rounds, even where it is the default."""
        return {name: _texts(value) for name, value in self.active.items()}

    def sentence(self, coverage: tuple[str, str]) -> str:
        """The selection in English; `coverage` holds the first and last quarter of the data."""
        subject = listing([*map(ROUNDS["status"].label, self.status)]).lower().capitalize()
        kinds = _words(self, "kind").lower()
        parts = {
            " of {}": _words(self, "company"),
            " of {} stage": _words(self, "stage_group"),
            " at {}": _words(self, "stage"),
            " in {}": listing([*map(place, self.country or self.region)]),
            " working on {}": _words(self, "sector"),
            " of {} or more": money(self.min_amount_usd) if self.min_amount_usd else "",
            " {}": listing([ORIGIN_WORDS[each] for each in self.origin]),
        }
        details = "".join(text.format(words) for text, words in parts.items() if words)
        return f"{subject}{kinds and f' {kinds}'} rounds{details}, {self.period(coverage)}"

    def period(self, coverage: tuple[str, str]) -> str:
        """The selected time range as `Q1 2025 to Q3 2026`."""
        first, last = self.range(coverage)
        words = [quarter_words(first), quarter_words(last)]
        return words[0] if first == last else " to ".join(words)

    def range(self, coverage: tuple[str, str]) -> tuple[str, str]:
        """First and last selected quarter, where no limit means that of the data.

        Planned rounds can lie beyond the coverage: a limit out there is its own other end.
        """
        first = self.start or min(coverage[0], self.end or coverage[0])
        return first, self.end or max(coverage[1], first)


def from_query(
    query: Mapping[str, Sequence[str]], options: Mapping[str, Sequence[str]]
) -> tuple[Filters, tuple[str, ...]]:
    """Selection spelt by URL parameters, and the `name=value` pairs that made no sense.

    `options` lists the allowed values of each field, quarters under `quarter`. Never raises.
    """
    values: dict[str, Any] = {}
    ignored: list[str] = []
    for name in query.keys() & CONDITIONS.keys():
        allowed = options[_option_list(name)]
        found = tuple(dict.fromkeys(value for value in query[name] if value in allowed))
        used = found if name in FILTERED else found[:1]
        ignored += [f"{name}={value}" for value in query[name] if value not in used]
        if used:
            values[name] = used if name in FILTERED else _single(name, used[0])
    return _ordered(Filters(**values)), tuple(sorted(ignored))


def _texts(value: Any) -> list[str]:
    return list(value) if isinstance(value, tuple) else [str(value)]


def _option_list(name: str) -> str:
    return "quarter" if name in ("start", "end") else name


def _single(name: str, value: str) -> str | int:
    return int(value) if name == "min_amount_usd" else value


def _ordered(filters: Filters) -> Filters:
    """The same selection with a reversed time range put right."""
    if filters.start and filters.end and filters.start > filters.end:
        return replace(filters, start=filters.end, end=filters.start)
    return filters


def _sql_value(name: str, value: Any) -> Any:
    if name == "start":
        return quarter_start(value)
    if name == "end":
        return quarter_end(value)
    # In one order: the same selection made in another way finds the answers that are kept.
    return sorted(value) if isinstance(value, tuple) else value


def _words(filters: Filters, name: str) -> str:
    return listing([ROUNDS[name].label(value) for value in getattr(filters, name)])


def period_before(filters: Filters, coverage: tuple[str, str]) -> Filters | None:
    """The equally long selection just before; None where the data does not reach back that far.

    Quarters after the newest round do not count towards the length.
    """
    first, last = map(quarter_index, filters.range(coverage))
    last = min(last, quarter_index(coverage[1]))
    start, end = first - (last - first + 1), first - 1
    if start < quarter_index(coverage[0]) or last < first:
        return None
    return replace(filters, start=quarter_at(start), end=quarter_at(end))


def presets(coverage: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """Named time ranges as (start, end). The newest quarter of the data counts as today."""
    last = coverage[1]
    year = last[:4]
    years = {
        each: (f"{each}-Q1", f"{each}-Q4") for each in map(str, range(int(year) - 1, 2018, -1))
    }
    return {
        "All years": ("", ""),
        "Last 12 months": (quarter_at(quarter_index(last) - 3), last),
        f"This year ({year})": (f"{year}-Q1", last),
        "Since ChatGPT (Nov 2022)": ("2022-Q4", ""),
    } | years


MOST_QUARTERLY_STEPS = 8
"""Longer selections are stepped through by year."""


def steps(filters: Filters, coverage: tuple[str, str]) -> dict[str, Filters]:
    """The selection cut into years, or into quarters if it is two years or shorter, by name."""
    first, last = filters.range(coverage)
    spans = {each: (each, each) for each in quarters(first, last)}
    if len(spans) > MOST_QUARTERLY_STEPS:
        years = map(str, range(int(first[:4]), int(last[:4]) + 1))
        spans = {each: (max(first, f"{each}-Q1"), min(last, f"{each}-Q4")) for each in years}
    return {name: replace(filters, start=start, end=end) for name, (start, end) in spans.items()}
