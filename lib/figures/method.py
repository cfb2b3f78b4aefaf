"""How the data is made: the rules in words, with the numbers of the rows they concern."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.datasets.round_events import ALIKE, NEAR
from lib.datasets.rounds import DATASET as ROUNDS
from lib.words import count, month_words, percent

SQL = """
FROM (
WITH told AS (
    FROM round_sources
    SELECT count(*) FILTER (role <> 'corrects') AS records,
        count(DISTINCT source_id) FILTER (role <> 'corrects') AS record_sources,
        count(*) FILTER (role = 'confirms') AS confirming,
        count(*) FILTER (role = 'part') AS parts,
        count(DISTINCT round_id) FILTER (role = 'corrects') AS corrected
), counted AS (
    FROM rounds
    SELECT count(*) AS rounds, count(DISTINCT company) AS companies,
        count(*) FILTER (ai_relevance = 'core') AS core,
        count(*) FILTER (status IN ('completed', 'announced')) AS happened,
        count(*) FILTER (status = 'rumoured') AS rumoured,
        count(*) FILTER (status = 'planned') AS planned,
        count(*) FILTER (amount_usd IS NULL) AS undisclosed,
        count(*) FILTER (post_money_usd IS NULL) AS unvalued,
        count(*) FILTER (coalesce(len(investors), 0) = 0) AS unnamed,
        count(*) FILTER (country IS NULL) AS unplaced,
        count(*) FILTER (source_count = 1) AS single,
        count(*) FILTER (status IN ('completed', 'announced')
            AND kind NOT IN ('equity', 'mixed')) AS other_kinds,
        count(*) FILTER (status IN ('completed', 'announced') AND caveat IS NOT NULL) AS caveats,
        count(*) FILTER (currency <> 'USD') AS foreign_rounds,
        count(DISTINCT currency) FILTER (currency <> 'USD') AS currencies,
        min(announced_date) AS oldest
), rates AS (
    FROM exchange_rates SELECT count(*) FILTER (is_assumption) AS assumed, count(*) AS rates
)
FROM told, counted, rates
)
"""


def sections(row: Mapping[str, Any]) -> dict[str, list[str]]:
    """Rules by heading, each a sentence or two; `row` is the one row of SQL."""
    kinds = [ROUNDS["kind"].label(kind).lower() for kind in ROUNDS["kind"].allowed[:-1]]
    return {
        "What is in": [
            f"A round is a funding event of an AI company: {', '.join(kinds)}, or equity and "
            f"debt together. {count(row['rounds'], 'round')} of "
            f"{count(row['companies'], 'company')} are in, the oldest of "
            f"{month_words(row['oldest'])}.",
            f"{row['core']:,} of them are of companies that build AI; the others use it. "
            "Each row has a link to a page that states it.",
            "Left out: sums of what a company raised over the years, market values, talks that "
            "came to nothing, and companies that are not about AI.",
        ],
        "What is added up": [
            f"Totals hold the {row['happened']:,} completed and announced rounds. "
            f"{row['rumoured']} rumoured and {row['planned']} planned ones join only if the filter "
            "Status asks for them.",
            f"Of the rounds in totals, {row['other_kinds']} are debt, listings, share sales, "
            "mergers or grants; the filter Kind takes them out.",
            "Rounds without a disclosed amount count as rounds and add no money. No amount "
            "is guessed.",
            f"{row['caveats']} have a caveat, such as a lower bound, a tranche or a total of "
            "several rounds. Money that had been committed before has a column of its own.",
            "A published total is never added to its parts, to that of another publisher, or to "
            "rounds.",
        ],
        "How sources become one round": [
            f"{count(row['records'], 'record')} of {count(row['record_sources'], 'source')} tell "
            f"of the {count(row['rounds'], 'round')}: {row['confirming']} confirm a round that "
            f"another leads, {row['parts']} are a part of one and add nothing to it.",
            "Two records of different sources are one round if the company is the same, the kinds "
            "agree (a record may tell of the equity alone), both happened or neither did, dates "
            f"lie within {NEAR.days} days (in the same year, where a record knows no more), and "
            "the series is the same or the smaller amount is at least "
            f"{percent(ALIKE)} of the larger. Where that is wrong, a person decides, with a link.",
            f"{row['corrected']} rounds were corrected from a page that knows better, which "
            "stands among the sources of the round.",
        ],
        "Currencies": [
            "Amounts are in US dollars of their day, without inflation. "
            f"{count(row['foreign_rounds'], 'round')} were stated in one of "
            f"{row['currencies']} other currencies, and keep that amount too.",
            f"Of the {row['rates']} yearly rates below, {row['assumed']} is assumed."
            if row["assumed"] == 1
            else f"Of the {row['rates']} yearly rates below, {row['assumed']} are assumed.",
        ],
        "What is not covered": [
            "It is not the whole market. Large rounds are covered best; most small ones are "
            "missing. Most sources are in English.",
            f"{row['single']:,} of {row['rounds']:,} rounds rest on one source.",
            f"Not known: the amount of {row['undisclosed']} rounds, the valuation of "
            f"{row['unvalued']}, any investor of {row['unnamed']}, the country of "
            f"{row['unplaced']}. What each investor put in is almost never known.",
            "Some lists cover a few months only, so that the number of rounds a month follows the "
            "sources as well as the market.",
        ],
    }
