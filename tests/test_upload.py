"""Files of people's own deals: each value read is asserted, and nothing of a file is lost."""

from __future__ import annotations

import base64
import csv
import io
import math
import struct
import tracemalloc
import zipfile
import zlib
from datetime import date, datetime
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lib import export
from lib.datasets import DATASETS
from lib.upload import FIELDS, Interpreted, Options, Sheet, Unreadable, interpret, read, recognise
from lib.upload import suggested as suggested_options
from lib.upload.amounts import Amount, read_amount, style_of
from lib.upload.dates import order_of, read_date
from lib.upload.names import is_total, read_company, read_investors
from lib.upload.places import read_country, read_place
from lib.upload.stages import read_kind, read_stage, read_status

ROUNDS = DATASETS["rounds"]


def understood(content: bytes | str, name: str = "deals.csv", **options: Any) -> Interpreted:
    """A file read as the app reads it where nobody corrects anything."""
    sheet = read(name, content.encode() if isinstance(content, str) else content)
    columns = recognise(sheet)
    suggestion = suggested_options(sheet, columns)
    return interpret(sheet, columns, Options(**{**vars(suggestion), **options}))


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime):
                        page.write_datetime(at, column, value, day)
                    else:
                        page.write(at, column, value)
    return file.getvalue()


