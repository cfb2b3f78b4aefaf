"""Which records tell of the same round, and what they say together: one event a round."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from lib.schema import SchemaError

Record = Mapping[str, Any]

# Who is believed first, by source and confidence; the first record of a round leads it. Records of
# one source are parted by its own editor, so they are never joined without a decision.
TRUST: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("epoch-ai-companies", ("high", "medium", "low")),
    ("curated-facts", ("high", "medium")),
    ("curated-rounds", ("high",)),
    ("ai-capital-flows-deals", ("high", "medium", "low")),
    ("recently-funded-ai-startups", ("high", "medium", "low")),
    ("curated-rounds", ("medium",)),
    ("awesome-ai-ml-startups", ("high", "medium", "low")),
    ("article-facts", ("high", "medium", "low")),
    ("curated-rounds", ("low",)),
)
# These two have named wrong investors and stages: they fill what no other source knows.
LAST_RESORT = ("awesome-ai-ml-startups", "article-facts")
STATUS_ORDER = ("completed", "announced", "rumoured", "planned", "cancelled")
DONE = ("completed", "announced")
MONTHS = {"day": 0, "month": 1, "quarter": 3, "year": 12}
NEAR = timedelta(days=60)
ALIKE = 0.8
VAGUE_STAGES = ("Not stated", "Growth", "Corporate")
UNSERIAL_STAGES = (*VAGUE_STAGES, "Government", "Listed company", "Debt")
# One record may tell of the equity alone, another of equity and debt together.
TOGETHER = {"mixed": {"mixed", "equity", "debt"}}
FILLED = ("amount_usd", "post_money_usd", "city", "founded_year")
ORIGINAL = ("amount_original", "currency")


@dataclass
class Event:
    """One round: the record that leads, those that confirm it and those that are parts of it."""

    lead: Record
    confirming: list[Record] = field(default_factory=list)
    parts: list[Record] = field(default_factory=list)

    @property
    def whole(self) -> list[Record]:
        return [self.lead, *self.confirming]

    @property
    def roles(self) -> dict[str, list[Record]]:
        return {"leads": [self.lead], "confirms": self.confirming, "part": self.parts}


def dropped(records: pl.DataFrame, decisions: pl.DataFrame) -> pl.Series:
    """True for each record that a decision leaves out; raises SchemaError for an unknown key."""
    keys = decisions.filter(pl.col("decision") == "drop")["source_key"]
    _refuse_unknown(keys.to_list(), records)
    return records["source_key"].is_in(keys.to_list())


def by_trust(records: pl.DataFrame) -> pl.DataFrame:
    """Records, the most trusted first."""
    return pl.DataFrame(sorted(records.to_dicts(), key=_rank), schema=records.schema)


def events(records: pl.DataFrame, decisions: pl.DataFrame) -> list[Event]:
    """Every event of `records`; decisions of people come before the rule of `matches`."""
    verdicts = _verdicts(records, decisions)
    found: list[Event] = []
    for record in sorted(records.to_dicts(), key=_rank):
        if verdicts.get(record["source_key"], ("", ""))[0] in ("same_as", "part_of"):
            continue
        event = next((e for e in found if _joins(e, record, verdicts)), None)
        if event:
            event.confirming.append(record)
        else:
            found.append(Event(record))
    _obey(found, records.to_dicts(), verdicts)
    return found


def matches(one: Record, other: Record) -> bool:
    """True where two records of different sources look like one round by date, kind and amount."""
    return (
        one["company"] == other["company"]
        and (one["status"] in DONE) == (other["status"] in DONE)
        and _same_money(one["kind"], other["kind"])
        and _near(one, other)
        and _same_size(one, other)
    )


def merge(event: Event) -> dict[str, Any]:
    """The lead's values, with gaps filled from the others in their order of trust."""
    return {
        **event.lead,
        **{column: _first_known(event, column) for column in FILLED},
        **_original_amount(event),
        **_day(event),
        "stage": _stage(event),
        "lead_investors": _leads(event),
        "investors": list(dict.fromkeys([*_leads(event), *_everyone(event)])),
        "source_count": len({r["source_id"] for r in [*event.whole, *event.parts]}),
    }


def merge_all(events: Sequence[Event]) -> list[dict[str, Any]]:
    """One row an event, with its `round_id`."""
    rows = [merge(event) for event in events]
    return [{**row, "round_id": name} for row, name in zip(rows, round_ids(rows), strict=True)]


def round_ids(rows: Sequence[Record]) -> list[str]:
    """openai-2026-03-growth; a number follows where one company has two such rounds in a month."""
    names = [_readable(row) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: _tie(rows[i]))
    ids, seen = [""] * len(rows), Counter[str]()
    for i in order:
        seen[names[i]] += 1
        ids[i] = names[i] if seen[names[i]] == 1 else f"{names[i]}-{seen[names[i]]}"
    return ids


