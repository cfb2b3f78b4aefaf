"""What the articles say of one company, and what contradicts it."""

from __future__ import annotations

import polars as pl

from lib.datasets.claims import METRICS
from lib.datasets.conflicts import KINDS
from lib.figures.figure import Figure
from lib.words import count, money, short

SQL = """
, one AS (
    FROM selected SELECT any_value(company)::VARCHAR AS firm HAVING count(DISTINCT company) = 1
), told AS (
    FROM claims JOIN one ON list_contains(companies, firm)
    SELECT claim_id, firm, subject, metric::VARCHAR AS metric, detail, as_of, value, value_low,
        value_high, value_words, unit::VARCHAR AS unit, value_usd, value_low_usd, value_high_usd,
        qualifier::VARCHAR AS qualifier, status::VARCHAR AS status,
        confidence::VARCHAR AS confidence, source_id, source_url
), disputes AS (
    FROM (FROM conflicts SELECT *, unnest(claim_ids) AS claim_id)
    SELECT claim_id, conflict_id, kind::VARCHAR AS conflict, severity::VARCHAR AS severity,
        outcome::VARCHAR AS outcome, value_used, value_used_low, value_used_high,
        unit::VARCHAR AS unit_used, value_used_words, evidence_url
)
FROM told LEFT JOIN disputes USING (claim_id) JOIN sources USING (source_id)
SELECT firm AS profile_of, subject, metric, detail, as_of, told.* EXCLUDE (
        claim_id, firm, subject, metric, detail, as_of, source_id, source_url
    ),
    conflict, severity, outcome, value_used, value_used_low, value_used_high, unit_used,
    value_used_words, title AS source, source_url, evidence_url,
    source_id::VARCHAR AS source_id, conflict_id, claim_id
ORDER BY conflict IS NULL, array_position(['high', 'medium', 'low'], severity), conflict_id,
    as_of DESC, claim_id
"""

SIGNS = {"USD": "$", "CNY": "CN¥", "HKD": "HK$", "EUR": "€"}
UNIT_WORDS = {
    "percent": "%",
    "percentage_points": " points",
    "multiple": " times",
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
    "flop": " FLOP",
}


def stated(
    value: float | None, low: float | None, high: float | None, unit: str | None, words: str | None
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
    number = f"{value:.0f}" if unit in ("year", "rank") else _plain(value)
    return f"{number}{UNIT_WORDS.get(unit, f' {unit}')}"


def _plain(value: float) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}{short(abs(value)) if abs(value) >= 1000 else f'{abs(value):g}'}"


VALUE = ("value", "value_low", "value_high", "unit", "value_words")
USED = ("value_used", "value_used_low", "value_used_high", "unit_used", "value_used_words")


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with figures in words: what is said, and what is held to be right."""

    def words(names: tuple[str, ...]) -> list[str | None]:
        return [stated(*row) for row in rows.select(names).iter_rows()]

    found = rows.with_columns(
        pl.Series("said", words(VALUE), dtype=pl.String),
        pl.Series("held", words(USED), dtype=pl.String),
        pl.col("metric").replace(METRICS),
        pl.col("conflict").replace(KINDS),
    )
    return found.select([*FIRST, *(name for name in found.columns if name not in FIRST)])


FIRST = (
    "subject metric detail said as_of conflict outcome held severity source source_url evidence_url"
).split()


def headline(rows: pl.DataFrame) -> str:
    """How many statements, and how many of them are in contradictions."""
    company, claims = rows["profile_of"][0], rows["claim_id"].n_unique()
    said = f"{count(claims, 'statement')} of articles about {company}"
    disputed = rows.drop_nulls("conflict_id")
    if disputed.is_empty():
        return f"{said}, in no contradiction"
    number = disputed["conflict_id"].n_unique()
    of_them = disputed["claim_id"].n_unique()
    return f"{said}; {of_them:,} of them stand in {count(number, 'contradiction')}"


def remark(rows: pl.DataFrame) -> str:
    """How the contradictions ended."""
    disputed = rows.drop_nulls("conflict_id").unique("conflict_id")
    if disputed.is_empty():
        return ""
    ends = disputed.group_by("outcome").len().sort("len", "outcome", descending=[True, False])
    return f"Contradictions: {', '.join(f'{n:,} {outcome}' for outcome, n in ends.iter_rows())}."


FIGURE = Figure(
    name="company_claims",
    subtitle="What articles state about the company, its models and groups: amounts (USD) and "
    "other figures, contradictions first",
    sql=SQL,
    spec=None,
    headline=headline,
    note="A statement is a figure of one of the four articles, right or wrong. Where statements "
    "cannot all be right, or a page outside says otherwise, the table names what probably went "
    "wrong and the figure held to be right. Corrected: one is wrong; compatible: both hold; kept "
    "apart: they measure different things; outdated: once true; open: not settled. A statement "
    "stands once for each contradiction it is in.",
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
        "source": "Article",
        "conflict": "Contradiction",
        "severity": "Severity",
        "outcome": "Outcome",
        "held": "Held to be right",
        "evidence_url": "Evidence",
    },
    hidden=(
        "profile_of",
        *VALUE,
        *USED,
        "value_usd",
        "value_low_usd",
        "value_high_usd",
        "qualifier",
        "status",
        "confidence",
    ),
)
