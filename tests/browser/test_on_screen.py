"""Figures and the table as they are on the screen: popovers, rows, colours, phones, the network."""

import re
from urllib.parse import urlsplit

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

from lib.words import money
from tests.browser.actions import (
    IS_STILL,
    SOURCES,
    below_figure,
    capital,
    cells,
    chips,
    expect_selection,
    expect_settled,
    figure_headlines,
    headline_numbers,
    main,
    open_page,
    option,
    query,
    read,
    rounds,
    sentence,
    sidebar,
)
from tests.browser.files import FORMS, download, rows_in

CHINA = rounds({"region": "China"})
TITLES = {"rounds": "Rounds", "capital": "Capital (USD)"}
COLUMNS = {"rounds": "rounds", "capital": "capital_usd"}
NAMES = {form: TITLES if form == "Excel" else COLUMNS for form in FORMS}
ROW_HEIGHT = 35
LEAST_CONTRAST = 3.5


def test_definitions_open(reader: Page) -> None:
    read_again(reader)
    below_figure(reader, "capital_over_time").get_by_role("button", name="Definitions").click()
    expect(reader.get_by_role("dialog")).to_contain_text("Early is Series A and B")


def test_sources_and_data_open(reader: Page) -> None:
    read_again(reader)
    dialog = open_sources(reader)
    behind = SOURCES.join(CHINA, on="round_id", how="semi")["source_id"].n_unique()
    expect(dialog).to_contain_text(f"{behind} sources behind this selection")
    grid = dialog.get_by_test_id("stDataFrame")
    expect(grid.locator("th").filter(has_text="Source")).to_have_count(1)
    expect(cells(grid).filter(has_text="rounds of AI companies").first).to_be_attached()


def test_sources_show_their_links(reader: Page) -> None:
    read_again(reader)
    grid = open_sources(reader).get_by_test_id("stDataFrame")
    links = cells(grid).filter(has_text=re.compile("^https://"))
    expect(links.first).to_be_attached()


def test_the_rows_of_a_figure_download(reader: Page) -> None:
    read_again(reader)
    shown = headline_numbers(reader).all_inner_texts()
    dialog = open_sources(reader)
    for form in FORMS:
        file = download(reader, dialog.get_by_role("button", name=form, exact=True))
        rows = rows_in(file)
        number, usd = (rows.columns.index(NAMES[form][name]) for name in ("rounds", "capital"))
        found = rows.to_series(number).sum(), rows.to_series(usd).sum()
        assert found == (CHINA.height, pytest.approx(capital(CHINA))), form
        assert [money(float(found[1])), f"{found[0]:,}"] == shown[:2], form
        if form == "CSV":
            text = file.read_text(encoding="utf-8-sig")
            assert re.search(r"^# Selection: .* in China.*", text, re.MULTILINE)


def read_again(reader: Page) -> None:
    """The page of rounds in China, with all boxes closed that an earlier test has opened."""
    read(reader, "/?region=China")
    reader.keyboard.press("Escape")
    expect(reader.get_by_role("dialog")).to_have_count(0)


def open_sources(page: Page) -> Locator:
    button = below_figure(page, "capital_over_time").get_by_role("button", name="Sources and data")
    # The box fills once it is open: with room below it, it need not move while it does.
    button.evaluate("button => button.scrollIntoView({block: 'start'})")
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()
    return dialog


@pytest.mark.parametrize("place", [0, 2])
def test_a_row_shows_its_sources(page: Page, place: int) -> None:
    open_page(page, "/rounds?region=China")
    grid = page.get_by_test_id("stDataFrame").first
    newest = CHINA.sort(
        ["announced_date", "amount_usd", "round_id"],
        descending=[True, True, False],
        nulls_last=True,
    ).row(place, named=True)
    name = cells(grid).filter(has_text=re.compile(rf"^{re.escape(newest['company'])}$"))
    expect(name.first).to_be_attached()
    # The table is a picture: its box to tick is left of the first column.
    grid.click(position={"x": ROW_HEIGHT / 2, "y": ROW_HEIGHT * (place + 1.5)})
    headline = figure_headlines(page)
    expect(headline).to_contain_text(f"{newest['company']}, {newest['stage']}")
    expect(headline).to_contain_text(money(newest["amount_usd"]))
    told = SOURCES.filter(pl.col("round_id") == newest["round_id"])
    number = f"{told.height} record{'s' if told.height > 1 else ''} behind this round"
    expect(main(page).get_by_text(number)).to_be_visible()
    links = cells(page.get_by_test_id("stDataFrame").nth(1)).filter(has_text=re.compile("^https?:"))
    expect(links).to_have_count(told["source_url"].len())
    assert set(links.all_inner_texts()) == set(told["source_url"])


# Measured contrast of every text of every figure with the page behind it, as WCAG 2.2 defines it.
CONTRASTS = """() => {
    const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = (colour) => channels(colour)
        .map((value) => value / 255)
        .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const page = light(getComputedStyle(document.querySelector(".stApp")).backgroundColor);
    return [...document.querySelectorAll(".stVegaLiteChart svg text")].map((text) => {
        const ink = light(getComputedStyle(text).fill);
        return [text.textContent, (Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05)];
    });
}"""


