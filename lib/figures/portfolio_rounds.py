"""Which rounds has one investor joined, and with whom?"""

from __future__ import annotations

import polars as pl

from lib.figures.disputed import OF_ROUND
from lib.figures.figure import Figure
from lib.figures.joined_rounds import JOINED, JOINED_NOTE, WHOLE_NOTE
from lib.words import count, month_words

SQL = f"""
{JOINED}
, others AS (
    FROM joined JOIN holders AS other USING (round_number)
    SELECT round_id, string_agg(other.investor::VARCHAR, ', ' ORDER BY other.investor::VARCHAR)
        AS other_investors
    WHERE other.investor::VARCHAR <> $investor
    GROUP BY 1
)
FROM joined LEFT JOIN others USING (round_id)
SELECT
    company::VARCHAR AS company, announced_date, stage::VARCHAR AS stage, amount_usd,
    {OF_ROUND} AS conflict,
    origin::VARCHAR AS origin, is_lead, other_investors, post_money_usd,
    kind::VARCHAR AS kind, status::VARCHAR AS status,
    source_url, caveat::VARCHAR AS caveat, round_id, country::VARCHAR AS country,
    region::VARCHAR AS region, stage_group::VARCHAR AS stage_group,
    named::BIGINT AS named, leads::BIGINT AS leads
ORDER BY announced_date DESC, amount_usd DESC NULLS LAST, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """The last round, and how many were led."""
    last = rows.row(0, named=True)
    when = month_words(last["announced_date"])
    led = int(rows["is_lead"].sum())
    if rows.height == 1:
        return f"joined 1 round{', as lead' if led else ''}: {last['company']} in {when}"
    # Most rounds name no lead: nothing is said of an investor that led none.
    how_many = f"joined {count(rows.height, 'round')}{f', {led:,} as lead' if led else ''}"
    return f"{how_many}; the last is that of {last['company']} in {when}"


def remark(rows: pl.DataFrame) -> str:
    """How many rounds name no amount, or nobody else."""
    amounts = rows.height - rows["amount_usd"].null_count()
    others = rows.height - rows["other_investors"].null_count()
    has = "has" if 1 in (amounts, rows.height) else "have"
    names = "names" if others == 1 else "name"
    known = f"{amounts:,} of {count(rows.height, 'round')} {has} an amount"
    return f"{known}, {others:,} {names} another investor."


FIGURE = Figure(
    name="portfolio_rounds",
    subtitle="each round it joined, newest first, with all that was raised in it (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    remark=remark,
    note=f"{JOINED_NOTE}{WHOLE_NOTE}Empty cells are not known.",
    empty="No selected round names this investor.",
    titles={
        "is_lead": "As lead",
        "other_investors": "Other investors",
        "named": "Investors named",
        "leads": "Leads named",
    },
    hidden=("country", "region", "stage_group", "named", "leads"),
)
