"""Whose models do people prefer, and since when? Best rank or rating by developer over time."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.scope import AMONG, DEVELOPER, scope
from lib.filters import Filters
from lib.theme import LABEL, colour, log_axis, opens, specification, time_axis, told
from lib.words import listing, month_words

GAP_DAYS = 60
"""Days without a leaderboard that break a line: the record is mostly weekly or monthly."""

BOARDS_SQL = """
FROM (FROM arena SELECT DISTINCT board::VARCHAR AS board, date)
SELECT board, count(*) AS days
GROUP BY 1 ORDER BY board LIKE '%:%', days DESC, board
"""
BOARD_WORDS = {
    "text": "Text",
    "text_style_control": "Text, style set aside",
    "vision": "Images",
    "code": "Web development",
    "document": "Documents",
}


def board_words(board: str) -> str:
    """`Text: hard prompts` for `text:hard_prompts`."""
    if board in BOARD_WORDS:
        return BOARD_WORDS[board]
    return board.replace("_", " ").replace(":", ": ").capitalize()


class View(NamedTuple):
    """What a line follows: `value` is the column, `step` the room of a name on the axis."""

    label: str
    value: str
    axis: str


VIEWS = {
    "rank": View("Best rank", "rank", "Best rank (rank, log scale)"),
    "rating": View("Rating", "rating", "Best rating (points)"),
}

SQL = f"""
, days AS (
    FROM (
        FROM (
            FROM arena SELECT date, any_value(scale_era) AS scale_era, count(*) AS models
            WHERE board = $board
            GROUP BY date
        )
        SELECT date, models, scale_era,
            scale_era IS DISTINCT FROM lag(scale_era) OVER (ORDER BY date) AS is_first,
            -- A line goes on within an era of the scale, and over no gap of the record.
            is_first OR date - lag(date) OVER (ORDER BY date) > {GAP_DAYS} AS breaks
    )
    SELECT date, models, scale_era::VARCHAR AS era, is_first,
        count(*) FILTER (breaks) OVER (ORDER BY date) AS stretch
), best AS (
    FROM (
        FROM arena SELECT date, {DEVELOPER}, min_by(
            {{organization: organization::VARCHAR, model: model, access: access::VARCHAR,
                rank: rank, rating: rating, rating_low: rating_low, rating_high: rating_high,
                source_id: source_id::VARCHAR}},
            (rank, model)
        ) AS best
        WHERE board = $board AND organization IS NOT NULL AND {AMONG}
            AND date BETWEEN $first_day AND $last_day
        GROUP BY ALL
    ) JOIN days USING (date)
    SELECT date, developer, best.*, models, era, stretch, is_first
), ends AS (
    -- Names stand below each other: each is pushed down as far as those above it need.
    FROM (
        FROM best SELECT developer, ln(rank) AS depth, rating,
            row_number() OVER (ORDER BY rank, developer) AS line
        WHERE date = (FROM best SELECT max(date))
    ), (FROM best SELECT 0.058 * greatest(ln(max(rank)), 1) AS rank_step,
        0.058 * greatest(max(rating) - min(rating), 1) AS rating_step)
    SELECT developer,
        exp(max(depth - line * rank_step) OVER so_far + line * rank_step) AS rank_at,
        min(rating + line * rating_step) OVER so_far - line * rating_step AS rating_at
    WINDOW so_far AS (ORDER BY line)
)
FROM best LEFT JOIN (FROM organizations SELECT organization AS of, company)
    ON organization = of::VARCHAR
LEFT JOIN ends USING (developer)
SELECT date, developer, organization, company::VARCHAR AS company, model, access,
    rank, rating, rating_low, rating_high, models, era, stretch::BIGINT AS stretch,
    CASE WHEN is_first AND row_number() OVER (PARTITION BY date ORDER BY rank, developer) = 1
        THEN era END AS era_start,
    CASE WHEN date = max(date) OVER () THEN rank_at END AS rank_at,
    CASE WHEN date = max(date) OVER () THEN rating_at END AS rating_at,
    $board AS board, source_id
ORDER BY date, rank, developer
"""


def headline(rows: pl.DataFrame) -> str:
    """Who stands first on the newest day, and who next."""
    newest = rows.filter(pl.col("date") == rows["date"].max()).sort("rank", "developer")
    first = newest.row(0, named=True)
    board = board_words(first["board"]).lower()
    where = f"on the {board} board in {month_words(first['date'])}"
    found = f"{first['model']} of {first['organization']} is number {first['rank']} {where}"
    others = [f"of {name} {rank}" for name, rank in newest.select("organization", "rank").rows()]
    longer = f"{found}; the best {', '.join(others[1:3])}" if others[1:] else found
    return longer if len(longer) <= 140 else found


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

    when = alt.X(field="date", type="temporal", title=None, axis=time_axis("month"))
    lines = base.mark_line(strokeWidth=1.8).encode(
        x=when,
        y=height(view.value),
        color=colour("developer", legend_columns=3),
        detail=alt.Detail(field="stretch", type="nominal"),
    )
    points = base.mark_point(filled=True, size=26, opacity=1).encode(
        x=when,
        y=height(view.value),
        color=colour("developer", legend_columns=3),
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
            color=colour("developer", legend_columns=3),
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
    )
