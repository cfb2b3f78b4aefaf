"""The journey the app is for: filter, read, share the link, take the rows away."""

import re
from datetime import date
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from lib.words import money
from tests.browser.actions import (
    capital,
    chips,
    choose,
    expect_selection,
    expect_settled,
    figure_headlines,
    headline_numbers,
    open_page,
    query,
    rounds,
    sentence,
    sidebar,
)
from tests.browser.files import FORMS, download, rows_in

EARLY_CHINA = rounds({"region": "China", "stage_group": "Early"}, since=date(2025, 1, 1))
WORDS = "rounds of Early stage in China, Q1 2025 to "
QUERY = "?start=2025-Q1&region=China&stage_group=Early"
CHIPS = ["From Q1 2025", "China", "Early", "Reset all"]


def test_filter_read_share_and_download(page: Page, first_visit: Page) -> None:
    open_page(page)
    expect_selection(page, rounds())
    before = figure_headlines(page).all_inner_texts()
    assert len(before) >= 5
    choose(page, "Region", "China")
    choose(page, "Stage group", "Early")
    start_in(page, "Q1 2025")

    expect_selection(page, EARLY_CHINA, WORDS)
    expect(headline_numbers(page).nth(0)).to_have_text(money(capital(EARLY_CHINA)))
    expect(headline_numbers(page).nth(1)).to_have_text(f"{EARLY_CHINA.height:,}")
    expect(headline_numbers(page).nth(2)).to_have_text(
        money(median(EARLY_CHINA["amount_usd"].drop_nulls()))
    )
    expect_settled(page)
    after = figure_headlines(page).all_inner_texts()
    assert set(after) & set(before) == set()
    largest = EARLY_CHINA.sort("amount_usd", descending=True, nulls_last=True)["company"][0]
    assert any(headline.startswith(f"{largest} raised ") for headline in after)
    assert query(page) == QUERY

    first_visit.goto(page.url)
    expect_settled(first_visit)
    for what in (sentence, chips, headline_numbers, figure_headlines):
        expect(what(first_visit)).to_have_text(what(page).all_inner_texts())
    expect(chips(first_visit)).to_have_text(CHIPS)

    sidebar(page).get_by_role("link", name="Table and export").click()
    expect(page).to_have_url(re.compile(r"/rounds\?"))
    expect_selection(page, EARLY_CHINA, WORDS)
    assert query(page) == QUERY
    found = rounds_in(page, "Excel")
    assert len(found) == EARLY_CHINA.height
    assert sum(amount or 0 for amount in found.values()) == capital(EARLY_CHINA)
    expect(sentence(page)).to_contain_text(f"{len(found):,} rounds")


@pytest.mark.parametrize("address", ["/rounds", f"/rounds{QUERY}"])
def test_all_files_hold_the_same_rounds(page: Page, address: str) -> None:
    open_page(page, address)
    expected = EARLY_CHINA if "?" in address else rounds()
    expect_selection(page, expected)
    for form in FORMS:
        found = rounds_in(page, form)
        assert found == dict(expected.select("round_id", "amount_usd").iter_rows()), form
        total = money(sum(amount or 0 for amount in found.values()))
        expect(sentence(page)).to_contain_text(f": {len(found):,} rounds, {total}.")


def rounds_in(page: Page, form: str) -> dict[str, float | None]:
    """Amounts by round in the file that is offered in this form."""
    file = download(page, page.get_by_role("button", name=form, exact=True))
    assert re.fullmatch(r"filtered-rounds-\d{4}-\d\d-\d\d" + FORMS[form], file.name)
    names = ("Round", "Amount (USD)") if form == "Excel" else ("round_id", "amount_usd")
    return dict(rows_in(file).select(names).iter_rows())


def start_in(page: Page, quarter: str) -> None:
    """Move the left end of the slider by keyboard."""
    start = page.get_by_role("slider").first
    expect_settled(page)
    shown = start.get_attribute("aria-valuetext") or ""
    for key in ["End", "PageDown", *["ArrowLeft"] * 20]:
        if shown == quarter:
            return
        start.press(key)
        # A press before the slider has been drawn again would go one too far.
        expect(start).not_to_have_attribute("aria-valuetext", shown)
        expect_settled(page)
        shown = start.get_attribute("aria-valuetext") or ""
    pytest.fail(f"The slider never came to {quarter}.")
