"""What one company is, and its five numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.figures.company_history import MONEY_NOTE, MONEY_SQL, PROFILE_SQL
from lib.figures.headline_numbers import Number
from lib.words import count, listing, money, month_words

SQL = f"""
{PROFILE_SQL}
, money AS (FROM profile SELECT *, {MONEY_SQL} AS money), totals AS (
    FROM money
    SELECT company,
        count(*) FILTER (is_confirmed) AS rounds, count(*) FILTER (NOT is_confirmed) AS unconfirmed,
        min_by(when_text, announced_date) FILTER (is_confirmed) AS first_when,
        count(amount_usd) AS amounts, count(amount_usd) FILTER (is_confirmed) AS known_amounts,
        count(post_money_usd) AS valuations,
        sum(amount_usd) FILTER (is_confirmed AND money = 'Equity') AS equity_usd,
        sum(amount_usd) FILTER (is_confirmed AND money = 'Debt') AS debt_usd,
        sum(amount_usd) FILTER (is_confirmed AND money = 'Equity and debt') AS mixed_usd,
        sum(amount_usd) FILTER (is_confirmed AND money = 'Grant') AS grant_usd,
        sum(amount_usd) FILTER (is_confirmed AND money = 'Sale among holders') AS sold_usd,
        max_by((post_money_usd, when_text), (announced_date, post_money_usd)) FILTER (
            is_confirmed AND post_money_usd > 0 AND caveat IS DISTINCT FROM 'target') AS valued,
        max_by((post_money_usd, when_text, status), (announced_date, post_money_usd)) FILTER (
            post_money_usd > 0 AND NOT (is_confirmed AND caveat IS DISTINCT FROM 'target'))
            AS aimed
    GROUP BY company
), named AS (
    FROM profile JOIN holders USING (round_id)
    SELECT count(DISTINCT investor) FILTER (is_confirmed) AS investors,
        count(DISTINCT round_id) FILTER (is_confirmed) AS named_rounds,
        count(*) AS seats
), told AS (
    FROM company_metrics
    SELECT list(DISTINCT metric::VARCHAR) AS metrics,
        max_by((value_usd, as_of, status::VARCHAR), (as_of, confidence = 'high', metric_id))
            FILTER (metric = 'annualised_revenue' AND scope = 'company'
                AND status IN ('completed', 'announced', 'estimated')) AS revenue
    WHERE is_preferred AND company::VARCHAR IN (FROM profile SELECT company::VARCHAR)
), again AS (
    FROM round_sources SEMI JOIN profile USING (round_id)
    SELECT count(*) FILTER (role = 'confirms') AS retold
), articles AS (
    FROM claims SELECT count(*) AS claims
    WHERE list_has_any(companies, (FROM profile SELECT list(DISTINCT company::VARCHAR)))
)
FROM totals JOIN companies USING (company), named, told, again, articles
SELECT company::VARCHAR AS company, aliases, country::VARCHAR AS country, city,
    sector::VARCHAR AS sector, founded_year, is_listed, is_model_lab,
    totals.* EXCLUDE (company, valued, aimed), named.*, retold, claims,
    valued[1] AS valuation_usd, valued[2] AS valuation_when,
    aimed[1] AS aim_usd, aimed[2] AS aim_when, aimed[3]::VARCHAR AS aim_status,
    coalesce(metrics, []) AS metrics,
    revenue[1] AS revenue_usd, revenue[2] AS revenue_date, revenue[3] AS revenue_status
"""
"""One row for a selection of one company: its facts, and sums over its rounds.

