"""Rows as CSV, Excel, Parquet and JSON files, each with its filters and sources inside; BibTeX.

CSV is UTF-8 with a byte order mark, so that Excel reads names right, and begins with lines that
start with '# '. Read it with `polars.read_csv(file, comment_prefix="#")` or
`pandas.read_csv(file, comment="#")`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import bibtexparser
import polars as pl
import polars.selectors as cs
import xlsxwriter
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import UnicodeToLatexEncoder
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lib.schema import Column

XLSX_ROWS = 100_000
XLSX_TEXT = 32_767  # the most one cell holds, in UTF-16 units
NARROWEST, WIDEST = 10, 50
SOURCE_COLUMNS = (
    Column("source_id", pl.String(), "Source", "Identifier used in the rows"),
    Column("title", pl.String(), "Title", "Title of the source"),
    Column("publisher", pl.String(), "Publisher", "Who published it"),
    Column("url", pl.String(), "Link", "Where to find it"),
    Column("licence", pl.String(), "Licence", "Terms of use"),
    Column("credit", pl.String(), "Credit line", "How to credit the source"),
)

# Signs that start a formula, their full-width forms included, after anything a spreadsheet skips.
# A semicolon or line break counts as a start too: where Excel expects semicolons between values
# (most of Europe), it begins a new cell there even inside quotes.
SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
SKIPPED = " \t\x00-\x08\x0b\x0c\x0e-\x1f\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff"
FORMULA = re.compile(f"(^|[;\r\n])([{SKIPPED}]*[{SIGNS}])")
LEADING_BREAK = "^([\t\r\n])"
COMMENT_FORMULA = re.compile(f"([,;][{SKIPPED}]*)([{SIGNS}])")
NOT_IN_XML = "[\x00-\x08\x0b-\x1f\ufffe\uffff]"


class TooManyRows(ValueError):
    """The rows do not fit the format; the message says what to choose instead."""


@dataclass(frozen=True)
class Provenance:
    """What each file says about its rows.

    `selection` is the filters in one English sentence, `link` reopens it ('' for none), and
    `sources` holds the rows of table `sources` behind the rows (more columns are ignored).
    """

    title: str
    selection: str
    exported: date
    data_version: str
    sources: pl.DataFrame
    link: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """Everything but the sources as words, by label, in reading order."""
        facts = {
            "Title": self.title,
            "Selection": self.selection,
            "Exported": self.exported.isoformat(),
            "Data version": self.data_version,
            "Link": self.link,
        }
        return {label: text for label, text in facts.items() if text}


@dataclass(frozen=True)
class Format:
    """A file format: `write(rows, columns, provenance)` returns the bytes."""

    write: Callable[[pl.DataFrame, Sequence[Column], Provenance], bytes]
    suffix: str
    mime: str


def to_csv(rows: pl.DataFrame, columns: Sequence[Column], provenance: Provenance) -> bytes:
    """Return one line a row under '# ' lines of provenance; lists are joined with '; '.

    Text a spreadsheet would run as a formula gets a leading apostrophe. Text and dates are
    quoted, so that '#' inside them never starts a comment. Raises polars.ColumnNotFoundError
    where `rows` lacks one of `columns`.
    """
    return ("\ufeff" + _comments(provenance)).encode() + to_plain_csv(rows, columns)


def to_plain_csv(rows: pl.DataFrame, columns: Sequence[Column]) -> bytes:
    """As `to_csv`, without its comments and byte order mark, which some programs cannot read."""
    table = _flat(rows, columns)
    table = table.select(
        _neutral(values) if values.dtype == pl.String else values for values in table
    )
    table.columns = _neutral(pl.Series(table.columns, dtype=pl.String)).to_list()
    return table.write_csv(quote_style="non_numeric").encode()


def to_xlsx(rows: pl.DataFrame, columns: Sequence[Column], provenance: Provenance) -> bytes:
    """Return a workbook with sheets Rows, Sources and About; numbers and dates are real cells.

    Text is never run: formulas stay text, marked as such. Characters XML cannot hold are left
    out and text over 32,767 characters ends in '…'; dates start in 1900. Raises TooManyRows
    above XLSX_ROWS, and polars.ColumnNotFoundError where `rows` lacks one of `columns`.
    """
    if rows.height > XLSX_ROWS:
        raise TooManyRows(
            f"An Excel file takes up to {XLSX_ROWS:,} rows and this selection has {rows.height:,}. "
            "Choose CSV or Parquet, or narrow the filters."
        )
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        created = datetime.combine(provenance.exported, datetime.min.time())
        book.set_properties({"created": created})
        _write_table(book, "Rows", _flat(rows, columns), columns)
        _write_table(book, "Sources", _flat(provenance.sources, SOURCE_COLUMNS), SOURCE_COLUMNS)
        _write_about(book, provenance)
    return file.getvalue()


def to_parquet(rows: pl.DataFrame, columns: Sequence[Column], provenance: Provenance) -> bytes:
    """Return the rows with their own types; file metadata key `provenance` holds JSON.

    Raises polars.ColumnNotFoundError where `rows` lacks one of `columns`.
    """
    about = json.dumps(_metadata(rows, columns, provenance), ensure_ascii=False)
    file = io.BytesIO()
    _chosen(rows, columns).write_parquet(file, metadata={"provenance": about})
    return file.getvalue()


def to_json(rows: pl.DataFrame, columns: Sequence[Column], provenance: Provenance) -> bytes:
    """Return {"metadata": {...}, "rows": [{column: value}]}; dates are ISO, missing values null.

    JSON has no NaN or infinity: both become null. Raises polars.ColumnNotFoundError where
    `rows` lacks one of `columns`.
    """
    about = json.dumps(_metadata(rows, columns, provenance), ensure_ascii=False)
    return f'{{"metadata": {about},\n"rows": {_chosen(rows, columns).write_json()}}}\n'.encode()


FORMATS = {
    "CSV": Format(to_csv, "csv", "text/csv"),
    "Excel": Format(
        to_xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    "Parquet": Format(to_parquet, "parquet", "application/vnd.apache.parquet"),
    "JSON": Format(to_json, "json", "application/json"),
}


def file_name(provenance: Provenance, suffix: str) -> str:
    """Return a name safe on every system, such as 'filtered-rounds-2026-10-01.csv'."""
    title = re.sub(r"\W+", "-", provenance.title.lower()).strip("-_")[:60] or "rows"
    return f"{title}-{provenance.exported.isoformat()}.{suffix}"


def _chosen(rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    return rows.select(column.name for column in columns)


def _flat(rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Return only numbers, dates, booleans and text, as spreadsheets know them."""
    lists = cs.by_dtype(pl.List)
    joined = _chosen(rows, columns).with_columns(lists.cast(pl.List(pl.String)).list.join("; "))
    return joined.with_columns((~(cs.numeric() | cs.date() | cs.boolean())).cast(pl.String))


