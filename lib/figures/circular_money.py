"""How much comes from investors that also sell to the company, or buy from it?"""

from __future__ import annotations

from functools import partial

import polars as pl

from lib.figures.alluvial import SPEC
from lib.figures.alluvial_layout import PLAIN, arrange
from lib.figures.figure import Figure
from lib.figures.investor_shares import DIVISION_NOTE, NAMED_PARTS_SQL
from lib.words import money, percent

TITLES = ("Investor", "Trade of the investor", "Company")
SHOWN = 8

SQL = f"""
{NAMED_PARTS_SQL}
, credited AS MATERIALIZED (
    -- What is not from a trading investor is one row.
    FROM named_parts
    SELECT CASE WHEN is_trading THEN round_number END AS round_number,
        CASE WHEN is_trading THEN investor END AS investor,
        CASE WHEN is_trading THEN company END AS company, sum(usd) AS usd
    WHERE nobody IS NULL
    GROUP BY ALL
), trading AS (
    FROM credited
    SELECT round_number, investor::VARCHAR AS investor, company::VARCHAR AS company, usd
    WHERE round_number IS NOT NULL
)
FROM trading
    JOIN (FROM relations SELECT * REPLACE (investor::VARCHAR AS investor,
        company::VARCHAR AS company)) USING (investor, company),
    (FROM credited SELECT sum(usd) AS known_usd)
SELECT round_number, 1 AS rounds, usd, investor AS a,
    CASE relation WHEN 'supplier' THEN 'Sells ' WHEN 'customer' THEN 'Buys '
        ELSE 'Sells and buys ' END || replace(product::VARCHAR, 'other', 'other things') AS b,
    company AS c, known_usd, $give AS give
"""


def headline(rows: pl.DataFrame) -> str:
    """Capital from suppliers and customers and its share of that whose investors are known."""
    nodes = rows.filter(pl.col("part") == "Node", pl.col("place") == 1)
    capital = float(nodes["capital_usd"].sum())
    share = percent(capital / nodes["known_usd"][0])
    known = "leads" if nodes["give"][0] == "led" else "investors"
    return (
        f"Suppliers and customers of the companies brought {money(capital)}, {share} of the "
        f"capital whose {known} are known"
    )


FIGURE = Figure(
    name="circular_money",
    subtitle="Capital (USD) from investors that sell to the company or buy from it, by trade",
    sql=SQL,
    spec=SPEC,
    headline=headline,
    note=f"{DIVISION_NOTE} The trade is what the investor sells to the company, or buys from it, "
    "as the linked pages of the table below state it. The capital is the part of the investor in "
    "the selected rounds of the company, not the size of the trade, and does not say that one "
    "paid for the other. Pairs without a disclosed amount in the selection have no band.",
    empty="No investor with capital in the selected rounds is known to trade with the company.",
    params={"give": "equal"},
    titles={
        "part": "Node or band",
        "from_column": "Column",
        "from_name": "Name",
        "to_column": "To column",
        "to_name": "To name",
        "share": "Share of this capital (%)",
        "known_usd": "All capital whose investors are known",
    },
    arrange=partial(arrange, titles=TITLES, colours_of=(PLAIN,) * 3, top=SHOWN),
)
