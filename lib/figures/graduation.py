"""How many companies reach the next series within two years, as far as rounds are tracked?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.series import DATES_NOTE, FIRSTS, LADDER, LEAST
from lib.theme import BLUE, LABEL, listed, specification, told
from lib.words import percent

WITHIN_MONTHS = 24

SQL = f"""{FIRSTS}
, cohort AS (
    FROM firsts
    SELECT company, step, first_date, first_date + to_months({WITHIN_MONTHS}) AS until
    WHERE round_id IN (FROM selected SELECT round_id)
        -- Companies that the data has not watched for that long cannot count as stuck.
        AND until <= (FROM extent SELECT newest)
        AND step < len([{LADDER}])
), followed AS (
    FROM cohort SELECT step, EXISTS (
        FROM firsts AS later
        WHERE later.company = cohort.company AND later.step > cohort.step
            AND later.first_date > cohort.first_date AND later.first_date <= cohort.until
    ) AS graduated
)
FROM followed
SELECT [{LADDER}][step] AS series, count(*) AS companies,
    count(*) FILTER (graduated) AS graduates,
    CASE WHEN companies >= {LEAST} THEN graduates / companies END AS share
GROUP BY step
ORDER BY step
"""


def headline(rows: pl.DataFrame) -> str:
    """Share of the series that most companies are watched from."""
    best = rows.sort("companies", descending=True, maintain_order=True).row(0, named=True)
    companies = f"{best['companies']:,} {best['series']} companies"
    if best["share"] == 0:
        return f"No later series of {companies} is tracked within {WITHIN_MONTHS} months"
    if best["share"] is None:
        return f"Too few companies watched for {WITHIN_MONTHS} months to state a share of graduates"
    return (
        f"At least {percent(best['share'])} of {companies} raised a later series "
        f"within {WITHIN_MONTHS} months"
    )


def _chart() -> alt.TopLevelMixin:
    few = f"datum.companies < {LEAST}"
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            shown="datum.share || 0",
            share_text=f"{few} ? 'too few for a share' : 'at least ' + format(datum.share, '.0%')",
            label="datum.share_text + ' (' + datum.graduates + ' of ' + datum.companies + ')'",
        )
        .encode(
            y=listed("series"),
            tooltip=[
                told("series", "Series"),
                told("companies", "Companies (n)", ","),
                told("graduates", "With a later series", ","),
                told("share_text", "Share"),
            ],
        )
    )
    bars = base.mark_bar(height={"band": 0.6}, color=BLUE).encode(x=_share("shown"))
    labels = base.mark_text(align="left", dx=6, color=LABEL).encode(
        x=_share("shown"), text=alt.Text(field="label", type="nominal")
    )
    return alt.layer(bars, labels).properties(height=alt.Step(30))


def _share(field: str) -> alt.X:
    return alt.X(
        field=field,
        type="quantitative",
        title="Companies with a later series tracked (%)",
        scale=alt.Scale(domain=alt.DomainUnionWith(unionWith=[0, 0.2])),
        axis=alt.Axis(format=".0%", tickCount=5, grid=True),
    )


FIGURE = Figure(
    name="graduation",
    subtitle=f"Share of companies with a later series within {WITHIN_MONTHS} months (%), at least",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Graduation is a later series tracked within "
    f"{WITHIN_MONTHS} months of the first tracked round of a series; only companies whose round is "
    f"at least {WITHIN_MONTHS} months older than the newest round of the data count, and below "
    f"{LEAST} of them no share is stated. It is a lower bound: a later round that no source here "
    f"tells of counts as none. {DATES_NOTE} The filters choose the round that a company starts "
    "from. Listings and mergers are no series. Companies that "
    "reached the news are tracked best, so others may graduate less often.",
    titles={"share": "Share (%)", "graduates": "With a later series"},
    empty="No company with a series that long ago matches the filters.",
)
