"""Pictures of figures: what is on them, what they measure, and what never leaves the machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from PIL import Image
from pypdf import PdfReader

from lib.answers import rows_of
from lib.database import Database
from lib.figures.country_map import country_map
from lib.figures.figure import Figure
from lib.figures.largest_rounds import FIGURE as LARGEST
from lib.filters import Filters
from lib.pictures import Caption, caption_of, picture
from lib.pictures import press as printing
from lib.pictures.charts import values_of
from lib.pictures.paper import THEMES, wrapped
from lib.pictures.press import FORMS, NotDrawn, Press, draw
from tests.figures.test_contract import FIGURES
from tests.running import after, opened

TEXT = "{http://www.w3.org/2000/svg}text"
CAPTION = Caption(
    headline="Acme raised $2B, twice as much as Łódź ≠ 深度",
    measure="Capital raised (USD) by company",
    selection="Completed rounds in China: 3 rounds, $4B",
    publishers="Crunchbase and Nestlé",
    version="2026-11-23-abc",
    made=date(2026, 11, 23),
    link="https://example.org/?region=China",
)
FOOT = (
    "Sources: Crunchbase and Nestlé. AI Capital Explorer, data version 2026-11-23-abc. "
    "Made on 23 Nov 2026. https://example.org/?region=China"
)
BARS = Figure(
    name="bars",
    subtitle="Capital raised (USD) by company",
    sql="",
    spec={
        "mark": "bar",
        "height": 300,
        "encoding": {
            "x": {"field": "company", "type": "nominal"},
            "y": {"field": "amount_usd", "type": "quantitative"},
            "color": {"value": "#ff0000"},
        },
    },
    headline=lambda rows: "",
)
ROWS = pl.DataFrame({"company": ["Acme", "Bolt", "Cern"], "amount_usd": [2e9, 1e9, 5e8]})
LONG = "An investor with a long name raised a great deal of money " * 6


def words_of(svg: bytes) -> list[str]:
    """Texts of a picture, in the order they stand in it."""
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(TEXT)]


def said(svg: bytes) -> str:
    return " ".join(words_of(svg))


def image(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def bars(svg: bytes) -> list[float]:
    """Heights of the red bars, as the line that goes down says."""
    marks = [each for each in ElementTree.fromstring(svg).iter() if each.get("fill") == "#ff0000"]
    found = [re.search(r"v(-?[\d.]+)h", each.get("d", "")) for each in marks]
    return [abs(float(each[1])) for each in found if each]


@pytest.mark.parametrize("theme", THEMES)
def test_a_png_has_two_pixels_each_way_and_the_colours_of_its_theme(theme: str) -> None:
    png = image(picture(BARS, ROWS, CAPTION, "PNG", theme))
    svg = ElementTree.fromstring(picture(BARS, ROWS, CAPTION, "SVG", theme))
    assert png.size == (2000, 2 * int(svg.attrib["height"]))
    background = tuple(bytes.fromhex(THEMES[theme].background[1:]))
    corners = [(0, 0), (1999, 0), (0, png.height - 1), (1999, png.height - 1)]
    assert {png.getpixel(corner) for corner in corners} == {background}
    colours = {colour: number for number, colour in png.getcolors(10**6) or []}
    assert colours[255, 0, 0] > 50_000
    assert colours[tuple(bytes.fromhex(THEMES[theme].text[1:]))] > 500
    # Most of it is the background: no black box, no picture of another theme.
    assert colours[background] > 0.6 * png.width * png.height


@pytest.mark.parametrize(("figure", "rows"), [(BARS, ROWS), (replace(BARS, spec=None), ROWS)])
def test_a_page_has_the_height_that_is_asked_for(figure: Figure, rows: pl.DataFrame) -> None:
    many = pl.concat([rows] * 20)
    for height in (562, 300):
        made = picture(figure, many, CAPTION, "PNG", height=height)
        assert image(made).size == (2000, 2 * height)


def test_a_picture_says_what_it_shows_and_where_it_is_from() -> None:
    svg = said(picture(BARS, ROWS, CAPTION, "SVG"))
    pdf = PdfReader(BytesIO(picture(BARS, ROWS, CAPTION, "PDF"))).pages[0]
    for words in (CAPTION.measure, CAPTION.selection, FOOT, "Acme", "Bolt"):
        assert words in svg
        assert words in " ".join(pdf.extract_text().split())
    assert CAPTION.headline in svg
    assert "Acme raised $2B, twice as much as" in pdf.extract_text()
    assert float(pdf.mediabox.width) / float(pdf.mediabox.height) == pytest.approx(1.85, abs=0.2)


def test_words_of_a_real_figure(database: Database) -> None:
    filters = Filters(region=("China",))
    rows = rows_of(database, LARGEST, filters)
    caption = caption_of(database, LARGEST, rows, filters, "https://example.org/")
    svg = said(picture(LARGEST, rows, caption, "SVG"))
    rounds = pl.read_parquet(Path(__file__).parents[1] / "data/rounds.parquet").filter(
        pl.col("region") == "China", pl.col("status").is_in(["completed", "announced"])
    )
    assert LARGEST.headline(rows) in svg
    assert "in China, " in svg
    assert f": {rounds.height} rounds, $" in svg
    assert f"data version {database.version}. Made on " in svg
    assert all(name in svg for name in rows["company"].head(3))


def test_bars_are_as_high_as_their_numbers() -> None:
    for theme in THEMES:
        highest, *others = bars(picture(BARS, ROWS, CAPTION, "SVG", theme))
        assert highest > 150
        assert [each / highest for each in others] == pytest.approx([0.5, 0.25], abs=0.003)


def test_quarters_are_those_of_the_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first day of a quarter stays in it wherever the computer is."""
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    press = Press()
    monkeypatch.setattr(printing, "PRESS", press)
    days = pl.DataFrame({"day": [date(2026, 1, 1), date(2026, 4, 1), None], "n": [1.0, None, 3.0]})
    figure = replace(
        BARS,
        spec={
            "mark": "text",
            "height": 200,
            "transform": [{"filter": "isValid(datum.day)"}],
            "encoding": {
                "x": {"field": "day", "type": "temporal", "timeUnit": "utcyearquarter"},
                "text": {"field": "day", "type": "temporal", "format": "Q%q %d %b %Y"},
            },
        },
    )
    try:
        svg = said(picture(figure, days, CAPTION, "SVG"))
    finally:
        press.close()
    assert "Q1 01 Jan 2026" in svg
    assert "Q2 01 Apr 2026" in svg