def _neutral(texts: pl.Series) -> pl.Series:
    texts = texts.str.replace_all(FORMULA.pattern, "${1}'${2}")
    return texts.str.replace(LEADING_BREAK, "'${1}")


def _metadata(
    rows: pl.DataFrame, columns: Sequence[Column], provenance: Provenance
) -> dict[str, Any]:
    return {
        "title": provenance.title,
        "selection": provenance.selection,
        "exported": provenance.exported.isoformat(),
        "data_version": provenance.data_version,
        "link": provenance.link,
        "row_count": rows.height,
        "columns": [
            {"name": c.name, "title": c.title, "unit": c.unit, "description": c.description}
            for c in columns
        ],
        "sources": _flat(provenance.sources, SOURCE_COLUMNS).to_dicts(),
    }


def _comments(provenance: Provenance) -> str:
    facts = [f"{label}: {text}" for label, text in provenance.facts.items()]
    sources = [
        f"Source {s['source_id']}: {s['title']}. Publisher: {s['publisher']}. {s['url']} "
        f"Licence: {s['licence']}. Credit: {s['credit']}"
        for s in _flat(provenance.sources, SOURCE_COLUMNS).fill_null("").iter_rows(named=True)
    ]
    return "".join(f"# {_comment(line)}\n" for line in [*facts, *sources])


def _comment(text: str) -> str:
    """Return one line in which no spreadsheet sees a formula or an open quote."""
    line = " ".join(text.replace('"', "'").split())
    return COMMENT_FORMULA.sub(r"\1'\2", line)


