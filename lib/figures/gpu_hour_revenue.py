"""What each hour of a GPU brings in, for a revenue, a number of GPUs and the hours they work."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_measures import number_expression
from lib.figures.figure import Figure
from lib.figures.headline_numbers import Number
from lib.theme import (
    BLUE,
    GREY,
    LABEL,
    ORANGE,
    RED,
    log_axis,
    money_expression,
    specification,
    told,
)
from lib.words import count, listing, money, month_words, short

HOURS_A_YEAR = 8760
LEAST_GPUS, MOST_GPUS = 1_000, 10_000_000
"""Ends of the slider, and of the line: straight where both axes are logarithmic."""

PRESETS_SQL = """
FROM fleets
ORDER BY gpus_status = 'sites' OR gpus IS NULL, revenue_usd DESC, organization
"""
"""Companies to start from; those that state a number of GPUs first."""

SQL = f"""
, given AS (
    -- Where the reader keeps what a source states, its date and source come along.
    FROM (SELECT $revenue::DOUBLE AS revenue_usd, $gpus::DOUBLE AS gpus, $preset AS organization)
        LEFT JOIN (FROM fleets SELECT organization, COLUMNS('^revenue'))
            USING (organization, revenue_usd)
        LEFT JOIN (FROM fleets SELECT organization, COLUMNS('^gpus')) USING (organization, gpus)
), points AS (
    FROM hour_marks
    UNION ALL BY NAME
    FROM (SELECT unnest([{LEAST_GPUS}, {MOST_GPUS}]) AS gpus)
    SELECT 'line' AS kind, gpus, $revenue::DOUBLE AS revenue_usd
    UNION ALL BY NAME
    FROM given SELECT 'chosen' AS kind, *
)
FROM points, (FROM hour_marks SELECT hourly AS threshold WHERE kind = 'threshold')
SELECT kind, organization, gpus, revenue_usd, $utilisation::DOUBLE AS utilisation,
    coalesce(hourly, revenue_usd / (gpus * {HOURS_A_YEAR} * utilisation)) AS usd_per_gpu_hour,
    hourly_high AS usd_per_gpu_hour_high, threshold,
    threshold * gpus * {HOURS_A_YEAR} * utilisation AS needed_usd,
    revenue_usd / (threshold * {HOURS_A_YEAR} * utilisation) AS paid_gpus,
    revenue_date, gpus_date, gpus_status, clouds, stated_date,
    -- Words on the level lines keep off the line that falls across them.
    coalesce(is_left, $revenue > threshold * {HOURS_A_YEAR} * utilisation * {MOST_GPUS / 10})
        AS is_left,
    (FROM fleets SELECT count(*) WHERE gpus IS NULL) AS without_gpus,
    source_url, revenue_url, gpus_url, source_id, revenue_source_id, gpus_source_id
