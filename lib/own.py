"""A visitor's own rounds among the shipped ones: the tables that a session then reads.

Companies and investors stand under the names of this explorer, so that both kinds of rounds add up
under one name. A round that both know is told by `matches` and counts once, as the visitor chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from weakref import WeakSet

import polars as pl

from lib.datasets import DATASETS, investments
from lib.datasets.names import read_aliases, resolve
from lib.datasets.rounds import OWN_FILE, REGION_GROUPS
from lib.words import folded

Tables = Mapping[str, pl.DataFrame]

STORED = ("rounds", "round_sources", "investments", "investors", "companies", "sources")
"""Tables that a visitor's rounds change."""
NEAREST_DAYS = 45
NEAREST_SHARE = 0.1
"""How far apart dates, and amounts as a share of the larger one, of one round may be told."""
AT_ONCE = 20_000
MOST_ROWS = 250_000
"""Rows of visitors that a small host has room for, those of all sessions together: 200,000 of them
took about 300 MB while they were read and put to use, and 160 MB from then on."""
PLACE = ("country", "region", "region_group", "city", "sector")


class NoRoom(RuntimeError):
    """The memory has no room for so many rows just now."""


@dataclass(eq=False, frozen=True)
class Room:
    """Room for `rows`, taken for as long as somebody holds it."""

    rows: int


_taken: WeakSet[Room] = WeakSet()
_taking = Lock()


def room_for(rows: int, *given_back: Room | None) -> Room:
    """Room for `rows`, those `given_back` being free; raises NoRoom where there is too little."""
    with _taking:
        if rows + sum(each.rows for each in _taken if each not in given_back) > MOST_ROWS:
            raise NoRoom
        room = Room(rows)
        _taken.add(room)
        return room


def shipped_tables(directory: Path) -> dict[str, pl.DataFrame]:
    """The stored tables of `directory` that `made` and `settled` read."""
    names = (*STORED, "countries")
    return {name: pl.read_parquet(directory / f"{name}.parquet") for name in names}


def investor_aliases(directory: Path) -> dict[str, str]:
    """Other spellings of investors, as the build of the data resolves them."""
    return read_aliases(directory / "curated/investor_aliases.csv", "alias", "investor")


def settled(shipped: Tables, rounds: pl.DataFrame, aliases: Mapping[str, str]) -> pl.DataFrame:
    """Own `rounds` under the names of this explorer, all of a company in one place and sector.

    A known company keeps the shipped place and sector; a new one gets the first that is given.
    """
    named = rounds.with_columns(
        _renamed(rounds["company"], _company_names(shipped["companies"])),
        *_investors(rounds, shipped["investors"], aliases),
    )
    places = pl.concat([shipped["companies"].select("company", *PLACE), _new(shipped, named)])
    return (
        named.drop(PLACE)
        .join(places, on="company", how="left", maintain_order="left")
        .select(rounds.columns)
    )


