"""Capital and capability of the same laboratories: SQL and terms that figures share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from lib.figures.scope import scope, within
from lib.filters import Filters
from lib.words import month_words

LABS = f"""
, tracked AS (
    -- Money of a company with another main business did not all go into models.
    FROM rounds SELECT DISTINCT company::VARCHAR AS organization WHERE sector = 'Foundation models'
), raised AS (
    FROM selected
    SELECT company::VARCHAR AS organization, round_id, announced_date, amount_usd, kind = 'debt' AS
        is_debt
    WHERE sector = 'Foundation models' AND kind IN ('equity', 'debt', 'mixed', 'ipo')
), cumulative AS (
    FROM raised
    SELECT organization, announced_date, sum(amount_usd) OVER (
        PARTITION BY organization ORDER BY announced_date, round_id ROWS UNBOUNDED PRECEDING
    ) AS capital_usd
    WHERE amount_usd > 0 AND (NOT is_debt OR $with_debt)
), scored AS (
    FROM capability
    SELECT organization::VARCHAR AS organization, model, release_date, eci, eci_low, eci_high,
        is_second_hand, source_id::VARCHAR AS source_id
    WHERE organization IS NOT NULL AND {within("release_date")}
), fitted AS (FROM scored WHERE NOT is_second_hand)
, today AS (FROM extent SELECT least($until, $last_day, newest)::DATE AS day)
"""
"""Adds to `selected`: `tracked` (laboratories with rounds), `raised` (rounds that bring them
money), `cumulative` (their capital after each), `scored` and `fitted` (scores of models, with and
without those quoted from a later fit) and `today` (the last day that counts)."""

STANDING = """
, tops AS (
    FROM days JOIN fitted ON release_date <= day
    -- A whole row, since an empty end of an interval would give way to that of another model.
    SELECT day, organization, count(*) AS models, max_by(fitted, (eci, model)) AS top,
        max(release_date) > day - INTERVAL 2 YEAR AS is_active
    GROUP BY day, organization
), best AS (
    FROM tops
    SELECT day, organization, models, is_active, top.model AS model, top.eci AS eci,
        top.release_date AS release_date, top.eci_low AS eci_low, top.eci_high AS eci_high,
        top.source_id AS source_id
), capital AS (
    FROM days JOIN raised ON announced_date <= day
    SELECT day, organization, sum(amount_usd) FILTER (NOT is_debt OR $with_debt) AS capital_usd,
        sum(amount_usd) FILTER (is_debt) AS debt_usd,
        count(amount_usd) FILTER (NOT is_debt OR $with_debt) AS rounds
    WHERE amount_usd > 0
    GROUP BY day, organization
), standing AS (
    FROM best JOIN tracked USING (organization) JOIN capital USING (day, organization)
    WHERE is_active AND capital_usd > 0
)
"""
"""Adds to `LABS` and a table `days` (day): each developer's `best` model and `capital` by then,
and `standing`, where both are known of a laboratory."""

LABS_SQL = """
FROM (FROM rounds SELECT DISTINCT company::VARCHAR AS company WHERE sector = 'Foundation models')
SEMI JOIN capability ON capability.organization::VARCHAR = company
ORDER BY lower(company)
"""
"""Laboratories with rounds and scored models, to choose from."""

SINCE = "CASE WHEN $first_day > DATE '1900-01-01' THEN $first_day::DATE END AS since"
"""SQL column `since`: the day from which money and models count, where the filters set one."""

DEBT_NOTE = (
    "Capital adds up the disclosed amounts of funding rounds, rounds of equity and debt together "
    "and listings that match the filters. Loans count only if you choose debt under Kind. Rumoured "
    "and planned rounds count only if you choose them under Status. With a time range, money and "
    "models count from its start. "
)
ECI_NOTE = (
    "ECI is the Epoch Capabilities Index, one scale over many benchmarks: Claude 3.5 Sonnet is set "
    "to 130 points and GPT-5 to 150. Its zero means nothing, so differences count and ratios do "
    "not. All scores are of the fit of August 2026. "
)
LABS_NOTE = (
    "Laboratories are the developers whose company is classed under foundation models. Money of "
    "Databricks or Cerebras Systems, say, went into another main business and is left out. A "
    "laboratory counts while its newest scored model is less than two years old. "
)


def before(rows: pl.DataFrame) -> list[str]:
    """What a time range leaves out, as a part of a remark; nothing for all years."""
    since = rows["since"][0]
    return [f"Money and models before {month_words(since)} are not counted"] if since else []


def parameters(
    filters: Filters, until: date = date(2100, 1, 1), organizations: Sequence[str] = ()
) -> dict[str, Any]:
    """SQL parameters of `LABS`, and the last day that counts."""
    chosen = {"until": until, "with_debt": "debt" in filters.kind}
    return {**scope(filters, organizations), **chosen}
