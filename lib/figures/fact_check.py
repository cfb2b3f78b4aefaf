"""Do the results that articles print, or that follow from their figures, come out of the tables?"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import polars.selectors as cs

from lib.analyses import RECOMPUTED
from lib.figures.company_claims import stated
from lib.figures.disputed import conflict_of
from lib.figures.figure import Figure
from lib.words import count, flop, listing

VERDICTS = {
    "fails": "Does not hold",
    "unknown": "Cannot be checked",
    "rounding": "Rounding",
    "holds": "Holds",
}
"""Verdicts as URLs and as people write them, the worst first."""

# A smaller difference is not written out.
LEAST = 0.01
# How far from the printed figure words such as `about` still reach, as a share of it.
REACH = 0.05
# A unit of the last digit of a number, as it is written.
STEP = "pow(10, -len(regexp_extract({}::VARCHAR, '\\.(\\d*[1-9])$', 1)))"

UNIT = r"""regexp_replace(
    replace(replace(replace(unit::VARCHAR, '_', ' '), 'flop', 'FLOP'), 'usd', 'USD'),
    '([A-Z]{3}) ([a-z]+illion)', '\2 \1'
)"""
"""SQL of a unit of `checks` in words: billion USD."""

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
        string_agg(DISTINCT source_id::VARCHAR, ' ') AS printed_by,
        min_by(source_url, claim_id) AS source_url
    GROUP BY ALL
), compared AS (
    FROM checks LEFT JOIN recomputed USING (check_id) LEFT JOIN printed USING (check_id)
    SELECT checks.*, source_url, printed_by, statement, qualifier, said_unit, said_value,
        said_low, said_high, statement IS NOT NULL AS is_printed,
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
    said_value, said_low, said_high, said_unit, qualifier, is_printed, printed_by,
    acceptance_value AS expected, recomputed, {UNIT} AS unit, difference,
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
    {conflict_of("checks", "check_id")} AS conflict,
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
    "analysis measure printed conflict recomputed_words difference_words verdict difference_share "
    "expected_words statement source_url subject recomputed difference expected unit"
).split()

FORMS = {
    "percent": "{}%",
    "percentage points": "{} points",
    "multiple": "{} times",
    "count": "{}",
    "correlation": "{}",
    "index points": "{} index points",
    "days": "{} days",
    "months": "{} months",
    "gpu": "{} GPUs",
    "million shares": "{}M shares",
    "USD": "${}",
    "USD per year": "${} a year",
    "million USD": "${}M",
    "billion USD": "${}B",
    "trillion USD": "${}T",
    "million CNY": "CN¥{}M",
    "billion CNY": "CN¥{}B",
    "HKD": "HK${}",
    "billion HKD": "HK${}B",
    "points per USD": "{} points",
    "points per billion USD": "{} points",
    "million USD per 1e24 FLOP": "${}M",
}
"""How a result of each unit is written; what it is per is said by its name."""


def as_printed(rows: pl.DataFrame, said: tuple[str, ...] = SAID) -> pl.Series:
    """What statements say, as people write it: over $3T. `said` are the columns of `stated`."""
    value, low, high = map(pl.col, said[:3])
    # The word before the figure says which end of a range it is.
    only = pl.when(low.is_null() | high.is_null()).then(pl.coalesce(low, high))
    found = rows.select(said).with_columns(pl.coalesce(value, only))
    words = pl.Series("said", [stated(*row) for row in found.iter_rows()], pl.String)
    how = rows["qualifier"].replace(QUALIFIERS)
    return pl.select(pl.concat_str([how, words], separator=" ").str.strip_chars_start()).to_series()


def result_words(value: float | None, unit: str) -> str | None:
    """A result with its unit, in sensible digits: 62.67%, $3.6T, 3.79e25 FLOP."""
    if value is None:
        return None
    sign = "-" if value < 0 else ""
    if unit == "1e24 FLOP" and value:
        return f"{sign}{flop(abs(value) * 1e24)}"
    return f"{sign}{FORMS[unit].format(_digits(abs(value)))}"


def _digits(value: float) -> str:
    """Two decimals at most, three below one, none from a thousand: 62.67, 0.256, 1,827."""
    decimals = 0 if value >= 1000 else 2 if value >= 1 else 3
    # Binary fractions stand a little below what they are to write: 2.485 is 2.49.
    text = f"{value + 1e-9:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def difference_words(value: float | None, unit: str) -> str | None:
    """A difference with its sign: +$7B, -2.33 points; percentages differ by points."""
    if not value:
        return None if value is None else "none"
    of = "percentage points" if unit == "percent" else unit
    if abs(value) < LEAST:
        return f"under {result_words(LEAST, of)}"
    words = result_words(round(value, 2), of)
    return f"+{words}" if value > 0 else words


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with figures and units in words, in the order of the table."""

    def worded(column: str, words: Callable[[float | None, str], str | None]) -> pl.Series:
        told = [words(*row) for row in rows.select(column, "unit").iter_rows()]
        return pl.Series(f"{column}_words", told, pl.String)

    found = rows.with_columns(
        as_printed(rows).alias("printed"),
        worded("recomputed", result_words),
        worded("expected", result_words),
        worded("difference", difference_words),
    )
    return found.select([*FIRST, *(name for name in found.columns if name not in FIRST)])


