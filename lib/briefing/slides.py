"""A briefing as a PowerPoint file: a slide a figure, charts that can be edited where there are."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt
from xlsxwriter import Workbook

from lib.briefing.parts import Cover, Part, all_sources, clean, measure_of, source_columns
from lib.briefing.plots import DOLLARS, ONE_DECIMAL, PERCENT, PRICE, Plot, Series, plot_of
from lib.pictures import remarks
from lib.pictures.paper import one_line, wrapped
from lib.pictures.tables import Cells, columns_of, places
from lib.words import clipped

FONT = "Arial"
INK, FAINT, RULE = "#1f2328", "#5c6169", "#d9dce1"
WIDTH, HEIGHT = 13.333, 7.5
LEFT, ACROSS = 0.6, 12.133
"""Inches: where the text begins, and how wide it is."""

TITLE_TOP, TITLE_TALL = 0.35, 1.05
CHART_TOP, CHART_TALL = 1.9, 4.7
FOOT_TOP, FOOT_TALL = 6.65, 0.75
SOURCES_A_SLIDE = 16


def needs_image(part: Part) -> bool:
    """Whether PowerPoint has no such chart."""
    return part.figure.spec is not None and plot_of(part.figure, part.rows) is None


class Deck:
    """A PowerPoint file that grows by a slide a figure."""

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.parts: list[Part] = []
        self.file: Any = _empty_file(cover)
        self._cover_slide()

    def add(self, part: Part, image: bytes | None) -> None:
        """A slide for a figure; `image` is a PNG of its marks, for those without a chart here."""
        slide = self._slide(part.caption.headline)
        self.parts.append(part)
        plot = plot_of(part.figure, part.rows)
        alt = f"{part.caption.headline}. {part.figure.subtitle}."
        if part.figure.spec is None:
            _table(slide, columns_of(part.figure, part.rows), alt)
        elif plot is not None:
            _chart(slide, plot, alt)
        elif image is not None:
            _image(slide, image, alt)
        measure = "; ".join(filter(None, (measure_of(part), plot.about if plot else "")))
        _text(slide, measure, LEFT, 1.42, ACROSS, 0.4, 14, FAINT)
        self._foot(slide, _source_words(part))
        slide.notes_slide.notes_text_frame.text = notes_of(part)

    def closed(self) -> bytes:
        """The file, with the list of sources at its end."""
        self._source_slides()
        written = io.BytesIO()
        self.file.save(written)
        return written.getvalue()

    def _slide(self, headline: str) -> Any:
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        title = slide.shapes.title
        _place(title, LEFT, TITLE_TOP, ACROSS, TITLE_TALL)
        text, size = fitting(clean(headline), ACROSS, TITLE_TALL, 28, 12)
        _write(title.text_frame, text, size, INK, bold=True, anchor=MSO_ANCHOR.BOTTOM)
        return slide

    def _foot(self, slide: Any, words: str) -> None:
        text, size = fitting(clean(words), ACROSS - 0.9, FOOT_TALL, 10, 7)
        _text(slide, text, LEFT, FOOT_TOP, ACROSS - 0.9, FOOT_TALL, size, FAINT)
        box = _text(slide, "", WIDTH - LEFT - 0.8, FOOT_TOP, 0.8, FOOT_TALL, 10, FAINT)
        _number(box.text_frame.paragraphs[0], len(self.file.slides))

    def _cover_slide(self) -> None:
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        title = slide.shapes.title
        _place(title, LEFT, 1.6, ACROSS, 1.6)
        text, size = fitting(self.cover.title, ACROSS, 1.6, 40, 20)
        _write(title.text_frame, text, size, INK, bold=True, anchor=MSO_ANCHOR.BOTTOM)
        top = 3.4
        for line in map(clean, self.cover.lines):
            is_link = line == clean(self.cover.link)
            text, size = fitting(line, ACROSS, 0.8, 16, 10)
            tall = 0.12 + size * 1.25 / 72 * lines_of(text, size, ACROSS - 0.2)
            box = _text(slide, text, LEFT, top, ACROSS, tall, size, FAINT)
            if is_link:
                _link(box.text_frame.paragraphs[0].runs[0], self.cover.link)
            top += tall + 0.1
        slide.notes_slide.notes_text_frame.text = "\n".join(map(clean, self.cover.lines))

    def _source_slides(self) -> None:
        sources = all_sources(self.parts)
        pages = range(0, sources.height, SOURCES_A_SLIDE)
        for number, first in enumerate(pages, start=1):
            of = f", {number} of {len(pages)}" if len(pages) > 1 else ""
            slide = self._slide(f"Sources{of}")
            shown = sources[first : first + SOURCES_A_SLIDE]
            alt = "Sources of all figures with their licences and links"
            _table(slide, source_columns(shown), alt, [*shown["url"]], top=1.5, size=10)
            self._foot(slide, self.cover.made_words)


TITLE_ONLY = 5


def _empty_file(cover: Cover) -> Any:
    """A file without slides, 16 to 9, in one font, with only the layout that slides have."""
    file = Presentation()
    ratio = Inches(WIDTH) / file.slide_width
    file.slide_width, file.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = file.slide_master
    for holder in (master, *file.slide_layouts):
        for shape in holder.placeholders:
            # Taken from the master where the layout has none of its own.
            if shape._element.spPr.find(qn("a:xfrm")) is not None:
                shape.left, shape.width = (
                    Emu(round(shape.left * ratio)),
                    Emu(round(shape.width * ratio)),
                )
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())
    about = file.core_properties
    about.title, about.author = cover.title, "AI Capital Explorer"
    about.last_modified_by, about.keywords, about.comments = "", "", clean(cover.selection)
    about.subject = f"Data version {cover.version}"
    about.created = about.modified = datetime.combine(cover.made, datetime.min.time())
    return file


def notes_of(part: Part) -> str:
    """Definition, remark, selection and sources, for who speaks."""
    sources = [
        f"- {row['publisher']}: {row['title']}. {row['url'] or ''} Licence: {row['licence']}."
        for row in part.sources.iter_rows(named=True)
    ]
    paragraphs = [
        part.caption.headline,
        f"Measure: {part.figure.subtitle}.",
        f"Definition: {part.figure.note}" if part.figure.note else "",
        *_remarks(part),
        f"Selection: {part.caption.selection}" if part.caption.selection else "",
        "Sources:" if sources else "",
        *sources,
        f"AI Capital Explorer, data version {part.caption.version}. {part.caption.link}",
    ]
    return "\n".join(clean(each) for each in paragraphs if each)


OF_MARKS = re.compile(r"\b([Hh]ollow|Diamonds|Crosses|Pale|Faint|Lines join)\b")
SENTENCE = re.compile(r"(?<=[.]) (?=[A-Z0-9])")


def _remarks(part: Part) -> list[str]:
    """What stands below a figure; of charts drawn anew, without what their marks do not show."""
    said = remarks(part.figure, part.rows)
    if plot_of(part.figure, part.rows) is None:
        return said
    kept = (
        " ".join(each for each in SENTENCE.split(words) if not OF_MARKS.search(each))
        for words in said
    )
    return [words for words in kept if words]


def _source_words(part: Part) -> str:
    said = (*_remarks(part), part.caption.selection, part.caption.source_line)
    return ". ".join(each.removesuffix(".") for each in said if each)


# Words


def fitting(text: str, across: float, tall: float, largest: int, smallest: int) -> tuple[str, int]:
    """Text and the largest size in points at which it stays inside a box of so many inches.

    Text too long even at the smallest is cut.
    """
    for size in range(largest, smallest - 1, -1):
        if lines_of(text, size, across - 0.2) * size * 1.2 / 72 <= tall - 0.1:
            return text, size
    room = math.floor((tall - 0.1) * 72 / 1.2 / smallest)
    while lines_of(text, smallest, across - 0.2) > room:
        text = clipped(text, len(text) - 10)
    return text, smallest


def lines_of(text: str, size: float, across: float) -> int:
    """Lines that text of a size in points takes in a box so many inches wide."""
    return len(wrapped(text, size, across * 72, bold=True)) or 1


def _place(shape: Any, left: float, top: float, across: float, tall: float) -> None:
    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(across), Inches(tall)


def _text(
    slide: Any,
    words: str,
    left: float,
    top: float,
    across: float,
    tall: float,
    size: float,
    colour: str,
) -> Any:
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(across), Inches(tall))
    text, fits = fitting(clean(words), across, tall + 0.1, round(size), 7)
    _write(box.text_frame, text, fits, colour)
    return box


def _write(
    frame: Any,
    words: str,
    size: float,
    colour: str,
    bold: bool = False,
    anchor: Any = MSO_ANCHOR.TOP,
) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.text = words
    for side in ("left", "right"):
        setattr(frame, f"margin_{side}", Inches(0.1))
    frame.margin_top = frame.margin_bottom = Inches(0.03)
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _style(paragraph.font, size, colour, bold)
    for run in paragraph.runs:
        _style(run.font, size, colour, bold)


def _style(font: Any, size: float, colour: str, bold: bool = False) -> None:
    font.size, font.bold = Pt(size), bold
    font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def _link(run: Any, address: str) -> None:
    """Makes words a link, if it leads to the web."""
    if address.startswith(("https://", "http://")):
        run.hyperlink.address = clean(address).replace(" ", "%20")


def _number(paragraph: Any, number: int) -> None:
    """The number of the slide, which follows where the slide is moved to."""
    paragraph.alignment = PP_ALIGN.RIGHT
    field = _child(
        paragraph._p, "a:fld", id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum"
    )
    style = _child(field, "a:rPr", lang="en-US", sz="1000")
    _child(_child(style, "a:solidFill"), "a:srgbClr", val=FAINT.removeprefix("#"))
    _child(field, "a:t").text = str(number)


def _child(parent: Any, tag: str, **values: str) -> Any:
    """A new element at the end of another, for what the library has no words for."""
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(name, value)
    parent.append(element)
    return element


def _alt(shape: Any, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(words))


# Pictures and tables


def _image(slide: Any, image: bytes, alt: str) -> None:
    """The picture as large as there is room, in the middle."""
    shape = slide.shapes.add_picture(io.BytesIO(image), 0, 0)
    scale = min(Inches(ACROSS) / shape.width, Inches(CHART_TALL) / shape.height)
    shape.width, shape.height = Emu(round(shape.width * scale)), Emu(round(shape.height * scale))
    shape.left = Emu(round((Inches(WIDTH) - shape.width) / 2))
    shape.top = Emu(round(Inches(CHART_TOP) + (Inches(CHART_TALL) - shape.height) / 2))
    _alt(shape, alt)


def _table(
    slide: Any,
    columns: Sequence[Cells],
    alt: str,
    links: Sequence[str | None] = (),
    top: float = CHART_TOP,
    size: int = 11,
) -> None:
    """A table with one line a row: texts too long for their column are cut.

    `links` are the addresses of the last column, if it has some.
    """
    number = len(columns[0].words) + 1
    tall = min(0.37, (FOOT_TOP - top - 0.1) / number)
    place = (Inches(LEFT), Inches(top), Inches(ACROSS), Inches(tall * number))
    frame = slide.shapes.add_table(number, len(columns), *place)
    _alt(frame, alt)
    table = frame.table
    # Without the colours of the theme: lines between rows, as in the app.
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    table.horz_banding = False
    for row in table.rows:
        row.height = Inches(tall)
    widths = _widths(columns)
    for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
        table.columns[index].width = Inches(width)
        for row, words in enumerate([column.title, *column.words]):
            # Letters of the head are wider than others.
            room = width * 72 * (0.92 if row == 0 else 1) - 20
            text = one_line(clean(words), room, size)
            _write_cell(table.cell(row, index), text, size, row == 0, column.right)
    for row, address in enumerate(links, start=1):
        for run in table.cell(row, len(columns) - 1).text_frame.paragraphs[0].runs:
            _link(run, address or "")


def _widths(columns: Sequence[Cells]) -> list[float]:
    """Inches of each column, with the space to the next."""
    given = places([each.width for each in columns], ACROSS * 72)
    edges = [left for left, _ in given[1:]] + [ACROSS * 72]
    return [(right - left) / 72 for (left, _), right in zip(given, edges, strict=True)]


PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The style of PowerPoint that has neither lines nor fills."""


