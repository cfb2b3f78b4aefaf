"""Which companies and rounds stay once some are taken out, and how a figure says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from lib.figures.figure import Figure
from lib.words import count, listing, money, number_word

BELOW = {
    "all": "Any",
    "10000000000": "$10B",
    "1000000000": "$1B",
    "500000000": "$500M",
    "100000000": "$100M",
}
"""Sizes of round to keep, by the amount in US dollars that they stay below."""

FEWEST = 5
"""A share or an index of fewer companies or rounds says little and is not stated."""


def kept_of(rounds: str) -> str:
    """SQL of the table `kept`: those of the table `rounds` that stay."""
    # A round without an amount is not known to be large, so no threshold takes it out.
    return f"""
, kept AS NOT MATERIALIZED (
    FROM {rounds}
    SELECT company, amount_usd, announced_date, round_id, source_url
    WHERE (len($without) = 0 OR NOT list_contains($without::VARCHAR[], company::VARCHAR))
        AND (amount_usd IS NULL OR $below_usd = 0 OR amount_usd < $below_usd)
)"""


KEPT = kept_of("selected")
"""The selected rounds that stay, as table `kept`."""

EMPTY = "No round with a disclosed amount is left by the filters and by what was taken out."


def too_few(grain: str, what: str) -> str:
    """What stands in place of a figure by period where no period has enough companies."""
    few = number_word(FEWEST).lower()
    return (
        f"No {grain} is left with {few} companies that have a disclosed amount: fewer are too few "
        f"for {what}."
    )


NOTHING: dict[str, Any] = {"without": [], "below_usd": 0}
"""Parameters of `KEPT` that take nothing out."""

LARGEST_SQL = """
FROM (
    FROM selected
    SELECT company, sum(amount_usd) AS capital_usd
    WHERE amount_usd IS NOT NULL
    GROUP BY company
    ORDER BY capital_usd DESC, company
    LIMIT 50
)
SELECT company::VARCHAR AS company, capital_usd
ORDER BY capital_usd DESC, company
"""
"""The companies that can be taken out, largest first."""


def without(figure: Figure, companies: Sequence[str], below: str) -> Figure:
    """`figure` without `companies` and without the rounds that one of BELOW leaves out.

    Headline and subtitle, which is also the title of a file, say what was taken out: the headline
    how many companies, if there are more than two.
    """
    below_usd = 0 if below == "all" else int(below)
    chosen = figure.given(without=list(companies), below_usd=below_usd)
    if not (words := taken_out_words(companies, below_usd)):
        return chosen
    many = len(companies) > 2
    few = taken_out_words([count(len(companies), "company")], below_usd) if many else words

    def headline(rows: pl.DataFrame) -> str:
        return f"Without {few}: {figure.headline(rows)}"

    return replace(
        chosen,
        headline=headline,
        subtitle=f"{figure.subtitle}, without {words}",
    )


def taken_out_words(companies: Sequence[str], below_usd: int) -> str:
    """`OpenAI, xAI and rounds of $1B or more`; empty where nothing is taken out."""
    rounds = [f"rounds of {money(below_usd)} or more"] if below_usd else []
    # The threshold is named, however many companies there are.
    more = [f"{len(companies) - 2} more companies"] if len(companies) > 3 else companies[2:]
    return listing([*companies[:2], *more, *rounds])
