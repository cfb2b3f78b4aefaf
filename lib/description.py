"""The tables described for people and for other programs, from their declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from lib.datasets import DATASETS
from lib.schema import Column, Dataset

TYPES = {
    pl.String: "string",
    pl.Float64: "number",
    pl.Int64: "integer",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.List: "array",
}


def data_package(tables: Mapping[str, pl.DataFrame], version: str) -> dict[str, Any]:
    """Frictionless description of the Parquet files (specs.frictionlessdata.io)."""
    return {
        "name": "ai-capital-explorer",
        "title": "AI Capital Explorer: funding of AI companies",
        "version": version,
        "sources": [
            {"title": title, "path": url, "licence": licence, "credit": credit}
            for title, url, licence, credit in tables["sources"]
            .select("title", "url", "licence", "credit")
            .iter_rows()
        ],
        "resources": [_resource(DATASETS[name], frame.height) for name, frame in tables.items()],
    }


def _resource(dataset: Dataset, rows: int) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "path": f"{dataset.name}.parquet",
        "format": "parquet",
        "title": dataset.title,
        "description": dataset.description,
        "rows": rows,
        "schema": {
            "fields": [_field(column) for column in dataset.columns],
            "primaryKey": list(dataset.key),
            "foreignKeys": [
                {"fields": [name], "reference": _reference(target)}
                for name, target in dataset.references.items()
            ],
        },
    }


def _reference(target: str) -> dict[str, Any]:
    resource, name = target.split(".")
    return {"resource": resource, "fields": [name]}


def _field(column: Column) -> dict[str, Any]:
    constraints = {
        "required": column.required or None,
        "enum": list(column.allowed) or None,
        "minimum": column.minimum,
        "pattern": column.pattern or None,
    }
    return {
        "name": column.name,
        "type": TYPES[type(column.type)],
        "title": column.title,
        "description": column.description,
        **({"unit": column.unit} if column.unit else {}),
        "constraints": {name: value for name, value in constraints.items() if value is not None},
    }


def data_dictionary() -> str:
    """Every table and column as a Markdown page."""
    tables = "\n".join(map(_table, DATASETS.values()))
    head = "# Data dictionary\n\nWritten by `make data` from the declarations of the tables."
    return f"{head}\n\n{tables}"


def column_table(dataset: Dataset) -> pl.DataFrame:
    """The columns of a table, one a row, as people read them."""
    return pl.DataFrame(
        [
            {
                "Column": column.name,
                "Title": column.title,
                "What it holds": f"{column.description}.",
                "Type": TYPES[type(column.type)],
                "Unit": column.unit,
                "May be empty": "no" if column.required else "yes",
                "One of": ", ".join(map(column.label, column.allowed)),
            }
            for column in dataset.columns
        ]
    )


def _table(dataset: Dataset) -> str:
    lines = [_line(column) for column in dataset.columns]
    dated = f" Dated by: {dataset.dated_by}." if dataset.dated_by else ""
    return "\n".join(
        [
            f"## {dataset.name}: {dataset.title.lower()}",
            "",
            f"{dataset.description} Key: {', '.join(dataset.key)}.{dated}",
            "",
            "| column | type | unit | may be empty | what it holds |",
            "| --- | --- | --- | --- | --- |",
            *lines,
            "",
        ]
    )


def _line(column: Column) -> str:
    values = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    empty = "no" if column.required else "yes"
    kind = TYPES[type(column.type)]
    return f"| {column.name} | {kind} | {column.unit} | {empty} | {column.description}.{values} |"
