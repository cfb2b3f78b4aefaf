"""What is known of each compared company, side by side."""

from __future__ import annotations

import polars as pl

from lib.figures.company_groups import NAMED
from lib.figures.compared_measures import (
    CAPITAL,
    PER_EMPLOYEE,
    RAISES,
    REVENUES,
    STAFF,
    USERS,
)
from lib.figures.disputed import conflict_of
from lib.figures.figure import Figure
from lib.figures.priced_rounds import PRICED
from lib.figures.valuation_over_revenue import MULTIPLES
from lib.words import count, money, number_word, percent

SQL = f"""{CAPITAL}{STAFF}{PER_EMPLOYEE}{REVENUES}{USERS}{MULTIPLES}{PRICED}
, paid AS (
    FROM selected SELECT *, CASE WHEN {RAISES} THEN amount_usd END AS raised
), known AS (
    FROM paid
    SELECT company::VARCHAR AS company, min(announced_date) AS first_round,
        max(announced_date) AS last_round, count(*) AS rounds,
        max_by((post_money_usd, announced_date, round_id),
            (announced_date, post_money_usd, round_id))
            FILTER (post_money_usd > 0 AND status IN ('completed', 'announced')) AS price,
        sum(raised) AS capital_usd,
        sum(raised) FILTER (kind IN ('equity', 'ipo')) AS equity_usd,
        sum(raised) FILTER (kind = 'debt') AS debt_usd,
        sum(raised) FILTER (kind = 'mixed') AS mixed_usd,
        sum(raised) FILTER (status IN ('rumoured', 'planned')) AS unconfirmed_usd
    GROUP BY 1
    UNION ALL BY NAME
    FROM priced
    SELECT company::VARCHAR AS company,
        max_by(step_up, (announced_date, post_money_usd, round_id)) AS step_up
    WHERE step_up IS NOT NULL AND status IN ('completed', 'announced')
    GROUP BY 1
    UNION ALL BY NAME
    FROM revenues_known
    SELECT company,
        max_by((revenue_usd, as_of, source_id, point_id), (as_of, revenue_usd, point_id)) AS earned
    GROUP BY 1
    UNION ALL BY NAME
    FROM users_known
    SELECT company, max_by(
        (users, as_of, product || coalesce(', ' || period, ''), source_id), (as_of, users, point_id)
    ) AS used
    GROUP BY 1
    UNION ALL BY NAME
    FROM staff
    SELECT firm AS company,
        max_by((staff, staff_date, staff_source_id), (staff_date, metric_id)) AS staffed
    GROUP BY 1
    UNION ALL BY NAME
    FROM per_employee
    SELECT company::VARCHAR AS company,
        max_by(per_employee_usd, (announced_date, cumulative_usd, round_id)) AS per_employee_usd
    GROUP BY 1
    UNION ALL BY NAME
    FROM valued
    SELECT company::VARCHAR AS company,
        max_by(multiple, (announced_date, multiple, round_id)) AS multiple
    WHERE is_confirmed
    GROUP BY 1
    UNION ALL BY NAME
    FROM companies SELECT company::VARCHAR AS company, founded_year, country::VARCHAR AS country
), merged AS (
    -- Planning ten joins would take longer than all these aggregates together.
    FROM known SELECT company, any_value(COLUMNS(* EXCLUDE company))
    WHERE company = ANY($companies)
    GROUP BY company
)
FROM merged
SELECT company, capital_usd, price[1] AS valuation_usd, price[2] AS valuation_date,
    coalesce(
        {conflict_of("rounds", "price[3]", "valuation_conflict")},
        {conflict_of("company_metrics", "earned[4]")}
    ) AS conflict,
    earned[1] AS revenue_usd, earned[2] AS revenue_date, multiple,
    used[1] / 1e6 AS users_million, used[3] AS users_of, used[2] AS users_date,
    staffed[1] AS staff, staffed[2] AS staff_date, per_employee_usd, step_up,
    founded_year, country, coalesce(rounds, 0) AS rounds, first_round, last_round,
    equity_usd, debt_usd, mixed_usd, unconfirmed_usd,
    earned[3] AS revenue_source_id, used[4] AS users_source_id, staffed[3] AS staff_source_id
WHERE EXISTS (FROM selected WHERE company::VARCHAR = ANY($companies))
ORDER BY list_position($companies, company)
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
    share = top["capital_usd"] / total
    part = percent(share) if share < 0.995 else "nearly all"
    return f"{among} raised {money(total)} together{rumours}, {part} of it by {top['company']}"


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
    "period, so they cannot be compared where the column beside them differs. The last step-up is "
    "the valuation of the newest equity round that has one known before it, over that one. Capital "
    "per employee is that of the newest round with a number of staff within six months; valuation "
    "over revenue that of the newest valuation with a revenue within six months. The filters for "
    "kind and status apply to rounds; all other filters do not.",
    empty="No round of these companies matches the filters for kind and status.",
    advice="Choose other companies, or take a filter back.",
    hidden=("mixed_usd", "unconfirmed_usd"),
    titles={
        "valuation_usd": "Valuation",
        "valuation_date": "Valuation date",
        "revenue_usd": "Annualised revenue",
        "revenue_date": "Revenue date",
        "multiple": "Valuation over revenue (times)",
        "users_million": "Active users (millions)",
        "users_of": "Users of",
        "users_date": "Users date",
        "staff": "Staff (people)",
        "staff_date": "Staff date",
        "per_employee_usd": "Capital per employee",
        "step_up": "Last step-up in valuation (times)",
        "founded_year": "Founded (year)",
        "rounds": "Rounds (number)",
        "first_round": "First round",
        "last_round": "Last round",
        "equity_usd": "Equity",
        "debt_usd": "Debt",
        "mixed_usd": "Equity and debt, not split",
        "unconfirmed_usd": "Rumoured or planned",
    },
)
