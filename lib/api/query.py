"""What a program asks for: read from the query of an address, with nothing ignored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from lib.filters import Filters, from_query
from lib.words import listing

MOST_ROWS = 10_000
MOST_OFFSET = 10**9
LONGEST_QUERY = 8_000
"""Most characters of a query as it is sent."""

DESCRIPTIONS = {
    "start": "First quarter",
    "end": "Last quarter",
    "region": "Region of the company",
    "country": "Country of the company",
    "stage_group": "Group of stages",
    "stage": "Stage",
    "sector": "Sector",
    "kind": "Kind of money",
    "status": "Status; if not given, completed and announced",
    "min_amount_usd": "Smallest amount in USD",
    "company": "Company",
    "limit": f"Most rows; without it {MOST_ROWS:,}",
    "offset": "Rows to skip",
    "comments": "CSV only: no leaves out the lines with #",
}
"""Every parameter and what it means, in the order of the page."""

OF_THE_ANSWER = ("limit", "offset", "comments")
"""Parameters that choose no rounds."""


class Refused(ValueError):
    """The address asks for something that does not exist.

    `unknown` are its `name=value` pairs; `allowed` lists what each of their names takes.
    """

    def __init__(self, error: str, unknown: Sequence[str], allowed: Mapping[str, object]) -> None:
        super().__init__(error)
        self.unknown, self.allowed = tuple(unknown), dict(allowed)


@dataclass(frozen=True)
class Request:
    """Which rows to send, `limit` of them after `offset`, and whether a CSV has comments."""

    filters: Filters
    limit: int = MOST_ROWS
    offset: int = 0
    comments: bool = True

    def query(self) -> str:
        """The query that asks for the same, spelt in one way; defaults are left out."""
        own = {
            "limit": self.limit if self.limit != MOST_ROWS else "",
            "offset": self.offset or "",
            "comments": "" if self.comments else "no",
        }
        asked = self.filters.to_query() | {name: [value] for name, value in own.items() if value}
        return urlencode(asked, doseq=True)


def parameters(options: Mapping[str, Sequence[str]], form: str) -> dict[str, object]:
    """Name of every parameter of a format, with its allowed values or their range in words."""
    own: dict[str, object] = {
        "limit": f"1 to {MOST_ROWS}",
        "offset": f"0 to {MOST_OFFSET}",
        "comments": ["yes", "no"],
    }
    if form != "csv":
        del own["comments"]
    quarters = {name: list(options["quarter"]) for name in ("start", "end")}
    choices = {name: list(values) for name, values in options.items() if name in DESCRIPTIONS}
    return quarters | choices | own


def read(
    query: Mapping[str, Sequence[str]], options: Mapping[str, Sequence[str]], form: str
) -> Request:
    """What a query asks for, `options` being the allowed values of each filter.

    Raises Refused for a name or a value that is not known: a page of the app leaves such a thing
    out and says so, but a program must never get other rows than those it asked for.
    """
    allowed = parameters(options, form)
    if strange := sorted(query.keys() - allowed.keys()):
        words = listing([name or "one without a name" for name in strange])
        raise Refused(f"Not a parameter: {words}.", strange, {"parameters": [*allowed]})
    filters, ignored = from_query(query, options)
    single = {name: query[name] for name in OF_THE_ANSWER if name in query}
    wrong = [*ignored, *(f"{name}={each}" for name in single for each in _wrong(name, query[name]))]
    if wrong:
        named = {pair.split("=", 1)[0] for pair in wrong}
        raise Refused(
            "A value is not allowed, or is given twice where one can be.",
            wrong,
            {name: values for name, values in allowed.items() if name in named},
        )
    if "start" in query and query["start"][0] != filters.start:
        raise Refused("The start is after the end.", ["start", "end"], {})
    return Request(
        filters,
        limit=int(query.get("limit", [MOST_ROWS])[0]),
        offset=int(query.get("offset", [0])[0]),
        comments=query.get("comments", ["yes"])[0] == "yes",
    )


def _wrong(name: str, values: Sequence[str]) -> list[str]:
    """The values that make no sense, and all others after the first."""
    different = enumerate(dict.fromkeys(values))
    return [value for place, value in different if place or not _is_allowed(name, value)]


def _is_allowed(name: str, value: str) -> bool:
    if name == "comments":
        return value in ("yes", "no")
    least, most = (1, MOST_ROWS) if name == "limit" else (0, MOST_OFFSET)
    # isdecimal alone would take digits of other scripts.
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(most))
    return is_number and least <= int(value) <= most
