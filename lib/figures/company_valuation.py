"""How the valuation of one company moved, step by step."""

from __future__ import annotations

import altair as alt
import polars as pl

from lib.figures.company_history import (
    HISTORY_SQL,
    ROUND_WORDS,
    labelled,
    log_height,
    remarks,
    round_marks,
    shapes_in_words,
)
from lib.figures.disputed import CASE_TOLD, marked_expression
from lib.figures.figure import Figure
from lib.figures.named_lines import dates_axis
from lib.figures.priced_rounds import STEP_UP_TERMS, TERMS, fold
from lib.figures.valuations_over_time import AXIS_TITLE, movement
from lib.theme import BLUE, LABEL, specification, told
from lib.words import count, money

COLUMNS = (
    "company announced_date when_text post_money_usd conflict amount_usd previous_usd step_up "
    "months stage kind status is_confirmed mark is_labelled source_url round_id"
).split()


def arrange(rounds: pl.DataFrame) -> pl.DataFrame:
    """The rounds that state a valuation; one that is only aimed at is not confirmed."""
    valued = rounds.filter(pl.col("post_money_usd") > 0).with_columns(
        is_confirmed="is_valued", conflict="valuation_conflict"
    )
    return labelled(valued, "post_money_usd", 0.16, 0.16).select(COLUMNS)


def headline(rows: pl.DataFrame) -> str:
    """How far the valuation moved, and the last step up, or the height it fell from."""
    company, known = rows["company"][0], rows.filter("is_confirmed")
    if known.is_empty():
        top = _highest(rows)
        aim = f"{money(top['post_money_usd'])} in {top['when_text']}"
        return f"{company} has no confirmed valuation; {top['status']}: {aim}"
    first, last, top = known.row(0, named=True), known.row(-1, named=True), _highest(known)
    moved = movement(company, first, last)
    if top["post_money_usd"] > max(first["post_money_usd"], last["post_money_usd"]):
        return f"{moved}; the highest was {money(top['post_money_usd'])} in {top['when_text']}"
    return (
        f"{moved}; last step x{step_words(last)}" if known.height > 2 and last["step_up"] else moved
    )


def _highest(rows: pl.DataFrame) -> dict[str, float]:
    return rows.sort("post_money_usd", descending=True, maintain_order=True).row(0, named=True)


def step_words(row: dict[str, float]) -> str:
    """A step-up as `2.8 in 7 months`."""
    within = f" in {count(int(row['months']), 'month')}" if row["months"] else ""
    return f"{fold(row['step_up'])}{within}"


def remark(rows: pl.DataFrame) -> str:
    """What the marks at hand are."""
    hollow = "Hollow marks are rumoured, planned or aimed at, and on no line."
    return remarks(shapes_in_words(rows), "" if rows["is_confirmed"].all() else hollow)


STEP_TEXT = (
    "!isValid(datum.step_up) ? 'none' : 'x' + (datum.step_up < 99.95 "
    "? replace(format(datum.step_up, '.1f'), '.0', '') : format(datum.step_up, ',.0f')) "
    "+ (!datum.months ? '' "
    ": ' in ' + datum.months + (datum.months == 1 ? ' month' : ' months'))"
)


def _chart() -> alt.TopLevelMixin:
    base = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(
            **ROUND_WORDS, step_text=STEP_TEXT, label=marked_expression("datum.valuation_text")
        )
        .encode(
            x=alt.X(
                field="announced_date",
                type="temporal",
                title=None,
                scale=alt.Scale(type="utc", padding=34),
                axis=dates_axis(),
            ),
            y=log_height("post_money_usd", AXIS_TITLE),
        )
    )
    line = base.transform_filter("datum.is_confirmed").mark_line(color=BLUE, strokeWidth=2)
    points = round_marks(
        base,
        color=alt.value(BLUE),
        fill=alt.value(BLUE),
        tooltip=[
            told("when_text", "Announced"),
            told("valuation_text", "Valuation"),
            told("step_text", "Step-up"),
            told("amount_text", "Raised"),
            told("mark", "Price from"),
            told("kind_text", "Kind"),
            told("stage", "Stage"),
            told("status_text", "Status"),
            CASE_TOLD,
        ],
    )
    # To the left of its mark a word stands clear of a line that rises from there.
    words = base.transform_filter("datum.is_labelled").mark_text(
        align="right", dx=4, dy=-13, fontSize=11, color=LABEL
    )
    labels = words.encode(text=alt.Text(field="label", type="nominal"))
    return alt.layer(line, points, labels).properties(height=260)


FIGURE = Figure(
    name="company_valuation",
    subtitle="Valuation at each round that states one (USD, log scale)",
    sql=HISTORY_SQL,
    spec=specification(_chart()),
    headline=headline,
    note=f"{TERMS}{STEP_UP_TERMS}On the log scale equal steps up are equal multiples. A share sale "
    "among holders and a public listing are prices too, but not those of a funding round: they "
    "have shapes of their own and no step-up.",
    remark=remark,
    arrange=arrange,
    titles={"step_up": "Step-up (times)", "previous_usd": "Valuation before"},
)
