"""How much was raised, when, and by whom: capital by period, split by a column."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import altair as alt
import polars as pl

from lib.figures.figure import YOURS, Figure
from lib.figures.periods import GRAINS, IS_UNFINISHED, period_expression, period_words
from lib.theme import (
    COLOURS,
    STATE,
    UNFINISHED,
    colour,
    label_expression,
    labels_of,
    money_axis,
    money_expression,
    periods_across,
    specification,
    title,
    told,
)
from lib.words import count, money, percent, place

SPLITS = {"stage_group": "Stage", "region": "Region", "sector": "Sector", "kind": "Kind"}
OF_ORIGIN = {"origin": "Data"}
"""Split that a page offers only where a visitor's rounds stand beside the shipped ones."""
MEASURES = {"amount": "Amount", "share": "Share", "rounds": "Number of rounds"}
MEASURE_WORDS = {
    "amount": "Capital raised (USD)",
    "share": "Share of capital (%)",
    "rounds": "Number of deals (rounds)",
}

SECTORS_OF_THEIR_OWN = ", ".join(f"'{name}'" for name in COLOURS["sector"])
CATEGORIES = dict.fromkeys(SPLITS | OF_ORIGIN, "part::VARCHAR") | {
    "sector": f"CASE WHEN part IN ({SECTORS_OF_THEIR_OWN}) THEN part::VARCHAR "
    "ELSE 'Other sectors' END"
}

FEWEST = 5
"""Rounds with an amount that the shares of a period need."""

SQL = """
, parts AS MATERIALIZED (  -- or DuckDB reads the rounds again for the shares
    FROM selected
    SELECT date_trunc($grain, announced_date)::DATE AS period, {split} AS part,
        sum(amount_usd) AS usd, count(*) AS number, count(amount_usd) AS with_amount,
        count(*) FILTER (date_precision > $grain::rounds_date_precision) AS loose
    -- Grouped by code, and named only then.
    GROUP BY 1, 2
)
FROM parts
SELECT
    period,
    {category} AS {split},
    coalesce(sum(usd), 0) AS capital_usd,
    CASE WHEN sum(sum(with_amount)) OVER (PARTITION BY period) >= $fewest
        THEN capital_usd / nullif(sum(capital_usd) OVER (PARTITION BY period), 0) END AS share,
    sum(number)::BIGINT AS rounds,
    sum(number - with_amount)::BIGINT AS undisclosed,
    sum(loose)::BIGINT AS dated_loosely,
    {is_unfinished} AS is_unfinished
GROUP BY 1, 2
ORDER BY 1, 2
"""


@cache
def capital_over_time(split: str, grain: str, measure: str) -> Figure:
    """Figure for one of SPLITS or OF_ORIGIN, one of GRAINS and one of MEASURES."""
    return Figure(
        name="capital_over_time",
        subtitle=f"{MEASURE_WORDS[measure]} by {grain} and {(SPLITS | OF_ORIGIN)[split].lower()}",
        sql=SQL.format(category=CATEGORIES[split], split=split, is_unfinished=IS_UNFINISHED),
        spec=specification(_chart(split, grain, measure)),
        headline=lambda rows: headline(rows, split, grain, measure),
        note=_note(split, measure),
        remark=lambda rows: _remark(rows, grain, measure),
        params={"grain": grain, "fewest": FEWEST},
    )


def _axis(measure: str) -> alt.Axis:
    if measure == "amount":
        return money_axis()
    if measure == "share":
        return alt.Axis(format=".0%", tickCount=5)
    return alt.Axis(format=",d", tickCount=5, tickMinStep=1)


AT_LEAST_1M = alt.Scale(domain=alt.DomainUnionWith(unionWith=[0, 1e6]))


def _chart(split: str, grain: str, measure: str) -> alt.Chart:
    money_text = money_expression("datum.capital_usd")
    order = list(COLOURS[split])
    chart = alt.Chart(alt.NamedData("rows"))
    if measure == "share":
        chart = chart.transform_filter("isValid(datum.share)")
    return (
        chart.transform_calculate(
            share_text="isValid(datum.share) ? format(datum.share, '.1%') : 'too few rounds'",
            capital_text=money_text,
            label=label_expression(split, f"datum.{split}"),
            order=f"indexof({order}, datum.{split})",
            state=STATE,
            period_text=period_expression(grain),
        )
        .mark_bar()
        .encode(
            x=periods_across(grain),
            y=alt.Y(
                field="rounds" if measure == "rounds" else "capital_usd",
                type="quantitative",
                stack="normalize" if measure == "share" else "zero",
                title=MEASURE_WORDS[measure],
                # Dollars need a length where no amount is known.
                scale=AT_LEAST_1M if measure == "amount" else alt.Undefined,
                axis=_axis(measure),
            ),
            color=colour(split),
            order=alt.Order(field="order", type="quantitative"),
            opacity=alt.condition("datum.is_unfinished", alt.value(UNFINISHED), alt.value(1)),
            tooltip=[
                told("period_text", GRAINS[grain]),
                told("label", title(split)),
                told("capital_text", "Capital"),
                told("share_text", "Share of capital"),
                told("rounds", "Rounds", ","),
                told("undisclosed", "Without an amount", ","),
                told("state", "Period"),
            ],
        )
        .properties(height=340)
    )


