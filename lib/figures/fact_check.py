"""Do the results that articles print, or that follow from their figures, come out of the tables?"""

from __future__ import annotations

import polars as pl
import polars.selectors as cs

from lib.analyses import RECOMPUTED
from lib.figures.company_claims import stated
from lib.figures.figure import Figure
from lib.words import count, listing

VERDICTS = {
    "fails": "Does not hold",
    "unknown": "Cannot be checked",
    "rounding": "Rounding",
    "holds": "Holds",
}
"""Verdicts as URLs and as people write them, the worst first."""

# How far from the printed figure words such as `about` still reach, as a share of it.
REACH = 0.05
# A unit of the last digit of a number, as it is written.
STEP = "pow(10, -len(regexp_extract({}::VARCHAR, '\\.(\\d*[1-9])$', 1)))"

# A result has one row, or one a figure where articles print several.
SQL = f"""
FROM (
WITH recomputed AS ({RECOMPUTED}), named AS (
    FROM checks SELECT check_id, unit::VARCHAR AS check_unit, unnest(printed_claim_ids) AS claim_id
), printed AS (
    FROM named JOIN claims USING (claim_id)
    SELECT check_id, qualifier::VARCHAR AS qualifier, unit::VARCHAR AS said_unit,
        value AS said_value, value_low AS said_low, value_high AS said_high,
        CASE
            WHEN check_unit LIKE '%_trillion' THEN 1e12
            WHEN check_unit LIKE '%_billion' THEN 1e9
            WHEN check_unit LIKE '%_million' THEN 1e6
            WHEN check_unit = '1e24_flop' THEN 1e24
            WHEN check_unit = 'days' AND said_unit = 'months' THEN 12 / 365.25
            ELSE 1
        END AS size,
        coalesce(value, value_low, value_high) / size AS low,
        coalesce(value, value_high, value_low) / size AS high,
        string_agg(claim_id, ', ' ORDER BY claim_id) AS statement,
        min_by(source_url, claim_id) AS source_url
    GROUP BY ALL
), compared AS (
    FROM checks LEFT JOIN recomputed USING (check_id) LEFT JOIN printed USING (check_id)
    SELECT checks.*, source_url, statement, qualifier, said_unit, said_value, said_low, said_high,
        statement IS NOT NULL AS is_printed,
        CASE WHEN isfinite(value) THEN value END AS recomputed,
        coalesce(low, acceptance_value) AS lowest,
        coalesce(high, acceptance_value) AS highest,
        {STEP.format("lowest")} AS step
), bounded AS (
    FROM compared
    -- Adding zero makes a plain one of minus zero.
    SELECT *, round(recomputed - least(greatest(recomputed, lowest), highest), 9) + 0 AS difference,
        {REACH} * abs(lowest) AS reach,
        qualifier IN ('over', 'at_least', 'under', 'up_to') AS is_bound,
        CASE qualifier
            WHEN 'over' THEN lowest - recomputed
            WHEN 'at_least' THEN lowest - recomputed
            WHEN 'under' THEN recomputed - highest
            WHEN 'up_to' THEN recomputed - highest
            WHEN 'about' THEN abs(difference) - reach
            WHEN 'nearly' THEN greatest(difference, -difference - reach)
            ELSE abs(difference)
        END AS gap
)
FROM bounded LEFT JOIN sources ON source_id::VARCHAR = source_ids[1]
SELECT check_id, analysis_id::VARCHAR AS analysis, analysis::VARCHAR AS subject, measure,
    said_value, said_low, said_high, said_unit, qualifier, is_printed,
    acceptance_value AS expected, recomputed, replace(unit::VARCHAR, '_', ' ') AS unit,
    difference,
    round(difference / nullif(abs(lowest), 0), 4) + 0 AS difference_share,
    CASE
        WHEN gap IS NULL THEN '{VERDICTS["unknown"]}'
        -- 1e-9 for what binary fractions cannot write.
        WHEN gap <= CASE WHEN is_bound THEN 0 ELSE step / 2 END + 1e-9 THEN '{VERDICTS["holds"]}'
        WHEN gap <= greatest(tolerance, least(step, reach)) + 1e-9 THEN '{VERDICTS["rounding"]}'
        ELSE '{VERDICTS["fails"]}'
    END AS verdict,
    coalesce(statement, array_to_string(claim_ids, ', ')) AS statement,
    coalesce(source_url, url) AS source_url,
    source_ids[1] AS source_id, source_ids[2] AS second_source_id,
    source_ids[3] AS third_source_id, source_ids[4] AS fourth_source_id
ORDER BY array_position({list(VERDICTS.values())}, verdict), NOT is_printed, check_id, statement
)
"""

ANALYSES = """
FROM checks SELECT DISTINCT analysis_id::VARCHAR, analysis_id || ' ' || analysis ORDER BY 1
"""
SAID = ("said_value", "said_low", "said_high", "said_unit")
QUALIFIERS = {"at_least": "at least", "up_to": "up to", "range": "", "exact": "", "unknown": ""}
FIRST = (
    "analysis measure verdict printed recomputed difference_share unit expected difference "
    "statement source_url subject"
).split()


