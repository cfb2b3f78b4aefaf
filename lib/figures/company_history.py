"""The rounds of one company, whatever their status: rows, words and marks that a profile shares."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import polars as pl

from lib.figures.disputed import CASE_WORDS, OF_AMOUNT, OF_ROUND, OF_VALUATION
from lib.figures.priced_rounds import PRICED
from lib.theme import label_expression, log_axis, money_expression
from lib.words import listing

UNDISCLOSED = "undisclosed"

WHEN_SQL = """
    CASE date_precision WHEN 'year' THEN strftime(announced_date, '%Y')
        WHEN 'quarter' THEN 'Q' || quarter(announced_date) || ' ' || year(announced_date)
        ELSE strftime(announced_date, '%b %Y') END"""
"""The date as exactly as it is known, at most to the month: May 2026, Q4 2026 or 2026."""

DAY_SQL = f"""
    CASE date_precision WHEN 'day' THEN strftime(announced_date, '%-d %b %Y') ELSE {WHEN_SQL} END"""
"""The date as exactly as it is known: 28 May 2026, May 2026, Q4 2026 or 2026."""

ONE_SQL = """
, one AS (
    -- What is said of one company would be wrong for several.
    FROM selected SELECT any_value(company)::VARCHAR AS firm HAVING count(DISTINCT company) = 1
)
"""
"""Adds to `selected` the table `one`: the name `firm`, if all rounds are of one company."""

PROFILE_SQL = f"""
{ONE_SQL}
, profile AS (
    FROM selected SEMI JOIN one ON company::VARCHAR = firm
    SELECT *, status IN ('completed', 'announced') AS is_confirmed, {WHEN_SQL} AS when_text,
        {DAY_SQL} AS day_text
)
"""
"""Adds to `selected` the table `profile`: its rounds, if they are all of one company."""

HISTORY_SQL = f"""
{PROFILE_SQL}
{PRICED}
FROM profile LEFT JOIN (
    FROM priced SELECT round_id, step_up, months, previous_usd
) USING (round_id)
SELECT company::VARCHAR AS company, announced_date, when_text, day_text,
    stage::VARCHAR AS stage, kind::VARCHAR AS kind, status::VARCHAR AS status, is_confirmed,
    is_confirmed AND caveat IS DISTINCT FROM 'target' AND post_money_usd > 0 AS is_valued,
    CASE kind WHEN 'debt' THEN 'Debt' WHEN 'mixed' THEN 'Equity and debt'
        WHEN 'secondary' THEN 'Sale among holders' WHEN 'grant' THEN 'Grant'
        WHEN 'merger' THEN 'Merger' ELSE 'Equity' END AS money,
    CASE kind WHEN 'debt' THEN 'Debt' WHEN 'secondary' THEN 'Share sale'
        WHEN 'ipo' THEN 'Public listing' WHEN 'merger' THEN 'Merger'
        ELSE 'Funding round' END AS mark,
    amount_usd, post_money_usd, {OF_ROUND} AS conflict,
    {OF_AMOUNT} AS amount_conflict, {OF_VALUATION} AS valuation_conflict, previous_usd,
    step_up, months, lead_investors, investors,
    caveat::VARCHAR AS caveat, confidence::VARCHAR AS confidence, source_count, source_url,
    round_id IN (FROM round_sources SELECT round_id WHERE role = 'confirms') AS is_retold,
    (FROM extent SELECT newest) AS data_end, round_id, origin::VARCHAR AS origin
ORDER BY announced_date, round_id
"""
"""The rounds of one company, oldest first: the rows that all figures about them arrange.