def parquet(**columns: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def assert_rounds(found: Interpreted, expected: list[dict[str, Any]]) -> None:
    """The rounds hold each expected value, and nothing where none is expected."""
    assert found.rounds.schema == {**ROUNDS.polars_schema, "row": pl.Int64()}
    empty: dict[str, Any] = {
        **dict.fromkeys(ROUNDS.polars_schema.names()),
        "lead_investors": [],
        "investors": [],
        "sector": "Unknown",
        "region": "Unknown",
        "region_group": "Unknown",
        "status": "completed",
        "kind": "equity",
        "ai_relevance": "core",
        "confidence": "medium",
        "source_count": 1,
        "source_id": "own-file",
        "date_precision": "day",
    }
    numbered = [
        {**empty, "round_id": f"own-{number}", **row} for number, row in enumerate(expected, 1)
    ]
    assert found.rounds.to_dicts() == numbered


CRUNCHBASE = """\
Transaction Name,Transaction Name URL,Organization Name,Organization Name URL,Funding Type,\
Money Raised,Money Raised Currency,Money Raised (in USD),Announced Date,Funding Stage,\
Pre-Money Valuation,Organization Description,Lead Investors,Investor Names,Number of Investors,\
Organization Location,Organization Industries
Series B - Open AI,https://www.crunchbase.com/funding_round/a,Open AI,\
https://www.crunchbase.com/organization/a,Series B,45000000,EUR,48600000,2024-03-05,Early Stage,,\
Models,Sequoia Capital,"a16z, Khosla Ventures, LLC, Sequoia Capital",3,\
"Berlin, Berlin, Germany, Europe","Artificial Intelligence (AI), Robotics"
Venture Round - Beta,https://www.crunchbase.com/funding_round/b,Beta,,Venture - Series Unknown,\
,,,2024-02-29,,,,,,0,"San Francisco, California, United States, North America",
Grant - Gamma,,Gamma,,Grant,1000000,USD,,2023-12-31,,,,,,,"Paris, Ile-de-France, France, Europe",
Debt Financing - Delta,,Delta,,Debt Financing,5000000,ISK,,2023-12-30,,,,,,,,
"""

PITCHBOOK = """\
Downloaded on:,15-Nov-2026,,,,,,,,,,,,
Created for:,Somebody,,,,,,,,,,,,
,,,,,,,,,,,,,
Deal ID,Companies,Deal Date,Deal Size,Deal Size Status,Deal Status,Post Valuation,Series,Deal Type,\
Investors,Lead/Sole Investors,HQ Location,Company Country/Territory/Region,Native Currency of Deal
1-1T,Acme,05-Mar-2024,"1,234.50",Actual,Completed,10000.00,Series B,Later Stage VC,\
"Andreessen Horowitz(Marc Andreessen), Accel",Andreessen Horowitz,"San Francisco, CA",\
United States,US Dollars (USD)
2-2T,Beta,15-Jan-2023,12.50,Actual,Announced/In Progress,,,Later Stage VC,,,\
"London, United Kingdom",United Kingdom,
3-3T,Gamma,2022,,,Completed,,Series 1,Early Stage VC,,,"Tel Aviv, Israel",Israel,
4-4T,Delta,16-Jan-2023,3.00,Actual,Failed/Cancelled,,,Debt - General,,,,,
"© PitchBook Data, Inc. 2026",,,,,,,,,,,,,
"""

DEALROOM = """\
NAME;ROUND TYPE;AMOUNT;CURRENCY;YEAR;MONTH;INVESTORS;HQ COUNTRY;HQ CITY;VALUATION (USD M);INDUSTRIES
Acme;SERIES A;12,5;USD;2024;3;Accel;Germany;München;150;healthcare ai
Beta;GROWTH EQUITY VC;1.250,75;USD;2023;Dezember;"GV; Accel (lead)";USA;New York;;
Gamma;LATE VC;;USD;2022;;n/a;Wonderland;;;
"""

TRACXN: list[list[Any]] = [
    ["Tracxn Export", None, None, None, None, None, None, None],
    [None],
    ["Round Date", "Company Name", "Round Name", "Round Amount (in USD)",
     "Round Post Money Valuation (in USD)", "Institutional Investors", "Country", "City"],
    [datetime(2024, 3, 5), "Acme", "Series C - II", 150000000, 1.2e9, "Accel, GV", "India", "Pune"],
    [datetime(2023, 12, 31), "Beta", "Angel", None, None, None, "UAE", "Dubai"],
    ["Total", None, None, 150000000],
]  # fmt: skip

HOME_MADE = """\
Unsere Liste
Firma\tDatum\tBetrag (Mio. €)\tRunde\tLand\tInvestoren\tBewertung\tQuelle
Acme\t15.03.2024\t1,2\tSerie A\tDeutschland\tAccel|GV\tn.v.\thttps://example.org/a
Beta\tMärz 2024\t12-15\tWandeldarlehen\tÖsterreich\t\t\tkeine
Gamma\tQ1 2024\tüber 100\tSeed\tSchweiz\t\t$2 Mrd\t
Acme\t15.03.2024\t1,2\tSerie A\tDeutschland\tAccel\t\t
Summe\t\t116,2
"""


def test_a_crunchbase_export_is_read_value_by_value() -> None:
    found = understood(CRUNCHBASE)
    us = {"region": "United States", "region_group": "United States", "country": "United States"}
    europe = {"region": "Europe", "region_group": "Europe"}
    assert_rounds(
        found,
        [
            {"row": 2, "company": "OpenAI", "announced_date": date(2024, 3, 5), "stage": "Series B",
             "stage_group": "Early", "amount_usd": 48.6e6, "amount_original": 45e6,
             "currency": "EUR", "city": "Berlin", "country": "Germany", **europe,
             "sector": "Robotics & autonomous vehicles", "lead_investors": ["Sequoia Capital"],
             "investors": ["Sequoia Capital", "Andreessen Horowitz", "Khosla Ventures, LLC"],
             "source_url": "https://www.crunchbase.com/funding_round/a"},
            {"row": 3, "company": "Beta", "announced_date": date(2024, 2, 29),
             "stage": "Not stated", "stage_group": "Other", "city": "San Francisco", **us,
             "source_url": "https://www.crunchbase.com/funding_round/b"},
            {"row": 4, "company": "Gamma", "announced_date": date(2023, 12, 31),
             "stage": "Government", "stage_group": "Other", "kind": "grant", "amount_usd": 1e6,
             "amount_original": 1e6, "currency": "USD", "city": "Paris", "country": "France",
             **europe},
            {"row": 5, "company": "Delta", "announced_date": date(2023, 12, 30), "stage": "Debt",
             "stage_group": "Debt", "kind": "debt", "amount_original": 5e6, "currency": "ISK"},
        ],
    )  # fmt: skip
    assert found.problems.rows() == [
        (5, "Delta", "amount", "5000000", "no exchange rate for ISK in 2023: enter one",
         "dollars left empty")
    ]  # fmt: skip
    assert found.rejected.is_empty()
    priced = understood(CRUNCHBASE, rates={"ISK": 125.0, "ISK 2022": 1.0}).rounds
    assert priced.filter(row=5)["amount_usd"].to_list() == [40_000.0]
    by_year = understood(CRUNCHBASE, rates={"ISK": 125.0, "ISK 2023": 100.0}).rounds
    assert by_year.filter(row=5)["amount_usd"].to_list() == [50_000.0]


def test_a_pitchbook_export_is_in_millions_and_its_failed_deals_are_rejected() -> None:
    found = understood(PITCHBOOK)
    assert_rounds(
        found,
        [
            {"row": 5, "company": "Acme", "announced_date": date(2024, 3, 5), "stage": "Series B",
             "stage_group": "Early", "amount_usd": 1234.5e6, "amount_original": 1234.5e6,
             "currency": "USD", "post_money_usd": 1e10, "city": "San Francisco",
             "country": "United States", "region": "United States",
             "region_group": "United States", "lead_investors": ["Andreessen Horowitz"],
             "investors": ["Andreessen Horowitz", "Accel"]},
            {"row": 6, "company": "Beta", "announced_date": date(2023, 1, 15), "stage": "Growth",
             "stage_group": "Late", "status": "announced", "amount_usd": 12.5e6,
             "amount_original": 12.5e6, "currency": "USD", "city": "London",
             "country": "United Kingdom", "region": "Europe", "region_group": "Europe"},
            {"row": 7, "company": "Gamma", "announced_date": date(2022, 1, 1),
             "date_precision": "year", "stage": "Not stated", "stage_group": "Other",
             "city": "Tel Aviv", "country": "Israel", "region": "Middle East",
             "region_group": "Rest of World"},
        ],
    )  # fmt: skip
    assert found.rejected["row", "reason", "Companies"].rows() == [
        (8, "was cancelled or failed", "Delta"),
        (9, "names no company", None),
    ]
    left = found.problems.filter(pl.col("outcome") != "row left out")
    assert left["row", "field", "value"].rows() == [
        (7, "stage", "Series 1"),
        (7, "round_type", "Early Stage VC"),
    ]


def test_a_dealroom_export_has_years_and_months_and_commas_before_decimals() -> None:
    found = understood(DEALROOM, unit=1e6)
    assert found.rounds["row", "company", "announced_date", "date_precision"].rows() == [
        (2, "Acme", date(2024, 3, 1), "month"),
        (3, "Beta", date(2023, 12, 1), "month"),
        (4, "Gamma", date(2022, 1, 1), "year"),
    ]
    assert found.rounds["amount_usd"].to_list() == [12.5e6, 1250.75e6, None]
    assert found.rounds["post_money_usd"].to_list() == [150e6, None, None]
    assert found.rounds["stage"].to_list() == ["Series A", "Growth", "Growth"]
    assert found.rounds["city"].to_list() == ["München", "New York", None]
    assert found.rounds["country"].to_list() == ["Germany", "United States", None]
    assert found.rounds["sector"].to_list() == ["Healthcare & bio", "Unknown", "Unknown"]
    assert found.rounds["investors"].to_list() == [["Accel"], ["GV", "Accel"], []]
    assert found.problems["row", "field", "value", "reason"].rows() == [
        (4, "country", "Wonderland", "is not a country known here")
    ]


def test_a_tracxn_workbook_has_real_dates_lines_above_and_a_total_below() -> None:
    found = understood(workbook(("About", [["Hello"]]), ("Rounds", TRACXN)), "x.xlsx")
    columns = ("row", "company", "announced_date", "stage", "amount_usd", "post_money_usd")
    assert found.rounds[columns].rows() == [
        (4, "Acme", date(2024, 3, 5), "Series C", 150e6, 1.2e9),
        (5, "Beta", date(2023, 12, 31), "Seed", None, None),
    ]
    assert found.rounds["country", "region", "city"].rows() == [
        ("India", "Asia-Pacific", "Pune"),
        ("United Arab Emirates", "Middle East", "Dubai"),
    ]
    assert found.rejected["row", "reason"].rows() == [(6, "is a total, not a round")]
    sheet = read("x.xlsx", workbook(("About", [["Hello"]]), ("Rounds", TRACXN)))
    assert sheet.notes[0] == "Sheet Rounds is read; not read: About."
    assert sheet.first_row == 4


def test_a_german_list_has_its_own_words_unit_and_currency() -> None:
    found = understood(HOME_MADE, rates={"EUR": 0.5})
    assert found.rounds["row", "company", "announced_date", "date_precision"].rows() == [
        (3, "Acme", date(2024, 3, 15), "day"),
        (4, "Beta", date(2024, 3, 1), "month"),
        (5, "Gamma", date(2024, 1, 1), "quarter"),
    ]
    amounts = found.rounds["amount_usd", "amount_low_usd", "amount_high_usd", "caveat"]
    assert amounts.rows() == [
        (2.4e6, None, None, None),
        (None, 24e6, 30e6, None),
        (200e6, 200e6, None, "lower bound"),
    ]
    assert found.rounds["amount_original", "currency"].rows() == [
        (1.2e6, "EUR"), (None, None), (100e6, "EUR")
    ]  # fmt: skip
    assert found.rounds["stage", "kind"].rows() == [
        ("Series A", "equity"), ("Debt", "debt"), ("Seed", "equity")
    ]  # fmt: skip
    assert found.rounds["country"].to_list() == ["Germany", "Austria", "Switzerland"]
    assert found.rounds["investors"].to_list() == [["Accel", "GV"], [], []]
    assert found.rounds["post_money_usd"].to_list() == [None, None, 2e9]
    assert found.rejected["row", "reason"].rows() == [
        (6, "repeats row 3: same company, date, stage and amount"),
        (7, "is a total, not a round"),
    ]
    left = found.problems.filter(pl.col("outcome") != "row left out")
    assert left["row", "field", "reason"].rows() == [
        (4, "amount", "is a range or a limit"),
        (4, "source_url", "is not a link"),
    ]


def test_the_shipped_rates_of_the_year_turn_amounts_to_dollars() -> None:
    text = "Company,Date,Amount\nA,2024-05-01,€10M\nB,2023-05-01,CNY 70.8m\nC,1999,€1m\n"
    found = understood(text)
    assert found.rounds["amount_usd"].to_list() == [pytest.approx(10.8e6), 1e7, None]
    assert found.problems["reason"].to_list() == ["no exchange rate for EUR in 1999: enter one"]


def test_our_own_export_is_read_back_as_it_was() -> None:
    shipped = pl.read_parquet("data/rounds.parquet")
    about = export.Provenance(
        "Rounds", "All rounds; =1+1", date(2026, 1, 1), "v", pl.read_parquet("data/sources.parquet")
    )
    content = export.to_csv(shipped, ROUNDS.columns, about)
    found = understood(content)
    # Dates that several sources state to the month keep their day; places and names stay.
    changed = ["round_id", "source_id", "source_count"]
    kept = shipped.drop(changed).with_columns(pl.col(pl.Float64).round(2))
    back = found.rounds.drop(*changed, "row").with_columns(pl.col(pl.Float64).round(2))
    first = {row["row"] for row in found.rejected.iter_rows(named=True)}
    start = found.rounds["row"].min()
    assert isinstance(start, int)
    kept = kept.with_row_index("row", offset=start).filter(~pl.col("row").is_in(list(first)))
    assert back.height + len(first) == shipped.height
    assert len(first) < 5
    for column in back.columns:
        assert back[column].to_list() == kept[column].to_list(), column
    assert found.problems.filter(pl.col("outcome") != "row left out").is_empty()
    sheet = read("x.xlsx", export.to_xlsx(shipped.head(50), ROUNDS.columns, about))
    assert interpret(sheet, recognise(sheet)).rounds.height == 50


M, B = 1e6, 1e9
AMOUNTS: list[tuple[str, Amount]] = [
    ("$1.5M", Amount(1.5 * M, currency="$", scaled=True)),
    ("1,2 Mio €", Amount(1.2 * M, currency="EUR", scaled=True)),
    ("€ 12,5 million", Amount(12.5 * M, currency="EUR", scaled=True)),
    ("US$ 70bn", Amount(70 * B, currency="USD", scaled=True)),
    ("US-$ 5m", Amount(5 * M, currency="USD", scaled=True)),
    ("Rs 10 Cr", Amount(1e8, currency="INR", scaled=True)),
    ("₹ 5 lakh", Amount(5e5, currency="INR", scaled=True)),
    ("1 lakh crore", Amount(1e12, scaled=True)),
    ("1.234.567", Amount(1234567)),
    ("1,234,567", Amount(1234567)),
    ("1,00,00,000", Amount(1e7)),
    ("1 234 567,89 €", Amount(1234567.89, currency="EUR")),
    ("1'234'567", Amount(1234567)),
    ("12-15M", Amount(None, 12 * M, 15 * M, scaled=True)),
    ("$500K\u2013$1M", Amount(None, 5e5, 1 * M, "$", True)),
    ("~$5m", Amount(5 * M, currency="$", scaled=True)),
    ("over $100M", Amount(100 * M, 100 * M, currency="$", scaled=True)),
    ("$100M+", Amount(100 * M, 100 * M, currency="$", scaled=True)),
    ("up to €5m", Amount(None, None, 5 * M, "EUR", True)),
    ("100k", Amount(1e5, scaled=True)),
    ("2 tr", Amount(2e12, scaled=True)),
    ("1e6", Amount(1e6)),
    ("1.5E+06", Amount(1.5e6)),
    ("1,234", Amount(1234)),
    ("10亿元", Amount(1e9, currency="CNY", scaled=True)),
    ("$5M (est.)", Amount(5 * M, currency="$", scaled=True)),
    ("3 Milliarden Euro", Amount(3 * B, currency="EUR", scaled=True)),
    ("Undisclosed", Amount()),
    ("n/a", Amount()),
    ("\u2014", Amount()),
    ("-5", Amount(reason="is negative")),
    ("-$5M", Amount(reason="is negative")),
    ("(1.2M)", Amount(reason="is negative")),
    ("1e999", Amount(reason="is larger than any amount")),
    ("5 mil", Amount(reason="is not an amount")),
    ("12 apples", Amount(reason="is not an amount")),
    ("1.2.3", Amount(reason="is not an amount")),
    ("10%", Amount(reason="is not an amount")),
    ("5 - 3M", Amount(reason="is a range that ends below its start")),
    ("=1+1", Amount(reason="is not an amount")),
]


@pytest.mark.parametrize(("text", "amount"), AMOUNTS, ids=[text for text, _ in AMOUNTS])
def test_amounts(text: str, amount: Amount) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    ("column", "comma_decimal"),
    [(["1,5", "1.234"], True), (["1.5", "1,234"], False), (["1.234.567"], True), (["1.234"], None)],
)
def test_the_whole_column_decides_what_a_point_means(
    column: list[str], comma_decimal: bool | None
) -> None:
    assert style_of(column) is comma_decimal
    value = {True: 1234, False: 1.234, None: 1.234}[comma_decimal]
    found = read_amount("1.234", comma_decimal)
    assert found.value == value
    assert bool(found.doubt) == (comma_decimal is None)


