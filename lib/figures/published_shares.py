"""How much of a published market total do the largest tracked companies and rounds take?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import altair as alt
import polars as pl

from lib.figures.coverage import VENTURE_KINDS
from lib.figures.disputed import CASE_TOLD, CASE_WORDS, conflict_of, marked_expression
from lib.figures.figure import Figure
from lib.figures.periods import MONTHS, period_expression, period_words
from lib.figures.taken_out import NOTHING, kept_of
from lib.figures.top_shares import (
    DEFAULT_TOP,
    GRAINS,
    TITLES,
    TOPS,
    named,
    takers,
    unit_colour,
)
from lib.theme import GREY, LABEL, listed, money_expression, specification, told
from lib.words import marked, money, percent


@dataclass(frozen=True)
class Base:
    """A published total to divide by: its publisher and scope in `aggregates`, and its words."""

    label: str
    publisher: str
    scope: str
    words: str


BASES = {
    "crunchbase_ai": Base(
        "Crunchbase, AI", "Crunchbase", "venture funding, AI", "Crunchbase's {} for AI"
    ),
    "pitchbook_ai": Base(
        "PitchBook, AI", "PitchBook", "venture deal value, AI", "PitchBook's {} for AI"
    ),
    "crunchbase_all": Base(
        "Crunchbase, all sectors",
        "Crunchbase",
        "venture funding, all sectors",
        "Crunchbase's {} for all sectors",
    ),
    "article": Base(
        "Total in an article",
        "unnamed (figures match Crunchbase)",
        "venture funding, as labelled by the article",
        "an article's {} total",
    ),
}
TITLE = "Share of the published total (%)"
TRACKED = "tracked"
TOTALS = {TRACKED: "Tracked here", **{name: base.label for name, base in BASES.items()}}
"""What shares can be of: the tracked capital or a published total."""

# A total is for the whole world and every stage: a narrower selection is not compared with it.
# Taking companies out afterwards leaves the total whole.
SQL = f"""
, venture AS (
    FROM rounds
    SELECT round_id, date_trunc($grain, announced_date)::DATE AS period
    WHERE kind IN {VENTURE_KINDS} AND status IN ('completed', 'announced')
), whole AS (
    FROM venture LEFT JOIN selected USING (round_id)
    SELECT period
    GROUP BY period
    HAVING count(selected.round_id) = count(*)
), published AS (
    FROM aggregates
    SELECT period_start AS period, value AS published_usd,
        {conflict_of("aggregates", "aggregate_id")} AS conflict, publisher::VARCHAR AS publisher,
        scope::VARCHAR AS scope, source_id::VARCHAR AS source_id, source_url
    WHERE publisher = $publisher AND scope = $scope AND measure = 'funding' AND unit = 'USD'
        AND status = 'completed' AND dimension = 'total' AND dimension_value = 'World'
        AND period_start = date_trunc($grain, period_start)
        AND period_end + 1 = (period_start + {MONTHS})::DATE
){kept_of("selected SEMI JOIN venture USING (round_id)")}{TOPS}
FROM published JOIN whole USING (period) JOIN tops USING (period)
SELECT period, unit, top_usd / published_usd AS share, published_usd, conflict, top, number,
    top_usd, tracked_usd, names, publisher, scope, source_id, source_url
ORDER BY period DESC, unit
"""


@cache
def published_shares(grain: str, base: str) -> Figure:
    """Figure for one of GRAINS and one of BASES; takes the parameter `top`."""
    chosen = BASES[base]
    return Figure(
        name="published_shares",
        subtitle="Share of a published total taken by the largest tracked companies and rounds "
        f"of each {grain} (%)",
        sql=SQL,
        spec=specification(_chart(grain)),
        headline=lambda rows: headline(rows, grain, chosen.words),
        remark=remark,
        note="The denominator, what a share is a share of, is the published total: all of an "
        f"outlined bar. Only a {grain} with such a total is drawn; none is estimated from its "
        "neighbours. The numerator, in the filled bars, is the equity, and equity with debt, of "
        "completed and announced rounds here. What is taken out leaves the numerator, "
        "not the total. The total in an article is what the article calls AI venture capital; it "
        "is close to what Crunchbase counts in all sectors.",
        empty=f"No {grain} here has both a published total and all its rounds: each total counts "
        "every region, stage and company, so a narrower selection is no share of it.",
        params={
            "grain": grain,
            "publisher": chosen.publisher,
            "scope": chosen.scope,
            "top": int(DEFAULT_TOP),
            **NOTHING,
        },
        titles=TITLES,
    )


def headline(rows: pl.DataFrame, grain: str, base: str) -> str:
    """What the largest companies took of the newest published total."""
    companies = rows.filter(pl.col("unit") == "Companies")
    row = companies.sort("period").row(-1, named=True)
    when = period_words(row["period"], grain)
    total = marked(money(row["published_usd"]), row["conflict"])
    return (
        f"{takers(row)} {percent(row['share'])} of {base.format(total)} in "
        f"{when}: {named(row['names'])}"
    )


def remark(rows: pl.DataFrame) -> str:
    """Which total the shares are of."""
    row = rows.row(0, named=True)
    return (
        f"Denominator: published total, {row['scope']}, worldwide. Publisher: {row['publisher']}."
    )


def _chart(grain: str) -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            period_text=period_expression(grain),
            total_text=money_expression("datum.published_usd"),
            top_text=money_expression("datum.top_usd"),
            label=marked_expression("format(datum.share, '.1%') + ' of ' + datum.total_text"),
            **CASE_WORDS,
        )
        .encode(
            y=listed("period_text"),
            yOffset=alt.YOffset(field="unit", type="nominal", sort=["Companies", "Rounds"]),
            tooltip=[
                told("period_text", GRAINS[grain]),
                told("unit", "Share of the largest"),
                told("share", "Share", ".2%"),
                told("names", "Largest"),
                told("top_text", "Their capital"),
                told("total_text", "Published total"),
                told("scope", "The total counts"),
                told("publisher", "Publisher"),
                CASE_TOLD,
            ],
        )
    )
    total = base.mark_bar(
        fill=GREY, fillOpacity=0.06, stroke=GREY, strokeWidth=1.5, height={"band": 0.85}
    ).encode(x=alt.X(datum=1, type="quantitative", title=TITLE))
    taken = base.mark_bar(height={"band": 0.85}).encode(x=_share(), color=unit_colour())
    labels = base.mark_text(align="left", dx=5, color=LABEL).encode(
        x=_share(),
        text=alt.Text(field="label", type="nominal"),
    )
    return alt.layer(total, taken, labels).properties(height=alt.Step(22))


def _share() -> alt.X:
    return alt.X(
        field="share",
        type="quantitative",
        title=TITLE,
        scale=alt.Scale(domainMin=0),
        axis=alt.Axis(format=".0%", tickCount=5, grid=True),
    )
