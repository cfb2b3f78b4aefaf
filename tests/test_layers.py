"""Imports point one way, and each big library has one home."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("pages/**/*.py", "lib/**/*.py")
APPS = (ROOT / "streamlit_app.py", ROOT / "server.py")
SOURCES = [*APPS, *sorted(path for f in FOLDERS for path in ROOT.glob(f))]

# A module may import from its own package and from the rows below its own.
LAYERS = [
    {"streamlit_app", "server", "pages", "lib.build", "lib.build_world"},
    {"lib.ui"},
    {"lib.api", "lib.facets", "lib.briefing", "lib.share", "lib.versions"},
    {"lib.pictures"},
    {"lib.answers"},
    {"lib.figures", "lib.export", "lib.database"},
    {
        "lib.analyses",
        "lib.theme",
        "lib.filters",
        "lib.derived",
        "lib.description",
        "lib.upload",
        "lib.own",
    },
    {"lib.datasets"},
    {"lib.schema", "lib.words", "lib.glossary"},
]
HOMES = {
    "streamlit": {"streamlit_app", "server", "pages", "lib.ui"},
    "duckdb": {"lib.database"},
    "altair": {"lib.figures", "lib.theme"},
    "vl_convert": {"lib.pictures"},
    "pptx": {"lib.briefing"},
    "starlette": {"server", "lib.api", "lib.ui"},
}
# The build runs without the app: these parts import each other, polars and the standard library.
BUILD = {"lib.build", "lib.description", "lib.datasets", "lib.schema"}


def part(module: str) -> str:
    """The part of the house a dotted name belongs to: `lib.figures.stages` -> `lib.figures`."""
    names = module.split(".")
    depth = 2 if names[0] == "lib" else 1
    return ".".join(names[:depth])


def imported(code: str) -> Iterator[str]:
    """Dotted names that Python source imports; a relative import gives a name with a dot first."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "lib":
            yield from (f"lib.{name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def layer(name: str) -> int | None:
    return next((depth for depth, names in enumerate(LAYERS) if name in names), None)


def problems(module: str, code: str) -> list[str]:
    """What is wrong with the imports of `module`, one sentence each."""
    home = part(module)
    return [
        f"{module} imports {name}: {problem}"
        for name in imported(code)
        if (problem := problem_of(home, name))
    ]


def problem_of(home: str, name: str) -> str:
    target, library = part(name), name.split(".")[0]
    if name.startswith("."):
        return "a relative import; write it out from lib"
    if home not in HOMES.get(library, {home}):
        return f"{library} is at home in {', '.join(sorted(HOMES[library]))}"
    if home in BUILD and target not in {*BUILD, "polars", *sys.stdlib_module_names}:
        return "the build needs nothing else"
    if library not in {"streamlit_app", "server", "pages", "lib"} or target == home:
        return ""
    above, below = layer(home), layer(target)
    if above is None or below is None:
        return "not in LAYERS; give it a place there"
    return "" if above < below else "imports point down only"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_keep_to_their_layer(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    assert problems(module, path.read_text()) == []


@pytest.mark.parametrize(
    ("module", "code", "problem"),
    [
        ("lib.figures.stages", "import lib.ui", "down only"),
        ("lib.figures.stages", "from lib import ui", "down only"),
        ("lib.filters", "from lib.database import select", "down only"),
        ("lib.export", "from lib.database import select", "down only"),
        ("lib.ui", "from pages.money import overview", "down only"),
        ("lib.database", "def f():\n    from lib.build import main", "down only"),
        ("lib.figures.stages", "import streamlit as st", "at home in"),
        ("lib.figures.stages", "import duckdb", "at home in lib.database"),
        ("pages.money.overview", "from duckdb import sql", "at home in lib.database"),
        ("lib.ui", "import altair as alt", "at home in lib.figures, lib.theme"),
        ("lib.datasets.rounds", "import numpy", "nothing else"),
        ("lib.build", "from lib.filters import Filters", "nothing else"),
        ("lib.figures.stages", "from . import regions", "relative"),
        ("lib.figures.stages", "import lib.utils", "LAYERS"),
        ("lib.utils", "import lib.schema", "LAYERS"),
    ],
)
def test_a_wrong_import_is_found(module: str, code: str, problem: str) -> None:
    assert problem in "\n".join(problems(module, code))


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("streamlit_app", "import streamlit as st\nfrom lib import ui"),
        ("lib.figures.stages", "import altair\nfrom lib.figures.regions import FIGURE"),
        ("lib.filters", "from lib.datasets.rounds import REGIONS\nimport polars"),
        ("lib.build", "import json\nfrom lib.datasets import DATASETS\nimport polars as pl"),
    ],
)
def test_a_right_import_passes(module: str, code: str) -> None:
    assert problems(module, code) == []