`money` is what a round brings (a listing sells new shares, as an equity round does), `mark` how
it is drawn; amounts in USD; `is_valued` where a confirmed round states a value, not an aim;
`is_retold` where several records of sources tell of it.
"""

MONEY_NOTE = (
    "Equity is the money for new shares, in funding rounds and in listings. Debt stands apart, as "
    "do rounds of equity and debt together, whose parts are not known. A sale among holders brings "
    "the company nothing. "
)

MARKS = {
    "Funding round": ("circle", "circles", "funding rounds"),
    "Debt": ("square", "squares", "debt"),
    "Share sale": ("diamond", "diamonds", "share sales"),
    "Public listing": ("triangle-up", "triangles", "public listings"),
    "Merger": ("triangle-down", "inverted triangles", "mergers"),
}
"""Shape of each kind of round, its name, and what it stands for."""


def confirmed(rounds: pl.DataFrame) -> pl.DataFrame:
    """Rounds that are completed or announced."""
    return rounds.filter("is_confirmed")


def apart(rounds: pl.DataFrame) -> str:
    """How many rounds have not happened, as the end of a sentence; empty for none."""
    number = rounds.height - confirmed(rounds).height
    return f"{number:,} rumoured or planned" if number else ""


def names(column: str) -> pl.Expr:
    """A list of names as `a, b`, or `undisclosed`."""
    listed = pl.col(column).cast(pl.List(pl.String)).list.join(", ")
    return listed.replace("", None).fill_null(UNDISCLOSED)


def shapes_in_words(rounds: pl.DataFrame) -> str:
    """What the shapes stand for, of the kinds that there are; empty for funding rounds alone."""
    found = [words for mark, (_, *words) in MARKS.items() if mark in rounds["mark"]]
    if found in ([], [["circles", "funding rounds"]]):
        return ""
    (shape, kind), *others = found
    return f"{listing([f'{shape} are {kind}', *map(' '.join, others)], 5).capitalize()}."


def remarks(*sentences: str) -> str:
    """The sentences that say something."""
    return " ".join(filter(None, sentences))


def round_marks(base: alt.Chart, **channels: Any) -> alt.Chart:
    """Points of rounds: shaped by `mark`, hollow unless the round `is_confirmed`."""
    return base.mark_point(size=95, strokeWidth=1.8).encode(
        shape=alt.Shape(
            field="mark",
            type="nominal",
            scale=alt.Scale(domain=list(MARKS), range=[shape for shape, *_ in MARKS.values()]),
            legend=None,
        ),
        fillOpacity=alt.condition("datum.is_confirmed", alt.value(0.9), alt.value(0)),
        **channels,
    )


ROUND_WORDS = {
    "amount_text": "isValid(datum.amount_usd) ? "
    f"{money_expression('datum.amount_usd')} : 'not disclosed'",
    "valuation_text": "isValid(datum.post_money_usd) ? "
    f"{money_expression('datum.post_money_usd')} : 'not disclosed'",
    "kind_text": label_expression("kind", "datum.kind"),
    "status_text": label_expression("status", "datum.status"),
    **CASE_WORDS,
}
"""Vega expressions of what tooltips say of a round."""


def log_height(field: str, title: str, padding: int = 34) -> alt.Y:
    """Height of a positive amount in USD, with `padding` pixels for words above and below."""
    return alt.Y(
        field=field,
        type="quantitative",
        title=title,
        scale=alt.Scale(type="log", padding=padding, nice=False),
        axis=log_axis(money_expression("datum.value")),
    )


def labelled(rounds: pl.DataFrame, value: str, across: float, up: float) -> pl.DataFrame:
    """`rounds` with the column `is_labelled`: which marks have room for words above them.

    Rounds hold announced_date and `value`, drawn on a log scale. Words take the shares `across`
    and `up` of the sides of the plot; they stand clear of higher marks, and so of their words.
    """
    points = [
        (math.log(number), day.toordinal(), place)
        for place, (day, number) in enumerate(rounds.select("announced_date", value).iter_rows())
        if number
    ]
    height, width = (_span([point[side] for point in points]) for side in (0, 1))

    def is_free(y: float, x: float, place: int) -> bool:
        higher = [point for point in points if point > (y, x, place)]
        return all(z - y >= up * height or abs(at - x) >= across * width for z, at, _ in higher)

    free = {point[2] for point in points if is_free(*point)}
    flags = [place in free for place in range(rounds.height)]
    return rounds.with_columns(pl.Series("is_labelled", flags, dtype=pl.Boolean))


def _span(numbers: list[float]) -> float:
    """Never zero, so that marks in one place have no room beside each other."""
    return max(numbers) - min(numbers) or 1 if numbers else 1
