"""How far a number can be trusted: which stored rows sources disagree about."""

from __future__ import annotations

AMOUNTS = "('funding_round_amount', 'debt_raised')"
VALUATIONS = "('valuation', 'post_money_valuation', 'target_valuation', 'secondary_valuation')"

DISPUTED_SQL = f"""
CREATE TABLE disputed AS
FROM disputes JOIN (FROM conflicts SELECT conflict_id, metric) USING (conflict_id)
SELECT table_name::VARCHAR AS table_name, row_key,
    first(conflict_id ORDER BY severity, conflict_id) AS conflict,
    first(conflict_id ORDER BY severity, conflict_id) FILTER (metric IN {AMOUNTS})
        AS amount_conflict,
    first(conflict_id ORDER BY severity, conflict_id) FILTER (metric IN {VALUATIONS})
        AS valuation_conflict
GROUP BY 1, 2
"""
"""The worst conflict of each stored row that is in one, so that figures join a single row; the
worst about an amount, and about a valuation, for rows such as rounds that hold several numbers."""

TABLES = (DISPUTED_SQL,)