def test_signs_that_currencies_share_go_by_the_row() -> None:
    rows = "A,2024,$5m,CAD;B,2024,¥5m,CNY;C,2024,¥5m,;D,2024,$5m,EUR".replace(";", "\n")
    text = f"Company,Date,Amount,Currency\n{rows}\n"
    found = understood(text, rates={"CAD": 1.25, "CNY": 5.0})
    assert found.rounds["currency", "amount_usd"].rows() == [
        ("CAD", 4e6), ("CNY", 1e6), (None, None), ("USD", 5e6)
    ]  # fmt: skip
    assert found.problems["row", "field"].rows() == [(4, "amount")]


@given(
    value=st.integers(1, 10**12),
    comma=st.booleans(),
    grouped=st.booleans(),
    decimals=st.integers(0, 2),
    before=st.sampled_from(["", "$", "US$ ", "€", "EUR ", "~", "Rs. ", "£ "]),
    after=st.sampled_from(["", " ", " USD", "€", " EUR"]),
)
def test_a_number_written_in_many_ways_is_read_back(
    value: int, comma: bool, grouped: bool, decimals: int, before: str, after: str
) -> None:
    after = after if not before.strip(" ~") else ""
    text = f"{value / 100:,.{decimals}f}" if grouped else f"{value / 100:.{decimals}f}"
    expected = float(text.replace(",", ""))
    if comma:
        text = text.translate(str.maketrans(",.", ".,"))
    found = read_amount(f"{before}{text}{after}", comma)
    assert found.value == pytest.approx(expected)
    assert (found.reason, found.doubt) == ("", "")


