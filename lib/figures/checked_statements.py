"""Which statements does a published analysis rest on, and which print its results?"""

from __future__ import annotations

import polars as pl

from lib.datasets.claims import METRICS
from lib.figures.fact_check import SAID, as_printed
from lib.figures.figure import Figure
from lib.words import count

SQL = """
FROM (
WITH named AS (
    FROM checks SELECT unnest(printed_claim_ids) AS claim_id, true AS is_printed
    WHERE analysis_id = $analysis
    UNION ALL
    FROM checks SELECT unnest(claim_ids), false WHERE analysis_id = $analysis
), told AS (
    FROM named SELECT claim_id, bool_or(is_printed) AS is_printed GROUP BY claim_id
)
FROM told JOIN claims USING (claim_id) JOIN sources USING (source_id)
SELECT claim_id AS statement, subject, metric::VARCHAR AS metric, detail,
    value AS said_value, value_low AS said_low, value_high AS said_high, unit::VARCHAR AS said_unit,
    value_words AS said_words, qualifier::VARCHAR AS qualifier, as_of,
    CASE WHEN is_printed THEN 'Prints a result' ELSE 'Gives an input' END AS part,
    sources.title AS article, source_url, source_id::VARCHAR AS source_id
ORDER BY is_printed DESC, statement
)
"""
TOLD = (*SAID, "said_words")
FIRST = "statement subject metric detail says as_of part article source_url".split()


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with metrics and figures in words."""
    found = rows.with_columns(
        as_printed(rows, TOLD).alias("says"),
        pl.col("metric").replace(METRICS),
    )
    return found.select([*FIRST, *(name for name in found.columns if name not in FIRST)])


def headline(rows: pl.DataFrame) -> str:
    """How many statements, of how many articles."""
    articles = rows["source_id"].n_unique()
    return f"It rests on {count(rows.height, 'statement')} of {count(articles, 'article')}"


FIGURE = Figure(
    name="checked_statements",
    subtitle="What the articles state that the analysis takes or prints: amounts (USD) and other "
    "figures",
    sql=SQL,
    spec=None,
    headline=headline,
    note="A statement is a figure of one of the four articles, right or wrong, with its number. "
    "Those that print a result are what the recomputed value is compared with. Inputs are taken "
    "from the tables as the query says: a statement that is corrected there is used as corrected.",
    arrange=arrange,
    params={"analysis": "AN01"},
    rests_on_rounds=False,
    empty="No statement of an article belongs to this analysis: it counts rows of the tables.",
    advice="",
    titles={
        "statement": "Statement",
        "subject": "About",
        "metric": "Figure",
        "detail": "Detail",
        "says": "Says",
        "as_of": "Date",
        "part": "Part",
        "article": "Article",
        "source_url": "Link",
    },
    hidden=(*TOLD, "qualifier"),
)
