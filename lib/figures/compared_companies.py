"""How do a few companies compare over time, by calendar or by age?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import altair as alt
import polars as pl

from lib.figures.company_groups import NAMED
from lib.figures.compared_measures import MEASURES, Measure, Row
from lib.figures.figure import Figure
from lib.figures.priced_rounds import fold
from lib.figures.valuations_over_time import LABELS_SQL, TINTS, dates_axis
from lib.theme import (
    label_expression,
    log_axis,
    money_expression,
    opens,
    specification,
)
from lib.words import count, listing, money, month_words

ALIGNS = {
    "calendar": "Calendar",
    "founding": "Founding",
    "first": "First round",
}
AGES = {
    "calendar": "",
    "founding": ", by months since founding",
    "first": ", by months since the first round",
}
STARTS_SQL = {
    "calendar": "FROM companies SELECT company::VARCHAR AS company, NULL::DATE AS start",
    "founding": """
    FROM companies SELECT company::VARCHAR AS company, make_date(founded_year, 1, 1) AS start
    WHERE founded_year IS NOT NULL""",
    "first": """
    FROM rounds SELECT company::VARCHAR AS company, min(announced_date) AS start
    WHERE status IN ('completed', 'announced') OR round_id IN (FROM selected SELECT round_id)
    GROUP BY 1""",
}
AGE_NOTES = {
    "calendar": "",
    "founding": " Months are counted from January of the founding year. The month of founding is "
    "not known, so an age can be up to 12 months too high; companies whose founding year is not "
    "known are left out.",
    "first": " Months are counted from a company's first tracked round, whatever its kind, which "
    "need not be its first.",
}
DAYS_A_MONTH = 30.4375
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [12, 4], [5, 2, 1, 2])
MARKS = {
    "Reported": "circle",
    "Estimate": "diamond",
    "Low confidence": "triangle-up",
    "Rumoured or planned": "square",
}
MARKS_SQL = """
        CASE WHEN status IN ('rumoured', 'planned') THEN 'Rumoured or planned'
            WHEN status = 'estimated' THEN 'Estimate'
            WHEN confidence = 'low' THEN 'Low confidence' ELSE 'Reported' END"""
LOOSE = ("target", "size of a credit line")
"""Caveats of an amount that has perhaps not been paid."""


def _sql(measure: Measure, align: str) -> str:
    def placed(day: str) -> str:
        by_age = f"round(date_diff('day', start, {day}) / {DAYS_A_MONTH}, 1)"
        return day if align == "calendar" else by_age

    end = "greatest(as_of, (FROM extent SELECT newest))" if measure.holds else "as_of"
    age = "" if align == "calendar" else "happened AS months_since, "
    details = "".join(f"{column}, " for column, *_ in measure.details)
    urls = "".join(f"{each}, " for each in ("staff_url", "revenue_url") if each in measure.sql)
    source = "source_id, " if measure.has_source else ""
    key = "round_id" if measure.rests_on_rounds else "metric_id"
    return f"""{measure.sql}
, members AS (
    SELECT unnest($companies::VARCHAR[]) AS company,
        generate_subscripts($companies::VARCHAR[], 1) AS place
), starts AS ({STARTS_SQL[align]}
), points AS (
    FROM measured JOIN members USING (company) JOIN starts USING (company)
    SELECT *, {measure.column} AS value, point_id AS round_id,
        {placed("as_of")} AS happened, {placed(end)} AS until
)
{LABELS_SQL}
, drawn AS (
    FROM points LEFT JOIN labels USING (round_id)
    SELECT *, CASE WHEN label_at IS NOT NULL THEN until END AS holds_until
)
FROM drawn
SELECT company, label, place::VARCHAR AS tint, as_of, {age}{measure.column}, {details}
    status, confidence, {MARKS_SQL} AS mark,
    status NOT IN ('rumoured', 'planned') AS is_confirmed,
    holds_until, label_at, max(holds_until) OVER () AS label_until,
    source_url, {urls}{source}round_id AS {key}
