"""How fast the use of models grows: tokens, messages and users, with the time to double."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_lines import company_lines, lines_sql, with_names
from lib.figures.figure import Figure
from lib.figures.priced_rounds import fold
from lib.figures.scope import scope, within
from lib.figures.trend import FEWEST, student
from lib.filters import Filters
from lib.theme import specification
from lib.words import count, listing, month_words, short

WHOLE, PART, COUNTRY, PRINTED = "Whole company", "Product or part", "Country", "As printed"
SHAPES = {WHOLE: "circle", PART: "diamond"}
COUNTRY_SHAPES = {COUNTRY: "square", PRINTED: "cross"}
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


SQL = f"""
, counted AS MATERIALIZED (
    FROM uses
    SELECT *, CASE scope WHEN 'company' THEN '{WHOLE}' WHEN 'country' THEN '{COUNTRY}'
        WHEN 'printed' THEN '{PRINTED}' ELSE '{PART}' END AS mark, scope <> 'printed' AS is_on_line
    WHERE metric = $metric AND {within("as_of")}
), fits AS (
    -- Least squares of the logarithm of the figure on months: slope, half its 95% interval.
    FROM (FROM counted SELECT *, epoch(as_of) / 86400 / {MONTH_DAYS} AS months, ln(value) AS size)
    SELECT series, regr_slope(size, months) AS slope, count(*) - 2 AS free,
        sqrt(greatest(0, regr_syy(size, months) - slope * regr_sxy(size, months)) / free
            / regr_sxx(size, months)) * {student("free")} AS margin
    WHERE is_on_line
    GROUP BY series
    HAVING count(*) >= {FEWEST} AND slope > 0
)
""" + lines_sql(
    """FROM counted LEFT JOIN fits USING (series)
    SELECT counted.*, ln(2) / slope AS doubling_months, ln(2) / (slope + margin) AS doubling_low,
        -- Where growth may be nil, the time to double has no upper end.
        CASE WHEN slope > margin THEN ln(2) / (slope - margin) END AS doubling_high""",
    more="doubling_months, doubling_low, doubling_high, ",
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


OF_COUNTRIES = (
    " A square is a whole country; where an article prints a slip, a hollow cross shows what it "
    "prints and the line runs through the corrected figure."
)


@lru_cache
def use_over_time(name: str) -> Figure:
    """The figure of one of USES."""
    use = USES[name]
    of_countries = name == "tokens"
    shapes = SHAPES | COUNTRY_SHAPES if of_countries else SHAPES
    return Figure(
        name="use_over_time",
        subtitle=f"{use.title} ({use.unit}, log scale), with the time to double",
        sql=SQL,
        spec=specification(company_lines(use.title, use.unit, shapes)),
        headline=lambda rows: _headline(rows, use),
        note=f"The time to double comes from a straight line through the logarithms of at least "
        f"{FEWEST} figures of one series (least squares), with its 95% interval; shorter series "
        "have none. The interval says how well the line fits, not how true the figures are. "
        "Daily, weekly and monthly users are different things, and what one company counts as a "
        "token or a user another may not." + (OF_COUNTRIES if of_countries else ""),
        remark=_remark,
        params={"metric": use.metric, **scope(Filters())},
        titles={
            "value": f"{use.title} ({use.unit})",
            "as_of": "Date",
            "series": "Of",
            "doubling_months": "Doubles every (months)",
            "doubling_low": "Doubles every, low end (months)",
            "doubling_high": "Doubles every, high end (months)",
        },
        arrange=with_names,
        empty="No source counts this use for the time range, places and companies.",
        rests_on_rounds=False,
    )
