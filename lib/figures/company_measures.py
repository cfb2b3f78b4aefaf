"""Revenue, users, staff and spending of one company over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import polars as pl

from lib.figures.company_history import ONE_SQL, remarks
from lib.figures.disputed import CASE_TOLD, CASE_WORDS, conflict_of
from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.figures.priced_rounds import fold
from lib.theme import (
    BLUE,
    GREEN,
    LABEL,
    ORANGE,
    label_expression,
    log_axis,
    money_axis,
    money_expression,
    specification,
    told,
)
from lib.words import count, money, month_words, short


@dataclass(frozen=True)
class Measure:
    """What is measured: its words, unit on screen, metrics and scale."""

    label: str
    noun: str
    title: str
    unit: str
    metrics: tuple[str, ...]
    is_log: bool = False


MEASURES = {
    "revenue": Measure(
        "Revenue",
        "annualised revenue",
        "Revenue a year",
        "USD",
        ("annualised_revenue", "annual_revenue"),
        True,
    ),
    "users": Measure("Users", "active users", "Active users", "people", ("active_users",)),
    "staff": Measure("Staff", "staff", "Staff", "people", ("staff",)),
    "compute": Measure(
        "Compute spend", "compute spend", "Compute spend a year", "USD", ("compute_spend",)
    ),
    "tokens": Measure("Tokens", "tokens a day", "Tokens a day", "tokens", ("daily_tokens",), True),
    "messages": Measure(
        "Messages", "messages a day", "Messages a day", "messages", ("daily_messages",)
    ),
}
WHOLE, PART, PAST = "Whole company", "Product or part", "Revenue of a past year"
SHAPES = {WHOLE: "circle", PART: "diamond", PAST: "square"}
TINTS = {WHOLE: BLUE, PART: ORANGE, PAST: GREEN}


def views(metrics: Sequence[str]) -> dict[str, str]:
    """The measures of which a company has one of `metrics`, by their name in the URL."""
    return {
        name: measure.label for name, measure in MEASURES.items() if {*measure.metrics} & {*metrics}
    }


SQL = f"""
{ONE_SQL}
, told AS (
    FROM company_metrics JOIN one ON company::VARCHAR = firm
    SELECT *,
        concat_ws(', ', product::VARCHAR, CASE WHEN scope <> 'company' THEN period::VARCHAR END)
            AS name,
        CASE WHEN scope <> 'company' THEN '{PART}' WHEN metric = 'annual_revenue' THEN '{PAST}'
            ELSE '{WHOLE}' END AS mark,
        status IN ('completed', 'announced') AND confidence IS DISTINCT FROM 'low' AS is_firm
    WHERE metric::VARCHAR = ANY($metrics) AND is_preferred
)
FROM told
SELECT firm AS company, as_of, date_precision::VARCHAR AS date_precision, mark,
    coalesce(nullif(name, ''), scope::VARCHAR) AS name,
    coalesce(value_usd, value) AS value,
    {conflict_of("company_metrics", "metric_id")} AS conflict,
    metric::VARCHAR AS metric, period::VARCHAR AS period,
    basis::VARCHAR AS basis, qualifier::VARCHAR AS qualifier, status::VARCHAR AS status,
    confidence::VARCHAR AS confidence, is_firm,
    -- The newest figure of a part bears its name.
    mark = '{PART}' AND row_number() OVER (PARTITION BY mark, name ORDER BY as_of DESC, metric_id)
        = 1 AS is_named,
    mark = '{WHOLE}' AND status IN ('completed', 'announced', 'estimated') AS is_on_line,
    source_url, source_id::VARCHAR AS source_id, metric_id
