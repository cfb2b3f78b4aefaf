"""Does early-stage capital grow as fast as late-stage? Two periods, tracked and published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.filters import Filters
from lib.theme import (
    LABEL,
    SIDES,
    STATE,
    UNFINISHED,
    listed,
    money_axis,
    money_expression,
    side_bars,
    specification,
    told,
)
from lib.words import (
    listing,
    money,
    percent,
    quarter_end,
    quarter_of,
    quarter_start,
    quarter_words,
    quarters,
)

LEAST = 5
"""Rounds with an amount that a rate of growth needs in either period."""

SQL = f"""
, periods AS (
    -- A period against itself stands once: its bars would lie on each other.
    SELECT $against AS period, $against_start::DATE AS first_day, $against_end::DATE AS last_day
    WHERE $against <> $period
    UNION ALL
    SELECT $period, $period_start::DATE, $period_end::DATE
), known AS (
    FROM rounds JOIN periods ON announced_date BETWEEN first_day AND last_day
    SELECT stage_group::VARCHAR AS stage, period, count(*) AS rounds
    WHERE status IN ('completed', 'announced')
    GROUP BY 1, 2
), tracked AS (
    FROM selected JOIN periods ON announced_date BETWEEN first_day AND last_day
    SELECT stage_group::VARCHAR AS stage, period, count(*) AS rounds,
        count(amount_usd) AS disclosed, sum(amount_usd) AS capital_usd
    GROUP BY 1, 2
), published AS (
    FROM aggregates
    SELECT dimension_value::VARCHAR AS published_stage, period_start, period_end,
        max(value) FILTER (measure = 'funding') AS total_usd,
        max(value) FILTER (measure = 'yoy_pct') / 100 AS growth,
        any_value(source_id)::VARCHAR AS source_id
    WHERE dimension = 'stage' AND status = 'completed' AND scope LIKE 'venture funding%'
    GROUP BY 1, 2, 3
), cells AS (
    FROM (VALUES ('Late', 1), ('Early', 2), ('Seed', 3)) AS stages (stage, place)
    CROSS JOIN periods
    LEFT JOIN known USING (stage, period)
    LEFT JOIN tracked USING (stage, period)
    LEFT JOIN published AS this ON this.published_stage = lower(stage) || ' stage'
        AND this.period_start = first_day AND this.period_end = last_day
    LEFT JOIN published AS later ON later.published_stage = lower(stage) || ' stage'
        AND later.period_start = first_day + INTERVAL 1 YEAR
        AND later.period_end = last_day + INTERVAL 1 YEAR
    SELECT stage, place, period, this.total_usd AS stated_usd,
        coalesce(known.rounds, 0) AS known_rounds, coalesce(tracked.rounds, 0) AS rounds,
        coalesce(tracked.disclosed, 0) AS disclosed,
        coalesce(tracked.capital_usd, 0) AS capital_usd,
        coalesce(stated_usd, later.total_usd / (1 + later.growth)) AS published_usd,
        CASE WHEN period = $period AND $against_start::DATE + INTERVAL 1 YEAR = first_day
            THEN this.growth END AS published_growth,
        coalesce(this.source_id, later.source_id) AS source_id,
        last_day > (FROM extent SELECT newest) AS is_unfinished
), compared AS (
    FROM cells
    SELECT *,
        -- Publishers count every place and kind: a narrower selection is not compared with them.
        bool_and(known_rounds = rounds) OVER (PARTITION BY stage) AS is_whole,
        bool_or(published_usd IS NOT NULL) OVER () AS is_published,
        bool_or(is_unfinished) OVER () AS any_unfinished,
        min(disclosed) OVER (PARTITION BY stage) AS fewest,
        max(capital_usd) FILTER (period = $against) OVER (PARTITION BY stage) AS against_usd,
        sum(rounds) OVER (PARTITION BY stage) AS rounds_of_stage
)
FROM compared
SELECT stage, period, rounds, disclosed, capital_usd,
    CASE WHEN period = $period AND $period <> $against AND fewest >= {LEAST}
        AND against_usd > 0 AND NOT any_unfinished
        THEN capital_usd / against_usd - 1 END AS growth,
    CASE WHEN is_whole THEN published_usd END AS published_usd,
    CASE WHEN is_whole THEN published_growth END AS published_growth,
    CASE WHEN NOT is_whole OR compared.published_usd IS NULL THEN NULL
        WHEN stated_usd IS NULL THEN 'worked out from its growth' ELSE 'stated' END
        AS published_basis,
    is_unfinished, is_published,
    CASE WHEN is_whole THEN source_id END AS source_id
