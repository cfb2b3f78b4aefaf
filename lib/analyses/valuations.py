"""What rounds and listings say companies are worth."""

# Statements of the articles by their number, in the unit of the source and in dollars.
STATED = """
, stated AS (
    FROM company_metrics SELECT claim_id AS id, metric, value, value_usd AS usd, as_of
    WHERE claim_id IS NOT NULL
), raised AS (
    FROM rounds SELECT round_id AS id, amount_usd AS usd
)
"""

AN15 = f"""
WITH kimi AS (FROM rounds WHERE round_id = 'moonshot-ai-2026-05-round')
{STATED}, facts AS (
    SELECT
        (FROM kimi SELECT amount_usd) AS newest,
        (FROM stated SELECT usd WHERE id = 'S3-033') AS six_months,
        (FROM stated SELECT usd WHERE id = 'S3-034') AS ever,
        (FROM stated SELECT usd WHERE id = 'S3-030') AS lead
)
FROM facts SELECT 'AN15.01' AS check_id, (six_months - newest) / 1e9 AS value
UNION ALL FROM facts SELECT 'AN15.02', ever / 1e9
UNION ALL FROM facts SELECT 'AN15.03', 100 * six_months / ever
UNION ALL FROM facts SELECT 'AN15.04', 100 * lead / newest
"""

AN16 = f"""
WITH priced AS (
    FROM rounds
    SELECT round_id, post_money_usd, post_money_usd - amount_usd AS pre_money_usd,
        amount_usd / post_money_usd AS dilution
), before AS (FROM priced WHERE round_id = 'moonshot-ai-2025-12-series-c')
, kimi AS (FROM priced WHERE round_id = 'moonshot-ai-2026-05-round')
, openai AS (FROM priced WHERE round_id = 'openai-2026-03-growth')
, anthropic AS (FROM priced WHERE round_id = 'anthropic-2026-02-series-g')
{STATED}, facts AS (
    SELECT
        (FROM stated SELECT usd WHERE id = 'S4-047') AS series_g,
        (FROM stated SELECT usd WHERE id = 'S4-049') AS target,
        (FROM stated SELECT usd WHERE id = 'S3-052') AS secondary,
        (FROM stated SELECT usd WHERE id = 'S3-010' AND metric = 'valuation_low') AS low,
        (FROM stated SELECT usd WHERE id = 'S3-010' AND metric = 'valuation_high') AS high,
        (FROM stated SELECT usd WHERE id = 'S3-085') AS kimi_value,
        (FROM stated SELECT usd WHERE id = 'S4-036') AS kimi_revenue
)
FROM kimi, before
    SELECT 'AN16.01' AS check_id, kimi.post_money_usd / before.post_money_usd AS value
UNION ALL FROM kimi SELECT 'AN16.02', pre_money_usd / 1e9
UNION ALL FROM kimi SELECT 'AN16.03', 100 * dilution
UNION ALL FROM openai SELECT 'AN16.04', pre_money_usd / 1e9
UNION ALL FROM openai SELECT 'AN16.05', 100 * dilution
UNION ALL FROM anthropic SELECT 'AN16.06', pre_money_usd / 1e9
UNION ALL FROM anthropic SELECT 'AN16.07', 100 * dilution
UNION ALL FROM facts SELECT 'AN16.08', target / series_g
UNION ALL FROM facts SELECT 'AN16.09', secondary / series_g
-- What the article states; the round itself has been corrected since.
UNION ALL FROM round_sources SELECT 'AN16.10', 100 * amount_usd / post_money_usd
    WHERE source_id = 'article-facts' AND source_key = 'R05'
UNION ALL FROM facts SELECT 'AN16.11', 100 * (high / low - 1)
UNION ALL FROM facts SELECT 'AN16.12', kimi_value / kimi_revenue
"""

