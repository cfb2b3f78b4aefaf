"""What the articles say of one company, and what contradicts it."""

from __future__ import annotations

import polars as pl

from lib.datasets.claims import METRICS
from lib.datasets.conflicts import KINDS
from lib.figures.company_history import ONE_SQL
from lib.figures.figure import Figure
from lib.words import count, flop, money, short

SQL = f"""
{ONE_SQL}
, told AS (
    FROM claims JOIN one ON list_contains(companies, firm) JOIN sources USING (source_id)
    SELECT claim_id, firm AS profile_of, subject, metric::VARCHAR AS metric, detail, as_of,
        value, value_low, value_high, unit::VARCHAR AS unit, value_words,
        corrected_value, value_usd, value_low_usd, value_high_usd,
        qualifier::VARCHAR AS qualifier, status::VARCHAR AS status,
        confidence::VARCHAR AS confidence, title AS source, source_url,
        source_id::VARCHAR AS source_id
), disputes AS (
    FROM (FROM conflicts SELECT *, unnest(claim_ids) AS claim_id)
    SELECT claim_id, conflict_id, subject AS disputed, metric::VARCHAR AS disputed_metric,
        conflict_id AS conflict,
        kind::VARCHAR AS slip, severity::VARCHAR AS severity, outcome::VARCHAR AS outcome,
        value_used, value_used_low, value_used_high, unit::VARCHAR AS unit_used, value_used_words,
        evidence_url
)
FROM told LEFT JOIN disputes USING (claim_id)
ORDER BY conflict_id IS NULL, array_position(['high', 'medium', 'low'], severity), conflict_id,
    corrected_value IS NULL, as_of DESC, claim_id
"""

SIGNS = {"USD": "$", "CNY": "CN¥", "HKD": "HK$", "EUR": "€"}
UNIT_WORDS = {
    "percent": "%",
    "percentage_points": " points",
    "count": "",
    "rank": "",
    "year": "",
    "USD_per_year": " USD a year",
    "usd_per_mtok": " USD a million tokens",
    "usd_per_gpu_hour": " USD a GPU-hour",
    "hkd_per_share": " HKD a share",
    "gpu": " GPUs",
    "gpu_days": " GPU-days",
    "tokens_per_day": " tokens a day",
}


def stated(
    value: float | None,
    low: float | None,
    high: float | None,
    unit: str | None,
    words: str | None = None,
) -> str | None:
    """A figure as people write it: $2B, CN¥50B, 3 to 7 days; its words where it is no number."""
    ends = [each for each in (low, high) if each is not None]
    numbers = [value] if value is not None else ends
    if not numbers or unit is None:
        return words
    written = [_written(each, unit) for each in numbers]
    if value is None and len(ends) == 1:
        return f"{'at least' if high is None else 'up to'} {written[0]}"
    return " to ".join(written)


def _written(value: float, unit: str) -> str:
    if unit == "USD":
        return money(value)
    if unit in SIGNS:
        return f"{SIGNS[unit]}{short(value)}"
    if unit == "flop":
        return flop(value)
    if unit == "multiple":
        return f"{value:,g} times"
    number = f"{value:.0f}" if unit in ("year", "rank") else _plain(value)
    return f"{number}{UNIT_WORDS.get(unit, f' {unit}')}"


def _plain(value: float) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}{short(abs(value)) if abs(value) >= 1000 else f'{abs(value):g}'}"


SAID = ("value", "value_low", "value_high", "unit", "value_words")
HELD = ("value_used", "value_used_low", "value_used_high", "unit_used")
"""What is held to be right; its words say of what, and stand beside it."""
FIRST = (
    "subject metric detail said conflict as_of corrected dispute held slip outcome severity source "
    "source_url evidence_url"
).split()


