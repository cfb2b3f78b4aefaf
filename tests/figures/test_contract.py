"""What every figure promises, whatever it draws."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import polars as pl
import pytest
from jsonschema import ValidationError  # type: ignore[import-untyped]

import lib.figures
from lib.database import Database, select
from lib.datasets.rounds import DATASET as ROUNDS
from lib.datasets.rounds import STATUSES
from lib.figures.figure import Figure
from lib.figures.world_map import SHAPES
from lib.filters import CHOICES, Filters
from tests.charts import expect_valid
from tests.figures.variants import OVERLAPPING, VARIANTS, WITHOUT_AXES, WITHOUT_ROWS

MODULES = {
    module.name: import_module(f"lib.figures.{module.name}")
    for module in iter_modules(lib.figures.__path__)
}
ALL: dict[str, Figure] = {
    name: module.FIGURE for name, module in MODULES.items() if hasattr(module, "FIGURE")
} | VARIANTS
CHARTS = {name: figure for name, figure in ALL.items() if figure.spec is not None}
# Charts first: tests are grouped by the place of a figure among those that they are run with.
FIGURES = CHARTS | ALL
DATA = Path(__file__).parents[2] / "data"
ANY_STATUS = Filters(status=STATUSES)
UNDISCLOSED = ("AgiBot", "ModelBest")
SELECTIONS = {
    "default": Filters(),
    "china_early": Filters("2025-Q1", "2026-Q4", region=("China",), stage_group=("Early",)),
    "one_company": Filters(company=("OpenAI",)),
    "undisclosed": Filters(company=UNDISCLOSED),
    "rumoured": Filters(status=("rumoured",)),
    "billions": Filters(min_amount_usd=10**9),
}
EMPTY = Filters("2013-Q3", "2013-Q4", region=("Middle East",), status=STATUSES)
PLAIN_TYPES = {pl.String, pl.Categorical, pl.Date, pl.Int64, pl.Float64, pl.Boolean}
UNIT = re.compile(
    r"\((USD|USD per GPU-hour|USD of 2023|USD of 2023 per 1e24 FLOP|FLOP|W|parameters|models"
    r"|datapoints|forecasts|%|rounds|conflicts|statements|companies|investors|months|times"
    r"|index points|points|GW"
    r"|H100 equivalents|0 to 1|-1 to 1|people|GPUs|tokens|messages|rows"
    r"|minutes|rank|results|USD per million tokens)(, log scale)?\)"
)
NOTHING = re.compile(r"\b(none\b(?! with)|nan|inf|null|(?<!places )unknown)\b", re.IGNORECASE)
DATUM = re.compile(r"\bdatum\.(\w+)")
ASKED: dict[tuple[int, Filters], tuple[Figure, pl.DataFrame]] = {}
# All tests of one figure follow each other in one process, which asks for its rows once.
every_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES, scope="module")
every_chart = pytest.mark.parametrize("figure", CHARTS.values(), ids=CHARTS, scope="module")


def rows_of(figure: Figure, database: Database, filters: Filters) -> pl.DataFrame:
    """Asked once for all tests; filters play no part where the figure does not read the rounds."""
    key = (id(figure), filters if "selected" in figure.sql else Filters())
    if key not in ASKED:
        rows = figure.arrange(select(database, figure.sql, key[1], **figure.params))
        # The figure is held as well, so that no other one gets its number.
        ASKED[key] = (figure, rows)
    return ASKED[key][1]


@contextmanager
def told_of(selection: str) -> Iterator[None]:
    """A failure names the selection."""
    try:
        yield
    except Exception as error:
        error.add_note(f"With the selection {selection}.")
        raise


def parts(spec: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a specification."""
    if isinstance(spec, dict):
        yield spec
    for value in spec.values() if isinstance(spec, dict) else spec:
        if isinstance(value, dict | list):
            yield from parts(value)


