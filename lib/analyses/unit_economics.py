"""What an hour of a GPU has to bring in, what is lost, and how use grows."""

# Statements of the articles by their number; a company figure in dollars.
STATED = """
WITH stated AS (
    FROM company_metrics SELECT claim_id AS id, value, value_usd AS usd, as_of
    WHERE claim_id IS NOT NULL
), claimed AS (
    FROM claims SELECT claim_id AS id, value, corrected_value, as_of
)
"""

# 8760 hours are a year.
AN09 = f"""{STATED}, threshold AS (
    FROM claimed SELECT value * 8760 AS usd_a_gpu WHERE id = 'S0-079'
)
FROM threshold, stated SELECT 'AN09.01' AS check_id, value * usd_a_gpu / 1e6 AS value
    WHERE id = 'S0-030'
UNION ALL FROM threshold, stated SELECT 'AN09.02', usd / usd_a_gpu WHERE id = 'S0-068'
UNION ALL FROM threshold, stated SELECT 'AN09.03', usd / usd_a_gpu WHERE id = 'S4-036'
UNION ALL FROM threshold, stated SELECT 'AN09.04', usd / usd_a_gpu WHERE id = 'S3-025'
UNION ALL FROM threshold, stated SELECT 'AN09.05', usd / usd_a_gpu WHERE id = 'S3-026'
"""

# The article takes a run rate for the revenue of the year.
AN10 = f"""{STATED}, burn AS (
    SELECT (FROM stated SELECT usd WHERE id = 'S0-069') AS loss,
        (FROM stated SELECT usd WHERE id = 'S0-068') AS revenue
)
FROM burn SELECT 'AN10.01' AS check_id, loss / revenue AS value
UNION ALL FROM burn SELECT 'AN10.02', (loss + revenue) / 1e9
"""

AN20 = f"""{STATED}, tokens AS (
    SELECT
        (FROM claimed SELECT value WHERE id = 'S3-067') AS first,
        (FROM claimed SELECT value WHERE id = 'S3-068') AS printed,
        (FROM claimed SELECT corrected_value WHERE id = 'S3-068') AS corrected,
        date_diff('month', (FROM claimed SELECT as_of WHERE id = 'S3-067'),
            (FROM claimed SELECT as_of WHERE id = 'S3-068')) AS months
)
FROM tokens SELECT 'AN20.01' AS check_id, printed / first AS value
UNION ALL FROM tokens SELECT 'AN20.02', corrected / first
UNION ALL FROM tokens SELECT 'AN20.03', 100 * (pow(corrected / first, 1 / months) - 1)
UNION ALL FROM tokens SELECT 'AN20.04', months * ln(2) / ln(corrected / first)
"""

AN21 = f"""{STATED}, facts AS (
    SELECT
        (FROM stated SELECT value WHERE id = 'S4-058') AS kimi_before,
        (FROM stated SELECT value WHERE id = 'S4-059') AS kimi,
        (FROM stated SELECT value WHERE id = 'S4-060') AS doubao,
        (FROM stated SELECT value WHERE id = 'S3-086') AS doubao_later,
        (FROM stated SELECT usd WHERE id = 'S4-036') AS kimi_revenue,
        (FROM stated SELECT usd WHERE id = 'S3-087') AS plan
)
FROM facts SELECT 'AN21.01' AS check_id, 100 * (kimi / kimi_before - 1) AS value
UNION ALL FROM facts SELECT 'AN21.02', doubao / kimi
UNION ALL FROM facts SELECT 'AN21.03', doubao_later / kimi
UNION ALL FROM facts SELECT 'AN21.04', kimi_revenue / kimi
UNION ALL FROM facts SELECT 'AN21.05', plan
"""

SQL: dict[str, str] = {"AN09": AN09, "AN10": AN10, "AN20": AN20, "AN21": AN21}
