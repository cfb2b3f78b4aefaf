"""Boxes whose content is made only once somebody opens them."""

from __future__ import annotations

from typing import Any

import streamlit as st


def popover(label: str, icon: str, key: str) -> Any:
    """A quiet button that opens a box; `open` tells whether the box is to be filled.

    Within a fragment, so that a click runs nothing else.
    """
    return st.popover(label, icon=f":material/{icon}:", type="tertiary", on_change="rerun", key=key)
