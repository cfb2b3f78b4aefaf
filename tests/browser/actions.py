"""What visitors do and see, and a second reading of the data that shares no code with the app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
from playwright.sync_api import FloatRect, Locator, Page, TimeoutError, expect

from lib.words import money

ROUNDS = pl.read_parquet(Path(__file__).parents[2] / "data/rounds.parquet")
SOURCES = pl.read_parquet(Path(__file__).parents[2] / "data/round_sources.parquet")
PAGES = {
    "/": "Overview",
    "/rounds": "Table and export",
    "/company": "Company profile",
    "/compare": "Compare companies",
    "/investors": "Investors",
    "/investor": "Investor profile",
    "/flows": "Flows",
    "/stages": "Stages",
    "/regions": "Regions",
    "/concentration": "Concentration",
    "/valuations": "Valuations",
    "/capability": "Capability",
    "/efficiency": "Capital efficiency",
    "/prices": "Prices",
    "/training": "Training",
    "/infrastructure": "Infrastructure",
    "/unit_economics": "Unit economics",
    "/conflicts": "Conflicts",
    "/fact_check": "Fact check",
    "/predictions": "Predictions",
    "/statements": "Statements",
    "/sources": "Sources and method",
    "/glossary": "Glossary",
    "/briefing": "Briefing",
    "/own_data": "Your own deals",
    "/programs": "For programs",
}

# All charts are drawn, and have not moved or changed for a tenth of a second.
IS_STILL = """() => {
    const charts = [...document.querySelectorAll('.stVegaLiteChart')];
    const pictures = charts.map(chart => chart.querySelector('svg'));
    if (pictures.includes(null) || document.fonts.status !== 'loaded') return false;
    const now = pictures.map(picture => {
        const {x, y, width, height} = picture.getBoundingClientRect();
        return [x, y, width, height, picture.getElementsByTagName('*').length];
    }).join();
    if (now !== window.seenBefore) [window.seenBefore, window.seenAt] = [now, performance.now()];
    return performance.now() - window.seenAt >= 100;
}"""
BOXES = """all => all.map(each => {
    const {x, y, width, height} = each.getBoundingClientRect();
    return {x, y, width, height};
})"""


def rounds(values: Mapping[str, str] | None = None, since: date = date.min) -> pl.DataFrame:
    """Completed and announced rounds announced `since`, with `values` by column."""
    kept = ROUNDS.filter(
        pl.col("status").is_in(["completed", "announced"]), pl.col("announced_date") >= since
    )
    return kept.filter(
        pl.lit(True), *(pl.col(name) == value for name, value in (values or {}).items())
    )


def capital(rows: pl.DataFrame) -> float:
    """Sum of the disclosed amounts."""
    return sum(rows["amount_usd"].drop_nulls().to_list())


def result_of(rows: pl.DataFrame) -> str:
    """What the sentence says of `rows`, of which there are several."""
    return f"{rows.height:,} rounds, {money(capital(rows))}"


def main(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def sidebar(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar")


def sentence(page: Page) -> Locator:
    # The button that shares the page, or the way out of a frame, stands above it.
    return main(page).locator("p:not(button p, a p)").first


def chips(page: Page) -> Locator:
    """Words of the chips, `Reset all` last."""
    return page.locator(".st-key-chips").get_by_role("button").locator("p")


def headline_numbers(page: Page) -> Locator:
    return page.get_by_test_id("stMetricValue")


def figure_headlines(page: Page) -> Locator:
    return main(page).get_by_role("heading", level=4)


def below_figure(page: Page, figure: str) -> Locator:
    return page.locator(f".st-key-below-{figure}")


def cells(grid: Locator) -> Locator:
    """The cells in view of a grid, which it draws but also names for screen readers."""
    return grid.locator("td[role=gridcell]")


def open_page(page: Page, address: str = "/") -> None:
    """Open a page and wait until all of it is there."""
    page.goto(address)
    expect_settled(page)
    data = page.get_by_test_id("stVegaLiteChart").or_(page.get_by_test_id("stDataFrame"))
    # The glossary and a briefing are words alone, and own deals begin with a file.
    data = data.or_(page.locator(".st-key-glossary, .st-key-briefing-contents, .stFileUploader"))
    expect(data.first).to_be_visible()
    page.wait_for_function(IS_STILL)


def read(reader: Page, address: str) -> None:
    """Open a page to read or to point at, unless it is still open."""
    if not reader.url.endswith(address):
        open_page(reader, address)


def boxes(marks: Locator) -> list[FloatRect]:
    """Places and sizes of all marks that have a size, asked for at once."""
    found = marks.evaluate_all(BOXES)
    return [box for box in found if box["width"] or box["height"]]


def place_of(mark: Locator) -> FloatRect:
    """Scroll a mark into view, and say where it is once nothing moves any more."""
    mark.scroll_into_view_if_needed()
    mark.page.wait_for_function(IS_STILL)
    box = mark.bounding_box()
    assert box is not None
    return box


def expect_settled(page: Page) -> None:
    """Wait until the server has answered and the page shows a result; it shows no error."""
    expect(sentence(page)).to_contain_text(re.compile("rounds?, "))
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator("[class*=st-key-fault-]")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


def options(page: Page, field: str) -> Locator:
    """Open the list of a filter."""
    sidebar(page).get_by_role("combobox", name=field, exact=True).click()
    return page.get_by_role("option").filter(has_text=" · ")


def option(page: Page, name: str) -> Locator:
    """An option of the open list, whatever its number of rounds is."""
    # Playwright writes the pattern between slashes.
    words = re.escape(name).replace("/", r"\/")
    return page.get_by_role("option", name=re.compile(rf"^{words} · [\d,]+$"))


def pick(page: Page, field: str, name: str) -> None:
    """Click an option of a filter; where a repaint has closed the list, open it again."""
    for _ in range(4):
        options(page, field)
        with suppress(TimeoutError):
            option(page, name).click(timeout=5_000)
            break
        page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def pick_one(page: Page, label: str, name: str) -> None:
    """Pick an option of a list on the page; where a repaint has closed the list, open it again."""
    box = main(page).get_by_role("combobox", name=label, exact=True)
    for _ in range(4):
        box.click()
        # The list draws only what is in view.
        box.fill(name)
        with suppress(TimeoutError):
            page.get_by_role("option", name=name, exact=True).click(timeout=5_000)
            return
        page.keyboard.press("Escape")


def choose(page: Page, field: str, name: str) -> None:
    """Set a filter by clicking, and wait until the sentence says so."""
    before = sentence(page).inner_text()
    pick(page, field, name)
    expect(sentence(page)).not_to_have_text(before)


def query(page: Page) -> str:
    """The part of the address after the question mark, decoded, as the browser has it now."""
    return page.evaluate("decodeURIComponent(location.search.replaceAll('+', ' '))")


def expect_query(page: Page, wanted: str) -> None:
    """Wait until the address has this query: the server may still have to put it right."""
    words = "wanted => decodeURIComponent(location.search.replaceAll('+', ' ')) === wanted"
    try:
        page.wait_for_function(words, arg=wanted, timeout=30_000)
    except TimeoutError:
        assert query(page) == wanted, query(page)


def expect_selection(page: Page, rows: pl.DataFrame, where: str = "") -> None:
    """The sentence names `where` and says what an independent reading of the data says."""
    expect(sentence(page)).to_contain_text(where)
    expect(sentence(page)).to_have_text(re.compile(rf": {re.escape(result_of(rows))}\.$"))
