"""Which companies has one investor backed, from when, and at what price?"""

from __future__ import annotations

import polars as pl

from lib.datasets.listings import KIND_LABELS
from lib.figures.figure import Figure
from lib.figures.joined_rounds import JOINED, JOINED_NOTE, RAISED, WHOLE_NOTE
from lib.figures.priced_rounds import IS_PRICE
from lib.words import count

EXITS = " ".join(f"WHEN '{kind}' THEN '{words}'" for kind, words in KIND_LABELS.items())

SQL = f"""
{JOINED}
, held AS (
    FROM joined
    SELECT
        company::VARCHAR AS company,
        any_value(country)::VARCHAR AS country,
        any_value(sector)::VARCHAR AS sector,
        arg_min(stage::VARCHAR, (announced_date, round_id)) AS first_stage,
        count(*) AS rounds,
        count(*) FILTER (is_lead) AS led,
        min(announced_date) AS first_date,
        max(announced_date) AS last_date,
        sum(amount_usd) AS capital_usd,
        min(announced_date) FILTER ({IS_PRICE}) AS first_price_date,
        arg_min(post_money_usd, (announced_date, -post_money_usd)) FILTER ({IS_PRICE})
            AS first_price_usd,
        arg_max(status::VARCHAR, (announced_date, round_id)) AS status
    GROUP BY 1
), valued AS (
    -- All rounds: the time range of the filters does not make a valuation the last one.
    FROM rounds
    SELECT company::VARCHAR AS company, max(announced_date) AS valuation_date,
        arg_max(post_money_usd, (announced_date, post_money_usd)) AS valuation_usd,
        arg_max(source_id::VARCHAR, (announced_date, post_money_usd)) AS valuation_source_id
    WHERE {IS_PRICE}
    GROUP BY 1
), exits AS (
    FROM listings
    SELECT company::VARCHAR AS company,
        arg_max(CASE kind {EXITS} END, coalesce(listing_date, DATE '0001-01-01')) AS exit,
        arg_max(source_id::VARCHAR, coalesce(listing_date, DATE '0001-01-01')) AS exit_source_id
    WHERE status = 'completed'
    GROUP BY 1
)
FROM held LEFT JOIN valued USING (company) LEFT JOIN exits USING (company)
SELECT
    company, rounds, led, first_stage, first_date, last_date, capital_usd, valuation_usd,
    CASE WHEN valuation_date > first_price_date
        THEN round(valuation_usd / first_price_usd, 2) END AS step_up,
    country, sector, exit, status, first_price_usd, valuation_date, valuation_source_id,
    exit_source_id
ORDER BY capital_usd DESC NULLS LAST, rounds DESC, company
"""


def headline(rows: pl.DataFrame) -> str:
    """Rounds, companies, and which of them raised most, from all investors."""
    rounds, first = int(rows["rounds"].sum()), rows.row(0, named=True)
    if rows.height == 1:
        return f"joined {count(rounds, 'round')}, of {first['company']}"
    of = f"joined {count(rounds, 'round')} of {count(rows.height, 'company')}"
    return of if first["capital_usd"] is None else f"{of}; {first['company']} raised most in them"


def remark(rows: pl.DataFrame) -> str:
    """How many step-ups are known."""
    known = rows.height - rows["step_up"].null_count()
    of = f"{known:,} of {count(rows.height, 'company')}" if known else "none of them"
    return f"A step-up since the investor joined is known for {of}."


FIGURE = Figure(
    name="portfolio",
    subtitle="companies by what they raised in the rounds it joined, from all investors (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    remark=remark,
    note=f"{JOINED_NOTE}{WHOLE_NOTE}Last valuation is the post-money of the company's last equity "
    "round with one, whatever the filters show. Step-up is that valuation over the one of the "
    "first round with a valuation that the investor joined, in the selection: value over value, "
    "before dilution and cost, so it is no return of the investor. It is empty where no later "
    "valuation is known. Status is that of the last round joined. Exit is a completed listing, "
    "merger or sale; empty where none is known.",
    empty="No selected round names this investor.",
    titles={
        "first_stage": "First stage",
        "led": "As lead",
        "first_date": "First",
        "last_date": "Last",
        "capital_usd": RAISED,
        "first_price_usd": "First valuation",
        "valuation_usd": "Last valuation",
        "valuation_date": "Valued",
        "step_up": "Step-up (times)",
        "exit": "Exit",
    },
)
