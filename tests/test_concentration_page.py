"""The concentration page, opened through the entrypoint under several links and choices."""

from __future__ import annotations

import polars as pl
import pytest

from lib.figures.published_shares import BASES
from tests.running import (
    CONFIRMED,
    ROUNDS,
    after,
    captions,
    choice,
    headlines,
    opened,
    spelt,
)

PAGE = "Concentration"


def capital(rounds: pl.DataFrame) -> dict[str, float]:
    """Capital of each company, largest first."""
    totals = rounds.drop_nulls("amount_usd").group_by("company").agg(pl.sum("amount_usd"))
    return dict(sorted(totals.iter_rows(), key=lambda each: (-each[1], each[0])))


def test_default_headline() -> None:
    first_quarter = ROUNDS.filter(
        CONFIRMED, pl.col("announced_date").dt.truncate("1q") == pl.date(2026, 1, 1)
    )
    totals = capital(first_quarter)
    largest = list(totals)[:4]
    share = sum(totals[name] for name in largest) / sum(totals.values())
    words = f"Four companies took {share:.0%} of the capital in Q1 2026"
    assert headlines(opened(page=PAGE))[0] == (
        f"{words}, the quarter with most capital: {', '.join(largest[:3])} and {largest[3]}"
    )
    only = opened({"start": "2026-Q1", "end": "2026-Q1"}, PAGE)
    assert headlines(only)[0].startswith(f"{words}: ")


def test_the_number_of_the_largest() -> None:
    app = opened({"start": "2026-Q1", "end": "2026-Q1"}, PAGE)
    before = headlines(app)
    after(choice(app, "top").set_value("2"))
    assert spelt(app)["top"] == "2"
    assert headlines(app)[0].startswith("Two companies took ")
    assert headlines(app)[0].endswith(": OpenAI and Anthropic")
    assert headlines(app)[1:] == before[1:]
    after(choice(app, "top").set_value("4"))
    assert "top" not in spelt(app)


def test_companies_taken_out_leave_every_figure() -> None:
    app = opened(page=PAGE)
    largest = list(capital(ROUNDS.filter(CONFIRMED)))
    assert choice(app, "without").options == largest[:50]
    after(choice(app, "without").select("OpenAI").select("xAI"))
    assert spelt(app) == {"without": ["OpenAI", "xAI"]}
    found = headlines(app)
    assert len(found) == 5
    assert all(headline.startswith("Without OpenAI and xAI: ") for headline in found)
    left = [name for name in largest if name not in ("OpenAI", "xAI")]
    assert app.dataframe[0].value["company"].to_list() == left[:25]
    # What was taken out can be put back.
    assert choice(app, "without").options == largest[:50]
    after(choice(app, "without").unselect("OpenAI").unselect("xAI"))
    assert spelt(app) == {}


def test_large_rounds_taken_out() -> None:
    app = opened({"below": "1000000000"}, PAGE)
    below = ROUNDS.filter(CONFIRMED, pl.col("amount_usd") < 1e9)
    assert app.dataframe[0].value["company"].to_list() == list(capital(below))[:25]
    assert all(each.startswith("Without rounds of $1B or more: ") for each in headlines(app))
    after(choice(app, "below").set_value("100000000"))
    assert spelt(app) == {"below": "100000000"}
    assert all(each.startswith("Without rounds of $100M or more: ") for each in headlines(app))


@pytest.mark.parametrize("base", BASES)
def test_the_denominator_is_named(base: str) -> None:
    app = opened({"start": "2026-Q1", "end": "2026-Q1"}, PAGE)
    assert not any(caption.startswith("Denominator") for caption in captions(app))
    others = headlines(app)[1:]
    after(choice(app, "base").set_value(base))
    assert spelt(app)["base"] == base
    [denominator] = [each for each in captions(app) if each.startswith("Denominator: ")]
    assert f"published total, {BASES[base].scope}, worldwide" in denominator
    assert denominator.endswith(f"Publisher: {BASES[base].publisher}.")
    assert headlines(app)[1:] == others
    named = BASES[base].words.partition(" ")[0]
    assert f" of {named} " in headlines(app)[0]


def test_the_articles_share() -> None:
    app = opened({"base": "article", "start": "2026-Q1", "end": "2026-Q1"}, PAGE)
    assert headlines(app)[0] == (
        "Four companies took 63% of an article's $300B ≠ total in Q1 2026: "
        "OpenAI, Anthropic, xAI and Waymo"
    )


def test_a_share_of_the_world_is_not_given_for_a_region() -> None:
    [reason] = opened({"base": "crunchbase_ai", "region": "China"}, PAGE).info
    assert "each total counts every region, stage and company" in reason.value


def test_unknown_choices_fall_back() -> None:
    junk = {"top": "99", "base": "x", "grain": "month", "below": "7", "without": "Nobody"}
    assert headlines(opened(junk, PAGE)) == headlines(opened(page=PAGE))
