"""Rounds: how far they reach, and who took part."""

from __future__ import annotations

EXTENT_SQL = """
CREATE TABLE extent AS
WITH happened AS (FROM rounds WHERE status IN ('completed', 'announced'))
FROM happened
-- A visitor's file may hold plans alone.
SELECT coalesce(min(announced_date), (FROM rounds SELECT min(announced_date))) AS oldest,
    coalesce(max(announced_date), (FROM rounds SELECT max(announced_date))) AS newest
"""
"""Dates of the first and the newest round that has happened: the data ends there, not today."""

HOLDERS_SQL = """
CREATE TABLE holders AS
FROM investments JOIN (
        FROM investors SELECT *, 1::USMALLINT << enum_code(investor_type) AS type_bit,
            1::USMALLINT << enum_code(region) AS region_bit
    ) AS investors USING (investor)
    JOIN (FROM rounds SELECT *, rowid::INTEGER AS round_number) AS held USING (round_id)
SELECT round_number, investor, investor_type, investors.country AS investor_country,
    investors.region AS investor_region, is_lead,
    (count(*) OVER each_round)::USMALLINT AS named,
    (count(*) FILTER (is_lead) OVER each_round)::USMALLINT AS leads,
    row_number() OVER (each_round ORDER BY is_lead DESC) = 1 AS is_first,
    row_number() OVER (
        PARTITION BY round_number, investors.country ORDER BY is_lead DESC
    ) = 1 AS is_first_of_country,
    row_number() OVER (
        PARTITION BY round_number, investors.region ORDER BY is_lead DESC
    ) = 1 AS is_first_of_region,
    (count(*) FILTER (is_lead AND investor_type <> 'unknown') OVER each_round)::USMALLINT
        AS known_leads,
    bit_or(type_bit) OVER each_round AS types,
    bit_or(CASE WHEN is_lead THEN type_bit ELSE 0 END) OVER each_round AS lead_types,
    bit_or(region_bit) OVER each_round AS regions,
    bit_or(CASE WHEN is_lead THEN region_bit ELSE 0 END) OVER each_round AS lead_regions,
    (investor::VARCHAR, held.company::VARCHAR) IN
        (FROM relations SELECT (investor::VARCHAR, company::VARCHAR)) AS is_trading,
    held.company AS company, announced_date, date_precision, stage, stage_group, kind, status,
    amount_usd, held.country AS country, held.region AS region, sector, origin
WINDOW each_round AS (PARTITION BY round_number)
ORDER BY round_number
"""
"""Who took part in which round, and among how many: joined once, not at every click.

`round_number` is the `rowid` of the round. `is_first` marks one row of each round, a lead where
there is one, so that rounds are counted without telling them apart; the next two columns mark one
row of each country and of each region of its investors. `known_leads` are leads of known type.
`types` and `regions` have a bit for each type and region of the investors of the round,
`lead_types` and `lead_regions` of its leads. `is_trading` marks investors that sell to the company
or buy from it. The filters find all columns here that they find in the rounds.
"""

TABLES = (
    EXTENT_SQL,
    HOLDERS_SQL,
)
