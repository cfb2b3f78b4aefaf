"""What each investor is counted with: rounds divided among those who are named in them.

What each investor put in is almost never published, so a round is divided by a rule. No part is
lost: what has no name, or no lead, has a place of its own, and the parts add up to the round.
"""

from __future__ import annotations

from collections.abc import Sequence

GIVES = {"equal": "All named investors", "led": "Its lead investors"}
"""Who a round is divided among, equally: the values of the SQL parameter `give`."""

UNDISCLOSED, NO_LEAD, UNKNOWN = "Undisclosed", "No lead stated", "Unknown"

DIVISION_NOTE = (
    "Capital is the sum of disclosed amounts. What each investor put in is almost never published, "
    "so a round is divided into equal parts: among all investors that a source names, or among its "
    f"leads only. {UNDISCLOSED} holds rounds whose investors no source names, {NO_LEAD} those with "
    "named investors of which none is said to lead."
)

PARTED = f"""
    amount_usd / CASE WHEN $give = 'led' AND leads > 0 THEN leads ELSE named END AS usd,
    CASE WHEN $give = 'led' AND leads = 0 THEN '{NO_LEAD}' END AS nobody
"""
AMONG = "amount_usd > 0 AND ($give = 'equal' OR is_lead OR leads = 0)"
NAMED_PARTS_SQL = f"""
, named_parts AS NOT MATERIALIZED (
    FROM selected_holders
    SELECT *, {PARTED},
        CASE WHEN $give = 'led' AND leads > 0 THEN lead_types ELSE types END AS part_types,
        CASE WHEN $give = 'led' AND leads > 0 THEN lead_regions ELSE regions END AS part_regions
    WHERE {AMONG}
)
"""
"""One row a round and investor that it is divided among; rounds without an amount have none.

`usd` is the part, `round_number` tells rounds apart, `is_first` marks one part of each. `nobody` is
filled where a round names no lead and `give` asks for leads: then nobody is credited with the part.
`part_types` and `part_regions` have a bit for each type and region among the parts of the round.
"""

UNNAMED_SQL = """
, unnamed AS (
    FROM selected
    WHERE amount_usd > 0 AND coalesce(len(investors), 0) + coalesce(len(lead_investors), 0) = 0
)
"""
"""Rounds with an amount whose investors no source names."""

ALIKE = {"investor_type": "part_types", "investor_region": "part_regions"}
"""What tells which values of a column the parts of a round have."""


def parts_sql(investor_columns: Sequence[str], company_columns: Sequence[str]) -> str:
    """SQL of the table `parts`: capital by the values of these columns, with how many rounds.

    Rows of one `round_number` are the parts of the same `rounds`: of one, or of all that are alike
    in every column, where those of the investors are few enough to tell. `usd` is their sum;
    `nobody` names who has no name, and is NULL without columns of investors.
    """
    company = "".join(f", {name}" for name in company_columns)
    if not investor_columns:
        return f"""
, parts AS (
    FROM selected
    SELECT row_number() OVER () AS round_number, count(*) AS rounds, sum(amount_usd) AS usd,
        NULL AS nobody{company}
    WHERE amount_usd > 0 AND $give <> ''
    GROUP BY ALL
)
"""
    investor = "".join(f", {name}" for name in investor_columns)
    unnamed = "".join(f", NULL AS {name}" for name in investor_columns)
    alike = ALIKE.get("".join(investor_columns))
    named = "named_parts SELECT round_number, 1 AS rounds, usd, nobody"
    if alike:
        named = f"""together
    SELECT dense_rank() OVER (ORDER BY bits, nobody{company}) AS round_number,
        (sum(firsts) OVER (PARTITION BY bits, nobody{company}))::BIGINT AS rounds, usd, nobody"""
    together = f"""
, together AS MATERIALIZED (
    FROM named_parts
    SELECT {alike} AS bits, nobody, CASE WHEN nobody IS NULL THEN {investor_columns[0]} END
        AS {investor_columns[0]}{company}, sum(usd) AS usd, count(*) FILTER (is_first) AS firsts
    GROUP BY ALL
)
"""
    return f"""
{NAMED_PARTS_SQL}
{UNNAMED_SQL}
{together if alike else ""}
, parts AS (
    FROM {named}{investor}{company}
    UNION ALL
    FROM unnamed
    SELECT -row_number() OVER () AS round_number, count(*), sum(amount_usd),
        '{UNDISCLOSED}'{unnamed}{company}
    GROUP BY ALL
    -- Without a column to group by there would be a row of no rounds.
    HAVING count(*) > 0
)
"""