AN17 = f"""
WITH rate AS (
    FROM exchange_rates SELECT units_per_usd WHERE currency = 'HKD' ORDER BY year DESC LIMIT 1
)
{STATED}, inputs AS (
    SELECT
        (FROM stated SELECT value WHERE id = 'S3-021') AS issue,
        (FROM stated SELECT value / 100 + 1 WHERE id = 'S3-015') AS first_day,
        (FROM stated SELECT value WHERE id = 'S3-016') AS first_market,
        (FROM stated SELECT usd WHERE id = 'S3-016') AS first_market_usd,
        (FROM stated SELECT as_of WHERE id = 'S3-016') AS listing_day,
        (FROM stated SELECT value WHERE id = 'S3-022') AS peak,
        (FROM stated SELECT as_of WHERE id = 'S3-022') AS peak_day,
        (FROM stated SELECT usd WHERE id = 'S3-025') AS revenue,
        (FROM stated SELECT value / 100 + 1 WHERE id = 'S3-019') AS minimax_first_day,
        (FROM stated SELECT usd WHERE id = 'S3-020') AS minimax_market_usd,
        (FROM stated SELECT usd WHERE id = 'S3-026') AS minimax_revenue
), facts AS (
    FROM inputs, rate
    SELECT *,
        issue * first_day AS first_close,
        first_market / first_close AS shares,
        shares * peak AS peak_market,
        peak_market / units_per_usd AS peak_market_usd
)
FROM facts SELECT 'AN17.01' AS check_id, first_close AS value
UNION ALL FROM facts SELECT 'AN17.02', shares / 1e6
UNION ALL FROM facts SELECT 'AN17.03', peak / issue
UNION ALL FROM facts SELECT 'AN17.04', 100 * (peak / issue - 1)
UNION ALL FROM facts SELECT 'AN17.05', peak / first_close
UNION ALL FROM facts SELECT 'AN17.06', peak_market / 1e9
UNION ALL FROM facts SELECT 'AN17.07', peak_market_usd / 1e9
UNION ALL FROM facts SELECT 'AN17.08', date_diff('day', listing_day, peak_day)
UNION ALL FROM facts SELECT 'AN17.09', first_market_usd / revenue
UNION ALL FROM facts SELECT 'AN17.10', peak_market_usd / revenue
UNION ALL FROM facts SELECT 'AN17.11', minimax_first_day
UNION ALL FROM facts SELECT 'AN17.12', minimax_market_usd / minimax_revenue
"""

AN18 = """
WITH others AS (
    FROM company_metrics SELECT sum(value_usd) AS usd WHERE claim_id IN ('S3-047', 'S3-050')
), anthropic AS (
    FROM company_metrics SELECT claim_id, value_usd AS usd
)
FROM anthropic, others
SELECT
    CASE claim_id WHEN 'S3-052' THEN 'AN18.01' WHEN 'S4-049' THEN 'AN18.02' ELSE 'AN18.03' END
        AS check_id,
    (others.usd + anthropic.usd) / 1e12 AS value
WHERE claim_id IN ('S3-052', 'S4-049', 'S4-047')
ORDER BY check_id
"""

AN22 = """
WITH shengshu AS (
    FROM rounds SELECT sum(amount_original) AS cny
    WHERE round_id IN
        ('shengshu-technology-2026-02-series-a', 'shengshu-technology-2026-04-series-b')
), rate AS (
    FROM exchange_rates SELECT units_per_usd WHERE currency = 'CNY' ORDER BY year DESC LIMIT 1
)
FROM shengshu SELECT 'AN22.01' AS check_id, cny / 1e9 AS value
UNION ALL FROM shengshu SELECT 'AN22.02', cny / (FROM rate) / 1e6
"""

AN26 = """
WITH pairs AS (
    SELECT unnest(['AN26.01', 'AN26.02', 'AN26.03']) AS check_id,
        unnest(['A05', 'A06', 'A07']) AS aggregate_id,
        unnest(['S0-038', 'S0-042', 'S0-050']) AS claim_id
)
FROM pairs JOIN aggregates USING (aggregate_id) JOIN company_metrics USING (claim_id)
SELECT check_id, aggregates.value / company_metrics.value_usd AS value
ORDER BY check_id
"""

SQL: dict[str, str] = {
    "AN15": AN15,
    "AN16": AN16,
    "AN17": AN17,
    "AN18": AN18,
    "AN22": AN22,
    "AN26": AN26,
}
