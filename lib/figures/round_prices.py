"""What each priced round says: valuation before and after, step-up and dilution."""

from __future__ import annotations

import polars as pl

from lib.figures.disputed import OF_ROUND
from lib.figures.figure import Figure
from lib.figures.priced_rounds import DILUTION_TERMS, PRICED, STEP_UP_TERMS, TERMS
from lib.words import count, money

FAULT = "amount as high as valuation"

SQL = f"""
{PRICED}
FROM priced
SELECT
    company::VARCHAR AS company, announced_date, stage::VARCHAR AS stage, kind::VARCHAR AS kind,
    status::VARCHAR AS status, amount_usd, pre_money_usd, post_money_usd,
    {OF_ROUND} AS conflict, dilution,
    previous_date, before_usd AS previous_usd, round(step_up, 2) AS step_up, months,
    CASE
        WHEN dilution IS NOT NULL THEN NULL
        WHEN amount_usd IS NULL THEN 'no amount'
        WHEN kind = 'mixed' THEN 'debt within'
        WHEN is_fault THEN '{FAULT}'
        ELSE caveat::VARCHAR
    END AS no_dilution, source_url, round_id
ORDER BY priced.post_money_usd DESC, priced.announced_date DESC, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """Number of priced rounds, and the highest price."""
    top = rows.row(0, named=True)
    price = f"{money(top['post_money_usd'])}, {top['company']}"
    if rows.height == 1:
        return f"1 equity round states a valuation: {price}"
    return f"{rows.height:,} equity rounds state a valuation, the highest {price}"


def remark(rows: pl.DataFrame) -> str:
    """How many rounds have no dilution."""
    without, faults = rows["dilution"].null_count(), rows.filter(no_dilution=FAULT).height
    if not without:
        return ""
    words = (
        f"{without:,} of {count(rows.height, 'round')} {'has' if without == 1 else 'have'} no "
        "dilution; a column says why"
    )
    wrong = f"; {faults:,} raised the whole valuation or more, which cannot be" if faults else ""
    return f"{words}{wrong}."


FIGURE = Figure(
    name="round_prices",
    subtitle="Pre-money, post-money, step-up and dilution of each equity round with a valuation "
    "(USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{TERMS}{STEP_UP_TERMS}{DILUTION_TERMS}".strip(),
    remark=remark,
    empty="No equity round with a stated valuation matches the filters.",
    titles={
        "pre_money_usd": "Pre-money",
        "post_money_usd": "Post-money",
        "dilution": "Dilution (%)",
        "previous_date": "Round before",
        "previous_usd": "Post-money before",
        "step_up": "Step-up (times)",
        "months": "Months between",
        "no_dilution": "Why no dilution",
    },
)
