"""What each hour of a GPU brings in, for a revenue, a number of GPUs and the hours they work."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_lines import ABOUT_COMPANIES
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
from lib.words import count, money, month_words, percent, short

HOURS_A_YEAR = 8760

PRESETS = f"""{ABOUT_COMPANIES}
, revenues AS (
    FROM about_companies
    SELECT organization, value_usd AS revenue_usd, as_of AS revenue_date,
        status = 'estimated' AS is_estimated, source_id::VARCHAR AS revenue_source_id,
        source_url AS revenue_url
    WHERE metric = 'annualised_revenue' AND scope = 'company' AND is_fact AND value_usd > 0
    QUALIFY row_number() OVER (
        PARTITION BY organization ORDER BY as_of DESC, confidence, metric_id
    ) = 1
), counts AS (
    FROM about_companies
    SELECT organization, value AS gpus, as_of AS gpus_date, status::VARCHAR AS gpus_status,
        source_id::VARCHAR AS gpus_source_id, source_url AS gpus_url
    WHERE metric = 'gpu_count' AND scope = 'company' AND value > 0
    QUALIFY row_number() OVER (PARTITION BY organization ORDER BY as_of DESC, metric_id) = 1
), sites AS (
    -- What runs at each site on the day of the newest file that also has plans.
    FROM data_centers
    SELECT site, max_by(h100_equivalents, date) AS h100_equivalents, max(date) AS latest,
        max_by(users, date) AS users, max_by(users_confidence, date) AS trust,
        max_by(source_id::VARCHAR, date) AS source_id, max_by(source_url, date) AS source_url
    WHERE NOT is_planned AND source_id IN (FROM data_centers SELECT source_id WHERE is_planned)
    GROUP BY site
), alone AS (
    -- Sites that one company is surely the only user of: at least so many.
    FROM sites
    SELECT users[1] AS organization, round(sum(h100_equivalents)) AS gpus,
        max(latest) AS gpus_date, 'sites' AS gpus_status, any_value(source_id) AS gpus_source_id,
        max_by(source_url, h100_equivalents) AS gpus_url
    WHERE len(users) = 1 AND trust = ['confident'] AND h100_equivalents > 0
    GROUP BY 1
), known_counts AS (
    FROM counts
    UNION ALL BY NAME
    FROM alone WHERE organization NOT IN (FROM counts SELECT organization::VARCHAR)
), presets AS (
    FROM revenues LEFT JOIN known_counts
        ON known_counts.organization = revenues.organization::VARCHAR
    SELECT revenues.organization::VARCHAR AS organization, revenue_usd, revenue_date, is_estimated,
        gpus, gpus_date, gpus_status, revenue_source_id, revenue_url, gpus_source_id, gpus_url
)
"""
"""Adds the table `presets`, a company with a revenue a row: the newest one (USD a year), and the
GPUs it is known to have or plan; `gpus_status` is `sites` where they are H100 equivalents of data
centres."""

PRESETS_SQL = f"""{PRESETS}
FROM presets
ORDER BY gpus_status = 'sites' OR gpus IS NULL, revenue_usd DESC, organization
"""
"""Companies to start from; those that state a number of GPUs first."""

SQL = f"""{PRESETS}
, threshold AS (
    FROM claims
    SELECT value AS threshold, as_of, source_id::VARCHAR AS source_id, source_url
    WHERE metric = 'revenue_per_gpu_hour_threshold' AND superseded_by IS NULL
    ORDER BY as_of DESC, claim_id
    LIMIT 1
), rented AS (
    FROM gpu_hour_prices
    SELECT date, min(on_demand_usd_per_gpu_hour) AS low, max(on_demand_usd_per_gpu_hour) AS high,
        count(DISTINCT provider) AS clouds, any_value(source_id::VARCHAR) AS source_id
    WHERE gpu = 'H100'
    GROUP BY date
    ORDER BY date DESC
    LIMIT 1
), given AS (
    SELECT $revenue::DOUBLE AS revenue_usd, $gpus::DOUBLE AS gpus, $preset AS organization
), points AS (
    FROM (SELECT unnest(range($first_step, $last_step + 1)) AS step), given
    SELECT 'line' AS kind, pow(10, step / 10) AS gpus, revenue_usd
    UNION ALL BY NAME
    FROM given LEFT JOIN presets USING (organization)
    SELECT 'chosen' AS kind, given.gpus, given.revenue_usd, organization,
        coalesce(presets.revenue_usd = given.revenue_usd, false) AS is_revenue_stated,
        coalesce(presets.gpus = given.gpus, false) AS is_gpus_stated,
        CASE WHEN is_revenue_stated THEN revenue_date END AS revenue_date,
        CASE WHEN is_gpus_stated THEN gpus_date END AS gpus_date,
        CASE WHEN is_gpus_stated THEN gpus_status END AS gpus_status,
        CASE WHEN is_revenue_stated THEN revenue_source_id END AS revenue_source_id,
        CASE WHEN is_revenue_stated THEN revenue_url END AS revenue_url,
        CASE WHEN is_gpus_stated THEN gpus_source_id END AS gpus_source_id,
        CASE WHEN is_gpus_stated THEN gpus_url END AS gpus_url
    UNION ALL BY NAME
    FROM presets SELECT 'company' AS kind, *, true AS is_revenue_stated, true AS is_gpus_stated
    WHERE gpus > 0
    UNION ALL BY NAME
    FROM threshold SELECT 'threshold' AS kind, threshold AS hourly, as_of AS stated_date,
        source_id, source_url
    UNION ALL BY NAME
    FROM rented SELECT 'rent' AS kind, low AS hourly, high AS hourly_high, clouds,
        date AS stated_date, source_id
)
FROM points, (FROM threshold SELECT threshold)
SELECT kind, organization, gpus, revenue_usd, $utilisation::DOUBLE AS utilisation,
    coalesce(hourly, revenue_usd / (gpus * {HOURS_A_YEAR} * utilisation)) AS usd_per_gpu_hour,
    hourly_high AS usd_per_gpu_hour_high, threshold,
    threshold * gpus * {HOURS_A_YEAR} * utilisation AS needed_usd,
    revenue_usd / (threshold * {HOURS_A_YEAR} * utilisation) AS paid_gpus,
    is_revenue_stated, is_gpus_stated, revenue_date, gpus_date, gpus_status, clouds, stated_date,
    -- Names of neighbours stand on different sides.
    row_number() OVER (PARTITION BY kind ORDER BY gpus, organization) % 2 = 0 AS is_left,
    (FROM presets SELECT count(*) WHERE gpus IS NULL) AS without_gpus,
    source_url, revenue_url, gpus_url, source_id, revenue_source_id, gpus_source_id
