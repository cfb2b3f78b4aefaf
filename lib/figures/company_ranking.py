"""Which companies raised most, and how much do they hold together?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.taken_out import EMPTY, KEPT, NOTHING
from lib.words import count, money, percent

SHOWN = 25

SQL = f"""{KEPT}, companies AS (
    FROM kept
    SELECT company, sum(amount_usd) AS capital_usd
    WHERE amount_usd IS NOT NULL
    GROUP BY company
), largest AS MATERIALIZED (
    FROM companies ORDER BY capital_usd DESC, company LIMIT {SHOWN}
), totals AS (
    FROM companies SELECT count(*) AS companies, nullif(sum(capital_usd), 0) AS total_usd
), described AS (
    FROM kept SEMI JOIN largest USING (company)
    SELECT company, count(*) AS rounds, max(announced_date) AS newest_round,
        arg_max(round_id, (announced_date, round_id)) AS round_id
    GROUP BY company
)
FROM largest JOIN described USING (company)
    JOIN (FROM rounds SELECT round_id, source_url) USING (round_id), totals
SELECT company::VARCHAR AS company, capital_usd, capital_usd / total_usd AS share,
    sum(capital_usd) OVER (by_size ROWS UNBOUNDED PRECEDING) / total_usd AS cumulative_share,
    rounds, newest_round, source_url, row_number() OVER by_size AS place, companies
WINDOW by_size AS (ORDER BY capital_usd DESC, company)
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """The largest company, and what those shown hold together."""
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    largest = f"{first['company']} raised {money(first['capital_usd'])}"
    if first["companies"] == 1:
        return f"{largest} in {count(first['rounds'], 'round')}, the only company with an amount"
    shown = (
        f"the {last['place']} largest of {count(first['companies'], 'company')} hold "
        f"{percent(last['cumulative_share'])}"
        if last["place"] < first["companies"]
        else f"the largest of {count(first['companies'], 'company')}"
    )
    return f"{largest}, {percent(first['share'])} of the capital; {shown}"


FIGURE = Figure(
    name="company_ranking",
    subtitle=f"The {SHOWN} companies with most capital (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Capital is the sum of the disclosed amounts of the selected rounds. The cumulative share "
    "is that of a company and all above it. Companies without a disclosed amount have no place; "
    "rounds without one count as rounds only. The link opens the newest round's source.",
    empty=EMPTY,
    params=NOTHING,
    titles={
        "place": "Place",
        "share": "Share (%)",
        "cumulative_share": "Cumulative (%)",
        "newest_round": "Newest round",
        "companies": "Companies",
    },
)
