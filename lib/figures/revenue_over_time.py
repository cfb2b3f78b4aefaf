"""How the revenue of each company grew."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_lines import company_lines, lines_sql, with_names
from lib.figures.company_measures import PART, PAST, SHAPES, WHOLE
from lib.figures.figure import Figure
from lib.figures.priced_rounds import fold
from lib.figures.scope import scope, within
from lib.filters import Filters
from lib.theme import specification
from lib.words import count, money, month_words

SQL = lines_sql(f"""
    FROM company_figures
    SELECT * REPLACE (value_usd AS value), concat_ws(', ', organization, product) AS series,
        CASE WHEN scope <> 'company' THEN '{PART}' WHEN metric = 'annual_revenue' THEN '{PAST}'
            ELSE '{WHOLE}' END AS mark,
        mark = '{WHOLE}' AND is_fact AS is_on_line
    WHERE metric IN ('annualised_revenue', 'annual_revenue') AND value_usd > 0
        AND {within("as_of")}""")


def headline(rows: pl.DataFrame) -> str:
    """How far the largest revenue has grown, and which comes next."""
    known = rows.filter("is_on_line")
    if known.is_empty():
        known = rows
    newest = known.group_by("series", maintain_order=True).last()
    newest = newest.sort("value", descending=True, maintain_order=True)
    first = newest.row(0, named=True)
    series = known.filter(series=first["series"])
    was, until = series.row(0, named=True), month_words(first["as_of"])
    verb = "runs at" if first["is_on_line"] else "was"
    found = f"Revenue of {first['series']} {verb} {money(first['value'])} a year ({until})"
    if month_words(was["as_of"]) != until:
        times = fold(first["value"] / was["value"])
        found += f", {times} times that of {month_words(was['as_of'])}"
    if newest.height == 1:
        return found
    second = newest.row(1, named=True)
    return f"{found}; {second['series']} {money(second['value'])} ({month_words(second['as_of'])})"


def remark(rows: pl.DataFrame) -> str:
    """How many figures, of whom, and what the marks are."""
    marks, rough = {*rows["mark"]}, rows.filter(~pl.col("is_firm")).height
    companies = count(rows["organization"].n_unique(), "company")
    return remarks(
        f"{count(rows.height, 'figure')} of {companies}.",
        f"Hollow: {rough:,} estimated or of low confidence." if rough else "",
        "Diamonds are products: part of their company's line." if PART in marks else "",
    )


FIGURE = Figure(
    name="revenue_over_time",
    subtitle="Revenue a year by company, as sources state it (USD, log scale)",
    sql=SQL,
    spec=specification(company_lines("Revenue a year", "USD", SHAPES)),
    headline=headline,
    note="Lines join annualised revenue of whole companies: the revenue of a recent month or "
    "quarter stretched to a year (run rate), or the subscriptions of a year (annual recurring "
    "revenue). Squares are the revenue of a whole past year, at its end. What a product takes is "
    "part of its company's line and is never added to it. Estimates stretch one published quarter "
    "or half year; forecasts and figures that their source contradicts are left out. Only "
    "companies with a row in Epoch AI's data or in one of the articles are here.",
    remark=remark,
    params=scope(Filters()),
    titles={"value": "Revenue a year (USD)", "as_of": "Date", "series": "Of"},
    empty="No revenue figure matches the time range, places and companies.",
    arrange=with_names,
    rests_on_rounds=False,
)
