"""How much, how many, how large, how concentrated, how late: five numbers of a selection."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lib.words import money, percent

LARGEST = 4

MEASURES = f"""
    coalesce(sum(amount_usd), 0) AS capital_usd,
    count(*) AS rounds,
    median(amount_usd) AS median_usd,
    sum(amount_usd) FILTER (company_rank <= {LARGEST}) / nullif(sum(amount_usd), 0)
        AS largest_share,
    coalesce(sum(amount_usd) FILTER (stage_group = 'Late'), 0) / nullif(sum(amount_usd), 0)
        AS late_share
"""

TOTAL_SQL = f"""
, companies_ranked AS (
    FROM selected SELECT company, rank() OVER (ORDER BY sum(amount_usd) DESC NULLS LAST, company)
        AS company_rank
    GROUP BY company
)
FROM selected JOIN companies_ranked USING (company)
SELECT {MEASURES}, count(amount_usd) AS rounds_with_amount, count(DISTINCT company) AS companies
"""

QUARTERS_SQL = f"""
, companies_ranked AS (
    FROM selected SELECT date_trunc('quarter', announced_date)::DATE AS quarter, company,
        rank() OVER (
            PARTITION BY quarter ORDER BY sum(amount_usd) DESC NULLS LAST, company
        ) AS company_rank
    GROUP BY quarter, company
)
FROM (FROM selected SELECT *, date_trunc('quarter', announced_date)::DATE AS quarter)
JOIN companies_ranked USING (quarter, company)
SELECT quarter, {MEASURES}
GROUP BY quarter
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
