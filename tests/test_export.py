"""Files are opened with the readers people use, and must give back what went in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from zipfile import ZipFile

import bibtexparser
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from lib import export
from lib.export import FORMATS, Provenance, TooManyRows, file_name
from lib.schema import Column

COLUMNS = (
    Column("company", pl.String(), "Company", "Company that received the money"),
    Column("announced_date", pl.Date(), "Announced", "Day of the announcement"),
    Column("stage", pl.String(), "Stage", "Series of the round", category=True),
    Column("amount_usd", pl.Float64(), "Amount", "Amount raised", unit="USD"),
    Column("amount_original", pl.Float64(), "Amount, original currency", "As the source says"),
    Column("investors", pl.List(pl.String()), "Investors", "All named investors"),
    Column("source_count", pl.Int64(), "Sources", "Number of sources"),
    Column("is_open", pl.Boolean(), "Open", "Whether weights are open"),
    Column("source_url", pl.String(), "Link", "Page that states the round"),
)
SCHEMA = {column.name: column.type for column in COLUMNS} | {"stage": pl.Enum(["Seed", "Debt"])}
NAMES = list(SCHEMA)
ROWS = pl.DataFrame(
    [
        (
            "Rasa København",
            date(2024, 1, 2),
            "Seed",
            1_500_000.0,
            -2.5,
            ["A", "B, C"],
            1,
            True,
            "u",
        ),
        ("月之暗面", date(2025, 2, 28), "Debt", None, 1e12, [], 2024, False, "https://x.org/a#b"),
        ("#1 🚀 شركة", None, None, -7.0, None, None, -3, None, "https://x.org/?a=1,2&b=%23"),
        (None, date(2026, 12, 31), "Seed", 0.1, 0.0, ["Ørsted"], None, True, None),
    ],
    schema=SCHEMA,
    orient="row",
)
SOURCES = pl.DataFrame(
    {
        "source_id": ["epoch", "official"],
        "title": ["AI companies", 'The "Register"'],
        "publisher": ["Epoch AI", "Ministère"],
        "url": ["https://epoch.ai/data#companies", "https://example.fr"],
        "licence": ["CC BY 4.0", "ODbL 1.0"],
        "credit": ["Epoch AI, CC BY", "© Ministère"],
        "rows": [3, 1],
    }
)
ABOUT = Provenance(
    title="Filtered rounds",
    selection="Rounds in China and Europe, from 2024 on.",
    exported=date(2026, 10, 1),
    data_version="2026-09-30",
    sources=SOURCES,
    link="https://app.example/?region=China&region=Europe",
)
TEXT = Column("text", pl.String(), "Text", "Any text")
KEY = Column("key", pl.Int64(), "Key", "Row number")
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\u3000=1", "\ufeff@A", "\uff1d1+1"]
RISKY += ["\uff0b1", "\uff0d1", "\uff20A", "\x00=1", "\u200b=1", "=cmd|' /C calc'!A0"]
HARMLESS = ["a=b", "Series A-1", "me@x.org", "3 - 2", "'quoted'", "", "https://x.org/?a=-1"]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
quick = settings(max_examples=60, deadline=None)


def texts_frame(values: Sequence[str | None]) -> pl.DataFrame:
    return pl.DataFrame({"key": range(len(values)), "text": pl.Series(values, dtype=pl.String)})


def write(label: str, rows: pl.DataFrame = ROWS, columns: Any = COLUMNS, about=ABOUT) -> bytes:
    return FORMATS[label].write(rows, columns, about)


def write_texts(label: str, values: Sequence[str | None]) -> bytes:
    return write(label, texts_frame(values), (KEY, TEXT))


def read_csv(file: bytes) -> pl.DataFrame:
    return pl.read_csv(file, comment_prefix="#", try_parse_dates=True)


def comments(file: bytes) -> list[str]:
    lines = file.decode("utf-8-sig").split("\n")
    return [line for line in lines if line.startswith("# ")]


def open_xlsx(file: bytes) -> Any:  # its stubs cannot tell what a cell holds
    return openpyxl.load_workbook(io.BytesIO(file))


def sheet_values(sheet: Any) -> list[tuple]:
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def xlsx_texts(values: Sequence[str | None]) -> list[str | None]:
    sheet = open_xlsx(write_texts("Excel", values))["Rows"]
    found = [sheet.cell(row, 2).value for row in range(2, len(values) + 2)]
    return [None if value is None else unescape(str(value)) for value in found]


def visible(text: str) -> str | None:
    """What Excel can hold of `text`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    held = "".join(c for c in text if (c >= " " or c in "\t\n") and c not in "\ufffe\uffff")
    return held or None