def as_printed(rows: pl.DataFrame, said: tuple[str, ...] = SAID) -> pl.Series:
    """What statements say, as people write it: over $3T. `said` are the columns of `stated`."""
    value, low, high = map(pl.col, said[:3])
    # The word before the figure says which end of a range it is.
    only = pl.when(low.is_null() | high.is_null()).then(pl.coalesce(low, high))
    found = rows.select(said).with_columns(pl.coalesce(value, only))
    words = pl.Series("said", [stated(*row) for row in found.iter_rows()], pl.String)
    how = rows["qualifier"].replace(QUALIFIERS)
    return pl.select(pl.concat_str([how, words], separator=" ").str.strip_chars_start()).to_series()


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what is printed in words, in the order of the table."""
    found = rows.with_columns(as_printed(rows).alias("printed"))
    return found.select([*FIRST, *(name for name in found.columns if name not in FIRST)])


def chosen(
    rows: pl.DataFrame, verdict: str = "", analysis: str = "", article: str = ""
) -> pl.DataFrame:
    """The rows of a verdict (a key of VERDICTS), an analysis and an article, where one is given."""
    kept = [
        verdict not in VERDICTS or pl.col("verdict") == VERDICTS[verdict],
        not analysis or pl.col("analysis") == analysis,
        not article or pl.any_horizontal(cs.ends_with("source_id") == article),
    ]
    return rows.filter(pl.lit(True), *kept)


def one_a_result(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a check, the worst where articles print several figures of it."""
    worst = pl.col("verdict").replace_strict(PLACES, return_dtype=pl.Int64)
    return rows.sort("check_id", worst).unique("check_id", keep="first", maintain_order=True)


PLACES = {words: place for place, words in enumerate(VERDICTS.values())}


def headline(rows: pl.DataFrame) -> str:
    """How many of the results that articles print hold; of all, where they print none."""
    results = one_a_result(rows)
    printed = results.filter("is_printed")
    if printed.is_empty():
        return tally(results, "published result")
    return tally(printed, "result", " that articles print themselves")


def tally(results: pl.DataFrame, noun: str, which: str = "") -> str:
    """How many of the results hold, and what becomes of the others."""
    number = {name: (results["verdict"] == words).sum() for name, words in VERDICTS.items()}
    others = [
        f"{number['rounding']:,} more within rounding",
        f"{number['fails']:,} {'does' if number['fails'] == 1 else 'do'} not",
        f"{number['unknown']:,} cannot be checked",
    ]
    told = [words for words in others if not words.startswith("0 ")]
    verb = "holds" if number["holds"] == 1 else "hold"
    hold = f"{number['holds']:,} of {count(results.height, noun)}{which} {verb}"
    return ", ".join([hold, *filter(None, [listing(told)])])


def remark(rows: pl.DataFrame) -> str:
    """What becomes of the results that no article prints."""
    results = one_a_result(rows)
    others = results.filter(~pl.col("is_printed"))
    if others.is_empty():
        return ""
    if others.height == results.height:
        return "No article prints any of them: they follow from the figures that articles print."
    return f"{tally(others, 'other')}: they follow from the figures that articles print."


MEANINGS = {
    "holds": "the recomputed value, rounded as printed, is the printed one, or it is what words "
    f"such as over, about or nearly allow: about reaches {REACH:.0%} both ways, nearly that far "
    "below",
    "rounding": "it differs by no more than rounding of the inputs explains, or by one in the last "
    f"printed digit and at most {REACH:.0%}",
    "fails": "it differs by more",
    "unknown": "the tables lack a row that it takes",
}
NOTE = "".join(
    f"{VERDICTS[name]}: {MEANINGS[name]}. " for name in ("holds", "rounding", "fails", "unknown")
)

FIGURE = Figure(
    name="fact_check",
    subtitle="Printed and recomputed results, each in its own unit, and their difference (%)",
    sql=SQL,
    spec=None,
    headline=headline,
    note="Printed is what an article states as the result, in its own words and unit. "
    "Expected is what follows from the figures that articles print; where no article prints the "
    "result, the recomputed value is compared with it. Recomputed comes out of a query over the "
    "tables of this explorer, in which no figure is typed. The difference is the recomputed value "
    "less the printed or else the expected one, and zero inside a printed range. A result that "
    "articles print in several ways has a row for each and counts once, by the worst. Statements "
    "are those that print the result, or else those that it follows from.",
    remark=remark,
    arrange=arrange,
    rests_on_rounds=False,
    empty="No published result matches these choices.",
    advice="Take a choice back.",
    titles={
        "analysis": "Analysis",
        "measure": "Result",
        "printed": "Printed",
        "expected": "Expected",
        "recomputed": "Recomputed",
        "unit": "Unit",
        "difference": "Difference",
        "difference_share": "Difference (%)",
        "verdict": "Verdict",
        "statement": "Statements",
        "source_url": "Article",
        "subject": "Analysis, in words",
    },
    hidden=(*SAID, "qualifier", "is_printed"),
)
