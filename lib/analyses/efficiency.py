"""What an article's table of models says of money and benchmark scores."""

PAIRS = """
WITH ids AS (
    SELECT unnest(['OpenAI', 'Anthropic', 'xAI', 'Mistral AI']) AS company,
        unnest(['S0-035', 'S0-039', 'S0-047', 'S0-051']) AS score_id,
        unnest(['S0-038', 'S0-042', 'S0-050', 'S0-054']) AS funding_id,
        unnest(['AN06.01', 'AN06.02', 'AN06.03', 'AN06.04']) AS check_id
), pairs AS (
    FROM ids JOIN claims AS scores ON scores.claim_id = score_id
        JOIN claims AS funding ON funding.claim_id = funding_id
    SELECT ids.company, check_id, scores.value AS mmlu, funding.value_usd AS usd,
        rank() OVER (ORDER BY scores.value) AS of_mmlu,
        rank() OVER (ORDER BY funding.value_usd) AS of_usd
)
"""

AN06 = f"""
{PAIRS}
FROM pairs SELECT check_id, mmlu / (usd / 1e9) AS value
UNION ALL FROM pairs SELECT 'AN06.05', corr(usd, mmlu)
UNION ALL FROM pairs SELECT 'AN06.06', corr(log10(usd), mmlu)
UNION ALL FROM pairs SELECT 'AN06.07', corr(of_usd, of_mmlu)
UNION ALL
FROM pairs SELECT 'AN06.08', 100 * max(usd) FILTER (company = 'Anthropic')
    / max(usd) FILTER (company = 'OpenAI')
"""

SQL: dict[str, str] = {"AN06": AN06}
