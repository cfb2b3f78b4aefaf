"""A straight line through the logarithms of values over time: growth a year, with its interval."""

from __future__ import annotations

from typing import Any

from lib.words import short

FEWEST = 5
"""Below this number of values no growth is stated."""

DAYS_A_YEAR = 365.25

# Student's t at 97.5%, by Cornish and Fisher's expansion about the normal 1.96: within 0.2% of the
# tables from three degrees of freedom on. SQL has no such function.
NORMAL = 1.959964
TERMS = (
    (NORMAL**3 + NORMAL) / 4,
    (5 * NORMAL**5 + 16 * NORMAL**3 + 3 * NORMAL) / 96,
    (3 * NORMAL**7 + 19 * NORMAL**5 + 17 * NORMAL**3 - 15 * NORMAL) / 384,
    (79 * NORMAL**9 + 776 * NORMAL**7 + 1482 * NORMAL**5 - 1920 * NORMAL**3 - 945 * NORMAL) / 92160,
)


def student(freedom: str) -> str:
    """SQL of Student's t for a 95% interval with `freedom` degrees, three or more."""
    terms = (f"{term} / pow({freedom}, {n})" for n, term in enumerate(TERMS, 1))
    return f"({NORMAL} + {' + '.join(terms)})"


def trend_sql(points: str, value: str, day: str, shortest_years: float = 0) -> str:
    """Adds the tables `logarithms` and `trend` over `points`, rows with `value` above zero.

    `logarithms` holds all columns of `points` with `years` since 2000. `trend` is one row: `fitted`
    (number of values where `in_fit` is true), `intercept` and `slope` (powers of ten), and `growth`
    (times a year) with its 95% interval `growth_low` to `growth_high` by ordinary least squares;
    empty below five values, within less than `shortest_years` or on a single day.
    """
    return f"""
, logarithms AS (
    FROM {points}
    SELECT *, log10({value}) AS power,
        date_diff('day', DATE '2000-01-01', {day}) / {DAYS_A_YEAR} AS years
), moments AS (
    FROM logarithms
    SELECT count(*) AS fitted, regr_slope(power, years) AS raw_slope,
        regr_intercept(power, years) AS raw_intercept, regr_sxx(power, years) AS spread,
        fitted >= {FEWEST} AND spread > 0 AND max(years) - min(years) >= {shortest_years}
            AS is_enough,
        regr_syy(power, years) - raw_slope * regr_sxy(power, years) AS residual
    WHERE in_fit
), trend AS (
    FROM moments
    SELECT fitted,
        CASE WHEN is_enough THEN raw_slope END AS slope,
        CASE WHEN is_enough THEN raw_intercept END AS intercept,
        CASE WHEN is_enough THEN
            {student("(fitted - 2)")} * sqrt(greatest(residual, 0) / (fitted - 2) / spread)
        END AS margin,
        pow(10, slope) AS growth,
        pow(10, slope - margin) AS growth_low,
        pow(10, slope + margin) AS growth_high
)
"""


def is_clear(row: dict[str, Any]) -> bool:
    """True where the interval of the growth leaves out no change at all."""
    return row["growth"] is not None and not row["growth_low"] <= 1 <= row["growth_high"]


def interval_words(row: dict[str, Any]) -> str:
    """The interval in the terms of `growth_words`: times a year, or a rise or fall in percent."""
    low, high = row["growth_low"], row["growth_high"]
    if not is_clear(row):
        return f"95% interval {short(low)} to {short(high)} times a year"
    if row["growth"] < 1:
        return f"95% interval {1 - high:.0%} to {1 - low:.0%}"
    if row["growth"] < 2:
        return f"95% interval {low - 1:.0%} to {high - 1:.0%}"
    return f"95% interval {low:.1f} to {high:.1f}"


def growth_words(row: dict[str, Any]) -> str:
    """`grew 4.6-fold a year`, `fell 32% a year` or `shows no clear trend`."""
    if not is_clear(row):
        return "shows no clear trend"
    if row["growth"] < 1:
        return f"fell {1 - row['growth']:.0%} a year"
    if row["growth"] < 2:
        return f"grew {row['growth'] - 1:.0%} a year"
    return f"grew {row['growth']:.1f}-fold a year"
