"""Whose models do people prefer, and since when? Best rank or rating by developer over time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import altair as alt
import polars as pl

from lib.derived.models import GAP_DAYS
from lib.figures.figure import Figure
from lib.figures.scope import AMONG, DEVELOPER, scope
from lib.filters import Filters
from lib.theme import LABEL, colour, log_axis, opens, specification, time_axis, told
from lib.words import listing, month_words

BOARDS_SQL = """
FROM standings SELECT board
GROUP BY 1 ORDER BY board LIKE '%:%', count(DISTINCT date) DESC, board
"""
BOARD_WORDS = {
    "text": "Text",
    "text_style_control": "Text, adjusted for style",
    "vision": "Images",
    "code": "Web development",
    "document": "Documents",
}
LANGUAGES = {"chinese", "french", "german", "japanese", "korean", "russian", "spanish"}


def board_words(board: str) -> str:
    """`Text: hard prompts` for `text:hard_prompts`."""
    if board in BOARD_WORDS:
        return BOARD_WORDS[board]
    task = board.removeprefix("text:").replace("_", " ")
    return f"Text: {task.capitalize() if task in LANGUAGES else task}"


class View(NamedTuple):
    """What a line follows: the words of the choice, the column, and the title of the axis."""

    label: str
    value: str
    axis: str


VIEWS = {
    "rank": View("Best rank", "rank", "Best place of a model (rank, log scale)"),
    "rating": View("Rating", "rating", "Best rating (points)"),
}

SQL = f"""
FROM standings
SELECT DISTINCT ON (date, developer) date, {DEVELOPER}, organization, company, model, access, rank,
    rating, rating_low, rating_high, models, era, is_first, stretch, board, source_id
WHERE board = $board AND date BETWEEN $first_day AND $last_day AND {AMONG}
ORDER BY date, rank, model
"""
LINE = 0.058
"""Part of the height that a name at the end of a line takes."""


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the name of an era at its first point, and the heights of names at the end."""
    return rows.sort("date", "rank", "developer").with_columns(
        pl.when("is_first", pl.col("date").is_first_distinct()).then("era").alias("era_start"),
        _at_the_end(-pl.col("rank").log(), lambda height: (-height).exp()).alias("rank_at"),
        _at_the_end(pl.col("rating"), lambda height: height).alias("rating_at"),
    )


