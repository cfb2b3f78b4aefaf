"""Data centres for AI: power, computing and cost of each site by date, running and planned."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from lib.datasets import names
from lib.datasets.rounds import REGIONS
from lib.datasets.sources import source_id, source_url
from lib.schema import Column, Dataset

JULY, AUGUST = "epoch-data-centers", "epoch-data-centers-observed"
SNAPSHOTS = {JULY: date(2026, 7, 7), AUGUST: date(2026, 8, 6)}
"""Days of the two files. The power that the first calls current is that of its last row by then."""
CONFIDENCES = ("confident", "likely", "speculative")

DATASET = Dataset(
    name="data_centers",
    title="Data centres",
    description=(
        "One row a site and date, as Epoch AI estimates it. Rows of 7 July 2026 are a timeline: each "
        "holds until the next, and later ones are plans. Rows of 6 August 2026 hold what was seen "
        "that day, without plans and places, and with computing counted in another way: never mix "
        "the two. Only the largest sites are covered."
    ),
    key=("site", "date", "source_id"),
    dated_by="date",
    references={
        "organization": "organizations.organization",
        "users": "organizations.organization",
        "source_id": "sources.source_id",
    },
    columns=(
        Column("site", pl.String(), "Site", "Name of the data centre", required=True),
        Column(
            "organization",
            pl.String(),
            "Owner",
            "Who owns or runs it; empty where the publisher names nobody",
            category=True,
        ),
        Column(
            "owner_confidence",
            pl.String(),
            "Owner is",
            "How sure the publisher is of the owner; empty where it does not say",
            allowed=CONFIDENCES,
        ),
        Column(
            "users", pl.List(pl.String()), "Users", "Who computes there, if stated", required=True
        ),
        Column(
            "users_confidence",
            pl.List(pl.String()),
            "Users are",
            "How sure the publisher is of each user, in the order of `users`",
            required=True,
        ),
        Column(
            "country",
            pl.String(),
            "Country",
            "Country of the site (ISO 3166 short name)",
            category=True,
        ),
        Column(
            "region", pl.String(), "Region", "Region of the site", required=True, allowed=REGIONS
        ),
        Column(
            "state",
            pl.String(),
            "State",
            "State of a site in the United States, where its address names one",
            category=True,
        ),
        Column("date", pl.Date(), "Date", "From this day the row holds", required=True),
        Column(
            "snapshot_date", pl.Date(), "Snapshot", "Day of the publisher's file", required=True
        ),
        Column(
            "is_planned",
            pl.Boolean(),
            "Planned",
            "True after the day of the file: a projection of the publisher",
            required=True,
        ),
        Column(
            "buildings_operational",
            pl.Int64(),
            "Buildings",
            "Buildings at work",
            unit="buildings",
            minimum=0,
        ),
        Column(
            "it_power_mw",
            pl.Float64(),
            "Power of the computers",
            "Power that chips and servers can draw",
            unit="MW",
            required=True,
            minimum=0,
        ),
        Column(
            "power_mw",
            pl.Float64(),
            "Power of the site",
            "The same with cooling and losses",
            unit="MW",
            minimum=0,
        ),
        Column(
            "h100_equivalents",
            pl.Float64(),
            "H100 equivalents",
            "Computing power as a number of Nvidia H100 chips",
            unit="H100 equivalents",
            minimum=0,
        ),
        Column(
            "capital_cost_usd",
            pl.Float64(),
            "Cost to build",
            "Buildings and chips in dollars of 2025, modelled from chips and power, not reported",
            unit="USD",
            minimum=0,
        ),
        source_id(),
        source_url(
            "First page that the publisher names for the site; for all pages see the source",
            required=False,
        ),
    ),
)

SITES = "benchmarks/epoch-data-centers/data_centers.csv"
TIMELINES = "benchmarks/epoch-data-centers/data_center_timelines.csv"
OBSERVED = "funding/epoch-ai-data-centers/dc_sites_observed.csv"
MEASURES = {
    "Buildings operational": "buildings_operational",
    "IT power (MW)": "it_power_mw",
    "Power (MW)": "power_mw",
    "H100 equivalents": "h100_equivalents",
    "Total capital cost (2025 USD billions)": "capital_cost_usd",
}
MEASURES_OBSERVED = {
    "buildings_operational": "buildings_operational",
    "it_power_mw": "it_power_mw",
    "compute_h100e": "h100_equivalents",
    "capital_cost_busd": "capital_cost_usd",
}
STATE_CONTRADICTED = ("Vantage TX1",)
"""Sites whose address is in another state than the permit that the publisher links to."""


def tidy(raw: Path, curated: Path) -> pl.DataFrame:
    """Both files under one layout; a timeline of a site that the list of sites lacks is left out."""
    places = _places(raw, curated)
    timelines = (
        pl.read_csv(raw / TIMELINES, infer_schema=False)
        .select(
            pl.col("Data center").alias("site"),
            pl.col("Date").str.to_date().alias("date"),
            *_numbers(MEASURES),
            pl.lit(JULY).alias("source_id"),
        )
        .join(places, on="site", how="inner", validate="m:1")
    )
    observed = (
        pl.read_csv(raw / OBSERVED, infer_schema=False)
        .select(
            "site",
            pl.lit(SNAPSHOTS[AUGUST]).alias("date"),
            *_numbers(MEASURES_OBSERVED),
            pl.lit(None, pl.Float64).alias("power_mw"),
            pl.lit(AUGUST).alias("source_id"),
            *_owner("owner", curated),
            *_users("primary_user", curated),
            "country",
        )
        .join(places.select("site", "state"), on="site", how="left", validate="1:1")
        .with_columns(pl.lit(None, pl.String).alias("source_url"))
    )
    regions = pl.read_csv(curated / "countries.csv").select("country", "region")
    snapshot = pl.col("source_id").replace_strict(SNAPSHOTS, return_dtype=pl.Date)
    return (
        pl.concat([timelines, observed], how="diagonal")
        .join(regions, on="country", how="left", validate="m:1")
        .with_columns(
            pl.col("region").fill_null("Unknown"),
            snapshot.alias("snapshot_date"),
            (pl.col("date") > snapshot).alias("is_planned"),
            # A zero beside power is a figure that was not filled in.
            *(
                pl.when((pl.col(name) > 0) | (pl.col("it_power_mw") == 0))
                .then(pl.col(name))
                .alias(name)
                for name in ("h100_equivalents", "capital_cost_usd")
            ),
        )
        .select(DATASET.polars_schema.names())
        .sort("date", "site", "source_id")
    )


def _places(raw: Path, curated: Path) -> pl.DataFrame:
    """Owner, users, country, state and first link of each site of the list."""
    return pl.read_csv(raw / SITES, infer_schema=False).select(
        pl.col("Name").alias("site"),
        *_owner("Owner", curated),
        *_users("Users", curated),
        pl.col("Country").alias("country"),
        _state(curated),
        pl.col("Selected Sources").str.extract(r"(https?://[^)\s\]>]+)").alias("source_url"),
    )


def _numbers(measures: dict[str, str]) -> list[pl.Expr]:
    scale = {"capital_cost_usd": 1e9}
    numbers = [
        (pl.col(raw).cast(pl.Float64) * scale.get(name, 1)).alias(name)
        for raw, name in measures.items()
    ]
    return [
        each.cast(pl.Int64) if name == "buildings_operational" else each
        for each, name in zip(numbers, measures.values(), strict=True)
    ]


def _owner(column: str, curated: Path) -> list[pl.Expr]:
    """The owner under its one name, and the tag behind it, such as `Meta #confident`."""
    name = _untagged(pl.col(column)).replace({"Unknown": None}).replace(_aliases(curated))
    tag = pl.col(column).str.extract(r"#(\w+)")
    return [name.alias("organization"), tag.alias("owner_confidence")]


def _users(column: str, curated: Path) -> list[pl.Expr]:
    """Users under their one name, and how sure each is."""
    each = pl.col(column).replace({"Unknown": None}).fill_null("").str.extract_all(r"[^,]+")
    found = each.list.eval(_untagged(pl.element()).replace(_aliases(curated)))
    tags = each.list.eval(pl.element().str.extract(r"#(\w+)").fill_null("not stated"))
    return [found.alias("users"), tags.alias("users_confidence")]


def _untagged(name: pl.Expr) -> pl.Expr:
    return name.str.replace(r"#\w+", "").str.strip_chars()


def _aliases(curated: Path) -> dict[str, str]:
    return names.read_aliases(curated / "organization_aliases.csv", "alias", "organization")


def _state(curated: Path) -> pl.Expr:
    """State that an address in the United States names: `..., OH 43207` or `..., Mississippi`."""
    states = pl.read_csv(curated / "us_states.csv")
    by_code = dict(states.iter_rows())
    either = "|".join(by_code)
    code = pl.col("Address").str.extract(rf"\b({either})(?:,? \d{{5}}|$)").replace(by_code)
    spelt = pl.col("Address").str.extract(rf"\b({'|'.join(by_code.values())})\b")
    known = (pl.col("Country") == "United States") & ~pl.col("Name").is_in(STATE_CONTRADICTED)
    return pl.when(known).then(pl.coalesce(code, spelt)).alias("state")
