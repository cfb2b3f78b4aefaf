"""Where the sources of a company's rounds disagree, and which value is used."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import DAY_SQL, PROFILE_SQL
from lib.figures.figure import Figure
from lib.words import count, listing

LEAST = 0.02
"""Amounts that differ by less are the same, rounded or changed into dollars differently."""
LEAST_DAYS = 7
"""Days apart from which two dates differ: pages are often written some days later."""


def _last_day(table: str) -> str:
    """SQL of the last day that a date known to a month, a quarter or a year can mean."""
    return f"""
    ({table}.announced_date + CASE {table}.date_precision WHEN 'year' THEN INTERVAL 12 MONTH
        WHEN 'quarter' THEN INTERVAL 3 MONTH WHEN 'month' THEN INTERVAL 1 MONTH
        ELSE INTERVAL 1 DAY END)::DATE - 1"""


SQL = f"""
{PROFILE_SQL}
, told AS (
    -- Money inside a round is no other total of it, and a page that corrected a record says what
    -- the record says.
    FROM round_sources JOIN sources USING (source_id)
    SELECT *, title AS source, {DAY_SQL} AS told_text
    WHERE role NOT IN ('part', 'corrects')
)
FROM told JOIN profile USING (round_id)
SELECT profile.stage::VARCHAR AS round, profile.announced_date, when_text, source,
    told.source_url, told.amount_usd AS told_amount_usd, profile.amount_usd AS used_amount_usd,
    told.post_money_usd AS told_valuation_usd, profile.post_money_usd AS used_valuation_usd,
    told_text, greatest(profile.announced_date - ({_last_day("told")}),
        told.announced_date - ({_last_day("profile")})) AS days_apart,
    company::VARCHAR AS profile_of, (FROM profile SELECT count(*)) AS company_rounds,
    told.source_id::VARCHAR AS source_id, round_id
"""


def arrange(records: pl.DataFrame) -> pl.DataFrame:
    """One row for what each record says of an amount, a valuation or a date in dispute."""

    def values(measure: str) -> pl.DataFrame:
        told, used = (pl.col(f"{which}_{measure}_usd") for which in ("told", "used"))
        is_other = ((told - used).abs() > LEAST * used).fill_null(False)
        return records.drop_nulls(f"told_{measure}_usd").with_columns(
            measure=pl.lit(measure.capitalize()), value_usd=told, is_used=~is_other
        )

    dates = records.drop_nulls("told_text").with_columns(
        measure=pl.lit("Date"), value_date="told_text", is_used=pl.col("days_apart") <= LEAST_DAYS
    )
    everything = pl.concat([values("amount"), values("valuation"), dates], how="diagonal")
    order = ["announced_date", "round_id", "measure", "is_used", "source", "source_url"]
    return (
        everything.filter((~pl.col("is_used")).any().over("round_id", "measure"))
        .sort(order, descending=[True, False, False, True, False, False])
        .select(COLUMNS)
    )


MEASURES = ("Amount", "Valuation", "Date")
COLUMNS = (
    "round announced_date when_text measure value_usd value_date is_used source source_url "
    "profile_of company_rounds source_id round_id"
).split()


def headline(rows: pl.DataFrame) -> str:
    """About how many rounds sources disagree, and in what."""
    rounds, known = rows["round_id"].n_unique(), rows["company_rounds"][0]
    what = listing([measure.lower() for measure in MEASURES if measure in rows["measure"]])
    of_them = f"{rounds:,} of {count(known, 'round')} of {rows['profile_of'][0]}"
    return f"Sources disagree about the {what} of {of_them}"


FIGURE = Figure(
    name="company_disagreements",
    subtitle="What each source says of rounds they disagree about (USD), and which value is used",
    sql=SQL,
    spec=None,
    headline=headline,
    arrange=arrange,
    note=f"Sources disagree where an amount or a valuation differs by more than {LEAST:.0%} from "
    "the one used here (less is rounding, or another exchange rate), or a date by more than "
    f"{LEAST_DAYS} days, as exactly as both know it. The source to be trusted most leads a round. "
    "A part of a round is no disagreement about it.",
    titles={
        "round": "Round",
        "measure": "What",
        "value_usd": "Value",
        "value_date": "Day it states",
        "is_used": "As used here",
        "source": "Source",
    },
    hidden=("when_text", "profile_of", "company_rounds"),
    empty="No two sources disagree about a round of this company.",
)
