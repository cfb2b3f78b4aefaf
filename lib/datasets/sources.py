"""Where the data comes from: one row a source, with its terms."""

from __future__ import annotations

import polars as pl

from lib.schema import Column, Dataset

DATASET = Dataset(
    name="sources",
    title="Sources",
    description="Publisher, link, licence and credit line of every source, with the rows it supports.",
    key=("source_id",),
    columns=(
        Column("source_id", pl.String(), "Source", "Identifier used in every table", required=True),
        Column("title", pl.String(), "Title", "Title of the source", required=True),
        Column("publisher", pl.String(), "Publisher", "Who published it", required=True),
        Column("url", pl.String(), "Link", "Where to find it", required=True, pattern="^https?://"),
        Column("licence", pl.String(), "Licence", "Terms of use", required=True),
        Column(
            "licence_url",
            pl.String(),
            "Licence text",
            "Where the terms are stated",
            pattern="^https?://",
        ),
        Column("credit", pl.String(), "Credit line", "How to credit the source", required=True),
        Column("published_date", pl.Date(), "Published", "Date of the data used"),
        Column("accessed_date", pl.Date(), "Accessed", "Date the data was taken", required=True),
        Column(
            "tables", pl.List(pl.String()), "Tables", "Tables that use the source", required=True
        ),
        Column(
            "rows", pl.Int64(), "Rows", "Rows that rest on the source", required=True, minimum=0
        ),
    ),
)
