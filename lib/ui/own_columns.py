"""What the columns and values of a visitor's file mean: as recognised, to confirm or to correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.ui.own import DRAFT, Draft, Found, put_away
from lib.upload import FIELDS, missing_rates
from lib.upload.amounts import CODES
from lib.upload.vocabulary import yearly_rates
from lib.words import count, listing, markdown

COLUMN, RATE = "own-column-", "own-rate-"
"""How the keys of the boxes for columns and for rates begin."""
SHOWN_RATES = 12
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
OPTIONS: dict[str, tuple[str, Mapping[str, str], str]] = {
    "own-currency": (
        "Amounts without a currency are in",
        {code: code for code in sorted(CODES, key=lambda code: (code != "USD", code))},
        "Amounts become US dollars at the mean rate of their year.",
    ),
    "own-unit": (
        "A bare number means",
        {name: words for name, (_, words) in UNITS.items()},
        "For 12.5 where $12.5M is meant.",
    ),
    "own-order": (
        "3/4/2026 is",
        {name: words for name, (_, words) in ORDERS.items()},
        "Dates that spell the month out, or begin with the year, need no choice.",
    ),
}
"""Label, choices and help of each box about values, by its key."""


def set_boxes(draft: Draft) -> None:
    """Make the boxes show what was recognised in a new file."""
    for key in [key for key in st.session_state if str(key).startswith(RATE)]:
        del st.session_state[key]
    for key, value in _shown(draft).items():
        st.session_state[key] = value


def _shown(draft: Draft) -> dict[str, str | None]:
    """What each box of a draft shows, by its key."""
    options = draft.options
    units = {unit: name for name, (unit, _) in UNITS.items()}
    orders = {order: name for name, (order, _) in ORDERS.items()}
    return {f"{COLUMN}{name}": draft.columns.get(name) for name in FIELDS} | {
        "own-currency": options.currency,
        "own-unit": units.get(options.unit, "header"),
        "own-order": orders[options.day_first],
    }


def confirm_columns(draft: Draft) -> None:
    """The column that holds each field, to confirm or to correct."""
    with st.container(horizontal=True, vertical_alignment="center"):
        rows = count(draft.sheet.rows.height, "row")
        st.markdown(f"#### {markdown(draft.sheet.name)}: {rows}", width="stretch")
        st.button("Put the file away", key="own-away", type="tertiary", on_click=put_away)
    for note in draft.sheet.notes:
        st.caption(markdown(note))
    st.markdown("**Which column holds what?** Correct what was not recognised right.")
    asked = [name for name, each in FIELDS.items() if each.usual or draft.columns.get(name)]
    _column_boxes(draft, asked)
    with st.expander("More fields"):
        _column_boxes(draft, [name for name in FIELDS if name not in asked])
    missing = [FIELDS[n].title for n, f in FIELDS.items() if f.required and not draft.columns[n]]
    if missing:
        st.warning(f"Choose the column that holds: {listing(missing)}.")


def _column_boxes(draft: Draft, names: list[str]) -> None:
    shown = _shown(draft)
    for place, name in zip(_four_a_row(len(names)), names, strict=False):
        told, key = FIELDS[name], f"{COLUMN}{name}"
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


def _four_a_row(number: int) -> list[DeltaGenerator]:
    # A row at a time, so that the order stays where they stand below each other, on a phone.
    return [place for _ in range(0, number, 4) for place in st.columns(4)]


def _choose_column(name: str) -> None:
    """Take the column chosen for a field; no other field keeps it."""
    draft: Draft = st.session_state[DRAFT]
    column = st.session_state[f"{COLUMN}{name}"]
    for other, held in draft.columns.items():
        if other != name and held == column and column is not None:
            draft.columns[other] = None
            st.session_state[f"{COLUMN}{other}"] = None
    draft.columns[name] = column
    draft.found = None


def confirm_options(draft: Draft) -> None:
    """How bare numbers and dates are to be read."""
    st.markdown("**How are its values to be read?**")
    shown = _shown(draft)
    for place, (key, (label, words, about)) in zip(
        st.columns(len(OPTIONS)), OPTIONS.items(), strict=True
    ):
        st.session_state.setdefault(key, shown[key])
        place.selectbox(
            label,
            list(words),
            key=key,
            format_func=words.__getitem__,
            help=about,
            on_change=_choose_options,
        )


def _choose_options() -> None:
    draft: Draft = st.session_state[DRAFT]
    state = st.session_state
    draft.options = replace(
        draft.options,
        day_first=ORDERS[state["own-order"]][0],
        currency=state["own-currency"],
        unit=UNITS[state["own-unit"]][0],
    )
    draft.found = None


def ask_rates(draft: Draft, found: Found) -> None:
    """A box for each exchange rate that amounts of the file wait for, or that was entered."""
    waiting = missing_rates(found.problems)
    entered = [name for name in draft.options.rates if name not in waiting]
    names = [*entered, *list(waiting)[:SHOWN_RATES]]
    if not names:
        return
    if waiting:
        number = count(sum(waiting.values()), "amount")
        st.warning(
            f"**{number} left empty for want of an exchange rate.** Enter how many units of the "
            "currency one US dollar bought, on average, in that year.",
            icon=":material/currency_exchange:",
        )
    with st.form("own-rates", border=False):
        _rate_boxes(draft, names, waiting)
        if len(waiting) > SHOWN_RATES:
            st.caption(
                f"{SHOWN_RATES} of {len(waiting):,} missing rates, those that most amounts wait "
                "for. The others follow once these are in."
            )
        st.form_submit_button("Convert at these rates", on_click=_take_rates, args=(names,))


def _rate_boxes(draft: Draft, names: list[str], waiting: Mapping[str, int]) -> None:
    for place, name in zip(_four_a_row(len(names)), names, strict=False):
        currency, year = name.split()
        waits = f" ({count(waiting[name], 'amount')})" if name in waiting else ""
        st.session_state.setdefault(f"{RATE}{name}", draft.options.rates.get(name))
        place.number_input(
            f"{currency} for $1 in {year}{waits}",
            min_value=0.0,
            value=None,
            step=None,
            format="%g",
            key=f"{RATE}{name}",
            placeholder=_known_rate(currency),
        )


def _known_rate(currency: str) -> str:
    """The newest shipped rate of a currency: what to enter is near it."""
    known = {year: rate for (code, year), rate in yearly_rates().items() if code == currency}
    return f"{known[max(known)]:.4g} in {max(known)}" if known else "Units"


def _take_rates(names: Iterable[str]) -> None:
    draft: Draft = st.session_state[DRAFT]
    entered = {name: st.session_state[f"{RATE}{name}"] for name in names}
    rates = {name: float(rate) for name, rate in entered.items() if rate}
    draft.options = replace(draft.options, rates=rates)
    draft.found = None
