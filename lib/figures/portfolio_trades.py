"""Which of its companies does one investor also sell to, or buy from?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.joined_rounds import JOINED, WHOLE_NOTE
from lib.words import count

SQL = f"""
{JOINED}
, brought AS (
    FROM joined
    SELECT company::VARCHAR AS company, count(*) AS rounds, sum(amount_usd) AS capital_usd
    GROUP BY 1
)
FROM relations LEFT JOIN brought ON brought.company = relations.company::VARCHAR
SELECT
    relations.company::VARCHAR AS company, relation::VARCHAR AS relation,
    product::VARCHAR AS product, since, commitment_usd,
    commitment_basis::VARCHAR AS commitment_basis, coalesce(rounds, 0) AS rounds, capital_usd,
    source_url, source_id::VARCHAR AS source_id
WHERE relations.investor::VARCHAR = $investor
    AND relations.company::VARCHAR IN (FROM selected SELECT company::VARCHAR)
ORDER BY commitment_usd DESC NULLS LAST, capital_usd DESC NULLS LAST, 1
"""


def headline(rows: pl.DataFrame) -> str:
    """To how many of its companies it sells, and from how many it buys."""
    sells = rows.filter(pl.col("relation").str.contains("supplier")).height
    buys = rows.filter(pl.col("relation").str.contains("customer")).height
    to = f"sells to {count(sells, 'company')} it holds" if sells else ""
    bought = f"buys from {count(buys, 'company')}" + ("" if sells else " it holds") if buys else ""
    return " and ".join(filter(None, (to, bought)))


FIGURE = Figure(
    name="portfolio_trades",
    subtitle="trade with companies it holds, and size of it where published (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{WHOLE_NOTE}A commitment is the published size of the purchase or supply; sizes that "
    "are stated, at least, up to or per year differ in kind and do not add up. That an investor "
    "holds a company and trades with it does not say that one paid for the other. Companies "
    "outside the selection are left out.",
    empty="No trade with a company of this selection is known.",
    titles={
        "relation": "The investor is",
        "product": "What is traded",
        "since": "Agreed",
        "commitment_usd": "Trade agreed",
        "commitment_basis": "Trade is stated as",
        "rounds": "Rounds joined",
        "capital_usd": "Capital of these rounds",
    },
)
