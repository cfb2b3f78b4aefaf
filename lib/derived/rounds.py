"""Rounds: how far they reach, and who took part."""

from __future__ import annotations

EXTENT_SQL = """
CREATE TABLE extent AS
FROM rounds SELECT min(announced_date) AS oldest, max(announced_date) AS newest
WHERE status IN ('completed', 'announced')
"""
"""Dates of the first and the newest round that has happened: the data ends there, not today."""

HOLDERS_SQL = """
CREATE TABLE holders AS
FROM investments JOIN investors USING (investor)
SELECT round_id, investor, investor_type, country AS investor_country, region AS investor_region,
    is_lead, (count(*) OVER each_round)::USMALLINT AS named,
    (count(*) FILTER (is_lead) OVER each_round)::USMALLINT AS leads
WINDOW each_round AS (PARTITION BY round_id)
"""
"""Who took part in which round, and among how many: joined once, not at every click."""

TABLES = (
    EXTENT_SQL,
    HOLDERS_SQL,
)