def said_in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of statements with what is `said` and `corrected` as people write it, and the metric."""
    said = [stated(*row) for row in rows.select(SAID).iter_rows()]
    right = rows.select("corrected_value", "unit").iter_rows()
    corrected = [stated(value, None, None, unit) for value, unit in right]
    return rows.with_columns(
        pl.Series("said", said, pl.String),
        pl.Series("corrected", corrected, pl.String),
        pl.col("metric").replace(METRICS),
    )


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in words: what is said, what it is about, and what is held to be right.

    `corrected` is about the statement itself; `held` is about what is in `dispute`, of which the
    statement may be a part, or which it only bears on.
    """
    held = [stated(*row) for row in rows.select(HELD).rows()]
    found = said_in_words(rows).with_columns(
        _together(pl.Series("held", held, pl.String), "value_used_words").alias("held"),
        _together("disputed", pl.col("disputed_metric").replace(METRICS)).alias("dispute"),
        pl.col("slip").replace(KINDS),
    )
    return found.select([*FIRST, *(name for name in found.columns if name not in FIRST)])


def _together(first: str | pl.Series, second: str | pl.Expr) -> pl.Expr:
    """`a: b`, or the one of them that is known."""
    joined = pl.concat_str([first, second], separator=": ", ignore_nulls=True)
    return joined.replace("", None)


def headline(rows: pl.DataFrame) -> str:
    """How many statements, how many bear on a contradiction, and how many are corrected."""
    company, claims = rows["profile_of"][0], rows["claim_id"].n_unique()
    said = f"{count(claims, 'statement')} of articles about {company}"
    disputed = rows.drop_nulls("conflict_id")
    if disputed.is_empty():
        return f"{said}, in no contradiction"
    number, of_them = disputed["conflict_id"].n_unique(), disputed["claim_id"].n_unique()
    bear = "bears" if of_them == 1 else "bear"
    return f"{said}; {of_them:,} of them {bear} on {count(number, 'contradiction')}"


def remark(rows: pl.DataFrame) -> str:
    """How the contradictions ended, and how many statements are corrected themselves."""
    disputed = rows.drop_nulls("conflict_id").unique("conflict_id")
    if disputed.is_empty():
        return ""
    ends = disputed.group_by("outcome").len().sort("len", "outcome", descending=[True, False])
    wrong = rows.drop_nulls("corrected_value")["claim_id"].n_unique()
    return (
        f"Contradictions: {', '.join(f'{n:,} {outcome}' for outcome, n in ends.iter_rows())}. "
        f"Statements held to be wrong or inexact themselves: {wrong:,}."
    )


FIGURE = Figure(
    name="company_claims",
    subtitle="What articles state about the company, its models and groups: amounts (USD) and "
    "other figures, contradictions first",
    sql=SQL,
    spec=None,
    headline=headline,
    note="A statement is a figure of one of the four articles, right or wrong. Corrected to is "
    "about the statement itself, and empty where it is not held to be wrong. Where statements "
    "cannot all be right, or a page outside says otherwise, the table names what is in dispute, "
    "the figure of that which is held to be right, and what probably went wrong. A statement can "
    "bear on a dispute and be right itself. Outcomes are corrected (one statement is wrong), "
    "compatible (both hold), kept apart (they measure different things), outdated (once true) and "
    "open (not settled). A statement stands once for each contradiction it bears on.",
    remark=remark,
    arrange=arrange,
    rests_on_rounds=False,
    empty="No article of the data makes a statement about this company.",
    titles={
        "subject": "About",
        "metric": "Figure",
        "detail": "Detail",
        "said": "Says",
        "as_of": "Date",
        "corrected": "Corrected to",
        "dispute": "In dispute",
        "held": "Right in the dispute",
        "slip": "What went wrong",
        "severity": "Severity",
        "outcome": "Outcome",
        "source": "Article",
        "evidence_url": "Evidence",
    },
    hidden=(
        "profile_of",
        *SAID,
        *HELD,
        "value_used_words",
        "corrected_value",
        "disputed",
        "disputed_metric",
        "value_usd",
        "value_low_usd",
        "value_high_usd",
        "qualifier",
        "status",
        "confidence",
    ),
)
