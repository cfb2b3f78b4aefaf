"""Where capital goes, and the Chinese rounds of 2026."""

AN05 = """
WITH parts AS (
    FROM aggregates SELECT dimension_value::VARCHAR AS region, value_usd, deals
    WHERE aggregate_id IN ('A15', 'A16', 'A17', 'A18')
), shares AS (
    FROM parts
    SELECT region, value_usd, 100 * value_usd / sum(value_usd) OVER () AS of_funding,
        100 * deals / sum(deals) OVER () AS of_deals
)
FROM parts SELECT 'AN05.01' AS check_id, sum(value_usd) / 1e9 AS value
UNION ALL FROM parts SELECT 'AN05.02', sum(deals)
UNION ALL FROM shares SELECT 'AN05.03', of_funding WHERE region = 'United States'
UNION ALL FROM shares SELECT 'AN05.04', of_deals WHERE region = 'United States'
UNION ALL FROM shares SELECT 'AN05.05', of_funding WHERE region = 'China'
UNION ALL FROM shares SELECT 'AN05.06', of_deals WHERE region = 'China'
UNION ALL FROM shares SELECT 'AN05.07', of_funding WHERE region = 'Europe'
UNION ALL FROM shares SELECT 'AN05.08', of_deals WHERE region = 'Europe'
UNION ALL FROM shares SELECT 'AN05.09', of_funding WHERE region = 'Rest of World'
UNION ALL FROM shares SELECT 'AN05.10', of_deals WHERE region = 'Rest of World'
UNION ALL FROM shares SELECT 'AN05.11',
    sum(value_usd) FILTER (region = 'United States') / sum(value_usd) FILTER (region = 'China')
UNION ALL FROM shares SELECT 'AN05.12', sum(of_funding * of_funding)
"""

# What the four articles state of single rounds of 2026.
AN28 = """
WITH regions AS (
    FROM aggregates JOIN companies ON dimension_value::VARCHAR = company::VARCHAR
    SELECT region::VARCHAR AS region, sum(value_usd) / 1e9 AS billion
    WHERE dimension = 'company' AND measure = 'funding' AND aggregates.status = 'completed'
        AND source_id::VARCHAR LIKE 'article-%'
        AND period_start >= DATE '2026-01-01' AND period_end <= DATE '2026-12-31'
    GROUP BY 1
)
FROM regions SELECT 'AN28.01' AS check_id, billion AS value WHERE region = 'United States'
UNION ALL FROM regions SELECT 'AN28.02', billion WHERE region = 'China'
UNION ALL FROM regions SELECT 'AN28.03',
    sum(billion) FILTER (region = 'United States') / sum(billion) FILTER (region = 'China')
"""

# Yuan of 2024 and 2025: A23 is the model layer in 2025, A24 its change against 2024, A25 and A26
# the part of language models in all AI investment of the two years.
MODEL_LAYER = """
figures AS (
    FROM aggregates
    SELECT
        any_value(value) FILTER (aggregate_id = 'A23') AS models_2025,
        any_value(deals) FILTER (aggregate_id = 'A23') AS rounds_2025,
        models_2025 / (1 + any_value(value) FILTER (aggregate_id = 'A24') / 100) AS models_2024,
        any_value(value) FILTER (aggregate_id = 'A25') / 100 AS part_2024,
        any_value(value) FILTER (aggregate_id = 'A26') / 100 AS part_2025,
        models_2024 / part_2024 AS all_2024,
        models_2025 / part_2025 AS all_2025,
        any_value(value * deals) FILTER (aggregate_id = 'A47') AS three_firms_2025,
        any_value(value) FILTER (aggregate_id = 'A19') AS tigers_2023,
        any_value(value) FILTER (aggregate_id = 'A22') AS tigers_2024,
        any_value(value / deals) FILTER (aggregate_id = 'A21') AS chain_round_2024
)
"""

AN11 = f"""
WITH yuan AS (
    FROM exchange_rates
    SELECT
        any_value(units_per_usd) FILTER (year::VARCHAR = '2024') AS of_2024,
        any_value(units_per_usd) FILTER (year::VARCHAR = '2025') AS of_2025
    WHERE currency = 'CNY'
), {MODEL_LAYER}
FROM figures SELECT 'AN11.01' AS check_id, models_2024 / 1e9 AS value
UNION ALL FROM figures SELECT 'AN11.02', models_2025 / rounds_2025 / 1e6
UNION ALL FROM figures, yuan SELECT 'AN11.03', models_2025 / rounds_2025 / of_2025 / 1e6
UNION ALL FROM figures SELECT 'AN11.04', 100 * three_firms_2025 / models_2025
UNION ALL FROM figures SELECT 'AN11.05', tigers_2024 / tigers_2023
UNION ALL FROM figures SELECT 'AN11.06', chain_round_2024 / 1e9
UNION ALL FROM figures, yuan SELECT 'AN11.07', chain_round_2024 / of_2024 / 1e6
"""

AN12 = f"""
WITH {MODEL_LAYER}
FROM figures SELECT 'AN12.01' AS check_id, 100 * (part_2025 - part_2024) AS value
UNION ALL FROM figures SELECT 'AN12.02', 100 * (part_2025 / part_2024 - 1)
UNION ALL FROM figures SELECT 'AN12.03', all_2024 / 1e9
UNION ALL FROM figures SELECT 'AN12.04', all_2025 / 1e9
UNION ALL FROM figures SELECT 'AN12.05', 100 * (all_2025 / all_2024 - 1)
UNION ALL FROM figures SELECT 'AN12.06', 100 * models_2025 / all_2024
UNION ALL FROM figures SELECT 'AN12.07',
    100 * ((all_2025 - models_2025) / (all_2024 - models_2024) - 1)
"""

AN14 = """
WITH two AS (
    FROM rounds
    SELECT sum(coalesce(amount_usd, amount_high_usd)) AS usd
    WHERE round_id IN ('moonshot-ai-2026-05-round', 'stepfun-2026-05-round')
), published AS (
    FROM aggregates
    SELECT any_value(value_usd) FILTER (aggregate_id = 'A30') AS three,
        any_value(value_usd) FILTER (aggregate_id = 'A05') AS openai,
        any_value(value_usd) FILTER (aggregate_id = 'A02') AS largest_four
), founder AS (
    FROM company_metrics JOIN exchange_rates
        ON currency::VARCHAR = unit::VARCHAR AND exchange_rates.year = year(as_of)
    SELECT value / units_per_usd AS usd
    WHERE claim_id = 'S3-037' AND metric = 'founder_contribution'
)
FROM two SELECT 'AN14.01' AS check_id, usd / 1e9 AS value
UNION ALL FROM two, published SELECT 'AN14.02', (three - usd) / 1e9
UNION ALL FROM founder SELECT 'AN14.03', usd / 1e9
UNION ALL FROM published SELECT 'AN14.04', 100 * three / openai
UNION ALL FROM published SELECT 'AN14.05', 100 * three / largest_four
"""

SQL: dict[str, str] = {"AN05": AN05, "AN28": AN28, "AN11": AN11, "AN12": AN12, "AN14": AN14}
