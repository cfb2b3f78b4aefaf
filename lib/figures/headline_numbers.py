"""How much, how many, how large, how concentrated, how late: five numbers of a selection."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lib.words import money, percent

LARGEST = 4

TOTAL_SQL = f"""
, by_company AS (
    FROM (FROM selected SELECT sum(amount_usd) AS usd GROUP BY company)
    SELECT count(*) AS companies, list_sum(max(usd, {LARGEST})) AS largest_usd
), total AS (
    FROM selected
    SELECT sum(amount_usd) AS usd, count(*) AS rounds, median(amount_usd) AS median_usd,
        sum(amount_usd) FILTER (stage_group = 'Late') AS late_usd,
        count(amount_usd) AS rounds_with_amount
)
FROM total, by_company
SELECT coalesce(usd, 0) AS capital_usd, rounds, median_usd,
    largest_usd / nullif(usd, 0) AS largest_share,
    coalesce(late_usd, 0) / nullif(usd, 0) AS late_share, rounds_with_amount, companies
"""

QUARTERS_SQL = f"""
, dated AS MATERIALIZED (  -- or DuckDB filters the rounds twice
    FROM selected
    SELECT date_trunc('quarter', announced_date)::DATE AS quarter, company, stage_group, amount_usd
), largest AS (
    FROM (FROM dated SELECT quarter, sum(amount_usd) AS usd GROUP BY quarter, company)
    SELECT quarter, list_sum(max(usd, {LARGEST})) AS largest_usd
    GROUP BY quarter
), sums AS (
    FROM dated
    SELECT quarter, sum(amount_usd) AS usd, count(*) AS rounds, median(amount_usd) AS median_usd,
        sum(amount_usd) FILTER (stage_group = 'Late') AS late_usd
    GROUP BY quarter
)
FROM sums JOIN largest USING (quarter)
SELECT quarter, coalesce(usd, 0) AS capital_usd, rounds, median_usd,
    largest_usd / nullif(usd, 0) AS largest_share,
    coalesce(late_usd, 0) / nullif(usd, 0) AS late_share
ORDER BY quarter
"""


@dataclass(frozen=True)
class Number:
    """A headline number: words for the value and its change, and a value a quarter."""

    label: str
    value: str
    change: str | None
    trend: list[float]
    definition: str


def headline_numbers(
    total: pl.DataFrame, before: pl.DataFrame | None, quarters: pl.DataFrame
) -> list[Number]:
    """The five numbers, from one row of TOTAL_SQL, the same for the period before, and a trend.

    `before` is None where the data does not reach back; then no change is given.
    """
    now = total.row(0, named=True)
    then = before.row(0, named=True) if before is not None else {}
    return [
        Number(
            label,
            words(now[name]),
            CHANGES[name](now[name], then.get(name)),
            quarters[name].drop_nulls().to_list(),
            definition,
        )
        for name, (label, words, definition) in NUMBERS.items()
    ]


def _relative(now: float | None, then: float | None) -> str | None:
    return f"{now / then - 1:+,.0%}" if now is not None and then else None


def _points(now: float | None, then: float | None) -> str | None:
    if now is None or then is None:
        return None
    return f"{(now - then) * 100:+.0f} points"


NUMBERS = {
    "capital_usd": (
        "Capital raised",
        money,
        "Sum of disclosed amounts: equity, debt, listings and sales among holders.",
    ),
    "rounds": ("Rounds", lambda rounds: f"{rounds:,}", "Number of rounds, with or without amount."),
    "median_usd": (
        "Median round",
        money,
        "Half of the rounds with a disclosed amount are larger, half are smaller.",
    ),
    "largest_share": (
        "Top-four share",
        percent,
        "Share of the capital that went to the four companies that raised most.",
    ),
    "late_share": (
        "Late-stage share",
        percent,
        "Share of the capital raised in Series C and later rounds and growth rounds.",
    ),
}
CHANGES = {
    "capital_usd": _relative,
    "rounds": _relative,
    "median_usd": _relative,
    "largest_share": _points,
    "late_share": _points,
}
