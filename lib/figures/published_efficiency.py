"""What an article printed of five models and their money, beside what the tables say."""

from __future__ import annotations

from typing import Any

import polars as pl

from lib.figures.figure import Figure
from lib.figures.scope import AMONG, scope
from lib.filters import Filters
from lib.words import listing, money, month_words, number_word

SQL = f"""
, ids AS (
    -- The four statements that make up a row of the printed table.
    SELECT unnest(['S0-035', 'S0-039', 'S0-043', 'S0-047', 'S0-051']) AS mmlu_id,
        unnest(['S0-036', 'S0-040', 'S0-044', 'S0-048', 'S0-052']) AS context_id,
        unnest(['S0-037', 'S0-041', 'S0-045', 'S0-049', 'S0-053']) AS price_id,
        unnest(['S0-038', 'S0-042', 'S0-046', 'S0-050', 'S0-054']) AS funding_id,
        unnest(['OpenAI', 'Anthropic', 'Google', 'xAI', 'Mistral AI']) AS organization
), printed AS (
    FROM ids JOIN claims AS mmlu ON mmlu.claim_id = mmlu_id
        JOIN claims AS context ON context.claim_id = context_id
        JOIN claims AS price ON price.claim_id = price_id
        JOIN claims AS funding ON funding.claim_id = funding_id
        JOIN organizations USING (organization)
    SELECT organizations.organization::VARCHAR AS organization, country, region,
        mmlu.subject AS model, mmlu.as_of AS vintage, max(mmlu.as_of) OVER () AS newest,
        mmlu.value / 100 AS mmlu, context.value AS context_tokens, price.value AS price,
        funding.value_usd AS funding_usd, mmlu.source_id::VARCHAR AS source_id
), tested AS (
    FROM scores
    SELECT replace(model, '-', ' ') AS name, min(score) AS low, max(score) AS high,
        count(*) AS tests, any_value(source_id::VARCHAR) AS score_source_id
    WHERE benchmark = 'MMLU' AND NOT is_vendor_reported
    GROUP BY 1
), capital AS (
    FROM rounds JOIN printed ON company::VARCHAR = organization
    SELECT organization, sum(amount_usd) FILTER (announced_date <= newest) AS then_usd,
        sum(amount_usd) AS now_usd
    WHERE kind IN ('equity', 'mixed', 'ipo') AND status IN ('completed', 'announced')
    GROUP BY organization
), scored AS (
    FROM capability
    SELECT organization::VARCHAR AS organization, max(eci) AS eci_now,
        any_value(source_id::VARCHAR) AS capability_source_id
    WHERE NOT is_second_hand
    GROUP BY 1
)
FROM printed LEFT JOIN tested ON replace(printed.model, '-', ' ') = name
    LEFT JOIN capital USING (organization) LEFT JOIN scored USING (organization)
SELECT organization, model, vintage, funding_usd, then_usd, now_usd, mmlu, low AS mmlu_low,
    high AS mmlu_high, tests, context_tokens::BIGINT AS context_tokens,
    price AS input_usd_per_mtok, eci_now, newest, source_id, score_source_id,
    capability_source_id
WHERE {AMONG}
ORDER BY funding_usd DESC NULLS LAST
"""


def places(filters: Filters) -> dict[str, Any]:
    """SQL parameters: the filters that apply."""
    return {name: scope(filters)[name] for name in ("regions", "countries", "organizations")}


def headline(rows: pl.DataFrame) -> str:
    """How old the printed table is, and how far the money has run ahead of it."""
    vintage = month_words(rows["newest"][0])
    known = rows.drop_nulls(["funding_usd", "now_usd"])
    said = f"A table printed in May 2026 is of {vintage}"
    if known.is_empty():
        return f"{said}, and gives no funding here"
    names = "it gives" if known.height > 1 else f"it gives {known['organization'][0]}"
    then, now = (money(sum(known[name].to_list())) for name in ("funding_usd", "now_usd"))
    return f"{said}: {names} {then} of funding, by now it is {now}"


def remark(rows: pl.DataFrame) -> str:
    """What was printed, which scores nobody else measured, and who has no funding."""
    untested = rows.filter(pl.col("tests").is_null())["model"].to_list()
    internal = rows.filter(pl.col("funding_usd").is_null())["organization"].to_list()
    parts = [
        f"{number_word(rows.height)} {'row' if rows.height == 1 else 'rows'} of the printed table, "
        "beside independent tests and tracked rounds"
    ]
    if untested:
        parts.append(f"No independent MMLU score is known of {listing(untested)}")
    if internal:
        parts.append(f"{listing(internal)} pays from its own business")
    return ". ".join(parts) + "."


FIGURE = Figure(
    name="published_efficiency",
    subtitle="MMLU (%), context (tokens), price and total funding (USD) as an article prints them, "
    "beside what the tables say",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Printed columns are those of the article of May 2026. Its models came out from May to "
    "August 2024 and its totals fit that summer, so the table is about two years older than its "
    "date: its funding must not be set against models of 2026. Printed MMLU scores are those of "
    "the developers; the independent ones were run by others, with other prompts and versions of a "
    "model, so a lowest and a highest stand there. Capital adds up equity rounds, rounds with debt "
    "in part and listings, completed or announced, up to the newest month of the printed models "
    "and up to today. ECI is the Epoch Capabilities Index, as fitted in August 2026. The time "
    "range and the filters of rounds play no part here; region, country and company do.",
    remark=remark,
    empty="No model of the printed table matches the filters.",
    params=places(Filters()),
    titles={
        "organization": "Developer",
        "model": "Model",
        "vintage": "Table is of",
        "mmlu": "MMLU, printed (%)",
        "mmlu_low": "Tested by others, from (%)",
        "mmlu_high": "To (%)",
        "tests": "Tests",
        "context_tokens": "Context, printed (tokens)",
        "input_usd_per_mtok": "Input price, printed ($ per M tokens)",
        "funding_usd": "Funding, printed",
        "then_usd": "Tracked by that month",
        "now_usd": "Tracked by now",
        "eci_now": "Best ECI now (points)",
    },
    hidden=("newest",),
    rests_on_rounds=False,
)
