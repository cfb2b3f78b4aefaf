"""Who says what in one conflict?"""

from __future__ import annotations

import polars as pl

from lib.figures.conflict_words import NOTE, names, said, title
from lib.figures.figure import Figure
from lib.words import clipped, count

SQL = """
FROM conflict_values
    JOIN conflicts USING (conflict_id)
    LEFT JOIN claims USING (claim_id)
    LEFT JOIN sources ON sources.source_id = conflict_values.source_id
SELECT conflict_id AS case_id, place, role::VARCHAR AS role, conflict_values.is_used,
    conflicts.subject AS case_subject, conflicts.metric::VARCHAR AS case_metric,
    conflicts.outcome::VARCHAR AS case_outcome,
    claims.subject AS statement_subject, claims.metric::VARCHAR AS statement_metric,
    claims.detail AS detail, title AS source, claim_id AS statement,
    conflict_values.value, conflict_values.value_low, conflict_values.value_high,
    conflict_values.value_usd, conflict_values.value_low_usd, conflict_values.value_high_usd,
    conflict_values.qualifier::VARCHAR AS qualifier, conflict_values.unit::VARCHAR AS unit,
    date_low, date_high, conflict_values.value_words, conflict_values.date,
    conflict_values.source_url, conflict_values.source_id::VARCHAR AS source_id
WHERE conflict_id = $conflict
ORDER BY place
"""

ROLES = {
    "states": "States it",
    "bears": "Bears on it",
    "outside": "Used, from a page outside",
    "used": "Used here",
}
OUTSIDE, HERE = "Page outside the articles", "This explorer"
FIRST = "said source about role_words is_used date statement source_url".split()


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in words: who says what, about what, and how it stands to what is used."""
    about = [_about(row) for row in rows.iter_rows(named=True)]
    of_page = pl.col("role").replace_strict({"outside": OUTSIDE}, default=HERE)
    found = rows.with_columns(
        said(rows).alias("said"),
        pl.Series("about", about, pl.String),
        pl.col("role").replace(ROLES).alias("role_words"),
        pl.when(pl.col("role").is_in(["used", "outside"]))
        .then(of_page)
        .otherwise("source")
        .alias("source"),
    )
    if found.height:
        found = found.with_columns(pl.lit(f"{_topic(found)}: {_values(found)}").alias("case_words"))
    else:
        found = found.with_columns(pl.lit(None, pl.String).alias("case_words"))
    return found.select([*FIRST, *(name for name in found.columns if name not in FIRST)])


def _about(row: dict[str, object]) -> str:
    """What a statement is about; beside a value used, what it is of."""
    if row["statement"] is None:
        of = row["value_words"]
        whole = title(str(row["case_subject"]), _text(row["case_metric"]))
        return f"{of}" if of and row["unit"] is not None else whole
    name = title(str(row["statement_subject"]), _text(row["statement_metric"]))
    return f"{name}, {row['detail']}" if row["detail"] else name


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _topic(rows: pl.DataFrame) -> str:
    """What the conflict is about, short enough for a headline."""
    subject, metric = rows.select("case_subject", "case_metric").row(0)
    return title(clipped(subject, 40), metric)


def _values(rows: pl.DataFrame) -> str:
    """The values in conflict; where only one is stated, also the one used."""
    stated = rows.filter(role="states")["said"].to_list()
    told, used = names(stated), rows.row(-1, named=True)
    if len({*stated}) > 1:
        return told
    is_words = used["unit"] is None
    of = f" ({used['value_words']})" if used["value_words"] and not is_words else ""
    if told == used["said"]:
        return f"{told}{of}"
    return f"{told}{_link(used['case_outcome'], is_words=is_words)}{used['said']}{of}"


def _link(outcome: str, *, is_words: bool) -> str:
    """What stands between the one value stated and what is used."""
    if outcome == "corrected":
        return ", or rather "
    if is_words:
        return "; not settled: " if outcome == "open" else "; what holds: "
    return ", or rather " if outcome == "outdated" else ", against "


def headline(rows: pl.DataFrame) -> str:
    """How many statements of how many sources there are, and how many agree with what is used."""
    told = rows.filter(~pl.col("role").is_in(["used", "outside"]))
    stating = told.filter(role="states")
    sources = told["source_id"].n_unique()
    agree = int(stating["is_used"].sum())
    bear = told.height - stating.height
    end = f"; {bear:,} more {'bears' if bear == 1 else 'bear'} on it" if bear else ""
    noun = "record" if told["statement"].null_count() else "statement"
    verb = "agrees" if agree == 1 else "agree"
    return (
        f"{count(stating.height, noun)} of {count(sources, 'source')} in conflict, {agree:,} "
        f"{verb} with what is used here{end}"
    )


FIGURE = Figure(
    name="conflict_statements",
    subtitle="Who says what about it, with the page that says so (statements)",
    sql=SQL,
    spec=None,
    headline=headline,
    arrange=arrange,
    note="A statement states the figure in conflict, or bears on it: a part, a share, a value of "
    "another date or in another unit. It agrees with what is used where it is the same figure, or "
    f"that rounded. Dates are those of the figure as the source gives it. {NOTE}",
    empty="No such conflict is known.",
    params={"conflict": "X02"},
    titles={
        "source": "Who",
        "said": "Says",
        "about": "About",
        "role_words": "Role",
        "is_used": "As used here",
        "date": "Date",
        "statement": "Statement",
    },
    hidden=(
        "place",
        "role",
        "case_id",
        "case_subject",
        "case_metric",
        "case_outcome",
        "case_words",
        "statement_subject",
        "statement_metric",
        "detail",
        "value",
        "value_low",
        "value_high",
        "value_usd",
        "value_low_usd",
        "value_high_usd",
        "qualifier",
        "unit",
        "date_low",
        "date_high",
        "value_words",
    ),
    rests_on_rounds=False,
)
