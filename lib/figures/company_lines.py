"""Lines of figures about companies on a log axis, named at their ends: SQL and marks they share."""

from __future__ import annotations

from functools import partial

import altair as alt

from lib.figures.company_measures import number_expression
from lib.figures.compared_measures import FACTS
from lib.figures.named_lines import LABELS_SQL, dates_axis, faded
from lib.figures.scope import DEVELOPER, within
from lib.theme import (
    COLOURS,
    GREY,
    LABEL,
    colour,
    label_expression,
    log_axis,
    money_expression,
    opens,
    told,
)

NAMED = 30
"""More lines than any chart has: each bears its name."""

ABOUT_COMPANIES = f"""
, about_companies AS (
    FROM company_metrics JOIN organizations ON company_metrics.company::VARCHAR = organization
    SELECT company_metrics.* EXCLUDE (company), organizations.company::VARCHAR AS tracked,
        organizations.organization, organizations.region, organizations.country, {DEVELOPER},
        status IN ('completed', 'announced') AND confidence IS DISTINCT FROM 'low' AS is_firm,
        {FACTS} AS is_fact
    WHERE is_preferred
)
"""
"""Adds the table `about_companies`: rows of `company_metrics` that their source does not take back,
with the company as `organization`, its place, and `tracked` where its rounds are."""

IN_SCOPE = f"""
, in_scope AS (
    FROM about_companies WHERE {within("as_of")}
)
"""
"""Adds to `about_companies` the table `in_scope`: what the filters take in."""


def lines_sql(points: str, before: str = "", more: str = "") -> str:
    """SQL of a chart of lines over `points`, which gives rows of `about_companies` with `series`
    (a name), `mark`, `is_on_line`, `value` and the columns `more`, and may read tables of `before`.
    """
    return f"""{ABOUT_COMPANIES}{IN_SCOPE}{before}
, drawn AS ({points})
, points AS (
    FROM drawn
    SELECT *, metric_id AS round_id, as_of AS happened, series AS company,
        CASE WHEN is_on_line THEN 1 END AS place
)
{LABELS_SQL}
FROM points LEFT JOIN labels USING (round_id)
SELECT organization::VARCHAR AS organization, tracked AS company, developer, series, as_of,
    date_precision::VARCHAR AS date_precision, value, mark, metric::VARCHAR AS metric,
    product::VARCHAR AS product, period::VARCHAR AS period, basis::VARCHAR AS basis,
    qualifier::VARCHAR AS qualifier, status::VARCHAR AS status, confidence::VARCHAR AS confidence,
    is_firm, is_on_line, {more} label_at,
    CASE WHEN label_at IS NOT NULL THEN edge END AS label_date,
    source_url, source_id::VARCHAR AS source_id, metric_id
ORDER BY organization, series, as_of, metric_id
"""


def company_lines(title: str, unit: str, marks: dict[str, str]) -> alt.TopLevelMixin:
    """Chart of the rows of `lines_sql`; `marks` gives each `mark` its shape.

    Filled marks are stated as fact; hollow ones are estimated, expected or of low confidence.
    """
    written = money_expression if unit == "USD" else number_expression
    picked = _followed()
    shown = partial(faded, picked)
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        value_text=written("datum.value"),
        status_text=label_expression("status", "datum.status"),
        basis_text="datum.basis || datum.period || 'not stated'",
        about_text="datum.qualifier || 'as stated'",
    )

    def height(field: str) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title=f"{title} ({unit}, log scale)",
            scale=alt.Scale(type="log", padding=16, nice=False),
            axis=log_axis(written("datum.value")),
        )

    def when(field: str) -> alt.X:
        scale = alt.Scale(type="utc", padding=8)
        return alt.X(field=field, type="temporal", title=None, scale=scale, axis=dates_axis())

    tint = colour("developer", legend=False)
    name = told("series", "Of")
    lines = (
        base.transform_filter("datum.is_on_line")
        .mark_line(strokeWidth=2)
        .encode(
            x=when("as_of"),
            y=height("value"),
            color=tint,
            detail=alt.Detail(field="series", type="nominal"),
            opacity=shown(0.9),
            tooltip=name,
        )
    )
    domain = alt.Scale(domain=list(marks), range=list(marks.values()))
    points = base.mark_point(strokeWidth=1.5, size=55).encode(
        x=when("as_of"),
        y=height("value"),
        color=tint,
        fill=_filled(),
        fillOpacity=alt.condition("datum.is_firm", alt.value(1), alt.value(0)),
        shape=alt.Shape(field="mark", type="nominal", scale=domain, legend=_shapes()),
        opacity=shown(0.9),
        tooltip=[
            told("organization", "Company"),
            name,
            told("as_of", "Date", "%b %Y"),
            told("value_text", title),
            told("mark", "Counts"),
            told("basis_text", "Basis or period"),
            told("about_text", "Stated as"),
            told("status_text", "Status"),
            told("confidence", "Confidence"),
        ],
    )
    ends = base.transform_filter("isValid(datum.label_at)")
    leaders = ends.mark_rule(strokeDash=[2, 3]).encode(
        x=when("as_of"),
        x2=alt.X2(field="label_date"),
        y=height("value"),
        y2=alt.Y2(field="label_at"),
        color=tint,
        opacity=shown(0.6),
    )
    names = ends.mark_text(align="left", dx=7, fontWeight=600, limit=170).encode(
        x=when("label_date"),
        y=height("label_at"),
        text=alt.Text(field="series", type="nominal"),
        color=tint,
        opacity=shown(1),
        tooltip=name,
    )
    layers = alt.layer(lines, leaders, points.add_params(picked, opens("company")), names)
    return layers.properties(height=380)


def _followed() -> alt.Parameter:
    """The company that the pointer is on; its name, since rounds of some are not tracked."""
    return alt.selection_point(
        name="picked", fields=["organization"], on="pointerover", clear="pointerout"
    )


def _filled() -> alt.Fill:
    colours = COLOURS["developer"]
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Fill(field="developer", type="nominal", scale=scale, legend=None)


def _shapes() -> alt.Legend:
    # A fixed number of columns: the names beside the plot narrow it once the legend is laid out.
    return alt.Legend(
        orient="top",
        title=None,
        symbolFillColor=GREY,
        symbolStrokeWidth=0,
        labelColor=LABEL,
        columns=2,
    )
