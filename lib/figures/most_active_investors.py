"""Which investors join most rounds? A way in, for those who have no name in mind."""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.joined_rounds import JOINED_NOTE, WHOLE_NOTE
from lib.words import count

SHOWN = 15

SQL = f"""
FROM selected JOIN holders USING (round_id)
SELECT
    investor::VARCHAR AS investor,
    count(*) AS rounds,
    count(*) FILTER (is_lead) AS led,
    count(DISTINCT company) AS companies,
    sum(amount_usd) AS capital_usd,
    max(announced_date) AS last_date,
    any_value(investor_country)::VARCHAR AS investor_country,
    any_value(investor_type)::VARCHAR AS investor_type
GROUP BY 1
ORDER BY count(*) DESC, count(DISTINCT company) DESC, 1
LIMIT {SHOWN}
"""


def headline(rows: pl.DataFrame) -> str:
    """The investor with most rounds."""
    first = rows.row(0, named=True)
    joined = f"{first['investor']} joined {count(first['rounds'], 'round')}"
    level = rows.filter(rounds=first["rounds"]).height
    of = f"of {count(first['companies'], 'company')}"
    return f"{joined} {of}, {'more than' if level == 1 else 'as many as'} any other investor"


FIGURE = Figure(
    name="most_active_investors",
    subtitle=f"Investors with most rounds, at most {SHOWN} (rounds)",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{JOINED_NOTE}{WHOLE_NOTE}Empty cells are not known.",
    empty="No selected round names an investor.",
    titles={
        "investor_type": "Kind",
        "investor_country": "Home country",
        "led": "As lead",
        "capital_usd": "Capital of these rounds",
        "last_date": "Last joined",
    },
)
