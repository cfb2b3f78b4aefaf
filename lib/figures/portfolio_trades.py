"""Which of its companies does one investor also sell to, or buy from?"""

from __future__ import annotations

import polars as pl

from lib.figures import trading_investors
from lib.figures.figure import Figure
from lib.figures.investor_shares import DIVISION_NOTE
from lib.figures.trading_investors import PAIRS_SQL
from lib.words import count

SQL = f"""
{PAIRS_SQL}
    AND relations.investor::VARCHAR = $investor
ORDER BY commitment_usd DESC NULLS LAST, capital_usd DESC NULLS LAST, company
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
    subtitle="trade with companies it holds: its equal part of rounds, and what is agreed (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{DIVISION_NOTE} Here it is divided among all named investors. A commitment is the "
    "published size of the purchase or supply; sizes that are stated, at least, up to or per year "
    "differ in kind and do not add up. That an investor holds a company and trades with it does "
    "not say that one paid for the other. Companies outside the selection are left out.",
    empty="No trade with a company of this selection is known.",
    params=trading_investors.FIGURE.params,
    titles=trading_investors.FIGURE.titles,
    hidden=("investor",),
)
