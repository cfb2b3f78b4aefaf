"""Where and when does this explorer see most of the market? By region and year."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lib.datasets.rounds import REGIONS
from lib.figures.coverage import VENTURE_KINDS
from lib.figures.figure import Figure
from lib.figures.scope import days
from lib.filters import Filters
from lib.theme import BLUE, LABEL, money_expression, specification, told
from lib.words import count, money, month_words, percent, place

MEASURES = {"share": "Share of published", "amount": "Capital", "rounds": "Rounds"}
WORDS = {
    "share": "Tracked capital as a share of the venture capital that OECD.AI counts (%)",
    "amount": "Tracked capital (USD)",
    "rounds": "Number tracked (rounds)",
}
COMPARED, UNPUBLISHED, IN_PART = "compared", "no published total", "part of a year selected"

SQL = f"""
, placed AS (
    FROM selected
    SELECT region::VARCHAR AS region, year(announced_date) AS year, announced_date, amount_usd
    WHERE kind IN {VENTURE_KINDS}
), published AS (
    FROM country_years JOIN sources ON country_years.source_id::VARCHAR = sources.source_id
    SELECT region::VARCHAR AS region, year, sum(value_usd) AS published_usd,
        bool_or(is_partial) AS is_partial, any_value(sources.source_id) AS source_id,
        -- A year that was not over is compared up to the day the publisher stood at.
        CASE WHEN bool_or(is_partial) AND max(published_date) < make_date(year, 12, 31)
            THEN max(published_date) ELSE make_date(year, 12, 31) END AS until
    WHERE measure = 'vc_investment' AND year BETWEEN year($first_day) AND year($last_day)
        AND (len($regions) = 0 OR list_contains($regions::VARCHAR[], region::VARCHAR))
    GROUP BY 1, 2
), tracked AS (
    FROM placed LEFT JOIN published USING (region, year)
    SELECT region, year, coalesce(sum(amount_usd), 0) AS tracked_usd, count(*) AS rounds
    WHERE until IS NULL OR announced_date <= until
    GROUP BY 1, 2
), beside AS (
    FROM published FULL JOIN tracked USING (region, year)
    SELECT region, year, coalesce(tracked_usd, 0) AS tracked_usd, coalesce(rounds, 0) AS rounds,
        published_usd, coalesce(is_partial, false) AS is_partial, until, source_id,
        CASE WHEN published_usd IS NULL THEN '{UNPUBLISHED}'
            WHEN make_date(year, 1, 1) >= $first_day AND until <= $last_day THEN '{COMPARED}'
            ELSE '{IN_PART}' END AS state
)
FROM beside
SELECT region, year, tracked_usd, rounds, published_usd,
    CASE WHEN state = '{COMPARED}' THEN tracked_usd / nullif(published_usd, 0) END AS share,
    tracked_usd / nullif(max(tracked_usd) OVER (), 0) AS of_largest_usd,
    rounds / nullif(max(rounds) OVER (), 0) AS of_most_rounds, state, is_partial, until, source_id