def _at_the_end(height: pl.Expr, back: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Heights of names on the newest day, each pushed down as far as those above it need."""
    newest = pl.col("date") == pl.col("date").max()
    step = LINE * pl.max_horizontal(height.max() - height.min(), 1.0)
    down = newest.cum_sum() * step
    pushed = pl.when(newest).then(height + down).cum_min() - down
    return pl.when(newest).then(back(pushed))


def headline(rows: pl.DataFrame) -> str:
    """Who stands first on the newest day, and who next."""
    newest = rows.filter(pl.col("date") == rows["date"].max()).sort("rank", "developer")
    first = newest.row(0, named=True)
    board = board_words(first["board"])
    where = f"on LMArena's “{board}” board in {month_words(first['date'])}"
    found = f"{first['model']} of {first['organization']} is number {first['rank']} {where}"
    others = newest.select("organization", "rank").rows()[1:3]
    told = [
        f"{name}'s {'is' if place else 'best is'} number {rank}"
        for place, (name, rank) in enumerate(others)
    ]
    longer = [f"{found}; {' and '.join(told[:most])}" for most in range(len(told), 0, -1)]
    return next(words for words in (*longer, found) if len(words) <= 140)


def remark(rows: pl.DataFrame) -> str:
    """Where the record has gaps."""
    days = rows["date"].unique().sort().to_list()
    if len(days) == 1:
        return f"The record of this board is of one day, {days[0]:%-d} {month_words(days[0])}."
    gaps = [
        f"{month_words(before)} to {month_words(after)}"
        for before, after in pairwise(days)
        if (after - before).days > GAP_DAYS
    ]
    missing = f"; nothing is recorded within {listing(gaps)}" if gaps else ""
    return f"{len(days)} days of leaderboards{missing}."


def _chart(view: View) -> alt.TopLevelMixin:
    rank = view.value == "rank"
    scale = alt.Scale(type="log", reverse=True, nice=False) if rank else alt.Scale(zero=False)
    base = alt.Chart(alt.NamedData("rows")).transform_calculate(
        rank_text="datum.rank + ' of ' + datum.models",
    )

    def height(field: str) -> alt.Y:
        return alt.Y(
            field=field,
            type="quantitative",
            title=view.axis,
            scale=scale,
            axis=log_axis("format(datum.value, 'd')") if rank else alt.Axis(tickCount=6),
        )

    # Names stand beside the lines: the width that fits the legend is known too late.
    tint = colour("developer", legend_columns=alt.ExprRef("width < 560 ? 3 : 7"))
    when = alt.X(field="date", type="temporal", title=None, axis=time_axis("month"))
    lines = base.mark_line(strokeWidth=1.8).encode(
        x=when,
        y=height(view.value),
        color=tint,
        detail=alt.Detail(field="stretch", type="nominal"),
    )
    points = base.mark_point(filled=True, size=26, opacity=1).encode(
        x=when,
        y=height(view.value),
        color=tint,
        tooltip=[
            told("organization", "Developer"),
            told("model", "Model"),
            told("rank_text", "Rank"),
            told("rating", "Rating", ",.0f"),
            told("date", "Day", "%-d %b %Y"),
            told("era", "Scale"),
        ],
    )
    names = (
        base.transform_filter(f"isValid(datum.{view.value}_at)")
        .mark_text(align="left", dx=8, fontWeight=600)
        .encode(
            x=when,
            y=height(f"{view.value}_at"),
            text=alt.Text(field="developer", type="nominal"),
            color=tint,
        )
    )
    starts = base.transform_filter("isValid(datum.era_start)")
    eras = starts.mark_rule(color=LABEL, strokeDash=[2, 3], opacity=0.7).encode(x=when)
    era_names = starts.mark_text(
        align="left",
        baseline="bottom",
        dx=4,
        dy=-3,
        fontSize=11,
        color=LABEL,
        # On a phone an era is narrower than its name; the tooltips have it.
        opacity=alt.ExprRef("width < 560 ? 0 : 1"),
    ).encode(x=when, y=alt.value("height"), text=alt.Text(field="era_start", type="nominal"))
    layers = alt.layer(eras, era_names, lines, points.add_params(opens("company")), names)
    return layers.properties(height=400)


@cache
def arena_standing(view: str = "rank") -> Figure:
    """Lines of developers, each the best of its models, on one board of LMArena."""
    chosen = VIEWS[view]
    return Figure(
        name="arena_standing",
        subtitle=f"LMArena, best model of each developer on each day; {chosen.axis}",
        sql=SQL,
        spec=specification(_chart(chosen)),
        headline=headline,
        note="On LMArena people choose between the answers of two models without knowing which is "
        "which; ratings follow from wins and losses. A rank is the place among all models of the "
        "board that day, whatever is filtered here; boards grow, so compare ranks over time with "
        "care. Ratings compare within an era: until June 2024 they had no fixed scale, and in June "
        "2025 and in 2026 the scale was changed. Lines therefore end with an era, and at gaps of "
        f"more than {GAP_DAYS} days. The record of March and April 2026 holds about the first 50 "
        "models only. Other is the best of all other developers. Small differences are within the "
        "intervals of the ratings.",
        remark=remark,
        empty="No rating of these developers and dates on this board.",
        advice="Choose another board, widen the time range, or take a filter back.",
        params={"board": "text", **scope(Filters())},
        rests_on_rounds=False,
        arrange=arrange,
    )