def _write_cell(cell: Any, text: str, size: int, is_head: bool, is_number: bool) -> None:
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame = cell.text_frame
    frame.word_wrap = True
    frame.text = text
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    _style(paragraph.font, size, FAINT if is_head else INK, is_head)
    for run in paragraph.runs:
        _style(run.font, size, FAINT if is_head else INK, is_head)
    _underline(cell._tc.get_or_add_tcPr())


def _underline(properties: Any) -> None:
    line = _child(properties, "a:lnB", w="6350")
    _child(_child(line, "a:solidFill"), "a:srgbClr", val=RULE.removeprefix("#"))


# Charts


class _Inert:
    """Writes the sheet behind a chart so that no name in it is a formula or a link."""

    @contextmanager
    def _open_worksheet(self, file: io.BytesIO) -> Iterator[tuple[Any, Any]]:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = Workbook(file, options)
        yield book, book.add_worksheet()
        book.close()


class _CategorySheet(_Inert, CategoryWorkbookWriter):
    pass


class _PointSheet(_Inert, XyWorkbookWriter):
    pass


class _CategoryData(CategoryChartData):
    @property
    def _workbook_writer(self) -> _CategorySheet:
        return _CategorySheet(self)


class _PointData(XyChartData):
    @property
    def _workbook_writer(self) -> _PointSheet:
        return _PointSheet(self)


