"""One point a model on a log axis over time, with the trend through some: SQL and marks shared."""

from __future__ import annotations

from functools import partial
from typing import Any

import altair as alt

from lib.figures.named_lines import dates_axis, faded
from lib.figures.scope import DEVELOPER, within
from lib.figures.trained_models import CERTAINTIES, IN_FIT, TREND_OF
from lib.figures.trend import trend_sql
from lib.theme import GREY, LABEL, colour_scale, log_axis, opens, told

SHORTEST_YEARS = 1
"""Within less, a growth a year would be guessed from months."""


def points_sql(column: str, value: str) -> str:
    """SQL of the points: `value` (an expression over `trained_models`) under the name `column`.

    Every row also holds what is said of all: `growth` and its interval, `fitted` models in the
    trend, `listed` models in the scope. `label` names the largest model of three years where
    none before it was as large; `on_line` is the height of the trend at the date.
    """
    return f"""
, drawn AS (
    FROM (
        FROM trained_models
        SELECT *, {DEVELOPER}, {value} AS worth, {IN_FIT} AS in_fit, count(*) OVER () AS listed
        WHERE {within("release_date")}
    )
    WHERE worth > 0
)
{trend_sql("drawn", "worth", "release_date", SHORTEST_YEARS)}
, ranked AS (
    FROM logarithms, (FROM logarithms SELECT max(year(release_date)) AS max_year,
        0.75 * min(years) + 0.25 * max(years) AS first_named)
    SELECT *,
        row_number() OVER (
            PARTITION BY (max_year - year(release_date)) // 3
            ORDER BY power DESC, release_date, model
        ) AS rank,
        max(power) OVER (ORDER BY release_date) AS highest
)
FROM ranked, trend
SELECT model, organization, company, developer, region, release_date, worth AS {column}, certainty,
    is_frontier, in_fit, access, {TREND_OF},
    CASE WHEN in_fit THEN pow(10, intercept + slope * years) END AS on_line,
    -- Names of earlier ones would not fit in the chart.
    CASE WHEN rank = 1 AND power >= highest AND years >= first_named THEN model END
        AS label,
    fitted, growth, growth_low, growth_high, listed, source_url, source_id
ORDER BY release_date, model
"""


def model_points(
    column: str, title: str, unit: str, written: str, height_pixels: int = 470
) -> alt.TopLevelMixin:
    """Chart of the rows of `points_sql`; `written` is the Vega expression of a value, over `#`."""
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        value_text=written.replace("#", f"datum.{column}"),
        rank_text="datum.is_frontier ? 'frontier' : 'not frontier'",
    )
    picked = alt.selection_point(
        name="picked", fields=["organization"], on="pointerover", clear="pointerout"
    )
    when = alt.X(
        field="release_date",
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=dates_axis(),
    )

    def height(field: str) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title=f"{title} ({unit}, log scale)",
            scale=alt.Scale(type="log"),
            axis=log_axis(written.replace("#", "datum.value")),
        )

    shown = partial(faded, picked)
    points = base.mark_point(strokeWidth=1.3).encode(
        x=when,
        y=height(column),
        color=_developer(alt.Color),
        fill=_developer(alt.Fill),
        fillOpacity=alt.condition("datum.certainty == 'Confident'", alt.value(1), alt.value(0)),
        shape=alt.Shape(
            field="certainty",
            type="nominal",
            scale=alt.Scale(domain=list(CERTAINTIES), range=list(CERTAINTIES.values())),
            legend=_certainties(),
        ),
        size=alt.condition("datum.is_frontier", alt.value(80), alt.value(20)),
        opacity=shown(0.8),
        tooltip=[
            told("model", "Model"),
            told("organization", "Developer"),
            told("release_date", "Released", "%b %Y"),
            told("value_text", title),
            told("certainty", "Estimate is"),
            told("rank_text", "At release"),
            told("access", "Access"),
        ],
    )
    line = (
        base.transform_filter("isValid(datum.on_line)")
        .mark_line(color=LABEL, strokeWidth=2.5)
        .encode(x=when, y=height("on_line"))
    )
    names = (
        base.transform_filter("isValid(datum.label)")
        .transform_calculate(label_text="width < 400 ? '' : datum.label")
        .mark_text(align="right", dx=-9, dy=-4, fontSize=11, color=LABEL, limit=150)
        .encode(
            x=when,
            y=height(column),
            text=alt.Text(field="label_text", type="nominal"),
        )
    )
    return alt.layer(points.add_params(picked, opens("company")), line, names).properties(
        height=height_pixels
    )


def _developer(channel: Any) -> Any:
    """Rows of three: a legend whose rows depend on the width loses its first one here."""
    legend = alt.Legend(
        orient="top", title=None, columns=3, rowPadding=1, symbolSize=90, symbolStrokeWidth=1
    )
    return channel(
        field="developer", type="nominal", scale=colour_scale("developer"), legend=legend
    )


def _certainties() -> alt.Legend:
    """Below, since Vega does not wrap two legends side by side."""
    label = "datum.label == 'Confident' ? 'Confident (filled)' : datum.label"
    return alt.Legend(
        orient="bottom",
        title=None,
        symbolFillColor="transparent",
        symbolStrokeColor=GREY,
        symbolStrokeWidth=1.5,
        symbolSize=50,
        labelExpr=label,
        columns=alt.ExprRef("width < 480 ? 2 : 4"),
    )
