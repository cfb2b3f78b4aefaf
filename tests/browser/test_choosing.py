"""Clicking filters and chips: counts in the labels, quick clicks, taking back."""

import re
from contextlib import suppress
from datetime import date

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import (
    ROUNDS,
    chips,
    choose,
    expect_selection,
    expect_settled,
    open_page,
    option,
    options,
    pick,
    query,
    rounds,
    sentence,
)

QUICK = ["China", "United States", "Europe", "Asia-Pacific", "Middle East"]
KEPT = "kind=equity&status=completed&min_amount_usd=100000000"


def counts(labels: list[str]) -> dict[str, int]:
    """Rounds by option, from labels such as `China · 12`."""
    parts = (label.rpartition(" · ") for label in labels)
    return {name: int(number.replace(",", "")) for name, _, number in parts}


def expect_counts(page: Page, field: str, wanted: dict[str, int], but: str = "") -> None:
    """The list of a filter says so of all options `but` one, once it has been drawn.

    A repaint may close the list meanwhile.
    """
    wanted = {name: number for name, number in wanted.items() if name != but}
    for _ in range(8):
        found = options(page, field)
        with suppress(AssertionError):
            expect(found.last).to_be_visible(timeout=2_500)
        shown = counts(found.all_inner_texts())
        shown.pop(but, None)
        page.keyboard.press("Escape")
        if shown == wanted:
            return
    assert shown == wanted


def test_counts_in_the_labels_follow_the_other_filters(page: Page) -> None:
    open_page(page, "/rounds")
    all_regions = dict(rounds()["region"].value_counts().iter_rows())
    expect_counts(page, "Region", all_regions)
    choose(page, "Stage group", "Early")
    early = dict(rounds({"stage_group": "Early"})["region"].value_counts().iter_rows())
    shown = dict.fromkeys(all_regions, 0) | early
    assert shown != all_regions
    expect_counts(page, "Region", shown)
    pick(page, "Region", "China")
    expect_selection(page, rounds({"region": "China", "stage_group": "Early"}))
    # A filter's own choice leaves its other options as they were.
    expect_counts(page, "Region", shown, but="China")
    in_2024 = rounds({"region": "China", "stage_group": "Early"}, since=date(2024, 1, 1))
    in_2024 = in_2024.filter(pl.col("announced_date").dt.year() == 2024)
    assert counts(options(page, "Time range").all_inner_texts())["2024"] == in_2024.height


@pytest.mark.parametrize("pause_ms", [0, 120, 250])
def test_quick_clicks_all_count(page: Page, pause_ms: int) -> None:
    open_page(page, f"/rounds?{KEPT}")
    options(page, "Region")
    for name in QUICK:
        option(page, name).dispatch_event("click")
        page.wait_for_timeout(pause_ms)
    page.keyboard.press("Escape")
    rows = ROUNDS.filter(
        pl.col("kind") == "equity",
        pl.col("status") == "completed",
        pl.col("amount_usd") >= 1e8,
        pl.col("region").is_in(QUICK),
    )
    expect_selection(page, rows)
    expect_settled(page)
    regions = "".join(f"region={name}&" for name in QUICK)
    assert query(page) == f"?{regions}{KEPT}"
    expect(chips(page)).to_have_text([*QUICK, "Equity", "Completed", "$100M or more", "Reset all"])


def test_quick_clicks_on_several_filters_all_count(page: Page) -> None:
    open_page(page, "/rounds?kind=equity")
    for field, name in (("Region", "China"), ("Stage group", "Early"), ("Time range", "2025")):
        pick(page, field, name)
    expect(sentence(page)).to_contain_text("equity rounds of Early stage in China, Q1 2025 to Q4")
    expect(chips(page)).to_have_text(
        ["From Q1 2025", "Until Q4 2025", "China", "Early", "Equity", "Reset all"]
    )
    assert query(page) == "?start=2025-Q1&end=2025-Q4&region=China&stage_group=Early&kind=equity"


def test_a_chip_takes_back_its_filter_only(page: Page) -> None:
    address = "start=2024-Q1&region=China&region=Europe&stage_group=Early&min_amount_usd=10000000"
    words = ["From Q1 2024", "China", "Europe", "Early", "$10M or more", "Reset all"]
    open_page(page, f"/rounds?{address}")
    expect(chips(page)).to_have_text(words)
    for word, part in (
        ("Europe", "region=Europe&"),
        ("From Q1 2024", "start=2024-Q1&"),
        ("$10M or more", "&min_amount_usd=10000000"),
    ):
        chips(page).get_by_text(word, exact=True).click()
        words.remove(word)
        address = address.replace(part, "")
        expect(chips(page)).to_have_text(words)
        assert query(page) == f"?{address}"
    expect_selection(
        page, rounds({"region": "China", "stage_group": "Early"}), "of Early stage in China"
    )
    chips(page).get_by_text("Reset all").click()
    expect_selection(page, rounds())
    expect(chips(page)).to_have_count(0)
    expect(page).to_have_url(re.compile("/rounds$"))
    regions = page.get_by_test_id("stMultiSelect").first
    expect(regions.get_by_role("group", name="Selected values")).to_have_count(0)
