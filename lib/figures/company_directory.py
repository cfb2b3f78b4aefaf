"""The companies of a selection, to find a profile."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import WHEN_SQL
from lib.figures.disputed import conflict_of
from lib.figures.figure import Figure
from lib.words import count, money, percent

SQL = f"""
, dated AS (
    FROM selected
    SELECT *, status IN ('completed', 'announced') AS is_confirmed, {WHEN_SQL} AS when_text
), ends AS (
    FROM dated
    SELECT company, country, sector, count(*) AS rounds, sum(amount_usd) AS capital_usd,
        max_by((stage, announced_date, when_text), (is_confirmed, announced_date, round_id))
            AS last,
        max_by((post_money_usd, round_id), (is_confirmed, announced_date, post_money_usd))
            FILTER (post_money_usd > 0 AND caveat IS DISTINCT FROM 'target') AS valued
    GROUP BY company, country, sector
)
FROM ends JOIN companies USING (company)
SELECT company::VARCHAR AS company, ends.country::VARCHAR AS country,
    ends.sector::VARCHAR AS sector, founded_year, rounds, capital_usd,
    valued[1] AS last_valuation_usd,
    {conflict_of("rounds", "valued[2]", "valuation_conflict")} AS conflict,
    last[1]::VARCHAR AS last_stage, last[2] AS last_date
ORDER BY capital_usd DESC NULLS LAST, rounds DESC, company
"""


def headline(rows: pl.DataFrame) -> str:
    """Number of companies and what they raised, and the one that raised most."""
    total = float(rows["capital_usd"].sum())
    companies = count(rows.height, "company")
    if not total:
        return f"{companies} of the selection, no amount disclosed"
    first = rows.row(0, named=True)
    if rows.height == 1:
        return f"{first['company']} raised {money(total)} in {count(first['rounds'], 'round')}"
    top = f"{first['company']} most: {money(first['capital_usd'])}"
    return f"{companies} raised {money(total)}, {top} or {percent(first['capital_usd'] / total)}"


def remark(rows: pl.DataFrame) -> str:
    """How many companies have no amount."""
    without = rows["capital_usd"].null_count()
    told = f"{without:,} of {count(rows.height, 'company')}"
    return f"{told} disclosed no amount and stand last." if without else ""


FIGURE = Figure(
    name="company_directory",
    subtitle="Companies of the selection by capital raised (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Capital is the sum of the disclosed amounts of the selected rounds, of every kind. Last "
    "round and last valuation are the newest of the selection; amounts and values that are only "
    "aimed at are no valuation. Empty cells are not known.",
    remark=remark,
    titles={
        "founded_year": "Founded",
        "rounds": "Rounds",
        "capital_usd": "Capital",
        "last_stage": "Last round",
        "last_date": "Last round on",
        "last_valuation_usd": "Last valuation",
    },
)
