"""Filters of the rounds that also make sense for models, prices, chips and data centres."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from lib.filters import Filters
from lib.theme import COLOURS
from lib.words import quarter_end, quarter_start


def scope(filters: Filters, organizations: Sequence[str] = ()) -> dict[str, Any]:
    """SQL parameters of `within`: days, places and organisations that `filters` take in.

    `organizations` chosen on a page stand in place of the filter Company.
    """
    return days(filters) | {
        "regions": list(filters.region),
        "countries": list(filters.country),
        "organizations": list(organizations or filters.company),
    }


def days(filters: Filters) -> dict[str, date]:
    """First and last day that `filters` take in."""
    return {
        "first_day": quarter_start(filters.start) if filters.start else date(1900, 1, 1),
        "last_day": quarter_end(filters.end) if filters.end else date(2100, 1, 1),
    }


def at_the_end(filters: Filters, organizations: Sequence[str] = ()) -> dict[str, Any]:
    """The same for figures of one day, the last of the time range, whose SQL has no first day."""
    given = scope(filters, organizations)
    del given["first_day"]
    return given


def within(day: str) -> str:
    """SQL condition: date column `day`, `region`, `country` and `organization` are in the scope."""
    return f"{day} BETWEEN $first_day AND $last_day AND {AMONG}"


PLACED = """(len($regions) = 0 OR list_contains($regions::VARCHAR[], region::VARCHAR))
    AND (len($countries) = 0 OR list_contains($countries::VARCHAR[], country::VARCHAR))"""
"""SQL condition: `region` and `country` are in the scope."""

AMONG = f"""{PLACED}
    AND (len($organizations) = 0
        OR list_contains($organizations::VARCHAR[], organization::VARCHAR))"""
"""SQL condition: `region`, `country` and `organization` are in the scope, at any date."""

NAMED = [name for name in COLOURS["developer"] if name != "Other"]
DEVELOPER = (
    f"CASE WHEN organization IN ({', '.join(map(repr, NAMED))}) "
    "THEN organization::VARCHAR ELSE 'Other' END AS developer"
)
"""SQL column `developer`: the organisation where it has a colour of its own, else Other."""
