"""What companies can be compared by: SQL, words and terms of each measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lib.figures.priced_rounds import PRICED, STEP_UP_TERMS, TERMS, fold
from lib.figures.valuation_over_revenue import MULTIPLES
from lib.figures.valuations_over_time import MARK_SQL
from lib.theme import money_expression
from lib.words import money, short

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """One number of a company over time.

    `sql` adds to `selected` the table `measured`: company, as_of, `column`, status, confidence,
    label (what stands beside the line), `details`, source_url, point_id (unique) and, for figures
    that are not of rounds, source_id. `details` are column, header and kind: money, date, number
    or text. `holds` marks a running total, which holds until the next event; `adds` one that
    adds up whatever the filters select, also rumours. `urls` are columns of further pages that a
    ratio rests on.
    """

    name: str
    subtitle: str
    axis: str
    column: str
    sql: str
    details: tuple[tuple[str, str, str], ...]
    clause: Callable[[Row], str]
    words: Callable[[float], str]
    written: str
    lacking: str
    note: str
    is_multiple: bool = False
    holds: bool = False
    adds: bool = False
    has_source: bool = False
    rests_on_rounds: bool = True
    urls: tuple[str, ...] = ()


RAISES = "kind IN ('equity', 'debt', 'mixed', 'ipo') AND amount_usd > 0"
"""Condition of rounds that bring a company money that is known."""

CAPITAL = f"""
, capital AS (
    FROM selected
    SELECT *, sum(amount_usd) OVER (
        PARTITION BY company ORDER BY announced_date, round_id ROWS UNBOUNDED PRECEDING
    ) AS cumulative_usd
    WHERE {RAISES}
)
"""
"""Adds to `selected` the table `capital`: its rounds with what the company had raised by then."""

FACTS = "is_preferred AND status IN ('completed', 'announced', 'estimated')"
"""Condition of company figures that happened and that their source does not take back."""

STAFF_DAYS = 183
STAFF = f"""
, staff AS (
    FROM company_metrics
    SELECT company::VARCHAR AS firm, as_of AS staff_date, value AS staff,
        confidence::VARCHAR AS staff_confidence,
        source_id::VARCHAR AS staff_source_id, source_url AS staff_url, metric_id
    WHERE metric = 'staff' AND scope = 'company' AND value > 0 AND {FACTS}
)
"""
PER_EMPLOYEE = f"""
, per_employee AS (
    FROM capital JOIN staff ON company::VARCHAR = firm
    SELECT *, cumulative_usd / staff AS per_employee_usd,
        abs(date_diff('day', staff_date, announced_date)) AS days
    WHERE days <= {STAFF_DAYS}
    QUALIFY row_number() OVER (
        PARTITION BY round_id ORDER BY days, staff_date, staff_confidence, metric_id
    ) = 1
)
"""
"""Adds to `capital` and `staff` the table `per_employee`: rounds with a number of staff near."""

REVENUES = f"""
, revenues_known AS (
    FROM company_metrics
    SELECT company::VARCHAR AS company, as_of, value_usd AS revenue_usd, basis::VARCHAR AS basis,
        status::VARCHAR AS status, confidence::VARCHAR AS confidence,
        source_id::VARCHAR AS source_id, source_url, metric_id AS point_id, company AS label
    WHERE metric = 'annualised_revenue' AND scope = 'company' AND value_usd > 0 AND {FACTS}
)
"""
USERS = f"""
, counts AS (
    FROM company_metrics
    SELECT *, count(*) OVER series AS figures, max(as_of) OVER series AS latest
    WHERE metric = 'active_users' AND scope IN ('company', 'product') AND value > 0 AND {FACTS}
    WINDOW series AS (PARTITION BY company, product, period)
), users_known AS (
    -- Daily, weekly and monthly users are different things: a company shows one of them.
    FROM counts
    SELECT company::VARCHAR AS company, as_of, value AS users,
        coalesce(product::VARCHAR, 'all products') AS product, period::VARCHAR AS period,
        status::VARCHAR AS status, confidence::VARCHAR AS confidence,
        source_id::VARCHAR AS source_id, source_url, metric_id AS point_id,
        concat(company, ' (' || period || ')') AS label
    QUALIFY dense_rank() OVER (
        PARTITION BY company ORDER BY figures DESC, latest DESC, period, product
    ) = 1
)
"""

OF_ROUND = """
        company::VARCHAR AS company, announced_date AS as_of, company::VARCHAR AS label,
        stage::VARCHAR AS stage, kind::VARCHAR AS kind, status::VARCHAR AS status,
        source_url, round_id AS point_id"""
STAGE = ("stage", "Stage", "text")


def _estimated(row: Row) -> str:
    return "estimated " if row["status"] == "estimated" else ""


MEASURES: dict[str, Measure] = {
    "capital": Measure(
        name="Capital",
        subtitle="Capital raised so far, equity and debt (USD, log scale)",
        axis="Capital raised so far (USD, log scale)",
        column="cumulative_usd",
        sql=f"""{CAPITAL}
