"""Answers of the Overview page by pandas at its best: categories, masks by code, few columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

FIELDS = ("region", "country", "stage_group", "stage", "sector", "kind", "status", "company")
"""Columns with a filter of their own, beside `quarter` and the smallest amount."""
CATEGORIES = (*FIELDS, "date_precision")
PLAIN = ("round_id", "announced_date", "amount_usd", "post_money_usd", "source_url")
AMOUNTS_USD = (0, 10**6, 10**7, 5 * 10**7, 10**8, 5 * 10**8, 10**9, 10**10)
CLASSES = {
    "Under $1M": 0,
    "$1M to $10M": 1e6,
    "$10M to $50M": 1e7,
    "$50M to $100M": 5e7,
    "$100M to $500M": 1e8,
    "$500M to $1B": 5e8,
    "$1B to $10B": 1e9,
    "$10B and more": 1e10,
}
UNDISCLOSED = "Not disclosed"
HAPPENED = ("completed", "announced")
TOP_COMPANIES = 4
SHOWN = 12
FEWEST = 5
MOST_OPTIONS = 1000

Chosen = Mapping[str, Iterable[str]]
"""Values by column; a column without values is not filtered."""


def read(path: Path) -> pd.DataFrame:
    """Columns of the page, words as categories, and the `quarter` and `month` of each round."""
    frame = pd.read_parquet(path, columns=[*PLAIN, *CATEGORIES])
    day = pd.to_datetime(frame["announced_date"])
    words = {name: frame[name].astype("category") for name in CATEGORIES}
    quarter = day.dt.year.astype(str) + "-Q" + day.dt.quarter.astype(str)
    month = day.dt.to_period("M").dt.to_timestamp()
    return frame.assign(
        announced_date=day,
        quarter=quarter.astype("category"),
        month=month.astype("category"),
        **words,
    )


def missed(frame: pd.DataFrame, chosen: Chosen, least_usd: float = 0) -> dict[str, np.ndarray]:
    """For each column that is filtered, True where a row has another value than those chosen."""
    misses = {}
    for name, values in chosen.items():
        if wanted := [*values]:
            codes, categories = frame[name].cat.codes, frame[name].cat.categories
            # Rows without a value have the code -1: the last place.
            misses[name] = np.append(~categories.isin(wanted), True)[codes]
    if least_usd:
        misses["min_amount_usd"] = ~(frame["amount_usd"].to_numpy() >= least_usd)
    return misses


def matching(frame: pd.DataFrame, misses: Mapping[str, np.ndarray]) -> np.ndarray:
    """True where a row has a chosen value in every column."""
    missing = np.zeros(len(frame), dtype=bool)
    for each in misses.values():
        missing |= each
    return ~missing


def counts(frame: pd.DataFrame, misses: Mapping[str, np.ndarray]) -> dict[str, dict[str, int]]:
    """Rows that each value of a column would match if it were the only one chosen there."""
    total = np.zeros(len(frame), dtype=np.int8)
    for each in misses.values():
        total += each
    near = np.flatnonzero(total <= 1)
    total, own = total[near], {name: each[near] for name, each in misses.items()}
    found = {}
    for name in (*FIELDS, "quarter"):
        rows = near[total == own.get(name, 0)]
        column = frame[name].cat
        numbers = np.bincount(column.codes.to_numpy()[rows] + 1, minlength=len(column.categories))
        series = pd.Series(numbers[1:], column.categories[: len(numbers) - 1])
        # Values are in order, and a stable sort keeps it among those of the same number.
        most = series[series > 0].sort_values(ascending=False, kind="stable").head(MOST_OPTIONS)
        found[name] = most.to_dict()
    rows = near[total == own.get("min_amount_usd", 0)]
    amounts = frame["amount_usd"].to_numpy()[rows]
    at_least = {str(usd): int((amounts >= usd).sum()) if usd else len(rows) for usd in AMOUNTS_USD}
    return found | {"min_amount_usd": {usd: rounds for usd, rounds in at_least.items() if rounds}}


def totals(frame: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """The headline numbers of the rows, in one row."""
    rows = frame.loc[mask, ["company", "stage_group", "amount_usd"]]
    amounts = rows["amount_usd"]
    capital = amounts.sum()
    of_companies = rows.groupby("company", observed=True)["amount_usd"].sum()
    return pd.DataFrame(
        {
            "capital_usd": [capital],
            "rounds": [len(rows)],
            "median_usd": [amounts.median()],
            "largest_share": [_share(of_companies.nlargest(TOP_COMPANIES).sum(), capital)],
            "late_share": [_share(amounts[rows["stage_group"] == "Late"].sum(), capital)],
            "rounds_with_amount": [amounts.count()],
            "companies": [len(of_companies)],
        }
    )


def by_quarter(frame: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """The same numbers for each quarter that has rows."""
    rows = frame.loc[mask, ["quarter", "company", "stage_group", "amount_usd"]]
    groups = rows.groupby("quarter", observed=True)["amount_usd"]
    of_companies = rows.groupby(["quarter", "company"], observed=True)["amount_usd"].sum()
    largest = of_companies.sort_values(ascending=False).groupby("quarter", observed=True)
    late = rows[rows["stage_group"] == "Late"].groupby("quarter", observed=True)["amount_usd"]
    found = groups.agg(capital_usd="sum", rounds="size", median_usd="median")
    capital = found["capital_usd"].where(found["capital_usd"] > 0)
    most = largest.head(TOP_COMPANIES).groupby("quarter", observed=True).sum()
    return found.assign(
        largest_share=most / capital,
        late_share=late.sum().reindex(found.index, fill_value=0) / capital,
    ).reset_index()


def over_time(frame: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """Capital and rounds of each quarter and stage."""
    names = ["quarter", "stage_group", "amount_usd", "date_precision"]
    rows = frame.loc[mask, names]
    rows["loosely"] = rows.pop("date_precision") == "year"
    found = rows.groupby(["quarter", "stage_group"], observed=True).agg(
        capital_usd=("amount_usd", "sum"),
        rounds=("amount_usd", "size"),
        with_amount=("amount_usd", "count"),
        dated_loosely=("loosely", "sum"),
    )
    quarters = found.groupby("quarter", observed=True)
    capital = quarters["capital_usd"].transform("sum")
    enough = (quarters["with_amount"].transform("sum") >= FEWEST) & (capital > 0)
    found["share"] = (found["capital_usd"] / capital).where(enough)
    found["undisclosed"] = found["rounds"] - found.pop("with_amount")
    return found.reset_index()


def largest(frame: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """The rounds with the largest amounts."""
    amounts = frame["amount_usd"][mask].dropna()
    found = frame.loc[amounts.nlargest(SHOWN, keep="all").index]
    names = ["amount_usd", "announced_date", "round_id"]
    found = found.sort_values(names, ascending=[False, True, True]).head(SHOWN)
    # A column of categories would take the names of all companies with it.
    found[[*CATEGORIES]] = found[[*CATEGORIES]].astype(str)
    place, share = range(1, len(found) + 1), found["amount_usd"] / amounts.sum()
    found = found.drop(columns=["quarter", "month"]).reset_index(drop=True)
    return found.assign(place=place, share=share.to_numpy())


def sizes(frame: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """Part of the rounds and of the capital in each class of amounts."""
    amounts = frame["amount_usd"].to_numpy()[mask]
    classes = np.searchsorted([*CLASSES.values()], amounts, side="right") - 1
    classes[np.isnan(amounts)] = len(CLASSES)
    names = pd.Categorical.from_codes(classes, [*CLASSES, UNDISCLOSED])
    found = (
        pd.DataFrame({"size_class": names, "amount_usd": amounts})
        .groupby("size_class", observed=True)["amount_usd"]
        .agg(rounds="size", capital_usd="sum")
        .reset_index()
    )
    shares = {
        "Rounds": found["rounds"] / found["rounds"].sum(),
        "Capital": (found["capital_usd"] / found["capital_usd"].sum()).fillna(0),
    }
    parts = [found.assign(measure=name, share=share) for name, share in shares.items()]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def cumulative(frame: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """Capital month by month, added up."""
    months = frame.loc[mask, ["month", "amount_usd"]].groupby("month", observed=True)
    found = months["amount_usd"].agg(capital_usd="sum", rounds="size").reset_index()
    return found.assign(cumulative_usd=found["capital_usd"].cumsum())


def by_country(frame: pd.DataFrame, mask: np.ndarray) -> pd.DataFrame:
    """The countries with most capital."""
    rows = frame.loc[mask, ["country", "amount_usd"]].groupby("country", observed=True)
    found = rows["amount_usd"].agg(capital_usd="sum", rounds="size")
    return found.nlargest(SHOWN, "capital_usd").reset_index()


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
