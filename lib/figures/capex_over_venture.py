"""How does the spending of the largest buyers compare with venture capital in AI?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.theme import (
    BLUE,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    money_axis,
    money_expression,
    specification,
    told,
)
from lib.words import listing, money, number_word

SERIES = {
    "Capital expenditure": ORANGE,
    "OECD.AI": GREY,
    "Crunchbase": SKY,
    "PitchBook": PURPLE,
    "Tracked here": BLUE,
}
CAPEX, *PUBLISHED, TRACKED = SERIES
FILLS = [f"{shade}26" if name in PUBLISHED else shade for name, shade in SERIES.items()]
"""Pale inside an outline, where a publisher counts."""

SQL = f"""
, tracked AS (
    FROM spending JOIN selected ON announced_date BETWEEN period_start AND period_end
    SELECT period_start, months, count(*) AS rounds,
        sum(amount_usd) FILTER (kind IN ('equity', 'mixed')) AS usd
    WHERE series = '{CAPEX}'
    GROUP BY period_start, months
    -- A narrower time range or place than the publisher's holds fewer rounds. A period without
    -- venture capital in an amount has nothing to compare.
    HAVING count(*) = any_value(spending.rounds) AND usd > 0
)
FROM (
    FROM spending SEMI JOIN tracked USING (period_start, months)
    SELECT period_start, months, series, usd, companies, NULL::BIGINT AS rounds, is_partial,
        source_id, other_source_id, source_url
    UNION ALL
    FROM tracked
    SELECT period_start, months, '{TRACKED}', usd, NULL, rounds, false, NULL, NULL, NULL
)
SELECT (CASE months WHEN 12 THEN '' ELSE 'Q' || quarter(period_start) || ' ' END)
        || year(period_start) AS period,
    period_start, series, usd AS value_usd, companies, rounds, is_partial, source_id,
    other_source_id, source_url
WHERE usd > 0
ORDER BY period_start, months DESC, list_position({list(SERIES)}, series)
"""


def headline(rows: pl.DataFrame) -> str:
    """The newest year, and the newest quarter, over the largest count of venture capital."""
    first, *later = _newest(rows)
    found = (
        f"{number_word(first['companies'])} companies paid {money(first['value_usd'])} for "
        f"property and equipment in {first['period']}, {first['times']:.1f} times the venture "
        "capital in AI"
    )
    return "; ".join([found, *(f"{row['times']:.1f} times in {row['period']}" for row in later)])


def _newest(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Spending in the newest year and the newest quarter, beside the largest of the others."""
    complete = rows.filter(~pl.col("is_partial")).sort("period_start", "value_usd")
    spent = complete.filter(pl.col("series") == CAPEX)
    largest = complete.filter(pl.col("series") != CAPEX).group_by("period").last()
    beside = spent.join(largest, on="period", suffix="_venture", maintain_order="left")
    is_quarter = pl.col("period").str.starts_with("Q")
    newest = [beside.filter(~is_quarter).tail(1), beside.filter(is_quarter).tail(1)]
    times = pl.col("value_usd") / pl.col("value_usd_venture")
    return pl.concat(newest).with_columns(times=times).to_dicts()


def remark(rows: pl.DataFrame) -> str:
    """Whose count the headline compares with, and how many companies and rounds are behind it."""
    counts = [
        f"{money(row['value_usd_venture'])} in {row['period']} ({_named(row['series_venture'])})"
        for row in _newest(rows)
    ]
    spent = rows.filter(pl.col("series") == CAPEX).select("companies", "period").rows()
    tracked = rows.filter(pl.col("series") == TRACKED).select("rounds", "period").rows()
    return (
        f"The largest count of venture capital is {listing(counts)}. "
        f"Companies behind capital expenditure: {_in_each(spent)}. "
        f"Rounds behind what is tracked here: {_in_each(tracked)}."
    )


def _named(series: str) -> str:
    return "tracked here" if series == TRACKED else series


def _in_each(numbers: list[tuple[int, str]]) -> str:
    return listing([f"{number:,} in {period}" for number, period in numbers], 9)


def _chart() -> alt.TopLevelMixin:
    names = list(SERIES)
    legend = alt.Legend(
        orient="top",
        title=None,
        labelExpr=f"indexof({PUBLISHED}, datum.label) < 0 ? datum.label "
        ": datum.label + ', published'",
        columns=alt.ExprRef("width < 720 ? max(1, floor(width / 155)) : 5"),
    )
    return (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            value_text=money_expression("datum.value_usd"),
            side=f"datum.series == '{CAPEX}' ? 'spent by ' + datum.companies + ' companies' : "
            f"datum.series == '{TRACKED}' ? format(datum.rounds, ',') + ' rounds tracked here' : "
            "datum.is_partial ? 'published, year so far' : 'published'",
        )
        .mark_bar(strokeWidth=1.5)
        .encode(
            x=alt.X(
                field="period",
                type="nominal",
                sort=alt.EncodingSortField(field="period_start", op="min"),
                title=None,
                axis=alt.Axis(labelAngle=0, ticks=False),
            ),
            xOffset=alt.XOffset(field="series", type="nominal", sort=names),
            y=alt.Y(
                field="value_usd",
                type="quantitative",
                title="Money a period (USD)",
                axis=money_axis(),
            ),
            color=alt.Color(
                field="series",
                type="nominal",
                scale=alt.Scale(domain=names, range=FILLS),
                legend=legend,
            ),
            stroke=alt.Stroke(
                field="series",
                type="nominal",
                scale=alt.Scale(domain=names, range=list(SERIES.values())),
                legend=legend,
            ),
            tooltip=[
                told("series", "Counted by"),
                told("period", "Period"),
                told("value_text", "Amount"),
                told("side", "This is"),
            ],
        )
        .properties(height=340)
    )


FIGURE = Figure(
    name="capex_over_venture",
    subtitle="Cash paid for property and equipment beside venture capital in AI, by period (USD)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Filled bars are computed here: capital expenditure is the cash paid for property and "
    "equipment of all kinds, not only for AI, by those of Amazon, Alphabet (Google), Microsoft and "
    "Meta with all quarters known; tracked capital is equity, and equity with debt, of completed "
    "and announced rounds. Outlined bars are venture capital in AI as published; each publisher "
    "counts something else, so they are not joined or added, and a period is compared with the "
    "largest of them. Only the time range applies here, and periods it does not hold whole are "
    "left out.",
    remark=remark,
    empty="No year or quarter with a known expenditure lies whole in the time range.",
)
