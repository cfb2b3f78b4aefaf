"""On which topics, and in which article, do most statements bear on a contradiction?"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from lib.datasets.claims import TOPICS
from lib.figures import statements
from lib.figures.figure import Figure
from lib.theme import RED, specification, told
from lib.words import count, percent

LEAST = 5
"""Statements on a topic below which no topic is said to be most in dispute."""


def by_topic(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `statements` counted by topic and article: number, disputed, corrected and share."""
    return (
        rows.group_by("topic", "article", "source_id")
        .agg(
            statements=pl.len().cast(pl.Int64),
            disputed=pl.col("conflict").count().cast(pl.Int64),
            corrected=pl.col("is_corrected").sum().cast(pl.Int64),
        )
        .with_columns(share=pl.col("disputed") / pl.col("statements"))
        .sort("topic", "article")
        .select("topic", "article", "statements", "disputed", "share", "corrected", "source_id")
    )


def headline(rows: pl.DataFrame) -> str:
    """The topic of which the largest share bears on a contradiction."""
    topics = rows.group_by("topic").agg(pl.sum("statements", "disputed"))
    ranked = topics.with_columns(share=pl.col("disputed") / pl.col("statements")).filter(
        pl.col("statements") >= LEAST, pl.col("disputed") > 0
    )
    if ranked.is_empty():
        number, disputed = int(rows["statements"].sum()), int(rows["disputed"].sum())
        bear = "bears" if disputed == 1 else "bear"
        return f"{disputed:,} of {count(number, 'statement')} {bear} on a contradiction"
    most = ranked.sort("share", "statements", "topic", descending=[True, True, False]).row(
        0, named=True
    )
    return (
        f"{most['topic']}: {most['disputed']:,} of {count(most['statements'], 'statement')} "
        f"({percent(most['share'])}) {'bear' if most['disputed'] > 1 else 'bears'} "
        "on a contradiction" + (", the most of any topic" if ranked.height > 1 else "")
    )


# Four columns narrower than a number with its share.
_NARROW = "width < 420"


def _chart() -> alt.TopLevelMixin:
    plain: dict[str, Any] = {
        "domain": False,
        "ticks": False,
        "labelOverlap": False,
        "labelFlush": False,
    }
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            # A cell without a contradiction stays in sight.
            depth="0.06 + 0.74 * datum.share",
            ink="luminance(background || 'white') < 0.4 ? '#fafafa' : '#31333f'",
            text="datum.disputed + ' of ' + datum.statements",
        )
        .encode(
            x=alt.X(
                field="article",
                type="nominal",
                title=None,
                axis=alt.Axis(
                    labelAngle=0,
                    # Titles are long: a line ends at the first space after so many letters.
                    labelExpr="split(replace(datum.label, "
                    f"{_NARROW} ? /(.{{5,}}?) /g : /(.{{13,}}?) /g, '$1\\n'), '\\n')",
                    labelFontSize=alt.ExprRef(f"{_NARROW} ? 10 : 12"),
                    **plain,
                ),
            ),
            y=alt.Y(
                field="topic",
                type="nominal",
                sort=list(TOPICS),
                title=None,
                axis=alt.Axis(labelLimit=alt.ExprRef(f"{_NARROW} ? 110 : 220"), **plain),
            ),
            tooltip=[
                told("topic", "Topic"),
                told("article", "Article"),
                told("statements", "Statements", ","),
                told("disputed", "On a contradiction", ","),
                told("share", "Share on a contradiction", ".0%"),
                told("corrected", "Corrected themselves", ","),
            ],
        )
    )
    cells = base.mark_rect(color=RED, cornerRadius=2).encode(
        opacity=alt.Opacity(field="depth", type="quantitative", scale=None, legend=None)
    )
    numbers = base.mark_text(fontSize=alt.ExprRef(f"{_NARROW} ? 10 : 12")).encode(
        text=alt.Text(field="text", type="nominal"),
        color=alt.Color(field="ink", type="nominal", scale=None, legend=None),
    )
    return alt.layer(cells, numbers).properties(height=alt.Step(34))


FIGURE = Figure(
    name="statements_by_topic",
    subtitle="Number of statements by topic and article, and share that bears on a contradiction "
    "(%)",
    sql=statements.SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{statements.NOTE}A cell says how many of its statements bear on one; stronger colour "
    "means a larger share. "
    f"Topics with fewer than {LEAST} statements are not ranked.",
    arrange=lambda rows: by_topic(statements.arrange(rows)),
    rests_on_rounds=False,
    empty=statements.FIGURE.empty,
    advice=statements.FIGURE.advice,
    params=statements.FIGURE.params,
    titles={"share": "On a contradiction (%)"},
)
