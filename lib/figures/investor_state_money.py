"""Where does state money go? Capital of state investors by their country and the company's."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.datasets.rounds import REGIONS
from lib.figures.figure import Figure
from lib.figures.investor_shares import DIVISION_NOTE, NAMED_PARTS_SQL, UNKNOWN, UNNAMED_SQL
from lib.figures.joined_rounds import names_text
from lib.theme import (
    BY_PLACE,
    LABEL,
    colour,
    listed,
    money_across,
    money_expression,
    specification,
    told,
)
from lib.words import count, money, percent, place

SHOWN = 8
PARTS = "By equal parts, state investors"
OTHERS, NOT_STATED = "Other countries", "Country not stated"

AXIS = "Equal parts of rounds (USD)"

SQL = f"""
{NAMED_PARTS_SQL}
{UNNAMED_SQL}
, state AS MATERIALIZED (
    FROM named_parts
    SELECT round_number, usd, investor, region,
        coalesce(investor_country::VARCHAR, '{NOT_STATED}') AS home
    WHERE nobody IS NULL AND investor_type = 'sovereign or state'
), homes AS (
    FROM state
    SELECT home, row_number() OVER (
        ORDER BY home = '{NOT_STATED}', sum(usd) DESC, home
    ) AS home_place
    GROUP BY home
), totals AS (
    FROM state
    SELECT count(DISTINCT round_number) AS state_rounds, count(DISTINCT investor) AS state_investors
), nobody AS (
    FROM unnamed SELECT coalesce(sum(amount_usd), 0) AS undisclosed_usd
)
FROM state JOIN homes USING (home), totals, nobody
SELECT CASE WHEN home_place <= {SHOWN} THEN home ELSE '{OTHERS}' END AS investor_country,
    region::VARCHAR AS region, sum(usd) AS capital_usd,
    count(DISTINCT round_number) AS rounds,
    {names_text("investor")} AS investors_text,
    sum(sum(usd)) OVER (PARTITION BY least(home_place, {SHOWN} + 1)) AS country_usd,
    least(home_place, {SHOWN} + 1) AS place,
    any_value(state_rounds) AS state_rounds, any_value(state_investors) AS state_investors,
    any_value(undisclosed_usd) AS undisclosed_usd
GROUP BY 1, 2, least(home_place, {SHOWN} + 1)
ORDER BY place, capital_usd DESC, 2
"""


def headline(rows: pl.DataFrame) -> str:
    """Equal parts of state investors, the region that gets most, and the country with most."""
    capital = money(float(rows["capital_usd"].sum()))
    known = rows.filter(pl.col("region") != UNKNOWN)
    regions = known.group_by("region").agg(pl.sum("capital_usd")).sort("capital_usd", "region")
    goes = ""
    if regions.height > 1:
        region, usd = regions.row(-1)
        share = percent(usd / float(known["capital_usd"].sum()))
        goes = f", {share} of it to companies in {place(region)}"
    home = rows.row(0, named=True)
    if home["investor_country"] in (OTHERS, NOT_STATED):
        return f"{PARTS} brought {capital}{goes}"
    where = place(home["investor_country"])
    if rows["place"].n_unique() == 1:
        return f"{PARTS} of {where} brought {capital}{goes}"
    return f"{PARTS} brought {capital}{goes}; {money(home['country_usd'])} came from {where}"


def _remark(rows: pl.DataFrame) -> str:
    """How many rounds and investors, and the capital of nobody's."""
    first = rows.row(0, named=True)
    counted = (
        f"{count(first['state_rounds'], 'round')} with an amount and "
        f"{count(first['state_investors'], 'state investor')}."
    )
    if not first["undisclosed_usd"]:
        return counted
    return f"{counted} Not in it: {money(first['undisclosed_usd'])} of rounds that name nobody."


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            capital_text=money_expression("datum.capital_usd"),
            country_text=money_expression("datum.country_usd"),
            order=f"indexof({list(REGIONS)}, datum.region)",
        )
        .encode(y=listed("investor_country", BY_PLACE, labelLimit=150))
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=money_across("capital_usd", AXIS),
        color=colour("region", legend_columns=2),
        order=alt.Order(field="order", type="quantitative"),
        tooltip=[
            told("investor_country", "State investors of"),
            told("region", "Companies in"),
            told("capital_text", "Equal parts"),
            told("rounds", "Rounds", ","),
            told("investors_text", "Investors"),
            told("country_text", "All from there"),
        ],
    )
    # One label a country, behind its whole bar.
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        x=alt.X(
            field="country_usd",
            type="quantitative",
            aggregate="max",
            title=AXIS,
        ),
        text=alt.Text(field="country_text", type="nominal"),
    )
    return alt.layer(bars, labels).properties(height=alt.Step(26))


FIGURE = Figure(
    name="investor_state_money",
    subtitle="Equal parts of rounds with state investors (USD), by their country and the region of "
    "the company",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{DIVISION_NOTE} Here it is divided among all named investors. State investors are "
    "sovereign and public pension funds, development banks, public agencies and governments. "
    f"The {SHOWN} countries that gave most stand alone. The share counts companies whose region "
    "is known.",
    remark=_remark,
    empty="No round of this selection with an amount names a state investor.",
    params={"give": "equal"},
    titles={
        "investor_country": "Country of the investor",
        "region": "Region of the company",
        "capital_usd": "Equal parts of rounds",
        "investors_text": "Investors",
        "country_usd": "All equal parts of this country",
        "place": "Place",
        "state_rounds": "Rounds with state investors",
        "undisclosed_usd": "Capital of rounds that name nobody",
    },
)
