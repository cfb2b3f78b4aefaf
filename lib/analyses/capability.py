"""How far the best closed model is ahead of the best open one, as an article prints it."""

AN23 = """
FROM claims SELECT
    'AN23.01' AS check_id,
    any_value(value) FILTER (claim_id = 'S2-031') - any_value(value) FILTER (claim_id = 'S2-032')
        AS value
"""

SQL: dict[str, str] = {"AN23": AN23}
