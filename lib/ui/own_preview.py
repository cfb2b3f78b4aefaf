"""What the rows of a visitor's file were read as, and what was left out or doubtful, and why."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from lib import own
from lib.export import to_plain_csv
from lib.figures.figure import DECLARED
from lib.schema import Column
from lib.ui.data import DATA
from lib.ui.grid import in_millions, in_words, plain_column, shown_name
from lib.ui.own import ONE_AT_A_TIME, Draft, Found
from lib.upload import FIELDS, LEFT_OUT, interpret
from lib.words import count, listing, markdown, money, month_words

SHOWN_ROWS = 1_000
PREVIEW_PIXELS = 320
NAMED = 5
PREVIEWED = (
    "row company announced_date date_precision amount_usd amount_original currency stage "
    "post_money_usd country region sector investors lead_investors status kind"
).split()


def understood(draft: Draft) -> Found:
    """What the rows of a draft mean, worked out again only after a choice was changed."""
    if draft.found is None:
        with st.spinner("Reading the rows …"), ONE_AT_A_TIME:
            meant = interpret(draft.sheet, draft.columns, draft.options)
            shipped = own.shipped_tables(DATA)
            rounds = own.settled(shipped, meant.rounds, own.investor_aliases(DATA))
            pairs = own.matches(shipped["rounds"], rounds)
            known = rounds.join(shipped["companies"], on="company", how="semi")["company"]
            names = tuple(known.unique(maintain_order=True))
            draft.found = Found(rounds, pairs, names, meant.problems, meant.rejected)
    return draft.found


def show_rounds(draft: Draft, found: Found) -> None:
    """How many rows became rounds, the first of them, and what could not be used."""
    rows, rounds = count(draft.sheet.rows.height, "row"), found.rounds
    headline = f"{count(rounds.height, 'round')} from {rows} of {draft.sheet.name}"
    st.markdown(f"#### {markdown(headline)}")
    stated = rounds["amount_usd"].drop_nulls()
    doubtful = found.problems.filter(pl.col("outcome") != LEFT_OUT).height
    with st.container(horizontal=True):
        for label, value in {
            "Rounds": f"{rounds.height:,}",
            "Capital": money(float(stated.sum())) if stated.len() else "None",
            "Rows left out": f"{found.rejected.height:,}",
            "Values to check": f"{doubtful:,}",
        }.items():
            st.metric(label, value, border=True, width=METRIC_PIXELS)
    if rounds.height:
        st.caption(markdown(" ".join(_told(found))))
        _table(rounds.head(SHOWN_ROWS), PREVIEWED, "Rounds of your file", PREVIEW_PIXELS)
    _problems(found)


METRIC_PIXELS = 150


def _told(found: Found) -> list[str]:
    """Sentences about the rounds of a file: time, amounts, companies."""
    rounds = found.rounds
    first, last = (month_words(day) for day in (rounds["announced_date"].sort()[[0, -1]]))
    companies = rounds["company"].n_unique()
    sentences = [
        f"Announced in {first}." if first == last else f"Announced from {first} to {last}.",
        f"{rounds['amount_usd'].count():,} of {count(rounds.height, 'round')} with an amount.",
    ]
    if found.known:
        known = len(found.known)
        keep = "is known here and keeps" if known == 1 else "are known here and keep"
        sentences.append(
            f"{known:,} of {count(companies, 'company')} {keep} the country and sector "
            f"of this explorer: {listing(list(found.known), NAMED)}."
        )
    if rounds.height > SHOWN_ROWS:
        sentences.append(f"The first {SHOWN_ROWS:,} rounds, as they will count:")
    return sentences


def _problems(found: Found) -> None:
    problems = found.problems
    if problems.is_empty() and found.rejected.is_empty():
        st.success("Every row and every value of the file could be used.")
        return
    st.markdown("**What was left out, left empty or read with doubt**, most frequent first:")
    _table(_by_reason(problems), None, "Reasons why values could not be used as they stand")
    with st.expander("Row by row"):
        if problems.height > SHOWN_ROWS:
            st.caption(f"The first {SHOWN_ROWS:,} of {problems.height:,}; the file holds all.")
        told = problems.head(SHOWN_ROWS).with_columns(FIELD_TITLE)
        _table(told, None, "Values that could not be used as they stand")
    with st.container(horizontal=True, gap="small"):
        _file("problems", "All of these", problems)
        _file("rejected", "Rows left out", found.rejected)


FIELD_TITLE = pl.col("field").replace(
    {name: field.title for name, field in FIELDS.items()} | {"": "Whole row"}
)


def _by_reason(problems: pl.DataFrame) -> pl.DataFrame:
    """How often each thing happened, with one case."""
    # What differs from row to row is no reason of its own.
    reason = pl.col("reason").str.replace(r"^repeats row \d+", "repeats an earlier row")
    reason = reason.str.replace(r"^the date .* (is not a|lies|names)", "the date $1")
    outcome = pl.col("outcome").str.replace(r"^read as \d.*", "read as shown row by row")
    first = pl.col("row").first().alias("row")
    value = pl.col("value").first().alias("value")
    return (
        problems.with_columns(FIELD_TITLE, reason.alias("reason"), outcome.alias("outcome"))
        .group_by("field", "reason", "outcome", maintain_order=True)
        .agg(pl.len().alias("times"), first, value)
        .sort("times", descending=True, maintain_order=True)
        .select("times", "field", "reason", "outcome", "row", "value")
        .rename({"row": "first in row", "value": "there"})
    )


def _file(name: str, words: str, rows: pl.DataFrame) -> None:
    st.download_button(
        f"{words} (CSV)",
        data=partial(_csv, rows),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"own-{name}",
        on_click="ignore",
        disabled=rows.is_empty(),
    )


def _csv(rows: pl.DataFrame) -> bytes:
    """The rows alone, to be corrected in a spreadsheet and brought again."""
    columns = [Column(name, kind, name, "") for name, kind in rows.schema.items()]
    return b"\xef\xbb\xbf" + to_plain_csv(rows, columns)


def _table(rows: pl.DataFrame, columns: list[str] | None, alt: str, most: int = 0) -> None:
    """A grid of `columns`, or of all; at most as high as so many pixels."""
    names = columns or rows.columns
    shown = in_millions(rows.select(names))
    declared = [DECLARED[name] for name in names if columns and name in DECLARED]
    titles = {shown_name(each): plain_column(each) for each in declared}
    config = st.column_config
    st.dataframe(
        in_words(shown, [each for each in declared if each.unit != "USD"]),
        height=most if 35 * rows.height > most > 0 else "auto",
        hide_index=True,
        column_order=[
            shown_name(DECLARED[name]) if columns and name in DECLARED else name for name in names
        ],
        column_config={name: name.capitalize() for name in shown.columns}
        | titles
        | {
            "reason": config.Column("Reason", width="large"),
            "row": config.NumberColumn("Row", format="%d", width="small"),
            # To the day, so that days and months that were taken for each other show.
            "announced_date": config.DateColumn("Announced", format="D MMM YYYY"),
            "amount_original": config.NumberColumn("As in the file", format="localized"),
        },
        placeholder="",
        alt=alt,
    )