WHERE EXISTS (FROM selected)
ORDER BY year, region
"""
DEPTHS = {"share": "share", "amount": "of_largest_usd", "rounds": "of_most_rounds"}


def scope(filters: Filters) -> dict[str, Any]:
    """SQL parameters: the regions and days that `filters` take in."""
    return {"regions": list(filters.region), **days(filters)}


@cache
def tracked_of_published(measure: str) -> Figure:
    """Figure for one of MEASURES."""
    return Figure(
        name="tracked_of_published",
        subtitle=f"{WORDS[measure]} by region and year",
        sql=SQL,
        spec=specification(_chart(measure)),
        headline=headline if measure == "share" else lambda rows: headline_of(rows, measure),
        note="Tracked are completed and announced rounds of equity, and of equity with debt. "
        "Published is the venture capital in AI that OECD.AI counts with data of Preqin, by region "
        "of the company; it leaves out some money of strategic investors that is tracked here, and "
        "counts many small rounds that are not. A year that OECD.AI had not finished is compared "
        "up to the day of its data. A dash means that no published total is there, or that the "
        "time range takes in a part of the year only.",
        remark=remark,
        empty="No round matches the time range and regions.",
        params=scope(Filters()),
        titles={
            "year": "Year",
            "rounds": "Rounds",
            "tracked_usd": "Tracked capital",
            "published_usd": "Published capital",
            "share": "Tracked of published (%)",
            "state": "Comparison",
            "is_partial": "Year so far",
            "until": "Compared until",
            "of_largest_usd": "Capital over that of the largest cell (%)",
            "of_most_rounds": "Rounds over those of the cell with most (%)",
        },
    )


def headline(rows: pl.DataFrame) -> str:
    """What is tracked of the newest complete year that can be compared, most and least."""
    compared = rows.filter(pl.col("state") == COMPARED)
    if compared.is_empty():
        rounds = count(int(rows["rounds"].sum()), "round")
        return f"{rounds} tracked; no whole year with a published total is selected"
    complete = compared.filter(~pl.col("is_partial"))
    newest = (complete if complete.height else compared)["year"].max()
    cells = compared.filter(pl.col("year") == newest).sort("share", descending=True)
    tracked = float(cells["tracked_usd"].sum())
    share = percent(tracked / float(cells["published_usd"].sum())) if tracked else "no part"
    found = f"For {newest} the rounds here hold {share} of the capital that OECD.AI counts"
    first, last = cells.row(0, named=True), cells.row(-1, named=True)
    if cells.height == 1:
        return f"{found} in {place(first['region'])}"
    if not tracked:
        return found
    return (
        f"{found}: {percent(first['share'])} in {place(first['region'])}, "
        f"{percent(last['share'])} in {place(last['region'])}"
    )


def headline_of(rows: pl.DataFrame, measure: str) -> str:
    """The year with most, and the region with most of it."""
    column = "tracked_usd" if measure == "amount" else "rounds"
    years = rows.group_by("year").agg(pl.col(column).sum()).sort(column, "year", descending=True)
    year, most = years.row(0)
    first = rows.filter(pl.col("year") == year).sort(column, descending=True).row(0, named=True)
    if not most:
        return "No capital is disclosed in 0 years" if measure == "amount" else "0 rounds tracked"
    if measure == "amount":
        total, part = money(most), f"; {money(first[column])} of it"
    else:
        total, part = count(most, "round"), f"; {first[column]:,} of them"
    if first[column] == most:
        part = ", all"
    holds = "holds most," if years.height > 1 else "holds"
    return f"{year} {holds} {total}{part} in {place(first['region'])}"


def remark(rows: pl.DataFrame) -> str:
    """What is compared in part, and what is not."""
    words = []
    part = rows.filter("is_partial", pl.col("state") == COMPARED)
    if part.height:
        year, until = part["year"][0], part["until"][0]
        words.append(f"{year} counts until {month_words(until)}, where the published data end.")
    nowhere = rows.filter(pl.col("state") == UNPUBLISHED)
    if rounds := int(nowhere["rounds"].sum()):
        capital = money(float(nowhere["tracked_usd"].sum()))
        words.append(f"Without a published total: {capital} in {count(rounds, 'round')}.")
    return " ".join(words)


_NARROW = "width < 480"


def _chart(measure: str) -> alt.TopLevelMixin:
    plain: dict[str, Any] = {
        "domain": False,
        "ticks": False,
        "title": None,
        "labelFlush": False,
    }
    values = {
        "share": f"isValid(datum.share) ? {_percent('datum.share')} : '-'",
        "amount": f"datum.tracked_usd ? {money_expression('datum.tracked_usd')} : ''",
        "rounds": "datum.rounds ? format(datum.rounds, ',') : ''",
    }
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            label=values[measure],
            tracked_text=money_expression("datum.tracked_usd"),
            published_text="isValid(datum.published_usd) ? "
            f"{money_expression('datum.published_usd')} : 'no published total'",
            share_text=f"isValid(datum.share) ? {_percent('datum.share')} : datum.state",
            period="datum.year + (datum.is_partial ? ', so far' : '')",
            # The root keeps small values apart from none.
            depth=f"datum.{DEPTHS[measure]} > 0 "
            f"? 0.08 + 0.92 * sqrt(min(1, datum.{DEPTHS[measure]})) : 0.04",
            ink="datum.depth > 0.72 || luminance(background || 'white') < 0.4 "
            "? '#fafafa' : '#31333f'",
        )
        .encode(
            x=alt.X(
                field="year",
                type="ordinal",
                axis=alt.Axis(orient="top", labelAngle=0, labelOverlap="greedy", **plain),
            ),
            y=alt.Y(
                field="region",
                type="nominal",
                sort=list(REGIONS),
                axis=alt.Axis(labelOverlap=False, **plain),
            ),
            tooltip=[
                told("region", "Region"),
                told("period", "Year"),
                told("tracked_text", "Tracked capital"),
                told("published_text", "Published capital"),
                told("share_text", "Tracked of published"),
                told("rounds", "Rounds", ","),
            ],
        )
    )
    cells = base.mark_rect(color=BLUE, cornerRadius=2, stroke=LABEL).encode(
        opacity=alt.Opacity(field="depth", type="quantitative", scale=None, legend=None),
        strokeOpacity=alt.value(0),
    )
    labels = base.mark_text(fontSize=11).encode(
        text=alt.Text(field="label", type="nominal"),
        color=alt.Color(field="ink", type="nominal", scale=None, legend=None),
        # On a phone the cells are narrower than numbers: their depth and a tap tell.
        opacity=alt.condition(_NARROW, alt.value(0), alt.value(1)),
    )
    return alt.layer(cells, labels).properties(height=alt.Step(36))


def _percent(value: str) -> str:
    return f"({value} && {value} < 0.0995 ? format({value}, '.1%') : format({value}, '.0%'))"
