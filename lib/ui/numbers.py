"""A few numbers side by side, each with a word of detail and its definition."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.figures.headline_numbers import Number
from lib.words import markdown

A_ROW = 4


def numbers(all_of_them: Sequence[Number], a_row: int = A_ROW) -> None:
    """Boxes in rows of `a_row`, of two on a phone; below each value stands its detail."""
    for start in range(0, len(all_of_them), a_row):
        with st.container(horizontal=True, gap="small"):
            for number in all_of_them[start : start + a_row]:
                st.metric(
                    number.label,
                    markdown(number.value),
                    number.change and markdown(number.change),
                    delta_color="off",
                    delta_arrow="off",
                    help=markdown(number.definition),
                    border=True,
                )
