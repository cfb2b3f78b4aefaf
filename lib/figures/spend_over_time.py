"""What companies spend on compute, and lose, a year."""

from __future__ import annotations

import polars as pl

from lib.figures.company_history import remarks
from lib.figures.company_lines import company_lines, lines_sql, with_names
from lib.figures.figure import Figure
from lib.figures.scope import scope, within
from lib.filters import Filters
from lib.theme import specification
from lib.words import count, listing, money

ALL, RESEARCH, SERVING, LOSS = "All compute", "Research", "Serving", "Net loss"
SHAPES = {ALL: "circle", RESEARCH: "square", SERVING: "triangle-up", LOSS: "cross"}

SQL = lines_sql(f"""
    FROM company_figures
    SELECT * REPLACE (value_usd AS value),
        CASE WHEN metric = 'net_loss' THEN '{LOSS}' WHEN product = 'Inference' THEN '{SERVING}'
            WHEN product IS NULL THEN '{ALL}' ELSE '{RESEARCH}' END AS mark,
        concat(organization, ', ', lower(mark)) AS series, true AS is_on_line
    WHERE metric IN ('compute_spend', 'net_loss') AND value_usd > 0 AND {within("as_of")}""")


def headline(rows: pl.DataFrame) -> str:
    """What the newest year's compute cost the company that spends most, by its use."""
    compute = rows.filter(pl.col("mark") != LOSS)
    if compute.is_empty():
        row = rows.row(-1, named=True)
        verb = "lost" if row["is_firm"] else "was expected to lose"
        return f"{row['organization']} {verb} {money(row['value'])} in {row['as_of'].year}"
    newest = compute.filter(pl.col("as_of").dt.year() == compute["as_of"].dt.year().max())
    spenders = newest.group_by("organization", maintain_order=True).agg(pl.max("value"))
    spender = spenders.sort("value", descending=True, maintain_order=True)["organization"][0]
    words = {ALL: "compute", RESEARCH: "research compute", SERVING: "compute for serving"}
    spent = [
        f"{money(row['value'])} on {words[row['mark']]}"
        for row in newest.filter(organization=spender).to_dicts()
    ]
    return f"{spender} spent {listing(spent)} in {newest['as_of'].dt.year().max()}"


def remark(rows: pl.DataFrame) -> str:
    """How few figures there are, and which of them had not happened when they were stated."""
    losses = rows.filter(pl.col("mark") == LOSS)
    expected = losses.filter(~pl.col("is_firm"))
    who = [f"{row['organization']} {row['as_of'].year}" for row in expected.to_dicts()]
    return remarks(
        f"{count(rows.height, 'figure')} of {count(rows['organization'].n_unique(), 'company')}.",
        f"Hollow: a loss expected before the year was over ({listing(who)})." if who else "",
        "" if losses.height else "No loss is stated for this selection.",
    )


FIGURE = Figure(
    name="spend_over_time",
    subtitle="Compute spend and net loss of each year, by company (USD, log scale)",
    sql=SQL,
    spec=specification(company_lines("Spend or loss a year", "USD", SHAPES, by_year=True)),
    headline=headline,
    note="Each mark is one calendar year. Research compute trains models and tries "
    "them out; serving compute, or inference, answers users. Where all compute and a part of it "
    "are stated, the part is inside the whole: marks of one year are not to be added up unless "
    "they are the two parts. OpenAI's figure of 2022 also holds data. Few companies publish "
    "either; years without a mark are unknown, not zero.",
    remark=remark,
    params=scope(Filters()),
    titles={"value": "Spend or loss a year (USD)", "as_of": "Year ends", "series": "Of"},
    empty="No compute spend or loss is stated for this time range, these places and companies.",
    arrange=with_names,
    rests_on_rounds=False,
)