# CSV


def test_csv_gives_rows_back_in_order():
    found = read_csv(write("CSV"))
    expected = ROWS.with_columns(pl.col("investors").list.join("; "), pl.col("stage").cast(str))
    assert found.equals(expected)
    assert found.schema["announced_date"] == pl.Date


def test_csv_in_pandas_keeps_numbers_and_hash_signs():
    found = pd.read_csv(io.BytesIO(write("CSV")), comment="#", parse_dates=["announced_date"])
    assert list(found.columns) == NAMES
    assert found["company"].tolist()[:3] == ["Rasa København", "月之暗面", "#1 🚀 شركة"]
    assert found["source_url"].tolist()[1:3] == ["https://x.org/a#b", "https://x.org/?a=1,2&b=%23"]
    assert found["amount_usd"].tolist()[0] == 1_500_000
    assert found["amount_usd"].tolist()[2:] == [-7.0, 0.1]
    assert found["announced_date"].iloc[0] == pd.Timestamp(2024, 1, 2)


def test_csv_starts_with_a_byte_order_mark_and_provenance():
    file = write("CSV")
    assert file.startswith(b"\xef\xbb\xbf# Title: Filtered rounds\n")
    assert comments(file) == [
        "# Title: Filtered rounds",
        "# Selection: Rounds in China and Europe, from 2024 on.",
        "# Exported: 2026-10-01",
        "# Data version: 2026-09-30",
        "# Link: https://app.example/?region=China&region=Europe",
        "# Source epoch: AI companies. Publisher: Epoch AI. https://epoch.ai/data#companies "
        "Licence: CC BY 4.0. Credit: Epoch AI, CC BY",
        "# Source official: The 'Register'. Publisher: Ministère. https://example.fr "
        "Licence: ODbL 1.0. Credit: © Ministère",
    ]


@pytest.mark.parametrize("text", RISKY)
def test_csv_neutralises_formulas(text):
    assert read_csv(write_texts("CSV", [text]))["text"].to_list() == ["'" + text]


@pytest.mark.parametrize("text", HARMLESS)
def test_csv_leaves_other_text_alone(text):
    assert read_csv(write_texts("CSV", [text]))["text"].to_list() == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x;=1+1;y", "x;'=1+1;y"), ("x\n=1", "x\n'=1"), ("\tx", "'\tx"), ("\r=1", "'\r'=1")],
)
def test_csv_neutralises_after_what_excel_takes_for_a_new_cell(text, expected):
    assert read_csv(write_texts("CSV", [text]))["text"].to_list() == [expected]


def test_csv_neutralises_each_item_of_a_list_and_the_header():
    column = Column("=names", pl.List(pl.String()), "Names", "Names")
    rows = pl.DataFrame({"=names": [["Acme", "=1", "-B"]]})
    found = read_csv(write("CSV", rows, (column,)))
    assert found.to_dict(as_series=False) == {"'=names": ["Acme;' =1;' -B"]}


def test_csv_comments_hold_no_formula_quote_or_second_line():
    about = Provenance('a,=1\n"b', 'x;@c,"d', date(2026, 1, 1), "v,\t+1", SOURCES.head(0))
    file = write("CSV", about=about)
    assert comments(file)[:2] == ["# Title: a,'=1 'b", "# Selection: x;'@c,'d"]
    assert comments(file)[3] == "# Data version: v, '+1"
    assert read_csv(file).height == ROWS.height


