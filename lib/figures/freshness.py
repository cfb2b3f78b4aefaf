"""How new is the data? The newest row of each table."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.datasets import DATASETS
from lib.figures.figure import Figure
from lib.schema import Dataset
from lib.theme import BLUE, GREY, LABEL, specification, time_axis, told
from lib.words import count, month_words

RECENT_DAYS = 90


def _newest_sql(dataset: Dataset) -> str:
    """One row: what dates the table, and its newest date that had come when sources were read."""
    column = dataset[dataset.dated_by]
    # Where the year alone is known, its first day, as for rounds.
    is_year = column.type != DATASETS["rounds"]["announced_date"].type
    day = f"make_date({column.name}, 1, 1)" if is_year else column.name
    title, dated = (text.replace("'", "''") for text in (dataset.title, column.title))
    return f"""
    FROM {dataset.name}, last_read
    SELECT '{dataset.name}' AS table_name, '{title}' AS title, '{dated}' AS dated,
        max({day}) FILTER ({day} <= last_read.day) AS newest,
        {str(is_year).lower()} AS is_year, count(*) AS rows,
        count(*) FILTER ({day} > last_read.day) AS ahead"""


DATED = [dataset for dataset in DATASETS.values() if dataset.dated_by]
SQL = f"""
FROM (
WITH last_read AS (FROM sources SELECT max(accessed_date) AS day)
, newest AS ({" UNION ALL ".join(map(_newest_sql, DATED))}
)
FROM newest, last_read
SELECT newest.*, last_read.day AS read_date, (last_read.day - newest)::BIGINT AS days
WHERE newest IS NOT NULL
)
ORDER BY newest DESC, title
"""


def headline(rows: pl.DataFrame) -> str:
    """How many tables are recent, and which is the oldest."""
    recent = rows.filter(pl.col("days") <= RECENT_DAYS).height
    last = rows.row(-1, named=True)
    newest = last["newest"].year if last["is_year"] else month_words(last["newest"])
    return (
        f"{recent} of {count(rows.height, 'table')} hold a row of the last {RECENT_DAYS} days; "
        f"{last['title']} end in {newest}"
    )


def _chart() -> alt.TopLevelMixin:
    date = "utcFormat(toDate(datum.newest), '%b %Y')"
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            newest_text=f"datum.is_year ? utcFormat(toDate(datum.newest), '%Y') : {date}",
            label="datum.newest_text + ', ' + format(datum.rows, ',') + ' row' "
            "+ (datum.rows > 1 ? 's' : '')",
            read_text="utcFormat(toDate(datum.read_date), '%b %Y')",
        )
        .encode(
            y=alt.Y(
                field="title",
                type="nominal",
                sort=None,
                title=None,
                axis=alt.Axis(
                    ticks=False,
                    domain=False,
                    labelFlush=False,
                    labelLimit=alt.ExprRef("containerSize()[0] < 600 ? 130 : 300"),
                ),
            ),
            x=alt.X(
                field="newest",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc", nice=False, padding=12),
                axis=time_axis("quarter"),
            ),
            tooltip=[
                told("title", "Table"),
                told("newest_text", "Newest row"),
                told("dated", "Dated by"),
                told("rows", "Rows", ","),
                told("ahead", "Rows of later dates", ","),
                told("read_text", "Sources read until"),
            ],
        )
    )
    dots = base.mark_point(color=BLUE, filled=True, size=70, opacity=1)
    text = alt.Text(field="label", type="nominal")
    # A line leads from the newest row to the day the sources were read.
    since = base.mark_rule(color=GREY, strokeDash=[2, 3]).encode(x2=alt.X2(field="read_date"))
    # Words stand on the side where there is room, else above that line.
    is_late = "datum.days < 240"
    before = base.transform_filter(is_late).mark_text(align="right", dx=-8, color=LABEL)
    after = base.transform_filter(f"!({is_late})").mark_text(align="left", dx=8, dy=-7, color=LABEL)
    return alt.layer(since, dots, before.encode(text=text), after.encode(text=text)).properties(
        height=alt.Step(24)
    )


FIGURE = Figure(
    name="freshness",
    subtitle="Newest date and size (rows) of each table that has dates",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The newest date of a table that had come when sources were last read; plans and "
    "forecasts of later dates are counted apart. Where a table knows the year alone, the dot "
    "stands at its first day.",
    rests_on_rounds=False,
    titles={
        "table_name": "Table name",
        "title": "Table",
        "dated": "Dated by",
        "newest": "Newest row",
        "is_year": "Year alone known",
        "rows": "Rows",
        "ahead": "Rows of later dates",
        "read_date": "Sources read until",
        "days": "Days before",
    },
)
