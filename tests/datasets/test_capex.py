"""Capital expenditure: quarters as filed, as quoted, and as they follow from a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.datasets import capex

ROOT = Path(__file__).parents[2]
CAPEX = pl.read_parquet(ROOT / "data/capex.parquet")
QUARTERS = CAPEX.filter(period="quarter", definition="cash payments")
PLACES = pl.DataFrame(
    {"organization": ["Microsoft", "Google"], "country": ["US", "US"], "region": ["Asia", "Asia"]}
)


def quarter(company: str, year: int, number: int) -> dict:
    found = QUARTERS.filter(
        organization=company, calendar_year=year, calendar_quarter=number
    ).to_dicts()
    assert len(found) == 1
    return found[0]


def test_stored_rows_keep_the_declaration() -> None:
    capex.DATASET.check(CAPEX)
    assert set(CAPEX["organization"]) == {"Amazon", "Google", "Meta", "Microsoft"}
    assert set(CAPEX["country"]) == {"United States"}


@pytest.mark.parametrize(
    ("company", "year", "number", "billion", "basis"),
    [
        ("Microsoft", 2025, 3, 19.394, "reported"),
        ("Microsoft", 2025, 2, 17.078, "annual minus first three quarters"),
        ("Amazon", 2025, 3, 35.095, "reported"),
        ("Google", 2025, 4, 27.85, "second-hand"),
        ("Meta", 2026, 1, 19.0, "second-hand"),
    ],
)
def test_known_quarter(company: str, year: int, number: int, billion: float, basis: str) -> None:
    row = quarter(company, year, number)
    assert row["capex_usd"] / 1e9 == pytest.approx(billion, abs=0.0005)
    assert row["basis"] == basis


def test_quarters_of_a_year_add_up_to_the_year_that_companies_state() -> None:
    # Published totals of 2025, in other tables and from other pages.
    for company, billion in {"Amazon": 131.8, "Google": 91.4}.items():
        found = QUARTERS.filter(organization=company, calendar_year=2025)
        assert found.height == 4
        assert float(found["capex_usd"].sum()) / 1e9 == pytest.approx(billion, abs=0.06)


def test_periods_are_whole_and_end_where_the_calendar_does() -> None:
    for row in CAPEX.to_dicts():
        days = (row["date"] - row["period_start"]).days + 1
        assert row["period_start"].day == 1
        assert (row["date"].month % 3, row["date"].day in (30, 31)) == (0, True)
        assert days in ((90, 91, 92) if row["period"] == "quarter" else (365, 366))
        assert (row["calendar_quarter"] is None) == (row["period"] == "year")
        assert row["calendar_year"] == row["date"].year


def test_quoted_figures_have_their_page() -> None:
    quoted = CAPEX.filter(pl.col("basis") == "second-hand")
    assert quoted["source_url"].null_count() == 0
    assert set(quoted["source_id"]) == {"company-reports"}
    assert CAPEX.filter(pl.col("basis") == "reported")["source_id"].unique().to_list() == [
        "sec-capex-hyperscalers"
    ]


def test_finance_leases_only_add() -> None:
    both = CAPEX.filter(definition="including finance leases", period="quarter").join(
        QUARTERS, on=["organization", "date"], suffix="_cash"
    )
    assert both.height == 2
    assert (both["capex_usd"] > both["capex_usd_cash"]).all()


def made(tmp_path: Path, filed: str, curated: str) -> pl.DataFrame:
    file = tmp_path / "raw" / capex.FILE
    file.parent.mkdir(parents=True)
    file.write_text(f"ticker,calendar_year,quarter,capex_payments_usd,basis\n{filed}")
    folder = tmp_path / "curated"
    folder.mkdir()
    (folder / "organization_aliases.csv").write_text("alias,organization\nAlphabet,Google\n")
    (folder / "capex.csv").write_text(
        "organization,period_start,date,period,capex_usd,definition,basis,source_url\n" + curated
    )
    return capex.tidy(tmp_path / "raw", folder, PLACES)


YEAR = "Microsoft,2024-07-01,2025-06-30,year,10,cash payments,second-hand,https://a.org/\n"
FIRST = "MSFT,2024,3,1,reported\nMSFT,2024,4,2,reported\n"


def test_last_quarter_follows_from_year_and_first_three(tmp_path: Path) -> None:
    rows = made(tmp_path, FIRST + "MSFT,2025,1,3,reported\n", YEAR)
    [last] = rows.filter(period="quarter", calendar_year=2025, calendar_quarter=2).to_dicts()
    assert last["capex_usd"] == 4
    assert (last["period_start"], last["date"]) == (date(2025, 4, 1), date(2025, 6, 30))
    assert last["basis"] == "annual minus first three quarters"
    assert rows.filter(period="year").height == 1


def test_no_quarter_follows_where_one_of_three_is_missing(tmp_path: Path) -> None:
    rows = made(tmp_path, FIRST, YEAR)
    assert rows.filter(period="quarter").height == 2


def test_no_quarter_follows_from_a_year_with_leases(tmp_path: Path) -> None:
    leased = YEAR.replace("cash payments", "including finance leases")
    rows = made(tmp_path, FIRST + "MSFT,2025,1,3,reported\n", leased)
    assert rows.filter(period="quarter").height == 3


def test_companies_have_the_one_name(tmp_path: Path) -> None:
    quoted = "Alphabet,2025-10-01,2025-12-31,quarter,5,cash payments,second-hand,https://a.org/\n"
    rows = made(tmp_path, "GOOG,2025,3,4,reported\n", quoted)
    assert rows["organization"].to_list() == ["Google", "Google"]
    assert rows["region"].to_list() == ["Asia", "Asia"]
