"""How far has each forecast with a figure come?"""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.prediction_rows import DEFAULTS, ROWS_SQL, standing_colour, worded
from lib.theme import BY_PLACE, LABEL, listed, specification, told
from lib.words import count, month_words

COLUMNS = (
    "prediction_id title article standing share_of_target value unit state qualifier is_set_here "
    "as_of comparison target_value target_low target_unit due_date settled_by today read_until "
    "place source_url evidence_url source_id evidence_source_id"
).split()
# Of a figure that has to stay below, less is more.
MORE_IS_MORE = ("at_least", "above", "about", "between")


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The forecasts with a figure in the unit of their target, the furthest first, in words."""
    measured = rows.filter(
        pl.col("target_value") > 0,
        pl.col("unit") == pl.col("target_unit"),
        pl.col("comparison").is_in(MORE_IS_MORE),
    )
    share = (pl.col("value") / pl.col("target_value")).alias("share_of_target")
    ranked = measured.with_columns(share).sort(
        "share_of_target", "prediction_id", descending=[True, False], nulls_last=True
    )
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("place")
    return worded(ranked.with_columns(place).select(COLUMNS))


def headline(rows: pl.DataFrame) -> str:
    """How many have reached their target, and who of the others is nearest."""
    reached = rows.filter(pl.col("share_of_target") >= 1).height
    said = f"{reached} of {count(rows.height, 'forecast')} with a figure reached the target"
    ahead = rows.filter(pl.col("share_of_target") < 1)
    if ahead.is_empty():
        return said
    row = ahead.row(0, named=True)
    if not row["share_of_target"]:
        return said
    longer = f"{said}; nearest of the others, at {row['share_of_target']:.0%}: {row['title']}"
    return longer if len(longer) <= 140 else said


def remark(rows: pl.DataFrame) -> str:
    """How old the oldest figure is."""
    oldest = rows.drop_nulls("as_of").sort("as_of").row(0, named=True)
    return (
        "A figure can be old: the oldest here is of "
        f"{month_words(oldest['as_of'])} ({oldest['title']})."
    )


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            # A figure far above its target would press all others together.
            drawn="min(datum.share_of_target, 1.5)",
            target_share="1",
        )
        .encode(
            y=listed(
                "title", BY_PLACE, labelLimit=alt.ExprRef("windowSize()[0] < 600 ? 130 : 300")
            ),
            tooltip=[
                told("title", "Forecast"),
                told("article", "Article"),
                told("standing", "Standing"),
                told("measured", "Measured"),
                told("target", "Target"),
                told("share_of_target", "Share of target", ".0%"),
                told("as_of", "As of", "%b %Y"),
                told("settled_by", "Settled by"),
            ],
        )
    )
    across = alt.X(
        field="drawn",
        type="quantitative",
        title="Measured, share of target (%)",
        # Words after the longest bar need room.
        scale=alt.Scale(domainMin=0, domainMax=alt.ExprRef("width < 300 ? 2.4 : 1.7")),
        axis=alt.Axis(format=".0%", grid=True, values=[0, 0.5, 1, 1.5]),
    )
    bars = base.mark_bar(height={"band": 0.55}).encode(x=across, color=standing_colour())
    goal = base.mark_tick(color=LABEL, thickness=2, bandSize=22).encode(
        x=alt.X(field="target_share", type="quantitative", title="Measured, share of target (%)")
    )
    names = base.mark_text(align="left", dx=6, color=LABEL).encode(
        x=across, text=alt.Text(field="measured", type="nominal")
    )
    return alt.layer(bars, goal, names).properties(height={"step": 30})


FIGURE = Figure(
    name="prediction_progress",
    subtitle="Newest figure of each forecast that has a target, as a share of that target (%)",
    sql=ROWS_SQL,
    spec=specification(_chart()),
    headline=headline,
    note="The figure is that of the row or page behind it, at its date; the tick is the target. "
    "Deals count from the day the article came out. Listings add up the market values at the "
    "first close of those listed so far; capital expenditure the cash paid in the quarters known "
    "of all four companies, while their plans also count leases. Past 150% a bar is cut off.",
    remark=remark,
    empty="No forecast with a figure and a target is left by these choices.",
    advice="Choose all articles and standings, or take the filter Company back.",
    params=DEFAULTS,
    rests_on_rounds=False,
    arrange=arrange,
)
