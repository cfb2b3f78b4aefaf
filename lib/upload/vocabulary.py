"""What the project already knows: names, stages, sectors, countries and exchange rates."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from lib.datasets import exchange_rates, names
from lib.upload.words import joined, plain

DATA = Path(__file__).parents[2] / "data"
CURATED = DATA / "curated"


def _rows(name: str) -> list[dict[str, str | None]]:
    return pl.read_csv(CURATED / name, infer_schema=False).to_dicts()


@lru_cache(maxsize=1)
def known_stages() -> dict[str, str]:
    """Stage by the words of a source, where all sources mean the same by them."""
    meant: dict[str, set[str]] = {}
    for row in _rows("stages.csv"):
        meant.setdefault(plain(row["stage_raw"] or ""), set()).add(row["stage"] or "")
    return {words: stage for words, (stage, *more) in meant.items() if not more}


@lru_cache(maxsize=1)
def known_sectors() -> dict[str, str]:
    """Sector by the words of a source."""
    return {plain(row["source_sector"] or ""): row["sector"] or "" for row in _rows("sectors.csv")}


@lru_cache(maxsize=1)
def known_countries() -> dict[str, tuple[str, str, str]]:
    """Name, three-letter code and region of a country, by name."""
    rows = _rows("countries.csv")
    return {str(r["country"]): (str(r["country"]), str(r["code"]), str(r["region"])) for r in rows}


@lru_cache(maxsize=1)
def country_aliases() -> dict[str, str]:
    """Country by its other names, as the file of countries lists them."""
    return {
        alias: str(row["country"])
        for row in _rows("countries.csv")
        for alias in names.split(row["aliases"])
    }


@lru_cache(maxsize=1)
def states() -> dict[str, str]:
    """Name of a state of the United States by its two letters."""
    return {str(row["code"]): str(row["state"]) for row in _rows("us_states.csv")}


@lru_cache(maxsize=1)
def company_names() -> dict[str, str]:
    """The name used in every table, by any spelling of it, blanks and capitals left out."""
    shipped = pl.read_parquet(DATA / "companies.parquet", columns=["company", "aliases"])
    found: dict[str, str] = {}
    for company, aliases in shipped.iter_rows():
        found.update({joined(alias): company for alias in aliases or ()})
    found.update({joined(str(r["alias"])): str(r["company"]) for r in _rows("company_aliases.csv")})
    found.update({joined(company): company for company in shipped["company"]})
    return found


@lru_cache(maxsize=1)
def known_cities() -> dict[str, str]:
    """Country by city, for cities of the companies of the tables that lie in one country."""
    shipped = pl.read_parquet(DATA / "companies.parquet", columns=["city", "country"])
    found: dict[str, set[str]] = {}
    for city, country in shipped.drop_nulls().unique().iter_rows():
        found.setdefault(joined(city), set()).add(country)
    return {city: country for city, (country, *more) in found.items() if not more}


@lru_cache(maxsize=1)
def investor_aliases() -> dict[str, str]:
    """Investor by its other names, as `names.resolve` takes them."""
    return names.read_aliases(CURATED / "investor_aliases.csv", "alias", "investor")


@lru_cache(maxsize=1)
def yearly_rates() -> dict[tuple[str, int], float]:
    """Units of a currency for one US dollar, by currency and year, as shipped."""
    rates = exchange_rates.tidy(CURATED).select("currency", "year", "units_per_usd")
    return {(currency, year): rate for currency, year, rate in rates.iter_rows()}


@lru_cache(maxsize=1)
def newest_year() -> int:
    """Last year that the shipped data knows of, whatever the clock says."""
    return max(year for _, year in yearly_rates())