def _note(split: str, measure: str) -> str:
    stages = (
        "Seed; Early is Series A and B; Late is Series C and after, and growth rounds; "
        "Other holds corporate and government money, secondary sales and rounds whose stage no "
        "source states. "
    )
    counts = (
        "Rounds are counted with or without an amount. More rounds here need not mean more rounds "
        "closed: some sources cover only some months. "
    )
    return (
        f"{stages if split == 'stage_group' else ''}{counts if measure == 'rounds' else ''}"
        "Capital is the sum of disclosed amounts: equity, debt, listings and share sales among "
        "holders, as the filter Kind says. Rounds without an amount count as rounds only. Periods "
        f"with fewer than {FEWEST} rounds with an amount have no shares. Lighter bars are periods "
        "that the data does not cover to their end."
    )


def _remark(rows: pl.DataFrame, grain: str, measure: str) -> str:
    loose = int(rows["dated_loosely"].sum())
    verb, stand = ("is", "It stands") if loose == 1 else ("are", "They stand")
    vaguely = f"{count(loose, 'round')} {verb} dated less exactly than to the {grain}."
    remarks = [f"{vaguely} {stand} at the start of the known period."] if loose else []
    few = rows.filter(pl.col("share").is_null())["period"].n_unique()
    if measure == "share" and few:
        have = "has" if few == 1 else "have"
        remarks.append(f"{count(few, grain)} {have} too few rounds with an amount for a share.")
    return " ".join(remarks)


def headline(rows: pl.DataFrame, split: str, grain: str, measure: str = "amount") -> str:
    """Peak period and its largest part, for example `Capital peaked in Q1 2026 at $181B ...`."""
    if measure == "rounds":
        return _headline_of_rounds(rows, split, grain)
    if not rows["capital_usd"].sum():
        return f"{count(int(rows['rounds'].sum()), 'round')}, none with a disclosed amount"
    if measure == "share":
        rows = rows.filter(pl.col("share").is_not_null())
        if rows.is_empty():
            return f"No {grain} has {FEWEST} rounds with an amount: too few for shares"
    periods = rows.group_by("period").agg(pl.sum("capital_usd", "rounds")).sort("period")
    peak = periods.sort("capital_usd", descending=True).row(0, named=True)
    parts = rows.filter(pl.col("period") == peak["period"])
    largest = parts.sort("capital_usd", descending=True).row(0, named=True)
    when = period_words(peak["period"], grain)
    # Shares leave out periods, perhaps the one with most capital.
    is_peak = periods.height > 1 and measure == "amount"
    verb = f"Capital peaked in {when} at" if is_peak else f"{when} brought"
    so_far = " so far" if largest["is_unfinished"] else ""
    brought = f"{verb} {money(peak['capital_usd'])}{so_far}"
    if largest["share"] is None:
        return f"{brought} in {count(peak['rounds'], 'round')}"
    return f"{brought}, {percent(largest['share'])} of it {PHRASES[split](largest[split])}"


def _headline_of_rounds(rows: pl.DataFrame, split: str, grain: str) -> str:
    periods = rows.group_by("period").agg(pl.sum("rounds")).sort("period")
    peak = periods.sort("rounds", descending=True, maintain_order=True).row(0, named=True)
    parts = rows.filter(pl.col("period") == peak["period"])
    largest = parts.sort("rounds", descending=True, maintain_order=True).row(0, named=True)
    when, rounds = period_words(peak["period"], grain), peak["rounds"]
    most = (
        f"has the most rounds here: {rounds:,}"
        if periods.height > 1
        else f"has {count(rounds, 'round')}"
    ) + (" so far" if largest["is_unfinished"] else "")
    part = PHRASES[split](largest[split])
    return f"{when} {most}, {percent(largest['rounds'] / rounds)} of them {part}"


STAGE_PHRASES = {
    "Seed": "seed-stage",
    "Early": "early-stage",
    "Late": "late-stage",
    "Debt": "debt",
    "Public": "from listed companies and listings",
    "Other": "with no series stated",
}
PHRASES: dict[str, Callable[[str], str]] = {
    "stage_group": STAGE_PHRASES.__getitem__,
    "region": lambda region: f"in {place(region)}",
    "sector": lambda sector: f"in {sector if sector.startswith('AI') else sector.lower()}",
    "kind": lambda kind: f"as {labels_of('kind')[kind].lower()}",
    "origin": lambda origin: "of your file" if origin == YOURS else "shipped with this explorer",
}
