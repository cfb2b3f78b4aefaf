"""The app with addresses for programs beside its pages: `streamlit run server.py`.

A host that runs streamlit_app.py itself has the pages alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from lib import api
from lib.ui.data import shipped


@asynccontextmanager
async def _announced(_: st.App) -> AsyncIterator[None]:
    api.announce()
    yield


# The same tables as the pages; those a visitor brings are of the session and never seen here.
app = st.App(
    Path(__file__).with_name("streamlit_app.py"),
    routes=api.routes(shipped),
    lifespan=_announced,
)
