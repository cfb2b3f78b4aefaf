"""The three sliders of revenue per GPU-hour, and what is stated of where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from lib.figures.gpu_hour_revenue import MOST_GPUS, PRESETS_SQL
from lib.ui.choices import choose_from_list, choose_on_scale
from lib.ui.data import fixed_rows
from lib.words import markdown, money, month_words

DIGITS = (1, 2, 3, 5, 7)
REVENUES_USD = [digit * 10**power for power in range(7, 12) for digit in DIGITS]
GPUS = [digit * 10**power for power in range(3, 7) for digit in DIGITS] + [MOST_GPUS]
UTILISATIONS = range(5, 101, 5)
USUAL_GPUS = 100_000


def choose_gpu_hours() -> dict[str, Any]:
    """Revenue (USD a year), gpus, utilisation (0 to 1) and company that the sliders stand at."""
    rows = fixed_rows(PRESETS_SQL)
    presets = {row["organization"]: row for row in rows.iter_rows(named=True)}
    first = next(iter(presets))
    side_by_side = st.columns(4, gap="medium")
    with side_by_side[0]:
        preset = choose_from_list(
            "preset",
            "Start from the figures of",
            {name: markdown(name) for name in presets},
            first,
            resets=("revenue", "gpus"),
        )
    row = presets[preset]
    with side_by_side[1]:
        revenue = _slider(
            "revenue",
            "Revenue a year",
            {value: money(value) for value in _with(REVENUES_USD, rows["revenue_usd"], "revenue")},
            round(row["revenue_usd"]),
        )
    with side_by_side[2]:
        gpus = _slider(
            "gpus",
            "GPUs",
            {value: f"{value:,}" for value in _with(GPUS, rows["gpus"].drop_nulls(), "gpus")},
            round(row["gpus"] or USUAL_GPUS),
        )
    with side_by_side[3]:
        utilisation = _slider(
            "utilisation",
            "Utilisation (share of hours)",
            {value: f"{value}%" for value in _with(UTILISATIONS, [], "utilisation")},
            100,
        )
    st.caption(markdown(_basis(row, revenue, gpus)))
    return {
        "preset": preset,
        "revenue": float(revenue),
        "gpus": float(gpus),
        "utilisation": utilisation / 100,
    }


def _slider(name: str, label: str, options: Mapping[int, str], default: int) -> int:
    words = {str(value): text for value, text in options.items()}
    return int(choose_on_scale(name, label, words, str(default)))


def _with(steps: Iterable[int], stated: Iterable[float], name: str) -> list[int]:
    """The steps of a slider, what sources state, and what a link asks for between its ends."""
    values = [*steps]
    asked = st.query_params.get(name, "")
    # More digits than any value has would be too long to turn into a number.
    linked = [int(asked)] if asked.isascii() and asked.isdigit() and len(asked) < 13 else []
    inside = [value for value in linked if values[0] <= value <= values[-1]]
    return sorted({*values, *map(round, stated), *inside})


def _basis(row: Mapping[str, Any], revenue: int, gpus: int) -> str:
    """What of the sliders a source states, and what is the reader's assumption."""
    name = row["organization"]
    words = ["Your assumptions: utilisation"]
    if revenue != round(row["revenue_usd"]):
        words[0] += ", revenue"
    else:
        kind = "estimated " if row["is_estimated"] else ""
        words.append(f"Revenue: {kind}run rate of {name}, {month_words(row['revenue_date'])}.")
    if row["gpus"] is None:
        words.append(f"How many GPUs {name} uses is not known here: set a number.")
    if row["gpus"] is None or gpus != round(row["gpus"]):
        words[0] += ", number of GPUs"
    elif row["gpus_status"] == "sites":
        words.append(
            f"GPUs: H100 equivalents of data centres that {name} is known to use alone, "
            f"{month_words(row['gpus_date'])}; it uses more elsewhere."
        )
    else:
        status = row["gpus_status"]
        words.append(f"GPUs: {status} by {name}, {month_words(row['gpus_date'])}.")
    return " ".join([f"{words[0]}.", *words[1:], "The filters play no part here."])
