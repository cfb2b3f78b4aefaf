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
, named AS (
    FROM investments SELECT round_id, count(*) FILTER ($give = 'equal' OR is_lead) AS sharing
    GROUP BY round_id
), holders AS (
    FROM investments JOIN investors USING (investor)
    SELECT round_id, investor, investor_type, country AS investor_country,
        region AS investor_region
    WHERE $give = 'equal' OR is_lead
), parts AS (
    FROM (FROM selected SELECT *, row_number() OVER () AS round_number WHERE amount_usd > 0)
    LEFT JOIN named USING (round_id) LEFT JOIN holders USING (round_id)
    SELECT round_number, amount_usd / greatest(sharing, 1) AS usd,
        CASE WHEN sharing IS NULL THEN '{UNDISCLOSED}' WHEN sharing = 0 THEN '{NO_LEAD}' END
            AS nobody,
        investor, investor_type, investor_country, investor_region,
        company, country, region, sector, stage_group
)
"""
"""One row a round and investor that it is divided among; rounds without an amount have none.

`usd` is the part, `round_number` tells rounds apart. `nobody` is filled, and the investor empty,
where a round names no investor at all, or no lead where `give` asks for leads.
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
