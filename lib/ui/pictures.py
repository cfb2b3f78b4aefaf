"""A figure to take along as a picture."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from lib.answers import provenance
from lib.database import Database
from lib.export import file_name
from lib.figures.figure import Figure
from lib.filters import Filters
from lib.pictures import caption_of, picture
from lib.pictures.paper import THEMES
from lib.pictures.press import FORMS
from lib.ui.data import database

HELP = {
    "SVG": "For the web and for drawing programs: sharp at every size.",
    "PNG": "For slides, mails and messages.",
    "PDF": "For print: one page, sharp at every size.",
}


def pictures(figure: Figure, rows: pl.DataFrame, filters: Filters) -> None:
    """A theme, and a button a format; a picture is made when its button is clicked."""
    link = st.context.url or ""
    about = provenance(database(), figure.subtitle, filters, link)
    theme = st.segmented_control(
        "Colours",
        list(THEMES),
        format_func=str.title,
        default=_theme_in_view(),
        required=True,
        key=f"picture-theme-{figure.name}",
    )
    with st.container(horizontal=True, gap="small"):
        for name, form in FORMS.items():
            st.download_button(
                name,
                data=partial(_file, database(), figure, rows, filters, link, name, theme),
                file_name=file_name(about, form.suffix),
                mime=form.mime,
                key=f"picture-{figure.name}-{name}",
                icon=":material/download:",
                on_click="ignore",
                help=HELP[name],
            )
    st.caption("With headline, filters, sources and date on it.")


def _theme_in_view() -> str:
    theme = st.context.theme.type
    return theme if theme in THEMES else "light"


def _file(
    data: Database,
    figure: Figure,
    rows: pl.DataFrame,
    filters: Filters,
    link: str,
    form: str,
    theme: str,
) -> bytes:
    return picture(figure, rows, caption_of(data, figure, rows, filters, link), form, theme)
