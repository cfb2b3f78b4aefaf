"""Do a few large rounds hold most of the capital? Rounds and capital by size class."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.theme import BLUE, ORANGE, listed, money_expression, specification, told
from lib.words import count, percent

CLASSES = (
    ("Under $1M", 0),
    ("$1M to $10M", 1e6),
    ("$10M to $50M", 1e7),
    ("$50M to $100M", 5e7),
    ("$100M to $500M", 1e8),
    ("$500M to $1B", 5e8),
    ("$1B to $10B", 1e9),
    ("$10B and more", 1e10),
)
UNDISCLOSED = "Not disclosed"
MEGA_ROUND_USD = 1e8

CASES = " ".join(
    f"WHEN amount_usd >= {least:.0f} THEN '{name}'" for name, least in reversed(CLASSES)
)
SQL = f"""
, classified AS (
    FROM selected SELECT amount_usd, CASE {CASES} ELSE '{UNDISCLOSED}' END AS size_class
), classes AS (
    FROM classified
    SELECT size_class, min(amount_usd) AS least_usd, count(*) AS rounds,
        coalesce(sum(amount_usd), 0) AS capital_usd,
        rounds / sum(rounds) OVER () AS rounds_share,
        coalesce(capital_usd / nullif(sum(capital_usd) OVER (), 0), 0) AS capital_share
    GROUP BY size_class
)
FROM classes
SELECT size_class, unnest(['Rounds', 'Capital']) AS measure, rounds, capital_usd,
    unnest([rounds_share, capital_share]) AS share
ORDER BY least_usd NULLS LAST, measure DESC
"""


def headline(rows: pl.DataFrame) -> str:
    """What part of the rounds and of the capital the mega-rounds are."""
    mega = [name for name, least in CLASSES if least >= MEGA_ROUND_USD]
    shares = rows.filter(pl.col("size_class").is_in(mega)).group_by("measure").agg(pl.sum("share"))
    share = dict(shares.iter_rows())
    if not share.get("Rounds"):
        return f"No disclosed amount among {count(_rounds(rows), 'round')} reaches $100M"
    return (
        f"Rounds of $100M and more are {percent(share['Rounds'])} of the rounds "
        f"and {percent(share['Capital'])} of the capital"
    )


def _rounds(rows: pl.DataFrame) -> int:
    return int(rows.filter(pl.col("measure") == "Rounds")["rounds"].sum())


def _chart() -> alt.Chart:
    names = [name for name, _ in CLASSES] + [UNDISCLOSED]
    return (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(capital_text=money_expression("datum.capital_usd"))
        .mark_bar()
        .encode(
            y=listed("size_class", names),
            yOffset=alt.YOffset(field="measure", type="nominal", sort=["Rounds", "Capital"]),
            x=alt.X(
                field="share",
                type="quantitative",
                title="Share of all selected (%)",
                axis=alt.Axis(format=".0%", tickCount=5, grid=True),
            ),
            color=alt.Color(
                field="measure",
                type="nominal",
                scale=alt.Scale(domain=["Rounds", "Capital"], range=[ORANGE, BLUE]),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[
                told("size_class", "Size of round"),
                told("measure", "Share of"),
                told("share", "Share", ".1%"),
                told("rounds", "Rounds", ","),
                told("capital_text", "Capital"),
            ],
        )
        .properties(height=alt.Step(14))
    )


FIGURE = Figure(
    name="round_sizes",
    subtitle="Share of rounds and share of capital by size of round (%)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="A size class takes in its lower bound. Rounds without an amount hold no known capital.",
)