def _verdicts(records: pl.DataFrame, decisions: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """Decision and target of each decided record; raises SchemaError where a key is unknown."""
    rows = decisions.filter(pl.col("decision") != "drop")
    _refuse_unknown([*rows["source_key"], *rows["target"]], records)
    verdicts = {r["source_key"]: (r["decision"], r["target"]) for r in rows.iter_rows(named=True)}
    if len(verdicts) < rows.height:
        twice = rows.filter(pl.col("source_key").is_duplicated())["source_key"].to_list()
        raise SchemaError("round_decisions", "source_key", "is decided twice", len(twice), twice)
    return verdicts


def _refuse_unknown(keys: Iterable[str], records: pl.DataFrame) -> None:
    known = set(records["source_key"])
    lost = [key for key in keys if key not in known]
    if lost:
        raise SchemaError("round_decisions", "source_key", "is no record", len(lost), lost[:3])


def _joins(event: Event, record: Record, verdicts: Mapping[str, tuple[str, str]]) -> bool:
    keys = {(record["source_key"], r["source_key"]) for r in event.whole}
    apart = {(key, target) for key, (verdict, target) in verdicts.items() if verdict == "apart"}
    decided_apart = any((a, b) in apart or (b, a) in apart for a, b in keys)
    other_sources = all(record["source_id"] != r["source_id"] for r in event.whole)
    return other_sources and not decided_apart and matches(event.lead, record)


def _obey(
    found: Iterable[Event], records: Iterable[Record], verdicts: Mapping[str, tuple[str, str]]
) -> None:
    """Hang each decided record on the event of its target, which may itself be decided."""
    home = {r["source_key"]: event for event in found for r in event.whole}
    for record in sorted(records, key=_rank):
        verdict, target = verdicts.get(record["source_key"], ("", ""))
        if verdict not in ("same_as", "part_of"):
            continue
        while target not in home:
            target = verdicts[target][1]
        side = home[target].confirming if verdict == "same_as" else home[target].parts
        side.append(record)


def _rank(record: Record) -> tuple[int, int, date, str]:
    """Done before rumoured, then by trust; the key makes the order the same in every build."""
    source = record["source_id"]
    family = "curated-rounds" if source.startswith("curated-rounds") else source
    trust = next(i for i, (s, c) in enumerate(TRUST) if s == family and record["confidence"] in c)
    status = STATUS_ORDER.index(record["status"])
    return status, trust, record["announced_date"], record["source_key"]


def _same_money(one: str, other: str) -> bool:
    return other in TOGETHER.get(one, {one}) or one in TOGETHER.get(other, {other})


def _last_day(record: Record) -> date:
    first, months = record["announced_date"], MONTHS[record["date_precision"]]
    if not months:
        return first
    year, month = divmod(first.month - 1 + months, 12)
    return date(first.year + year, month + 1, 1) - timedelta(days=1)


def _near(one: Record, other: Record) -> bool:
    """Within 60 days; a record that knows the year alone must be of the same year."""
    gap = max(one["announced_date"], other["announced_date"]) - min(
        _last_day(one), _last_day(other)
    )
    known_to_year = "year" in (one["date_precision"], other["date_precision"])
    return gap <= (timedelta(0) if known_to_year else NEAR)


def _same_size(one: Record, other: Record) -> bool:
    """Same series, a listing among them, or sums within a fifth of one another."""
    series = one["stage"] == other["stage"] and one["stage"] not in UNSERIAL_STAGES
    sums = sorted(r["amount_usd"] for r in (one, other) if r["amount_usd"])
    return series or (len(sums) == 2 and sums[0] >= ALIKE * sums[1])


def _trusted(event: Event) -> list[Record]:
    return [r for r in event.whole if r["source_id"] not in LAST_RESORT]


def _first_known(event: Event, column: str) -> Any:
    return next((r[column] for r in event.whole if r[column] is not None), None)


def _original_amount(event: Event) -> dict[str, Any]:
    """Amount and currency of the record that gives the amount in dollars."""
    stating = [r for r in event.whole if r["amount_usd"] is not None]
    return {name: (stating or event.whole)[0][name] for name in ORIGINAL}


def _stage(event: Event) -> str:
    """The lead's stage; where that names no series, the series that a trusted record names."""
    if event.lead["stage"] not in VAGUE_STAGES[:2]:
        return event.lead["stage"]
    named = (r["stage"] for r in _trusted(event) if r["stage"] not in VAGUE_STAGES)
    return next(named, event.lead["stage"])


def _day(event: Event) -> dict[str, Any]:
    """The most exact date within the period that the lead gives."""
    dated = [r for r in event.whole if _inside(r, event.lead)]
    exact = min(dated, key=lambda r: MONTHS[r["date_precision"]])
    return {name: exact[name] for name in ("announced_date", "date_precision")}


def _inside(record: Record, period: Record) -> bool:
    return period["announced_date"] <= record["announced_date"] <= _last_day(period)


def _leads(event: Event) -> list[str]:
    return next((r["lead_investors"] for r in event.whole if r["lead_investors"]), [])


def _everyone(event: Event) -> Iterator[str]:
    """Investors of all trusted records and parts, in order; the others only if these name nobody."""
    trusted = [*_trusted(event), *event.parts]
    named = [name for record in trusted for name in record["investors"]]
    yield from named or [name for record in event.whole for name in record["investors"]]


def _readable(row: Record) -> str:
    """Company, month (or year, where the month is unknown) and stage, as in an address."""
    months = 4 if row["date_precision"] == "year" else 7
    stage = "round" if row["stage"] == "Not stated" else row["stage"]
    words = f"{row['company']} {row['announced_date'].isoformat()[:months]} {stage}"
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")


def _tie(row: Record) -> tuple[date, str]:
    return row["announced_date"], row["source_key"]
