"""How do a few companies compare over time, by calendar or by age?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from lib.figures.company_groups import MOST, NAMED
from lib.figures.compared_chart import chart
from lib.figures.compared_measures import MEASURES, Measure
from lib.figures.compared_words import headline, lacking, remark
from lib.figures.figure import Figure
from lib.figures.named_lines import LABELS_SQL
from lib.theme import specification

ALIGNS = {
    "calendar": "Date",
    "founding": "Since founding",
    "first": "Since first round",
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
MARKS_SQL = """
        CASE WHEN status IN ('rumoured', 'planned') THEN 'Rumoured or planned'
            WHEN status = 'estimated' THEN 'Estimate'
            WHEN confidence = 'low' THEN 'Low confidence' ELSE 'Reported' END"""


def _sql(measure: Measure, align: str) -> str:
    def placed(day: str) -> str:
        by_age = f"round(date_diff('day', start, {day}) / {DAYS_A_MONTH}, 1)"
        return day if align == "calendar" else by_age

    end = "greatest(as_of, (FROM extent SELECT newest))" if measure.holds else "as_of"
    age = "" if align == "calendar" else "happened AS months_since, "
    further = [column for column, *_ in measure.details] + [*measure.urls]
    columns = [*further, "source_id"] if measure.has_source else further
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
SELECT company, label, place::VARCHAR AS tint, as_of, {age}{measure.column}, {", ".join(columns)},
    status, confidence, {MARKS_SQL} AS mark,
    status NOT IN ('rumoured', 'planned') AS is_confirmed,
    holds_until, label_at, max(holds_until) OVER () AS label_until,
    source_url, round_id AS {key}
ORDER BY place, as_of, {measure.column}, round_id
"""


@cache
def _by(measure: str, align: str) -> Figure:
    chosen = MEASURES[measure]
    return Figure(
        name="compared_companies",
        subtitle=f"{chosen.subtitle}{AGES[align]}",
        sql=_sql(chosen, align),
        spec=specification(chart(chosen, align)),
        headline=lambda rows: headline(rows, chosen, align),
        note=f"{chosen.note}{AGE_NOTES[align]} On the log scale equal steps up are equal "
        "multiples. The filters for kind and status apply to rounds; all other filters do not, "
        "because they would cut a company's history.",
        params={"companies": list(NAMED["frontier"]), "named": MOST},
        titles={"as_of": "Date", "per_employee_usd": "Capital per employee"},
        rests_on_rounds=chosen.rests_on_rounds,
        advice="Choose other companies, or another measure to compare them by.",
        empty=f"No compared company can be shown: {lacking(chosen, align)} is known.",
    )


def compared_companies(measure: str, align: str, companies: Sequence[str]) -> Figure:
    """Figure for one of MEASURES, one of ALIGNS and at most six companies."""

    def called_for(rows: pl.DataFrame) -> str:
        return remark(rows, MEASURES[measure], align, companies)

    return replace(_by(measure, align).given(companies=list(companies)), remark=called_for)
