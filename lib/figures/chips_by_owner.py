"""Who holds the computing power for AI? Chips bought so far, by owner and maker, with intervals."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.figure import Figure
from lib.figures.scope import AMONG, at_the_end
from lib.filters import Filters
from lib.theme import BY_PLACE, LABEL, colour, listed, specification, told
from lib.words import percent, quarter_of, quarter_words, short

EVERYONE = "All owners"

COMPANIES_SQL = """
FROM chips SELECT DISTINCT organization::VARCHAR AS organization
WHERE organization IS NOT NULL
ORDER BY lower(organization)
"""
"""Owners that are companies, to choose from."""

SQL = f"""
, totals AS (
    FROM chips
    SELECT *
    WHERE chip_type IS NULL AND NOT is_incomplete AND date <= $last_day
), newest AS (
    -- One quarter for all makers: the last that each of those counted by then has in full.
    FROM (FROM totals SELECT manufacturer, max(date) AS last GROUP BY 1) SELECT min(last) AS last
), held AS (
    FROM totals, newest
    SELECT *, sum(h100_equivalents) OVER (PARTITION BY owner) AS owner_total
    WHERE date = last AND owner <> '{EVERYONE}' AND {AMONG}
), everyone AS (
    FROM totals SELECT manufacturer, date, h100_equivalents AS sold WHERE owner = '{EVERYONE}'
)
FROM held LEFT JOIN everyone USING (manufacturer, date)
SELECT
    owner::VARCHAR AS owner, manufacturer::VARCHAR AS maker, date, h100_equivalents,
    h100_equivalents_low, h100_equivalents_high, chips, power_mw,
    h100_equivalents / sold AS share, owner_total,
    row_number() OVER (
        ORDER BY owner = 'Other', owner_total DESC, owner, h100_equivalents DESC
    ) AS place,
    counted_from, source_id::VARCHAR AS source_id
ORDER BY place
"""


def headline(rows: pl.DataFrame) -> str:
    """The owner with most, and the maker that most of it is from."""
    named = rows.filter(pl.col("owner") != "Other")
    first = (named if named.height else rows).row(0, named=True)
    total = first["owner_total"]
    own = rows.filter(pl.col("owner") == first["owner"])
    when = quarter_words(quarter_of(first["date"]))
    holds = f"By {when} {owner_words(first['owner'])} had AI chips equal to"
    # Medians add up only roughly.
    about = "about " if own.height > 1 else ""
    found = f"{holds} {about}{short(total)} Nvidia H100s"
    if own.height > 1:
        whose = "its own chips" if first["maker"] == first["owner"] else f"{first['maker']} chips"
        found += f", {percent(first['h100_equivalents'] / total)} of that in {whose}"
    elif first["share"]:
        found += f", {percent(first['share'])} of all that {first['maker']} sold"
    return found


def owner_words(owner: str) -> str:
    """An owner inside a sentence; two are groups of buyers."""
    return {"China": "buyers in China", "Other": "other buyers"}.get(owner, owner)


def remark(rows: pl.DataFrame) -> str:
    """What part of a published total the owners named here hold."""
    shared = rows.drop_nulls("share")
    if shared.is_empty():
        return ""
    maker, part = shared["maker"][0], percent(float(shared["share"].sum()))
    who = "The one buyer" if shared.height == 1 else f"The {shared.height} buyers"
    sold = f"{maker} sold since {shared['counted_from'][0].year}"
    return f"{who} of {maker} chips shown here took {part} of all that {sold}."


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            line="datum.owner + (datum.owner == datum.maker ? ': its own' : ': ' + datum.maker)",
            size_text=short_expression("datum.h100_equivalents"),
            interval=f"{short_expression('datum.h100_equivalents_low')} + ' to ' + "
            f"{short_expression('datum.h100_equivalents_high')}",
            chips_text=short_expression("datum.chips"),
            share_text="isValid(datum.share) ? format(datum.share, '.0%') : 'total not published'",
            by="utcFormat(toDate(datum.date), 'Q%q %Y')",
        )
        .encode(
            y=listed("line", BY_PLACE, labelLimit=150),
            tooltip=[
                told("owner", "Owner"),
                told("maker", "Maker"),
                told("by", "By the end of"),
                told("size_text", "H100 equivalents"),
                told("interval", "Interval (90%)"),
                told("chips_text", "Chips"),
                told("power_mw", "Power of the chips (MW)", ",.0f"),
                told("share_text", "Share of the maker's sales"),
            ],
        )
    )
    across = alt.X(
        field="h100_equivalents",
        type="quantitative",
        title="Computing power (H100 equivalents)",
        axis=alt.Axis(tickCount=5, grid=True, labelExpr=short_expression("datum.value")),
    )
    bars = base.mark_bar(height={"band": 0.65}, opacity=0.7).encode(
        x=across, color=colour("maker", legend_columns=2)
    )
    intervals = base.mark_rule(color=LABEL, strokeWidth=2).encode(
        x=alt.X(
            field="h100_equivalents_low",
            type="quantitative",
            title="Computing power (H100 equivalents)",
        ),
        x2=alt.X2(field="h100_equivalents_high"),
    )
    return alt.layer(bars, intervals).properties(height=alt.Step(24))


def short_expression(value: str) -> str:
    """Vega expression that writes 3.2M or 450K."""
    return f"replace(format({value}, '.2~s'), 'k', 'K')"


FIGURE = Figure(
    name="chips_by_owner",
    subtitle="Chips for AI bought so far, by owner and maker, with 90% interval (H100 equivalents)",
    sql=SQL,
    spec=specification(_chart()),
    headline=headline,
    note="Epoch AI estimates these from the sales of the makers, so intervals are wide: nine times "
    "in ten the true figure is between the ends of the line. An H100 equivalent is the computing "
    "power of one Nvidia H100. Counted are all chips since the first year a maker is followed: "
    "Nvidia from 2022, Google from 2023, AMD and Amazon from 2024, until the last quarter that "
    "every maker has in full. China stands for all buyers there, Other for the remaining buyers of "
    "AMD. Owner means buyer: chips may be rented out or be out of use by now. Who bought the "
    "rest of Nvidia's chips is not published; the total behind the shares is of an earlier run of "
    "the same model. Region and country are those "
    "that the buyer is run from.",
    remark=remark,
    empty="No buyer of chips among these companies, places and dates is followed.",
    params=at_the_end(Filters()),
    rests_on_rounds=False,
)