ORDER BY kind, gpus, organization
"""

FIRST_STEP, LAST_STEP = 30, 70
"""The line runs from a thousand to ten million GPUs, ten steps a power of ten."""


def headline(rows: pl.DataFrame) -> str:
    """What the chosen fleet brings in an hour, beside the threshold."""
    row = rows.row(by_predicate=pl.col("kind") == "chosen", named=True)
    hourly, threshold = row["usd_per_gpu_hour"], row["threshold"]
    side = "below" if hourly < threshold else "above" if hourly > threshold else "at"
    return (
        f"{money(row['revenue_usd'])} a year from {row['gpus']:,.0f} GPUs is {hour(hourly)} per "
        f"GPU-hour, {side} the {hour(threshold)} threshold"
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
            f"{count(each['clouds'], 'cloud')} ({month_words(each['stated_date'])})."
            for each in rent
        ),
        f"{count(unknown, 'company')} with a known revenue {_has(unknown)} no point: how many GPUs "
        "work for them is unknown."
        if unknown
        else "",
    )


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def needed_words(row: dict[str, Any]) -> str:
    """`At $1 per GPU-hour, 100,000 GPUs need $876M a year.`"""
    share = "" if row["utilisation"] == 1 else f" at {percent(row['utilisation'])} utilisation"
    return (
        f"At {hour(row['threshold'])} per GPU-hour, {row['gpus']:,.0f} GPUs{share} need "
        f"{money(row['needed_usd'])} a year."
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
            f"{covered:,.2f} times the threshold",
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


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        hourly_text="format(datum.usd_per_gpu_hour, '$,.2f')",
        high_text="format(datum.usd_per_gpu_hour_high, '$,.2f')",
        revenue_text=money_expression("datum.revenue_usd"),
        gpus_text="format(datum.gpus, ',.0f')",
        needed_text=money_expression("datum.needed_usd"),
        kind_text="{line: 'This revenue', chosen: 'Your choice', company: 'Company', "
        "threshold: 'Threshold', rent: 'Renting one H100'}[datum.kind]",
        counted_text="datum.gpus_status == 'sites' ? 'at least, in sites of its own' : "
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
        .mark_rect(color=GREY, opacity=0.25)
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
    companies = of("company").mark_point(color=GREY, size=70, strokeWidth=2)
    chosen = of("chosen").mark_point(color=ORANGE, fill=ORANGE, size=170, opacity=1)

    def words(kind: str, field: str, x: Any, **mark: Any) -> alt.Chart:
        text = alt.Text(field=field, type="nominal")
        return of(kind).mark_text(**{"color": LABEL, **mark}).encode(x=x, y=up, text=text)

    # The line falls from left to right: above it to the right, and below it to the left, is room.
    return alt.layer(
        band,
        words("rent", "rent_text", edge, align="right", dx=-4, dy=10),
        rule.encode(y=up, tooltip=[*prices, told("stated_date", "Stated", "%b %Y")]),
        words("threshold", "threshold_text", edge, align="right", dx=-4, dy=-9, color=RED),
        line.encode(tooltip=tips),
        companies.encode(x=across, y=up, tooltip=tips),
        words("company", "organization", across, align="left", dx=6, dy=-9).transform_filter(
            "!datum.is_left"
        ),
        words("company", "organization", across, align="right", dx=-6, dy=-9).transform_filter(
            "datum.is_left"
        ),
        chosen.encode(x=across, y=up, tooltip=tips),
        words(
            "chosen",
            "chosen_text",
            across,
            align="right",
            dx=-10,
            dy=13,
            color=ORANGE,
            fontWeight=600,
        ),
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
    "of May 2026 asks of model companies. Grey points are companies, at the same utilisation: "
    "their newest annualised revenue over the GPUs they plan, or over those in data centres that "
    "Epoch AI is confident they use alone (in H100 equivalents). They use more elsewhere, so "
    "their revenue per GPU-hour is at most this; revenue and GPUs are of different dates.",
    remark=remark,
    params={
        "revenue": 1e9,
        "gpus": 1e5,
        "utilisation": 1.0,
        "preset": "",
        "first_step": FIRST_STEP,
        "last_step": LAST_STEP,
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
