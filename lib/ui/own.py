"""Rounds that a visitor brings: read from a file, looked at, and put into every page of a session.

All of it is held by the session state and by nothing else: the rows of the file until they are in
use (a small file longer, so that its columns can still be changed), and the tables in use. The
bytes are let go as soon as they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib import own
from lib.database import Database, NotEnoughMemory, open_database, select
from lib.export import to_plain_csv
from lib.figures.figure import DECLARED
from lib.schema import Column
from lib.ui.address import read_url, write_url
from lib.ui.data import DATA, OWN, ROOT
from lib.ui.grid import in_millions, in_words, plain_column, shown_name
from lib.upload import (
    FIELDS,
    MAX_BYTES,
    MAX_ROWS,
    Options,
    Sheet,
    Unreadable,
    interpret,
    read,
    recognise,
    suggested,
)
from lib.upload.amounts import CODES
from lib.words import count, listing, markdown, money

DEALS, DRAFT, FAULT, TURN = "own_deals", "own_draft", "own_fault", "own_turn"
"""Keys of the session state: what is in use, the file being looked at, why the last file cannot be
used, and how many files have been chosen."""

MEMORY_LIMIT = "256MB"
KEPT_ROWS = 20_000
"""Largest file whose rows are kept beside the tables made of them."""
SHOWN_ROWS = 1_000
PREVIEW_ROWS = 20
SAMPLE = ROOT / "static/example-rounds.csv"

# Larger parts of a form would be put into a file on the disk while they arrive.
MultiPartParser.spool_max_size = MAX_BYTES + 2**20


@dataclass(eq=False)
class Draft:
    """A file being looked at; `found` is what its rows mean, once asked for."""

    sheet: Sheet
    columns: dict[str, str | None]
    options: Options
    room: own.Room
    found: Found | None = None


@dataclass(eq=False)
class InUse:
    """The file whose rounds are in the tables of this session, and how many of which there are.

    `of` is the file as it was looked at, where its rows are kept.
    """

    name: str
    rounds: int
    shipped: int
    room: own.Room
    of: Draft | None


PRIVATE = (
    "Your file stays in the memory of this session: it is never written to disk, nobody else sees "
    "it, and it is gone when you remove it, close this tab or the server restarts."
)
BUSY = (
    "Too many people have files open just now, and yours does not fit beside them. "
    "Try again later, or bring a file with fewer rows."
)


# On every page


def own_line() -> None:
    """One line about the visitor's rounds, if there are any, and the button that removes them."""
    deals: InUse | None = st.session_state.get(DEALS)
    if deals is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="own-line"):
        st.caption(
            f":material/person: Your file **{markdown(deals.name)}**: {deals_in_words(deals)} · "
            "Only you see them",
            width="content",
        )
        st.button("Remove", key="own-remove-line", type="tertiary", on_click=remove)


def deals_in_words(deals: InUse) -> str:
    """How many rounds are the visitor's, and how many stand beside them."""
    rounds = count(deals.rounds, "round")
    if not deals.shipped:
        return f"{rounds}, in place of the shipped ones; published totals stay as shipped"
    return f"{rounds}, beside {deals.shipped:,} shipped ones"


def remove() -> None:
    """Take the visitor's rounds out of every page, and let go of all that is held of them."""
    _let_go()
    for key in (DRAFT, FAULT):
        st.session_state.pop(key, None)
    _forget_origin()


def _put_away() -> None:
    """Let go of the rows of a file; what is in use stays."""
    draft: Draft | None = st.session_state.pop(DRAFT, None)
    deals: InUse | None = st.session_state.get(DEALS)
    if deals and deals.of is draft:
        deals.of = None


def _let_go() -> None:
    st.session_state.pop(DEALS, None)
    mine: Database | None = st.session_state.pop(OWN, None)
    if mine:
        mine.connection.close()
        mine.kept.clear()


def _forget_origin() -> None:
    """Take back a filter that has nothing to tell apart any more."""
    filters = read_url()[0]
    if "origin" in st.query_params:
        write_url(replace(filters, origin=()))


# The file