def _write_table(book: Workbook, name: str, table: pl.DataFrame, columns: Sequence[Column]) -> None:
    """Add sheet `name`: a frozen, filterable header of titles, then the rows of flat `table`."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.height, len(columns) - 1)
    _write_header(book, sheet, table, columns)
    writers = [_writer(book, sheet, column, table[column.name].dtype) for column in columns]
    for row, values in enumerate(_cells(table).iter_rows(), start=1):
        for position, (write, value) in enumerate(zip(writers, values, strict=True)):
            if value is not None:
                write(row, position, value)


def _write_header(
    book: Workbook, sheet: Worksheet, table: pl.DataFrame, columns: Sequence[Column]
) -> None:
    style = book.add_format({"bold": True, "quote_prefix": True})
    titles = [f"{c.title} ({c.unit})" if c.unit else c.title for c in columns]
    for position, title in enumerate(_texts(pl.Series(titles))):
        sheet.set_column(position, position, _width(title, table[:, position]))
        sheet.write_string(0, position, title, style)


def _writer(
    book: Workbook, sheet: Worksheet, column: Column, dtype: pl.DataType
) -> Callable[[int, int, Any], object]:
    """Return what writes (row, position, value) as a cell of the right kind."""
    if dtype == pl.Boolean:
        return sheet.write_boolean
    if dtype == pl.String:
        return _text_writer(book, sheet)
    write = sheet.write_datetime if dtype == pl.Date else sheet.write_number
    style = book.add_format({"num_format": _number_format(column, dtype)})
    return lambda row, position, value: write(row, position, value, style)


def _text_writer(book: Workbook, sheet: Worksheet) -> Callable[[int, int, str], object]:
    """Write text as text; the style keeps a formula from running once somebody edits the cell."""
    quoted = book.add_format({"quote_prefix": True})

    def write(row: int, position: int, text: str) -> None:
        sheet.write_string(row, position, text, quoted if FORMULA.match(text) else None)

    return write


def _write_about(book: Workbook, provenance: Provenance) -> None:
    sheet = book.add_worksheet("About")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "quote_prefix": True})
    sheet.set_column(0, 0, 16, bold)
    sheet.set_column(1, 1, 100, wrapped)
    facts = provenance.facts
    for row, (label, text) in enumerate(
        zip(facts, _texts(pl.Series(list(facts.values()))), strict=True)
    ):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text, wrapped)


def _number_format(column: Column, dtype: pl.DataType) -> str:
    if dtype == pl.Date:
        return "yyyy-mm-dd"
    if column.unit == "USD":
        return "$#,##0"
    # Whole numbers may be years, so only measures get separators.
    return "0" if dtype.is_integer() else "[>=1000]#,##0;General"


def _width(title: str, values: pl.Series) -> float:
    """Return a width in characters that shows the title and most of the first values."""
    lengths = values.head(1000).cast(pl.String).str.len_chars()
    typical = lengths.quantile(0.9) or 0
    return min(max(len(title) + 4, typical + 2, NARROWEST), WIDEST)


def _cells(table: pl.DataFrame) -> pl.DataFrame:
    """Return flat `table` with only what a cell can hold; NaN, infinity and '' become null."""
    held = table.with_columns(_texts(values) for values in table.select(cs.string()))
    return held.with_columns(
        pl.when(cs.float().is_finite()).then(cs.float()),
        pl.when(cs.string() != "").then(cs.string()),
    )


def _texts(texts: pl.Series) -> pl.Series:
    """Return `texts` as one cell each can hold them: characters of XML, not too long."""
    texts = texts.str.replace_all("\r\n?", "\n").str.replace_all(NOT_IN_XML, "")
    # xlsxwriter would copy text between these tags into the file as XML; a space stops it.
    texts = texts.str.replace("(?s)^(<r>.*</r>)$", "${1} ")
    if (texts.str.len_bytes() > XLSX_TEXT).any():
        return texts.map_elements(_shortened, return_dtype=pl.String)
    return texts


def _shortened(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * XLSX_TEXT:
        return text
    return units[: 2 * (XLSX_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


BIBTEX_MIME = "application/x-bibtex"


def page_bibtex(title: str, selection: str, version: str, link: str, day: date) -> str:
    """Return a BibTeX entry for a page of this explorer as it was read on `day` at `link`."""
    entry = _own_entry(version, link, f"{title}. ", day.isoformat(), f"{selection}. ")
    return bibtexparser.write_string(bibtexparser.Library([entry]))


def bibtex(sources: pl.DataFrame, version: str, link: str = "") -> bytes:
    """Return a BibTeX entry for this explorer with its data `version`, then one a source.

    `sources` are rows of table `sources`; `link` is where the explorer is read ('' for unknown).
    Text is written as LaTeX, so that any signs and letters come through; addresses stay as they
    are. Names and titles keep their capitals.
    """
    library = bibtexparser.Library([_own_entry(version, link)])
    library.add([*map(_source_entry, sources.iter_rows(named=True))])
    return bibtexparser.write_string(library).encode()


def _own_entry(
    version: str, link: str, page: str = "", urldate: str = "", selection: str = ""
) -> Entry:
    return _entry(
        "ai-capital-explorer",
        author=_as_it_is("AI Capital Explorer"),
        title=_as_it_is(f"{page}AI Capital Explorer: funding of AI companies"),
        year=version[:4],
        version=version,
        url=_address(link),
        urldate=urldate,
        note=_latex(f"{selection}Data version {version}"),
    )


def _source_entry(source: dict[str, Any]) -> Entry:
    published = source["published_date"]
    return _entry(
        source["source_id"],
        author=_as_it_is(source["publisher"]),
        title=_as_it_is(source["title"]),
        year=str(published.year) if published else "",
        url=_address(source["url"] or ""),
        urldate=source["accessed_date"].isoformat(),
        note=_latex(f"{source['credit']} Terms: {source['licence']}"),
    )


def _entry(key: str, **fields: str) -> Entry:
    return Entry("misc", key, [Field(name, value) for name, value in fields.items() if value])


def _as_it_is(text: str) -> str:
    """Text in braces of its own: an organisation is no person with a first name, AI no Ai."""
    return f"{{{_latex(text)}}}"


def _address(url: str) -> str:
    """An address in which no sign can end its field."""
    return url.translate({ord(sign): f"%{ord(sign):02X}" for sign in "{}\\"})


def _latex(text: str) -> str:
    return LATEX.unicode_to_latex(text)


LATEX = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False)