DATES: list[tuple[str, tuple[int, int, int], str]] = [
    ("2026-03-15", (2026, 3, 15), "day"),
    ("2026-03-15T10:00:00Z", (2026, 3, 15), "day"),
    ("2026-03-15 13:05:00", (2026, 3, 15), "day"),
    ("15/3/2026", (2026, 3, 15), "day"),
    ("3/15/26", (2026, 3, 15), "day"),
    ("15.03.2026", (2026, 3, 15), "day"),
    ("3.4.2026", (2026, 4, 3), "day"),
    ("March 5, 2026", (2026, 3, 5), "day"),
    ("Sun, 15 Mar 2026", (2026, 3, 15), "day"),
    ("5. März 2026", (2026, 3, 5), "day"),
    ("1er mars 2026", (2026, 3, 1), "day"),
    ("5 de marzo de 2026", (2026, 3, 5), "day"),
    ("15-Mar-26", (2026, 3, 15), "day"),
    ("2026年3月15日", (2026, 3, 15), "day"),
    ("45000", (2023, 3, 15), "day"),
    ("45000.75", (2023, 3, 15), "day"),
    ("20260315", (2026, 3, 15), "day"),
    ("Mar 2026", (2026, 3, 1), "month"),
    ("Sept. 2025", (2025, 9, 1), "month"),
    ("2026-03", (2026, 3, 1), "month"),
    ("03/2026", (2026, 3, 1), "month"),
    ("Q1 2026", (2026, 1, 1), "quarter"),
    ("2026-Q4", (2026, 10, 1), "quarter"),
    ("3Q25", (2025, 7, 1), "quarter"),
    ("T2 2026", (2026, 4, 1), "quarter"),
    ("1. Quartal 2026", (2026, 1, 1), "quarter"),
    ("2026", (2026, 1, 1), "year"),
    ("ca. 2026", (2026, 1, 1), "year"),
]


@pytest.mark.parametrize(("text", "day", "precision"), DATES, ids=[text for text, *_ in DATES])
def test_dates(text: str, day: tuple[int, int, int], precision: str) -> None:
    found = read_date(text, day_first=False)
    assert (found.date, found.precision, found.doubt) == (date(*day), precision, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31.02.2026", "calendar"),
        ("2026-13-01", "calendar"),
        ("0202-01-01", "outside the years"),
        ("9999", "outside the years"),
        ("26 March", "names no year"),
        ("Q5 2026", "not a date"),
        ("soon", "not a date"),
    ],
)
def test_what_is_no_date_says_why(text: str, reason: str) -> None:
    found = read_date(text, day_first=False)
    assert found.date is None
    assert reason in found.reason


