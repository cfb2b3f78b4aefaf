"""Capital and capability of the same laboratories: SQL and terms that figures share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from lib.figures.scope import scope, within
from lib.filters import DEFAULT_STATUS, Filters
from lib.words import month_words

LABS = f"""
, raised AS (
    -- Money of a company with another main business did not all go into models.
    FROM selected
    SELECT company::VARCHAR AS organization, round_id, announced_date, amount_usd,
        kind = 'debt' AS is_debt, NOT is_debt OR $with_debt AS counts
    WHERE sector = 'Foundation models' AND kind IN ('equity', 'debt', 'mixed', 'ipo')
        AND amount_usd > 0
), scored AS (
    FROM capability
    SELECT organization::VARCHAR AS organization, model, release_date, eci, eci_low, eci_high,
        is_second_hand, source_id::VARCHAR AS source_id
    WHERE organization IS NOT NULL AND {within("release_date")}
), today AS (
    FROM extent
    SELECT least($until, $last_day, newest)::DATE AS day, (day - INTERVAL 1 YEAR)::DATE AS year_ago
)
"""
"""Adds to `selected`: `raised` (rounds that bring laboratories money), `scored` (models) and
`today` (the last day that counts)."""

LABS_SQL = "FROM developers SELECT organization WHERE is_tracked ORDER BY lower(organization)"
"""Laboratories with rounds and scored models, to choose from."""

BASIS = """CASE WHEN $first_day > DATE '1900-01-01' THEN $first_day::DATE END AS since,
    $counting::VARCHAR AS counting"""
"""SQL columns `since`, the day from which money and models count, where the filters set one, and
`counting`, what a headline begins with where rounds that have not happened count."""

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
    chosen = {"until": until, "with_debt": "debt" in filters.kind, "counting": _counting(filters)}
    return {**scope(filters, organizations), **chosen}


def _counting(filters: Filters) -> str:
    if {*filters.status} <= {*DEFAULT_STATUS}:
        return ""
    alone = "" if {*filters.status} & {*DEFAULT_STATUS} else " alone"
    return f"Counting rumours and plans{alone}: "