, measured AS (
    FROM capital SELECT {OF_ROUND}, cumulative_usd, amount_usd, caveat::VARCHAR AS caveat,
        confidence::VARCHAR AS confidence
)""",
        details=(
            ("amount_usd", "In this round", "money"),
            STAGE,
            ("kind", "Kind", "kind"),
            ("caveat", "Caveat", "text"),
        ),
        clause=lambda row: f"had raised {money(row['cumulative_usd'])}",
        words=money,
        written=money_expression("datum.cumulative_usd"),
        lacking="no amount",
        note="Capital is equity, debt and new shares sold at a listing, added up from the first "
        "tracked round. Share sales among holders, mergers and grants are left out, and so are "
        "rounds without a disclosed amount. A total holds until the next round.",
        holds=True,
        adds=True,
    ),
    "valuation": Measure(
        name="Valuation",
        subtitle="Valuation at each round that states one (USD, log scale)",
        axis="Valuation (USD, log scale)",
        column="post_money_usd",
        sql=f"""
, measured AS (
    FROM selected SELECT {OF_ROUND}, post_money_usd, amount_usd, {MARK_SQL} AS price_from,
        confidence::VARCHAR AS confidence
    WHERE post_money_usd > 0
)""",
        details=(
            ("amount_usd", "Raised", "money"),
            STAGE,
            ("price_from", "Price from", "text"),
        ),
        clause=lambda row: f"was valued at {money(row['post_money_usd'])}",
        words=money,
        written=money_expression("datum.post_money_usd"),
        lacking="no valuation",
        note=f"{TERMS}Post-money stands for a valuation here. Lines join the valuations that are "
        "known; nothing is known between them.",
    ),
    "revenue": Measure(
        name="Revenue",
        subtitle="Annualised revenue (USD, log scale)",
        axis="Annualised revenue (USD, log scale)",
        column="revenue_usd",
        sql=f"{REVENUES}, measured AS (FROM revenues_known)",
        details=(("basis", "Reached by", "text"),),
        clause=lambda row: (
            f"had {money(row['revenue_usd'])} of {_estimated(row)}annualised revenue"
        ),
        words=money,
        written=money_expression("datum.revenue_usd"),
        lacking="no annualised revenue",
        note="Annualised revenue, or run rate, is the revenue of a recent month or quarter "
        "stretched to a year; annual recurring revenue (ARR) counts subscriptions only. Figures "
        "of one product, forecasts and figures that their source contradicts are left out.",
        has_source=True,
        rests_on_rounds=False,
    ),
    "users": Measure(
        name="Users",
        subtitle="Active users, as the company counts them (people, log scale)",
        axis="Active users (people, log scale)",
        column="users",
        sql=f"{USERS}, measured AS (FROM users_known)",
        details=(("product", "Users of", "text"), ("period", "Counted", "text")),
        clause=lambda row: f"had {short(row['users'])} {row['period']} users",
        words=short,
        written="replace(format(datum.users, '.3~s'), 'G', 'B')",
        lacking="no number of users",
        note="People who use a product at least once in a day, a week or a month. The three differ "
        "widely and are not comparable, so each company shows the product and period with most "
        "figures, and its label names the period.",
        has_source=True,
        rests_on_rounds=False,
    ),
    "step_up": Measure(
        name="Step-up in valuation",
        subtitle="Valuation of each round over that of the round before (times, log scale)",
        axis="Step-up (times, log scale)",
        column="step_up",
        sql=f"""{PRICED}
