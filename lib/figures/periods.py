"""Periods of a chosen grain: their length in SQL, and their names in Vega and in words."""

from __future__ import annotations

from datetime import date

from lib.words import month_words, quarter_of, quarter_words

GRAINS = {"quarter": "Quarter", "month": "Month", "year": "Year"}
MONTHS = "to_months(CASE $grain WHEN 'year' THEN 12 WHEN 'quarter' THEN 3 ELSE 1 END)"
"""SQL of the length of a period of `$grain`."""

IS_UNFINISHED = f"(period + {MONTHS})::DATE > (SELECT newest + 1 FROM extent)"
"""SQL that tells whether the data does not reach to the end of `period`."""


def period_expression(grain: str) -> str:
    """Vega expression that writes `datum.period` as Q1 2026, Mar 2026 or 2026."""
    day = "toDate(datum.period)"
    formats = {"year": f"utcFormat({day}, '%Y')", "month": f"utcFormat({day}, '%b %Y')"}
    return formats.get(grain, f"utcFormat({day}, 'Q%q %Y')")


def period_words(period: date, grain: str) -> str:
    """Q1 2026, Mar 2026 or 2026."""
    if grain == "quarter":
        return quarter_words(quarter_of(period))
    return month_words(period) if grain == "month" else str(period.year)
