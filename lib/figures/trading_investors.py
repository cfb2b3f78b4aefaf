"""Which investors sell to the companies they hold, or buy from them?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.investor_shares import DIVISION_NOTE, NAMED_PARTS_SQL
from lib.words import count, number_word

PAIRS_SQL = f"""
{NAMED_PARTS_SQL}
, brought AS (
    FROM named_parts SELECT investor::VARCHAR AS investor, company::VARCHAR AS company,
        sum(usd) AS capital_usd, count(DISTINCT round_number) AS rounds
    WHERE is_trading AND nobody IS NULL
    GROUP BY 1, 2
)
FROM relations LEFT JOIN brought ON brought.investor = relations.investor::VARCHAR
    AND brought.company = relations.company::VARCHAR
SELECT relations.investor::VARCHAR AS investor, relations.company::VARCHAR AS company,
    relation::VARCHAR AS relation, product::VARCHAR AS product, capital_usd,
    coalesce(rounds, 0) AS rounds, commitment_usd, commitment_basis::VARCHAR AS commitment_basis,
    since, date_precision::VARCHAR AS date_precision, is_in_rounds,
    source_url, source_id::VARCHAR AS source_id
WHERE relations.company::VARCHAR IN (
    FROM (FROM selected SELECT DISTINCT company) SELECT company::VARCHAR)
"""
"""One row an investor and a company of the selection that it trades with."""

SQL = f"""
{PAIRS_SQL}
ORDER BY capital_usd DESC NULLS LAST, commitment_usd DESC NULLS LAST, investor, company
"""


def headline(rows: pl.DataFrame) -> str:
    """Number of investors and of companies, and the investor with most such companies."""
    investors, companies = rows["investor"].n_unique(), rows["company"].n_unique()
    trade = "trades" if investors == 1 else "trade"
    start = f"{number_word(investors)} {'investor' if investors == 1 else 'investors'} {trade} with"
    found = f"{start} {count(companies, 'company')} they hold"
    if investors == 1:
        return found.replace("they hold", "it holds")
    most = rows.group_by("investor").len().sort("len", "investor", descending=[True, False]).row(0)
    return f"{found}, {most[0]} with {most[1]}" if most[1] > 1 else found


def _remark(rows: pl.DataFrame) -> str:
    """How many pairs have no capital."""
    without = rows["capital_usd"].null_count()
    if not without:
        return ""
    pairs = "1 pair stands" if without == 1 else f"{without} pairs stand"
    return f"{pairs} without capital: the investor has no part in a selected round with an amount."


FIGURE = Figure(
    name="trading_investors",
    subtitle="Investors that are also suppliers or customers: capital in the selected rounds, and "
    "the trade agreed (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{DIVISION_NOTE} Relation says what the investor is to the company. A commitment is the "
    "published size of the purchase or supply; sizes that are stated, at least, up to or per year "
    "differ in kind and do not add up, and most trades have none published. Pairs whose company "
    "is not in the selection are left out.",
    remark=_remark,
    empty="No investor is known to trade with a company of this selection.",
    params={"give": "equal"},
    titles={
        "relation": "The investor is",
        "product": "What is traded",
        "capital_usd": "Capital, its part",
        "rounds": "Rounds with capital",
        "commitment_usd": "Trade agreed",
        "commitment_basis": "Trade is stated as",
        "since": "Agreed",
        "is_in_rounds": "Named in any round",
    },
)