, measured AS (
    FROM priced SELECT {OF_ROUND}, step_up, post_money_usd, previous_usd, previous_date,
        confidence::VARCHAR AS confidence
    WHERE step_up IS NOT NULL
)""",
        details=(
            ("post_money_usd", "Valuation", "money"),
            ("previous_usd", "Valuation before", "money"),
            ("previous_date", "Round before", "date"),
            STAGE,
        ),
        clause=lambda row: f"was priced at {fold(row['step_up'])} times its last valuation",
        words=fold,
        written="format(datum.step_up, ',.1f') + ' times'",
        lacking="no step-up",
        note=f"{TERMS}{STEP_UP_TERMS}".strip(),
        is_multiple=True,
    ),
    "per_employee": Measure(
        name="Capital per employee",
        subtitle="Capital raised so far over the number of staff (USD, log scale)",
        axis="Capital per employee (USD, log scale)",
        column="per_employee_usd",
        sql=f"""{CAPITAL}{STAFF}{PER_EMPLOYEE}
, measured AS (
    FROM per_employee SELECT {OF_ROUND}, per_employee_usd, cumulative_usd, staff, staff_date,
        staff_source_id AS source_id, staff_url,
        CASE WHEN staff_confidence = 'low' THEN 'low' ELSE confidence::VARCHAR END AS confidence
)""",
        details=(
            ("cumulative_usd", "Capital so far", "money"),
            ("staff", "Staff", "number"),
            ("staff_date", "Staff counted", "date"),
        ),
        clause=lambda row: f"had raised {money(row['per_employee_usd'])} an employee",
        words=money,
        written=money_expression("datum.per_employee_usd"),
        lacking="no number of staff within six months of a round with an amount",
        note="What a company had raised by a round, equity and debt, over its staff at the nearest "
        "date for which a number is known, at most six months before or after the round. Both "
        "dates stand in the tooltip. A company that grows fast makes this rough.",
        adds=True,
        has_source=True,
        urls=("staff_url",),
    ),
    "multiple": Measure(
        name="Valuation over revenue",
        subtitle="Valuation over annualised revenue of the nearest date (times, log scale)",
        axis="Valuation over revenue (times, log scale)",
        column="multiple",
        sql=f"""{MULTIPLES}
, measured AS (
    FROM valued SELECT company::VARCHAR AS company, announced_date AS as_of,
        company::VARCHAR AS label, multiple, post_money_usd, revenue_usd,
        valued.as_of AS revenue_date,
        CASE WHEN revenue_status = 'estimated' AND is_confirmed THEN 'estimated'
            ELSE status::VARCHAR END AS status,
        confidence::VARCHAR AS confidence, source_id::VARCHAR AS source_id, source_url,
        revenue_url, round_id AS point_id
)""",
        details=(
            ("post_money_usd", "Valuation", "money"),
            ("revenue_usd", "Annualised revenue", "money"),
            ("revenue_date", "Revenue of", "date"),
        ),
        clause=lambda row: (
            f"was valued at {fold(row['multiple'])} times its {_estimated(row)}annualised revenue"
        ),
        words=fold,
        written="format(datum.multiple, ',.1f') + ' times'",
        lacking="no valuation with a revenue within six months",
        note="Each valuation is divided by the annualised revenue of the nearest date, at most six "
        "months before or after it. Revenue that doubles within months makes this rough.",
        is_multiple=True,
        has_source=True,
        urls=("revenue_url",),
    ),
}
"""Measures by the value that the URL has."""

NAMES = {key: measure.name for key, measure in MEASURES.items()}
"""What a reader can choose to compare by."""
