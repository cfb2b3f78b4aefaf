"""How much of the market does this explorer see? Tracked capital beside published totals."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.disputed import CASE_TOLD, CASE_WORDS, conflict_of, marked_expression
from lib.figures.figure import Figure
from lib.theme import (
    LABEL,
    SIDES,
    listed,
    money_across,
    money_expression,
    side_bars,
    specification,
    told,
)
from lib.words import marked, money, percent, place

# Venture money only: what publishers add up as funding of AI companies leaves out pure debt,
# listings and share sales among holders.
VENTURE_KINDS = "('equity', 'mixed')"

SQL = f"""
, published AS (
    FROM aggregates
    SELECT *, date_diff('month', period_start, period_end) + 1 AS months
    WHERE measure = 'funding' AND unit = 'USD' AND status = 'completed'
        AND scope IN ('venture funding, AI', 'venture deal value, AI', 'private AI investment')
        AND dimension IN ('total', 'country')
), known AS (
    FROM rounds
    SELECT date_trunc('month', announced_date) AS month, country, count(*) AS rounds
    WHERE status IN ('completed', 'announced')
    GROUP BY ALL
), tracked AS (
    FROM selected
    SELECT date_trunc('month', announced_date) AS month, country,
        sum(amount_usd) FILTER (kind IN {VENTURE_KINDS}) AS usd, count(*) AS rounds
    GROUP BY ALL
), months AS (
    FROM known LEFT JOIN tracked
        ON known.month = tracked.month AND known.country IS NOT DISTINCT FROM tracked.country
    SELECT known.month, known.country, known.rounds AS known_rounds,
        tracked.rounds AS tracked_rounds, usd
), compared AS (
    FROM published JOIN months ON month BETWEEN period_start AND period_end
        AND (dimension = 'total' OR country::VARCHAR = dimension_value::VARCHAR)
    SELECT published.*, sum(usd) AS tracked_usd, sum(tracked_rounds) AS tracked_rounds,
        sum(known_rounds) AS known_rounds
    GROUP BY ALL
)
FROM compared
SELECT
    (CASE WHEN months = 12 THEN '' ELSE 'Q' || quarter(period_start) || ' ' END)
        || year(period_start) AS period,
    dimension_value::VARCHAR AS region, publisher::VARCHAR AS publisher, scope::VARCHAR AS scope,
    value AS published_usd, {conflict_of("aggregates", "aggregate_id")} AS conflict,
    tracked_usd, tracked_usd / value AS share,
    tracked_rounds::BIGINT AS rounds, source_url
-- A narrower time range or place than the publisher's holds fewer rounds and is not compared.
WHERE tracked_rounds = known_rounds
ORDER BY period_end DESC, months DESC, dimension DESC, publisher, region
"""


def headline(rows: pl.DataFrame) -> str:
    """Tracked and published capital of the newest comparison."""
    row = rows.row(0, named=True)
    where = "worldwide" if row["region"] == "World" else f"in {place(row['region'])}"
    published = marked(money(row["published_usd"]), row["conflict"])
    tracked = money(row["tracked_usd"]) if row["tracked_usd"] else "no disclosed amount"
    share = f" ({percent(row['share'])})" if row["tracked_usd"] else ""
    return (
        f"For {row['period']} the rounds here hold {tracked} of the "
        f"{published} that {row['publisher']} counts {where}{share}"
    )


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name="datum.period + ' ' + datum.region + ', ' + datum.publisher",
            published_text=money_expression("datum.published_usd"),
            tracked_text=money_expression("datum.tracked_usd"),
            label=marked_expression("format(datum.share, '.0%')"),
            **CASE_WORDS,
            **SIDES,
        )
        .encode(
            y=listed("name", labelLimit=230),
            tooltip=[
                told("name", "Total"),
                told("scope", "Counts"),
                told("published_text", "Published"),
                told("tracked_text", "Tracked here"),
                told("share", "Tracked", ".0%"),
                told("rounds", "Rounds", ","),
                CASE_TOLD,
            ],
        )
    )
    published, tracked = side_bars(base, money_across("published_usd"), money_across("tracked_usd"))
    labels = base.mark_text(align="left", dx=4, color=LABEL).encode(
        x=money_across("published_usd"),
        text=alt.Text(field="label", type="nominal"),
    )
    return alt.layer(published, tracked, labels).properties(height=alt.Step(24))


FIGURE = Figure(
    name="coverage",
    subtitle="Tracked capital against published totals of the same period and place (USD)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Tracked capital is the equity, and equity with debt, of completed and announced rounds; "
    "filters other than time range and place do not apply here. Publishers count "
    "different things (Crunchbase and PitchBook venture deals, the AI Index private investment), "
    "so each total stands alone. The data is a selection led by what public sources state, not a "
    "census.",
    empty="No published total covers exactly this time range and place.",
)
