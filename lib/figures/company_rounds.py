"""Every round of one company."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import PROFILE_SQL, apart, confirmed
from lib.figures.figure import Figure
from lib.figures.priced_rounds import PRICED, STEP_UP_TERMS, TERMS
from lib.words import count, money

UNDISCLOSED = "undisclosed"

SQL = f"""
{PROFILE_SQL}
{PRICED}
FROM profile LEFT JOIN (FROM priced SELECT round_id, step_up, months) USING (round_id)
SELECT
    announced_date, date_precision::VARCHAR AS date_precision, stage::VARCHAR AS stage,
    kind::VARCHAR AS kind, status::VARCHAR AS status, amount_usd, post_money_usd,
    round(step_up, 2) AS step_up, months,
    coalesce(nullif(array_to_string(lead_investors, ', '), ''), '{UNDISCLOSED}') AS leads,
    coalesce(nullif(array_to_string(investors, ', '), ''), '{UNDISCLOSED}') AS backers,
    caveat::VARCHAR AS caveat, confidence::VARCHAR AS confidence, source_count, source_url,
    company::VARCHAR AS profile_of, is_confirmed, when_text, round_id
ORDER BY announced_date DESC, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """How many rounds, since when, and how many have not happened."""
    company, done = rows["profile_of"][0], confirmed(rows)
    if rows.height == 1:
        return f"{company}: {_only(rows)}"
    if done.is_empty():
        return f"{company}: no confirmed round, {apart(rows)}"
    first, last = done["when_text"][-1], done["when_text"][0]
    when = f"in {last}" if first == last else f"from {first} to {last}"
    more = f", {apart(rows)}" if apart(rows) else ""
    return f"{count(done.height, 'confirmed round')} of {company}, {when}{more}"


def _only(rows: pl.DataFrame) -> str:
    """The one round: Seed, $5.81M in Sep 2026."""
    row = rows.row(0, named=True)
    stage = "round" if row["stage"] == "Not stated" else row["stage"]
    status = "" if row["is_confirmed"] else f" ({row['status']})"
    amount = "amount not disclosed" if row["amount_usd"] is None else money(row["amount_usd"])
    return f"1 {stage if stage in ('IPO', 'round') else f'{stage} round'}{status}, {amount}, " + (
        f"{row['when_text']}"
    )


def remark(rows: pl.DataFrame) -> str:
    """How many rounds disclose an amount and name their investors."""
    if rows.height == 1:
        return ""
    amounts = rows.height - rows["amount_usd"].null_count()
    named = rows.filter(pl.col("backers") != UNDISCLOSED).height
    return (
        f"An amount is disclosed for {amounts:,} of {count(rows.height, 'round')}, an investor "
        f"for {named:,}."
    )


FIGURE = Figure(
    name="company_rounds",
    subtitle="Every round with amount, valuation (USD), investors and source, newest first",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{TERMS}{STEP_UP_TERMS}Confirmed rounds are completed or announced. Confidence is the "
    "trust that the figures are right; the link opens the page that states the round, and the "
    "caveat says what to know before adding its amount up.",
    remark=remark,
    titles={
        "date_precision": "Known to",
        "step_up": "Step-up (times)",
        "months": "Months since",
        "leads": "Lead investors",
        "backers": "Investors",
    },
    hidden=("profile_of", "months", "is_confirmed", "when_text"),
)