def chosen(
    rows: pl.DataFrame, verdict: str = "", analysis: str = "", article: str = ""
) -> pl.DataFrame:
    """The rows of a verdict (a key of VERDICTS), an analysis and an article, where one is given.

    Of an article, those are printed that it prints itself.
    """
    kept = [
        verdict not in VERDICTS or pl.col("verdict") == VERDICTS[verdict],
        not analysis or pl.col("analysis") == analysis,
        not article or pl.any_horizontal(cs.ends_with("source_id") == article),
    ]
    if article:
        own = pl.col("printed_by").fill_null("").str.contains(article, literal=True)
        rows = rows.with_columns(is_printed=own)
    return rows.filter(pl.lit(True), *kept)


def one_a_result(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a check, the worst where articles print several figures of it."""
    worst = pl.col("verdict").replace_strict(PLACES, return_dtype=pl.Int64)
    return rows.sort("check_id", worst).unique("check_id", keep="first", maintain_order=True)


PLACES = {words: place for place, words in enumerate(VERDICTS.values())}


def headline(rows: pl.DataFrame) -> str:
    """How many of the results that articles print hold; of the others, where they print none."""
    printed, others = parts(rows)
    if printed.is_empty():
        return f"{reproduced(others)}; no article prints {'it' if others.height == 1 else 'them'}"
    return tally(printed)


def remark(rows: pl.DataFrame) -> str:
    """How many results that no article prints are reproduced, beside those that one prints."""
    printed, others = parts(rows)
    return f"{reproduced(others)}." if printed.height and others.height else ""


def parts(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Results that articles print, and those that only follow from their figures."""
    results = one_a_result(rows)
    return results.filter("is_printed"), results.filter(~pl.col("is_printed"))


def tally(printed: pl.DataFrame) -> str:
    """How many printed results hold, within rounding too, and what becomes of the others."""
    number = numbers(printed)
    held = number["holds"] + number["rounding"]
    if number["fails"] == printed.height:
        does = "does" if printed.height == 1 else "do"
        return f"{count(printed.height, 'result')} that the articles print {does} not hold"
    hold = "holds" if 1 in (held, printed.height) else "hold"
    near = f" ({number['rounding']:,} within rounding)" if number["rounding"] else ""
    if number["rounding"] == held:
        near = " within rounding" if held else ""
    others = [
        f"{number['fails']:,} {'does' if number['fails'] == 1 else 'do'} not",
        f"{number['unknown']:,} cannot be checked",
    ]
    told = listing([words for words in others if not words.startswith("0 ")])
    first = f"{held:,} of {count(printed.height, 'result')} that the articles print {hold}{near}"
    return f"{first}, {told}" if told else first


def reproduced(others: pl.DataFrame, noun: str = "result", whose: str = "the articles'") -> str:
    """How many of the results that follow from figures of articles come out of the tables."""
    number, total = numbers(others), others.height
    held = number["holds"] + number["rounding"]
    how_many = f"{held:,} of" if held < total else "The" if total == 1 else "All"
    those = count(total, noun) if noun else f"{total:,}"
    follow, are = ("follows", "is") if total == 1 else ("follow", "are")
    return f"{how_many} {those} that {follow} from {whose} figures {are} reproduced"


def numbers(results: pl.DataFrame) -> dict[str, int]:
    """How many results there are of each verdict, a key of VERDICTS."""
    return {name: int((results["verdict"] == words).sum()) for name, words in VERDICTS.items()}


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
    "Expected is what follows from the figures that articles print, in some with an exchange rate "
    "or one figure from outside; where no article prints the result, the recomputed value is "
    "compared with it. Recomputed comes out of a query over the "
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
        # The title keeps room for the longest figure.
        "printed": "Printed by an article",
        "recomputed_words": "Recomputed",
        "difference_words": "Difference",
        "verdict": "Verdict",
        "difference_share": "Difference (%)",
        "expected_words": "Expected",
        "recomputed": "Recomputed (number)",
        "difference": "Difference (number)",
        "expected": "Expected (number)",
        "unit": "Unit",
        "statement": "Statements",
        "source_url": "Article",
        "subject": "Analysis, in words",
    },
    hidden=(
        *SAID,
        "qualifier",
        "is_printed",
        "printed_by",
        "recomputed",
        "difference",
        "expected",
        "unit",
    ),
)