@quick
@given(st.lists(st.none() | texts, min_size=1, max_size=5))
def test_csv_round_trips_any_text(values):
    file = write_texts("CSV", values)
    expected = export._neutral(pl.Series(values, dtype=pl.String)).to_list()
    schema = {"key": pl.Int64, "text": pl.String}
    found = pl.read_csv(file, comment_prefix="#", schema_overrides=schema)
    assert found["text"].to_list() == expected
    body = file.decode("utf-8-sig").split("\n", len(comments(file)))[-1]
    lines = list(csv.reader(io.StringIO(body, newline="")))
    assert [line[1] for line in lines[1:]] == [text or "" for text in expected]


@quick
@given(texts)
def test_csv_text_never_starts_with_a_formula(text):
    (found,) = export._neutral(pl.Series([text]))
    start = found.lstrip()
    assert not start or start[0] not in "=+-@\uff1d\uff0b\uff0d\uff20"
    assert found.replace("'", "") == text.replace("'", "")


# Excel


def test_xlsx_gives_rows_back_in_order():
    values = sheet_values(open_xlsx(write("Excel"))["Rows"])
    assert values[0][:5] == (
        "Company",
        "Announced",
        "Stage",
        "Amount (USD)",
        "Amount, original currency",
    )
    assert [row[0] for row in values[1:]] == ROWS["company"].to_list()
    assert [row[1] and row[1].date() for row in values[1:]] == ROWS["announced_date"].to_list()
    assert [row[2] for row in values[1:]] == ["Seed", "Debt", None, "Seed"]
    assert [row[3] for row in values[1:]] == [1_500_000, None, -7, 0.1]
    assert [row[5] for row in values[1:]] == ["A; B, C", None, None, "Ørsted"]
    assert [row[6] for row in values[1:]] == [1, 2024, -3, None]
    assert [row[7] for row in values[1:]] == [True, False, None, True]
    assert values[2][8] == "https://x.org/a#b"


def test_xlsx_cells_have_types_and_formats():
    company, announced, _, amount, original, _, count, is_open, link = open_xlsx(write("Excel"))[
        "Rows"
    ][2]
    assert (announced.is_date, announced.number_format) == (True, "yyyy-mm-dd")
    assert (amount.data_type, amount.number_format) == ("n", "$#,##0")
    assert (original.data_type, original.is_date) == ("n", False)
    assert (count.data_type, count.number_format) == ("n", "0")
    assert is_open.data_type == "b"
    assert (company.data_type, link.data_type, link.hyperlink) == ("s", "s", None)


def test_xlsx_header_is_frozen_filterable_and_wide_enough():
    book = open_xlsx(write("Excel"))
    assert book.sheetnames == ["Rows", "Sources", "About"]
    assert book["Rows"].freeze_panes == "A2"
    assert book["Rows"].auto_filter.ref == "A1:I5"
    widths = [book["Rows"].column_dimensions[name].width for name in "ABE"]
    assert all(10 <= width <= 51 for width in widths)
    assert widths[2] > len("Amount, original currency")


def test_xlsx_carries_provenance():
    book = open_xlsx(write("Excel"))
    assert dict(sheet_values(book["About"])) == {
        "Title": "Filtered rounds",
        "Selection": "Rounds in China and Europe, from 2024 on.",
        "Exported": "2026-10-01",
        "Data version": "2026-09-30",
        "Link": "https://app.example/?region=China&region=Europe",
    }
    header, *sources = sheet_values(book["Sources"])
    assert header == ("Source", "Title", "Publisher", "Link", "Licence", "Credit line")
    assert sources == SOURCES.drop("rows").rows()


def test_xlsx_keeps_formulas_as_marked_text():
    values = [text for text in RISKY if visible(text) == text]
    sheet = open_xlsx(write_texts("Excel", values))["Rows"]
    cells = [sheet.cell(row, 2) for row in range(2, len(values) + 2)]
    assert [cell.value for cell in cells] == values
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}
    xml = sheet_xml(write_texts("Excel", values))
    assert "<f>" not in xml
    assert xml.count("inlineStr") == len(values) + 2


