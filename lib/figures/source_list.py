"""Where does the data come from, on what terms, and how much rests on each source?"""

from __future__ import annotations

import polars as pl

from lib.figures.figure import Figure
from lib.words import count, number_word, percent

SQL = """
, behind AS (
    FROM selected JOIN round_sources USING (round_id)
    SELECT round_sources.source_id::VARCHAR AS source_id,
        count(DISTINCT round_id) FILTER (role = 'leads') AS led,
        count(DISTINCT round_id) FILTER (role IN ('confirms', 'part')) AS confirmed,
        count(DISTINCT round_id) FILTER (role = 'corrects') AS corrected,
        sum(selected.amount_usd) FILTER (role = 'leads') AS capital_usd
    GROUP BY 1
)
FROM sources LEFT JOIN behind USING (source_id)
SELECT
    title, licence,
    CASE WHEN led > 0 THEN coalesce(capital_usd, 0) / nullif(sum(capital_usd) OVER (), 0) END
        AS share,
    coalesce(led, 0) AS led, coalesce(confirmed, 0) AS confirmed,
    coalesce(corrected, 0) AS corrected, rows, published_date, accessed_date,
    licence_url, publisher, url AS source_url, credit,
    list_aggregate(tables, 'string_agg', ', ') AS tables, source_id
ORDER BY share DESC NULLS LAST, led DESC, rows DESC, title
"""


def headline(rows: pl.DataFrame) -> str:
    """Number of sources, of those that lead rounds, and what the largest three hold."""
    leading = rows.filter(pl.col("led") > 0)
    stated = f"{count(rows.height, 'source')} behind all tables"
    if leading.is_empty():
        return f"{stated}; none leads a selected round"
    largest = leading["share"].drop_nulls().head(3)
    led = f"{stated}; {number_word(leading.height).lower()} {_verb(leading.height)} the selected"
    if largest.is_empty():
        return f"{led} rounds, which state no amount"
    if leading.height <= largest.len():
        return f"{led} rounds"
    hold = percent(float(largest.sum()))
    return f"{led} rounds, and three of them hold {hold} of the capital"


def _verb(number: int) -> str:
    return "leads" if number == 1 else "lead"


FIGURE = Figure(
    name="source_list",
    subtitle="Terms, dates, rows, and the share of the selected capital (%) that each source leads",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Rows are those of all tables that name the source. It leads a round whose values are "
    "its own, confirms one that it also tells of in whole or in part, and corrects one in which "
    "its page changed a value. The share is that of the capital of the selected rounds that it "
    "leads; it is empty where it leads none. Data of is the date of the data, as far as it is "
    "known; read on is the day it was taken.",
    rests_on_rounds=False,
    titles={
        "title": "Source",
        "publisher": "Publisher",
        "source_url": "Link",
        "licence": "Licence",
        "licence_url": "Licence text",
        "published_date": "Data of",
        "accessed_date": "Read on",
        "rows": "Rows",
        "led": "Rounds led",
        "confirmed": "Rounds confirmed",
        "corrected": "Rounds corrected",
        "share": "Share of capital (%)",
        "tables": "Tables",
        "credit": "Credit line",
    },
)
