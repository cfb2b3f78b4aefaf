"""Does the published split of 2024 by region hold? Beside what is tracked of the same year."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.disputed import CASE_TOLD, CASE_WORDS, conflict_of, marked_expression
from lib.figures.figure import Figure
from lib.theme import LABEL, SIDES, listed, money_expression, side_bars, specification, told
from lib.words import count, money, percent

LEAST_USD = 1e8
"""Amount from which the article counts a deal."""

SQL = f"""
, published AS (
    FROM aggregates
    SELECT dimension_value::VARCHAR AS region_group, value_usd, deals, period_start, period_end,
        {conflict_of("aggregates", "aggregate_id")} AS conflict,
        publisher::VARCHAR AS publisher, source_id::VARCHAR AS source_id, source_url
    WHERE aggregate_id IN ('A15', 'A16', 'A17', 'A18')
), period AS (
    FROM published SELECT min(period_start) AS oldest, max(period_end) AS newest
), known AS (
    FROM rounds, period SELECT count(*) AS rounds
    WHERE status IN ('completed', 'announced') AND announced_date BETWEEN oldest AND newest
), tracked AS (
    FROM selected, period
    SELECT region_group::VARCHAR AS region_group,
        coalesce(sum(amount_usd) FILTER (status = 'completed'), 0) AS capital_usd,
        count(*) FILTER (status = 'completed' AND amount_usd >= {LEAST_USD}) AS deals,
        count(*) FILTER (status IN ('completed', 'announced')) AS rounds,
        count(*) FILTER (status = 'completed') AS completed
    WHERE announced_date BETWEEN oldest AND newest
    GROUP BY 1
), beside AS (
    FROM published LEFT JOIN tracked USING (region_group)
    SELECT region_group, publisher, conflict, published.value_usd AS published_usd,
        published.deals AS published_deals,
        coalesce(capital_usd, 0) AS tracked_usd, coalesce(tracked.deals, 0) AS tracked_deals,
        coalesce(completed, 0) AS rounds,
        published_usd / sum(published_usd) OVER () AS published_of_capital,
        published_deals / sum(published_deals) OVER () AS published_of_deals,
        tracked_usd / nullif(sum(tracked_usd) OVER (), 0) AS tracked_of_capital,
        tracked_deals / nullif(sum(tracked_deals) OVER (), 0) AS tracked_of_deals,
        (SELECT coalesce(sum(completed), 0)::BIGINT FROM tracked) - sum(coalesce(completed, 0))
            OVER () AS unplaced,
        source_id, source_url
)
FROM beside
SELECT region_group, unnest(['Capital', 'Deals']) AS counted,
    unnest([published_of_capital, published_of_deals]) AS published_share,
    unnest([tracked_of_capital, tracked_of_deals]) AS tracked_share,
    published_usd, conflict, tracked_usd, published_deals, tracked_deals, rounds,
    unplaced::BIGINT AS unplaced, publisher, source_id, source_url
-- A narrower selection than the whole year is not compared.
WHERE (SELECT sum(rounds) FROM tracked) = (SELECT rounds FROM known)
ORDER BY published_usd DESC, counted
"""


def headline(rows: pl.DataFrame) -> str:
    """Share of the first region, as published and as tracked."""
    first = rows.filter(pl.col("counted") == "Capital").row(0, named=True)
    publisher = first["publisher"].split(" (")[0]
    told = (
        f"{publisher} puts {percent(first['published_share'])} of 2024 funding in "
        f"the {first['region_group']}"
    )
    if first["tracked_share"] is None:
        return f"{told}; no completed round with an amount is tracked for that year"
    return f"{told}; of the capital tracked here it is {percent(first['tracked_share'])}"


def remark(rows: pl.DataFrame) -> str:
    """How much is behind both sides."""
    of_capital = rows.filter(pl.col("counted") == "Capital")
    published, tracked = (float(of_capital[f"{side}_usd"].sum()) for side in _SIDES)
    deals = [int(of_capital[f"{side}_deals"].sum()) for side in _SIDES]
    unplaced = int(rows["unplaced"][0])
    left_out = f" {count(unplaced, 'round')} without a country left out." if unplaced else ""
    return (
        f"Published: {money(published)} and {count(deals[0], 'deal')}. Tracked here: "
        f"{money(tracked)} and {count(deals[1], 'deal')}, in "
        f"{count(int(of_capital['rounds'].sum()), 'completed round')}.{left_out}"
    )


_SIDES = ("published", "tracked")


def _chart() -> alt.TopLevelMixin:
    amounts = {side: money_expression(f"datum.{side}_usd") for side in _SIDES}
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name="datum.region_group + ', ' + lower(datum.counted)",
            **{
                f"{side}_text": f"datum.counted == 'Capital' ? {amounts[side]} "
                f": format(datum.{side}_deals, ',')"
                for side in _SIDES
            },
            label=f"{marked_expression('datum.published_text')} + ', here ' + datum.tracked_text",
            **CASE_WORDS,
            end="max(datum.published_share, datum.tracked_share || 0)",
            **SIDES,
        )
        .encode(
            y=listed("name", labelLimit=170),
            tooltip=[
                told("name", "Part"),
                told("published_text", "Published"),
                told("published_share", "Published share", ".0%"),
                told("tracked_text", "Tracked here"),
                told("tracked_share", "Tracked share", ".0%"),
                told("rounds", "Completed rounds here", ","),
                CASE_TOLD,
            ],
        )
    )
    published, tracked = side_bars(base, _share("published_share"), _share("tracked_share"))
    labels = base.mark_text(align="left", dx=5, color=LABEL).encode(
        x=_share("end"), text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(published, tracked, labels).properties(height=alt.Step(26))


def _share(field: str) -> alt.X:
    return alt.X(
        field=field,
        type="quantitative",
        title="Share of the four regions (%)",
        axis=alt.Axis(format=".0%", tickCount=5, grid=True),
    )


FIGURE = Figure(
    name="published_split",
    subtitle="Share of 2024 capital and of deals of $100M and more by region, published "
    "estimate and tracked (%)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Published: AINews's own estimate of the funding of AI models, with no list of deals. "
    "Tracked here: completed rounds of every kind and sector of that year; a deal has a disclosed "
    "amount of $100M or more. Rest of World is every region but the first three. Filters other "
    "than the time range do not apply, and that has to take in all of 2024.",
    remark=remark,
    empty="No published split fits: it needs a time range with all of 2024.",
)