def test_rows_reach_the_drawing_as_plain_values() -> None:
    rows = pl.DataFrame(
        {
            "n": [1.5, float("nan"), float("inf"), None],
            "day": [date(2026, 1, 1), None, None, None],
            "names": [["a", "b"], [], None, ["c"]],
        }
    ).with_columns(exact=pl.lit("2.50").cast(pl.Decimal(10, 2)))
    first, second, third, last = values_of(rows)
    assert first == {"n": 1.5, "day": 1767225600000, "names": ["a", "b"], "exact": 2.5}
    assert [each["n"] for each in (second, third, last)] == [None, None, None]


def test_names_with_markup_stay_words() -> None:
    names = ["<script>alert(1)</script>", 'A & B "quoted" <b>', "]]>&amp;<!--", "a\x07\x00b"]
    rows = pl.DataFrame({"company": names, "amount_usd": [4.0, 3.0, 2.0, 1.0]})
    caption = replace(CAPTION, headline=names[0], selection=names[1], publishers=names[2])
    spec = {**(BARS.spec or {}), "config": {"axisX": {"labelAngle": 0, "labelLimit": 0}}}
    for figure in (replace(BARS, spec=spec), replace(BARS, spec=None)):
        svg = picture(figure, rows, caption, "SVG")
        tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "g", "path", "line", "rect", "text", "title", "desc"}
        assert said(svg).count(names[0]) >= 2
        assert names[1] in said(svg)
        assert picture(figure, rows, caption, "PNG")


@pytest.mark.parametrize("source", ["http://localhost:1/rows.json", "https://example.org/a.csv"])
def test_nothing_is_fetched(source: str) -> None:
    spec = {"data": {"url": source}, "mark": "point"}
    with pytest.raises(NotDrawn, match="External data url not allowed"):
        draw("vegalite_to_svg", vl_spec=spec, allowed_base_urls=[])
    # The file that the world map reads in the browser is inside; any other address is no drawing.
    layered = {**(BARS.spec or {}), "data": {"url": source}, "mark": "point"}
    with pytest.raises(NotDrawn, match="no file of the app"):
        picture(replace(BARS, spec={"layer": [layered], "height": 100}), ROWS, CAPTION, "SVG")


def test_a_map_brings_its_shapes(database: Database) -> None:
    figure = country_map("amount")
    rows = rows_of(database, figure, Filters())
    svg = picture(figure, rows, CAPTION, "SVG")
    assert svg.count(b"<path") > 150


