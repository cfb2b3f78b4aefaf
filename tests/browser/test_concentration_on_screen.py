"""What only a browser shows of the concentration page."""

from __future__ import annotations

import re

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    below_figure,
    expect_settled,
    figure_headlines,
    main,
    open_page,
    query,
    rounds,
)

QUARTER = "start=2026-Q1&end=2026-Q1"


SHARES, LORENZ = 0, 3


def marks(page: Page, place: int, kind: str) -> Locator:
    """Marks of one of the charts, in the order of the page."""
    chart = page.get_by_test_id("stVegaLiteChart").nth(place)
    return chart.locator(f"svg g.mark-{kind}.role-mark > *")


def test_a_click_takes_a_company_out_and_puts_it_back(page: Page) -> None:
    open_page(page, f"/concentration?{QUARTER}")
    expect(figure_headlines(page).first).to_contain_text(": OpenAI, Anthropic, xAI and Waymo")
    main(page).get_by_role("combobox", name="Take companies out").click()
    page.get_by_role("option", name="OpenAI", exact=True).click()
    page.keyboard.press("Escape")
    expect(figure_headlines(page).first).to_contain_text("Without OpenAI: Four companies took")
    expect(figure_headlines(page).filter(has_text="Without OpenAI: ")).to_have_count(5)
    assert query(page) == f"?{QUARTER}&without=OpenAI"
    expect(figure_headlines(page).first).to_contain_text(": Anthropic, xAI, Waymo and ")
    page.go_back()
    expect(figure_headlines(page).filter(has_text="Without")).to_have_count(0)


def test_the_slider_moves_the_shares_only(page: Page) -> None:
    open_page(page, f"/concentration?{QUARTER}")
    others = figure_headlines(page).all_inner_texts()[1:]
    main(page).get_by_role("slider", name="How many of the largest").press("ArrowRight")
    expect(figure_headlines(page).first).to_have_text(re.compile("^Five companies took .*2 more$"))
    expect_settled(page)
    assert query(page) == f"?{QUARTER}&top=5"
    assert figure_headlines(page).all_inner_texts()[1:] == others


def test_published_totals_are_outlined_bars(page: Page) -> None:
    open_page(page, "/concentration?base=article")
    bars = marks(page, SHARES, "rect").evaluate_all(
        "all => all.map(bar => [bar.getAttribute('stroke'), bar.getBoundingClientRect().width])"
    )
    outlined = [width for stroke, width in bars if stroke]
    filled = [width for stroke, width in bars if not stroke]
    assert len(outlined) == len(filled) == 4
    # Newest first; an outline is a pixel and a half wide.
    assert filled[0] / outlined[0] == pytest.approx(188 / 300, abs=0.005)
    labels = marks(page, SHARES, "text").all_text_contents()
    assert labels[:2] == ["62.7% of $300B ≠"] * 2


def test_a_point_tells_its_period(page: Page) -> None:
    # In the first quarter of 2024 the points of companies and rounds lie apart.
    open_page(page, "/concentration?start=2023-Q3&end=2024-Q2")
    quarter = rounds().filter(pl.col("announced_date").dt.truncate("1q") == pl.date(2024, 1, 1))
    totals = quarter.group_by("company").agg(pl.sum("amount_usd")).sort("amount_usd")
    tooltip = page.locator("#vg-tooltip-element")
    marks(page, SHARES, "symbol").nth(4).hover()
    expect(tooltip).to_contain_text("Q1 2024")
    expect(tooltip).to_contain_text("; ".join(totals["company"].cast(pl.String).tail(4).reverse()))
    marks(page, LORENZ, "symbol").last.hover()
    expect(tooltip).to_contain_text("100.0%")
    expect(tooltip).to_contain_text("Up to")


@pytest.mark.parametrize("quarter", ["2026-Q1", "2026-Q2"])
def test_one_quarter_is_named_with_its_year(page: Page, quarter: str) -> None:
    open_page(page, f"/concentration?start={quarter}&end={quarter}")
    axis = page.get_by_test_id("stVegaLiteChart").nth(SHARES).locator(".role-axis-label text")
    year, number = quarter.split("-")
    assert f"{number} {year}" in axis.all_text_contents()


@pytest.mark.parametrize("name", ["concentration", "regions"])
def test_vega_reads_no_channel_otherwise_than_written(page: Page, name: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    open_page(page, f"/{name}")
    assert [each for each in told if re.search("Conflicting|should not be used", each)] == []


@pytest.mark.parametrize("query", ["", "?base=crunchbase_all&without=OpenAI", "?company=OpenAI"])
def test_a_phone_scrolls_down_only(phone: Page, query: str) -> None:
    open_page(phone, f"/concentration{query}")
    expect(below_figure(phone, "company_ranking")).to_be_visible()
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
