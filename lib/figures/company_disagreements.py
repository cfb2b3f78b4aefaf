"""Where the sources of a company's rounds disagree, and which value is used."""

from __future__ import annotations

import polars as pl

from lib.datasets.round_conflicts import LEAST, LEAST_DAYS
from lib.figures.company_history import DAY_SQL, PROFILE_SQL
from lib.figures.figure import Figure
from lib.words import count, listing

SQL = f"""
{PROFILE_SQL}
, told AS (
    FROM conflict_values JOIN conflicts USING (conflict_id)
    SELECT conflict_id, round_id, conflict_values.source_id, source_url, value_usd, is_used,
        CASE metric WHEN 'funding_round_amount' THEN 'Amount'
            WHEN 'post_money_valuation' THEN 'Valuation' ELSE 'Date' END AS measure,
        date_low AS announced_date, date_precision
    WHERE found_by = 'rule' AND role = 'states'
)
FROM (FROM told SELECT *, {DAY_SQL} AS value_date) AS told
    JOIN sources USING (source_id)
    JOIN profile USING (round_id)
SELECT profile.stage::VARCHAR AS round, profile.announced_date, when_text, measure,
    told.value_usd, CASE measure WHEN 'Date' THEN value_date END AS value_date, is_used,
    title AS source, told.source_url, company::VARCHAR AS profile_of,
    (FROM profile SELECT count(*)) AS company_rounds, told.source_id::VARCHAR AS source_id,
    conflict_id, round_id
ORDER BY profile.announced_date DESC, round_id, measure, is_used DESC, source, told.source_url
"""


MEASURES = ("Amount", "Valuation", "Date")


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
