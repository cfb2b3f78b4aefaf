"""How closely the order of laboratories by money follows their order by capability."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.lab_capital import DEBT_NOTE, ECI_NOTE, LABS, LABS_NOTE, STANDING, parameters
from lib.filters import Filters
from lib.theme import BLUE, LABEL, specification, time_axis, told
from lib.words import month_words

FEWEST = 5
"""Below this many laboratories no correlation is stated."""

SQL = f"""
{LABS}
, days AS (
    FROM today, range(
        (FROM fitted SELECT date_trunc('quarter', min(release_date))),
        day + INTERVAL 1 DAY, INTERVAL 3 MONTH
    ) AS quarters(quarter)
    SELECT least(quarter + INTERVAL 3 MONTH - INTERVAL 1 DAY, day)::DATE AS day
)
{STANDING}
, ranks AS (
    FROM standing
    -- Equals share the middle of their places.
    SELECT day, rank() OVER by_capital + (count(*) OVER same_capital - 1) / 2 AS of_capital,
        rank() OVER by_eci + (count(*) OVER same_eci - 1) / 2 AS of_eci, source_id
    WINDOW by_capital AS (PARTITION BY day ORDER BY capital_usd),
        same_capital AS (PARTITION BY day, capital_usd),
        by_eci AS (PARTITION BY day ORDER BY eci), same_eci AS (PARTITION BY day, eci)
), correlated AS (
    FROM ranks
    SELECT day, count(*) AS laboratories, corr(of_capital, of_eci) AS rank_correlation,
        any_value(source_id) AS source_id
    GROUP BY day
    HAVING count(*) >= {FEWEST} AND isfinite(corr(of_capital, of_eci))
)
FROM correlated
SELECT date_trunc('quarter', day)::DATE AS quarter, day, laboratories, rank_correlation,
    -- The interval of Fisher and Fieller; a perfect order has none.
    CASE WHEN abs(rank_correlation) < 1 - 1e-9 THEN tanh(atanh(rank_correlation)
        - 1.96 * sqrt(1.06 / (laboratories - 3))) END AS interval_low,
    CASE WHEN abs(rank_correlation) < 1 - 1e-9 THEN tanh(atanh(rank_correlation)
        + 1.96 * sqrt(1.06 / (laboratories - 3))) END AS interval_high,
    'n = ' || laboratories AS number_text, source_id
ORDER BY day
"""


def headline(rows: pl.DataFrame) -> str:
    """The newest correlation with its interval, which is wide for so few laboratories."""
    last = rows.row(-1, named=True)
    said = f"Money and capability of {last['laboratories']} laboratories"
    when = month_words(last["day"])
    found = f"{last['rank_correlation']:.2f}"
    if last["interval_low"] is None:
        return f"{said} were in the same or the reverse order in {when}: {found}"
    ends = f"{last['interval_low']:.2f} to {last['interval_high']:.2f}"
    return f"{said} ranked alike at {found} in {when}, anywhere from {ends} with so few"


def remark(rows: pl.DataFrame) -> str:
    """How little the number of laboratories can show."""
    caution = (
        "so few laboratories cannot tell a close relation from a loose one, quarters share most "
        "of their data and do not confirm one another, and a correlation does not say that money "
        "is the cause"
    )
    return f"n = {rows['laboratories'][-1]}: {caution}."


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X(
            field="quarter",
            type="temporal",
            timeUnit="utcyearquarter",
            bandPosition=0.5,
            title=None,
            axis=time_axis("quarter"),
        )
    )
    tooltips = [
        told("day", "Up to", "%b %Y"),
        told("rank_correlation", "Rank correlation", ".2f"),
        told("interval_low", "Interval (95%) from", ".2f"),
        told("interval_high", "To", ".2f"),
        told("laboratories", "Laboratories", ","),
    ]
    title = "Rank correlation (-1 to 1)"
    scale = alt.Scale(domain=[-1, 1])

    def height(field: str) -> alt.Y:
        axis = alt.Axis(tickCount=5, format=".1~f")
        return alt.Y(field=field, type="quantitative", title=title, scale=scale, axis=axis)

    bars = base.mark_rule(strokeWidth=6, opacity=0.3, color=BLUE).encode(
        y=height("interval_low"), y2=alt.Y2(field="interval_high"), tooltip=tooltips
    )
    line = base.mark_line(color=BLUE, strokeWidth=2).encode(y=height("rank_correlation"))
    points = base.mark_point(filled=True, color=BLUE, size=60, opacity=1).encode(
        y=height("rank_correlation"), tooltip=tooltips
    )
    numbers = base.mark_text(dy=-9, baseline="bottom", color=LABEL, fontSize=11).encode(
        y=height("rank_correlation"), text=alt.Text(field="number_text", type="nominal")
    )
    return alt.layer(bars, line, points, numbers).properties(height=260)


FIGURE = Figure(
    name="capital_rank_correlation",
    subtitle="Rank correlation (-1 to 1) after Spearman between cumulative capital and best ECI, "
    "by quarter; n is the number of laboratories",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The laboratories are ranked by cumulative capital and by their best model at the end of "
    "each quarter, or at the last day that counts: 1 means the same order, 0 no relation, -1 the "
    "reverse order. The pale bars are 95% intervals after Fisher and Fieller, rough for so few. "
    f"Below {FEWEST} laboratories nothing is stated. {DEBT_NOTE}{ECI_NOTE}{LABS_NOTE}Laboratories "
    "without known funding of their own, such as Google, cannot be ranked and are left out.",
    remark=remark,
    empty=f"No quarter has {FEWEST} laboratories with both a disclosed amount and a scored model.",
    params=parameters(Filters()),
)
