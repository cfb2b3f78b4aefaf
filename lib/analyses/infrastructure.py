"""What the largest buyers of data centres plan to spend, beside venture capital."""

PLANS = """
WITH total AS (
    FROM aggregates
    SELECT max(value) FILTER (aggregate_id = 'A32') AS microsoft,
        max(value) FILTER (aggregate_id = 'A33') AS alphabet_low,
        max(value) FILTER (aggregate_id = 'A34') AS alphabet_high,
        max(value) FILTER (aggregate_id = 'A35') AS meta_low,
        max(value) FILTER (aggregate_id = 'A36') AS meta_high,
        max(value) FILTER (aggregate_id = 'A37') AS amazon,
        max(value) FILTER (aggregate_id = 'A01') AS venture,
        max(value) FILTER (aggregate_id = 'A02') AS leaders
), sums AS (
    FROM total
    SELECT *, microsoft + alphabet_low + meta_low + amazon AS low,
        microsoft + alphabet_high + meta_high + amazon AS high
)
FROM sums
SELECT unnest([
    {check_id: 'AN19.01', value: high / 1e9},
    {check_id: 'AN19.02', value: low / 1e9},
    {check_id: 'AN19.03', value: (high + low) / 2 / 1e9},
    {check_id: 'AN19.04', value: 100 * amazon / high},
    {check_id: 'AN19.05', value: 100 * microsoft / high},
    {check_id: 'AN19.06', value: 100 * alphabet_high / high},
    {check_id: 'AN19.07', value: 100 * meta_high / high},
    {check_id: 'AN19.08', value: high / venture},
    {check_id: 'AN19.09', value: high / leaders}
], recursive := true)
"""

SQL: dict[str, str] = {"AN19": PLANS}
