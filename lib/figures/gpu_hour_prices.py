"""What does an hour of a graphics processor cost in the cloud, and how did that change?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.figures.scope import days
from lib.filters import Filters
from lib.theme import BLUE, ORANGE, specification, told
from lib.words import count, month_words

DEFAULT_CHIP = "H100"
FEWEST = 5
"""Offers that a median needs."""
LIST, SNAPSHOT = "Price list kept until 2025", "Snapshot of four large clouds"
SERIES = {LIST: BLUE, SNAPSHOT: ORANGE}

CHIPS_SQL = """
FROM gpu_hour_prices SELECT gpu::VARCHAR AS gpu
GROUP BY 1 HAVING count(DISTINCT date) > 1 ORDER BY count(DISTINCT provider) DESC, 1
"""
"""Models of GPUs with prices of more than one day, those of most providers first."""

SQL = f"""
, offers AS (
    FROM gpu_hour_prices
    SELECT date, provider, concat_ws('/', provider::VARCHAR, gpu_form::VARCHAR, gpu_memory_gb,
        gpus, instance) AS offer, on_demand_usd_per_gpu_hour AS price,
        event = 'snapshot' AS is_snapshot, source_id
    WHERE gpu::VARCHAR = $chip
), days AS (
    FROM offers SELECT DISTINCT date, is_snapshot
    WHERE date BETWEEN $first_day AND $last_day
), newest AS (
    -- In a list kept by hand a price stands until the same offer is entered again.
    FROM days JOIN offers ON offers.is_snapshot = days.is_snapshot AND offers.date <= days.date
    SELECT days.date AS day, offers.*,
        rank() OVER (PARTITION BY days.date, offer ORDER BY offers.date DESC) AS age
    WHERE NOT days.is_snapshot OR offers.date = days.date
)
FROM newest
SELECT day AS date, $chip AS gpu, if(is_snapshot, '{SNAPSHOT}', '{LIST}') AS series,
    CASE WHEN count(*) >= {FEWEST} THEN median(price) END AS median_price,
    min(price) AS low_price, max(price) AS high_price, count(*) AS offers,
    count(DISTINCT provider) AS providers, min(source_id::VARCHAR) AS source_id
WHERE age = 1
GROUP BY ALL
ORDER BY date
"""


def headline(rows: pl.DataFrame) -> str:
    """First and last median of the list, and the newest snapshot apart from it."""
    chip, stated = rows["gpu"][0], rows.filter(_stated())
    if stated.is_empty():
        last = rows.row(-1, named=True)
        return (
            f"{count(last['offers'], 'offer')} of the {chip} cost {_range(last)} an hour in "
            f"{month_words(last['date'])}: too few for a median"
        )
    median = f"The median list price of an hour of the {chip} was"
    listed, asked = (stated.filter(pl.col("series") == series).to_dicts() for series in SERIES)
    if not listed:
        return f"{median} {_at(asked[-1])} at large clouds"
    changed = listed[0]["median_price"] != listed[-1]["median_price"]
    found = f"{median} {_at(listed[-1])}{f', after {_at(listed[0])}' * changed}"
    return f"{found}; large clouds asked {_at(asked[-1])}" if asked else found


def _stated() -> pl.Expr:
    return pl.col("median_price").is_not_null()


def _at(row: dict[str, Any]) -> str:
    return f"{_price(row['median_price'])} in {month_words(row['date'])}"


def _price(usd: float) -> str:
    return f"${usd:.2f}"


def _range(row: dict[str, Any]) -> str:
    low, high = _price(row["low_price"]), _price(row["high_price"])
    return low if low == high else f"{low} to {high}"


def remark(rows: pl.DataFrame) -> str:
    """Offers behind the newest point, points without a median, and the gap."""
    last = rows.row(-1, named=True)
    behind = (
        f"Newest point: {count(last['offers'], 'offer')} of "
        f"{count(last['providers'], 'provider')}, {_range(last)}."
    )
    few = rows.filter(~_stated()).height
    without = f" {count(few, 'point')} with fewer than {FEWEST} offers: no median." if few else ""
    gap = (
        " The two sources are of different sellers, so the step between them is not a change of "
        "price; nothing is known in between."
        if rows["series"].n_unique() > 1
        else ""
    )
    return f"{behind}{without}{gap}"


def _chart() -> alt.TopLevelMixin:
    names = list(SERIES)
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            median_text="isValid(datum.median_price) ? format(datum.median_price, '$.2f') "
            f": 'fewer than {FEWEST} offers'",
            range_text="format(datum.low_price, '$.2f') + ' to ' + "
            "format(datum.high_price, '$.2f')",
        )
        .encode(
            x=alt.X(
                field="date",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=dates_axis(),
            ),
            color=alt.Color(
                field="series",
                type="nominal",
                scale=alt.Scale(domain=names, range=list(SERIES.values())),
                legend=alt.Legend(
                    orient="top",
                    title=None,
                    columns=alt.ExprRef("width < 460 ? 1 : 2"),
                    symbolOpacity=1,
                ),
            ),
            tooltip=[
                told("gpu", "GPU"),
                told("date", "Date", "%-d %b %Y"),
                told("median_text", "Median"),
                told("range_text", "Range"),
                told("offers", "Offers", ","),
                told("providers", "Providers", ","),
                told("series", "Source"),
            ],
        )
    )
    known = base.transform_filter("isValid(datum.median_price)")
    ranges = base.mark_rule(strokeWidth=5, opacity=0.3).encode(
        y=_price_axis("low_price"), y2=alt.Y2(field="high_price")
    )
    line = (
        known.transform_filter(f"datum.series == '{LIST}'")
        .mark_line(strokeWidth=2, interpolate="step-after")
        .encode(y=_price_axis("median_price"))
    )
    points = known.mark_point(size=60, strokeWidth=2, filled=False).encode(
        y=_price_axis("median_price"),
        fill=alt.Fill(
            field="series",
            type="nominal",
            scale=alt.Scale(domain=names, range=list(SERIES.values())),
            legend=None,
        ),
        fillOpacity=alt.condition(f"datum.series == '{LIST}'", alt.value(1), alt.value(0)),
    )
    return alt.layer(ranges, line, points).properties(height=300)


def _price_axis(field: str) -> alt.Y:
    return alt.Y(
        field=field,
        type="quantitative",
        title="On-demand price (USD per GPU-hour)",
        axis=alt.Axis(format="$,~f", tickCount=5),
    )


FIGURE = Figure(
    name="gpu_hour_prices",
    subtitle="List price on demand: median, and lowest to highest offer (USD per GPU-hour)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="List prices without a commitment, of an instance over its GPUs; an offer is one "
    "instance of one provider. Until 2025 they are from a list of mostly small and large clouds "
    "kept by hand: a date is when somebody edited it, a price stands until the offer is entered "
    "again, and offers that ended unnoticed still count. The hollow points of 2026 are four large "
    "clouds only, which charge more, so the two are not joined.",
    remark=remark,
    empty="No list price of this GPU is known in the time range.",
    params={"chip": DEFAULT_CHIP, **days(Filters())},
    rests_on_rounds=False,
)
