"""What is in the files of a briefing: opened with python-pptx and pypdf, and counted again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import openpyxl
import polars as pl
import pytest
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from lib import briefing as maker
from lib import own
from lib.briefing import Files, briefing
from lib.briefing.catalogue import CATALOGUE, OWN_CHOICE, SETS, items
from lib.briefing.parts import Cover, Item, Part, clean, cover_of, file_name, part_of
from lib.briefing.plots import PLOTS, plot_of
from lib.briefing.slides import fitting, lines_of
from lib.database import Database, open_database
from lib.datasets import DATASETS
from lib.datasets.rounds import OWN_FILE
from lib.figures.figure import Figure
from lib.figures.largest_rounds import FIGURE as LARGEST
from lib.filters import Filters
from lib.pictures import marks
from lib.pictures.paper import Piece
from lib.pictures.press import NotDrawn
from tests.figures.conftest import PLAIN_ROUND
from tests.running import CONFIRMED, ROOT, ROUNDS

LINK = "https://example.org/briefing?set=market"
EMPTY = Filters(region=("Middle East",), end="2013-Q4")
# Some of each kind of chart, a table and a picture.
CHOSEN = (
    "capital",
    "cumulative",
    "largest_rounds",
    "top_shares",
    "companies",
    "fixed_price",
    "round_sizes",
    "lab_paths",
)


def parts_of(
    database: Database, names: Sequence[str], filters: Filters | None = None
) -> list[Part]:
    found = (part_of(database, item) for item in items(database, filters or Filters(), names))
    return [part for part in found if part]


def made(cover: Cover, parts: Sequence[Part]) -> Files:
    *steps, files = briefing(cover, parts)
    assert steps == [*(part.caption.headline for part in parts), "Sources"]
    assert isinstance(files, Files)
    return files


@pytest.fixture(scope="module")
def parts(database: Database) -> list[Part]:
    return parts_of(database, CHOSEN)


@pytest.fixture(scope="module")
def files(database: Database, parts: list[Part]) -> Files:
    return made(cover_of(database, "A deck", Filters(), LINK), parts)


@pytest.fixture(scope="module")
def slides(files: Files) -> list[Any]:
    return list(Presentation(io.BytesIO(files.slides)).slides)


def words(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def chart_on(slides: Sequence[Any], name: str) -> Any:
    [chart] = [shape.chart for shape in slides[CHOSEN.index(name) + 1].shapes if shape.has_chart]
    return chart


def table_on(slide: Any) -> list[list[str]]:
    [table] = [shape.table for shape in slide.shapes if shape.has_table]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_titles_are_headlines_and_feet_name_the_sources(
    slides: list[Any], parts: list[Part]
) -> None:
    assert len(slides) == len(parts) + 2
    for slide, part in zip(slides[1:-1], parts, strict=True):
        assert slide.shapes.title.text == part.caption.headline
        assert part.figure.subtitle in words(slide)
        assert part.caption.source_line in words(slide)
        assert part.caption.publishers


def test_notes_hold_definition_selection_and_every_source(
    slides: list[Any], parts: list[Part]
) -> None:
    for slide, part in zip(slides[1:-1], parts, strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        assert clean(part.figure.note) in notes
        assert part.caption.selection in notes
        for source in part.sources.iter_rows(named=True):
            assert all(source[name] in notes for name in ("publisher", "url", "licence"))


def test_the_cover_says_what_it_is_of(slides: list[Any], database: Database) -> None:
    assert slides[0].shapes.title.text == "A deck"
    assert f"{ROUNDS.filter(CONFIRMED).height:,} rounds" in words(slides[0])
    assert database.version in words(slides[0])
    assert "What the data does not cover" in words(slides[0])
    addresses = [
        run.hyperlink.address
        for shape in slides[0].shapes
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert LINK in addresses


def test_the_last_slide_lists_each_source_once(slides: list[Any], parts: list[Part]) -> None:
    rows = table_on(slides[-1])
    assert rows[0] == ["Publisher", "Title", "Licence", "Link"]
    wanted = pl.concat(part.sources.select("source_id") for part in parts).n_unique()
    assert len(rows) - 1 == wanted


def test_capital_by_stage_is_that_of_the_rounds(slides: list[Any]) -> None:
    drawn = chart_on(slides, "capital").plots[0]
    found = {
        (quarter.removesuffix(" so far"), series.name): value
        for series in drawn.series
        for quarter, value in zip(drawn.categories, series.values, strict=True)
        if value
    }
    names = {"Other": "Other or not stated"}
    wanted = {
        (f"Q{quarter} {year}", names.get(stage, stage)): usd
        for year, quarter, stage, usd in ROUNDS.filter(CONFIRMED)
        .group_by(
            pl.col("announced_date").dt.year().alias("year"),
            pl.col("announced_date").dt.quarter().alias("quarter"),
            pl.col("stage_group").cast(pl.String),
        )
        .agg(pl.sum("amount_usd"))
        .iter_rows()
        if usd
    }
    assert found == pytest.approx(wanted)
    assert len(list(drawn.categories)) == 53


def days_of(drawn: Any) -> list[str]:
    return drawn._element.xpath("(.//c:cat)[1]//c:pt/c:v/text()")


def test_capital_adds_up_month_by_month(slides: list[Any]) -> None:
    drawn = chart_on(slides, "cumulative").plots[0]
    months = [date(1899, 12, 30) + timedelta(float(day)) for day in days_of(drawn)]
    rounds = ROUNDS.filter(CONFIRMED)
    for place in (0, len(months) // 2, len(months) - 1):
        day = months[place]
        upto = rounds.filter(pl.col("announced_date").dt.month_start() <= day)
        assert drawn.series[0].values[place] == pytest.approx(upto["amount_usd"].sum())


def test_the_largest_rounds_are_twelve_bars(slides: list[Any]) -> None:
    drawn = chart_on(slides, "largest_rounds").plots[0]
    largest = (
        ROUNDS.filter(CONFIRMED)
        .drop_nulls("amount_usd")
        .sort("amount_usd", descending=True)
        .head(12)
    )
    values = [max(filter(None, row)) for row in zip(*(s.values for s in drawn.series), strict=True)]
    assert values == largest["amount_usd"].to_list()
    named = [name.split(". ")[1].split(",")[0] for name in drawn.categories]
    assert named == largest["company"].to_list()


def test_shares_of_the_largest_are_those_of_the_quarter(slides: list[Any]) -> None:
    drawn = chart_on(slides, "top_shares").plots[0]
    place = list(drawn.categories).index("Q1 2026")
    quarter = ROUNDS.filter(
        CONFIRMED, pl.col("announced_date").is_between(date(2026, 1, 1), date(2026, 3, 31))
    )
    by_company = quarter.group_by("company").agg(pl.sum("amount_usd"))
    usd = sorted(by_company["amount_usd"], reverse=True)
    companies = next(s for s in drawn.series if s.name == "Largest 4 companies")
    assert companies.values[place] == pytest.approx(sum(usd[:4]) / sum(usd))


def test_a_table_has_fifteen_rows_in_words(slides: list[Any]) -> None:
    rows = table_on(slides[CHOSEN.index("companies") + 1])
    usd = ROUNDS.filter(CONFIRMED).group_by("company").agg(pl.sum("amount_usd"))
    first = usd.sort("amount_usd", descending=True).row(0)
    assert len(rows) == 16
    assert rows[1][0] == first[0]
    assert rows[1][1] == f"${first[1] / 1e9:.0f}B"
    assert "the first 15 of 25" in words(slides[CHOSEN.index("companies") + 1])


def test_the_lowest_price_is_drawn_in_steps(slides: list[Any], parts: list[Part]) -> None:
    chart = chart_on(slides, "fixed_price")
    rows = parts[CHOSEN.index("fixed_price")].rows
    points = [s for s in chart.plots[0].series if s.name != "Lowest price so far"]
    assert sorted(value for s in points for value in s.values) == sorted(rows["price"])
    line = next(s for s in chart.plots[0].series if s.name == "Lowest price so far")
    assert [*dict.fromkeys(line.values)] == rows.filter("in_fit")["price"].to_list()
    assert chart.value_axis._element.xpath("c:scaling/c:logBase/@val") == ["10"]


def test_a_picture_is_drawn_where_powerpoint_has_no_such_chart(
    slides: list[Any], parts: list[Part]
) -> None:
    [shape] = [s for s in slides[CHOSEN.index("lab_paths") + 1].shapes if hasattr(s, "image")]
    image = Image.open(io.BytesIO(shape.image.blob)).convert("L")
    assert image.width > 1900
    assert sum(image.histogram()[:200]) > 2000
    assert (
        parts[CHOSEN.index("lab_paths")].caption.headline
        in shape._element.xpath(".//p:cNvPr/@descr")[0]
    )


def test_everything_stays_on_its_slide(files: Files) -> None:
    deck = Presentation(io.BytesIO(files.slides))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_package_is_whole(files: Files) -> None:
    with zipfile.ZipFile(io.BytesIO(files.slides)) as package:
        names = package.namelist()
        assert len(names) == len(set(names))
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
        reached = {"[Content_Types].xml", *(name for name in names if name.endswith(".rels"))}
        for rels in [name for name in names if name.endswith(".rels")]:
            folder = rels.split("_rels/")[0]
            for each in ElementTree.fromstring(package.read(rels)):
                if each.get("TargetMode") != "External":
                    reached.add(resolved(folder, each.get("Target") or ""))
    assert set(names) == reached


def resolved(folder: str, target: str) -> str:
    parts: list[str] = [] if target.startswith("/") else folder.strip("/").split("/")
    for part in target.strip("/").split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(filter(None, parts))


def test_the_pages_say_the_same(files: Files, parts: list[Part]) -> None:
    pages = PdfReader(io.BytesIO(files.pages)).pages
    texts = [re.sub(r"\s+", "", page.extract_text()) for page in pages]
    assert len(texts) == len(parts) + 2
    assert "Adeck" in texts[0]
    for text, part in zip(texts[1:-1], parts, strict=True):
        assert re.sub(r"\s+", "", part.caption.headline) in text
        assert re.sub(r"\s+", "", f"Sources: {part.caption.publishers}") in text
    assert all(part.sources["publisher"][0].replace(" ", "")[:12] in texts[-1] for part in parts)
    assert len({tuple(map(float, page.mediabox)) for page in pages}) == 1


NASTY = (
    '=HYPERLINK("http://x") <b>&amp; \x00\x0b\uffff *bold* _x0041_ 中文 ' + "Very long name " * 11
)


def test_names_stay_words(small: Figure, database: Database) -> None:
    rows = pl.DataFrame(
        {
            "place": [1, 2],
            "company": [NASTY, "=1+1"],
            "announced_date": [date(2026, 1, 1)] * 2,
            "amount_usd": [2e9, 1e9],
            "region": ["China", "Europe"],
            "status": ["completed", "announced"],
            "share": [0.6, 0.4],
            "conflict": [None, None],
            "stage": ["Seed", "Seed"],
            "post_money_usd": [None, 5e9],
            "investors_text": ["", ""],
            "source_url": ["", ""],
            "round_id": ["a", "b"],
        }
    )
    part = part_of(database, Item("nasty", small, Filters(), rows))
    assert part
    cover = cover_of(database, NASTY * 3, Filters(), "javascript:alert(1)")
    files = made(cover, [part])
    first, slide, *_ = Presentation(io.BytesIO(files.slides)).slides
    assert slide.shapes.title.text == clean(part.caption.headline)
    assert "\x0b" not in slide.shapes.title.text
    assert '=HYPERLINK("http://x") <b>&amp; ' in slide.shapes.title.text
    [chart] = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert [*chart.plots[0].categories][1] == "2. =1+1, Jan 2026"
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(cover.title) == 100
    links = [
        run.hyperlink.address
        for shape in first.shapes
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert not any(links)
    assert len(PdfReader(io.BytesIO(files.pages)).pages) == 3


@pytest.fixture
def small() -> Figure:
    return replace(LARGEST, headline=lambda rows: f"{rows['company'][0][:200]} raised most")


def test_a_title_shrinks_until_it_fits() -> None:
    short, size = fitting("A short title", 12, 1.05, 28, 12)
    assert (short, size) == ("A short title", 28)
    for text in ("word " * 40, "x" * 200, "中文标题" * 50):
        kept, size = fitting(text.strip(), 12, 1.05, 28, 12)
        assert kept == text.strip()
        assert 12 <= size < 28
        assert lines_of(kept, size, 11.8) * size * 1.2 / 72 <= 1.05
    cut, size = fitting("word " * 400, 12, 1.05, 28, 12)
    assert size == 12
    assert cut.endswith("…")


@pytest.mark.parametrize("filters", [Filters(), EMPTY], ids=["all", "none"])
def test_every_figure_of_the_catalogue_answers(database: Database, filters: Filters) -> None:
    for name, entry in CATALOGUE.items():
        part = part_of(database, entry.item(database, filters))
        if part:
            assert part.caption.headline
            plot = plot_of(part.figure, part.rows)
            assert bool(plot) <= (part.figure.name in PLOTS)
        else:
            assert filters != Filters(), name


def test_sets_are_of_the_catalogue_and_mostly_charts_to_edit(database: Database) -> None:
    chosen = {name for ready in SETS.values() for name in ready.figures}
    assert chosen <= CATALOGUE.keys()
    assert all(4 <= len(ready.figures) <= 8 for key, ready in SETS.items() if key != OWN_CHOICE)
    native = [
        name for name in chosen if CATALOGUE[name].item(database, Filters()).figure.name in PLOTS
    ]
    assert len(native) >= 20


def test_a_set_about_china_is_of_china(database: Database) -> None:
    found = parts_of(
        database, ("china_rounds", "china_companies", "us_over_china"), Filters(region=("Europe",))
    )
    rounds, companies, ratio = found
    china = ROUNDS.filter(CONFIRMED, region="China")
    assert set(rounds.rows["region"]) == {"China"}
    assert (
        companies.rows["companies"][0]
        == china.filter(pl.col("amount_usd").is_not_null())["company"].n_unique()
    )
    assert ratio.item.filters.region == ()


def test_what_cannot_be_drawn_is_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(figure: Figure, *given: Any, **more: Any) -> Piece:
        if figure.name == "capability_path":
            raise NotDrawn("broken")
        return marks(figure, *given, **more)

    monkeypatch.setattr(maker, "marks", failing)
    found = parts_of(database, ("lab_paths", "companies"))
    files = made(cover_of(database, "A deck", Filters()), found)
    assert files.missing == (found[0].caption.headline,)
    assert len(Presentation(io.BytesIO(files.slides)).slides) == 3


def test_rounds_of_a_visitor_are_named_on_the_cover(own_database: Database) -> None:
    cover = cover_of(own_database, "Mine", Filters())
    assert "Includes 1 round of the author's own file “deals <b>.csv”" in cover.own
    files = made(cover, parts_of(own_database, ("largest_rounds",)))
    first, slide, last = Presentation(io.BytesIO(files.slides)).slides
    assert cover.own in words(first)
    assert "Fresh raised $300B" in slide.shapes.title.text
    assert "None" not in slide.notes_slide.notes_text_frame.text
    assert ["You", "deals <b>.csv", "Your own data", ""] in table_on(last)


@pytest.fixture
def own_database() -> Database:
    shipped = own.shipped_tables(ROOT / "data")
    a_round = {
        "round_id": "own-1",
        "company": "Fresh",
        "amount_usd": 3e11,
        "source_id": OWN_FILE,
        "source_url": None,
        "investors": [],
        "lead_investors": [],
    }
    rounds = pl.DataFrame([PLAIN_ROUND | a_round], schema=DATASETS["rounds"].polars_schema)
    rounds = own.settled(shipped, rounds, own.investor_aliases(ROOT / "data"))
    tables = own.made(shipped, rounds, "deals <b>.csv", [], alone=False)
    return open_database(ROOT / "data", "256MB", tables)


def test_names_of_files_are_safe(database: Database) -> None:
    cover = replace(cover_of(database, "../A: deck/ü", Filters()), made=date(2026, 11, 23))
    assert file_name(cover, "pptx") == "a-deck-2026-11-23.pptx"
    assert file_name(replace(cover, title="中"), "pdf") == "briefing-2026-11-23.pdf"