ORDER BY kind, gpus, organization
"""


def headline(rows: pl.DataFrame) -> str:
    """What the chosen fleet brings in an hour, beside the threshold."""
    row = rows.row(by_predicate=pl.col("kind") == "chosen", named=True)
    hourly, threshold = row["usd_per_gpu_hour"], row["threshold"]
    side = "below" if hourly < threshold else "above" if hourly > threshold else "at"
    return (
        f"{money(row['revenue_usd'])} a year from {row['gpus']:,.0f} GPUs is {hour(hourly)} per "
        f"GPU-hour, {side} the {hour(threshold)} that one article calls for"
    )


def hour(usd: float) -> str:
    """Dollars of one hour: $1, $0.49, $0.0012."""
    if usd < 0.01:
        return f"${usd:.2g}"
    return f"${usd:,.2f}".removesuffix(".00")


def remark(rows: pl.DataFrame) -> str:
    """What the chosen number of GPUs needs, what renting one costs, and who has no point."""
    row = rows.row(by_predicate=pl.col("kind") == "chosen", named=True)
    rent, unknown = rows.filter(kind="rent").to_dicts(), row["without_gpus"]
    return remarks(
        needed_words(row),
        *(
            f"The band is what renting one H100 for an hour costs by list price: "
            f"{hour(each['usd_per_gpu_hour'])} to {hour(each['usd_per_gpu_hour_high'])} at "
            f"{listing(each['clouds'].split(';'))} ({month_words(each['stated_date'])})."
            for each in rent
        ),
        "Triangles: at most, since more GPUs work for these companies than are known."
        if "sites" in {*rows.filter(kind="company")["gpus_status"]}
        else "",
        f"{count(unknown, 'company')} with a known revenue {_has(unknown)} no point: how many GPUs "
        "work for them is unknown."
        if unknown
        else "",
    )


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def needed_words(row: dict[str, Any]) -> str:
    """`At the threshold of $1 per GPU-hour, 100,000 GPUs need $876M a year.`"""
    share = "" if row["utilisation"] == 1 else f" at {row['utilisation']:.0%} utilisation"
    return (
        f"At the threshold of {hour(row['threshold'])} per GPU-hour, "
        f"{row['gpus']:,.0f} GPUs{share} need {money(row['needed_usd'])} a year."
    )


def numbers_of(rows: pl.DataFrame) -> list[Number]:
    """The result for the chosen fleet, what it would need, and how many GPUs its revenue pays."""
    row = rows.row(by_predicate=pl.col("kind") == "chosen", named=True)
    at = f"at {hour(row['threshold'])} per GPU-hour"
    covered = row["revenue_usd"] / row["needed_usd"]
    return [
        Number(
            "Revenue per GPU-hour",
            hour(row["usd_per_gpu_hour"]),
            f"{f'{covered:,.2f}' if covered >= 0.01 else f'{covered:.2g}'} times the threshold",
            [],
            "Yearly revenue over the hours that all GPUs work in a year: GPUs times 8,760 hours "
            "times utilisation.",
        ),
        Number(
            "Revenue needed",
            money(row["needed_usd"]),
            at,
            [],
            "Yearly revenue with which each working hour of these GPUs brings in the threshold.",
        ),
        Number(
            "GPUs paid for",
            short(row["paid_gpus"]),
            at,
            [],
            "Number of GPUs at which this revenue brings in the threshold for each working hour.",
        ),
    ]


AT_MOST = "datum.gpus_status == 'sites'"


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        hourly_text="format(datum.usd_per_gpu_hour, "
        "datum.usd_per_gpu_hour < 0.01 ? '$.2~r' : '$,.2f')",
        high_text="format(datum.usd_per_gpu_hour_high, '$,.2f')",
        revenue_text=money_expression("datum.revenue_usd"),
        gpus_text="format(datum.gpus, ',.0f')",
        needed_text=money_expression("datum.needed_usd"),
        kind_text="{line: 'This revenue', chosen: 'Your choice', company: 'Company', "
        "threshold: 'Threshold', rent: 'Renting one H100'}[datum.kind]",
        counted_text=f"{AT_MOST} ? 'at least, in sites of its own' : "
        "datum.gpus_status || 'assumed'",
        chosen_text="'Your choice ' + datum.hourly_text",
        threshold_text="'Threshold ' + datum.hourly_text",
        rent_text="'Renting an H100, ' + datum.hourly_text + ' to ' + datum.high_text",
    )
    across = alt.X(
        field="gpus",
        type="quantitative",
        title="Size of the fleet (GPUs, log scale)",
        scale=alt.Scale(type="log", nice=False),
        axis=log_axis(number_expression("datum.value"), "x"),
    )
    up = alt.Y(
        field="usd_per_gpu_hour",
        type="quantitative",
        title="Revenue per GPU-hour (USD per GPU-hour, log scale)",
        scale=alt.Scale(type="log", nice=False, clamp=True),
        axis=log_axis("format(datum.value, '$,~g')"),
    )
    tips = [
        told("kind_text", "Line or point"),
        told("organization", "Company"),
        told("hourly_text", "Revenue per GPU-hour"),
        told("revenue_text", "Revenue a year"),
        told("gpus_text", "GPUs"),
        told("counted_text", "GPUs are"),
        told("needed_text", "Revenue needed"),
    ]

    def of(kind: str) -> alt.Chart:
        return base.transform_filter(f"datum.kind == '{kind}'")

    edge = alt.value("width")
    prices = [told("kind_text", "Line or point"), told("hourly_text", "USD per GPU-hour")]
    band = (
        of("rent")
        .mark_rect(color=GREY, opacity=0.15)
        .encode(
            x=alt.value(0),
            x2=edge,
            y=up,
            y2=alt.Y2(field="usd_per_gpu_hour_high"),
            tooltip=[*prices, told("high_text", "To"), told("stated_date", "Date", "%b %Y")],
        )
    )
    rule = of("threshold").mark_rule(color=RED, strokeDash=[6, 4], strokeWidth=2)
    line = of("line").mark_line(color=BLUE, strokeWidth=2.5).encode(x=across, y=up)
    companies = (
        of("company")
        .mark_point(color=GREY, size=70, strokeWidth=2)
        .encode(
            x=across,
            y=up,
            shape=alt.condition(AT_MOST, alt.value("triangle-down"), alt.value("circle")),
            tooltip=tips,
        )
    )
    chosen = of("chosen").mark_point(color=ORANGE, fill=ORANGE, size=170, opacity=1)

    def words(kind: str, field: str, x: Any, align: str, dy: int, **mark: Any) -> alt.Chart:
        text = alt.Text(field=field, type="nominal")
        look: dict[str, Any] = {"color": LABEL, "align": align, "dy": dy, **mark}
        marks = of(kind).mark_text(dx=6 if align == "left" else -6, **look)
        return marks.encode(x=x, y=up, text=text)

    def level(kind: str, dy: int, color: str) -> tuple[alt.Chart, alt.Chart]:
        return (
            words(kind, f"{kind}_text", alt.value(0), "left", dy, color=color).transform_filter(
                "datum.is_left"
            ),
            words(kind, f"{kind}_text", edge, "right", dy, color=color).transform_filter(
                "!datum.is_left"
            ),
        )

    # The line falls from left to right: above it to the right, and below it to the left, is room.
    return alt.layer(
        band,
        *level("rent", 10, LABEL),
        rule.encode(y=up, tooltip=[*prices, told("stated_date", "Stated", "%b %Y")]),
        *level("threshold", -9, RED),
        line.encode(tooltip=tips),
        companies,
        words("company", "organization", across, "left", -9).transform_filter("!datum.is_left"),
        words("company", "organization", across, "right", -9).transform_filter("datum.is_left"),
        chosen.encode(x=across, y=up, tooltip=tips),
        words("chosen", "chosen_text", across, "right", 13, color=ORANGE, fontWeight=600),
    ).properties(height=360)


FIGURE = Figure(
    name="gpu_hour_revenue",
    subtitle="Revenue per GPU-hour against the number of GPUs (USD per GPU-hour, log scale)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Revenue per GPU-hour is the yearly revenue over the hours that GPUs work: their number "
    "times 8,760 hours a year times utilisation, the share of hours that they work. What the "
    "sliders hold is your assumption unless a source states it. The threshold is what an article "
    "of May 2026 asks of model companies. Grey marks are companies, at the same utilisation: "
    "their newest annualised revenue over the GPUs they plan, or over those in data centres that "
    "Epoch AI is confident they use alone (in H100 equivalents). They use more elsewhere, so "
    "their revenue per GPU-hour is at most this (triangles); revenue and GPUs are of different "
    "dates.",
    remark=remark,
    params={
        "revenue": 1e9,
        "gpus": 1e5,
        "utilisation": 1.0,
        "preset": "",
    },
    titles={
        "kind": "Line or point",
        "organization": "Company",
        "gpus": "GPUs",
        "usd_per_gpu_hour": "USD per GPU-hour",
        "usd_per_gpu_hour_high": "USD per GPU-hour, high end",
        "threshold": "Threshold (USD per GPU-hour)",
        "paid_gpus": "GPUs paid for at the threshold",
        "gpus_status": "GPUs are",
    },
    empty="No threshold is stated.",
    rests_on_rounds=False,
)
