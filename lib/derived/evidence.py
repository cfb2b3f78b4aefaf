"""How far a number can be trusted: which stored rows and statements sources disagree about."""

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

STATEMENTS_SQL = """
CREATE TABLE statements AS
WITH bearing AS (
    FROM (FROM conflicts SELECT conflict_id, severity, unnest(claim_ids) AS claim_id)
    SELECT claim_id, list(conflict_id ORDER BY severity, conflict_id) AS found,
        min(severity) AS severity
    GROUP BY claim_id
)
FROM claims JOIN sources USING (source_id) LEFT JOIN bearing USING (claim_id)
SELECT claim_id, subject, metric::VARCHAR AS metric, detail, as_of, as_of AS announced_date,
    date_precision::VARCHAR AS date_precision, claims.status::VARCHAR AS status,
    confidence::VARCHAR AS confidence, found[1] AS conflict,
    array_to_string(found[2:], ', ') AS other_conflicts,
    corrected_value IS NOT NULL OR superseded_by IS NOT NULL AS is_corrected,
    split_part(title, ':', 1) AS article, source_url, topic::VARCHAR AS topic, companies,
    value, value_low, value_high, unit::VARCHAR AS unit, value_words, corrected_value, value_usd,
    value_low_usd, value_high_usd, qualifier::VARCHAR AS qualifier, superseded_by,
    source_id::VARCHAR AS source_id,
    -- What an article says of itself comes last; of what contradicts each other, the most money
    -- first.
    row_number() OVER (
        ORDER BY metric IN ('publication_date', 'internal_date_hint'), severity NULLS LAST,
            conflict NULLS LAST, coalesce(value_usd, value_high_usd, value_low_usd) DESC NULLS LAST,
            as_of DESC, claim_id
    ) AS place
"""
"""The statements of the articles with the conflicts that each bears on, the worst first."""

TABLES = (DISPUTED_SQL, STATEMENTS_SQL)
