"""What only a browser shows of data centres and chips: plans apart from what runs, and clicks."""

from __future__ import annotations

import re

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import figure_headlines, main, open_page, query

SITES, CHIPS = "/infrastructure?part=sites", "/infrastructure?part=chips"
CHARTS = {
    SITES: {"power": 0, "map": 1, "places": 2},
    CHIPS: {"chips": 0, "one_owner": 1},
}
"""Places of the charts of each part of the page."""
ROWS = pl.read_parquet("data/data_centers.parquet").filter(source_id="epoch-data-centers")


def chart(page: Page, name: str) -> Locator:
    place = next(charts[name] for charts in CHARTS.values() if name in charts)
    found = main(page).get_by_test_id("stVegaLiteChart").nth(place)
    found.scroll_into_view_if_needed()
    return found


def labels(page: Page, name: str) -> list[str]:
    return chart(page, name).locator("svg .mark-text text").all_text_contents()


def test_plans_are_paler_than_what_runs_and_a_rule_parts_them(page: Page) -> None:
    open_page(page, SITES)
    bars = chart(page, "power").locator("svg g.mark-rect path")
    seen = {bar.get_attribute("fill-opacity") for bar in bars.all()}
    assert seen == {"1", "0.3"} or seen == {None, "0.3"}
    words = labels(page, "power")
    assert {"Running", "Planned"} <= set(words)
    rule = chart(page, "power").locator("svg g.mark-rule line")
    assert rule.count() >= 1


def test_a_click_on_the_map_narrows_the_filters(page: Page) -> None:
    open_page(page, f"{SITES}&view=all")
    countries = chart(page, "map").locator("svg g.mark-shape:not(.layer_0_marks) path")
    expect(countries).to_have_count(ROWS.filter(pl.col("power_mw") > 0)["country"].n_unique())
    china = countries.nth(2).bounding_box()
    assert china is not None
    page.mouse.click(china["x"] + china["width"] * 0.5, china["y"] + china["height"] * 0.5)
    expect(page).to_have_url(re.compile("country=China"))
    expect(figure_headlines(page).filter(has_text="running or planned in China")).to_have_count(1)
    assert "view=all" in query(page)


def test_a_choice_of_what_is_shown_repaints_the_map(page: Page) -> None:
    open_page(page, SITES)
    before = figure_headlines(page).filter(has_text=" running at ")
    expect(before).to_have_count(1)
    main(page).get_by_role("radio", name="Planned only").click()
    expect(figure_headlines(page).filter(has_text=" more planned at ")).to_have_count(1)
    expect(page).to_have_url(re.compile("view=planned"))


def test_bars_of_chips_tell_their_interval(page: Page) -> None:
    open_page(page, CHIPS)
    bar = chart(page, "chips").locator("svg g.mark-rect path").first
    bar.hover(position={"x": 20, "y": 6})
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("3.1M to 4.5M")
    expect(tooltip).to_contain_text("total not published")


def test_a_click_shows_another_part_and_the_address_names_it(page: Page) -> None:
    open_page(page, "/infrastructure")
    expect(figure_headlines(page).first).to_contain_text("for property and equipment")
    main(page).get_by_role("radio", name="Chips").click()
    expect(figure_headlines(page).first).to_contain_text("had AI chips equal to")
    expect(figure_headlines(page)).to_have_count(len(CHARTS[CHIPS]))
    expect(page).to_have_url(re.compile("part=chips"))
    page.go_back()
    expect(figure_headlines(page).first).to_contain_text("for property and equipment")
    expect(figure_headlines(page)).to_have_count(3)


@pytest.mark.parametrize("address", CHARTS)
def test_nothing_is_cut_on_a_phone(phone: Page, address: str) -> None:
    open_page(phone, address)
    for name in CHARTS[address]:
        frame = chart(phone, name).bounding_box()
        picture = chart(phone, name).locator("svg").bounding_box()
        assert frame is not None
        assert picture is not None
        assert picture["width"] <= frame["width"] + 1
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390


def test_the_legend_of_makers_is_whole_on_a_phone(phone: Page) -> None:
    open_page(phone, CHIPS)
    legend = chart(phone, "chips").locator(".role-legend-label text")
    assert legend.all_text_contents() == ["Nvidia", "Google", "Amazon", "AMD"]
    edge = chart(phone, "chips").bounding_box()
    last = legend.last.bounding_box()
    assert edge is not None
    assert last is not None
    assert last["x"] + last["width"] <= edge["x"] + edge["width"]