def bring_file() -> Draft | None:
    """The box for a file, and the file being looked at; None where there is none."""
    turn = st.session_state.setdefault(TURN, 0)
    file = st.file_uploader(
        "Your list of rounds",
        type=["csv", "tsv", "txt", "xlsx", "xls", "ods", "parquet"],
        key=f"own-file-{turn}",
        help=f"Up to {MAX_BYTES // 10**6} MB and {MAX_ROWS:,} rows, a round a row.",
    )
    st.caption(PRIVATE)
    st.download_button(
        "Sample file",
        data=SAMPLE.read_bytes,
        file_name="example-rounds.csv",
        mime="text/csv",
        icon=":material/download:",
        key="own-sample",
        on_click="ignore",
        help="Five made-up rounds in the layout that needs no correction.",
    )
    if file is not None:
        with st.spinner("Reading the file …"):
            _take(file)
        # A new box, so that nothing holds the bytes any longer.
        st.session_state[TURN] += 1
        st.rerun()
    if fault := st.session_state.get(FAULT):
        st.error(markdown(fault), icon=":material/error:")
    return st.session_state.get(DRAFT)


def _take(file: Any) -> None:
    """Read an uploaded file into a draft; one that cannot be read changes nothing."""
    st.session_state.pop(FAULT, None)
    before: Draft | None = st.session_state.get(DRAFT)
    try:
        sheet = read(file.name, file.getvalue())
        room = own.room_for(sheet.rows.height, before.room if before else None)
        columns = recognise(sheet)
        draft = Draft(sheet, columns, suggested(sheet, columns), room)
    except Unreadable as error:
        st.session_state[FAULT] = str(error)
    except own.NoRoom:
        st.session_state[FAULT] = BUSY
    else:
        st.session_state[DRAFT] = draft
        _set_widgets(draft)
    finally:
        _drop(file)