CHART_TYPES = {
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "single bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked bar": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "steps": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "scatter": XL_CHART_TYPE.XY_SCATTER_LINES,
}
MOST_LABELLED = 20


def _chart(slide: Any, plot: Plot, alt: str) -> None:
    """A chart with axes, legend and colours; its sheet holds the numbers to edit."""
    form = number_format(plot)
    data = _point_data(plot, form) if plot.kind == "scatter" else _category_data(plot, form)
    place = (Inches(LEFT), Inches(CHART_TOP), Inches(ACROSS), Inches(CHART_TALL))
    frame = slide.shapes.add_chart(CHART_TYPES[plot.kind], *place, data)
    _alt(frame, alt)
    chart = frame.chart
    chart.has_title = False
    _style(chart.font, 12, INK)
    chart.has_legend = len(plot.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        _style(chart.legend.font, 12, INK)
    _axes(chart, plot, axis_format(plot))
    for series, drawn in zip(chart.plots[0].series, plot.series, strict=True):
        _draw(series, drawn, plot)
    _bars(chart.plots[0], plot, form)


def number_format(plot: Plot) -> str:
    """Format of the values."""
    if plot.form != DOLLARS:
        return plot.form
    return '[>=99950000000]$#,##0,,,"B";[>=999500000]$0.0,,,"B";$#,##0,,"M"'


def axis_format(plot: Plot) -> str:
    """Format of the numbers at the axis, which are round; of amounts by the largest."""
    if plot.form != DOLLARS:
        return {ONE_DECIMAL: "General", PRICE: '"$"General'}.get(plot.form, plot.form)
    if plot.is_log:
        return '[>=999500000]$#,##0,,,"B";[>=999500]$#,##0,,"M";$#,##0'
    largest = _largest(plot)
    for size, commas, letter in ((1e9, ",,,", "B"), (1e6, ",,", "M")):
        if largest >= size:
            digits = "#,##0" if largest >= 8 * size else "0.0"
            return f'[=0]"$0";${digits}{commas}"{letter}"'
    return "$#,##0"


def _largest(plot: Plot) -> float:
    """The highest bar or point; bars on top of each other are as high as their sum."""
    each = [[value or 0 for value in series.values] for series in plot.series]
    if plot.kind in ("stacked", "stacked bar"):
        return max(map(sum, zip(*each, strict=True)))
    return max(map(max, each))


def _category_data(plot: Plot, form: str) -> Any:
    data = _CategoryData(number_format=form)
    data.categories = [each if isinstance(each, date) else clean(each) for each in plot.categories]
    for each in plot.series:
        data.add_series(clean(each.name), [_finite(value) for value in each.values])
    return data


def _point_data(plot: Plot, form: str) -> Any:
    data = _PointData(number_format="yyyy-mm-dd" if plot.across_form == "yyyy" else PERCENT)
    for each in plot.series:
        series = data.add_series(clean(each.name), form)
        for x, y in zip(each.xs, each.values, strict=True):
            series.add_data_point(_serial(x), _finite(y))
    return data


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


FIRST_DAY = date(1899, 12, 30)


def _serial(x: Any) -> float:
    """A day as the number that spreadsheets have for it."""
    return (x - FIRST_DAY).days if isinstance(x, date) else x


def _axes(chart: Any, plot: Plot, form: str) -> None:
    values, names = chart.value_axis, chart.category_axis
    for axis in (values, names):
        axis.format.line.color.rgb = _rgb(RULE)
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        _style(axis.tick_labels.font, 11, FAINT)
        axis.has_major_gridlines = axis is values
        axis.has_minor_gridlines = False
    values.major_gridlines.format.line.color.rgb = _rgb(RULE)
    values.major_gridlines.format.line.width = Pt(0.5)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    _axis_title(values, plot.title)
    if plot.is_log:
        _log(values, plot)
    elif plot.from_zero and _least(plot) >= 0:
        values.minimum_scale = 0
    elif _least(plot) > 10:
        values.minimum_scale = math.floor(_least(plot) / 10) * 10
    if plot.top is not None:
        values.maximum_scale = plot.top
    _names_axis(names, plot)


def _names_axis(names: Any, plot: Plot) -> None:
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if plot.across:
        _axis_title(names, plot.across)
    if plot.kind in ("bar", "single bar", "stacked bar"):
        # The first row on top, and the axis of values still below.
        names.reverse_order = True
        _crosses_at_the_end(names)
    if plot.kind == "scatter":
        _across(names, plot)
    elif isinstance(plot.categories[0], date):
        is_long = len(plot.categories) > 60
        names.tick_labels.number_format = "yyyy" if is_long else "mmm yyyy"
        names.tick_labels.number_format_is_linked = False
        _step(names, 12 if is_long else -(-len(plot.categories) // 12))
    elif plot.kind in ("stacked", "line"):
        _skip_labels(names, plot.categories)


def _least(plot: Plot) -> float:
    return min(v for each in plot.series for v in each.values if v is not None)


def _axis_title(axis: Any, words: str) -> None:
    axis.has_title = True
    axis.axis_title.text_frame.text = clean(words)
    _style(axis.axis_title.text_frame.paragraphs[0].runs[0].font, 11, FAINT)


def _log(axis: Any, plot: Plot) -> None:
    values = [v for each in plot.series for v in each.values if v]
    axis.minimum_scale = 10 ** math.floor(math.log10(min(values)))
    axis.maximum_scale = 10 ** math.ceil(math.log10(max(values)) + 1e-9)
    scaling = axis._element.find(qn("c:scaling"))
    base = OxmlElement("c:logBase")
    base.set("val", "10")
    scaling.insert(0, base)
    # The other axis stands at the foot, not at 1.
    _crosses_at(axis, axis.minimum_scale)


def _crosses_at(axis: Any, value: float) -> None:
    """Where on this axis the other one crosses it; the file says so at the other."""
    other = next(
        each
        for each in axis._element.getparent()
        if each.tag in {qn("c:catAx"), qn("c:valAx"), qn("c:dateAx")} and each is not axis._element
    )
    crosses = other.find(qn("c:crosses"))
    place = OxmlElement("c:crossesAt")
    place.set("val", repr(float(value)))
    crosses.getparent().replace(crosses, place)


def _crosses_at_the_end(names: Any) -> None:
    """With the names in reverse, the axis of values stands where the last of them is."""
    other = next(each for each in names._element.getparent() if each.tag == qn("c:valAx"))
    other.find(qn("c:crosses")).set("val", "max")


def _skip_labels(axis: Any, categories: Sequence[Any]) -> None:
    """As many names of periods as there is room for."""
    letters = sum(len(each) + 3 for each in categories)
    every = next(step for step in (1, 2, 4, 8, 12, 24, 48, 96) if letters / step <= 120)
    if every > 1:
        _after(axis, "c:tickLblSkip", every)
        _after(axis, "c:tickMarkSkip", every)


def _after(axis: Any, tag: str, value: int) -> None:
    """Adds a setting of an axis of names, where the schema wants it: before `noMultiLvlLbl`."""
    setting = OxmlElement(tag)
    setting.set("val", str(value))
    last = axis._element.find(qn("c:noMultiLvlLbl"))
    last.addprevious(setting)


def _step(axis: Any, months: int) -> None:
    """A name each so many months on an axis of months."""
    for tag, value in (
        ("c:baseTimeUnit", "months"),
        ("c:majorUnit", f"{months}"),
        ("c:majorTimeUnit", "months"),
    ):
        for old in axis._element.findall(qn(tag)):
            axis._element.remove(old)
        _child(axis._element, tag, val=value)


def _across(axis: Any, plot: Plot) -> None:
    """The axis across of a scatter: shares, or days with a name a year."""
    xs = [_serial(x) for each in plot.series for x in each.xs]
    form = plot.across_form
    if form == "yyyy":
        years = [(FIRST_DAY.toordinal() + round(x)) for x in (min(xs), max(xs))]
        first, last = (date.fromordinal(day).year for day in years)
        axis.minimum_scale = _serial(date(first, 1, 1))
        axis.maximum_scale = axis.minimum_scale + 366 * (last + 1 - first)
        # A day more than most years have, so that no name slips into the year before.
        axis.major_unit = 366
        if last - first < 2:
            axis.major_unit, form = 92, "mmm yyyy"
    else:
        axis.minimum_scale, axis.maximum_scale = 0, plot.top
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False


def _draw(series: Any, drawn: Series, plot: Plot) -> None:
    """Colours and marks of a series."""
    colour = _rgb(drawn.colour)
    if plot.kind in ("line", "scatter"):
        _draw_line(series, drawn, plot)
        return
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = colour
    series.invert_if_negative = False
    for place in sorted(plot.lighter):
        if drawn.values[place] is not None:
            fill = series.points[place].format.fill
            fill.solid()
            fill.fore_color.rgb = _rgb(_lighter(drawn.colour))


def _lighter(colour: str) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.5):02x}" for part in parts)


def _draw_line(series: Any, drawn: Series, plot: Plot) -> None:
    colour = _rgb(drawn.colour)
    series.smooth = False
    if drawn.line or plot.kind == "line":
        series.format.line.width = Pt(2.25)
        series.format.line.color.rgb = colour
    else:
        series.format.line.fill.background()
    marker = series.marker
    crowded = len(drawn.values) > 60
    if not drawn.points or (plot.kind == "line" and crowded):
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style = XL_MARKER_STYLE.CIRCLE
    marker.size = 5 if crowded or plot.kind == "line" else 7
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = colour
    marker.format.line.color.rgb = colour
    for place in sorted(drawn.unsure):
        # A point with a look of its own needs all of it: LibreOffice leaves out what is not said.
        line = series.points[place].format.line
        if drawn.line:
            line.width = Pt(2.25)
            line.color.rgb = colour
        else:
            line.fill.background()
        point = series.points[place].marker
        point.style, point.size = XL_MARKER_STYLE.DIAMOND, marker.size + 2
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = _rgb(_lighter(drawn.colour))
        point.format.line.color.rgb = colour
    for place, name in enumerate(drawn.names):
        if name:
            _name(series.points[place].data_label, name, _beside(drawn, place, plot))


def _beside(drawn: Series, place: int, plot: Plot) -> Any:
    """Where the name of a point stands."""
    if drawn.line:
        return XL_LABEL_POSITION.RIGHT
    days = [_serial(x) for each in plot.series for x in each.xs]
    is_at_the_axis = _serial(drawn.xs[place]) < min(days) + (max(days) - min(days)) / 10
    # The line goes on to the right: down from a price, up from a score.
    if plot.is_log and not is_at_the_axis:
        return XL_LABEL_POSITION.LEFT
    return XL_LABEL_POSITION.ABOVE


def _name(label: Any, words: str, position: Any) -> None:
    label.has_text_frame = True
    label.text_frame.text = clean(clipped(words, 32))
    label.position = position
    _style(label.text_frame.paragraphs[0].runs[0].font, 9, FAINT)


def _bars(drawn: Any, plot: Plot, form: str) -> None:
    """Gaps between bars, and the value beside each where there are few."""
    if plot.kind in ("line", "scatter"):
        return
    drawn.gap_width = {"steps": 0, "stacked": 30, "stacked bar": 40, "single bar": 40, "bar": 45}[
        plot.kind
    ]
    drawn.overlap = 0 if plot.kind == "bar" else 100
    rows = len(plot.series) if plot.kind == "bar" else 1
    if len(plot.categories) < 3 and plot.kind != "steps":
        drawn.gap_width = 250
    if plot.labels and len(plot.categories) * rows <= MOST_LABELLED:
        drawn.has_data_labels = True
        labels = drawn.data_labels
        labels.number_format, labels.number_format_is_linked = form, False
        labels.show_value = True
        if plot.kind in ("bar", "single bar"):
            labels.position = XL_LABEL_POSITION.OUTSIDE_END
        _style(labels.font, 10, FAINT)
