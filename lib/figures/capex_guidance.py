"""How much do the largest buyers plan to spend, against what they paid the year before?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.capex_over_time import OWNER, named
from lib.figures.disputed import CASE_TOLD, CASE_WORDS, marked_expression
from lib.figures.figure import Figure
from lib.figures.scope import AMONG, scope
from lib.filters import Filters
from lib.theme import LABEL, listed, money_across, money_expression, specification, told
from lib.words import count, listing, money, number_word

LEASING = ("Meta", "Microsoft")
"""Companies whose plans include what they take on finance leases."""

SQL = f"""
FROM capex_plans
SELECT organization AS owner, year(period_start) AS year, low_usd, high_usd, conflict, paid_usd,
    (low_usd + high_usd) / 2 / paid_usd AS times, source_id,
    paid_source_id, other_source_id, source_url
WHERE period_start <= $last_day AND as_of >= $first_day AND {AMONG}
ORDER BY high_usd DESC, low_usd DESC, owner
"""


def headline(rows: pl.DataFrame) -> str:
    """Sums of the lower and the upper ends, against the year before where that is known of all."""
    low, high = (float(rows[end].sum()) for end in ("low_usd", "high_usd"))
    year = rows["year"][0]
    amount = money(low) if low == high else f"{money(low)} to {money(high)}"
    who = f"{number_word(rows.height)} companies plan"
    if rows.height == 1:
        who = f"{named(rows['owner'][0])} plans"
    planned = f"{who} to spend {amount} in {year}"
    if rows["paid_usd"].null_count():
        return planned
    paid = float(rows["paid_usd"].sum())
    return (
        f"{planned}, about {(low + high) / 2 / paid:.1f} times the {money(paid)} paid in {year - 1}"
    )


def remark(rows: pl.DataFrame) -> str:
    """Companies whose plan counts more than what they paid, and those without a year before."""
    said = []
    if leasing := [name for name in LEASING if name in rows["owner"].to_list()]:
        plans = f"Plans of {listing(leasing)} include finance leases, cash paid does not"
        said.append(f"{plans}, so the growth looks larger than it is.")
    if unknown := rows["paid_usd"].null_count():
        said.append(f"{count(unknown, 'company')} without four quarters of the year before.")
    return " ".join(said)


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name="datum.owner == 'Google' ? 'Alphabet (Google)' : datum.owner",
            low_text=money_expression("datum.low_usd"),
            high_text=money_expression("datum.high_usd"),
            plan_text="datum.low_usd == datum.high_usd ? datum.high_text "
            ": datum.low_text + ' to ' + datum.high_text",
            paid_text=f"isValid(datum.paid_usd) ? {money_expression('datum.paid_usd')} "
            ": 'not complete'",
            label=marked_expression("datum.year + ': ' + datum.plan_text"),
            **CASE_WORDS,
            paid_label="(datum.year - 1) + ': ' + datum.paid_text",
        )
        .encode(
            y=listed("name"),
            tooltip=[
                told("name", "Company"),
                told("year", "Year"),
                told("plan_text", "Plans to spend"),
                told("paid_text", "Paid the year before"),
                told("times", "Times that", ".1f"),
                CASE_TOLD,
            ],
        )
    )
    coloured = base.encode(color=alt.Color(field="owner", type="nominal", scale=OWNER, legend=None))
    paid = coloured.mark_bar(height={"band": 0.34}, yOffset=9).encode(x=_amount("paid_usd"))
    plan = coloured.mark_rule(strokeWidth=4, strokeDash=[4, 2], yOffset=-9).encode(
        x=_amount("low_usd"), x2=alt.X2(field="high_usd")
    )
    ends = [
        coloured.mark_point(size=80, strokeWidth=2, yOffset=-9).encode(x=_amount(field))
        for field in ("low_usd", "high_usd")
    ]
    words = [
        base.mark_text(align="left", dx=10, yOffset=offset, color=LABEL).encode(
            x=_amount(field),
            text=alt.Text(field=label, type="nominal"),
        )
        for field, label, offset in (("high_usd", "label", -9), ("paid_usd", "paid_label", 9))
    ]
    return alt.layer(paid, plan, *ends, *words).properties(height=alt.Step(62))


def _amount(field: str) -> alt.X:
    # Room for the words at the ends.
    return money_across(field, "Capital expenditure (USD)").scale(
        domainMin=0, domainMax=alt.ExprRef("width < 420 ? 390e9 : 250e9")
    )


FIGURE = Figure(
    name="capex_guidance",
    subtitle="Planned capital expenditure, lower to upper end, and cash paid the year before (USD)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Circles are the ends of what a company says it will spend, bars the cash it paid for "
    "property and equipment. Plans are those of May 2026; sources disagree "
    "whether Microsoft's is for the calendar year or for its own year to June 2027. They "
    "are shown where the time range takes in some of that year.",
    remark=remark,
    empty="No plan is known of these companies, places and years.",
    params=scope(Filters()),
    rests_on_rounds=False,
)