@pytest.mark.parametrize(
    ("others", "order", "month"), [("15/3/2026", True, 4), ("3/15/2026", False, 3), ("", None, 3)]
)
def test_the_whole_column_decides_whether_days_come_first(
    others: str, order: bool | None, month: int
) -> None:
    assert order_of(["3/4/2026", others]) is order
    found = understood(f"Company,Date\nA,3/4/2026\nB,{others or '2026'}\n")
    assert found.rounds["announced_date"].to_list()[0].month == month
    reasons = found.problems["reason", "outcome"].rows()
    undecided = [("could be day/month or month/day", "read as 4 March 2026")]
    assert reasons == ([] if order is not None else undecided)
    asked = understood("Company,Date\nA,3/4/2026\n", day_first=True)
    assert asked.rounds["announced_date"].to_list() == [date(2026, 4, 3)]
    assert asked.problems.is_empty()


STAGES = {
    "Series B - II": "Series B", "Seed Round": "Seed", "Pre-Series A": "Seed",
    "Serie A": "Series A",
    "Venture - Series Unknown": "Not stated", "Later Stage VC": "Growth", "A+": "Series A",
    "5. Later Stage VC (Series B)": "Series B", "A轮": "Series A", "C2": "Series C",
    "Pre-Seed": "Pre-seed", "Angel": "Seed", "Corporate Round": "Corporate", "A-Runde": "Series A",
    "Post-IPO Equity": "Listed company", "Private Equity": "Growth",
    "Series K": "Series H and later",
    "LATE VC": "Growth", "Pre-Series B": "Series A", "Ronda semilla": "Seed", "Series Seed": "Seed",
    "Tour d'amorçage": "Seed", "Seed Round II": "Seed", "Equity Crowdfunding": "Not stated",
    "Early Stage VC": "Not stated", "Series C bridge": "Series C",
}  # fmt: skip
KINDS = {
    "Debt Financing": ("Debt", "debt"), "Convertible Note": ("Debt", "debt"),
    "Grant": ("Government", "grant"), "Secondary Market": ("Secondary", "secondary"),
    "IPO": ("IPO", "ipo"), "Post-IPO Debt": ("Debt", "debt"),
    "Merger/Acquisition": ("Merger", "merger"),
    "Post-IPO Secondary": ("Secondary", "secondary"), "Series B + debt": ("Series B", "mixed"),
}  # fmt: skip


def test_stages_kinds_and_statuses() -> None:
    assert {text: read_stage(text).stage for text in STAGES} == STAGES
    assert {read_stage(text).kind for text in STAGES} == {"equity"}
    assert {text: tuple(read_stage(text)) for text in KINDS} == KINDS
    assert read_stage("Wonderful") == (None, None)
    assert (read_kind("Equity and debt"), read_kind("Public listing")) == ("mixed", "ipo")
    words = {"Completed": "completed", "Closed": "completed", "Rumored": "rumoured",
             "Announced/In Progress": "announced", "geplant": "planned",
             "Failed/Cancelled": "cancelled", "?": None}  # fmt: skip
    assert {text: read_status(text) for text in words} == words


PLACES = {
    "San Francisco, California, United States, North America": ("San Francisco", "United States"),
    "San Francisco, CA": ("San Francisco", "United States"),
    "New York, NY": ("New York", "United States"),
    "Washington, DC": ("Washington", "United States"),
    "Berlin, Germany": ("Berlin", "Germany"), "Berlin, DE": ("Berlin", "Germany"),
    "Toronto, ON": ("Toronto", "Canada"), "Paris, FR": ("Paris", "France"),
    "München, Deutschland": ("München", "Germany"), "London": ("London", None),
    "Atlanta, Georgia, United States": ("Atlanta", "United States"),
    "Shenzhen, Guangdong, China": ("Shenzhen", "China"), "Unknown": (None, None),
}  # fmt: skip
COUNTRIES = {
    "USA": "United States", "U.S.": "United States", "us": "United States", "UK": "United Kingdom",
    "PRC": "China", "DEU": "Germany", "de": "Germany", "Alemania": "Germany", "CA": "Canada",
    "Korea, Republic of": "South Korea", "Côte d'Ivoire": "Ivory Coast", "Wonderland": None,
}  # fmt: skip


def test_places_and_names() -> None:
    assert {text: tuple(read_place(text)[:2]) for text in PLACES} == PLACES
    assert {text: read_country(text) for text in COUNTRIES} == COUNTRIES
    assert read_place("Bangalore, IN", country_codes=True).country == "India"
    assert read_place("Someplace, IN").doubt == "IN may be Indiana or India"
    assert read_company("Open AI") == read_company("OpenAI, Inc.") == "OpenAI"
    assert read_company("Kimi") == "Moonshot AI"
    assert read_company("Nobody Knows Inc.") == "Nobody Knows Inc."
    assert read_investors("A16Z (lead); Undisclosed; Foo, Inc.") == [
        "Andreessen Horowitz",
        "Foo, Inc.",
    ]
    assert read_investors("Foo, Inc., Bar|Baz") == ["Foo, Inc., Bar", "Baz"]
    assert read_investors("Foo, Inc., Bar LLC, Bar LLC") == ["Foo, Inc.", "Bar LLC"]
    assert is_total("Total (23 rounds)")
    assert is_total("Summe:")
    assert not is_total("TotalEnergies")


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


