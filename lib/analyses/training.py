"""What articles say training a model costs, and what that comes to."""

# Statements of the articles by their number.
STATED = """
, stated AS (
    FROM claims
    SELECT claim_id AS id, value, value_usd AS usd, value_low AS low, value_high AS high,
        corrected_value AS corrected
)
"""

AN08 = f"""
WITH runs AS (
    SELECT unnest(['AN08.01', 'AN08.02', 'AN08.03', 'AN08.04', 'AN08.05']) AS check_id,
        unnest(['S0-012', 'S0-014', 'S0-016', 'S0-018', 'S0-020']) AS compute_id,
        unnest(['S0-013', 'S0-015', 'S0-017', 'S0-019', 'S0-021']) AS cost_id
)
{STATED}, units AS (
    FROM runs JOIN stated AS compute ON compute.id = compute_id
        JOIN stated AS cost ON cost.id = cost_id
    SELECT check_id, cost.usd / 1e6 / (compute.value / 1e24) AS value,
        cost.usd / 1e6 / (compute.corrected / 1e24) AS corrected
), facts AS (
    SELECT
        (FROM stated SELECT value WHERE id = 'S0-012') AS gpt_compute,
        (FROM stated SELECT usd WHERE id = 'S0-013') AS gpt_cost,
        (FROM stated SELECT value WHERE id = 'S0-016') AS sora_compute,
        (FROM stated SELECT usd WHERE id = 'S0-017') AS sora_cost,
        (FROM stated SELECT value WHERE id = 'S0-020') AS video_compute,
        (FROM stated SELECT usd WHERE id = 'S0-021') AS video_cost,
        (FROM stated SELECT value WHERE id = 'S0-004') AS gpt_parameters,
        (FROM stated SELECT value WHERE id = 'S2-021') AS mythos_parameters,
        (FROM stated SELECT low WHERE id = 'S2-045') AS large_low,
        (FROM stated SELECT high WHERE id = 'S2-045') AS large_high
)
FROM units SELECT check_id, value
UNION ALL FROM units SELECT 'AN08.06', corrected WHERE check_id = 'AN08.04'
-- Training takes about six operations a parameter and token.
UNION ALL FROM models SELECT 'AN08.07', 6 * parameters * training_data_size / 1e24
    WHERE model = 'Llama 3.1-405B'
UNION ALL FROM facts SELECT 'AN08.08', gpt_cost / sora_cost
UNION ALL FROM facts SELECT 'AN08.09', gpt_compute / sora_compute
UNION ALL FROM facts SELECT 'AN08.10', gpt_cost / video_cost
UNION ALL FROM facts SELECT 'AN08.11', gpt_compute / video_compute
UNION ALL FROM facts SELECT 'AN08.12', mythos_parameters / gpt_parameters
UNION ALL FROM facts SELECT 'AN08.13', large_low / gpt_cost
UNION ALL FROM facts SELECT 'AN08.14', large_high / gpt_cost
"""

AN25 = f"""
WITH sizes AS (
    FROM claims
    SELECT any_value(value) FILTER (claim_id = 'S2-040') AS large,
        any_value(value) FILTER (claim_id = 'S2-013') AS small
)
{STATED}, saved AS (FROM stated WHERE id = 'S2-038')
FROM sizes SELECT 'AN25.01' AS check_id, large / small AS value
UNION ALL FROM saved SELECT 'AN25.02', 100 - high
UNION ALL FROM saved SELECT 'AN25.03', 100 - low
"""

SQL: dict[str, str] = {"AN08": AN08, "AN25": AN25}
