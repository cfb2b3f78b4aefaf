"""What the context window and the points of a benchmark cost, at the prices an article prints."""

# Price, window and score of one model, and the numbers of its two figures.
MODELS = """
WITH asked(subject, window_check, points_check) AS (
    VALUES ('GPT-4o', 'AN07.01', 'AN07.02'),
        ('Claude 3.5 Sonnet', 'AN07.03', 'AN07.04'),
        ('Gemini 1.5 Pro', 'AN07.05', 'AN07.06'),
        ('Grok 2', 'AN07.07', 'AN07.08'),
        ('Mistral Large 2', 'AN07.09', 'AN07.10')
), printed AS (
    FROM claims
    SELECT subject::VARCHAR AS subject,
        any_value(value) FILTER (metric = 'api_price_input') AS usd_per_mtok,
        any_value(value) FILTER (metric = 'context_window') AS tokens,
        any_value(value) FILTER (metric = 'benchmark_score') AS points
    WHERE source_id = 'article-capital-tsunami'
    GROUP BY 1
)
"""

SQL: dict[str, str] = {
    "AN07": f"""{MODELS}
FROM asked JOIN printed USING (subject)
    SELECT window_check AS check_id, usd_per_mtok * tokens / 1e6 AS value
UNION ALL FROM asked JOIN printed USING (subject) SELECT points_check, points / usd_per_mtok
"""
}
