"""What do the articles state, and how far does it hold? All statements, to search."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from lib.figures.company_claims import SAID, said_in_words
from lib.figures.company_history import DAY_SQL
from lib.figures.figure import Figure
from lib.figures.scope import days
from lib.filters import Filters
from lib.words import clipped, count, folded

STANDINGS = {
    "all": "All",
    "disputed": "In a contradiction",
    "corrected": "Corrected",
}
"""Statements chosen by whether something contradicts them, or they are held to be wrong."""

SQL = f"""
FROM statements
SELECT * EXCLUDE (announced_date, date_precision, source_id, place)
        REPLACE (array_to_string(companies, ', ') AS companies),
    CASE unit WHEN 'date' THEN {DAY_SQL} END AS day_text,
    CASE WHEN len($companies) = 1 THEN $companies[1] END::VARCHAR AS about,
    $find::VARCHAR AS asked, source_id
WHERE as_of BETWEEN $first_day AND $last_day
    AND (len($companies) = 0 OR list_has_any(statements.companies, $companies::VARCHAR[]))
    AND $topic IN ('', topic) AND $article IN ('', source_id)
    AND CASE $standing WHEN 'disputed' THEN conflict IS NOT NULL
        WHEN 'corrected' THEN is_corrected ELSE true END
ORDER BY place
"""

ARTICLES_SQL = """
FROM claims JOIN sources USING (source_id)
SELECT DISTINCT source_id::VARCHAR AS source_id, split_part(title, ':', 1) AS article
ORDER BY article
"""
"""The articles, by the part of their title before a colon."""

CLOSEST_SQL = """
FROM claims
SELECT DISTINCT subject, greatest(
    jaro_winkler_similarity(lower(strip_accents(subject)), $asked),
    list_max(list_transform(string_split(lower(strip_accents(subject)), ' '),
        lambda word: 0.95 * jaro_winkler_similarity(word, $asked)))) AS likeness
ORDER BY likeness DESC, subject
LIMIT 5
"""
"""Subjects in the order of their likeness to `$asked`, or of one of their words to it."""

SEARCHED = "subject companies metric detail said corrected value_words topic article".split()
SIZES = {
    "k": "k thousand",
    "m": "m mn million",
    "b": "b bn billion",
    "t": "t tn trillion",
    "%": "% percent",
}
"""How people write the sizes that stand after a number, by how the table writes them."""
SIGN_OF = {word: sign for sign, words in SIZES.items() for word in words.split()}
SIZED = re.compile(rf"(?<=\d)[\s-]*({'|'.join(sorted(SIGN_OF, reverse=True))})(?!\w)")
MONEY = {"usd": "$", "dollar": "$", "yuan": "cn¥", "rmb": "cn¥", "cny": "cn¥"}


def parameters(filters: Filters) -> dict[str, Any]:
    """SQL parameters of the filters that statements have too: companies, and the date."""
    return {"companies": list(filters.company), **days(filters)}


def arrange(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in words, those of them that hold every word of what is `asked`."""
    found = said_in_words(rows).with_columns(
        pl.coalesce("said", "day_text").alias("said"),
        pl.col("status", "confidence").str.to_titlecase(),
        pl.col("companies", "other_conflicts").replace("", None),
    )
    asked = searched_words(rows["asked"][0]) if rows.height else []
    patterns = [_pattern(word) for word in asked]
    # A metric goes by its short name too (ipo, arr), and a statement by its date.
    also = (rows["metric"].str.replace_all("_", " "), rows["as_of"].dt.strftime("%B %Y, %Y-%m"))
    texts = pl.select(
        pl.concat_str([*found[SEARCHED].get_columns(), *also], separator="\n", ignore_nulls=True)
    ).to_series()
    kept = [all(pattern.search(text) for pattern in patterns) for text in map(_comparable, texts)]
    return found.filter(pl.Series(kept, dtype=pl.Boolean)).select(
        [*FIRST, *(name for name in found.columns if name not in FIRST)]
    )


def searched_words(asked: str) -> list[str]:
    """The words of a search as the table writes them: `US$70 billion` as `$70b`, no plurals."""
    text = SIZED.sub(lambda size: SIGN_OF[size[1]], _comparable(asked).replace("us$", "$"))
    words = [word.strip(",.;:?!'\"“”()").removesuffix("'s") for word in text.split()]
    single = [word[:-1] if len(word) > 3 and word[-1] == "s" else word for word in words]
    return [MONEY.get(word, word) for word in single if word]


def _comparable(text: str) -> str:
    """Folded, with 1,000 as 1000."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", folded(text))


def _pattern(word: str) -> re.Pattern[str]:
    """A word anywhere, but a number only whole: 7b is not found in 2.7b, nor 20 in 2024."""
    start = r"(?<![0-9.])" if word[0].isdecimal() else ""
    end = "(?![0-9])" if word[-1].isdecimal() else ""
    return re.compile(f"{start}{re.escape(word)}{end}")


FIRST = (
    "subject said metric detail corrected conflict other_conflicts as_of status confidence "
    "article source_url"
).split()


def headline(rows: pl.DataFrame) -> str:
    """How many statements, on what, and how many of them bear on a contradiction."""
    asked, about = rows["asked"][0], rows["about"][0]
    what = count(rows.height, "statement")
    if about:
        what += f" about {about}"
    if asked:
        what += f" with “{clipped(asked, 40)}”"
    disputed = rows["conflict"].count()
    if not disputed:
        return f"{what}; none of them in a known contradiction"
    if disputed == rows.height:
        every = "it bears" if disputed == 1 else "all of them bear"
        return f"{what}; {every} on a contradiction"
    bear = "bears" if disputed == 1 else "bear"
    return f"{what}; {disputed:,} of them {bear} on a contradiction"


def remark(rows: pl.DataFrame) -> str:
    """How many statements are held to be wrong themselves."""
    wrong = rows["is_corrected"].sum()
    return f"Held to be wrong or inexact themselves: {wrong:,}." if wrong else ""


NOTE = (
    "A statement is a figure or a dated fact of one of the four articles, right or wrong. It bears "
    "on a contradiction where statements cannot all be right, or a page outside says otherwise; it "
    "can bear on one and be right itself. Corrected to is about the statement itself, and empty "
    "where it is not held to be wrong. "
)

FIGURE = Figure(
    name="statements",
    subtitle="What the articles state: amounts (USD) or in the currency shown, and other figures, "
    "contradictions first",
    sql=SQL,
    spec=None,
    headline=headline,
    note=f"{NOTE}Date is that of the figure; a forecast stands at the date that it is for. Status "
    "says whether it had happened by then. Confidence is the trust that the figure is right, not "
    "that it is copied right. Amounts in other currencies are in the files in US dollars too.",
    remark=remark,
    arrange=arrange,
    rests_on_rounds=False,
    empty="No statement matches the search and the filters.",
    advice="Try fewer or other words, another topic, or take a filter back.",
    params={**parameters(Filters()), "find": "", "topic": "", "article": "", "standing": "all"},
    titles={
        "subject": "About",
        "metric": "Figure",
        "detail": "Detail",
        "said": "Says",
        "as_of": "Date",
        "corrected": "Corrected to",
        "other_conflicts": "Also in",
        "status": "Status",
        "confidence": "Confidence",
        "article": "Article",
    },
    hidden=(
        "topic",
        "companies",
        *SAID,
        "corrected_value",
        "is_corrected",
        "value_usd",
        "value_low_usd",
        "value_high_usd",
        "qualifier",
        "superseded_by",
        "day_text",
        "about",
        "asked",
    ),
)
