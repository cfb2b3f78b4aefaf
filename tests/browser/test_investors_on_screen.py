"""What only a browser shows of the page of investors: clicks, cells, a phone."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.database import Database, select
from lib.figures.investors_matrix import FIGURE as MATRIX
from lib.figures.investors_ranking import investors_ranking
from lib.filters import Filters
from tests.browser.actions import (
    below_figure,
    cells,
    expect_query,
    expect_settled,
    figure_headlines,
    main,
    open_page,
    place_of,
    query,
)

BARS, CELLS = 0, 1
CHINA = Filters(region=("China",))
# Place and words of every text of a chart.
TEXTS = """all => all.map(text => {
    const {left, right, top, bottom} = text.getBoundingClientRect();
    return [text.textContent, left, right, top, bottom];
})"""


def marks(page: Page, place: int, kind: str) -> Locator:
    """Marks of one of the charts, in the order of the page."""
    chart = page.get_by_test_id("stVegaLiteChart").nth(place)
    return chart.locator(f"svg g.mark-{kind}.role-mark > *")


def expect_investor(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile(r"/investor\?"))
    expect_settled(page)
    assert f"investor={name}" in query(page)
    assert "region=China" in query(page)


def test_a_name_in_the_table_opens_the_profile(page: Page) -> None:
    open_page(page, "/investors?region=China")
    grid = page.get_by_test_id("stDataFrame").first
    name = cells(grid).first.inner_text()
    assert figure_headlines(page).first.inner_text().startswith(f"{name} joined most rounds")
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 60, box["y"] + 52)
    expect_investor(page, name)


@pytest.mark.parametrize("part", ["joined", "as lead"])
def test_a_bar_opens_the_profile(page: Page, database: Database, part: str) -> None:
    figure = investors_ranking("rounds")
    rows = figure.arrange(select(database, figure.sql, CHINA, **figure.params))
    at, row = next((i, each) for i, each in enumerate(rows.to_dicts()) if each["rounds_led"] > 1)
    open_page(page, "/investors?region=China")
    bars = marks(page, BARS, "rect")
    # Those of what was joined come first; behind them those of what was led.
    expect(bars).to_have_count(2 * rows.height)
    bar = bars.nth(at if part == "joined" else rows.height + at)
    box = place_of(bar)
    across = box["width"] - 3 if part == "joined" else 3
    page.mouse.click(box["x"] + across, box["y"] + box["height"] / 2)
    expect_investor(page, row["investor"])


def test_a_cell_tells_of_a_pair_and_opens_the_first(page: Page, database: Database) -> None:
    rows = select(database, MATRIX.sql, CHINA, **MATRIX.params)
    at, pair = next(
        (i, each)
        for i, each in enumerate(rows.to_dicts())
        if each["rounds"] > 1 and not each["is_own"]
    )
    open_page(page, "/investors?region=China")
    ground = marks(page, CELLS, "rect")
    expect(ground).to_have_count(2 * rows.height + 12)
    box = place_of(ground.nth(at))
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text(f"{pair['investor']} and {pair['co_investor']}")
    expect(tooltip).to_contain_text(re.compile(rf"Rounds\s*{pair['rounds']}"))
    expect(tooltip).to_contain_text(re.compile(rf"Companies\s*{pair['companies']}"))
    page.mouse.click(*middle)
    expect_investor(page, pair["investor"])


def test_another_order_draws_other_bars(page: Page) -> None:
    open_page(page, "/investors")
    expect(marks(page, BARS, "rect")).to_have_count(24)
    main(page).get_by_role("radio", name="Rounds led").click()
    expect(figure_headlines(page).first).to_contain_text("led most rounds")
    expect_settled(page)
    main(page).get_by_role("slider", name="Investors in the charts").press("ArrowLeft")
    expect(marks(page, BARS, "rect")).to_have_count(16)
    expect_settled(page)
    assert query(page) == "?rank=led&first=8"
    led = [text.split(", ")[1] for text in marks(page, BARS, "text").all_text_contents()]
    numbers = [int(words.removesuffix(" led")) for words in led]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("address", ["", "?rank=capital&first=20", "?region=China"])
def test_a_phone_scrolls_down_only_and_shows_every_name(phone: Page, address: str) -> None:
    open_page(phone, f"/investors{address}")
    expect(below_figure(phone, "investor_pace")).to_be_visible()
    assert main(phone).evaluate("all => all.scrollWidth <= all.clientWidth")
    chart = phone.get_by_test_id("stVegaLiteChart").nth(CELLS)
    axes = chart.locator("svg g.role-axis")
    names = [axes.nth(i).locator(".role-axis-label text") for i in range(axes.count())]
    shown = [each.evaluate_all(TEXTS) for each in names if each.count()]
    number = 20 if "20" in address else 12
    assert [len(texts) for texts in shown] == [number, number]
    beside = [texts for texts in shown if len({round(text[3]) for text in texts}) == number]
    for one, other in combinations(beside[-1], 2):
        assert one[4] <= other[3] + 3 or other[4] <= one[3] + 3, (one, other)
    right = main(phone).evaluate("all => all.clientWidth")
    assert all(text[2] <= right for texts in shown for text in texts if text[0])


def test_vega_reads_no_channel_otherwise_than_written(page: Page) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    open_page(page, "/investors")
    assert [each for each in told if re.search("Conflicting|should not be used", each)] == []


@pytest.mark.parametrize("place", [BARS, CELLS])
def test_a_tap_on_a_phone_opens_an_investor_and_back_keeps_the_selection(
    phone: Page, database: Database, place: int
) -> None:
    address = "?region=China&rank=led"
    drawn = (investors_ranking("led"), MATRIX.given(rank="led"))[place]
    rows = drawn.arrange(select(database, drawn.sql, CHINA, **drawn.params))
    open_page(phone, f"/investors{address}")
    box = place_of(marks(phone, place, "rect").first)
    phone.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)
    expect_investor(phone, rows["investor"][0])
    phone.go_back()
    expect(phone).to_have_url(re.compile(r"/investors\?"))
    expect_query(phone, address)
    expect_settled(phone)