# Workbooks of the old kind, one of a row and one with a cell in the last corner; packed, as no
# library here writes them.
SMALL_XLS = zlib.decompress(
    base64.b85decode(
        "c-rk)O=uHA6#izDZGLEeO@&q{p<=av2l3*i-KNI&lv2I;gJ9Ek57H(nF&^s0YRyp)JSkoZ_28xI#UE5qya);{dJq"
        "I5(W56p!9$z%&C6~{t3o4MsLZ#_oA=(#+j%=PZ)Rtfmm;P4do5*bKp$MFSUxn==maI7BZNWamL*vy_foPHwiSF{8"
        "psA6j{~ngat!5om!aXV`#DkIBc)TA#&9lc#<vgy>_b{eA9{%j+$2p9&Foc_={VCJOz&{bCrtZUbA@Ry)h&sWSTcq"
        "?58AW%xYovHLCE($V4L@>*^ef?l(YE4RZ*?0BauIop4w&wt?ouFfChBP%$j*Ahj0si-~^#3mFh_*ONh~6FW{RM2f"
        "jK{{VcBZTdNl!{rB~H&u{cz8pMtIYnmIFg*D1SQbYg|w=B_-G}BXOSI_||%S7|xP%bl_&d!jOOczWF_CzLkE?Xcu"
        "F`hB~a)IXsA-rxu2ymb@5}iPZ`3Q$gm^@m!{pC$+Y{WRtnpxfis$0b#=@~3slon(h<Pwdki&7`^T}&_WTX!+v!Zb"
        "!-KzaK}lg$jyah=Ot+D`2pV7xW<*6{m?FMdAqu(kNf=pcS^sC+)Q_|BL|8*N<^WG|mNbc=3r<GREn!^wrctbAbF{"
        "L>QS)xx&#mc1W_uquO!5Mf%CWbcSINwfP(T8m#;3$~X1@s!$^-bFF6EUjJ*zSymyPmAI{cUphVR_up@f`WpAf`Wp"
        "A!XH4`zvM3ajG)`U{2u#WXO&V#U6cH`IEoxS1v*q7MwaqCX6l+hJE05bU1F0q&V8Z8F={=JNsO@{lXcHuI<kq{@7"
        "c6r`0s^Kz3o@(@$(<I{{w9l)8G"
    )
)
FAR_XLS = zlib.decompress(
    base64.b85decode(
        "c-p&gUhu)fjZzO8(10BSGsD0CoD6J8VvIn{3F8Pb0OkMx2QgtZ2N3@s1w#sOasVTejg?_H?-_Pb9D?HeAp;Y`29|"
        "?Bl7Zn75XUeSF!<%?r7F-7IDy@e$Ov+SEs$hnm;)5yV~_;9N(f9QgGpg9xgM-?514cSi}Zp?TcFwpj8P2d?ftYYp"
        "s6^5NeL{+#{e>SJ6O*xu!tdpD8mU*Dz2Zv2vN(*;8>KIm@_yf<XCtZmM{S0%{?_QwJ0&?0fPuI0+%p+{jb2l@CBA"
        "r4=9X^(^s640Vw_hRh%7*_+%y)28ITP{|Vp(-U=*S_cB8w*yRs{ECYxQ!oUc2&d)7K%&P<{cS$Ts1*U=uE>K|%&b"
        "$IBnU@!wsCj^73IjiwEeKB90>I+=&&rRNe3Js~<G~^g-~t;`tgC`t!tkG=5u^jCnGdPR2N7Ce9ok^B32dq~m@Ne+"
        "MSuwsNUH^iLK$w&U^OjZSv8<N#$a&SULA?80c5wn4%{Kv`q*9*$X@6Euu5dzb^C=3O2Cjv0qO_AW(FNb9mZKRL13"
        "pnjAn!u0e8WqBt~(-!6X27KNG`$s7Lr2{xWcZnSx*v!UKg4BUC-O5@SSF531Q9;b+Gr#IOy-02VI@z{M~MM!_f;1"
        "*2dTjDk@x3P!;Y0*v5BGNhjY>H@GryAkZrah<<F{BLxaWY~frhI}9_0d`DX8S;R15kn<O=|_x#l@VqZBawPw<Aop"
        ")4z#_9A)6ry?2c@b(=V_a$cXG8qBROoFAI@s|36aPNn`r~HPynz"
    )
)


