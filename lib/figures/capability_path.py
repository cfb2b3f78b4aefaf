"""How capital and capability of laboratories grew together, from one best model to the next."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.lab_capital import DEBT_NOTE, ECI_NOTE, LABS, LABS_NOTE, SINCE, before, parameters
from lib.figures.label_heights import free_heights
from lib.figures.scope import DEVELOPER
from lib.filters import Filters
from lib.theme import colour, log_axis, money_expression, opens, specification, told
from lib.words import count, listing, money, month_words

SQL = f"""
{LABS}
, bests AS (
    FROM (
        FROM fitted
        WHERE release_date <= $until
        QUALIFY row_number() OVER (
            PARTITION BY organization, release_date ORDER BY eci DESC, model DESC) = 1
    )
    QUALIFY eci > coalesce(max(eci) OVER (
        PARTITION BY organization ORDER BY release_date
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0)
), shown AS (
    FROM bests
    UNION ALL BY NAME
    FROM scored
    WHERE is_second_hand AND release_date <= $until
), dated AS (
    FROM shown JOIN tracked USING (organization) ASOF LEFT JOIN cumulative
        ON shown.organization = cumulative.organization AND release_date >= announced_date
    SELECT shown.*, capital_usd
), ranked AS (
    FROM dated
    SELECT *,
        count(*) FILTER (capital_usd IS NULL AND NOT is_second_hand)
            OVER (PARTITION BY organization) AS without_capital,
        max(eci) FILTER (capital_usd IS NOT NULL AND NOT is_second_hand)
            OVER (PARTITION BY organization) AS reached
    QUALIFY reached IS NOT NULL
)
FROM (
    FROM ranked
    SELECT *, dense_rank() OVER (ORDER BY reached DESC, organization) AS place
)
SELECT organization::VARCHAR AS organization, organization::VARCHAR AS company, model,
    release_date, capital_usd, eci, eci_low, eci_high, is_second_hand, without_capital, place,
    {DEVELOPER}, source_id, {SINCE},
    NOT is_second_hand AND release_date = max(release_date) FILTER (NOT is_second_hand)
        OVER (PARTITION BY organization) AS is_last
WHERE capital_usd IS NOT NULL AND (place <= $named OR len($organizations) > 0)
ORDER BY place, is_second_hand, release_date
"""

HEIGHT = 430


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `label_eci` where a line ends: the height of its name."""
    ends = rows.filter("is_last").with_columns(side=pl.lit("right"))
    labels = free_heights(ends, "capital_usd", "eci", "organization", "label_eci", HEIGHT, rows)
    return rows.drop("is_last").join(
        labels.select("organization", "model", "label_eci"),
        on=["organization", "model"],
        how="left",
        maintain_order="left",
    )


def headline(rows: pl.DataFrame) -> str:
    """The laboratory that came furthest: from where, to where, with how much money."""
    path = rows.filter(~pl.col("is_second_hand"), place=pl.col("place").min())
    first, last = path.row(0, named=True), path.row(-1, named=True)
    name = last["organization"]
    reached = f"{last['eci']:.0f} points in {month_words(last['release_date'])}"
    if path.height == 1:
        return f"{name} reached {reached}, having raised {money(last['capital_usd'])}"
    began = f"{first['eci']:.0f} points with {money(first['capital_usd'])}"
    return f"{name} went from {began} to {reached} with {money(last['capital_usd'])}"


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
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        capital_text=money_expression("datum.capital_usd"),
        points_text="format(datum.eci, '.1f') + (isValid(datum.eci_low) ? "
        "' (' + format(datum.eci_low, '.1f') + ' to ' + format(datum.eci_high, '.1f') + ')' : '')",
        fit="datum.is_second_hand ? 'Later fit, second hand' : 'August 2026'",
    )
    x = alt.X(
        field="capital_usd",
        type="quantitative",
        title="Cumulative capital (USD, log scale)",
        scale=alt.Scale(type="log", padding=20, nice=False),
        axis=log_axis(money_expression("datum.value"), "x"),
    )
    tooltips = [
        told("model", "Model"),
        told("organization", "Laboratory"),
        told("release_date", "Released", "%b %Y"),
        told("points_text", "ECI (90% interval)"),
        told("capital_text", "Capital by then"),
        told("fit", "Fit"),
    ]
    shade = colour("developer", legend=False)
    of_lab = alt.Detail(field="organization", type="nominal")
    fitted = base.transform_filter("!datum.is_second_hand")
    lines = fitted.mark_line(strokeWidth=2, opacity=0.75).encode(
        x=x,
        y=_height("eci"),
        color=shade,
        detail=of_lab,
        order=alt.Order(field="release_date", type="temporal"),
    )
    points = (
        fitted.mark_point(filled=True, size=60, opacity=1)
        .encode(x=x, y=_height("eci"), color=shade, tooltip=tooltips)
        .add_params(opens("company"))
    )
    later = base.transform_filter("datum.is_second_hand").mark_point(
        shape="diamond", filled=False, size=75, strokeWidth=1.8
    )
    names = base.transform_filter("isValid(datum.label_eci)").mark_text(
        align="left", baseline="middle", dx=9, fontSize=11, fontWeight=600
    )
    return alt.layer(
        lines,
        points,
        later.encode(x=x, y=_height("eci"), color=shade, tooltip=tooltips),
        names.encode(
            x=x,
            y=_height("label_eci"),
            color=shade,
            text=alt.Text(field="organization", type="nominal"),
        ),
    ).properties(height=HEIGHT, padding={"right": 75})


def _height(field: str) -> alt.Y:
    return alt.Y(
        field=field,
        type="quantitative",
        title="Best ECI so far (points)",
        scale=alt.Scale(zero=False, nice=False, padding=18),
        axis=alt.Axis(tickCount=6),
    )


FIGURE = Figure(
    name="capability_path",
    subtitle="Cumulative capital (USD, log scale) and best ECI (points) at each new best model",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"A point is a model that was the best of its laboratory when it came out; its place "
    "across is what had been raised by that day. A step to the right is money, a step up is "
    f"capability. {DEBT_NOTE}{ECI_NOTE}{LABS_NOTE}Unless you choose laboratories, the six with the "
    "best models are drawn.",
    remark=remark,
    empty="No laboratory with both a disclosed amount and a scored model matches the filters.",
    params=parameters(Filters()) | {"named": 6},
    arrange=arrange,
)
