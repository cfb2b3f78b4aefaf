"""How closely the order of laboratories by money follows their order by capability."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.lab_capital import BASIS, DEBT_NOTE, ECI_NOTE, LABS, LABS_NOTE, before, parameters
from lib.filters import Filters
from lib.theme import BLUE, LABEL, specification, time_axis, told
from lib.words import month_words, number_word

FEWEST = 5
"""Below this many laboratories no correlation is stated."""

SQL = f"""
{LABS}
, days AS (
    FROM today, range(
        (FROM scored SELECT date_trunc('quarter', min(release_date)) WHERE NOT is_second_hand),
        day + INTERVAL 1 DAY, INTERVAL 3 MONTH
    ) AS quarters(quarter)
    SELECT quarter::DATE AS quarter,
        least(quarter + INTERVAL 3 MONTH - INTERVAL 1 DAY, day)::DATE AS day
), best AS (
    FROM days JOIN scored ON release_date <= day
    SELECT day, any_value(quarter) AS quarter, organization, max(eci) AS eci,
        any_value(source_id) AS source_id
    WHERE NOT is_second_hand
    GROUP BY day, organization
    HAVING max(release_date) > day - INTERVAL 2 YEAR
), capital AS (
    FROM days JOIN raised ON announced_date <= day
    SELECT day, organization, sum(amount_usd) AS capital_usd
    WHERE counts
    GROUP BY day, organization
), ranks AS (
    FROM best JOIN capital USING (day, organization)
    -- Equals share the middle of their places.
    SELECT *, rank() OVER by_capital + (count(*) OVER same_capital - 1) / 2 AS of_capital,
        rank() OVER by_eci + (count(*) OVER same_eci - 1) / 2 AS of_eci
    WINDOW by_capital AS (PARTITION BY day ORDER BY capital_usd),
        same_capital AS (PARTITION BY day, capital_usd),
        by_eci AS (PARTITION BY day ORDER BY eci), same_eci AS (PARTITION BY day, eci)
), correlated AS (
    FROM ranks
    SELECT quarter, day, count(*) AS laboratories, corr(of_capital, of_eci) AS rank_correlation,
        -- The interval of Fisher and Fieller; a perfect order has none.
        CASE WHEN abs(rank_correlation) < 1 - 1e-9 THEN atanh(rank_correlation) END AS middle,
        1.96 * sqrt(1.06 / (laboratories - 3)) AS half, any_value(source_id) AS source_id
    GROUP BY quarter, day
    HAVING count(*) >= {FEWEST} AND isfinite(rank_correlation)
)
FROM correlated
SELECT quarter, day, laboratories, rank_correlation, tanh(middle - half) AS interval_low,
    tanh(middle + half) AS interval_high, source_id, {BASIS}
ORDER BY day
"""


def headline(rows: pl.DataFrame) -> str:
    """Whether a relation shows in the newest quarter: few laboratories can hide or feign one."""
    last = rows.row(-1, named=True)
    by = f"{rows['counting'][0]}By {month_words(last['day'])}"
    number = number_word(last["laboratories"]).lower()
    low, high, found = last["interval_low"], last["interval_high"], last["rank_correlation"]
    if low is None:
        order = "the same order" if found > 0 else "the reverse order"
        return f"{by} {number} laboratories stood in {order} by money and by best model"
    if low <= 0 <= high:
        return f"{by} {number} laboratories do not show whether more money goes with better models"
    models = "better" if found > 0 else "weaker"
    return (
        f"{by} laboratories with more money tended to have the {models} models, but {number} are "
        "too few to be sure"
    )


def remark(rows: pl.DataFrame) -> str:
    """The newest correlation with its interval, and how little it can show."""
    last = rows.row(-1, named=True)
    ends = [last["interval_low"], last["interval_high"]]
    interval = "" if None in ends else f" (95% interval {ends[0]:.2f} to {ends[1]:.2f})"
    parts = [
        f"Rank correlation {last['rank_correlation']:.2f}{interval}, n = {last['laboratories']}",
        "Quarters share most of their data and do not confirm one another",
        "A correlation does not say that money is the cause",
    ]
    return ". ".join([*parts, *before(rows)]) + "."


def _chart() -> alt.TopLevelMixin:
    rows = alt.Chart(alt.NamedData("rows"))
    base = rows.transform_calculate(
        number_text="(width < 450 ? '' : 'n = ') + datum.laboratories"
    ).encode(
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
    # Above the plot, where no bar reaches.
    numbers = base.mark_text(y=0, dy=-4, baseline="bottom", color=LABEL, fontSize=11).encode(
        text=alt.Text(field="number_text", type="nominal")
    )
    return alt.layer(bars, line, points, numbers).properties(height=260)


FIGURE = Figure(
    name="capital_rank_correlation",
    subtitle="Rank correlation (-1 to 1) of capital and best model by quarter: 1 if laboratories "
    "stand in the same order by both, 0 if neither tells the other; on top their number (n)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The laboratories are ranked by cumulative capital and by their best model at the end of "
    "each quarter, or at the last day that counts (Spearman): 1 means the same order, 0 no "
    "relation, -1 the reverse order. The pale bars are 95% intervals after Fisher and Fieller, "
    f"rough for so few. Below {FEWEST} laboratories nothing is stated. {DEBT_NOTE}{ECI_NOTE}"
    f"{LABS_NOTE}Laboratories without known funding of their own, such as Google, cannot be ranked "
    "and are left out.",
    remark=remark,
    empty=f"No quarter has {number_word(FEWEST).lower()} laboratories with both a disclosed amount "
    "and a scored model.",
    params=parameters(Filters()),
)
