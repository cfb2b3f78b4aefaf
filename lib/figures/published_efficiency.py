"""What an article printed of five models and their money, beside what the tables say."""

from __future__ import annotations

from typing import Any

import polars as pl

from lib.figures.figure import Figure
from lib.figures.model_prices import price_words
from lib.figures.scope import AMONG, scope
from lib.filters import Filters
from lib.words import listing, money, month_words, number_word

SQL = f"""
FROM printed_models
SELECT * EXCLUDE (country, region)
WHERE {AMONG}
ORDER BY funding_usd DESC NULLS LAST
"""


def places(filters: Filters) -> dict[str, Any]:
    """SQL parameters: the filters that apply."""
    return {name: scope(filters)[name] for name in ("regions", "countries", "organizations")}


def headline(rows: pl.DataFrame) -> str:
    """How old the printed figures are, and how far the money has run ahead of them."""
    printed, newest = (month_words(rows[name][0]) for name in ("published_date", "newest"))
    said = f"A table printed in {printed} stops at models of {newest}"
    known = rows.drop_nulls(["funding_usd", "now_usd"])
    if known.is_empty():
        return f"{said} and gives no funding here"
    whose = "" if known.height > 1 else f" for {known['organization'][0]}"
    then, now = (money(sum(known[name].to_list())) for name in ("funding_usd", "now_usd"))
    return f"{said}: the {then} of funding in it{whose} has since grown to {now}"


def remark(rows: pl.DataFrame) -> str:
    """What was printed, where others measured otherwise, and who has no funding."""
    untested = rows.filter(pl.col("tests").is_null())["model"].to_list()
    internal = rows.filter(pl.col("funding_usd").is_null())["organization"].to_list()
    unlisted = rows.filter(pl.col("listed_usd_per_mtok").is_null())["model"].to_list()
    prices = rows.select("model", "listed_usd_per_mtok", "input_usd_per_mtok").drop_nulls().rows()
    parts = [
        f"{number_word(rows.height)} {'row' if rows.height == 1 else 'rows'} of the printed table, "
        "beside independent tests, list prices and tracked rounds"
    ]
    parts += [
        f"{model} was listed at {price_words(listed)} then, not {price_words(stated)}"
        for model, listed, stated in prices
        if listed != stated
    ]
    if unlisted:
        parts.append(f"No list price of that month is known of {listing(unlisted)}")
    if untested:
        parts.append(f"No independent MMLU score is known of {listing(untested)}")
    if internal:
        parts.append(f"{listing(internal)} pays from its own business")
    return ". ".join(parts) + "."


FIGURE = Figure(
    name="published_efficiency",
    subtitle="Total funding (USD), MMLU test (%), price and context (tokens) as an article prints "
    "them, beside what the tables here say",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Printed columns are those of the article. Its models came out from May to August 2024 "
    "and its totals fit that summer, so the table is about two years older than its date: its "
    "funding must not be set against models of 2026. MMLU is a test of knowledge in 57 subjects "
    "with four answers each. Printed scores are those of the developers; the independent ones were "
    "run by others, with other prompts and versions of a model, so a lowest and a highest stand "
    "there. The list price is the newest one known by the month of the row, for a million tokens "
    "(pieces of words) that the model reads. Capital adds up equity rounds, rounds with debt in "
    "part and listings, completed or announced, up to the newest month of the printed models and "
    "up to today. ECI is the Epoch Capabilities Index, as fitted in August 2026. The time range "
    "and the filters of rounds play no part here; region, country and company do.",
    remark=remark,
    empty="No model of the printed table matches the filters.",
    params=places(Filters()),
    titles={
        "organization": "Developer",
        "model": "Model",
        "funding_usd": "Funding, printed",
        "then_usd": "Tracked by then",
        "now_usd": "Tracked by now",
        "vintage": "Scores of",
        "mmlu": "MMLU, printed (%)",
        "mmlu_low": "Others' lowest (%)",
        "mmlu_high": "Others' highest (%)",
        "tests": "Tests",
        "input_usd_per_mtok": "Price, printed ($ per M tokens)",
        "listed_usd_per_mtok": "List price then ($ per M tokens)",
        "context_tokens": "Context, printed (tokens)",
        "eci_now": "Best ECI now (points)",
    },
    hidden=("newest", "published_date"),
    rests_on_rounds=False,
)