def encodings(spec: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Channel and definition of every encoding, of all layers."""
    for part in parts(spec):
        for channel, definition in part.get("encoding", {}).items():
            for each in definition if isinstance(definition, list) else [definition]:
                yield channel, each


def calculated(spec: Any) -> dict[str, str]:
    """Name and expression of every calculated field, in order."""
    steps = [step for part in parts(spec) for step in part.get("transform", [])]
    return {step["as"]: step["calculate"] for step in steps if "calculate" in step}


def colours(spec: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Field and colour of each category, for every scale of colours."""
    for channel, encoding in encodings(spec):
        if channel == "color":
            scale = encoding.get("scale") or {}
            if "domain" in scale:
                yield encoding["field"], dict(zip(scale["domain"], scale["range"], strict=True))


def test_all_figures_are_found() -> None:
    drawn = {name for name, module in MODULES.items() if hasattr(module, "_chart")}
    made = {figure.name for figure in VARIANTS.values()}
    assert drawn <= {figure.name for figure in FIGURES.values()}
    assert made.isdisjoint(FIGURES.keys() - VARIANTS.keys())
    assert drawn >= {"coverage", "cumulative_capital", "largest_rounds", "round_sizes"}


def test_selections_hold_what_they_say(database: Database) -> None:
    def amounts(filters: Filters) -> pl.Series:
        return select(database, "FROM selected SELECT amount_usd", filters)["amount_usd"]

    assert not amounts(SELECTIONS["undisclosed"]).is_empty()
    assert amounts(SELECTIONS["undisclosed"]).drop_nulls().is_empty()
    assert amounts(EMPTY).is_empty()
    assert not amounts(SELECTIONS["rumoured"]).is_empty()


@every_figure
def test_rows(figure: Figure, database: Database) -> None:
    for selection, filters in SELECTIONS.items():
        with told_of(selection):
            rows = rows_of(figure, database, filters)
            assert rows.is_empty() == (selection in WITHOUT_ROWS.get(figure.name, ()))
            assert rows.schema == rows_of(figure, database, EMPTY).schema
            expect_sound(figure, rows)


def expect_sound(figure: Figure, rows: pl.DataFrame) -> None:
    """All numbers are finite, and each column has a name, a type, a title and a unit."""
    assert rows.select(pl.any_horizontal((~pl.col(pl.Float64).is_finite()).any())).item() is False
    columns = figure.columns(rows)
    # Whose a round is matters only beside those of a visitor.
    assert [column.name for column in columns] == [c for c in rows.columns if c != "origin"]
    for column in columns:
        assert re.fullmatch("[a-z]+[0-9]*(_[a-z]+)*", column.name)
        assert column.type == ROUNDS.polars_schema.get(column.name, column.type)
        assert rows[column.name].dtype.base_type() in PLAIN_TYPES
        assert column.title
        assert (column.unit == "USD") == column.name.endswith("_usd")


@every_figure
def test_empty_selection_has_no_rows(figure: Figure, database: Database) -> None:
    if figure.rests_on_rounds:
        assert rows_of(figure, database, EMPTY).is_empty()
    assert re.fullmatch(r"No [a-z][^.]+\.", figure.empty)


@every_figure
def test_headline(figure: Figure, database: Database) -> None:
    for selection, filters in SELECTIONS.items():
        if selection not in WITHOUT_ROWS.get(figure.name, ()):
            with told_of(selection):
                expect_sentence(figure.headline(rows_of(figure, database, filters)))


def expect_sentence(headline: str) -> None:
    """One sentence that states a number, without what only a fault would put there."""
    # One company writes its name so.
    assert re.match(r"[A-Z0-9$]|xAI ", headline)
    assert not NOTHING.search(headline)
    assert not re.search(r"[.!?] [A-Z]|[.!?]$|\n|  |[\[\]{}]", headline)
    assert re.search(r"\d", headline)
    assert 20 <= len(headline) <= 140


@every_figure
def test_words(figure: Figure) -> None:
    assert UNIT.search(figure.subtitle)
    assert not figure.subtitle.endswith(".")
    assert re.fullmatch(r"[A-Z].{20,}\.", figure.note)
    assert re.fullmatch("[a-z_]+", figure.name)


def test_name_is_that_of_the_file() -> None:
    # The variants of one figure share a name: they stand in each other's place on a page.
    assert {figure.name for figure in FIGURES.values()} <= MODULES.keys()
    assert all(FIGURES[name].name == name for name in FIGURES.keys() - VARIANTS.keys())


@every_chart
def test_specification_has_no_data(figure: Figure) -> None:
    # But for the shapes of a map, which the browser reads by their address.
    data = [part["data"] for part in parts(figure.spec) if "data" in part]
    assert all(each == SHAPES for each in data)
    assert not any({"datasets", "$schema"} & part.keys() for part in parts(figure.spec))
    assert json.loads(json.dumps(figure.spec, allow_nan=False)) == figure.spec


@every_chart
def test_specification_is_valid(figure: Figure) -> None:
    expect_valid(figure.spec or {})


@pytest.mark.parametrize("name", ["round_sizes", "largest_rounds", "country_map-rounds"])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"quantitative"', '"quantity"'),
        ('"tooltip"', '"hint"'),
        ('"axis": {', '"axis": {"at": 1, '),
    ],
)
def test_invalid_specification_is_refused(name: str, right: str, wrong: str) -> None:
    written = json.dumps(FIGURES[name].spec)
    assert right in written
    with pytest.raises(ValidationError):
        expect_valid(json.loads(written.replace(right, wrong)))