def test_long_words_are_wrapped_within_the_picture() -> None:
    lines = wrapped(LONG, 22, 952, bold=True)
    assert " ".join(lines) == LONG.strip()
    assert len(lines) > 3
    dark = image(picture(BARS, ROWS, replace(CAPTION, headline=LONG, selection="x" * 400)))
    margin = dark.crop((dark.width - 30, 0, dark.width, dark.height))
    assert margin.getcolors() == [(30 * dark.height, (255, 255, 255))]


def test_a_table_shows_its_first_rows(database: Database) -> None:
    rows = pl.DataFrame(
        {
            "company": [f"Company {number}" for number in range(20)],
            "amount_usd": [1.5e9] * 20,
            "announced_date": [date(2026, 3, 5)] * 20,
            "share": [0.256] * 20,
            "kind": ["ipo"] * 20,
            "hidden_id": ["s"] * 20,
        }
    )
    table = replace(BARS, spec=None, titles={"share": "Share (%)"})
    words = words_of(picture(table, rows, CAPTION, "SVG"))
    assert [each for each in words if each.startswith("Company ")] == rows["company"][:15].to_list()
    assert words.count("$1.5B") == words.count("Mar 2026") == words.count("26%") == 15
    assert words.count("Public listing") == 15
    assert "First 15 of 20 rows" in words
    assert "s" not in words


def said_first(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Tables, and charts with a word in their specification that none before has."""
    known: set[str] = set()
    for figure in figures:
        words = set(words_in(figure.spec)) if figure.spec else {"table", *figure.titles}
        if words - known:
            known |= words
            yield figure


def words_in(part: Any) -> Iterator[str]:
    """Keys of a specification and its marks, scales and other choices; no names of columns."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if isinstance(value, str) and key in CHOICES:
                yield f"{key}={value}"
            elif key not in {"values", "domain", "range", "tooltip"}:
                yield key
                yield from words_in(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from words_in(each)


CHOICES = {"type", "mark", "stack", "interpolate", "op", "timeUnit", "orient", "aggregate"}


def test_every_kind_of_figure_draws(database: Database) -> None:
    """With the rows of the first selection that has some."""
    drawn = set()
    figures = {figure.name: figure for figure in said_first(FIGURES.values())}
    assert len(figures) > 25
    for figure in figures.values():
        for filters in (Filters(), Filters(company=("OpenAI",)), Filters(company=("Anthropic",))):
            rows = rows_of(database, figure, filters)
            if not rows.is_empty():
                svg = picture(figure, rows, CAPTION, "SVG")
                assert ElementTree.fromstring(svg).get("width") == "1000", figure.name
                assert svg.count(b"<path") + svg.count(b"<text") > 10, figure.name
                assert not re.search(r"\b(NaN|undefined|null)\b", said(svg)), figure.name
                drawn.add(figure.name)
                break
    assert figures.keys() - drawn == set()


def test_a_drawing_that_takes_too_long_is_stopped() -> None:
    endless: Any = {"data": {"sequence": {"start": 0, "stop": 10**8}}, "mark": "point"}
    press = Press(seconds=1)
    with pytest.raises(NotDrawn, match="without an answer"):
        press.draw("vegalite_to_svg", vl_spec=endless)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    assert image(press.draw("svg_to_png", svg=svg)).size == (4, 3)
    with pytest.raises(NotDrawn):
        press.draw("svg_to_png", svg="no drawing")
    with pytest.raises(NotDrawn, match="not for here"):
        press.draw("register_font_directory", font_dir="/")
    press.close()
    assert press._process is None


def test_a_large_process_makes_room_for_a_new_one() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    for most, is_kept in ((1, False), (10_000, True)):
        press = Press(most_megabytes=most)
        for _ in range(2):
            assert image(press.draw("svg_to_png", svg=svg)).size == (4, 3)
            assert (press._process is not None) == is_kept
        press.close()


def test_many_at_once_each_get_their_own() -> None:
    def size(number: int) -> tuple[int, int]:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{number}" height="9"/>'
        return image(draw("svg_to_png", svg=svg)).size

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(size, range(1, 60))) == [(number, 9) for number in range(1, 60)]


def test_a_figure_offers_its_picture() -> None:
    app: Any = opened({"region": ["China"]})
    keys = {each.key for each in app.get("download_button")}
    assert not any("picture-" in str(key) for key in keys)
    app.session_state["picture-capital_over_time"] = True
    app = after(app)
    found = {each.key: each for each in app.get("download_button")}
    assert {f"picture-capital_over_time-{form}" for form in FORMS} <= found.keys()
    assert app.get_by_key("picture-theme-capital_over_time").value == "light"