def _drop(file: Any) -> None:
    """Let go of the bytes: Streamlit would hold them as long as the tab is open."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    file.close()


def _set_widgets(draft: Draft) -> None:
    """Make the boxes show what was recognised."""
    for key, value in _shown(draft).items():
        st.session_state[key] = value


def _shown(draft: Draft) -> dict[str, str | None]:
    """What each box of a draft shows, by its key."""
    options = draft.options
    units = {unit: name for name, (unit, _) in UNITS.items()}
    orders = {order: name for name, (order, _) in ORDERS.items()}
    rates = "; ".join(f"{name} {rate:g}" for name, rate in options.rates.items())
    return {f"own-column-{name}": draft.columns.get(name) for name in FIELDS} | {
        "own-currency": options.currency,
        "own-unit": units.get(options.unit, "header"),
        "own-order": orders[options.day_first],
        "own-rates": rates,
    }


# What its columns mean


def confirm_columns(draft: Draft) -> None:
    """The column that holds each field, to confirm or to correct."""
    with st.container(horizontal=True, vertical_alignment="center"):
        rows = count(draft.sheet.rows.height, "row")
        st.markdown(f"#### {markdown(draft.sheet.name)}: {rows}", width="stretch")
        st.button("Put the file away", key="own-away", type="tertiary", on_click=_put_away)
    for note in draft.sheet.notes:
        st.caption(markdown(note))
    st.markdown("**Which column holds what?** Correct what was not recognised right.")
    usual = [name for name, each in FIELDS.items() if each.usual or draft.columns.get(name)]
    shown = _shown(draft)
    _field_boxes(draft, usual, shown)
    with st.expander("More fields"):
        _field_boxes(draft, [name for name in FIELDS if name not in usual], shown)
    missing = [FIELDS[n].title for n, f in FIELDS.items() if f.required and not draft.columns[n]]
    if missing:
        st.warning(f"Choose the column that holds: {listing(missing)}.")


def _field_boxes(draft: Draft, names: list[str], shown: dict[str, str | None]) -> None:
    # A row at a time, so that the order stays where they stand below each other, on a phone.
    places = [place for _ in range(0, len(names), 4) for place in st.columns(4)]
    for place, name in zip(places, names, strict=False):
        told, key = FIELDS[name], f"own-column-{name}"
        st.session_state.setdefault(key, shown[key])
        place.selectbox(
            f"{told.title} (required)" if told.required else told.title,
            draft.sheet.rows.columns,
            index=None,
            key=key,
            placeholder="Not in the file",
            help=markdown(told.description),
            on_change=_choose_column,
            args=(name,),
        )


def _choose_column(name: str) -> None:
    """Take the column chosen for a field; no other field keeps it."""
    draft: Draft = st.session_state[DRAFT]
    column = st.session_state[f"own-column-{name}"]
    for other, held in draft.columns.items():
        if other != name and held == column and column is not None:
            draft.columns[other] = None
            st.session_state[f"own-column-{other}"] = None
    draft.columns[name] = column
    draft.found = None


def confirm_options(draft: Draft) -> None:
    """How bare numbers and dates are to be read."""
    st.markdown("**How are its values to be read?**")
    currencies = {code: code for code in sorted(CODES, key=lambda code: (code != "USD", code))}
    boxes: tuple[tuple[str, str, dict[str, str], str], ...] = (
        (
            "own-currency",
            "Amounts without a currency are in",
            currencies,
            "Amounts become US dollars at the mean rate of their year.",
        ),
        (
            "own-unit",
            "A bare number means",
            {name: words for name, (_, words) in UNITS.items()},
            "For 12.5 where $12.5M is meant.",
        ),
        (
            "own-order",
            "3/4/2026 is",
            {name: words for name, (_, words) in ORDERS.items()},
            "Dates that spell the month out, or begin with the year, need no choice.",
        ),
    )
    *places, last = st.columns(4)
    shown = _shown(draft)
    for place, (key, label, options, about) in zip(places, boxes, strict=True):
        st.session_state.setdefault(key, shown[key])
        place.selectbox(
            label,
            list(options),
            key=key,
            format_func=options.__getitem__,
            help=about,
            on_change=_choose_options,
        )
    st.session_state.setdefault("own-rates", shown["own-rates"])
    last.text_input(
        "Exchange rates",
        key="own-rates",
        placeholder="INR 83.2; PKR 2024 278",
        max_chars=400,
        help="Where one is missing: units for one US dollar, in all years or in one. "
        "They go before the shipped rates.",
        on_change=_choose_options,
    )


UNITS: dict[str, tuple[float | None, str]] = {
    "header": (None, "What the header says"),
    "1": (1.0, "Just that: 12.5 is 12.50"),
    "1e3": (1e3, "Thousands"),
    "1e6": (1e6, "Millions"),
    "1e9": (1e9, "Billions"),
}
ORDERS: dict[str, tuple[bool | None, str]] = {
    "column": (None, "What the column shows"),
    "day": (True, "3 April (day first)"),
    "month": (False, "4 March (month first)"),
}
RATE = re.compile(r"\b([A-Za-z]{3})(?:\s+(\d{4}))?[\s:=]+(\d{1,9}(?:\.\d{1,9})?)(?=\s*(?:[;,]|$))")


def _choose_options() -> None:
    draft: Draft = st.session_state[DRAFT]
    state = st.session_state
    draft.options = Options(
        day_first=ORDERS[state["own-order"]][0],
        currency=state["own-currency"],
        unit=UNITS[state["own-unit"]][0],
        rates=_rates(state["own-rates"]),
    )
    draft.found = None


def _rates(text: str) -> dict[str, float]:
    """Positive rates by code, or by code and year, of a text such as `INR 83.2; PKR 2024 278`."""
    return {
        f"{code.upper()} {year}".strip(): float(rate)
        for code, year, rate in RATE.findall(text)
        if float(rate) > 0
    }


# What was read


@dataclass(frozen=True)
class Found:
    """What a draft means: its rounds under the names used here, and the shipped ones they match."""

    rounds: pl.DataFrame
    pairs: pl.DataFrame
    problems: pl.DataFrame
    rejected: pl.DataFrame


def understood(draft: Draft) -> Found:
    """What the rows of a draft mean, worked out again only after a choice was changed."""
    if draft.found is None:
        with st.spinner("Reading the rows …"):
            read_rows = interpret(draft.sheet, draft.columns, draft.options)
            shipped = own.shipped_tables(DATA)
            rounds = own.settled(shipped, read_rows.rounds, own.investor_aliases(DATA))
            pairs = own.matches(shipped["rounds"], rounds)
            draft.found = Found(rounds, pairs, read_rows.problems, read_rows.rejected)
    return draft.found


def show_rounds(draft: Draft, found: Found) -> None:
    """How many rows became rounds, the first of them, and what could not be used."""
    rows, rounds = draft.sheet.rows.height, found.rounds.height
    headline = f"{count(rounds, 'round')} from {count(rows, 'row')} of {draft.sheet.name}"
    st.markdown(f"#### {markdown(headline)}")
    for place, (label, number) in zip(
        st.columns(4),
        {
            "Rows read": rows,
            "Rounds": rounds,
            "Rows left out": found.rejected.height,
            "Values not used": found.problems.height,
        }.items(),
        strict=True,
    ):
        place.metric(label, f"{number:,}", border=True)
    if rounds:
        st.caption(f"The first {min(PREVIEW_ROWS, rounds):,} rounds as they will count:")
        _table(found.rounds.head(PREVIEW_ROWS), "row", *PREVIEWED, alt="Rounds of your file")
    _problems(draft, found)


PREVIEWED = (
    "company announced_date date_precision stage status kind amount_usd post_money_usd country "
    "region sector investors"
).split()


def _problems(draft: Draft, found: Found) -> None:
    if found.problems.is_empty() and found.rejected.is_empty():
        st.success("Every row and every value of the file could be used.")
        return
    reasons = (
        found.problems.group_by("reason").len().sort("len", "reason", descending=[True, False])
    )
    most = [f"{reason} ({number:,})" for reason, number in reasons.head(6).iter_rows()]
    if most:
        st.markdown(f"**What could not be used:** {markdown('; '.join(most))}")
    if found.problems.height > SHOWN_ROWS:
        st.caption(f"The first {SHOWN_ROWS:,} of {found.problems.height:,}; the file holds all.")
    if found.problems.height:
        problems = found.problems.head(SHOWN_ROWS)
        _table(problems, *problems.columns, alt="Values that could not be used")
    with st.container(horizontal=True, gap="small"):
        for name, words, rows in (
            ("problems", "All problems", found.problems),
            ("rejected", "Rows left out", found.rejected),
        ):
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


def _table(rows: pl.DataFrame, *columns: str, alt: str) -> None:
    shown = in_millions(rows.select(columns))
    declared = [DECLARED[name] for name in columns if name in DECLARED]
    st.dataframe(
        in_words(shown, [each for each in declared if each.unit != "USD"]),
        hide_index=True,
        column_order=[shown_name(DECLARED[each]) if each in DECLARED else each for each in columns],
        column_config={"row": st.column_config.NumberColumn("Row", format="%d", width="small")}
        | {shown_name(each): plain_column(each) for each in declared}
        | {
            name: st.column_config.Column(name.replace("_", " ").capitalize())
            for name in shown.columns
            if name != "row" and name not in {shown_name(each) for each in declared}
        },
        placeholder="",
        alt=alt,
    )


# Use


def put_to_use(draft: Draft, found: Found) -> None:
    """How the rounds stand to the shipped ones, and the button that puts them into every page."""
    mode = st.segmented_control(
        "Show your rounds",
        list(MODES),
        default="beside",
        format_func=MODES.__getitem__,
        required=True,
        key="own-mode",
    )
    double = "both"
    if mode == "beside" and found.pairs.height:
        double = _matches(found.pairs)
    pairs = found.pairs
    columns = {"mine": "round_id_shipped", "shipped": "round_id"}
    left_out = pairs[columns[double]].to_list() if double in columns else []
    if st.button(
        "Use these rounds",
        type="primary",
        icon=":material/check:",
        key="own-use",
        disabled=found.rounds.is_empty(),
    ):
        with st.spinner("Putting your rounds into every page …"):
            _use(draft, found, left_out, alone=mode == "replace")
        st.rerun()
    deals: InUse | None = st.session_state.get(DEALS)
    if deals and deals.of is draft:
        st.success(
            f"Every page now shows your file: {deals_in_words(deals)}. "
            "The filter Data, at the left, tells yours from the shipped ones."
            if deals.shipped
            else f"Every page now shows your file: {deals_in_words(deals)}."
        )
        st.page_link("pages/overview.py", icon=":material/arrow_forward:")


MODES = {"beside": "Beside the shipped rounds", "replace": "In place of the shipped rounds"}
DOUBLES = {"mine": "Use mine", "shipped": "Keep the shipped ones", "both": "Keep both"}


def _matches(pairs: pl.DataFrame) -> str:
    """The rounds that both know, and which of the two is to count."""
    is_one = pairs.height == 1
    st.markdown(
        f"**{count(pairs.height, 'round')} of your file {'is' if is_one else 'are'} also "
        f"shipped**: the same company, at most {own.NEAREST_DAYS} days and "
        f"{own.NEAREST_SHARE:.0%} of the amount apart. Which is to count?"
    )
    double = st.segmented_control(
        "Rounds that both know",
        list(DOUBLES),
        default="mine",
        format_func=DOUBLES.__getitem__,
        required=True,
        key="own-double",
        label_visibility="collapsed",
    )
    lost = pairs.filter(pl.col("amount_usd").is_null())["amount_usd_shipped"].drop_nulls()
    capital = sum(lost.to_list())
    if double == "mine" and lost.len():
        st.caption(
            f":material/info: {count(lost.len(), 'round')} of yours without an amount "
            f"{'stands' if lost.len() == 1 else 'stand'} in place of {markdown(money(capital))}."
        )
    if double == "both":
        st.caption(":material/info: Their capital then counts twice.")
    if pairs.height > SHOWN_ROWS:
        st.caption(f"The first {SHOWN_ROWS:,} of {pairs.height:,}:")
    told = pairs.head(SHOWN_ROWS)
    st.dataframe(
        told.select(
            "company",
            "announced_date",
            "announced_date_shipped",
            pl.col("amount_usd", "amount_usd_shipped") / 1e6,
            "stage",
            "stage_shipped",
        ),
        hide_index=True,
        column_config={
            "company": "Company",
            "announced_date": st.column_config.DateColumn("Yours: announced"),
            "announced_date_shipped": st.column_config.DateColumn("Shipped: announced"),
            "amount_usd": st.column_config.NumberColumn("Yours: amount ($M)", format="%,.1f"),
            "amount_usd_shipped": st.column_config.NumberColumn(
                "Shipped: amount ($M)", format="%,.1f"
            ),
            "stage": "Yours: stage",
            "stage_shipped": "Shipped: stage",
        },
        placeholder="",
        alt="Rounds that are in your file and shipped",
    )
    return double


def _use(draft: Draft, found: Found, left_out: Iterable[str], alone: bool) -> None:
    """Open the tables with the rounds in them; where that fails, all stays as it was."""
    before: InUse | None = st.session_state.get(DEALS)
    keeps_file = draft.sheet.rows.height <= KEPT_ROWS
    held = [before.room if before else None, None if keeps_file else draft.room]
    try:
        room = own.room_for(found.rounds.height, *held)
        stored = own.shipped_tables(DATA)
        tables = own.made(stored, found.rounds, draft.sheet.name, left_out, alone)
        opened = open_database(DATA, MEMORY_LIMIT, tables)
    except (own.NoRoom, NotEnoughMemory):
        st.session_state[FAULT] = BUSY
        return
    _let_go()
    if not keeps_file:
        st.session_state.pop(DRAFT)
    [(mine, shipped)] = select(opened, ORIGINS_SQL).rows()
    st.session_state[OWN] = opened
    st.session_state[DEALS] = InUse(
        draft.sheet.name, mine, shipped, room, draft if keeps_file else None
    )
    st.session_state.pop(FAULT, None)


ORIGINS_SQL = """
FROM rounds SELECT count(*) FILTER (origin = 'Yours'), count(*) FILTER (origin = 'Shipped')
"""
