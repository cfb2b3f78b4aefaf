"""The app run without a browser: opened by a link, clicked, and read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.charts import expect_valid

# Each app looks through all installed packages for components: they are the same for every test.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

ROOT = Path(__file__).parents[1]
PAGES = {
    "Overview": "pages/overview.py",
    "Table and export": "pages/rounds.py",
    "Company profile": "pages/company.py",
    "Compare companies": "pages/compare.py",
    "Investors": "pages/investors.py",
    "Investor profile": "pages/investor.py",
    "Flows": "pages/flows.py",
    "Stages": "pages/stages.py",
    "Regions": "pages/regions.py",
    "Concentration": "pages/concentration.py",
    "Valuations": "pages/valuations.py",
    "Capability": "pages/capability.py",
    "Capital efficiency": "pages/efficiency.py",
    "Prices": "pages/prices.py",
    "Training": "pages/training.py",
    "Infrastructure": "pages/infrastructure.py",
    "Unit economics": "pages/unit_economics.py",
    "Conflicts": "pages/conflicts.py",
    "Fact check": "pages/fact_check.py",
    "Predictions": "pages/predictions.py",
    "Statements": "pages/statements.py",
    "Sources and method": "pages/sources.py",
    "Glossary": "pages/glossary.py",
    "Briefing": "pages/briefing.py",
    "Your own deals": "pages/own_data.py",
    "For programs": "pages/programs.py",
}
ROUNDS = pl.read_parquet(ROOT / "data/rounds.parquet")
CONFIRMED = pl.col("status").is_in(["completed", "announced"])
Query = dict[str, Any]
VALID: set[str] = set()
"""Specifications of charts that were found valid: many pages draw the same."""


def opened(
    query: Query | None = None, page: str = "Overview", state: Query | None = None
) -> AppTest:
    """The app as a link to `page` opens it, in a session that has `state`; fails on any error of
    the script."""
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    app.query_params.update(query or {})
    for key, value in (state or {}).items():
        app.session_state[key] = value
    return after(app if page == "Overview" else app.switch_page(PAGES[page]))


def after(app: Any) -> AppTest:
    """The app run again after a click; fails on any error of the script and any invalid chart."""
    app = app.run()
    assert faults(app) == []
    for spec in {chart.proto.spec for chart in app.get("vega_lite_chart")} - VALID:
        expect_valid(json.loads(spec))
        VALID.add(spec)
    return app


def faults(app: AppTest) -> list[str]:
    """What the page says of errors of its script, as a whole or of a part of it."""
    parts = [each.value for each in app.error if "could not be drawn" in each.value]
    return [*(error.value for error in app.exception), *parts]


def plain(text: str) -> str:
    return text.replace("\\", "")


def spelt(app: AppTest) -> Query:
    return dict(app.query_params)


def choice(app: AppTest, name: str) -> Any:
    return app.get_by_key(f"choice-{name}")


def headlines(app: AppTest) -> list[str]:
    return [plain(each.value)[5:] for each in app.main.markdown if each.value.startswith("#### ")]


def captions(app: AppTest) -> list[str]:
    return [plain(each.value) for each in app.main.caption]


def shown(app: AppTest) -> tuple[int, int, int]:
    """Number of charts, of tables and of messages in the place of a figure."""
    return len(app.get("vega_lite_chart")), len(app.dataframe), len(app.info)


def money(usd: float) -> str:
    """Three digits, as the app writes amounts of a million and more."""
    size, letter = next((s, c) for s, c in [(1e9, "B"), (1e6, "M"), (1, "")] if usd >= s or s == 1)
    return f"${float(f'{usd / size:.3g}'):g}{letter}"
