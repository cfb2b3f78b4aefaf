"""How long does a company take from one series to the next? Median and quartiles by step."""

from __future__ import annotations

from itertools import pairwise

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.series import DATES_NOTE, FIRSTS, LADDER, LEAST, SERIES
from lib.theme import BLUE, LABEL, listed, specification, told
from lib.words import count, listing

MONTH_DAYS = 365.25 / 12
ARROW = " → "

SQL = f"""{FIRSTS}
, pairs AS (
    FROM firsts AS former JOIN firsts AS latter
        ON former.company = latter.company AND former.step + 1 = latter.step
        AND former.first_date < latter.first_date
    SELECT former.step, date_diff('day', former.first_date, latter.first_date) / {MONTH_DAYS}
        AS months
    WHERE latter.round_id IN (FROM selected SELECT round_id)
)
FROM pairs
SELECT
    [{LADDER}][step] AS former_series, [{LADDER}][step + 1] AS latter_series,
    count(*) AS companies,
    CASE WHEN companies >= {LEAST} THEN quantile_cont(months, 0.25) END AS lower_quartile,
    CASE WHEN companies >= {LEAST} THEN median(months) END AS median_months,
    CASE WHEN companies >= {LEAST} THEN quantile_cont(months, 0.75) END AS upper_quartile
GROUP BY step
ORDER BY step
"""


def headline(rows: pl.DataFrame) -> str:
    """Median of the two steps that most companies took, in the order of the steps."""
    stated = rows.with_row_index().filter(pl.col("companies") >= LEAST)
    if stated.is_empty():
        pairs = count(int(rows["companies"].sum()), "pair")
        return f"Only {pairs} of consecutive series, too few of any for a median time"
    best = stated.sort("companies", descending=True, maintain_order=True).head(2).sort("index")
    parts = [
        f"{row['median_months']:.0f} months from {row['former_series']} to {row['latter_series']}"
        for row in best.iter_rows(named=True)
    ]
    return f"The median company took {listing(parts)}"


def step_words(former: str, latter: str) -> str:
    """Series A → B."""
    return f"{former}{ARROW}{latter.removeprefix('Series ')}"


def _chart() -> alt.TopLevelMixin:
    few = f"datum.companies < {LEAST}"
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            name=f"datum.former_series + '{ARROW}' + replace(datum.latter_series, 'Series ', '')",
            median_text=f"{few} ? 'too few for a median' "
            ": format(datum.median_months, '.1f') + ' months'",
            middle=f"{few} ? 'too few' : format(datum.lower_quartile, '.1f') + ' to '"
            " + format(datum.upper_quartile, '.1f') + ' months'",
            end="datum.upper_quartile || 0",
            label="datum.median_text + ' (n = ' + datum.companies + ')'",
        )
        .encode(
            # Layers without a median would else put their steps last.
            y=listed("name", [step_words(*step) for step in pairwise(SERIES)]),
            tooltip=[
                told("former_series", "From"),
                told("latter_series", "To"),
                told("median_text", "Median"),
                told("middle", "Middle half"),
                told("companies", "Companies (n)", ","),
            ],
        )
    )
    middle = base.mark_bar(height={"band": 0.5}, color=BLUE, opacity=0.3).encode(
        x=_months("lower_quartile"), x2=alt.X2(field="upper_quartile")
    )
    median = base.mark_tick(thickness=3, size=18, color=BLUE).encode(x=_months("median_months"))
    labels = base.mark_text(align="left", dx=6, color=LABEL).encode(
        x=_months("end"), text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(middle, median, labels).properties(height=alt.Step(30))


def _months(field: str) -> alt.X:
    return alt.X(
        field=field,
        type="quantitative",
        title="Time between rounds (months)",
        scale=alt.Scale(domain=alt.DomainUnionWith(unionWith=[0, 12])),
        axis=alt.Axis(tickCount=5, grid=True),
    )


FIGURE = Figure(
    name="months_between_rounds",
    subtitle="Time from the first round of a series to that of the next (months)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The thick line is the median, the bar the middle half of the companies (first to third "
    f"quartile), n the number of companies with both series tracked; below {LEAST} neither is "
    f"stated. {DATES_NOTE} A month is a twelfth of a year. The filters choose the later round of "
    "each pair. Companies that have not raised again are not in it, so typical times are longer.",
    titles={
        "former_series": "From",
        "latter_series": "To",
        "lower_quartile": "First quartile (months)",
        "median_months": "Median (months)",
        "upper_quartile": "Third quartile (months)",
    },
    empty="No company with two consecutive series matches the filters.",
)
