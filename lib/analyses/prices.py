"""What the context window and the points of a benchmark cost, at the prices an article prints."""

# Price, window and score of one model, and the numbers of its two figures.
PRINTED = """
WITH asked(price_claim, window_claim, score_claim, window_check, points_check) AS (
    VALUES ('S0-037', 'S0-036', 'S0-035', 'AN07.01', 'AN07.02'),
        ('S0-041', 'S0-040', 'S0-039', 'AN07.03', 'AN07.04'),
        ('S0-045', 'S0-044', 'S0-043', 'AN07.05', 'AN07.06'),
        ('S0-049', 'S0-048', 'S0-047', 'AN07.07', 'AN07.08'),
        ('S0-053', 'S0-052', 'S0-051', 'AN07.09', 'AN07.10')
), printed AS (
    FROM asked JOIN claims AS price ON price.claim_id = price_claim
        JOIN claims AS context ON context.claim_id = window_claim
        JOIN claims AS score ON score.claim_id = score_claim
    SELECT window_check, points_check, price.value AS usd_per_mtok, context.value AS tokens,
        score.value AS points
)
"""

SQL: dict[str, str] = {
    "AN07": f"""{PRINTED}
FROM printed SELECT window_check AS check_id, usd_per_mtok * tokens / 1e6 AS value
UNION ALL FROM printed SELECT points_check, points / usd_per_mtok
"""
}
