"""How concentrated one quarter was, how many survive, and how soon."""

TOTALS = """
WITH total AS (
    FROM aggregates
    SELECT max(value) FILTER (aggregate_id = 'A01') AS quarter_usd,
        max(value) FILTER (aggregate_id = 'A02') AS leaders_usd,
        max(value) FILTER (aggregate_id = 'A03') AS printed_share_pct,
        max(value) FILTER (aggregate_id = 'P13') AS ai_usd,
        max(value) FILTER (aggregate_id = 'A27') AS earlier_usd,
        max(value) FILTER (aggregate_id = 'A28') AS earlier_leaders_usd,
        max(value) FILTER (aggregate_id = 'A44') AS companies_before,
        max(value) FILTER (aggregate_id = 'A45') AS companies_after
)"""

QUARTER = f"""{TOTALS}, leaders AS (
    FROM aggregates
    SELECT aggregate_id, value AS usd,
        row_number() OVER (ORDER BY value DESC) AS place
    WHERE aggregate_id IN ('A05', 'A06', 'A07', 'A08')
), sums AS (
    FROM leaders
    SELECT sum(usd) FILTER (place <= 1) AS top_1, sum(usd) FILTER (place <= 2) AS top_2,
        sum(usd) FILTER (place <= 3) AS top_3, sum(usd) AS top_4,
        sum(usd) FILTER (aggregate_id <> 'A08') AS labs, sum(usd * usd) AS squares
)
FROM total CROSS JOIN sums
SELECT unnest([
    {{check_id: 'AN01.01', value: 100 * top_1 / quarter_usd}},
    {{check_id: 'AN01.02', value: 100 * top_2 / quarter_usd}},
    {{check_id: 'AN01.03', value: 100 * top_3 / quarter_usd}},
    {{check_id: 'AN01.04', value: 100 * top_4 / quarter_usd}},
    {{check_id: 'AN01.05', value: top_4 / 1e9}},
    {{check_id: 'AN01.06', value: (quarter_usd - top_4) / 1e9}},
    -- A floor: the squared shares of all other rounds would only add to it.
    {{check_id: 'AN01.07', value: 10000 * squares / (quarter_usd * quarter_usd)}},
    {{check_id: 'AN01.08', value: 100 * labs / quarter_usd}},
    {{check_id: 'AN01.09', value: quarter_usd * printed_share_pct / 100 / 1e9}},
    {{check_id: 'AN01.10', value: 100 * top_4 / ai_usd}}
], recursive := true)
"""

GROWTH = f"""{TOTALS}
FROM total
SELECT unnest([
    {{check_id: 'AN04.01', value: 100 * earlier_leaders_usd / earlier_usd}},
    {{check_id: 'AN04.02', value: 100 * (quarter_usd / earlier_usd - 1)}},
    {{check_id: 'AN04.03', value: leaders_usd / earlier_leaders_usd}}
], recursive := true)
"""

SURVIVAL = f"""{TOTALS}
FROM total
SELECT 'AN13.01' AS check_id, 100 * (1 - companies_after / companies_before) AS value
"""

PACE = """
FROM claims SELECT
    'AN27.01' AS check_id,
    any_value(value) FILTER (claim_id = 'S4-052') / any_value(value) FILTER (claim_id = 'S4-053')
        AS value
"""

SQL: dict[str, str] = {"AN01": QUARTER, "AN04": GROWTH, "AN13": SURVIVAL, "AN27": PACE}
