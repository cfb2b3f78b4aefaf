"""First tracked round of each series of a company: what time and graduation are measured by."""

from __future__ import annotations

from lib.datasets.rounds import STAGES

SERIES = tuple(
    stage for stage in STAGES if stage.startswith("Series ") or stage in ("Pre-seed", "Seed")
)
"""Stages that follow each other, in order."""

LEAST = 5
"""Companies that a median or a share needs."""

LADDER = ", ".join(f"'{stage}'" for stage in SERIES)
FIRSTS = f"""
, firsts AS (
    -- The filters narrow one round of a pair; the other is looked up among all rounds.
    FROM rounds
    SELECT company, list_position([{LADDER}], stage::VARCHAR) AS step,
        arg_min(round_id, (announced_date, round_id)) AS round_id,
        min(announced_date) AS first_date
    WHERE step > 0 AND date_precision IN ('day', 'month')
        AND caveat IS DISTINCT FROM 'total of several rounds'
        AND (status IN ('completed', 'announced')
            OR round_id IN (FROM selected SELECT round_id))
    GROUP BY 1, 2
)
"""
"""SQL of the table `firsts`: company, step (place in SERIES, from 1), round_id, first_date."""

DATES_NOTE = (
    "A series counts from its first tracked round, so extensions do not. Left out are rounds whose "
    "date is known to the quarter or year only, and totals of several rounds."
)
