"""One page for any eyes, by keyboard alone and on paper; `make proof` looks at all of them."""

import re

import polars as pl
from playwright.sync_api import Locator, Page, expect

from bench.screens import BAD, THEMES, all_pages, lost_on_paper, unnamed_charts, violations
from tests.browser.actions import (
    PAGES,
    expect_selection,
    figure_headlines,
    open_page,
    option,
    rounds,
    sentence,
)

CHINA = rounds({"region": "China"})
MOST_STOPS = 150
# Name of the element that has the keyboard, and whether the one before it, or the box around that,
# was drawn otherwise while it had it.
STOP = """() => {
    const look = first => {
        const looks = [];
        for (let each = first; each && looks.length < 6; each = each.parentElement) {
            const {outlineStyle, outlineWidth, boxShadow, borderColor} = getComputedStyle(each);
            const before = getComputedStyle(each, '::before').boxShadow;
            looks.push([outlineStyle, outlineWidth, boxShadow, borderColor, before]);
        }
        return looks.join();
    };
    const [last, ring] = window.standing || [];
    const now = document.activeElement;
    // The ring of a field stays while one goes from its list to its own buttons.
    const within = last?.closest('.stMultiSelect')?.contains(now);
    const ringed = !last?.isConnected || within || look(last) !== ring;
    window.standing = [now, look(now)];
    if (now === document.body) return [null, ringed];
    return [now.getAttribute('aria-label') || now.innerText || now.tagName, ringed];
}"""


def test_the_command_knows_every_page() -> None:
    assert all_pages() == PAGES


def test_a_page_for_any_eyes(page: Page) -> None:
    open_page(page)
    found = [each for theme in THEMES for each in violations(page, "Overview", theme)]
    assert [each for each in found if each.foreign < 0 and each.impact in BAD] == []
    # It does look: what is Streamlit's own is there.
    assert any(each.foreign >= 0 for each in found)
    charts = unnamed_charts(page)
    assert len(charts) == 5
    assert [label for label, named in charts if not named] == []


def test_a_page_on_paper(page: Page) -> None:
    open_page(page)
    assert figure_headlines(page).count() >= 5
    assert lost_on_paper(page) == []
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(media="null", color_scheme="null")


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until the keyboard stands on a place."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if place.evaluate_all("all => all.includes(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not reach {place}")


def test_tab_walks_through_a_page_and_out_of_it(page: Page) -> None:
    open_page(page)
    page.add_style_tag(content="* { transition: none !important; }")
    names, unringed = [""], []
    while names[-1] is not None and len(names) < MOST_STOPS:
        page.keyboard.press("Tab")
        name, last_ringed = page.evaluate(STOP)
        unringed += [] if last_ringed else [names[-1]]
        names.append(name)
    *places, end = names
    assert end is None
    wanted = ("Skip to main content", "Region", "Share", "Sources and data", "Picture")
    assert [each for each in wanted if not any(each in place for place in places)] == []
    assert unringed == []


def test_a_filter_by_keyboard(page: Page) -> None:
    open_page(page)
    tab_to(page, page.get_by_role("combobox", name="Region", exact=True))
    page.keyboard.type("China")
    expect(option(page, "China")).to_be_visible()
    page.keyboard.press("Enter")
    expect_selection(page, CHINA, "in China")
    page.keyboard.press("Escape")
    tab_to(page, page.locator(".st-key-chips").get_by_role("button", name="China"))
    page.keyboard.press("Enter")
    expect(sentence(page)).not_to_contain_text("in China")


def test_share_files_and_pages_by_keyboard(page: Page) -> None:
    open_page(page, "/?region=China")
    share = page.get_by_role("button", name="Share", exact=True)
    tab_to(page, share)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("BibTeX")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(share).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Sources and data").first)
    page.keyboard.press("Enter")
    file = page.get_by_role("dialog").get_by_role("button", name="CSV", exact=True)
    expect(file).to_be_visible()
    tab_to(page, file)
    with page.expect_download() as event:
        page.keyboard.press("Enter")
    rows = pl.read_csv(event.value.path(), comment_prefix="#")
    assert rows["rounds"].sum() == CHINA.height
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab_to(page, page.get_by_role("link", name="Table and export"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Table and export"))
    expect_selection(page, CHINA, "in China")