def matches(shipped: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Pairs of an `own` round and the `shipped` one that tells of the same event, each in one pair.

    Both are of one company, at most 45 days apart, and alike in amount; where one has no amount,
    alike in kind and, as far as both state it, in the group of the stage. Columns: round_id,
    company, announced_date, amount_usd, stage of the own round, and the same with `_shipped` of
    the other.
    """
    told = "announced_date", "amount_usd", "stage", "kind", "stage_group"
    columns = ["round_id", "company", *told]
    known = shipped.select(*columns, _end().alias("end"))
    parts = [
        _near(own.slice(start, AT_ONCE).select(*columns, _end().alias("end")), known)
        for start in range(0, max(own.height, 1), AT_ONCE)
    ]
    pairs = pl.concat(parts).sort("is_unsure", "apart", "unlike", "round_id", "round_id_shipped")
    taken: set[str] = set()
    chosen = []
    for place, pair in enumerate(pairs.select("round_id", "round_id_shipped").iter_rows()):
        if taken.isdisjoint(pair):
            taken.update(pair)
            chosen.append(place)
    wanted = [column for column in columns if column not in ("kind", "stage_group")]
    others = [f"{column}_shipped" for column in wanted if column != "company"]
    return pairs[chosen].select(*wanted, *others).sort("announced_date", "company", "round_id")


def made(
    shipped: Tables, own: pl.DataFrame, title: str, left_out: Iterable[str], alone: bool
) -> dict[str, pl.DataFrame]:
    """The tables of STORED with the settled rounds `own` of the file `title`.

    They stand `alone`, or beside the shipped ones; rounds of either that are `left_out` are gone.
    `own` may have the column `row`, the number of a row in the file.
    """
    out = list(left_out)
    own = own.filter(~pl.col("round_id").is_in(out))
    before = {name: shipped[name] for name in STORED}
    for name in ("rounds", "round_sources", "investments"):
        rows = before[name]
        before[name] = rows.clear() if alone else rows.filter(~pl.col("round_id").is_in(out))
    joined = investments.tidy(own)
    added = {
        "rounds": own,
        "round_sources": _records(own),
        "investments": joined,
        "investors": _new_investors(shipped["investors"], joined),
        "companies": _new_companies(shipped, own),
        "sources": _source(title, own.height),
    }
    return {
        name: pl.concat([before[name], _laid_out(name, rows)]) for name, rows in added.items()
    } | {"rounds": _by_day(before["rounds"], own)}


def _by_day(before: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    both = pl.concat([before, _laid_out("rounds", own)])
    return both.sort("announced_date", "round_id")


def _laid_out(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in the layout of a table; what they lack is empty."""
    schema = DATASETS[name].polars_schema
    return rows.select(
        (pl.col(column) if column in rows.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in schema.items()
    )


def _company_names(companies: pl.DataFrame) -> dict[str, str]:
    """Names as people may spell them, folded, to the name used here; true names come first."""
    others = companies.select("company", "aliases").explode("aliases", empty_as_null=True)
    spelt = {folded(alias): name for name, alias in others.drop_nulls().iter_rows()}
    return spelt | {folded(name): name for name in companies["company"]}


def _renamed(names: pl.Series, known: Mapping[str, str]) -> pl.Series:
    """Known names as they are used here; new ones all as they are first spelt."""
    spelt = dict(known)
    found = {
        name: spelt.setdefault(folded(name), name) for name in names.unique(maintain_order=True)
    }
    return names.replace_strict(found, return_dtype=pl.String)


def _investors(
    rounds: pl.DataFrame, investors: pl.DataFrame, aliases: Mapping[str, str]
) -> list[pl.Series]:
    """Lists of lead investors and of all investors, leads first, each under one name, once."""
    spelt = {folded(name): name for name in investors["investor"]}
    by_name = {folded(alias): name for alias, name in aliases.items()}
    lists = [rounds[name] for name in ("lead_investors", "investors")]
    written = pl.concat(lists).explode(empty_as_null=False).drop_nulls().unique(maintain_order=True)
    meant = [
        [
            spelt.setdefault(folded(part), part)
            for part in resolve([name], {name: by_name.get(folded(name), name)})
        ]
        for name in written
    ]
    names = pl.DataFrame({"name": written, "meant": pl.Series(meant, dtype=pl.List(pl.String))})
    leads, named = (_meant(each, names) for each in lists)
    both = pl.select(pl.concat_list(leads, named).list.unique(maintain_order=True)).to_series()
    return [leads.alias("lead_investors"), both.alias("investors")]


def _meant(lists: pl.Series, names: pl.DataFrame) -> pl.Series:
    """The lists with each name as it is meant; `names` has the columns name and meant."""
    return (
        pl.DataFrame({"name": lists})
        .with_row_index("place")
        .explode("name", empty_as_null=True)
        .join(names, on="name", how="left", maintain_order="left")
        .explode("meant", empty_as_null=True)
        .group_by("place", maintain_order=True)
        .agg(pl.col("meant").drop_nulls().unique(maintain_order=True))["meant"]
    )


def _new(shipped: Tables, rounds: pl.DataFrame) -> pl.DataFrame:
    """Companies of `rounds` that are not shipped, each with the first place and sector given."""
    fresh = rounds.join(shipped["companies"], on="company", how="anti")
    countries = shipped["countries"].select("country", pl.col("region").alias("region_of"))
    return (
        fresh.group_by("company", maintain_order=True)
        .agg(
            pl.col("country").drop_nulls().first(),
            pl.col("region").filter(pl.col("region") != "Unknown").first(),
            pl.col("city").drop_nulls().first(),
            pl.col("sector").filter(pl.col("sector") != "Unknown").first().fill_null("Unknown"),
        )
        .join(countries, on="country", how="left")
        .with_columns(pl.coalesce("region_of", "region", pl.lit("Unknown")).alias("region"))
        .with_columns(
            pl.when(pl.col("region").is_in(REGION_GROUPS))
            .then("region")
            .otherwise(pl.lit("Rest of World"))
            .alias("region_group")
        )
        .select("company", *PLACE)
    )


def _new_companies(shipped: Tables, own: pl.DataFrame) -> pl.DataFrame:
    codes = shipped["countries"].select("country", "country_code")
    return (
        _new(shipped, own)
        .join(codes, on="country", how="left")
        .with_columns(
            pl.lit([], pl.List(pl.String)).alias("aliases"), pl.lit(False).alias("is_model_lab")
        )
    )


def _new_investors(known: pl.DataFrame, joined: pl.DataFrame) -> pl.DataFrame:
    fresh = joined.select(pl.col("investor").unique().sort())
    return fresh.join(known, on="investor", how="anti").with_columns(
        pl.lit("unknown").alias("investor_type"), pl.lit("Unknown").alias("region")
    )


def _records(own: pl.DataFrame) -> pl.DataFrame:
    """What the file says of each round."""
    row = pl.col("row") if "row" in own.columns else pl.col("round_id")
    return own.with_columns(pl.format("Row {}", row).alias("source_key"), role=pl.lit("leads"))


def _source(title: str, rounds: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "source_id": [OWN_FILE],
            "title": [title],
            "publisher": ["You"],
            "licence": ["Your own data"],
            "credit": [f"Your file {title}"],
            "accessed_date": [date.today()],
            "tables": [["round_sources", "rounds"]],
            "rows": [2 * rounds],
        }
    )


def _end() -> pl.Expr:
    """Last day that a date can mean."""
    day = pl.col("announced_date")
    length = {"month": "1mo", "quarter": "3mo", "year": "1y"}
    ends = {name: day.dt.offset_by(months).dt.offset_by("-1d") for name, months in length.items()}
    precision = pl.col("date_precision")
    return pl.coalesce(*(pl.when(precision == name).then(end) for name, end in ends.items()), day)


def _near(own: pl.DataFrame, shipped: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rounds that may be the same, with how far they are apart."""
    amounts = pl.col("amount_usd"), pl.col("amount_usd_shipped")
    day, other = pl.col("announced_date"), pl.col("announced_date_shipped")
    apart = pl.max_horizontal(
        (other - pl.col("end")).dt.total_days(), (day - pl.col("end_shipped")).dt.total_days(), 0
    )
    unlike = (amounts[0] - amounts[1]).abs() / pl.max_horizontal(*amounts, 1e-9)
    groups = pl.col("stage_group"), pl.col("stage_group_shipped")
    same_stage = (groups[0] == groups[1]) | (groups[0] == "Other") | (groups[1] == "Other")
    alike = (pl.col("kind") == pl.col("kind_shipped")) & same_stage
    return (
        own.join(shipped, on="company", suffix="_shipped")
        .with_columns(
            apart.alias("apart"),
            pl.when(amounts[0].is_not_null() & amounts[1].is_not_null())
            .then(unlike)
            .alias("unlike"),
        )
        .with_columns(pl.col("unlike").is_null().alias("is_unsure"))
        .filter(
            pl.col("apart") <= NEAREST_DAYS,
            pl.when("is_unsure").then(alike).otherwise(pl.col("unlike") <= NEAREST_SHARE),
        )
    )
