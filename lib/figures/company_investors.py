"""Who invested in one company."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import ONE_SQL
from lib.figures.figure import Figure
from lib.words import count, listing

SQL = f"""
{ONE_SQL}
, seats AS (
    FROM selected_holders SEMI JOIN one ON company::VARCHAR = firm
    SELECT company, investor::VARCHAR AS investor, investor_type, investor_country, is_lead,
        is_first, status IN ('completed', 'announced') AS is_confirmed, announced_date
), named AS (
    FROM seats SELECT count(*) FILTER (is_confirmed AND is_first) AS named_rounds
), totals AS (
    FROM selected SEMI JOIN one ON company::VARCHAR = firm
    SELECT count(*) FILTER (status IN ('completed', 'announced')) AS company_rounds
)
FROM seats, named, totals
SELECT investor, count(*) FILTER (is_confirmed) AS joined,
    count(*) FILTER (is_confirmed AND is_lead) AS led,
    any_value(investor_type)::VARCHAR AS investor_type,
    any_value(investor_country)::VARCHAR AS investor_country,
    min(announced_date) AS first_date, max(announced_date) AS last_date,
    count(*) FILTER (NOT is_confirmed) AS unconfirmed,
    any_value(company)::VARCHAR AS profile_of, any_value(named_rounds) AS named_rounds,
    any_value(company_rounds) AS company_rounds
GROUP BY investor
ORDER BY joined DESC, led DESC, last_date DESC, investor
"""


def headline(rows: pl.DataFrame) -> str:
    """How many investors are named, and who joined most rounds."""
    company = rows["profile_of"][0]
    done = rows.filter(pl.col("joined") > 0)
    if done.is_empty():
        return f"{company}: {count(rows.height, 'investor')} named, in rounds not yet confirmed"
    investors = f"{count(done.height, 'investor')} of {company} {_verb(done.height)} named"
    most = done["joined"].max()
    top = done.filter(pl.col("joined") == most)["investor"].to_list()
    if not isinstance(most, int) or most == 1 or len(top) > 3:
        return f"{investors}, {listing([*done['investor']], 3)}"[:138]
    return f"{investors}; {listing(top)} joined most often, {most:,} rounds"


def _verb(number: int) -> str:
    return "is" if number == 1 else "are"


def remark(rows: pl.DataFrame) -> str:
    """How many rounds name their investors; the others are undisclosed."""
    named, rounds = rows["named_rounds"][0], rows["company_rounds"][0]
    said = f"Investors are named for {named:,} of {count(rounds, 'confirmed round')}"
    return f"{said}; those of the others are undisclosed." if named < rounds else f"{said}."


FIGURE = Figure(
    name="company_investors",
    subtitle="Investors named in a round of the company, by number of rounds joined (rounds)",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Joined and led count completed and announced rounds; rounds that are rumoured or planned "
    "have a column of their own. An investor led a round where a source says so. What each put in "
    "is almost never published. Dates are those of the first and last round that names it.",
    remark=remark,
    titles={
        "investor_type": "Type",
        "investor_country": "Country",
        "joined": "Joined",
        "led": "Led",
        "first_date": "First",
        "last_date": "Last",
        "unconfirmed": "Rumoured or planned",
    },
    hidden=("profile_of", "named_rounds", "company_rounds"),
)
