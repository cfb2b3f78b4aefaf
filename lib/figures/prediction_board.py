"""How many forecasts came true, did not, are due or open, article by article?"""

from __future__ import annotations

from datetime import date

import altair as alt
import polars as pl

from lib.derived.predictions import NEAR
from lib.figures.figure import Figure
from lib.figures.headline_numbers import Number
from lib.figures.prediction_rows import (
    DEFAULTS,
    JUDGED,
    MEANINGS,
    STANDINGS,
    read_words,
    standing_colour,
)
from lib.theme import listed, specification, told
from lib.words import count, month_words

PLACES = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(STANDINGS))

SQL = f"""{JUDGED}, counted AS (
    FROM chosen
    SELECT article, standing, today, read_until, of_company, source_id, count(*) AS forecasts,
        count(*) FILTER (standing = 'hit' AND verdict IS NOT NULL) AS hit_by_page,
        count(*) FILTER (standing = 'hit' AND due_date < published_date) AS hit_afterwards,
        count(*) FILTER (standing = 'open' AND due_date <= make_date(year(today), 12, 31))
            AS due_this_year
    GROUP BY ALL
)
FROM counted
SELECT *, sum(forecasts) OVER (PARTITION BY article)::BIGINT AS of_article,
    (CASE standing {PLACES} END)::BIGINT AS place, (FROM predictions SELECT count(*)) AS recorded
ORDER BY of_article DESC, article, place
"""


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """Words in place of the codes of a standing."""
    return rows.with_columns(
        pl.col("standing").replace_strict(STANDINGS, return_dtype=pl.String),
    )


def counts(rows: pl.DataFrame) -> dict[str, int]:
    """Forecasts of each standing, in order."""
    found = dict(rows.group_by("standing").agg(pl.col("forecasts").sum()).rows())
    return {words: int(found.get(words, 0)) for words in STANDINGS.values()}


def headline(rows: pl.DataFrame) -> str:
    """How many came true or not, and how many fall due by the end of the year."""
    row, number = rows.row(0, named=True), counts(rows)
    ends = date(row["today"].year, 12, 31)
    due = int(rows["due_this_year"].sum())
    late = number["Due"]
    overdue = f", {late} {'is' if late == 1 else 'are'} overdue" if late else ""
    selected = "" if row["of_company"] == row["recorded"] else " selected"
    return (
        f"Of {row['of_company']}{selected} {_forecasts(row['of_company'])}, {_came_true(rows)}, "
        f"{number['Missed']} failed{overdue} and {due} more "
        f"{'falls' if due == 1 else 'fall'} due by {month_words(ends)}"
    )


def _came_true(rows: pl.DataFrame) -> str:
    hits, by_page = counts(rows)["Hit"], int(rows["hit_by_page"].sum())
    if not hits:
        return "0 came true"
    judges = {"data": hits - by_page, "a curated page": by_page}
    return f"{hits} came true ({', '.join(f'{n} by {by}' for by, n in judges.items() if n)})"


def remark(rows: pl.DataFrame) -> str:
    """Of which day the standings are, and how many of the hits were no forecasts any more."""
    late = int(rows["hit_afterwards"].sum())
    told_late = f" Of those that came true, {late} was about a time already over when its article "
    return read_words(rows) + (f"{told_late}came out." if late else "")


def _forecasts(number: int) -> str:
    return count(number, "forecast").split(" ", 1)[1]


def numbers_of(rows: pl.DataFrame) -> list[Number]:
    """A box a standing."""
    return [
        Number(words, f"{number:,}", None, [], MEANINGS[words])
        for words, number in counts(rows).items()
    ]


def _chart() -> alt.TopLevelMixin:
    base = alt.Chart(alt.NamedData("rows")).encode(
        y=listed("article", labelLimit=alt.ExprRef("windowSize()[0] < 600 ? 120 : 300")),
        x=alt.X(
            field="forecasts",
            type="quantitative",
            title="Number (forecasts)",
            stack="zero",
            axis=alt.Axis(grid=True, tickMinStep=1, format=",d"),
        ),
        order=alt.Order(field="place", type="quantitative"),
        tooltip=[
            told("article", "Article"),
            told("standing", "Standing"),
            told("forecasts", "Forecasts", ",d"),
            told("of_article", "Forecasts of the article", ",d"),
        ],
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(color=standing_colour())
    return alt.layer(bars).properties(height={"step": 38})


NOTE = (
    "A forecast is a hit where a page noted by hand, or a row of this data, shows it within its "
    "time; missed where a page or data that covers the whole time shows the opposite; due where "
    "its date has passed and nothing settles it; open while there is time, or while a figure "
    "follows one without a date; and it cannot be judged without a date and a figure. No standing "
    f"rests on opinion. About means within {NEAR:.0%} of the target. Where a forecast has several "
    "parts, the one with a date or a figure is tested: of the next round of Anthropic its "
    "valuation, not its amount. A target set here is in no article, but a test needs one. Counts "
    "from lists that may miss cases can show that a forecast came true, never that it failed."
)

FIGURE = Figure(
    name="prediction_board",
    subtitle="Forecasts of four articles by how they stand (forecasts)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note=NOTE,
    remark=remark,
    empty="No forecast names these companies.",
    advice="Take the filter Company back.",
    params=DEFAULTS,
    rests_on_rounds=False,
    arrange=arrange,
)