ORDER BY as_of, metric_id
"""


def _written(value: float, unit: str) -> str:
    return money(value) if unit == "USD" else short(value)


def _headline(rows: pl.DataFrame, measure: Measure) -> str:
    """How far the best known series of the measure moved."""
    series, owner, noun = _longest(rows), rows["company"][0], measure.noun
    if series["mark"][0] == PART:
        owner += f" ({series['name'][0]})"
    first, last = series.row(0, named=True), series.row(-1, named=True)
    value = _written(last["value"], measure.unit)
    until = month_words(last["as_of"])
    if first["as_of"] == last["as_of"] or month_words(first["as_of"]) == until:
        said = f"{noun} of {value}" if measure.unit == "USD" else f"{value} {noun}"
        return f"{owner}: {said} in {until}"
    since = month_words(first["as_of"])
    if last["value"] >= 1.95 * first["value"]:
        times = fold(last["value"] / first["value"])
        return f"{owner}: {noun} rose {times}-fold to {value} between {since} and {until}"
    before = _written(first["value"], measure.unit)
    return f"{owner}: {noun} went from {before} in {since} to {value} in {until}"


def _longest(rows: pl.DataFrame) -> pl.DataFrame:
    """The series with most figures, that of the whole company before those of parts."""
    order = [pl.len(), (pl.col("mark") == WHOLE).first().alias("is_whole")]
    series = rows.group_by("mark", "name", maintain_order=True).agg(order)
    mark, name, *_ = series.sort("len", "is_whole", descending=True, maintain_order=True).row(0)
    return rows.filter(mark=mark, name=name)


def _remark(rows: pl.DataFrame) -> str:
    """How many figures, and what diamonds, squares and hollow marks are, where there are any."""
    marks, sources = {*rows["mark"]}, rows["source_id"].n_unique()
    return remarks(
        f"{count(rows.height, 'figure')} of {count(sources, 'source')}.",
        "Diamonds are a product or part." if PART in marks else "",
        "Squares are the revenue of a whole past year." if PAST in marks else "",
        "" if rows["is_firm"].all() else "Hollow marks are estimated or of low confidence.",
    )


def _chart(measure: Measure) -> alt.TopLevelMixin:
    is_money = measure.unit == "USD"
    words = money_expression if is_money else number_expression
    scale = ", log scale" if measure.is_log else ""
    axis = log_axis(words("datum.value")) if measure.is_log else _plain_axis(is_money)
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            value_text=words("datum.value"),
            status_text=label_expression("status", "datum.status"),
            about_text="datum.qualifier || 'as stated'",
            period_text="datum.period || datum.basis || 'not stated'",
            **CASE_WORDS,
        )
        .encode(
            x=alt.X(
                field="as_of",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc", padding=16),
                axis=dates_axis(),
            ),
            y=alt.Y(
                field="value",
                type="quantitative",
                title=f"{measure.title} ({measure.unit}{scale})",
                scale=alt.Scale(type="log", padding=20, nice=False)
                if measure.is_log
                else alt.Undefined,
                axis=axis,
            ),
        )
    )
    line = base.transform_filter("datum.is_on_line").mark_line(color=BLUE, strokeWidth=2)
    marks = [mark for mark in SHAPES if mark != PAST or "annual_revenue" in measure.metrics]
    tint = alt.Scale(domain=marks, range=[TINTS[mark] for mark in marks])
    points = base.mark_point(size=70, strokeWidth=1.8).encode(
        color=alt.Color(field="mark", type="nominal", scale=tint, legend=None),
        fill=alt.Fill(field="mark", type="nominal", scale=tint, legend=None),
        fillOpacity=alt.condition("datum.is_firm", alt.value(1), alt.value(0)),
        shape=alt.Shape(
            field="mark",
            type="nominal",
            scale=alt.Scale(domain=marks, range=[SHAPES[mark] for mark in marks]),
            legend=None,
        ),
        tooltip=[
            told("as_of", "Date", "%b %Y"),
            told("value_text", measure.title),
            told("name", "Of"),
            told("mark", "Counts"),
            told("period_text", "Period or basis"),
            told("about_text", "Stated as"),
            told("status_text", "Status"),
            told("confidence", "Confidence"),
            CASE_TOLD,
        ],
    )
    # Lines mostly rise: to the right of its mark a name stands below them.
    names = (
        base.transform_filter("datum.is_named")
        .mark_text(align="left", dx=9, fontSize=11, color=LABEL)
        .encode(text=alt.Text(field="name", type="nominal"))
    )
    return alt.layer(line, points, names).properties(height=320)


def number_expression(value: str) -> str:
    """Vega expression that writes a number as 1.2B."""
    return f"replace(replace(format({value}, '.3~s'), 'G', 'B'), 'k', 'K')"


def _plain_axis(is_money: bool) -> alt.Axis:
    if is_money:
        return money_axis()
    return alt.Axis(labelExpr=number_expression("datum.value"), tickCount=5)


@lru_cache
def company_measures(name: str) -> Figure:
    """The figure of one of MEASURES."""
    measure = MEASURES[name]
    scale = ", log scale" if measure.is_log else ""
    return Figure(
        name="company_measures",
        subtitle=f"{measure.title} ({measure.unit}{scale}) as sources state it",
        sql=SQL,
        spec=specification(_chart(measure)),
        headline=lambda rows: _headline(rows, measure),
        note="The line joins figures of the whole company only; those of a product or a part stand "
        "beside it under their name and add up to nothing. Annualised revenue is the revenue of a "
        "recent month or quarter stretched to a year; it is not that of a past year. Figures that "
        "their source contradicts elsewhere are left out. Each row links the page that states it.",
        remark=_remark,
        params={"metrics": list(measure.metrics)},
        empty="No source states this figure of the company.",
        titles={"as_of": "Date", "value": f"{measure.title} ({measure.unit})", "name": "Of"},
        rests_on_rounds=False,
    )
