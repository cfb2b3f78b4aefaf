"""How fast the use of models grows: tokens, messages and users, with the time to double."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_lines import NAMED, company_lines, lines_sql
from lib.figures.figure import Figure
from lib.figures.priced_rounds import fold
from lib.figures.scope import scope, within
from lib.figures.trend import FEWEST, student
from lib.filters import Filters
from lib.theme import specification
from lib.words import count, listing, month_words, short

WHOLE, PART, COUNTRY, PRINTED = "Whole company", "Product or part", "Country", "As printed"
SHAPES = {WHOLE: "circle", PART: "diamond", COUNTRY: "square", PRINTED: "cross"}
MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True)
class Use:
    """What is counted: its name in the choice, metric, unit and words of the axis."""

    label: str
    metric: str
    title: str
    unit: str


USES = {
    "tokens": Use("Tokens", "daily_tokens", "Tokens a day", "tokens"),
    "messages": Use("Messages", "daily_messages", "Messages a day", "messages"),
    "users": Use("Users", "active_users", "Active users", "people"),
}


COUNTRIES = """
, countries_counted AS (
    FROM claims LEFT JOIN conflicts
        ON list_contains(claim_ids, claim_id) AND corrected_value = value_used
    SELECT 'China, all models' AS series, 'China' AS region, 'China' AS country, claims.as_of,
        claims.date_precision, claims.value, claims.corrected_value, claims.qualifier,
        claims.status, claims.confidence, claims.claim_id, claims.source_id, claims.source_url,
        evidence_url
    WHERE claims.metric = 'token_volume_daily' AND claims.subject::VARCHAR LIKE 'China%'
)
"""
"""Tokens a day of a whole country, as an article prints them, and as they are after its slip."""

COUNTED = f"""
    FROM about_companies
    SELECT *,
        concat_ws(', ', CASE WHEN metric = 'daily_tokens' OR product IS NULL
            THEN concat_ws(' ', organization, product) ELSE product::VARCHAR END,
            CASE WHEN metric = 'active_users' THEN period::VARCHAR END) AS series,
        CASE WHEN scope = 'company' THEN '{WHOLE}' ELSE '{PART}' END AS mark, is_fact AS is_on_line,
        value AS printed_value
    WHERE metric::VARCHAR = $metric AND value > 0 AND is_fact
    UNION ALL BY NAME
    FROM countries_counted
    SELECT series AS organization, 'Other' AS developer, series, region, country, as_of,
        date_precision, coalesce(corrected_value, value) AS value, value AS printed_value,
        '{COUNTRY}' AS mark, 'daily_tokens' AS metric, 'daily' AS period, qualifier, status,
        CASE WHEN corrected_value IS NULL THEN confidence::VARCHAR ELSE 'medium' END AS confidence,
        true AS is_firm, true AS is_on_line, coalesce(evidence_url, source_url) AS source_url,
        source_id, claim_id AS metric_id
    WHERE $metric = 'daily_tokens'
    UNION ALL BY NAME
    FROM countries_counted
    SELECT series AS organization, 'Other' AS developer, series, region, country, as_of,
        date_precision, value, value AS printed_value, '{PRINTED}' AS mark,
        'daily_tokens' AS metric, 'daily' AS period, qualifier, status, confidence,
        false AS is_firm, false AS is_on_line, source_url, source_id,
        concat(claim_id, '-printed') AS metric_id
    WHERE $metric = 'daily_tokens' AND corrected_value IS NOT NULL
