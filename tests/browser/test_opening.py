"""From marks and rows to the company, the investor or the selection behind them, and back."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    chips,
    expect_query,
    expect_selection,
    expect_settled,
    main,
    open_page,
    query,
    rounds,
)


def chart(page: Page, figure: str) -> Locator:
    return page.locator(f"[class*='st-key-chart-{figure}']")


def bars(page: Page, figure: str) -> Locator:
    return chart(page, figure).locator("svg g.mark-rect.role-mark path")


def name_in(page: Page, figure: str, words: str) -> Locator:
    return chart(page, figure).locator("svg text").filter(has_text=words).first


def open_name_of_row(page: Page, row: int) -> str:
    """Click the name in a row of the table of rounds, and return it."""
    grid = page.get_by_test_id("stDataFrame").first
    name = grid.locator("tbody tr").nth(row).locator("td[role=gridcell]").first.inner_text()
    # Behind the boxes that choose a row, and below the heading.
    grid.locator(".dvn-scroller").click(position={"x": 70, "y": 35 * (row + 1) + 18})
    return name


def expect_profile(page: Page, kind: str, name: str) -> dict[str, list[str]]:
    """The profile of `name` is open; returns the address's query."""
    expect(page).to_have_url(re.compile(rf"/{kind}\?"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{kind.capitalize()} profile")
    expect_settled(page)
    expect(main(page)).to_contain_text(name)
    found = parse_qs(urlsplit(page.url).query)
    assert found[kind] == [name]
    return found


def expect_back(page: Page, title: str, address: str) -> None:
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect_query(page, address)
    expect_settled(page)


def test_a_bar_opens_its_company_and_back_returns_to_the_same_selection(page: Page) -> None:
    open_page(page, "/?start=2025-Q1&stage_group=Late&grain=year")
    late = rounds({"stage_group": "Late"}, date(2025, 1, 1))
    largest = late.sort("amount_usd", descending=True, nulls_last=True)["company"][0]
    bars(page, "largest_rounds").first.click()
    found = expect_profile(page, "company", largest)
    assert (found["stage_group"], found["start"], found["grain"]) == (
        ["Late"],
        ["2025-Q1"],
        ["year"],
    )
    expect_back(page, "Overview", "?start=2025-Q1&stage_group=Late&grain=year")
    expect(chips(page)).to_have_text(["From Q1 2025", "Late", "Reset all"])
    page.go_forward()
    page.go_forward()
    expect_profile(page, "company", largest)
    expect_back(page, "Overview", "?start=2025-Q1&stage_group=Late&grain=year")


def test_a_name_in_a_table_opens_its_company(page: Page) -> None:
    open_page(page, "/rounds?region=China")
    name = open_name_of_row(page, 1)
    assert expect_profile(page, "company", name)["region"] == ["China"]
    expect_back(page, "Table and export", "?region=China")


@pytest.mark.parametrize(
    ("kind", "name"), [("company", "OpenAI"), ("investor", "SoftBank")], ids=["company", "investor"]
)
def test_a_name_in_the_flows_opens_a_profile(page: Page, kind: str, name: str) -> None:
    address = "?columns=investor&columns=company"
    open_page(page, f"/flows{address}")
    name_in(page, "capital_flows", name).click()
    expect_profile(page, kind, name)
    expect_back(page, "Flows", address)


def test_a_bar_of_a_country_narrows_the_filters_each_time(page: Page) -> None:
    open_page(page, "/regions?stage_group=Early")
    for _ in range(2):
        name_in(page, "largest_countries", "China").wait_for()
        bars(page, "largest_countries").nth(1).click()
        expect(chips(page)).to_have_text(["China", "Early", "Reset all"])
        expect_selection(page, rounds({"country": "China", "stage_group": "Early"}))
        assert query(page) == "?country=China&stage_group=Early"
        chips(page).filter(has_text="China").click()
        expect(chips(page)).to_have_text(["Early", "Reset all"])
        expect_selection(page, rounds({"stage_group": "Early"}))


def test_what_is_left_over_opens_nothing(page: Page) -> None:
    open_page(page, "/flows?columns=investor&columns=sector")
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda sign: sent.append(sign)))
    page.reload()
    expect_settled(page)
    before = len(sent)
    name_in(page, "capital_flows", "Undisclosed").click()
    page.wait_for_timeout(500)
    assert len(sent) == before
    assert query(page) == "?columns=investor&columns=sector"


def test_a_name_that_does_not_exist_leads_to_the_closest_ones(page: Page) -> None:
    open_page(page, "/company?region=China")
    box = page.get_by_role("combobox", name="Find a company")
    box.fill("Moonshoot")
    box.press("Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Moonshoot is not in the data")
    page.get_by_role("button", name="Moonshot AI").click()
    found = expect_profile(page, "company", "Moonshot AI")
    assert found["region"] == ["China"]
