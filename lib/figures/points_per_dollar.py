"""How many points of capability laboratories gained for their money."""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.figures.lab_capital import (
    DEBT_NOTE,
    ECI_NOTE,
    LABS,
    LABS_NOTE,
    SINCE,
    STANDING,
    before,
    parameters,
)
from lib.filters import Filters
from lib.words import count, money, month_words

POINTS = {"reference": "Above the first GPT-4", "first": "Since its own first model"}
"""What points are counted from; the first is the one to begin with."""

SQL = f"""
{LABS}
, days AS (
    FROM today SELECT day
    UNION ALL FROM today SELECT (day - INTERVAL 1 YEAR)::DATE
)
{STANDING}
, reference AS (FROM capability SELECT eci AS reference_eci WHERE model = 'GPT-4 (Mar 2023)')
, firsts AS (
    FROM fitted
    SELECT organization, min(release_date) AS first_date, min_by(eci, (release_date, -eci)) AS
        first_eci
    GROUP BY organization
), before AS (
    FROM firsts JOIN cumulative ON firsts.organization = cumulative.organization
        AND announced_date <= first_date
    SELECT firsts.organization, max(capital_usd) AS first_usd
    GROUP BY firsts.organization
), now AS (
    FROM best SEMI JOIN today USING (day) LEFT JOIN capital USING (day, organization)
    SELECT best.*, CASE WHEN capital_usd > 0 THEN capital_usd END AS capital_usd, rounds
), earlier AS (
    FROM best ANTI JOIN today USING (day) LEFT JOIN capital USING (day, organization)
    SELECT organization, eci AS earlier_eci, coalesce(capital_usd, 0) AS earlier_usd
), gains AS (
    FROM now JOIN organizations USING (organization)
        LEFT JOIN tracked USING (organization) LEFT JOIN firsts USING (organization)
        LEFT JOIN before USING (organization) LEFT JOIN earlier USING (organization), reference
    SELECT now.*,
        CASE $points WHEN 'first' THEN CASE WHEN models > 1 THEN eci - first_eci END
            ELSE eci - reference_eci END AS gain,
        CASE $points WHEN 'first' THEN capital_usd - coalesce(first_usd, 0)
            ELSE capital_usd END AS paid_usd,
        eci - earlier_eci AS points_year,
        CASE WHEN earlier_eci IS NOT NULL THEN capital_usd - earlier_usd END AS paid_year_usd
    WHERE is_active AND (tracked.organization IS NOT NULL OR company IS NULL)
)
FROM gains
SELECT organization::VARCHAR AS organization,
    CASE WHEN gain > 0 AND paid_usd > 0 THEN paid_usd / gain END AS per_point_usd,
    CASE WHEN gain > 0 AND paid_usd > 0 THEN round(gain / (paid_usd / 1e9), 3) END AS
        points_per_billion,
    round(gain, 2) AS points, paid_usd,
    CASE WHEN points_year > 0 AND paid_year_usd > 0 THEN paid_year_usd / points_year END AS
        per_point_year_usd,
    round(points_year, 2) AS points_year, paid_year_usd, eci, model, release_date, models,
    capital_usd, day AS as_of, source_id, {SINCE}
QUALIFY max(capital_usd) OVER () > 0
ORDER BY per_point_usd NULLS LAST, capital_usd NULLS LAST, eci DESC, organization
"""


def headline(rows: pl.DataFrame) -> str:
    """Least and most money a point, and how many laboratories are compared."""
    priced = rows.drop_nulls("per_point_usd")
    when = month_words(rows["as_of"][0])
    if priced.is_empty():
        return f"No laboratory has both points and money to compare by {when}"
    low = priced.row(0, named=True)
    cheap = f"{low['organization']} had raised {money(low['per_point_usd'])} a point by {when}"
    if priced.height == 1:
        return cheap
    high = priced.row(-1, named=True)
    times = high["per_point_usd"] / low["per_point_usd"]
    dear = f"{high['organization']} {money(high['per_point_usd'])}"
    return f"{cheap}, {dear}: {times:,.0f} times as much, of {priced.height} laboratories"


def remark(rows: pl.DataFrame) -> str:
    """How many have no price of a point, and why the order is no ranking of skill."""
    lacking = rows["per_point_usd"].null_count()
    parts = []
    if lacking:
        parts.append(
            f"{count(lacking, 'developer')} without a figure: no known funding of its own, or no "
            "points gained"
        )
    parts.append(
        "The first points are the cheapest: who follows can learn from who led, so a low price is "
        "not better work"
    )
    return ". ".join([*parts, *before(rows)]) + "."


FIGURE = Figure(
    name="points_per_dollar",
    subtitle="Points of ECI gained and capital raised (USD) by laboratory, to date and in the "
    "12 months before",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Points per $B of the whole ECI would mean nothing, since its zero is arbitrary: only a "
    "difference of points can be set against money. Above the first GPT-4: the points of the best "
    "model above those of GPT-4 of March 2023, over all capital so far; the choice of that model "
    "changes the order. Since its own first model: the points gained since the first scored model "
    "of the laboratory, over the capital raised after it. The last 12 months need no reference at "
    "all: points gained over capital raised in them. Money is often raised long before it is "
    "spent, so a year with a large round and a late model looks dear. Empty means not known, or "
    f"nothing gained or raised. {DEBT_NOTE}{ECI_NOTE}{LABS_NOTE}".strip(),
    remark=remark,
    empty="No laboratory with both a disclosed amount and a scored model matches the filters.",
    params=parameters(Filters()) | {"points": "reference"},
    titles={
        "organization": "Developer",
        "capital_usd": "Capital so far",
        "model": "Best model",
        "release_date": "Released",
        "eci": "Best ECI (points)",
        "models": "Scored models",
        "points": "Points counted",
        "paid_usd": "Capital counted",
        "points_per_billion": "Points per $B",
        "per_point_usd": "A point",
        "points_year": "Points, 12 months",
        "paid_year_usd": "Capital, 12 months",
        "per_point_year_usd": "A point, 12 months",
    },
    hidden=("as_of", "since"),
)