def opendocument(rows: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return zipped(
        content_xml=f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Deals">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>".encode()
    )


def cells(*values: str, times: int = 1) -> str:
    inside = "".join(
        f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in values
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{inside}</table:table-row>'


REST = '<table:table-cell table:number-columns-repeated="16384"/>'
AMOUNT = '<table:table-cell office:value="5000000"><text:p>5 Mio</text:p></table:table-cell>'
ODS_HEAD = cells("Company", "Date", "Amount")
ODS = opendocument(
    ODS_HEAD
    + cells("Acme", "2026").replace("</table:table-row>", f"{AMOUNT}{REST}</table:table-row>")
    + f'<table:table-row table:number-rows-repeated="1048574">{REST}</table:table-row>'
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def bomb(size: int, lying: bool) -> bytes:
    """A workbook that unpacks to `size` bytes; a lying one states that it has 1,000."""
    content = bytearray(zipped(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=bytes(size)))
    stated = struct.pack("<I", size)
    while lying and (at := content.find(stated)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
    return bytes(content)


def corner(row: int, column: int) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "Company")
        page.write(row, column, "x")
    return file.getvalue()


BOOK = workbook(("Deals", [["Company", "Date"], ["Acme", "2026"]]))
TABLE = parquet(Company=["Acme"], Date=["2026"])
MOST = "Company,Date\n" + "A,2020\n" * 200_001
REPEATED = pa.DictionaryArray.from_arrays([0] * 100_000, ["x" * 100_000])
BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is empty"),
    "blank": (b"\n \n", "is empty"),
    "header only": (b"Company,Date\n", "no rows below it"),
    "workbook with a header only": (workbook(("A", [["Company", "Date"]])), "no rows below it"),
    "empty workbook": (workbook(("A", [])), "is empty"),
    "image": (b"\x89PNG\r\n\x1a\n" + bytes(50), "is an image"),
    "PDF": (b"%PDF-1.7 ...", "is a PDF document"),
    "web page as .xls": (b"<html><table><tr><td>1</td></tr></table>", "is a web page"),
    "JSON": (b'[{"company": "A"}]', "is JSON"),
    "program": (b"MZ\x90\x00" + bytes(99), "is a program"),
    "bytes": (bytes(range(256)) * 20, "is not text"),
    "archive": (zipped(deals_csv=b"Company"), "is an archive"),
    "Word": (zipped(word__document_xml=b"<x/>"), "is a Word document"),
    "old document": (OLE + "WordDocument".encode("utf-16-le"), "damaged"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "damaged .xls": (OLE + "Workbook".encode("utf-16-le"), "cut off or damaged"),
    "far cell of .xls": (FAR_XLS, "256 columns and at most 200"),
    "cut .xls": (SMALL_XLS[:3000], "cut off or damaged"),
    "a row a billion times": (
        opendocument(ODS_HEAD + cells("A", times=10**9)),
        "more than 200,000 rows",
    ),
    "a far row": (
        opendocument(ODS_HEAD + cells("", times=10**9) + cells("A")),
        "more than 200,000 rows",
    ),
    "cut OpenDocument": (opendocument(ODS_HEAD + "<table:table-row>"), "damaged"),
    "far row": (corner(200_000, 100), "more than 4,200,000 cells"),
    "far cell, spelled otherwise": (
        zipped(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=b"<c\nr = 'XFD9'><v>1</v></c>"),
        "16,384 columns",
    ),
    "cut workbook": (BOOK[:-40], "cut off or damaged"),
    "broken workbook": (BOOK[:200] + b"\xff" * 50 + BOOK[250:], "damaged"),
    "far cell": (
        workbook(("A", [["Company", "Date"], ["A", *[None] * 9999, "x"]])),
        "10,001 columns and at most 200",
    ),
    "10,000 columns": (",".join(f"c{n}" for n in range(10_000)).encode(), "10,000 columns"),
    "too many rows": (MOST.encode(), "more than 200,000 rows"),
    "long line": (b"Company,Date\n" + b"x" * 1_000_001, "1,000,000 characters"),
    "cut Parquet": (TABLE[:-20], "cut off or damaged"),
    "damaged Parquet": (TABLE[:4] + b"\xff" * 30 + TABLE[34:], "damaged"),
    "Parquet without rows": (parquet(Company=pa.array([], pa.string())), "no rows"),
    "nested Parquet": (parquet(Company=["A"], x=[{"a": 1}]), "tables inside its cells"),
    "Parquet that repeats a text": (parquet(Company=REPEATED), "unpacks to too much"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_file_gets_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as error:
        read("deals.csv", content)
    assert sentence in str(error.value)
    assert str(error.value).endswith(".")
    assert len(str(error.value)) < 200


def test_a_file_of_more_than_50_mb_is_refused() -> None:
    with pytest.raises(Unreadable, match="has 50 MB and at most 50 MB"):
        read("deals.csv", b"a" * 50_000_001)


def test_a_table_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.upload.sheet.MAX_CELLS", 5)
    with pytest.raises(Unreadable, match="2 rows of 3 columns, more than 5 cells"):
        read("deals.csv", TEXT.encode())


@pytest.mark.parametrize("lying", [True, False])
def test_a_bomb_is_refused_without_unpacking_it_into_memory(
    lying: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.upload.workbooks.MOST_BYTES", 20_000_000)
    content = bomb(60_000_000, lying)
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="unpacks to more than 300 MB"):
            read("deals.xlsx", content)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


TEXT = "Company,Date,Amount\nÄcme,2020,5\nBeta,2021,6\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_text_in_any_encoding_and_with_any_sign_is_the_same_table(codec: str, sign: str) -> None:
    sheet = read("x", TEXT.replace(",", sign).replace("\n", "\r\n").encode(codec))
    assert sheet.rows.rows() == [("Äcme", "2020", "5"), ("Beta", "2021", "6")]
    assert sheet.numbers.to_list() == [2, 3]


def test_old_and_open_workbooks_are_read() -> None:
    assert read("x", SMALL_XLS).rows.rows() == [("Acme", "2026-03-15 00:00:00", "1500000.5")]
    sheet = read("x", ODS)
    assert sheet.rows.columns == ["Company", "Date", "Amount"]
    assert sheet.rows.rows() == [("Acme", "2026", "5000000")]


def test_lines_in_another_encoding_are_read_and_said() -> None:
    sheet = read("x", "Company,Date\nÄ,2020\n".encode() + "Ö,2021\n".encode("cp1252"))
    assert sheet.rows["Company"].to_list() == ["Ä", "Ö"]
    assert "Windows-1252: 1 line" in sheet.notes[0]


def test_names_of_columns_are_made_unique_and_what_cannot_be_seen_is_left_out() -> None:
    sheet = read(
        "x", b"\n# by me\nCompany,Company,,Date,\nA\x00\x07,B,\xe2\x80\xaeC,2020,\n\n,,,,\nD,,,1,\n"
    )
    assert sheet.rows.columns == ["Company", "Company (2)", "Column 3", "Date"]
    assert sheet.rows.rows() == [("A", "B", "C", "2020"), ("D", None, None, "1")]
    assert sheet.numbers.to_list() == [4, 7]


def test_rows_that_are_not_regular_are_kept_or_rejected_but_never_lost() -> None:
    rows = [f"Company {number},2020,5" for number in range(300)]
    rows[70] = "Short,2020"
    rows[100] = 'Quote "here,2020,5'
    rows[150] = '"Stray,2020,5'
    rows[200] = "Long, Inc,2020,5"
    rows[250] = '"Two\nlines",2020,5'
    found = understood("Company,Date,Amount\n" + "\n".join(rows) + '\n"Last,2020,5')
    assert found.rounds.height == 300
    assert {'"Stray', "Short", 'Quote "here', "Two lines", '"Last'} <= set(found.rounds["company"])
    assert found.rejected["row", "reason", "Company"].rows() == [
        (202, "has 1 value more than there are columns: 5", "Long")
    ]
    left = found.problems.filter(pl.col("outcome") != "row left out")
    assert left["row", "reason"].rows() == [
        (72, "has 2 of 3 values"),
        (152, "has a quotation mark that is never closed"),
        (302, "has a quotation mark that is never closed"),
    ]


def test_a_table_without_header_is_read_by_what_it_holds() -> None:
    found = understood("Acme,2024-01-02,$5M,Seed,France\nBeta,2024-01-03,€6M,Series A,Spain\n")
    assert found.rounds["row", "company", "stage", "country"].rows() == [
        (1, "Acme", "Seed", "France"),
        (2, "Beta", "Series A", "Spain"),
    ]
    assert found.rounds["amount_usd"].to_list() == [5e6, pytest.approx(6e6 * 1.08)]


def test_formulas_stay_text_and_long_names_are_cut() -> None:
    long = "x" * 300
    rows = f"=cmd|' /C calc'!A0,2024,{long},{long}\n'=1+1,2024,,\n{long},2024,,\n"
    found = understood(f"Company,Date,Investors,City\n{rows}")
    assert found.rounds["company"].to_list() == ["=cmd|' /C calc'!A0", "=1+1", "x" * 200]
    assert found.rounds["investors"].to_list() == [["x" * 200], [], []]
    assert found.problems["row", "field", "outcome"].rows() == [
        (2, "city", "cut"), (2, "investors", "cut"), (4, "company", "cut")
    ]  # fmt: skip


def test_columns_are_told_apart_by_what_they_hold() -> None:
    text = "Company,Stage,Round,Date,Funding,Total Funding,Website\n" + "".join(
        f"C{n},Pilot,Series A,2024-01-0{n},{n}000000,9,https://x.org\n" for n in range(1, 9)
    )
    columns = recognise(read("x", text.encode()))
    known = {field: column for field, column in columns.items() if column}
    assert known == {
        "company": "Company", "stage": "Round", "announced_date": "Date", "amount": "Funding"
    }  # fmt: skip
    assert set(columns) == set(FIELDS)


def test_columns_of_feeds_and_of_older_exports_are_known() -> None:
    header = "CompanyName|DealDate|DealSize|VCRound|PostValuation|LeadInvestors"
    columns = recognise(read("x", f"{header}\nA|2020|5|Series A|9|B\n".encode()))
    assert [columns[f] for f in ("company", "announced_date", "amount", "stage", "post_money")] == (
        header.split("|")[:5]
    )
    header = "Organization Name,Money Raised,Money Raised Currency,Money Raised Currency (in USD)"
    columns = recognise(read("x", f"{header},Announced Date\nA,5,EUR,6,2020-01-01\n".encode()))
    assert [columns[f] for f in ("company", "amount", "currency", "amount_usd")] == header.split(
        ","
    )


def balanced(sheet: Sheet, found: Interpreted) -> None:
    """Every row is a round or rejected, rounds keep to the declaration, problems name rows."""
    rows = sorted([*found.rounds["row"], *found.rejected["row"]])
    assert rows == sheet.numbers.to_list()
    table = found.rounds.drop("row").with_columns(pl.col("source_url").fill_null("https://x.org"))
    ROUNDS.check(table)
    assert set(found.problems["row"]) <= set(rows)
    assert found.problems.null_count().select(pl.exclude("company")).row(0) == (0,) * 5
    assert found.rejected["reason"].null_count() == 0
    assert found.rejected.width == sheet.rows.width + 2


@settings(max_examples=60, deadline=None)
@example(b"row,reason,company,date\n1,2,A,2020\n,,,\n3,4,,\n")
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(str.encode),
        st.tuples(st.sampled_from([BOOK, TABLE, TEXT.encode()]), st.data()).map(
            lambda pair: pair[0]
        ),
    )
)
def test_any_bytes_are_a_sheet_or_a_sentence(content: bytes) -> None:
    try:
        sheet = read("x", content)
    except Unreadable:
        return
    balanced(sheet, interpret(sheet, recognise(sheet)))


@settings(max_examples=60, deadline=None)
@given(
    base=st.sampled_from([BOOK, TABLE, ODS, SMALL_XLS, TEXT.encode("utf-16")]),
    at=st.integers(0, 6000),
    new=st.binary(min_size=1, max_size=12),
    cut=st.integers(0, 200),
)
def test_a_damaged_file_is_a_sheet_or_a_sentence(
    base: bytes, at: int, new: bytes, cut: int
) -> None:
    at %= len(base)
    content = base[:at] + new + base[at + len(new) : len(base) - cut]
    try:
        sheet = read("x", content)
    except Unreadable:
        return
    balanced(sheet, interpret(sheet, recognise(sheet)))


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [*(text for text, _ in AMOUNTS), *(text for text, *_ in DATES), *STAGES, *PLACES]
    ),
    st.sampled_from(
        ["", "Acme", "Total", "rumoured", "EUR", "http://x.org", "0", "1e14", "x" * 250]
    ),
)
HEADERS = (
    "Company;Date;Amount;Amount USD;Currency;Stage;Deal type;Status;Location;Country;Investors;"
    "Valuation;Year;Month;row;Link"
).split(";")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    header=st.lists(st.sampled_from(HEADERS), min_size=2, max_size=6, unique=True),
    rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=6),
    unit=st.sampled_from([None, 1.0, 1e6]),
    day_first=st.sampled_from([None, True, False]),
)
def test_any_table_is_rounds_and_rejected_rows(
    header: list[str], rows: list[list[str]], unit: float | None, day_first: bool | None
) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([header, *(row[: len(header)] for row in rows)])
    try:
        sheet = read("x", file.getvalue().encode())
    except Unreadable:
        return
    found = interpret(sheet, recognise(sheet), Options(day_first, unit=unit))
    balanced(sheet, found)
    amounts = found.rounds["amount_usd"].drop_nulls()
    assert all(math.isfinite(each) and each > 0 for each in amounts)


NAMES = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="\u200b'"),
    min_size=1,
    max_size=9,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5))
def test_text_written_by_our_export_is_read_back_equal(rows: list[tuple[str, str]]) -> None:
    columns = [ROUNDS["company"], ROUNDS["city"]]
    table = pl.DataFrame(rows, schema=["company", "city"], orient="row")
    about = export.Provenance(
        "x", "y", date(2026, 1, 1), "v", pl.read_parquet("data/sources.parquet").head(1)
    )
    sheet = read("x", export.to_csv(table, columns, about))
    assert sheet.rows.rows() == rows
