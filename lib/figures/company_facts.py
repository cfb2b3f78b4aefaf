"""What one company is, and its five numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from lib.figures.company_history import MONEY_NOTE, confirmed
from lib.figures.disputed import conflict_of
from lib.figures.headline_numbers import Number
from lib.words import case_words, count, listing, marked, money, month_words

SQL = f"""
WITH told AS (
    FROM company_metrics
    SELECT list(DISTINCT metric::VARCHAR) AS metrics,
        max_by((value_usd, as_of, status::VARCHAR, metric_id),
            (as_of, confidence = 'high', metric_id))
            FILTER (metric = 'annualised_revenue' AND scope = 'company'
                AND status IN ('completed', 'announced', 'estimated')) AS revenue
    WHERE is_preferred AND company::VARCHAR = $company
), about AS (
    FROM claims SELECT list(claim_id) AS ids WHERE list_contains(companies, $company)
), disputes AS (
    FROM conflicts, about SELECT count(*) AS contradictions WHERE list_has_any(claim_ids, ids)
), made AS (
    SELECT (FROM capability SELECT count(*) WHERE organization::VARCHAR = $company) AS rated_models,
        (FROM models SELECT count(*) WHERE organization::VARCHAR = $company) AS listed_models
)
FROM companies, told, about, disputes, made
SELECT company::VARCHAR AS company, aliases, country::VARCHAR AS country, city,
    sector::VARCHAR AS sector, founded_year, is_listed, is_model_lab,
    coalesce(metrics, []) AS metrics, revenue[1] AS revenue_usd, revenue[2] AS revenue_date,
    revenue[3] AS revenue_status,
    {conflict_of("company_metrics", "revenue[4]")} AS revenue_conflict,
    coalesce(len(ids), 0) AS claims, contradictions,
    rated_models, rated_models + listed_models > 0 AS has_models
WHERE company::VARCHAR = $company
"""
"""One row: what is known of `$company` besides its rounds.

`metrics` lists what `company_metrics` holds, `claims` counts statements of articles,
`rated_models` those in the index of capability.
"""

Facts = Mapping[str, Any]


def facts_of(known: pl.DataFrame, rounds: pl.DataFrame) -> Facts:
    """The row of SQL with counts and sums over the rounds of the company, as HISTORY_SQL has them.

    Amounts in USD and of confirmed rounds; `valuations` counts all rounds that have one.
    """
    done, named = confirmed(rounds), rounds.filter(pl.col("investors").list.len() > 0)
    sums = dict(done.group_by("money").agg(pl.sum("amount_usd")).rows())
    return known.row(0, named=True) | {
        "rounds": done.height,
        "unconfirmed": rounds.height - done.height,
        "first_when": next(iter(done["when_text"]), None),
        "amounts": rounds["amount_usd"].count(),
        "known_amounts": done["amount_usd"].count(),
        "valuations": rounds["post_money_usd"].count(),
        "sums": sums,
        "investors": confirmed(named)["investors"].explode().n_unique(),
        "named_rounds": confirmed(named).height,
        "has_investors": not named.is_empty(),
        "valued": _newest(rounds.filter("is_valued")),
        "aimed": _newest(rounds.filter(pl.col("post_money_usd") > 0, ~pl.col("is_valued"))),
    }


def _newest(rounds: pl.DataFrame) -> Facts | None:
    """The newest round; of those of one day the one with the highest valuation."""
    return next(rounds.sort("announced_date", "post_money_usd")[-1:].iter_rows(named=True), None)


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
    sums = {name: usd for name, usd in facts["sums"].items() if usd}
    rest = [f"{money(sums[name])} {words}" for name, words in BESIDES.items() if name in sums]
    if "Equity" not in sums and not rest:
        return None
    stated = f"{facts['known_amounts']:,} of {count(facts['rounds'], 'round')}"
    sold = sums.get("Sale among holders")
    return Number(
        "Equity raised",
        money(sums.get("Equity", 0)),
        f"and {listing(rest)}" if rest else f"in {stated}",
        [],
        f"{MONEY_NOTE}Sum of the disclosed amounts of completed and announced rounds: {stated} "
        f"{'disclose' if facts['known_amounts'] != 1 else 'discloses'} one."
        + (f" Sold by holders: {money(sold)}." if sold else ""),
    )


BESIDES = {"Debt": "debt", "Equity and debt": "partly debt", "Grant": "grants"}
"""What stands beside the equity, in words."""


def _rounds(facts: Facts) -> Number:
    apart = facts["unconfirmed"]
    return Number(
        "Rounds",
        f"{facts['rounds']:,}",
        f"and {apart:,} not confirmed" if apart else f"since {facts['first_when']}",
        [],
        "Completed and announced rounds, with or without amount. Not confirmed are those that are "
        "rumoured or planned.",
    )


def _valuation(facts: Facts) -> Number | None:
    if valued := facts["valued"]:
        return Number(
            "Valuation",
            marked(money(valued["post_money_usd"]), valued["valuation_conflict"]),
            valued["when_text"],
            [],
            "The newest value of the company that a confirmed round, listing or sale among holders "
            f"states.{_case(valued['valuation_conflict'])}",
        )
    if aimed := facts["aimed"]:
        return Number(
            "Valuation aimed at",
            marked(money(aimed["post_money_usd"]), aimed["valuation_conflict"]),
            f"{aimed['status']}, {aimed['when_text']}",
            [],
            "No confirmed round states a valuation; this one is rumoured, planned or a target."
            f"{_case(aimed['valuation_conflict'])}",
        )
    return None


def _revenue(facts: Facts) -> Number | None:
    if not facts["revenue_usd"]:
        return None
    estimated = ", estimated" if facts["revenue_status"] == "estimated" else ""
    return Number(
        "Annualised revenue",
        marked(money(facts["revenue_usd"]), facts["revenue_conflict"]),
        f"{month_words(facts['revenue_date'])}{estimated}",
        [],
        "The newest known revenue of a recent month or quarter, stretched to a year."
        f"{_case(facts['revenue_conflict'])}",
    )


def _case(conflict: str | None) -> str:
    """Where to read of the conflict about a number; empty where none is known."""
    return f" Sources disagree: {case_words(conflict)} on the page Conflicts." if conflict else ""


def _investors(facts: Facts) -> Number | None:
    if not facts["investors"]:
        return None
    return Number(
        "Investors",
        f"{facts['investors']:,}",
        f"in {facts['named_rounds']:,} of {count(facts['rounds'], 'round')}",
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
            "an investor": facts["has_investors"],
            "revenue": {"annualised_revenue", "annual_revenue"} & {*facts["metrics"]},
        }.items()
        if not known
    ]
    return f"No source here states {_either(missing)}." if missing else ""


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def claims_in_words(facts: Facts) -> str:
    """How many statements articles make, and how many contradictions they are in."""
    found = facts["contradictions"]
    disputed = f"with {count(found, 'contradiction')}" if found else "without a contradiction"
    return f"What articles say of it: {count(facts['claims'], 'statement')}, {disputed}"
