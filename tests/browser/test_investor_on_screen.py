"""What only a browser shows of the profile of an investor: clicks, the way back, a phone."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote_plus

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    below_figure,
    cells,
    chips,
    expect_query,
    expect_settled,
    headline_numbers,
    main,
    open_page,
    query,
    rounds,
)

INVESTMENTS = pl.read_parquet(Path(__file__).parents[2] / "data/investments.parquet")


def rounds_of(investor: str) -> pl.DataFrame:
    return rounds().join(INVESTMENTS.filter(investor=investor), on="round_id")


def bars(page: Page, figure: str) -> Locator:
    chart = page.locator(f"[class*='st-key-chart-{figure}']")
    return chart.locator("svg g.mark-rect.role-mark path")


def first_co_investor(investor: str) -> str:
    its = rounds_of(investor).select("round_id")
    shared = INVESTMENTS.join(its, on="round_id").filter(pl.col("investor") != investor)
    counted = shared.group_by("investor").agg(pl.len(), pl.n_unique("company"))
    order = counted.sort("len", "company", "investor", descending=[True, True, False])
    return str(order["investor"][0])


def expect_investor(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=2)).to_have_text(name)
    expect_settled(page)
    expect(headline_numbers(page).first).to_have_text(f"{rounds_of(name).height}")


def test_a_bar_opens_a_co_investor_again_after_the_way_back(page: Page) -> None:
    other = first_co_investor("Nvidia")
    open_page(page, "/investor?investor=Nvidia&grain=year")
    for _ in range(2):
        expect_investor(page, "Nvidia")
        bars(page, "co_investors").first.click()
        expect_investor(page, other)
        assert query(page) == f"?investor={other}&grain=year"
        page.go_back()
    expect_investor(page, "Nvidia")


def test_a_name_in_the_portfolio_opens_its_company(page: Page) -> None:
    address = "?investor=Sequoia Capital&region=United States"
    open_page(page, f"/investor{address}")
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    name = cells(grid).first.inner_text()
    assert name in rounds_of("Sequoia Capital")["company"].to_list()
    grid.locator(".dvn-scroller").click(position={"x": 40, "y": 53})
    expect(page).to_have_url(re.compile(r"/company\?"))
    expect_settled(page)
    assert f"company={name}" in query(page)
    assert "region=United States" in query(page)
    page.go_back()
    expect_query(page, address)
    expect_investor_headline(page, "Sequoia Capital")


def expect_investor_headline(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=2)).to_have_text(name)
    expect_settled(page)


def test_a_bar_of_a_region_narrows_the_profile(page: Page) -> None:
    open_page(page, "/investor?investor=Nvidia&by=region")
    most = rounds_of("Nvidia")["region"].value_counts(sort=True)
    bars(page, "portfolio_shares").first.click()
    expect(chips(page)).to_have_text([most["region"][0], "Reset all"])
    expect(headline_numbers(page).first).to_have_text(str(most["count"][0]))
    assert query(page).endswith(f"&region={most['region'][0]}")
    expect(page.get_by_role("heading", level=2)).to_have_text("Nvidia")


def test_all_rounds_are_a_click_away(page: Page) -> None:
    page.goto("/investor?investor=Nvidia&region=China&end=2016-Q4")
    expect_settled(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text("Take filters back: Until Q4 2016")
    main(page).get_by_role("button", name="Show all its rounds").click()
    expect_investor(page, "Nvidia")
    assert query(page) == "?investor=Nvidia"


def test_the_link_to_all_investors_keeps_the_selection(page: Page) -> None:
    open_page(page, "/investor?region=China")
    main(page).get_by_role("link", name="All investors").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Investors")
    expect_settled(page)
    assert query(page) == "?region=China"


@pytest.mark.parametrize("name", ["Nvidia", "Mubadala", "O'Shaughnessy Ventures", ""])
def test_a_phone_scrolls_down_only(phone: Page, name: str) -> None:
    open_page(phone, f"/investor?investor={quote_plus(name)}" if name else "/investor")
    last = "portfolio_rounds" if name else "investors_table"
    expect(below_figure(phone, last)).to_be_visible()
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
    if name:
        boxes = phone.get_by_test_id("stMetric")
        tops = boxes.evaluate_all("all => all.map(box => box.getBoundingClientRect().top)")
        assert len(tops) == 8
        assert len(set(tops)) <= 5
