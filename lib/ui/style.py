"""What the theme cannot say: a few colours, and how a page is printed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

RULES = f"<style>{Path(__file__).with_name('style.css').read_text(encoding='utf-8')}</style>"


def style() -> None:
    """Lay style.css over Streamlit's own; takes no room on the page."""
    st.html(RULES)
