"""What is known of each compared company, side by side."""

from __future__ import annotations

import polars as pl

from lib.figures.company_groups import NAMED
from lib.figures.compared_measures import CAPITAL, PER_EMPLOYEE, REVENUES, STAFF, USERS
from lib.figures.figure import Figure
from lib.figures.priced_rounds import PRICED
from lib.figures.series import LEAST
from lib.figures.valuation_over_revenue import MULTIPLES
from lib.words import count, money, number_word, percent

SQL = f"""{CAPITAL}{STAFF}{PER_EMPLOYEE}{REVENUES}{USERS}{MULTIPLES}{PRICED}
, members AS (
    SELECT unnest($companies::VARCHAR[]) AS company,
        generate_subscripts($companies::VARCHAR[], 1) AS place
), facts AS (
    FROM companies SELECT company::VARCHAR AS company, founded_year, country::VARCHAR AS country
), tracked AS (
    FROM selected
    SELECT company::VARCHAR AS company, min(announced_date) AS first_round,
        max(announced_date) AS last_round, count(*) AS rounds,
        max_by((post_money_usd, announced_date), (announced_date, post_money_usd, round_id))
            FILTER (post_money_usd > 0 AND status IN ('completed', 'announced')) AS valued_at
    GROUP BY 1
), raised AS (
    FROM capital
    SELECT company::VARCHAR AS company, sum(amount_usd) AS capital_usd,
        sum(amount_usd) FILTER (kind IN ('equity', 'ipo')) AS equity_usd,
        sum(amount_usd) FILTER (kind = 'debt') AS debt_usd,
        sum(amount_usd) FILTER (kind = 'mixed') AS mixed_usd,
        sum(amount_usd) FILTER (status IN ('rumoured', 'planned')) AS unconfirmed_usd
    GROUP BY 1
), stepped AS (
    FROM priced
    SELECT company::VARCHAR AS company, count(step_up) AS step_ups,
        CASE WHEN count(step_up) >= {LEAST} THEN median(step_up) END AS median_step_up
    GROUP BY 1
), earned AS (
    FROM revenues_known
    SELECT company, max_by((revenue_usd, as_of, source_id), (as_of, revenue_usd, point_id)) AS found
    GROUP BY 1
), used AS (
    FROM users_known
    SELECT company, max_by(
        (users, as_of, product || coalesce(', ' || period, ''), source_id), (as_of, users, point_id)
    ) AS found
    GROUP BY 1
), staffed AS (
    FROM staff
    SELECT firm AS company, max_by((staff, staff_date, staff_source_id), (staff_date, metric_id))
        AS found
    GROUP BY 1
), shared AS (
    FROM per_employee
    SELECT company::VARCHAR AS company,
        max_by(per_employee_usd, (announced_date, cumulative_usd, round_id)) AS per_employee_usd
    GROUP BY 1
), priced_at AS (
    FROM valued
    SELECT company::VARCHAR AS company,
        max_by(multiple, (announced_date, multiple, round_id)) AS multiple
    WHERE is_confirmed
    GROUP BY 1
)
FROM members JOIN facts USING (company) LEFT JOIN tracked USING (company)
    LEFT JOIN raised USING (company) LEFT JOIN stepped USING (company)
    LEFT JOIN earned USING (company) LEFT JOIN used USING (company)
    LEFT JOIN staffed USING (company) LEFT JOIN shared USING (company)
    LEFT JOIN priced_at USING (company)
SELECT company, founded_year, country, first_round, last_round, coalesce(rounds, 0) AS rounds,
    capital_usd, equity_usd, debt_usd, mixed_usd, unconfirmed_usd,
    valued_at[1] AS valuation_usd, valued_at[2] AS valuation_date,
    median_step_up, coalesce(step_ups, 0) AS step_ups,
    earned.found[1] AS revenue_usd, earned.found[2] AS revenue_date,
    used.found[1] / 1e6 AS users_million, used.found[3] AS users_of, used.found[2] AS users_date,
    staffed.found[1] AS staff, staffed.found[2] AS staff_date, per_employee_usd, multiple,
    earned.found[3] AS revenue_source_id, used.found[4] AS users_source_id,
    staffed.found[3] AS staff_source_id
WHERE EXISTS (FROM selected JOIN members ON selected.company::VARCHAR = members.company)
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """What the companies raised together, and the part of the one that raised most."""
    among = f"{number_word(rows.height)} {'company' if rows.height == 1 else 'companies'}"
    known = rows.drop_nulls("capital_usd").sort("capital_usd", descending=True)
    if known.is_empty():
        rounds = count(int(rows["rounds"].sum()), "round")
        return f"{among} with {rounds} between them, no amount disclosed"
    total, top = float(known["capital_usd"].sum()), known.row(0, named=True)
    rumours = " counting rumours and plans" if known["unconfirmed_usd"].sum() else ""
    if known.height == 1:
        return f"{top['company']} raised {money(total)}{rumours}, of the others no amount is known"
    share = percent(top["capital_usd"] / total)
    return f"{among} raised {money(total)} together{rumours}, {share} of it by {top['company']}"


def remark(rows: pl.DataFrame) -> str:
    """What empty cells mean, and what stands in capital alone."""
    mixed, rumoured = float(rows["mixed_usd"].sum()), float(rows["unconfirmed_usd"].sum())
    parts = [
        "Empty cells are not known.",
        f"Capital also counts {money(mixed)} of equity and debt together, not split."
        if mixed
        else "",
        f"Capital counts {money(rumoured)} that is rumoured or planned, because the filters ask "
        "for it."
        if rumoured
        else "",
    ]
    return " ".join(filter(None, parts))


FIGURE = Figure(
    name="compared_table",
    subtitle="Rounds, capital, valuation, revenue, users and staff of each company (USD)",
    sql=SQL,
    spec=None,
    headline=headline,
    remark=remark,
    params={"companies": list(NAMED["frontier"])},
    note="Capital, equity and debt add up the disclosed amounts; equity includes new shares sold "
    "at a listing. Valuation, revenue, users and staff are the newest known, each with its date; "
    "rumoured and planned valuations never stand here. Users are those of one product and one "
    "period, so they cannot be compared where the column beside them differs. The median step-up, "
    "valuation over that of the round before, is stated from five step-ups on. Capital per "
    "employee is that of the newest round with a number of staff within 12 months; valuation over "
    "revenue that of the newest valuation with a revenue within six months. The filters for kind "
    "and status apply to rounds; all other filters do not.",
    empty="No round of these companies matches the filters for kind and status.",
    advice="Choose other companies, or take a filter back.",
    hidden=("mixed_usd", "unconfirmed_usd"),
    titles={
        "founded_year": "Founded",
        "first_round": "First round",
        "last_round": "Last round",
        "equity_usd": "Equity",
        "debt_usd": "Debt",
        "mixed_usd": "Equity and debt, not split",
        "unconfirmed_usd": "Rumoured or planned",
        "valuation_usd": "Valuation",
        "valuation_date": "Valued",
        "median_step_up": "Median step-up (times)",
        "step_ups": "Step-ups",
        "revenue_usd": "Annualised revenue",
        "revenue_date": "Revenue of",
        "users_million": "Users (millions)",
        "users_of": "Users of",
        "users_date": "Users counted",
        "staff_date": "Staff counted",
        "per_employee_usd": "Capital per employee",
        "multiple": "Valuation over revenue (times)",
    },
)
