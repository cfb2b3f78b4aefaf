"""How capital and capability of laboratories grew together, from one best model to the next."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.lab_capital import BASIS, DEBT_NOTE, ECI_NOTE, LABS, LABS_NOTE, before, parameters
from lib.figures.lab_marks import (
    HEIGHT,
    NAME,
    NAMES_NOTE,
    PLACES,
    SCORED,
    Y,
    along,
    base,
    capital_across,
    line_height,
    names_beside,
    place_names,
    points_up,
)
from lib.figures.scope import DEVELOPER
from lib.filters import Filters
from lib.theme import colour, opens, specification, told
from lib.words import count, listing, money, month_words

SQL = f"""
{LABS}
, cumulative AS (
    FROM raised
    SELECT organization, announced_date, sum(amount_usd) OVER (
        PARTITION BY organization ORDER BY announced_date) AS capital_usd
    WHERE counts
), bests AS (
    FROM scored
    WHERE release_date <= $until
    QUALIFY is_second_hand OR eci > coalesce(max(eci) OVER (
        PARTITION BY organization, is_second_hand ORDER BY release_date, eci DESC, model DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0)
), dated AS (
    FROM bests ASOF LEFT JOIN cumulative
        ON bests.organization = cumulative.organization AND release_date >= announced_date
    SELECT bests.*, capital_usd,
        count(*) FILTER (capital_usd IS NULL AND NOT is_second_hand) OVER lab AS without_capital,
        max(eci) FILTER (capital_usd IS NOT NULL AND NOT is_second_hand) OVER lab AS reached,
        NOT is_second_hand AND
            release_date = max(release_date) FILTER (NOT is_second_hand) OVER lab AS is_last
    WINDOW lab AS (PARTITION BY bests.organization)
)
FROM dated
SELECT organization, organization AS company, model, release_date, capital_usd, eci, eci_low,
    eci_high, is_second_hand, without_capital,
    dense_rank() OVER (ORDER BY reached DESC, organization) AS place, {DEVELOPER}, source_id,
    {BASIS}, is_last
WHERE capital_usd IS NOT NULL AND reached IS NOT NULL
QUALIFY place <= $named OR len($organizations) > 0
ORDER BY place, is_second_hand, release_date
"""


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the places of the names where the lines end."""
    ends = rows.filter("is_last").with_columns(side=pl.lit("right"))
    lines = along(rows.filter(~pl.col("is_second_hand")))
    placed = place_names(ends, rows, lines, line_height(rows[Y]), (16, 90))
    return rows.drop("is_last").join(
        placed.select(NAME, "model", *PLACES),
        on=[NAME, "model"],
        how="left",
        maintain_order="left",
    )


def headline(rows: pl.DataFrame) -> str:
    """The laboratory that came furthest: from where, to where, with how much money."""
    path = rows.filter(~pl.col("is_second_hand"), place=pl.col("place").min())
    (points, usd, began), (most, in_all, ended) = (
        path.select("eci", "capital_usd", "release_date").row(row) for row in (0, -1)
    )
    who = f"{rows['counting'][0]}{path['organization'][0]}"
    start = f"{points:.0f} points with {money(usd)} of capital ({month_words(began)})"
    if path.height == 1:
        return f"{who} reached {start}"
    end = f"{money(in_all)} ({month_words(ended)})"
    if f"{points:.0f}" == f"{most:.0f}":
        return f"{who} stayed at {start} and {end}"
    return f"{who} went from {start} to {most:.0f} with {end}"


def remark(rows: pl.DataFrame) -> str:
    """What is hollow, and which models have no place for want of an amount."""
    parts = []
    if later := int(rows["is_second_hand"].sum()):
        parts.append(
            f"{count(later, 'hollow diamond')}: quoted second hand from a later fit, whose points "
            "lie a little higher, so no line leads there"
        )
    without = rows.filter(pl.col("without_capital") > 0).unique("organization", maintain_order=True)
    if without.height:
        names = [f"{o} {n}" for o, n in without.select("organization", "without_capital").rows()]
        parts.append(
            f"Best models before the first disclosed amount are left out: {listing(names)}"
        )
    return ". ".join([*parts, *before(rows), ""]).strip()


def _chart() -> alt.TopLevelMixin:
    rows = base().transform_calculate(
        fit="datum.is_second_hand ? 'Later fit, second hand' : 'August 2026'"
    )
    tooltips = [
        told("model", "Model"),
        told("organization", "Laboratory"),
        *SCORED,
        told("capital_text", "Capital by then"),
        told("fit", "Fit"),
    ]
    across, tint = capital_across(padding=20), colour("developer", legend=False)
    place: dict[str, Any] = {"x": across, "y": points_up(), "color": tint}
    fitted = rows.transform_filter("!datum.is_second_hand")
    lines = fitted.mark_line(strokeWidth=2, opacity=0.75).encode(
        **place,
        detail=alt.Detail(field="organization", type="nominal"),
        order=alt.Order(field="release_date", type="temporal"),
    )
    points = (
        fitted.mark_point(filled=True, size=60, opacity=1)
        .encode(**place, tooltip=tooltips)
        .add_params(opens("company"))
    )
    later = (
        rows.transform_filter("datum.is_second_hand")
        .mark_point(shape="diamond", filled=False, size=75, strokeWidth=1.8)
        .encode(**place, tooltip=tooltips)
    )
    names = names_beside(rows, across, tint)
    return alt.layer(lines, points, later, *names).properties(height=HEIGHT, padding={"right": 75})


FIGURE = Figure(
    name="capability_path",
    subtitle="Cumulative capital (USD, log scale) and score on the capability index (ECI, points) "
    "at each new best model of a laboratory",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"A point is a model that was the best of its laboratory when it came out; its place "
    "across is what had been raised by that day. A step to the right is money, a step up is "
    f"capability. {DEBT_NOTE}{ECI_NOTE}{LABS_NOTE}Unless you choose laboratories, the six with the "
    f"best models are drawn. {NAMES_NOTE}",
    remark=remark,
    empty="No laboratory with both a disclosed amount and a scored model matches the filters.",
    params=parameters(Filters()) | {"named": 6},
    arrange=arrange,
)
