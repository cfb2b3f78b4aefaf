"""Late against early stage."""

# Figures of one article: total, the four largest rounds, late and early stage with their growth,
# and the sum it calls inference serving.
FIGURES = """
WITH figure AS (
    FROM aggregates
    SELECT
        max(value) FILTER (aggregate_id = 'A01') AS total_usd,
        max(value) FILTER (aggregate_id = 'A02') AS four_usd,
        max(value) FILTER (aggregate_id = 'A09') AS late_usd,
        max(value) FILTER (aggregate_id = 'A10') AS late_growth_percent,
        max(value) FILTER (aggregate_id = 'A11') AS early_usd,
        max(value) FILTER (aggregate_id = 'A12') AS early_growth_percent,
        max(value) FILTER (aggregate_id = 'A14') AS inference_usd
), a_year_earlier AS (
    FROM figure
    SELECT *, 1 + late_growth_percent / 100 AS late_multiple,
        1 + early_growth_percent / 100 AS early_multiple,
        late_usd / late_multiple AS late_before_usd,
        early_usd / early_multiple AS early_before_usd
)
"""

SQL: dict[str, str] = {
    "AN02": f"""{FIGURES}
FROM figure SELECT 'AN02.01' AS check_id, late_usd / total_usd * 100 AS value
UNION ALL FROM figure SELECT 'AN02.02', early_usd / total_usd * 100
UNION ALL FROM figure SELECT 'AN02.03', (total_usd - late_usd - early_usd) / 1e9
UNION ALL FROM figure SELECT 'AN02.04', (total_usd - late_usd - early_usd) / total_usd * 100
UNION ALL FROM figure SELECT 'AN02.05', late_usd / early_usd
UNION ALL FROM figure SELECT 'AN02.06', four_usd / early_usd
UNION ALL FROM figure SELECT 'AN02.07', four_usd / late_usd * 100
""",
    "AN03": f"""{FIGURES}
FROM a_year_earlier SELECT 'AN03.01' AS check_id, late_before_usd / 1e9 AS value
UNION ALL FROM a_year_earlier SELECT 'AN03.02', early_before_usd / 1e9
UNION ALL FROM a_year_earlier SELECT 'AN03.03', late_growth_percent / early_growth_percent
UNION ALL FROM a_year_earlier SELECT 'AN03.04', late_multiple / early_multiple
UNION ALL FROM a_year_earlier SELECT 'AN03.05', late_before_usd / early_before_usd
UNION ALL FROM a_year_earlier
    SELECT 'AN03.06', ((late_usd - four_usd) / late_before_usd - 1) * 100
""",
    "AN24": f"""{FIGURES}
FROM figure SELECT 'AN24.01' AS check_id, four_usd / inference_usd AS value
""",
}
