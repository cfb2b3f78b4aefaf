"""Where the sources of a company's rounds disagree, and which value is used."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import PROFILE_SQL
from lib.figures.figure import Figure
from lib.words import count, listing

LEAST = 0.01
"""Amounts that differ by less are the same, rounded differently."""
LEAST_DAYS = 7
"""Days apart from which two dates differ: pages are often written some days later."""

ENDS_SQL = """
    announced_date + CASE date_precision WHEN 'year' THEN INTERVAL 12 MONTH - INTERVAL 1 DAY
        WHEN 'quarter' THEN INTERVAL 3 MONTH - INTERVAL 1 DAY
        WHEN 'month' THEN INTERVAL 1 MONTH - INTERVAL 1 DAY ELSE INTERVAL 0 DAY END"""

DAY_SQL = """
    CASE date_precision WHEN 'year' THEN strftime(announced_date, '%Y')
        WHEN 'quarter' THEN 'Q' || quarter(announced_date) || ' ' || year(announced_date)
        WHEN 'month' THEN strftime(announced_date, '%b %Y')
        ELSE strftime(announced_date, '%-d %b %Y') END"""

SQL = f"""
{PROFILE_SQL}
, records AS (
    -- Money inside a round is no other total of it, and a page that corrected a record says what
    -- the record says.
    FROM round_sources JOIN (
        FROM profile SELECT round_id, company, stage AS used_stage, when_text,
            announced_date AS used_date, {ENDS_SQL} AS used_end, amount_usd AS used_amount_usd,
            post_money_usd AS used_post_money_usd
    ) USING (round_id)
    SELECT *, {ENDS_SQL} AS told_end, {DAY_SQL} AS day_text
    WHERE role NOT IN ('part', 'corrects')
), measured AS (
    FROM records
    SELECT *, 'Amount' AS measure, amount_usd AS value_usd, used_amount_usd AS used_usd,
        NULL::VARCHAR AS value_date,
        abs(amount_usd - used_amount_usd) > {LEAST} * used_amount_usd AS is_other
    WHERE amount_usd IS NOT NULL
    UNION ALL BY NAME FROM records
    SELECT *, 'Valuation' AS measure, post_money_usd AS value_usd, used_post_money_usd AS used_usd,
        NULL::VARCHAR AS value_date,
        abs(post_money_usd - used_post_money_usd) > {LEAST} * used_post_money_usd AS is_other
    WHERE post_money_usd IS NOT NULL
    UNION ALL BY NAME FROM records
    SELECT *, 'Date' AS measure, NULL::DOUBLE AS value_usd, NULL::DOUBLE AS used_usd,
        day_text AS value_date,
        greatest(date_diff('day', told_end::DATE, used_date), date_diff('day', used_end::DATE,
            announced_date)) > {LEAST_DAYS} AS is_other
    WHERE announced_date IS NOT NULL
), disputed AS (
    FROM measured
    SELECT * QUALIFY bool_or(is_other) OVER (PARTITION BY round_id, measure)
)
FROM disputed JOIN sources USING (source_id)
SELECT used_stage::VARCHAR AS round, used_date AS announced_date, when_text, measure, value_usd,
    value_date, NOT coalesce(is_other, false) AS is_used, title AS source, source_url,
    company::VARCHAR AS profile_of, (FROM profile SELECT count(*)) AS company_rounds,
    source_id::VARCHAR AS source_id, round_id
ORDER BY used_date DESC, round_id,
    array_position(['Amount', 'Valuation', 'Date'], measure), is_used DESC, source, source_url
"""


def headline(rows: pl.DataFrame) -> str:
    """About how many rounds sources disagree, and in what."""
    rounds, known = rows["round_id"].n_unique(), rows["company_rounds"][0]
    what = listing([each.lower() for each in rows["measure"].unique(maintain_order=True)])
    of_them = f"{rounds:,} of {count(known, 'round')} of {rows['profile_of'][0]}"
    return f"Sources disagree about the {what} of {of_them}"


FIGURE = Figure(
    name="company_disagreements",
    subtitle="What each source says of rounds they disagree about (USD), and which value is used",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"Sources disagree where an amount or a valuation differs by more than {LEAST:.0%} from "
    f"the one used here, or a date by more than {LEAST_DAYS} days, as exactly as both know it. The "
    "source to be trusted most leads a round. A part of a round is no disagreement about it.",
    titles={
        "round": "Round",
        "measure": "What",
        "value_usd": "Value",
        "value_date": "Day it states",
        "is_used": "Used here",
        "source": "Source",
    },
    hidden=("when_text", "profile_of", "company_rounds"),
    empty="No two sources disagree about a round of this company.",
)
