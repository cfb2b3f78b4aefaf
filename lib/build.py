"""Build data/*.parquet from the publishers' files and data/curated, all or nothing.

python -m lib.build --raw ../shared/data
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from lib.datasets import (
    DATASETS,
    aggregates,
    arena,
    benchmarks,
    capability,
    capex,
    changes,
    checks,
    chips,
    claims,
    company_metrics,
    conflict_values,
    conflicts,
    countries,
    country_years,
    data_centers,
    disputes,
    exchange_rates,
    funding,
    gpu_hour_prices,
    investments,
    investors,
    listings,
    model_links,
    models,
    organizations,
    predictions,
    prices,
    relations,
    round_changes,
    round_conflicts,
    scores,
    verdicts,
)
from lib.datasets import sources as source_list
from lib.description import data_dictionary, data_package
from lib.schema import SchemaError, check_references

DATA = Path(__file__).parent.parent / "data"
DICTIONARY = Path(__file__).parent.parent / "docs" / "data-dictionary.md"


def build(raw: Path, curated: Path) -> dict[str, pl.DataFrame]:
    """Every table but the logs of changes, checked.

    Raises SchemaError naming table, column, rule, count and examples.
    """
    told = funding.tidy(raw, curated)
    invested = investments.tidy(told.rounds)
    rates = exchange_rates.tidy(curated)
    stated = claims.tidy(curated, rates)
    apart = round_conflicts.tidy(told.rounds, told.round_sources)
    disputed = conflicts.tidy(curated, stated, apart)
    backers = investors.tidy(invested, curated)
    places = organizations.tidy(raw, curated, told.companies, backers)
    tables = {
        "rounds": told.rounds.sort("announced_date", "round_id"),
        "round_sources": told.round_sources,
        "investments": invested,
        "investors": backers,
        "companies": told.companies,
        "aggregates": aggregates.tidy(curated),
        "countries": countries.tidy(curated),
        "country_years": country_years.tidy(raw, curated),
        "exchange_rates": rates,
        "company_metrics": company_metrics.tidy(raw, curated, rates),
        "checks": checks.tidy(curated),
        "claims": stated,
        "conflicts": disputed,
        "conflict_values": conflict_values.tidy(curated, disputed, stated, apart),
        "predictions": predictions.tidy(curated),
        "verdicts": verdicts.tidy(curated),
        "relations": relations.tidy(curated, invested),
        "listings": listings.tidy(curated, rates),
        "organizations": places,
        "capability": capability.tidy(raw, curated, places),
        "benchmarks": benchmarks.tidy(raw, curated),
        "scores": scores.tidy(raw, curated, places, stated),
        "arena": arena.tidy(raw, curated, places),
        "models": models.tidy(raw, curated, places),
        "data_centers": data_centers.tidy(raw, curated),
        "chips": chips.tidy(raw, curated, places),
        "capex": capex.tidy(raw, curated, places),
        "gpu_hour_prices": gpu_hour_prices.tidy(raw),
    }
    tables["prices"] = prices.tidy(raw, curated, places, tables["capability"], tables["arena"])
    tables["model_links"] = model_links.tidy(raw, curated)
    tables["disputes"] = disputes.tidy(curated, tables)
    tables["sources"] = source_list.tidy(curated, tables)
    for name, frame in tables.items():
        DATASETS[name].check(frame)
    check_references(tables, {name: DATASETS[name] for name in tables})
    disputes.check_rows(tables["disputes"], tables)
    return tables


def version(tables: Mapping[str, pl.DataFrame]) -> str:
    """Day the newest source was read and a hash of all values: changes when any value does.

    The logs of changes play no part: they name the version itself.
    """
    digest = hashlib.sha256()
    for name in sorted(tables.keys() - {*changes.LOGS}):
        digest.update(tables[name].write_ndjson().encode())
    return f"{tables['sources']['accessed_date'].max()}-{digest.hexdigest()[:8]}"


def logs_of(
    tables: Mapping[str, pl.DataFrame], directory: Path, built: date
) -> dict[str, pl.DataFrame]:
    """The logs in `directory`, with entries for what `tables` change in the tables that lie there.

    The same version again adds none, so that a second build writes the same files. Where a log is
    missing, both begin anew: they count versions together.
    """
    paths = [directory / f"{name}.parquet" for name in changes.LOGS]
    found = all(path.exists() for path in paths)
    log, of_rounds = map(pl.read_parquet, paths) if found else (changes.EMPTY, round_changes.EMPTY)
    now = version(tables)
    if not log.height or log["version"][-1] != now:
        before = _stored(directory) if log.height else {}
        log = changes.tidy(log, before, tables, DATASETS, now, built)
        of_rounds = round_changes.tidy(of_rounds, before, tables, log["number"][-1])
    return dict(zip(changes.LOGS, (log, of_rounds), strict=True))


def _stored(directory: Path) -> dict[str, pl.DataFrame]:
    """The tables that the description in `directory` names; the file of a dropped one may stay."""
    package = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    paths = {each["name"]: directory / each["path"] for each in package["resources"]}
    return {name: pl.read_parquet(path) for name, path in paths.items() if path.exists()}


def write(tables: Mapping[str, pl.DataFrame], directory: Path) -> None:
    """Write one Parquet file a table and their description; on failure the old files stay."""
    directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=directory) as made:
        for name, frame in tables.items():
            frame.write_parquet(Path(made) / f"{name}.parquet", compression="zstd")
        package = data_package(tables, version(tables))
        text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
        (Path(made) / "datapackage.json").write_text(text, encoding="utf-8")
        for path in Path(made).iterdir():
            path.replace(directory / path.name)


def main() -> int:
    """Build, write, and say how many rows each table has. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of the publishers' files")
    raw = parser.parse_args().raw
    if not raw.is_dir():
        print(f"There is no folder {raw}. See README, Rebuild the data.", file=sys.stderr)
        return 2
    try:
        tables = build(raw, DATA / "curated")
        tables |= logs_of(tables, DATA, date.today())
    except (SchemaError, OSError, pl.exceptions.PolarsError) as error:
        print(f"Nothing was written. {error}", file=sys.stderr)
        return 1
    write(tables, DATA)
    DICTIONARY.parent.mkdir(exist_ok=True)
    DICTIONARY.write_text(data_dictionary(), encoding="utf-8")
    for name, frame in tables.items():
        print(f"{name:15} {frame.height:6,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