IS_THEMED = """(is_dark) => {
    const page = getComputedStyle(document.querySelector('.stApp')).backgroundColor;
    const sum = page.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b, 0);
    return (sum < 3 * 64) === is_dark;
}"""
# Colours of the words of axes in every chart.
INKS = """() => [...document.querySelectorAll('.stVegaLiteChart svg')].map(chart =>
    [...chart.querySelectorAll('.role-axis-label text')].map(text => getComputedStyle(text).fill))
"""


def test_figures_are_readable_in_light_and_dark(themed_page: tuple[Page, str]) -> None:
    page, scheme = themed_page
    open_page(page, "/?start=2025-Q1&end=2025-Q4")
    figures = page.get_by_test_id("stVegaLiteChart")
    for figure in figures.all():
        expect(figure.locator("svg text").first).to_be_attached()
    expect(figures).to_have_count(5)
    page_colour = page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).background")
    channels = [int(value) for value in re.findall(r"\d+", page_colour)[:3]]
    assert (sum(channels) < 3 * 64) == (scheme == "dark")
    measured = page.evaluate(CONTRASTS)
    assert len(measured) > 50
    assert [text for text in measured if text[1] < LEAST_CONTRAST] == []


def test_another_theme_is_chosen_in_the_menu_and_nothing_is_lost(page: Page) -> None:
    open_page(page, "/?region=China&grain=year")
    main(page).get_by_text("Sector", exact=True).first.click()
    expect(page).to_have_url(re.compile("by=sector"))
    expect_settled(page)
    seen = [what(page).all_inner_texts() for what in (sentence, chips, figure_headlines)]
    address, inks = query(page), []
    for theme, is_dark in (("Dark", True), ("Light", False)):
        page.get_by_test_id("stMainMenu").get_by_role("button").click()
        page.get_by_role("menuitemradio", name=theme).click()
        page.keyboard.press("Escape")
        page.wait_for_function(IS_THEMED, arg=is_dark)
        page.wait_for_function(IS_STILL)
        measured = page.evaluate(CONTRASTS)
        assert len(measured) > 50
        assert [text for text in measured if text[1] < LEAST_CONTRAST] == []
        inks.append(page.evaluate(INKS))
        expect_settled(page)
        now = [what(page).all_inner_texts() for what in (sentence, chips, figure_headlines)]
        assert (now, query(page)) == (seen, address)
    # The colours of words and of marks have followed.
    assert all(one.isdisjoint(other) for one, other in zip(*map(as_sets, inks), strict=True))


def as_sets(inks: list[list[str]]) -> list[set[str]]:
    return [set(each) for each in inks]


# All other pages have such a test among their own.
@pytest.mark.parametrize(
    "path", ["/", "/rounds", "/statements", "/glossary", "/briefing", "/own_data", "/programs"]
)
def test_a_phone_needs_no_sideways_scrolling(phone: Page, path: str) -> None:
    filters = "region=China&region=Europe&stage_group=Early&sector=Foundation+models"
    open_page(phone, f"{path}?{filters}&status=completed&status=rumoured&min_amount_usd=1000000")
    for picture in phone.locator("[data-testid=stVegaLiteChart] svg").all():
        expect(picture).to_be_attached()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390


def test_a_phone_has_the_filters_in_a_drawer(phone: Page) -> None:
    open_page(phone)
    expect(phone.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(sidebar(phone)).not_to_be_in_viewport()
    phone.get_by_role("button", name="Expand sidebar").tap()
    expect(sidebar(phone)).to_be_in_viewport(ratio=0.9)
    sidebar(phone).get_by_role("combobox", name="Region", exact=True).tap()
    option(phone, "China").tap()
    expect_selection(phone, CHINA, "in China")
    phone.keyboard.press("Escape")
    phone.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    expect(sidebar(phone)).not_to_be_in_viewport()
    expect(chips(phone)).to_have_text(["China", "Reset all"])
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


# Icons are fetched by the browser itself, sometimes too late for a test to see.
WATCH_ICONS = """
    window.icons = [];
    const note = () => document.querySelectorAll("link[rel~=icon]").forEach(
        (link) => window.icons.push(link.href));
    new MutationObserver(note).observe(
        document, {subtree: true, childList: true, attributes: true, attributeFilter: ["href"]});
"""


def test_no_request_leaves_the_machine(first_visit: Page, app_url: str) -> None:
    asked: list[str] = []
    first_visit.context.on("request", lambda request: asked.append(request.url))
    first_visit.on("websocket", lambda socket: asked.append(socket.url))
    first_visit.add_init_script(WATCH_ICONS)
    open_page(first_visit, "/?region=China")
    open_sources(first_visit)
    first_visit.keyboard.press("Escape")
    icons = first_visit.evaluate("icons")
    open_page(first_visit, "/rounds?region=China")
    first_visit.get_by_test_id("stDataFrame").first.click(position={"x": 18, "y": 53})
    expect(figure_headlines(first_visit)).to_have_count(1)
    icons += first_visit.evaluate("icons")
    expect_settled(first_visit)
    home = urlsplit(app_url).netloc
    assert sum(urlsplit(url).netloc == home for url in asked) > 20
    assert icons
    local = ("data:", "blob:")
    strangers = {url for url in asked + icons if not url.startswith(local)}
    assert [url for url in sorted(strangers) if urlsplit(url).netloc != home] == []
