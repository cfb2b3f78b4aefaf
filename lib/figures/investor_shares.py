"""What each investor is counted with: rounds divided among those who are named in them.

What each investor put in is almost never published, so a round is divided by a rule. No part is
lost: what has no name, or no lead, has a place of its own, and the parts add up to the round.
"""

from __future__ import annotations

GIVES = {"equal": "All named investors", "led": "Its lead investors"}
"""Who a round is divided among, equally: the values of the SQL parameter `give`."""

UNDISCLOSED, NO_LEAD, UNKNOWN = "Undisclosed", "No lead stated", "Unknown"

DIVISION_NOTE = (
    "Capital is the sum of disclosed amounts. What each investor put in is almost never published, "
    "so a round is divided into equal parts: among all investors that a source names, or among its "
    f"leads only. {UNDISCLOSED} holds rounds whose investors no source names, {NO_LEAD} those with "
    "named investors of which none is said to lead."
)

INVESTOR_PARTS_SQL = f"""
, parts AS (
    FROM (FROM selected SELECT *, row_number() OVER () AS round_number WHERE amount_usd > 0)
    LEFT JOIN holders USING (round_id)
    SELECT round_number,
        amount_usd / CASE WHEN $give = 'led' AND leads > 0 THEN leads ELSE coalesce(named, 1) END
            AS usd,
        CASE WHEN named IS NULL THEN '{UNDISCLOSED}' WHEN $give = 'led' AND leads = 0
            THEN '{NO_LEAD}' END AS nobody,
        investor, investor_type, investor_country, investor_region,
        company, country, region, sector, stage_group
    WHERE $give = 'equal' OR is_lead OR coalesce(leads, 0) = 0
)
"""
"""One row a round and investor that it is divided among; rounds without an amount have none.

`usd` is the part, `round_number` tells rounds apart. `nobody` is filled where a round names no
investor at all, or no lead where `give` asks for leads: then nobody is credited with the part.
"""

ROUND_PARTS_SQL = """
, parts AS (
    FROM selected
    SELECT row_number() OVER () AS round_number, amount_usd AS usd,
        company, country, region, sector, stage_group
    WHERE amount_usd > 0 AND $give <> ''
)
"""
"""One row a round with an amount, for figures that name no investors and divide nothing."""
