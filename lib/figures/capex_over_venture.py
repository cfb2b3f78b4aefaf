"""How does the spending of the largest buyers compare with venture capital in AI?"""

from __future__ import annotations

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
    "Capital spending": ORANGE,
    "OECD.AI": GREY,
    "Crunchbase": SKY,
    "PitchBook": PURPLE,
    "Tracked here": BLUE,
}
CAPEX, *PUBLISHED, TRACKED = SERIES
FEWEST = 3
"""Companies with all quarters known that a period needs: with fewer, the sum is of others."""

SQL = f"""
, spent AS (
    FROM capex
    SELECT organization, calendar_year AS year, calendar_quarter AS quarter, capex_usd,
        source_id::VARCHAR AS source_id
    WHERE period = 'quarter' AND definition = 'cash payments'
), whole AS (
    -- A year counts for a company with all four quarters.
    FROM spent SELECT make_date(year, 1, 1) AS period_start, 12 AS months, organization,
        sum(capex_usd) AS usd, min(source_id) AS source_id, max(source_id) AS other_source_id
    GROUP BY ALL HAVING count(*) = 4
    UNION ALL
    FROM spent SELECT make_date(year, quarter * 3 - 2, 1), 3, organization, capex_usd, source_id,
        source_id
), bought AS (
    FROM whole
    SELECT period_start, months, '{CAPEX}' AS series, sum(usd) AS usd, count(*) AS companies,
        min(source_id) AS source_id, max(other_source_id) AS other_source_id
    GROUP BY ALL
    HAVING companies >= {FEWEST}
), published AS (
    FROM country_years
    SELECT make_date(year, 1, 1) AS period_start, 12 AS months, 'OECD.AI' AS series,
        sum(value_usd) AS usd, bool_or(is_partial) AS is_partial,
        min(source_id::VARCHAR) AS source_id, NULL AS source_url
    WHERE measure = 'vc_investment'
    GROUP BY ALL
    UNION ALL
    FROM aggregates
    SELECT period_start, date_diff('month', period_start, period_end) + 1 AS months,
        publisher::VARCHAR, value_usd, false, source_id::VARCHAR, source_url
    WHERE measure = 'funding' AND dimension = 'total' AND status = 'completed'
        AND scope IN ('venture funding, AI', 'venture deal value, AI')
        AND publisher::VARCHAR IN ('Crunchbase', 'PitchBook')
), known AS (
    FROM rounds SELECT date_trunc('month', announced_date) AS month, count(*) AS rounds
    WHERE status IN ('completed', 'announced') GROUP BY ALL
), tracked AS (
    FROM selected
    SELECT date_trunc('month', announced_date) AS month, count(*) AS rounds,
        sum(amount_usd) FILTER (kind IN ('equity', 'mixed')) AS usd
    GROUP BY ALL
), periods AS (
    FROM bought
    SELECT DISTINCT period_start, months
    WHERE months = 12 OR period_start = (
        -- Of the quarters only the newest.
        FROM bought SELECT max(period_start) WHERE months = 3)
), compared AS (
    FROM periods JOIN known ON month >= period_start
        AND month < period_start + to_months(months::INTEGER)
    LEFT JOIN tracked ON tracked.month = known.month
    SELECT period_start, months, sum(usd) AS usd, sum(tracked.rounds)::BIGINT AS rounds
    GROUP BY ALL
    -- A narrower time range or place than the publisher's holds fewer rounds.
    HAVING sum(tracked.rounds) = sum(known.rounds)
), beside AS (
    FROM bought
    SELECT period_start, months, series, usd, companies, NULL::BIGINT AS rounds,
        false AS is_partial, source_id, other_source_id, NULL AS source_url
    UNION ALL
    FROM published SELECT period_start, months, series, usd, NULL, NULL, is_partial, source_id,
        NULL, source_url
    UNION ALL
    FROM compared SELECT period_start, months, '{TRACKED}', usd, NULL, rounds, false, NULL, NULL,
        NULL
)
-- A period without venture capital in an amount has nothing to compare.
FROM beside SEMI JOIN (FROM compared WHERE usd > 0) USING (period_start, months)
SELECT (CASE months WHEN 12 THEN '' ELSE 'Q' || quarter(period_start) || ' ' END)
        || year(period_start) AS period,
    period_start, series, usd AS value_usd, companies, rounds, is_partial, source_id,
    other_source_id, source_url
WHERE usd > 0
ORDER BY period_start, months DESC, list_position({list(SERIES)}, series)
"""


def headline(rows: pl.DataFrame) -> str:
    """The newest year, and the newest quarter, each beside the largest total of venture capital."""
    is_quarter = pl.col("period").str.starts_with("Q")
    years, quarters = _compared(rows.filter(~is_quarter)), _compared(rows.filter(is_quarter))
    period, spent, companies, venture, series = (years or quarters)[-1]
    found = (
        f"{number_word(companies)} buyers paid {money(spent)} in {period}, {spent / venture:.1f} "
        f"times the {money(venture)} of venture capital in AI ({_named(series)})"
    )
    if not years or not quarters:
        return found
    period, spent, companies, venture, series = quarters[-1]
    return f"{found}; in {period} {money(spent)} against {money(venture)} ({_named(series)})"


def _compared(rows: pl.DataFrame) -> list[tuple[str, float, int, float, str]]:
    """Period, spending, companies, largest total of venture capital and its series, by date."""
    complete = rows.filter(~pl.col("is_partial")).sort("period_start", "value_usd")
    spent = complete.filter(pl.col("series") == CAPEX)
    largest = complete.filter(pl.col("series") != CAPEX).group_by("period").last()
    return (
        spent.join(largest, on="period", suffix="_venture", maintain_order="left")
        .select("period", "value_usd", "companies", "value_usd_venture", "series_venture")
        .rows()
    )


def _named(series: str) -> str:
    return "tracked here" if series == TRACKED else series


def remark(rows: pl.DataFrame) -> str:
    """Companies behind the spending of each period, and rounds behind what is tracked."""
    spent = rows.filter(pl.col("series") == CAPEX)
    tracked = rows.filter(pl.col("series") == TRACKED)
    companies = [f"{name}: {n}" for name, n in spent.select("period", "companies").rows()]
    rounds = [f"{name}: {n:,}" for name, n in tracked.select("period", "rounds").rows()]
    return (
        f"Companies with all quarters known, {listing(companies, 9)}. "
        f"Rounds tracked here, {listing(rounds, 9)}."
    )


def _chart() -> alt.TopLevelMixin:
    names = list(SERIES)
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
                scale=alt.Scale(domain=names, range=list(SERIES.values())),
                legend=alt.Legend(
                    orient="top",
                    title=None,
                    columns=alt.ExprRef("width < 560 ? max(2, floor(width / 120)) : 5"),
                ),
            ),
            stroke=alt.Stroke(
                field="series",
                type="nominal",
                scale=alt.Scale(domain=names, range=list(SERIES.values())),
                legend=None,
            ),
            fillOpacity=alt.condition(
                f"datum.series == '{CAPEX}' || datum.series == '{TRACKED}'",
                alt.value(1),
                alt.value(0.12),
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
    "counts something else, so they are not joined or added. Of the filters only the time range "
    "applies, and periods it does not hold whole are left out.",
    remark=remark,
    empty="No year or quarter with a known expenditure lies whole in the time range.",
)