Amounts in USD and of confirmed rounds, `..._when` and `..._date` beside them; `amounts` and
`valuations` count all rounds that have one, `seats` investors in rounds, `retold` records of
sources that tell of a round again, `claims` statements of articles; `metrics` lists what
`company_metrics` holds.
"""

Facts = Mapping[str, Any]


def facts_in_words(facts: Facts) -> str:
    """Place, sector, age and kind of a company; what is not known is left out."""
    where = ", ".join(filter(None, [facts["city"], facts["country"]]))
    listed = {True: "listed on an exchange", False: "not listed"}.get(facts["is_listed"], "")
    words = [
        where,
        "" if facts["sector"] == "Unknown" else facts["sector"],
        f"founded in {facts['founded_year']}" if facts["founded_year"] else "",
        listed,
        "trains foundation models" if facts["is_model_lab"] else "",
        f"also named {listing(facts['aliases'])}" if facts["aliases"] else "",
    ]
    return " · ".join(filter(None, words))


def numbers(facts: Facts) -> list[Number]:
    """Equity, rounds, valuation, revenue and investors, those that are known."""
    found = [_equity(facts), _rounds(facts), _valuation(facts), _revenue(facts), _investors(facts)]
    return [number for number in found if number]


def _equity(facts: Facts) -> Number | None:
    besides = {
        "debt": facts["debt_usd"],
        "partly debt": facts["mixed_usd"],
        "grants": facts["grant_usd"],
    }
    known = {words: usd for words, usd in besides.items() if usd}
    if not facts["equity_usd"] and not known:
        return None
    rest = listing([f"{money(usd)} {words}" for words, usd in known.items()])
    known_of = f"{facts['known_amounts']:,}"
    sold = f" Sold by holders: {money(facts['sold_usd'])}." if facts["sold_usd"] else ""
    return Number(
        "Equity raised",
        money(facts["equity_usd"]) if facts["equity_usd"] else "$0",
        f"and {rest}" if rest else f"stated for {known_of} of {count(facts['rounds'], 'round')}",
        [],
        f"{MONEY_NOTE}Sum of the disclosed amounts of completed and announced rounds: "
        f"{known_of} of {count(facts['rounds'], 'round')} disclose one.{sold}",
    )


def _rounds(facts: Facts) -> Number:
    apart = facts["unconfirmed"]
    return Number(
        "Rounds",
        f"{facts['rounds']:,}",
        f"and {apart:,} rumoured or planned" if apart else f"since {facts['first_when']}",
        [],
        "Completed and announced rounds, with or without amount.",
    )


def _valuation(facts: Facts) -> Number | None:
    if facts["valuation_usd"]:
        return Number(
            "Valuation",
            money(facts["valuation_usd"]),
            facts["valuation_when"],
            [],
            "The newest value of the company that a confirmed round, listing or sale among holders "
            "states.",
        )
    if facts["aim_usd"]:
        return Number(
            "Valuation aimed at",
            money(facts["aim_usd"]),
            f"{facts['aim_status']}, {facts['aim_when']}",
            [],
            "No confirmed round states a valuation; this one is rumoured, planned or a target.",
        )
    return None


def _revenue(facts: Facts) -> Number | None:
    if not facts["revenue_usd"]:
        return None
    estimated = ", estimated" if facts["revenue_status"] == "estimated" else ""
    return Number(
        "Annualised revenue",
        money(facts["revenue_usd"]),
        f"{month_words(facts['revenue_date'])}{estimated}",
        [],
        "The newest known revenue of a recent month or quarter, stretched to a year.",
    )


def _investors(facts: Facts) -> Number | None:
    if not facts["investors"]:
        return None
    return Number(
        "Investors",
        f"{facts['investors']:,}",
        f"named in {facts['named_rounds']:,} of {count(facts['rounds'], 'round')}",
        [],
        "Investors that a source names in a completed or announced round.",
    )


def not_known(facts: Facts) -> str:
    """What nobody told of the company, in one sentence; empty where all is known."""
    missing = [
        words
        for words, known in {
            "an amount raised": facts["known_amounts"],
            "a valuation": facts["valuations"],
            "an investor": facts["seats"],
        }.items()
        if not known
    ]
    return f"No source here states {_either(missing)}." if missing else ""


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
