"""What only a browser shows of the profile of a company."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    below_figure,
    boxes,
    cells,
    expect_settled,
    figure_headlines,
    main,
    open_page,
    query,
    read,
)


def chart(page: Page, place: int) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").nth(place)


def heading(page: Page) -> Locator:
    return main(page).get_by_role("heading", level=2)


def test_a_mark_of_the_timeline_tells_its_round(page: Page) -> None:
    open_page(page, "/company?company=Moonshot+AI")
    marks = chart(page, 0).locator("svg g.mark-symbol.role-mark path")
    expect(marks).to_have_count(5)
    marks.last.hover()
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("$2B")
    expect(tooltip).to_contain_text("$20B")


def test_rounds_without_amount_stand_at_the_foot(page: Page) -> None:
    open_page(page, "/company?company=CoreWeave")
    frame = chart(page, 0).locator("svg g.mark-symbol.role-mark:has(path)")
    known, foot = frame.nth(0).locator("path"), frame.nth(1).locator("path")
    expect(known).to_have_count(7)
    expect(foot).to_have_count(2)
    tops = [[box["y"] for box in boxes(part)] for part in (known, foot)]
    assert max(tops[0]) + 10 < min(tops[1])
    expect(chart(page, 0).locator("svg text").filter(has_text="no amount")).to_have_count(2)


def test_words_of_valuations_do_not_cover_each_other(reader: Page) -> None:
    read(reader, "/company?company=Anthropic")
    words = chart(reader, 2).locator("svg g.mark-text.role-mark text")
    found = boxes(words)
    assert len(found) >= 4
    for one, other in combinations(found, 2):
        apart = abs(one["x"] - other["x"]) >= min(one["width"], other["width"])
        assert apart or abs(one["y"] - other["y"]) >= 20


def test_statements_are_shown_once_opened(page: Page) -> None:
    open_page(page, "/company?company=Anthropic")
    box = main(page).get_by_text("What articles say of it: ")
    expect(below_figure(page, "company_claims")).to_have_count(0)
    box.click()
    expect(below_figure(page, "company_claims")).to_be_visible()
    expect(figure_headlines(page).filter(has_text="statements of articles")).to_be_visible()


def test_capital_and_valuation_stand_side_by_side(reader: Page) -> None:
    read(reader, "/company?company=Anthropic")
    capital, valuation = (chart(reader, place).bounding_box() for place in (1, 2))
    assert capital is not None
    assert valuation is not None
    assert capital["x"] + capital["width"] < valuation["x"]
    assert abs(capital["y"] - valuation["y"]) < 60


def test_a_peer_opens_and_back_returns(page: Page) -> None:
    open_page(page, "/company?company=Anthropic&region=China")
    expect(heading(page)).to_have_text("Anthropic")
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    name = cells(table).first.inner_text()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 40, box["y"] + 35 + 17)
    expect(heading(page)).to_have_text(name)
    expect_settled(page)
    assert f"company={name}" in query(page)
    assert "region=China" in query(page)
    page.go_back()
    expect(heading(page)).to_have_text("Anthropic")


def test_the_link_opens_the_comparison(page: Page) -> None:
    open_page(page, "/company?company=Anthropic&region=China")
    link = main(page).get_by_role("link", name="Compare with the nearest three")
    link.click()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Compare companies")
    found = query(page)
    assert "with=Anthropic&with=" in found
    assert "region=China" in found
    assert "company=" not in found


@pytest.mark.parametrize("name", ["Anthropic", "Ed+AI", "SpaceX"])
def test_a_phone_scrolls_down_only(phone: Page, name: str) -> None:
    open_page(phone, f"/company?company={name}")
    expect(below_figure(phone, "company_peers")).to_be_visible()
    assert figure_headlines(phone).count() >= 2
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
