"""How far is the United States ahead of China? Capital of the one over the other, by year."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.theme import BLUE, GREY, STATE, money_expression, specification, told, year_by_year
from lib.words import listing

LEAST_ROUNDS = 5
"""Rounds with an amount, in each of the two countries, below which no ratio is stated."""
TRACKED, PUBLISHED = "Tracked here", "Published by OECD.AI"

SQL = f"""
, tracked AS (
    FROM selected
    SELECT date_trunc('year', announced_date)::DATE AS period,
        sum(amount_usd) FILTER (country = 'United States') AS united_states_usd,
        sum(amount_usd) FILTER (country = 'China') AS china_usd,
        count(amount_usd) FILTER (country = 'United States') AS united_states_rounds,
        count(amount_usd) FILTER (country = 'China') AS china_rounds
    GROUP BY 1
), published AS (
    FROM country_years
    SELECT make_date(year, 1, 1) AS period,
        sum(value_usd) FILTER (country = 'United States') AS united_states_usd,
        sum(value_usd) FILTER (country = 'China') AS china_usd,
        bool_or(is_partial) AS is_unfinished, any_value(source_id)::VARCHAR AS source_id
    GROUP BY 1
)
FROM tracked
SELECT period, '{TRACKED}' AS series, united_states_usd, china_usd,
    CASE WHEN least(united_states_rounds, china_rounds) >= {LEAST_ROUNDS}
        THEN united_states_usd / nullif(china_usd, 0) END AS ratio,
    united_states_rounds, china_rounds,
    (period + to_months(12))::DATE > (SELECT newest + 1 FROM extent) AS is_unfinished,
    NULL::VARCHAR AS source_id
UNION ALL
FROM published
SELECT period, '{PUBLISHED}', united_states_usd, china_usd,
    united_states_usd / nullif(china_usd, 0), NULL, NULL, is_unfinished, source_id
WHERE period BETWEEN (SELECT min(period) FROM tracked) AND (SELECT max(period) FROM tracked)
ORDER BY period, series DESC
"""


def headline(rows: pl.DataFrame) -> str:
    """Ratio of the newest finished year that has one, beside the published one of that year."""
    tracked, published = _ratios(rows, TRACKED), _ratios(rows, PUBLISHED)
    if not tracked and not published:
        return f"Fewer than {LEAST_ROUNDS} rounds in the United States or in China in every year"
    if not tracked:
        year = _newest(published, rows)
        return (
            f"Too few rounds here for a ratio; OECD.AI counts {published[year]:.1f} times as much "
            f"in the United States as in China for {year}"
        )
    year = _newest(tracked, rows)
    found = (
        f"In {year} companies in the United States raised {tracked[year]:.1f} times as much as "
        "those in China"
    )
    return f"{found}; OECD.AI counts {published[year]:.1f} times" if year in published else found


def _ratios(rows: pl.DataFrame, series: str) -> dict[int, float]:
    found = rows.filter(pl.col("series") == series, pl.col("ratio").is_not_null())
    return {period.year: ratio for period, ratio in found.select("period", "ratio").rows()}


def _newest(ratios: dict[int, float], rows: pl.DataFrame) -> int:
    unfinished = {period.year for period in rows.filter("is_unfinished")["period"]}
    return max(ratios.keys() - unfinished or ratios)


def remark(rows: pl.DataFrame) -> str:
    """Rounds behind each ratio, and the years without one."""
    tracked = rows.filter(pl.col("series") == TRACKED)
    stated = tracked.filter(pl.col("ratio").is_not_null())
    few = tracked.filter(pl.col("ratio").is_null())
    counts = [
        f"{row['period'].year}: {row['united_states_rounds']} and {row['china_rounds']}"
        for row in stated.iter_rows(named=True)
    ]
    behind = f"Rounds with an amount, United States and China: {'; '.join(counts)}. "
    years = listing([str(period.year) for period in few["period"]], most=20)
    too_few = f"Too few in one of the two, and no ratio, in {years}." if years else ""
    return f"{behind if counts else ''}{too_few}".strip()


SERIES = alt.Scale(domain=[TRACKED, PUBLISHED], range=[BLUE, GREY])


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            year="utcFormat(toDate(datum.period), '%Y')",
            united_states_text=_amount("united_states_usd"),
            china_text=_amount("china_usd"),
            rounds_text=f"datum.series == '{TRACKED}' ? format(datum.united_states_rounds, ',') "
            "+ ' and ' + format(datum.china_rounds, ',') : 'not stated'",
            ratio_text="isValid(datum.ratio) ? format(datum.ratio, '.1f') : 'too few rounds'",
            state=STATE,
        )
        .encode(
            x=year_by_year("year"),
            y=alt.Y(
                field="ratio",
                type="quantitative",
                title="United States over China (times)",
                axis=alt.Axis(tickCount=5),
            ),
            color=alt.Color(
                field="series",
                type="nominal",
                scale=SERIES,
                legend=alt.Legend(orient="top", title=None, symbolType="circle"),
            ),
            tooltip=[
                told("year", "Year"),
                told("series", "Figure"),
                told("ratio_text", "Times"),
                told("united_states_text", "United States"),
                told("china_text", "China"),
                told("rounds_text", "Rounds with an amount"),
                told("state", "Year is"),
            ],
        )
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.condition(
            f"datum.series == '{PUBLISHED}'", alt.value([5, 4]), alt.value([1, 0])
        )
    )
    points = base.mark_point(filled=True, size=70, opacity=1, strokeWidth=2).encode(
        stroke=alt.condition(f"datum.series == '{PUBLISHED}'", alt.value(GREY), alt.value(BLUE)),
        fillOpacity=alt.condition("datum.is_unfinished", alt.value(0), alt.value(1)),
    )
    return alt.layer(lines, points).properties(height=300)


def _amount(field: str) -> str:
    return f"isValid(datum.{field}) ? {money_expression(f'datum.{field}')} : 'none known'"


FIGURE = Figure(
    name="united_states_over_china",
    subtitle="Capital of companies in the United States over that in China, by year (times)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Tracked here: disclosed amounts of the selected rounds; the filters Region and Country "
    "do not apply, and no ratio is stated where one of the two countries has fewer than "
    f"{LEAST_ROUNDS} rounds with an amount. Published: venture capital in AI by OECD.AI with data "
    "of Preqin, which counts far more small rounds and only venture capital; no filter but the "
    "years applies to it. A hollow point is a year that is not finished.",
    remark=remark,
)