"""

FITS = f"""{COUNTRIES}
, counted AS (FROM ({COUNTED}) WHERE {within("as_of")})
, sums AS (
    -- Least squares of the logarithm of the figure on months.
    FROM (FROM counted SELECT *, epoch(as_of) / 86400 / {MONTH_DAYS} AS months, ln(value) AS size
        WHERE is_on_line)
    SELECT series, count(*) AS figures, regr_slope(size, months) AS slope, figures - 2 AS free,
        sqrt(greatest(0, regr_syy(size, months) - slope * regr_sxy(size, months)) / free
            / regr_sxx(size, months)) AS error
    GROUP BY series
    HAVING figures >= {FEWEST} AND regr_sxx(size, months) > 0
), fits AS (
    FROM sums SELECT series, slope, error * {student("free")} AS margin
    WHERE slope > 0
)
"""
"""Adds `counted`, the figures in the scope, and `fits`, the growth of each series long enough: in
logarithms a month, with half the width of its 95% interval."""

SQL = lines_sql(
    """
    FROM counted LEFT JOIN fits USING (series)
    SELECT counted.*, count(*) FILTER (is_on_line) OVER (PARTITION BY series) AS figures,
        ln(2) / slope AS doubling_months, ln(2) / (slope + margin) AS doubling_low,
        -- Where growth may be nil, the time to double has no upper end.
        CASE WHEN slope > margin THEN ln(2) / (slope - margin) END AS doubling_high""",
    before=FITS,
    more="printed_value, figures, doubling_months, doubling_low, doubling_high,",
)


def _headline(rows: pl.DataFrame, use: Use) -> str:
    """The time to double of the longest series; of a short one, how far it moved."""
    known = rows.filter("is_on_line")
    name = _longest(known)
    series = known.filter(series=name).sort("as_of", maintain_order=True)
    first, last = series.row(0, named=True), series.row(-1, named=True)
    noun, until = use.title.lower(), month_words(last["as_of"])
    if last["doubling_months"] is not None:
        return f"{name}: {noun} double every {_months(last)}, from {series.height} figures"
    if first["as_of"] == last["as_of"]:
        return f"{name}: {short(last['value'])} {noun} in {until}"
    times, since = last["value"] / first["value"], month_words(first["as_of"])
    before = (
        f"{fold(times)} times as many as" if times >= 1.95 else f"after {short(first['value'])}"
    )
    return f"{name}: {short(last['value'])} {noun} in {until}, {before} in {since}"


def _longest(rows: pl.DataFrame) -> str:
    """The series with most figures; of those as long, the one that counts most."""
    series = rows.group_by("series", maintain_order=True).agg(pl.len(), pl.max("value"))
    return series.sort("len", "value", descending=True, maintain_order=True)["series"][0]


def _months(row: dict[str, Any]) -> str:
    high = f"{row['doubling_high']:.1f}" if row["doubling_high"] is not None else "no limit"
    return f"{row['doubling_months']:.1f} months (95% interval {row['doubling_low']:.1f} to {high})"


def _remark(rows: pl.DataFrame) -> str:
    """Times to double of the other series, why some have none, and what was printed wrong."""
    known = rows.filter("is_on_line")
    series = known.unique("series", maintain_order=True).sort("series")
    fitted = series.filter(
        pl.col("doubling_months").is_not_null(), pl.col("series") != _longest(known)
    )
    others = [f"{row['series']} {_months(row)}" for row in fitted.to_dicts()]
    without = series.filter(pl.col("doubling_months").is_null()).height
    printed = [
        f"{row['organization']}: an article prints {short(row['value'])} for "
        f"{month_words(row['as_of'])}, which its own growth and another report contradict."
        for row in rows.filter(mark=PRINTED).to_dicts()
    ]
    return remarks(
        f"{count(known.height, 'figure')} in {count(series.height, 'line')}.",
        f"Time to double, others: {listing(others, 9)}." if others else "",
        f"A time to double takes {FEWEST} figures of one line, and growth: {without:,} of "
        f"{count(series.height, 'line')} {'has' if without == 1 else 'have'} none."
        if without
        else "",
        *printed,
    )


@lru_cache
def use_over_time(name: str) -> Figure:
    """The figure of one of USES."""
    use = USES[name]
    return Figure(
        name="use_over_time",
        subtitle=f"{use.title} ({use.unit}, log scale), with the time to double",
        sql=SQL,
        spec=specification(company_lines(use.title, use.unit, SHAPES)),
        headline=lambda rows: _headline(rows, use),
        note=f"The time to double comes from a straight line through the logarithms of at least "
        f"{FEWEST} figures of one series (least squares), with its 95% interval; shorter series "
        "have none. The interval says how well the line fits, not how true the figures are. "
        "Daily, weekly and monthly users are different things, and what one company counts as a "
        "token or a user another may not. A square is a whole country; where an article prints a "
        "slip, a hollow cross shows what it prints and the line runs through the corrected figure.",
        remark=_remark,
        params={"metric": use.metric, "named": NAMED, **scope(Filters())},
        titles={
            "value": f"{use.title} ({use.unit})",
            "printed_value": "As printed",
            "as_of": "Date",
            "series": "Of",
            "doubling_months": "Doubles every (months)",
            "doubling_low": "Doubles every, low end (months)",
            "doubling_high": "Doubles every, high end (months)",
        },
        empty="No source counts this use for the time range, places and companies.",
        rests_on_rounds=False,
    )