ORDER BY place, as_of, {measure.column}, round_id
"""


def headline(rows: pl.DataFrame, measure: Measure, align: str) -> str:
    """The company in front, and how far the next one is behind."""
    known = rows if measure.adds else rows.filter("is_confirmed")
    if known.is_empty():
        return f"By rumour or plan, {_lead(rows, measure, align)}"
    at_one_age = measure.holds and align != "calendar"
    said = _at_one_age(known, measure, align) if at_one_age else _lead(known, measure, align)
    return said if known["is_confirmed"].all() else f"Counting rumours and plans: {said}"


def _lead(rows: pl.DataFrame, measure: Measure, align: str) -> str:
    first, second = _first_two(rows, measure)
    held = rows["holds_until"].max() if measure.holds else None
    when = f"by {month_words(held)}" if held else _when(first, align)  # type: ignore[arg-type]
    said = f"{first['company']} {measure.clause(first)} {when}"
    date = "" if held else f" {_when(second, align, brief=True)}" if second else ""
    return f"{said}{_behind(first, second, measure, date)}"


def _at_one_age(rows: pl.DataFrame, measure: Measure, align: str) -> str:
    """Running totals at the age that all companies shown have reached."""
    age = int(_youngest(rows))
    then = rows.filter(pl.col("months_since") <= age)
    if then.is_empty():
        return _lead(rows, replace(measure, holds=False), align)
    first, second = _first_two(then, measure)
    start = "founding" if align == "founding" else "the first round"
    said = f"{count(age, 'month')} after {start}, {first['company']} {measure.clause(first)}"
    return f"{said}{_behind(first, second, measure, '')}"


def _youngest(rows: pl.DataFrame) -> float:
    return rows.drop_nulls("holds_until")["holds_until"].min()  # type: ignore[return-value]


def _first_two(rows: pl.DataFrame, measure: Measure) -> tuple[Row, Row | None]:
    """Newest row of the two companies with the highest value."""
    newest = rows.group_by("company", maintain_order=True).last()
    ranked = newest.sort(measure.column, descending=True, maintain_order=True).to_dicts()
    return ranked[0], ranked[1] if len(ranked) > 1 else None


def _behind(first: Row, second: Row | None, measure: Measure, date: str) -> str:
    if second is None:
        return ""
    value, name = measure.words(second[measure.column]), second["company"]
    if measure.is_multiple:
        return f", against {value} times for {name}{date}"
    if first.get("period") != second.get("period"):
        return f", against {value} {second['period']} users for {name}{date}"
    ratio = first[measure.column] / second[measure.column]
    times = "about as much as" if ratio < 1.05 else f"{fold(ratio)} times"
    return f", {times} {name} ({value}{date})"


def _when(row: Row, align: str, brief: bool = False) -> str:
    if align == "calendar":
        return f"in {month_words(row['as_of'])}"
    months = int(row["months_since"])
    start = "founding" if align == "founding" else "its first round"
    if months <= 0:
        return (
            f"{count(-months, 'month')} before {start}" if months else f"within a month of {start}"
        )
    return f"after {months:,}" if brief else f"{count(months, 'month')} after {start}"


def remark(
    rows: pl.DataFrame,
    measure: Measure,
    align: str,
    companies: Sequence[str],
    undated: Sequence[str],
) -> str:
    """Who is missing and why, and what the marks at hand mean."""
    shown = set(rows["company"])
    left_out = [name for name in companies if name in undated] if align == "founding" else []
    missing = [name for name in companies if name not in {*shown, *left_out}]
    among = len(companies) if len(shown) == len(companies) else f"{len(shown)} of {len(companies)}"
    number = f"{count(rows.height, 'figure')}, from {among} companies."
    return " ".join(
        [
            number,
            *_missing("Founding year not known, so left out", left_out),
            *_missing(f"Not shown, because {measure.lacking} is known", missing),
            *_age_words(rows, measure, align),
            *_mark_words(rows, measure),
            *_caveat_words(rows),
            *_period_words(rows),
        ]
    )


def _missing(reason: str, names: Sequence[str]) -> list[str]:
    return [f"{reason}: {listing(names, 6)}."] if names else []


def _age_words(rows: pl.DataFrame, measure: Measure, align: str) -> list[str]:
    if align == "calendar" or not measure.holds or rows["company"].n_unique() < 2:
        return []
    age = _youngest(rows)
    youngest = rows.filter(pl.col("holds_until") == age)["company"][0]
    return [f"Compared at the age that {youngest}, the youngest shown, has reached."]


def _mark_words(rows: pl.DataFrame, measure: Measure) -> list[str]:
    kinds = set(rows["mark"])
    line = " and counted, because the filters ask for them" if measure.adds else " and on no line"
    words = {
        "Rumoured or planned": f"Hollow squares are rumoured or planned{line}.",
        "Estimate": "Diamonds rest on an estimate.",
        "Low confidence": "Triangles are figures of low confidence.",
    }
    return [sentence for mark, sentence in words.items() if mark in kinds]


def _caveat_words(rows: pl.DataFrame) -> list[str]:
    if "caveat" not in rows.columns:
        return []
    loose = rows.filter(pl.col("caveat").is_in(LOOSE))
    return [
        f"{money(row['amount_usd'])} of {row['company']} in {month_words(row['as_of'])} is the "
        f"{'amount sought' if row['caveat'] == 'target' else row['caveat']}."
        for row in loose.to_dicts()
    ]


def _period_words(rows: pl.DataFrame) -> list[str]:
    if "period" not in rows.columns or rows["period"].n_unique() < 2:
        return []
    return ["Daily, weekly and monthly users cannot be compared with each other."]


def _chart(measure: Measure, align: str) -> alt.TopLevelMixin:
    picked = alt.selection_point(
        name="picked", fields=["company"], on="pointerover", clear="pointerout"
    )
    base = alt.Chart(alt.NamedData("rows"))
    across = "as_of" if align == "calendar" else "months_since"
    place = {"x": _across(across, align), "y": _up(measure.column, measure), "color": _tint()}

    def faded(usual: float) -> Any:
        return alt.condition(picked, alt.value(usual), alt.value(0.15))

    dash = alt.StrokeDash(
        field="tint",
        type="nominal",
        scale=alt.Scale(domain=list(TINTS)[: len(DASHES)], range=list(DASHES)),
        legend=None,
    )
    name = alt.Tooltip(field="company", type="nominal", title="Company")
    line = {**place, "strokeDash": dash, "opacity": faded(0.9), "tooltip": name}
    lines = (
        base.transform_filter("true" if measure.adds else "datum.is_confirmed")
        .mark_line(strokeWidth=2, interpolate="step-after" if measure.holds else "linear")
        .encode(**line)
    )
    ends = base.transform_filter("isValid(datum.label_at)")
    # What has been raised stays raised, to the end of the data.
    held = ends.mark_rule(strokeWidth=2).encode(**line, x2=alt.X2(field="holds_until"))
    leaders = ends.mark_rule(strokeDash=[1, 3]).encode(
        x=_across("holds_until", align),
        x2=alt.X2(field="label_until"),
        y=_up(measure.column, measure),
        y2=alt.Y2(field="label_at"),
        color=_tint(),
        opacity=faded(0.6),
    )
    points = base.mark_point(strokeWidth=1.5, size=60).encode(
        **place,
        fill=alt.Fill(field="tint", type="nominal", scale=_tints(), legend=None),
        fillOpacity=alt.condition("datum.is_confirmed", alt.value(1), alt.value(0)),
        shape=alt.Shape(
            field="mark",
            type="nominal",
            scale=alt.Scale(domain=list(MARKS), range=list(MARKS.values())),
            legend=None,
        ),
        opacity=faded(0.9),
        tooltip=_tooltips(measure, align),
    )
    names = ends.mark_text(align="left", dx=7, fontWeight=600, limit=180).encode(
        x=_across("label_until", align),
        y=_up("label_at", measure),
        text=alt.Text(field="label", type="nominal"),
        color=_tint(),
        opacity=faded(1),
        tooltip=name,
    )
    layers = alt.layer(lines, held, leaders, points.add_params(picked, opens("company")), names)
    return layers.transform_calculate(**_calculated(measure)).properties(height=430)


def _across(field: str, align: str) -> alt.X:
    if align == "calendar":
        scale = alt.Scale(type="utc")
        return alt.X(field=field, type="temporal", title=None, scale=scale, axis=dates_axis())
    end = "domain('x')[1]"
    # Ages are read in years: a tick every twelve months, or every few years.
    step = f"12 * max(1, ceil({end} / 12 / max(2, width / 60)))"
    axis = alt.Axis(values=alt.ExprRef(f"sequence(0, {end} + 1, {step})"), ticks=False)
    start = "founding" if align == "founding" else "first tracked round"
    return alt.X(
        field=field,
        type="quantitative",
        title=f"Time since {start} (months)",
        scale=alt.Scale(zero=True, nice=False),
        axis=axis,
    )


def _up(field: str, measure: Measure) -> alt.Y:
    words = (
        money_expression("datum.value")
        if measure.column.endswith("_usd")
        else "replace(format(datum.value, '~s'), 'G', 'B')"
    )
    return alt.Y(
        field=field,
        type="quantitative",
        title=measure.axis,
        scale=alt.Scale(type="log"),
        axis=log_axis("format(datum.value, ',~f')" if measure.is_multiple else words),
    )


def _tints() -> alt.Scale:
    names = [name for name in TINTS if name != "other"]
    return alt.Scale(domain=names, range=[TINTS[name] for name in names])


def _tint() -> alt.Color:
    return alt.Color(field="tint", type="nominal", scale=_tints(), legend=None)


def _calculated(measure: Measure) -> dict[str, str]:
    texts = {
        f"{column}_text": f"isValid(datum.{column}) ? {money_expression(f'datum.{column}')} : "
        "'not disclosed'"
        for column, _, kind in measure.details
        if kind == "money"
    }
    codes = {
        f"{column}_text": label_expression(column, f"datum.{column}")
        for column, _, kind in measure.details
        if kind == "kind"
    }
    empty = {
        f"{column}_text": f"datum.{column} || '-'"
        for column, _, kind in measure.details
        if kind == "text"
    }
    status = {
        "status_text": label_expression("status", "datum.status"),
        "confidence_text": "datum.confidence || 'not rated'",
    }
    return {"value_text": measure.written, **texts, **codes, **empty, **status}


def _tooltips(measure: Measure, align: str) -> list[alt.Tooltip]:
    def text(field: str, title: str) -> alt.Tooltip:
        return alt.Tooltip(field=field, type="nominal", title=title)

    def detail(column: str, title: str, kind: str) -> alt.Tooltip:
        if kind == "date":
            return alt.Tooltip(field=column, type="temporal", format="%b %Y", title=title)
        if kind == "number":
            return alt.Tooltip(field=column, type="quantitative", format=",", title=title)
        return text(f"{column}_text", title)

    age = alt.Tooltip(field="months_since", type="quantitative", format=",.0f", title="Months")
    return [
        text("company", "Company"),
        alt.Tooltip(field="as_of", type="temporal", format="%b %Y", title="Date"),
        *([] if align == "calendar" else [age]),
        text("value_text", measure.name),
        *(detail(*each) for each in measure.details),
        text("status_text", "Status"),
        text("confidence_text", "Confidence"),
    ]


@cache
def _by(measure: str, align: str) -> Figure:
    chosen = MEASURES[measure]
    return Figure(
        name="compared_companies",
        subtitle=f"{chosen.subtitle}{AGES[align]}",
        sql=_sql(chosen, align),
        spec=specification(_chart(chosen, align)),
        headline=lambda rows: headline(rows, chosen, align),
        note=f"{chosen.note}{AGE_NOTES[align]} On the log scale equal steps up are equal "
        "multiples. The filters for kind and status apply to rounds; all other filters do not, "
        "because they would cut a company's history.",
        params={"companies": list(NAMED["frontier"]), "named": len(DASHES)},
        titles={"as_of": "Date", "per_employee_usd": "Capital per employee"},
        rests_on_rounds=chosen.rests_on_rounds,
        advice="Choose other companies, or another measure to compare them by.",
        empty=f"No compared company can be shown: {chosen.lacking} is known"
        f"{' with a founding year' if align == 'founding' else ''}.",
    )


def compared_companies(
    measure: str, align: str, companies: Sequence[str], undated: Sequence[str] = ()
) -> Figure:
    """Figure for one of MEASURES, one of ALIGNS and at most six companies.

    `undated` are companies without a founding year.
    """

    def missing(rows: pl.DataFrame) -> str:
        return remark(rows, MEASURES[measure], align, companies, undated)

    return replace(_by(measure, align).given(companies=list(companies)), remark=missing)
