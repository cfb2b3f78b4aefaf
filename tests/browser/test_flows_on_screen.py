"""The bands of the page of flows: clicks, hovering, other columns, a phone."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.database import Database, select
from lib.figures.capital_flows import DEFAULT_TOP, capital_flows
from lib.filters import Filters
from tests.browser.actions import expect_settled, figure_headlines, main, open_page

COLUMNS = ("investor_type", "region", "sector")
LIT, DIMMED = 0.5, 0.07

# Opacity of every band, as drawn.
OPACITIES = """picture => [...picture.querySelectorAll('g.mark-area path')].map(
    band => Number(band.getAttribute('opacity') ?? 1))"""
# Place and words of every text.
TEXTS = """picture => [...picture.querySelectorAll('g.mark-text text')].map(text => {
    const {left, right, top, bottom} = text.getBoundingClientRect();
    return [text.textContent, left, right, top, bottom];
})"""


def picture(page: Page) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").first.locator("svg")


def label(page: Page, words: str) -> Locator:
    """The label of a node."""
    return picture(page).locator("g.mark-text text").filter(has_text=re.compile(f"^{words}"))


def expect_opacities(page: Page, lit: int, dimmed: int) -> None:
    expected = sorted([DIMMED] * dimmed + [LIT] * lit)
    for _ in range(40):
        found = sorted(picture(page).evaluate(OPACITIES))
        if found == expected:
            return
        page.wait_for_timeout(100)
    assert found == expected


def bands_at(database: Database, key: str) -> tuple[int, int]:
    """Number of bands that touch a node, and of the others."""
    figure = capital_flows(COLUMNS, "equal", DEFAULT_TOP)
    rows = figure.arrange(select(database, figure.sql, Filters(), **figure.params))
    bands = rows.filter(part="Band").rows(named=True)
    touching = sum(key in (band["from_key"], band["to_key"]) for band in bands)
    return touching, len(bands) - touching


def test_a_click_on_a_node_lights_its_bands(page: Page, database: Database) -> None:
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda sign: sent.append(sign)))
    open_page(page, "/flows")
    before = len(sent)
    for key in ("2 China", "3 Foundation models", "1 Undisclosed"):
        touching, others = bands_at(database, key)
        assert touching
        assert others
        expect_opacities(page, touching + others, 0)
        label(page, key[2:]).scroll_into_view_if_needed()
        box = label(page, key[2:]).bounding_box()
        assert box
        # The node stands left of its name, which opens what it names.
        page.mouse.click(box["x"] - 10, box["y"] + box["height"] / 2)
        expect_opacities(page, touching, others)
        # Nothing is drawn at the top on the right, beside the heading of the last column.
        box = picture(page).bounding_box()
        assert box
        picture(page).click(position={"x": box["width"] - 15, "y": 15})
        expect_opacities(page, touching + others, 0)
    assert len(sent) == before


def test_a_click_on_a_band_leaves_it_alone_lit(page: Page, database: Database) -> None:
    touching, others = bands_at(database, "2 China")
    open_page(page, "/flows")
    box = label(page, "Corporate").bounding_box()
    assert box
    # The upper band of the largest node goes to the United States.
    page.mouse.click(box["x"] + 2, box["y"] - 20)
    expect_opacities(page, 1, touching + others - 1)


def test_hovering_names_both_ends(page: Page) -> None:
    open_page(page, "/flows")
    box = label(page, "Corporate").bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] - 20)
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("Corporate (investor type)")
    expect(tooltip).to_contain_text("United States (company region)")
    for words in (r"Capital\s*\$[\d.]+B", r"Rounds\s*\d+", r"Share of capital\s*\d+\.\d%"):
        expect(tooltip).to_contain_text(re.compile(words))


def test_other_columns_draw_other_bands(page: Page) -> None:
    open_page(page, "/flows")
    headings = [text[0] for text in picture(page).evaluate(TEXTS)][-3:]
    assert headings == ["Investor type", "Company region", "Sector"]
    box = main(page).get_by_role("combobox", name="Columns, from left to right")
    box.press("Backspace")
    expect(label(page, "Sector")).to_have_count(0)
    expect_settled(page)
    box.press("Backspace")
    expect(main(page).get_by_text("Choose two to four columns")).to_be_visible()
    box.click()
    page.get_by_role("option", name="Stage", exact=True).click()
    page.keyboard.press("Escape")
    expect(label(page, "Late")).to_be_visible()
    expect(label(page, "Company region")).to_have_count(0)
    expect(figure_headlines(page).first).to_contain_text("Corporate investors brought")
    assert page.evaluate("location.search") == "?columns=investor_type&columns=stage_group"


@pytest.mark.parametrize(
    "query",
    ["", "?columns=investor&columns=investor_region&columns=company&columns=sector&top=12"],
)
def test_a_phone_shows_labels_that_do_not_touch(phone: Page, query: str) -> None:
    open_page(phone, f"/flows{query}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
    texts = picture(phone).evaluate(TEXTS)
    assert len(texts) > 12
    for one, other in combinations(texts, 2):
        beside = one[2] <= other[1] + 1 or other[2] <= one[1] + 1
        below = one[4] <= other[3] + 1 or other[4] <= one[3] + 1
        assert beside or below, (one, other)
    box = picture(phone).bounding_box()
    assert box
    # A label cut before its font is there can turn out some pixels wider.
    right = box["x"] + box["width"] + 4
    assert [text for text in texts if text[1] < box["x"] or text[2] > right] == []


def test_labels_are_dark_on_light_and_light_on_dark(themed_page: tuple[Page, str]) -> None:
    page, scheme = themed_page
    open_page(page, "/flows")
    inks = picture(page).evaluate(
        "picture => [...picture.querySelectorAll('g.mark-text text')].map("
        "text => getComputedStyle(text).fill)"
    )
    channels = [int(number) for ink in set(inks) for number in re.findall(r"\d+", ink)[:3]]
    assert channels
    assert all((channel > 200) == (scheme == "dark") for channel in channels)