@every_chart
def test_fields_exist(figure: Figure, database: Database) -> None:
    known = set(rows_of(figure, database, EMPTY).columns)
    for name, expression in calculated(figure.spec).items():
        assert set(DATUM.findall(expression)) <= known
        known.add(name)
    used = {part["field"] for part in parts(figure.spec) if "field" in part} | {*figure.opens}
    tests = [part["test"] for part in parts(figure.spec) if "test" in part]
    conditions = [
        part["condition"].get("test", "") for part in parts(figure.spec) if "condition" in part
    ]
    assert used | set(DATUM.findall(" ".join(tests + conditions))) <= known
    assert calculated(figure.spec).keys() <= used | set(DATUM.findall(json.dumps(figure.spec)))


@every_chart
def test_quantitative_axes_name_their_unit(figure: Figure) -> None:
    axes = [each for channel, each in encodings(figure.spec) if channel in ("x", "y")]
    # An axis that is not drawn needs no words.
    axes = [axis for axis in axes if axis.get("axis", {}) is not None]
    measured = [axis["title"] for axis in axes if axis.get("type") == "quantitative"]
    assert measured or figure.name in WITHOUT_AXES
    assert all(UNIT.search(axis_title) for axis_title in measured)


@every_chart
def test_bars_and_areas_start_at_zero(figure: Figure) -> None:
    for part in parts(figure.spec):
        mark = part.get("mark", "bar")
        kind = mark if isinstance(mark, str) else mark.get("type", "bar")
        # Points and lines may leave out a zero that means nothing, as that of an index.
        is_free = kind not in ("bar", "area", "rect")
        for channel, each in part.get("encoding", {}).items():
            scale = (each.get("scale") or {}) if channel in ("x", "y") else {}
            if scale.get("type") == "log":
                assert "log scale" in each["title"]
            else:
                assert is_free or scale.get("zero", True)


@every_chart
def test_tooltips_have_words(figure: Figure) -> None:
    tooltips = [each for channel, each in encodings(figure.spec) if channel == "tooltip"]
    assert len(tooltips) >= 4
    titles = [tooltip["title"] for tooltip in tooltips]
    assert all(re.match("[A-Z]", words) for words in titles)
    numbers = [each for each in tooltips if each["type"] == "quantitative"]
    assert all("format" in each for each in numbers)


@every_chart
def test_every_category_has_a_colour(figure: Figure, database: Database) -> None:
    # A filter on the status only leaves rounds of every status in.
    rows = rows_of(figure, database, ANY_STATUS)
    for field, colour in colours(figure.spec):
        assert len(set(colour.values())) == len(colour) <= 7
        if field in rows.columns:
            assert set(rows[field].unique()) <= colour.keys()
        if field in ROUNDS.polars_schema and field != "sector":
            assert colour.keys() == set(ROUNDS[field].allowed)


def test_categories_keep_their_colour() -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for figure in CHARTS.values():
        for field, colour in colours(figure.spec):
            for category, value in colour.items():
                # Without its opacity: a bar that is an outline is filled with a thin colour.
                found.setdefault((field, category), set()).add(value[:7])
    assert {field for field, _ in found} >= {"stage_group", "region", "sector", "kind", "measure"}
    assert {key: values for key, values in found.items() if len(values) > 1} == {}
    assert found["kind", "debt"] == found["stage_group", "Debt"]
    assert found["kind", "ipo"] == found["stage_group", "Public"]


@every_chart
def test_marks_do_not_fall_on_each_other(figure: Figure, database: Database) -> None:
    """Rows differ in what places them: else bars would add up and labels cover each other."""
    if figure.name in OVERLAPPING:
        return
    axes = {
        each["field"]
        for channel, each in encodings(figure.spec)
        if channel in ("x", "y", "yOffset", "color") and each.get("type") != "quantitative"
    }
    steps = calculated(figure.spec)
    read = {name for field in axes for name in DATUM.findall(steps.get(field, ""))} | axes
    coarse = {"announced_date": pl.col("announced_date").dt.truncate("1mo")}
    for filters in (ANY_STATUS, Filters(company=("CoreWeave",))):
        rows = rows_of(figure, database, filters)
        keys = [coarse.get(name, pl.col(name)) for name in sorted(read & set(rows.columns))]
        assert keys
        assert rows.select(keys).is_unique().all()


@every_chart
def test_marks_that_stand_for_a_company_or_an_investor_open_it(figure: Figure) -> None:
    tooltips = [each["field"] for channel, each in encodings(figure.spec) if channel == "tooltip"]
    assert {"company", "investor"}.intersection(tooltips) <= {*figure.opens}
    assert {*figure.opens} <= {"investor", "analysis", *CHOICES}
