"""One conflict in plain sentences, and how many there are: what the page Conflicts says."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from lib.datasets.conflicts import DATASET, FOUND_BY, KINDS, REASONS
from lib.datasets.round_conflicts import HIGH, LEAST, LEAST_DAYS, MEDIUM, MEDIUM_DAYS
from lib.figures.fact_check import UNIT, as_printed, result_words
from lib.figures.headline_numbers import Number
from lib.filters import Filters
from lib.words import MARK, case_words, listing

METRICS = dict(DATASET["metric"].labels)
"""Words of each figure that can be in conflict."""
SEVERITIES = {"high": "High", "medium": "Medium", "low": "Low"}
OUTCOMES = {
    "corrected": "Corrected",
    "compatible": "Compatible",
    "kept apart": "Kept apart",
    "outdated": "Outdated",
    "leading source used": "Leading source used",
    "open": "Open",
}
MEANINGS = {
    "corrected": "one of the statements is wrong",
    "compatible": "both statements hold",
    "kept apart": "the statements measure different things, and are not mixed",
    "outdated": "the statement was true once",
    "leading source used": "the source trusted most stands, the others are shown beside it",
    "open": "it is not settled which is right",
}
"""What each outcome means."""

NOTE = (
    "A conflict is found where statements of the four articles cannot all be right, or a page "
    "outside says otherwise (found by reading), or where records of one round differ by more than "
    f"{LEAST:.0%} in its amount or valuation or by more than {LEAST_DAYS} days in its date (found "
    "by a rule). Severity says how far a reader would be misled; for those of the rule it is high "
    f"where the smaller amount is at most {1 - HIGH:.0%} of the larger, medium where it is at most "
    f"{1 - MEDIUM:.0%} or dates are more than {MEDIUM_DAYS} days apart, else low. Outcomes: "
    + "; ".join(f"{OUTCOMES[name].lower()}, {words}" for name, words in MEANINGS.items())
    + "."
)

# The metric of a round's records is of the round; that of statements of their subject.
CHOSEN = """
    (len($companies) = 0 OR list_has_any(companies, $companies::VARCHAR[]))
    AND (len($kinds) = 0 OR kind::VARCHAR = ANY($kinds::VARCHAR[]))
    AND (len($severities) = 0 OR severity::VARCHAR = ANY($severities::VARCHAR[]))
    AND (len($outcomes) = 0 OR outcome::VARCHAR = ANY($outcomes::VARCHAR[]))"""
"""SQL condition: a row of `conflicts` is about the companies, and of the kinds and so on given."""

ADVICE = "Choose all kinds, severities and outcomes, or take the filter Company back."
DEFAULTS: dict[str, Any] = {"companies": [], "kinds": [], "severities": [], "outcomes": []}
ANY = "all"


def within(filters: Filters, kind: str = ANY, severity: str = ANY, outcome: str = ANY) -> Any:
    """SQL parameters of `CHOSEN`."""
    chosen = {"kinds": kind, "severities": severity, "outcomes": outcome}
    return {"companies": list(filters.company)} | {
        name: [] if value == ANY else [value] for name, value in chosen.items()
    }


INDEX_SQL = """
FROM conflicts
SELECT conflict_id, kind::VARCHAR AS kind, severity::VARCHAR AS severity, subject,
    metric::VARCHAR AS metric, outcome::VARCHAR AS outcome, companies, is_checked_outside,
    evidence_url, reason::VARCHAR AS reason, check_ids, found_by::VARCHAR AS found_by, round_id
