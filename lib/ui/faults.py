"""What goes wrong while a page is drawn: kept to its part, said on the page, told to the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import format_tb

import streamlit as st
from streamlit.errors import FragmentHandledException

from lib.ui.data import OWN
from lib.ui.own import DRAFT
from lib.words import markdown

log = logging.getLogger(__name__)

ADVICE = (
    "What else the page shows is right. Reload it; if this stays, take the last filter or choice "
    "back, and tell whoever runs this explorer: the log says what went wrong."
)


@contextmanager
def kept_apart(name: str, words: str) -> Iterator[None]:
    """Draw a part of a page. Where it fails, the page says so in its place and goes on.

    The page calls it by its `words`, the log by its `name`, with the page and the traceback. What
    Streamlit ends or repeats a run with is no Exception and passes.
    """
    try:
        yield
    except FragmentHandledException:
        pass  # Streamlit has said and logged it.
    except Exception as error:
        _log(name, error)
        with st.container(key=f"fault-{name}"):
            fault = f"**{markdown(words)}** could not be drawn. {ADVICE}"
            st.error(fault, icon=":material/error:")


def _log(name: str, error: Exception) -> None:
    told = f"{name} on page {st.session_state.get('page')} failed"
    if OWN in st.session_state or DRAFT in st.session_state:
        # The words of an error can quote the file that a visitor brought; lines of code cannot.
        frames = "".join(format_tb(error.__traceback__))
        log.error("%s\nTraceback (most recent call last):\n%s%r", told, frames, type(error))
    else:
        log.error("%s", told, exc_info=error)