WHERE rounds_of_stage > 0
ORDER BY place, period = $period
"""

PUBLISHED_SQL = """
FROM aggregates
SELECT period_start, period_end
WHERE dimension = 'stage' AND measure = 'funding' AND status = 'completed'
    AND scope LIKE 'venture funding%'
ORDER BY period_end DESC
LIMIT 1
"""
"""First and last day of the newest period whose published totals tell stages apart."""


def periods(coverage: tuple[str, str]) -> dict[str, str]:
    """Years and their quarters in the data, newest first, with words: 2026-Q1 is Q1 2026."""
    newest_first = reversed(quarters(*coverage))
    found = dict.fromkeys(each for quarter in newest_first for each in (quarter[:4], quarter))
    return {each: _words(each) for each in found}


def comparable(period: str, coverage: tuple[str, str]) -> dict[str, str]:
    """Those of `periods` that are as long as `period`."""
    return {each: words for each, words in periods(coverage).items() if len(each) == len(period)}


def year_before(period: str, coverage: tuple[str, str]) -> str:
    """The same period a year earlier; the oldest one where the data does not reach back."""
    year = int(period[:4]) - 1
    before = f"{year}{period[4:]}"
    options = comparable(period, coverage)
    return before if before in options else list(options)[-1]


def published_period(rows: pl.DataFrame, coverage: tuple[str, str]) -> str:
    """The quarter or year in the row of PUBLISHED_SQL; without one, the newest quarter."""
    if rows.is_empty():
        return coverage[1]
    start, end = rows.row(0)
    return quarter_of(start) if quarter_of(start) == quarter_of(end) else str(start.year)


def days(period: str) -> tuple[date, date]:
    """First and last day of a quarter such as 2026-Q1 or a year such as 2026."""
    first, last = _ends(period)
    return quarter_start(first), quarter_end(last)


def _ends(period: str) -> tuple[str, str]:
    return (period, period) if "-" in period else (f"{period}-Q1", f"{period}-Q4")


def spanning(filters: Filters, period: str, against: str) -> Filters:
    """The same selection with a time range of its own, that holds both periods."""
    first, last = zip(_ends(period), _ends(against), strict=True)
    return replace(filters, start=min(first), end=max(last))


def stage_growth(period: str, against: str) -> Figure:
    """Figure of two of `periods`, equally long."""
    first_day, last_day = days(period)
    against_start, against_end = days(against)
    words, against_words = _words(period), _words(against)
    return replace(
        WITHOUT_PERIODS,
        subtitle=f"Capital (USD) by stage, {words} against {against_words}, tracked and published",
        params={
            "period": words,
            "period_start": first_day,
            "period_end": last_day,
            "against": against_words,
            "against_start": against_start,
            "against_end": against_end,
        },
    )


def _words(period: str) -> str:
    return quarter_words(period) if "-" in period else period


def headline(rows: pl.DataFrame) -> str:
    """Growth of late and early stage, as published or else tracked; amounts without a rate."""
    grown_up = rows.filter(pl.col("stage") != "Seed")
    named = rows if grown_up.is_empty() else grown_up
    before, now = named["period"][0], named["period"][-1]
    later = {row["stage"]: row for row in named.iter_rows(named=True) if row["period"] == now}
    amounts = _amounts(later)
    if before == now:
        return f"{now} brought {amounts}: choose another period to see the growth"
    since = f"From {before} to {now}"
    if stated := _rates(later, "published_growth"):
        held = [
            percent(row["capital_usd"] / row["published_usd"])
            for row in later.values()
            if row["published_growth"] is not None
        ]
        return (
            f"{since} published capital changed: {stated}; "
            f"rounds tracked here hold {listing(held)} of it"
        )
    if tracked := _rates(later, "growth"):
        return f"{since} tracked capital changed: {tracked}"
    return f"{now}{_so_far(later)} brought {amounts}, with no rate of growth against {before}"


def _rates(later: dict[str, Any], field: str) -> str:
    return listing(
        [
            f"{stage.lower()}-stage by {row[field]:+,.0%}"
            for stage, row in later.items()
            if row[field] is not None
        ]
    )


def _amounts(later: dict[str, Any]) -> str:
    return listing([_amount(f"{stage.lower()}-stage", row) for stage, row in later.items()])


def _amount(stage: str, row: dict[str, Any]) -> str:
    if row["disclosed"]:
        return f"{money(row['capital_usd'])} {stage}"
    return f"no known {stage} amount" if row["rounds"] else f"no {stage} round"


def _so_far(later: dict[str, Any]) -> str:
    return " so far" if any(row["is_unfinished"] for row in later.values()) else ""


def _remark(rows: pl.DataFrame) -> str:
    if rows["published_usd"].is_not_null().any():
        published = "The published totals probably count all sectors, not AI companies alone."
    elif rows["is_published"].any():
        published = (
            "Published totals of these periods count every place and kind of round: they are left "
            "out, because the filters take rounds away."
        )
    else:
        published = "No published totals by stage cover these periods."
    unfinished = rows.filter("is_unfinished")["period"].unique().sort().to_list()
    if unfinished:
        growth = f"The data does not reach the end of {listing(unfinished)}: no rate is stated."
    elif rows["growth"].is_not_null().any():
        growth = (
            f"{_share_before(rows)}Tracked growth follows what the sources cover as well as the "
            "market: mind the number of rounds."
        )
    else:
        growth = f"A rate needs {LEAST} rounds with an amount in each of two periods."
    return f"{published} {growth}"


def _share_before(rows: pl.DataFrame) -> str:
    """How much of the published totals was tracked in the period that is compared with."""
    before = rows["period"][0]
    parts = [
        f"{percent(row['capital_usd'] / row['published_usd'])} at {row['stage'].lower()} stage"
        for row in rows.filter(pl.col("published_usd") > 0, period=before).iter_rows(named=True)
    ]
    return f"Rounds tracked here held {listing(parts)} in {before}. " if parts else ""


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name="datum.stage + ', ' + datum.period",
            **SIDES,
            end_usd="max(datum.capital_usd, datum.published_usd)",
            rate="datum.growth == null ? '' : ', ' + format(datum.growth, '+,.0%')",
            published_rate="datum.published_growth == null ? '' "
            ": ', ' + format(datum.published_growth, '+,.0%')",
            rounds_text="datum.rounds + (datum.rounds == 1 ? ' round' : ' rounds')",
            amount_text=f"datum.disclosed ? {money_expression('datum.capital_usd')} : 'no amount'",
            tracked_text="datum.rounds ? datum.amount_text + ' in ' + datum.rounds_text"
            " : 'no rounds'",
            rated_text="datum.tracked_text + datum.rate",
            # Beside published growth the tracked one, of another coverage, would mislead.
            tracked_label="(datum.published_usd == null ? '' : 'tracked ') + "
            "(datum.published_growth == null ? datum.rated_text : datum.tracked_text)",
            published_text="datum.published_usd == null ? 'none' : "
            f"{money_expression('datum.published_usd')} + datum.published_rate",
            published_label="datum.published_usd == null ? '' : (datum.published_basis == 'stated'"
            " ? 'published ' : 'published growth implies ') + datum.published_text",
            basis="datum.published_basis || 'none'",
            state=STATE,
        )
        .encode(
            y=listed("name"),
            tooltip=[
                told("name", "Stage and period"),
                told("rated_text", "Tracked here"),
                told("disclosed", "With an amount", ","),
                told("published_text", "Published"),
                told("basis", "Published total is"),
                told("state", "Period"),
            ],
        )
    )
    published, tracked = side_bars(base, _across("published_usd"), _across("capital_usd"))
    published = published.encode(
        strokeDash=alt.condition(
            "datum.published_basis == 'stated'", alt.value([1, 0]), alt.value([4, 3])
        )
    )
    tracked = tracked.encode(
        opacity=alt.condition("datum.is_unfinished", alt.value(UNFINISHED), alt.value(1))
    )
    below = alt.ExprRef("datum.published_usd == null ? 0 : 7")
    labels = [
        base.mark_text(align="left", dx=5, dy=dy, color=LABEL).encode(
            x=_across("end_usd"), text=alt.Text(field=field, type="nominal")
        )
        for field, dy in (("published_label", -7), ("tracked_label", below))
    ]
    return alt.layer(published, tracked, *labels).properties(height=alt.Step(36))


def _across(field: str) -> alt.X:
    return alt.X(
        field=field,
        type="quantitative",
        title="Capital (USD)",
        # An axis needs a length where no amount is known.
        scale=alt.Scale(domain=alt.DomainUnionWith(unionWith=[0, 1e6])),
        axis=money_axis(grid=True),
    )


WITHOUT_PERIODS = Figure(
    name="stage_growth",
    subtitle="Capital (USD) by stage in two periods, tracked and published",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Seed; Early is Series A and B; Late is Series C and after, and growth rounds. Growth is "
    "the change of capital against the period that it is compared with, as a share of the latter; "
    f"with fewer than {LEAST} rounds with an amount in either period, or in a period that "
    "the data does not cover to its end, no rate is stated. The two periods are those chosen here: "
    "the time range of the filters does not apply, all other filters do. Published totals are "
    "outlined; they are venture funding as the article behind them labels it, probably of all "
    "sectors. A dashed outline is worked out: the total a year later divided by one plus its "
    "published growth.",
    remark=_remark,
    empty="No round of these two periods matches the filters.",
)
