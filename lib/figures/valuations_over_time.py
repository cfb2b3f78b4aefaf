"""How the valuation of each company moved from round to round."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.disputed import CASE_TOLD, CASE_WORDS, OF_VALUATION
from lib.figures.figure import Figure
from lib.figures.named_lines import LABELS_SQL, NAMED, named_lines
from lib.figures.own_rounds import own_expression, own_remark
from lib.figures.priced_rounds import TERMS, fold
from lib.theme import label_expression, money_expression, specification, told
from lib.words import count, marked, money, month_words

AXIS_TITLE = "Valuation (USD, log scale)"

MARK_SQL = """
    CASE kind WHEN 'secondary' THEN 'Share sale' WHEN 'ipo' THEN 'Public listing'
        WHEN 'merger' THEN 'Merger' ELSE 'Funding round' END"""

SQL = f"""
, valued AS (
    FROM selected
    SELECT *, status IN ('completed', 'announced') AS is_confirmed
    WHERE post_money_usd > 0
), companies AS (
    FROM valued
    SELECT company, row_number() OVER (
        ORDER BY max(post_money_usd) FILTER (is_confirmed) DESC NULLS LAST,
            max(post_money_usd) DESC, company
    ) AS place
    GROUP BY company
), points AS (
    FROM valued JOIN companies USING (company)
    SELECT valued.*, place, announced_date AS happened, post_money_usd AS value
)
{LABELS_SQL}
FROM points LEFT JOIN labels USING (round_id)
SELECT
    company::VARCHAR AS company, announced_date, post_money_usd,
    {OF_VALUATION} AS conflict, amount_usd,
    stage::VARCHAR AS stage, kind::VARCHAR AS kind, status::VARCHAR AS status, is_confirmed,
    {MARK_SQL} AS mark,
    CASE WHEN place <= $named THEN place::VARCHAR ELSE 'other' END AS tint,
    label_at AS label_usd, edge AS label_date, source_url, round_id,
    origin::VARCHAR AS origin
ORDER BY place, announced_date, post_money_usd, round_id
"""


def headline(rows: pl.DataFrame) -> str:
    """How far the valuation of the most valuable company moved."""
    confirmed = rows.filter("is_confirmed")
    if confirmed.is_empty():
        return _unconfirmed(rows)
    last = confirmed.group_by("company", maintain_order=True).last()
    company = last.sort("post_money_usd", descending=True, maintain_order=True)["company"][0]
    known = confirmed.filter(company=company)
    worth = last["post_money_usd"].to_list()
    rank = "the highest of" if worth.count(max(worth)) == 1 else "as high as any of"
    among = f", {rank} {count(last.height, 'company')}" if last.height > 1 else ""
    return movement(company, known.row(0, named=True), known.row(-1, named=True)) + among


def _unconfirmed(rows: pl.DataFrame) -> str:
    top = rows.sort("post_money_usd", descending=True, maintain_order=True).row(0, named=True)
    number = count(rows.height, "valuation")
    return (
        f"{number}, rumoured or planned: {money(top['post_money_usd'])} for {top['company']} "
        f"in {month_words(top['announced_date'])}{' is the highest' if rows.height > 1 else ''}"
    )


def movement(company: str, first: dict[str, Any], last: dict[str, Any]) -> str:
    old, new = first["post_money_usd"], last["post_money_usd"]
    since, until = month_words(first["announced_date"]), month_words(last["announced_date"])
    was, now = (marked(money(row["post_money_usd"]), row["conflict"]) for row in (first, last))
    if since == until:
        return f"{company} was valued at {now} in {until}"
    between = f"between {since} and {until}"
    if money(old) == money(new):
        return f"{company}'s valuation was {now} in {since} as in {until}"
    if new < old:
        return f"{company}'s valuation fell from {was} to {now} {between}"
    if new < 1.95 * old:
        return f"{company}'s valuation rose from {was} to {now} {between}"
    return f"{company}'s valuation rose {fold(new / old)}-fold to {now} {between}"


def remark(rows: pl.DataFrame) -> str:
    """What hollow and ringed marks are, where there are any."""
    hollow = rows.filter(~pl.col("is_confirmed")).height
    shown = "Point at a company to follow it alone."
    planned = "Hollow points are rumoured or planned and on no line." if hollow else ""
    return " ".join(filter(None, (shown, planned, own_remark(rows))))


def _chart() -> alt.TopLevelMixin:
    tooltips = [
        told("whose", "Company"),
        told("announced_date", "Announced", "%b %Y"),
        told("value_text", "Valuation"),
        told("amount_text", "Raised"),
        told("mark", "Price from"),
        told("stage", "Stage"),
        told("status_text", "Status"),
        CASE_TOLD,
    ]
    return named_lines(
        "post_money_usd",
        AXIS_TITLE,
        tooltips,
        whose=own_expression("datum.company", " (your file)"),
        value_text=money_expression("datum.post_money_usd"),
        **CASE_WORDS,
        status_text=label_expression("status", "datum.status"),
        amount_text="isValid(datum.amount_usd) ? "
        f"{money_expression('datum.amount_usd')} : 'not disclosed'",
    )


FIGURE = Figure(
    name="valuations_over_time",
    subtitle="Valuation of a company at each round that states one (USD, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    params={"named": NAMED},
    note=f"{TERMS}Post-money stands for a valuation here. On the log scale equal steps up are "
    "equal multiples, so a doubling is as high for a small company as for a large one. Lines join "
    f"the {NAMED} companies with the highest valuations; other companies are grey points. "
    "A share sale among holders and a public listing are prices too, but not those of a funding "
    "round: they have shapes of their own.",
    remark=remark,
    empty="No round with a stated valuation matches the filters.",
)