def sheet_xml(file: bytes) -> str:
    with ZipFile(io.BytesIO(file)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_xlsx_does_not_mark_other_text():
    cell = open_xlsx(write_texts("Excel", ["Acme"]))["Rows"]["B2"]
    assert (cell.value, cell.quotePrefix) == ("Acme", False)


def test_xlsx_leaves_out_what_xml_cannot_hold():
    assert xlsx_texts(["a\x00b\x1fc", "\ufffex", "a\r\nb", "<r><bad></r>", "_x0041_"]) == [
        "abc",
        "x",
        "a\nb",
        "<r><bad></r> ",
        "_x0041_",
    ]


@pytest.mark.parametrize(("letter", "kept"), [("a", 32_766), ("🚀", 16_383)])
def test_xlsx_shortens_long_text(letter, kept):
    (found,) = xlsx_texts([letter * 40_000])
    assert found == letter * kept + "…"


def test_xlsx_keeps_text_that_just_fits():
    assert xlsx_texts(["é" * 32_767]) == ["é" * 32_767]


def test_xlsx_leaves_nan_and_infinity_empty():
    rows = pl.DataFrame({"amount_usd": [float("nan"), float("inf"), 1.0]})
    values = sheet_values(open_xlsx(write("Excel", rows, COLUMNS[3:4]))["Rows"])
    assert values == [("Amount (USD)",), (None,), (None,), (1,)]


@pytest.mark.parametrize("count", [export.XLSX_ROWS + 1, 1_234_567])
def test_xlsx_refuses_too_many_rows(count):
    rows = pl.DataFrame({"key": range(count)})
    with pytest.raises(TooManyRows) as refusal:
        write("Excel", rows, (KEY,))
    assert str(refusal.value) == (
        f"An Excel file takes up to 100,000 rows and this selection has {count:,}. "
        "Choose CSV or Parquet, or narrow the filters."
    )


def test_xlsx_takes_as_many_rows_as_it_says(monkeypatch):
    monkeypatch.setattr(export, "XLSX_ROWS", ROWS.height)
    assert open_xlsx(write("Excel"))["Rows"].max_row == ROWS.height + 1


@quick
@given(st.lists(st.none() | texts, min_size=1, max_size=5))
def test_xlsx_round_trips_any_text(values):
    assert xlsx_texts(values) == [visible(text) if text else None for text in values]


@quick
@given(
    st.lists(
        st.tuples(
            st.dates(date(1900, 3, 1)),
            st.floats(-1e300, 1e300, allow_subnormal=False),
            st.integers(-(10**15), 10**15),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_numbers_and_dates_keep_type_and_value(values):
    columns = (COLUMNS[1], COLUMNS[3], COLUMNS[6])
    rows = pl.DataFrame(values, schema=[c.name for c in columns], orient="row")
    for cells, (day, amount, count) in zip(
        list(open_xlsx(write("Excel", rows, columns))["Rows"])[1:], values, strict=True
    ):
        assert (cells[0].is_date, cells[0].value.date()) == (True, day)
        assert (cells[1].data_type, cells[1].value) == ("n", pytest.approx(amount, rel=1e-15))
        assert (cells[2].data_type, cells[2].value) == ("n", count)
    assert read_csv(write("CSV", rows, columns)).equals(rows)
    assert pl.read_parquet(write("Parquet", rows, columns)).equals(rows)
    found = json.loads(write("JSON", rows, columns))["rows"]
    assert [(r["announced_date"], r["amount_usd"], r["source_count"]) for r in found] == [
        (day.isoformat(), amount, count) for day, amount, count in values
    ]


# Parquet and JSON


def test_parquet_keeps_rows_and_types():
    found = pl.read_parquet(write("Parquet"))
    assert found.equals(ROWS)
    assert found.schema == ROWS.schema


def metadata(label: str) -> dict:
    if label == "JSON":
        return json.loads(write("JSON"))["metadata"]
    held = pq.read_metadata(io.BytesIO(write("Parquet"))).metadata
    assert held is not None
    return json.loads(held[b"provenance"])


@pytest.mark.parametrize("label", ["Parquet", "JSON"])
def test_metadata_carries_provenance(label):
    found = metadata(label)
    assert found["selection"] == "Rounds in China and Europe, from 2024 on."
    assert (found["title"], found["exported"]) == ("Filtered rounds", "2026-10-01")
    assert (found["data_version"], found["row_count"]) == ("2026-09-30", 4)
    assert found["link"] == ABOUT.link
    assert found["sources"] == SOURCES.drop("rows").to_dicts()
    assert found["columns"][3] == {
        "name": "amount_usd",
        "title": "Amount",
        "unit": "USD",
        "description": "Amount raised",
    }


def test_json_rows_have_iso_dates_lists_and_nulls():
    rows = json.loads(write("JSON"))["rows"]
    assert [list(row) for row in rows] == [NAMES] * 4
    assert list(rows[0].values()) == [
        *("Rasa København", "2024-01-02", "Seed", 1_500_000.0, -2.5, ["A", "B, C"], 1, True, "u")
    ]
    assert rows[1]["investors"] == []
    assert rows[2]["investors"] is None
    assert rows[2]["announced_date"] is None


def test_json_turns_nan_into_null():
    rows = pl.DataFrame({"amount_usd": [float("nan"), float("-inf"), -1.0]})
    found = json.loads(write("JSON", rows, COLUMNS[3:4]))["rows"]
    assert [row["amount_usd"] for row in found] == [None, None, -1.0]


@quick
@given(st.lists(st.none() | texts | st.sampled_from(RISKY), min_size=1, max_size=5))
def test_parquet_and_json_hold_the_true_text(values):
    assert pl.read_parquet(write_texts("Parquet", values))["text"].to_list() == values
    found = json.loads(write_texts("JSON", values))["rows"]
    assert [row["text"] for row in found] == values


# All formats


def test_empty_frames_make_valid_files():
    rows = ROWS.head(0)
    assert read_csv(write("CSV", rows)).columns == NAMES
    assert sheet_values(open_xlsx(write("Excel", rows))["Rows"])[0][3] == "Amount (USD)"
    assert pl.read_parquet(write("Parquet", rows)).schema == ROWS.schema
    assert json.loads(write("JSON", rows))["rows"] == []


@pytest.mark.parametrize("label", FORMATS)
def test_categorical_columns_and_no_sources_are_accepted(label):
    rows = ROWS.with_columns(pl.col("stage").cast(pl.String).cast(pl.Categorical))
    about = Provenance("Rounds", "All rounds.", date(2026, 1, 1), "v1", SOURCES.head(0))
    assert len(write(label, rows, about=about)) > 100


@pytest.mark.parametrize("label", FORMATS)
def test_only_declared_columns_are_written_in_their_order(label):
    columns = (COLUMNS[3], COLUMNS[0])
    file = write(label, ROWS, columns)
    found = {
        "CSV": lambda: read_csv(file).columns,
        "Excel": lambda: list(sheet_values(open_xlsx(file)["Rows"])[0]),
        "Parquet": lambda: pl.read_parquet(file).columns,
        "JSON": lambda: list(json.loads(file)["rows"][0]),
    }[label]()
    expected = ["Amount (USD)", "Company"] if label == "Excel" else ["amount_usd", "company"]
    assert found == expected


@pytest.mark.parametrize("label", FORMATS)
def test_a_missing_column_is_an_error(label):
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="amount_usd"):
        write(label, ROWS.drop("amount_usd"))


@pytest.mark.parametrize("label", FORMATS)
def test_the_same_rows_make_the_same_bytes(label):
    assert write(label) == write(label)


def test_xlsx_is_dated_by_the_export_not_the_clock():
    assert open_xlsx(write("Excel")).properties.created.date() == date(2026, 10, 1)


def test_many_rows_survive_a_parallel_csv_reader():
    values = [f'{i} #"{i}"\n# {i}' for i in range(20_000)]
    assert read_csv(write_texts("CSV", values))["text"].to_list() == values


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Filtered rounds", "filtered-rounds-2026-10-01.csv"),
        ("../a: b/c?", "a-b-c-2026-10-01.csv"),
        ("月之暗面", "月之暗面-2026-10-01.csv"),
        ("", "rows-2026-10-01.csv"),
        ("x" * 200, "x" * 60 + "-2026-10-01.csv"),
    ],
)
def test_file_names(title, name):
    about = Provenance(title, "", date(2026, 10, 1), "v", SOURCES)
    assert file_name(about, FORMATS["CSV"].suffix) == name


def test_formats_name_suffix_and_mime():
    assert {label: (f.suffix, f.mime.split("/")[0]) for label, f in FORMATS.items()} == {
        "CSV": ("csv", "text"),
        "Excel": ("xlsx", "application"),
        "Parquet": ("parquet", "application"),
        "JSON": ("json", "application"),
    }


# BibTeX


def read_bibtex(file: bytes) -> list[dict[str, str]]:
    """Key and fields of each entry, with LaTeX turned back into text."""
    plain = bibtexparser.parse_string(file.decode())
    assert not plain.failed_blocks
    decoded = bibtexparser.parse_string(
        file.decode(), append_middleware=[LatexDecodingMiddleware()]
    )
    # An address is no LaTeX.
    addresses = [entry.fields_dict.get("url") for entry in plain.entries]
    return [
        {"key": entry.key, **{field.key: field.value for field in entry.fields}}
        | ({"url": url.value} if url else {})
        for entry, url in zip(decoded.entries, addresses, strict=True)
    ]


@given(st.text("ab Zé{}\\$%&#_~^\"'@,=øłΔ月<>|", min_size=1).map(lambda text: f"x{text}x"))
@settings(max_examples=60)
def test_bibtex_gives_back_any_text(text: str) -> None:
    sources = BIBLIOGRAPHY.with_columns(title=pl.lit(text), publisher=pl.lit(text))
    own, source, _ = read_bibtex(export.bibtex(sources, "2026-11-22-0a1b2c3d"))
    assert squeezed(source["title"]) == squeezed(text)
    assert squeezed(source["author"]) == squeezed(text)
    assert (own["key"], source["key"]) == ("ai-capital-explorer", "one")


def squeezed(text: str) -> str:
    """LaTeX eats spaces, and draws accents and quotes of its own for some signs."""
    drawn: dict[str, str | int | None] = {
        "\u2019": "'",
        "\u201d": "''",
        '"': "''",
        "\u02c6": "^",
        "\u02dc": "~",
    }
    return "".join(text.split()).translate(str.maketrans(drawn))


def test_bibtex_states_date_terms_and_address() -> None:
    own, source, undated = read_bibtex(
        export.bibtex(BIBLIOGRAPHY, "2026-11-22-0a1b2c3d", "https://example.org/app?a=1&b=%23_c{")
    )
    assert own["year"] == "2026"
    assert own["version"] == "2026-11-22-0a1b2c3d"
    assert own["url"] == "https://example.org/app?a=1&b=%23_c%7B"
    assert source["url"] == "https://example.org/a_b?x=1&y=50%25#part"
    assert (source["year"], source["urldate"]) == ("2025", "2026-11-22")
    assert source["note"] == "Credit & thanks, 100%. Terms: CC BY 4.0"
    # Unknown stays empty.
    assert "year" not in undated
    assert "url" not in read_bibtex(export.bibtex(BIBLIOGRAPHY, "2026-11-22-0a1b2c3d"))[0]


def test_bibtex_keeps_capitals_and_whole_names() -> None:
    text = export.bibtex(BIBLIOGRAPHY, "2026-11-22-0a1b2c3d").decode()
    assert (
        "title = {{Data on AI: \\$1 {\\%}}}" in text or "title = {{Data on AI: \\$1 \\%}}" in text
    )
    assert "author = {{Epoch AI and others}}" in text


BIBLIOGRAPHY = pl.DataFrame(
    {
        "source_id": ["one", "two"],
        "title": ["Data on AI: $1 %", "Other"],
        "publisher": ["Epoch AI and others", "Ørsted"],
        "url": ["https://example.org/a_b?x=1&y=50%25#part", "https://example.org"],
        "licence": ["CC BY 4.0", "MIT"],
        "credit": ["Credit & thanks, 100%.", "Thanks."],
        "published_date": [date(2025, 3, 4), None],
        "accessed_date": [date(2026, 11, 22)] * 2,
    }
)