ORDER BY severity, found_by, conflict_id
"""
"""All conflicts, the most severe first."""

CHECKS_SQL = f"""
FROM checks SELECT check_id, measure, {UNIT} AS unit
ORDER BY check_id
"""
"""Published arithmetic; some of it shows a conflict."""


def counts(rows: pl.DataFrame) -> list[Number]:
    """How many conflicts there are, by severity and outcome; rows of INDEX_SQL."""

    def number(column: str, value: object) -> int:
        return int((rows[column] == value).sum())

    by_rule, outside = number("found_by", "rule"), int(rows["is_checked_outside"].sum())
    medium, low = number("severity", "medium"), number("severity", "low")
    apart, compatible = number("outcome", "kept apart"), number("outcome", "compatible")
    outdated, leading = number("outcome", "outdated"), number("outcome", "leading source used")
    unsettled = number("outcome", "open")
    return [
        Number(
            "Conflicts",
            f"{rows.height:,}",
            f"{by_rule:,} by rule",
            [],
            "Found by reading the articles, or by a rule that compares the records of each round.",
        ),
        Number(
            "High severity",
            f"{number('severity', 'high'):,}",
            f"{medium:,} medium, {low:,} low",
            [],
            "A reader would be misled by half or more, or about what was counted at all.",
        ),
        Number(
            "Corrected",
            f"{number('outcome', 'corrected'):,}",
            f"{outdated:,} outdated",
            [],
            "One statement is wrong, and another value is used. Outdated ones were true once. "
            f"In {leading:,} more, the source of a round that is trusted most stands.",
        ),
        Number(
            "Not settled",
            f"{unsettled:,}",
            f"{apart:,} kept apart",
            [],
            "Nothing at hand says which is right. Those kept apart measure different things; in "
            f"{compatible:,} more, both statements hold.",
        ),
        Number(
            "Checked outside",
            f"{outside:,}",
            f"{rows.height - outside:,} not checked",
            [],
            "A page other than the articles was read for it, and is linked.",
        ),
    ]


def title(subject: str, metric: str | None) -> str:
    """`Moonshot AI (Kimi), amount of a round`, or the subject alone."""
    if metric is None:
        return subject
    name = METRICS[metric]
    # Abbreviations keep their capitals.
    return f"{subject}, {name if name[1:2].isupper() else name[:1].lower() + name[1:]}"


def said(rows: pl.DataFrame) -> pl.Series:
    """Each value of `conflict_values` in words: about $20B, 28 May 2026, Not released."""
    # The ends of a range say themselves that it is one; of an open one, what is known is said.
    low, high = pl.col("value_low").is_not_null(), pl.col("value_high").is_not_null()
    is_said = pl.col("qualifier").is_in(["about", "over", "under", "nearly"])
    qualifier = (
        pl.when(pl.col("value").is_not_null() | ((low != high) & is_said))
        .then("qualifier")
        .when(low & ~high)
        .then(pl.lit("at_least"))
        .when(high & ~low)
        .then(pl.lit("up_to"))
        .otherwise(pl.lit("exact"))
    )
    whole = rows.with_columns(qualifier.alias("qualifier"))
    numbers = as_printed(whole, ("value", "value_low", "value_high", "unit"))
    numbers = numbers.str.replace(r"^((?:\w+ )?1 \w+)s$", "$1")
    days = [days_in_words(*row) for row in rows.select("date_low", "date_high").iter_rows()]
    return pl.select(
        pl.coalesce(numbers, pl.Series(days, dtype=pl.String), rows["value_words"])
    ).to_series()


def days_in_words(low: date | None, high: date | None) -> str | None:
    """28 May 2026, May 2026, Q4 2026, 2026, or first to last day."""
    if low is None or high is None:
        return None
    if low == high:
        return f"{low.day} {low:%b} {low.year}"
    ends_month = high.day == monthrange(high.year, high.month)[1]
    months = (high.year - low.year) * 12 + high.month - low.month + 1
    if low.day == 1 and ends_month and (months, low.month % 12) == (12, 1):
        return f"{low.year}"
    if low.day == 1 and ends_month and months == 3 and low.month % 3 == 1:
        return f"Q{(low.month + 2) // 3} {low.year}"
    if low.day == 1 and ends_month and months == 1:
        return f"{low:%b} {low.year}"
    return f"{low.day} {low:%b} {low.year} to {high.day} {high:%b} {high.year}"


def held(conflict: dict[str, Any], rows: pl.DataFrame) -> str:
    """One sentence on what is used; `conflict` is a row of INDEX_SQL, `rows` are its values.

    `rows` are those of `conflict_statements`, of which the last is what is used.
    """
    value, outcome = rows.row(-1, named=True), conflict["outcome"]
    used = f"{value['said']}"
    if value["unit"] is None:
        return f"{IN_WORDS.get(outcome, 'What holds: ')}{used}."
    of = f" ({value['value_words']})" if value["value_words"] else ""
    if outcome == "kept apart":
        stated = [*dict.fromkeys(rows.filter(role="states")["said"])]
        both = stated if len(stated) > 1 else [*dict.fromkeys([*stated, used])]
        return f"Kept apart, not mixed: {listing(both, 4)}{of}."
    before = "Both hold; this" if outcome == "compatible" else "This"
    return f"{before} explorer uses {used}{of}."


IN_WORDS = {
    "open": "Not settled: ",
    "kept apart": "Kept apart: ",
    "compatible": "Both hold: ",
}
"""What stands before words that are used, by outcome."""


def why(conflict: dict[str, Any], rows: pl.DataFrame, shown: Sequence[str]) -> str:
    """The reason for it in one sentence, which names who says so, or the arithmetic `shown`."""
    reason = conflict["reason"]
    words = REASONS[reason]
    said = f"Why: {words[:1].lower()}{words[1:]}"
    if reason == "outside_page":
        said += f" ({urlsplit(conflict['evidence_url']).netloc.removeprefix('www.')})"
    if reason == "leading_source":
        said += f" ({_leading(rows)})"
    if not shown:
        return f"{said}."
    between = ": " if reason in BY_ARITHMETIC else ". The arithmetic: "
    return f"{said}{between}{'; '.join(shown)}."


BY_ARITHMETIC = ("parts_add_up", "beside_gives_it")
"""Reasons that arithmetic is the whole of."""


def _leading(rows: pl.DataFrame) -> str:
    """Title of the source whose record is used."""
    used = rows["source_id"][-1]
    return str(rows.filter(role="states", source_id=used)["source"][0])


def details(conflict: dict[str, Any]) -> str:
    """What the outcome means, what went wrong, and whether a page was read for it."""
    outcome, severity = conflict["outcome"], conflict["severity"]
    return (
        f"{OUTCOMES[outcome]}: {MEANINGS[outcome]}. {KINDS[conflict['kind']]}, {severity} "
        f"severity. {FOUND_BY[conflict['found_by']]}. {_outside(conflict)}"
    )


def _outside(conflict: dict[str, Any]) -> str:
    """Whether a page other than those in conflict was read."""
    if conflict["is_checked_outside"]:
        return "Checked outside: a page other than the articles was read."
    if conflict["found_by"] == "rule":
        return "Not checked further: the sources of the round themselves differ."
    if conflict["reason"] == "rounds_show_it":
        return "Not checked further: it rests on the rounds stored here."
    if conflict["outcome"] == "open":
        return "Not checked outside yet."
    return "Not checked outside: it rests on what the articles print themselves."


def arithmetic(checks: pl.DataFrame, recomputed: pl.DataFrame) -> list[str]:
    """What this data gives for each check: `Kimi + StepFun, $4.5B`.

    `checks` are rows of CHECKS_SQL, `recomputed` those of their analyses.
    """
    rows = checks.join(recomputed, on="check_id", how="left", maintain_order="left")
    return [
        f"{each['measure']}, {result_words(each['value'], each['unit']) or 'nothing'}"
        for each in rows.to_dicts()
    ]


def analyses_of(checks: list[str]) -> list[str]:
    """AN01 for AN01.04, each once."""
    return list(dict.fromkeys(check.split(".")[0] for check in checks))


def names(stated: Sequence[str]) -> str:
    """The values stated in a conflict, in their order, each once: about $20B or $2B."""
    told = list(dict.fromkeys(stated))
    return f"{', '.join(told[:-1])} or {told[-1]}" if 1 < len(told) <= 3 else listing(told, 3)


def is_about(companies: Sequence[str]) -> pl.Expr:
    """Rows of INDEX_SQL about one of the companies; all without any."""
    if not companies:
        return pl.lit(value=True)
    return pl.col("companies").list.set_intersection(list(companies)).list.len() > 0


def options(rows: pl.DataFrame) -> dict[str, str]:
    """Rows of INDEX_SQL in a list to choose from: ≠ X02 Moonshot AI (Kimi), amount of a round."""
    return {
        conflict: f"{case_words(conflict) if conflict.startswith('X') else MARK} "
        f"{title(subject, metric)}"
        for conflict, subject, metric in rows.select("conflict_id", "subject", "metric").rows()
    }
