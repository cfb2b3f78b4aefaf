"""Who funds whom across borders?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.investor_shares import DIVISION_NOTE, NAMED_PARTS_SQL, UNNAMED_SQL
from lib.theme import (
    BLUE,
    BY_PLACE,
    LABEL,
    listed,
    money_across,
    money_expression,
    specification,
    told,
)
from lib.words import listing, money, percent, place

SHOWN = 12

SQL = f"""
{NAMED_PARTS_SQL}
{UNNAMED_SQL}
, coded AS (
    FROM named_parts
    SELECT nobody, investor_country, country, sum(usd) AS usd,
        count(*) FILTER (is_first_of_country) AS rounds
    GROUP BY ALL
), pairs AS MATERIALIZED (
    FROM coded
    SELECT nobody, investor_country::VARCHAR AS investor_country, country::VARCHAR AS country, usd,
        rounds
), totals AS (
    FROM pairs, (FROM unnamed SELECT coalesce(sum(amount_usd), 0) AS unnamed_usd)
    SELECT coalesce(sum(usd) FILTER (nobody IS NULL AND investor_country = country), 0)
            AS domestic_usd,
        coalesce(sum(usd) FILTER (nobody IS NULL AND investor_country <> country), 0)
            AS foreign_usd,
        coalesce(sum(usd) FILTER (nobody IS NOT NULL), 0) + any_value(unnamed_usd)
            AS undisclosed_usd,
        coalesce(sum(usd) FILTER (nobody IS NULL AND (investor_country = country) IS NULL), 0)
            AS unplaced_usd
)
FROM pairs, totals
SELECT row_number() OVER (ORDER BY usd DESC, investor_country, country) AS place,
    investor_country, country, usd AS capital_usd, usd / (domestic_usd + foreign_usd) AS share,
    rounds, domestic_usd, foreign_usd, undisclosed_usd, unplaced_usd,
    count(*) OVER () AS border_pairs, $give AS give
WHERE nobody IS NULL AND investor_country <> country
ORDER BY place
LIMIT {SHOWN}
"""


def headline(rows: pl.DataFrame) -> str:
    """Domestic share, and the largest pair of countries."""
    first = rows.row(0, named=True)
    share = first["domestic_usd"] / (first["domestic_usd"] + first["foreign_usd"])
    return (
        f"{percent(share)} of the capital of known origin is domestic; most abroad: "
        f"{money(first['capital_usd'])} from {place(first['investor_country'])} to "
        f"{place(first['country'])}"
    )


def _remark(rows: pl.DataFrame) -> str:
    """What is left out: capital of nobody's and of countries unknown, and further pairs."""
    first = rows.row(0, named=True)
    whose = "investor" if first["give"] == "equal" else "investor or lead"
    apart = [
        f"{money(usd)} {words}"
        for usd, words in (
            (first["undisclosed_usd"], f"of rounds that name no {whose}"),
            (first["unplaced_usd"], "where a country is not known"),
        )
        # Less than a cent is what is left of rounding.
        if usd > 0.01
    ]
    more = first["border_pairs"] - rows.height
    left_out = f"Not in the shares: {listing(apart)}." if apart else ""
    further = f"{more:,} further {'pair' if more == 1 else 'pairs'} of countries not drawn."
    return " ".join([left_out] * bool(apart) + [further] * bool(more))


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            pair="datum.investor_country + ' → ' + datum.country",
            capital_text=money_expression("datum.capital_usd"),
        )
        .encode(
            y=listed("pair", BY_PLACE, labelLimit=210),
            x=money_across("capital_usd"),
            tooltip=[
                told("investor_country", "Investors in"),
                told("country", "Companies in"),
                told("capital_text", "Capital"),
                told("rounds", "Rounds", ","),
                told("share", "Share of capital of known origin", ".1%"),
            ],
        )
    )
    bars = base.mark_bar(color=BLUE, height={"band": 0.7})
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        text=alt.Text(field="capital_text", type="nominal")
    )
    return alt.layer(bars, labels).properties(height=alt.Step(26))


FIGURE = Figure(
    name="cross_border",
    subtitle=f"The {SHOWN} largest flows from investors of one country to companies of another, "
    "capital (USD)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{DIVISION_NOTE} Capital of known origin is that whose investor and company both have a "
    "known country: the home of the investor and the country the company is run from. It is "
    "domestic where the two are the same.",
    remark=_remark,
    empty="No capital of known origin crosses a border in this selection.",
    params={"give": "equal"},
    titles={
        "place": "Rank",
        "investor_country": "Investor country",
        "country": "Company country",
        "share": "Share of capital of known origin (%)",
        "unplaced_usd": "Country not known",
    },
)
