"""The box for a visitor's file of rounds; what it holds is let go as soon as it is read."""

from __future__ import annotations

import logging
from typing import Any

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib import own
from lib.ui.data import ROOT
from lib.ui.own import BUSY, DRAFT, FAULT, ONE_AT_A_TIME, Draft, look_at
from lib.ui.own_columns import set_boxes
from lib.upload import MAX_BYTES, MAX_ROWS, Unreadable, read, recognise, suggested
from lib.words import markdown

log = logging.getLogger(__name__)

TURN = "own_turn"
"""Key of the session state: how many files have been chosen."""
SAMPLE = ROOT / "static/example-rounds.csv"
PRIVATE = (
    "Your file stays in the memory of this session: it is never written to disk, nobody else sees "
    "it, and it is gone when you remove it, close this tab or the server restarts."
)

# Larger parts of a form would be put into a file on the disk while they arrive.
MultiPartParser.spool_max_size = MAX_BYTES + 2**20


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
        with ONE_AT_A_TIME:
            sheet = read(file.name, file.getvalue())
        room = own.room_for(sheet.rows.height, before.room if before else None)
        columns = recognise(sheet)
        draft = Draft(sheet, columns, suggested(sheet, columns), room)
    except Unreadable as error:
        log.info("A file of %d bytes was refused: %s", file.size, error)
        st.session_state[FAULT] = str(error)
    except own.NoRoom:
        log.warning("A file of %d rows was refused: no room", sheet.rows.height)
        st.session_state[FAULT] = BUSY
    else:
        look_at(draft)
        set_boxes(draft)
    finally:
        _drop(file)


def _drop(file: Any) -> None:
    """Let go of the bytes: Streamlit would hold them as long as the tab is open."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    file.close()
