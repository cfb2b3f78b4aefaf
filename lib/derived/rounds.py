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
