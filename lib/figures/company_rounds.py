"""Every round of one company."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import HISTORY_SQL, UNDISCLOSED, apart, confirmed, names
from lib.figures.figure import Figure
from lib.figures.priced_rounds import STEP_UP_TERMS, TERMS
from lib.words import count, money


def arrange(rounds: pl.DataFrame) -> pl.DataFrame:
    """The rounds, newest first, with their investors in words."""
    return rounds.reverse().select(
        "day_text",
        "stage",
        "kind",
        "status",
        "origin",
        "amount_usd",
        "post_money_usd",
        "conflict",
        pl.col("step_up").round(2),
        names("lead_investors").alias("leads"),
        names("investors").alias("backers"),
        "caveat",
        "confidence",
        "source_count",
        "source_url",
        pl.col("company").alias("profile_of"),
        "announced_date",
        "when_text",
        "months",
        "is_confirmed",
        "round_id",
    )


def headline(rows: pl.DataFrame) -> str:
    """How many rounds, since when, and how many have not happened."""
    company, done = rows["profile_of"][0], confirmed(rows)
    if rows.height == 1:
        return f"{company}: {_only(rows.row(0, named=True))}"
    if done.is_empty():
        return f"{company}: no confirmed round, {apart(rows)}"
    first, last = done["when_text"][-1], done["when_text"][0]
    when = f"in {last}" if first == last else f"from {first} to {last}"
    more = f", {apart(rows)}" if apart(rows) else ""
    return f"{count(done.height, 'confirmed round')} of {company}, {when}{more}"


def _only(row: dict[str, str | float | bool | None]) -> str:
    """The one round: 1 Seed round, $5.81M, Sep 2026."""
    stage = "" if row["stage"] == "Not stated" else f"{row['stage']} "
    noun = f"{stage}round" if row["stage"] != "IPO" else "IPO"
    status = "" if row["is_confirmed"] else f" ({row['status']})"
    usd = row["amount_usd"]
    amount = money(usd) if isinstance(usd, float) else "amount not disclosed"
    return f"1 {noun}{status}, {amount}, {row['when_text']}"


def remark(rows: pl.DataFrame) -> str:
    """How many rounds disclose an amount and name their investors."""
    if rows.height == 1:
        return ""
    amounts = rows["amount_usd"].count()
    named = rows.filter(pl.col("backers") != UNDISCLOSED).height
    return (
        f"An amount is disclosed for {amounts:,} of {count(rows.height, 'round')}, an investor "
        f"for {named:,}."
    )


FIGURE = Figure(
    name="company_rounds",
    subtitle="Every round with amount, valuation (USD), investors and source, newest first",
    sql=HISTORY_SQL,
    spec=None,
    headline=headline,
    note=f"{TERMS}{STEP_UP_TERMS}Confirmed rounds are completed or announced. A date is as exact "
    "as sources know it: a year alone means that neither month nor day is known. Confidence is the "
    "trust that the figures are right; the link opens the page that states the round, and the "
    "caveat says what to know before adding its amount up.",
    remark=remark,
    arrange=arrange,
    titles={
        "day_text": "Announced",
        "step_up": "Step-up (times)",
        "leads": "Lead investors",
        "backers": "Investors",
    },
    hidden=("profile_of", "announced_date", "when_text", "months", "is_confirmed"),
)
