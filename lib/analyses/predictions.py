"""How many predictions the articles make, and by when they can be judged."""

AN29 = """
FROM predictions SELECT unnest([
    {check_id: 'AN29.01', value: count(*)},
    {check_id: 'AN29.02', value: count(due_date)},
    {check_id: 'AN29.03', value: count(*) FILTER (due_date <= DATE '2026-12-31')}
], recursive := true)
"""

SQL: dict[str, str] = {"AN29": AN29}
