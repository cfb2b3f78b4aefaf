"""A file whose names are programs, links and markup, seen in a real browser: they stay names."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.actions import (
    ROUNDS,
    choose,
    expect_settled,
    figure_headlines,
    main,
    open_page,
    sidebar,
)
from tests.conftest import KINDS, new_page

SCRIPT = "<script>pwned=1</script><img src=x onerror=pwned=1>"
LINK = "[a](javascript:pwned=1) ![b](https://evil.example/p.png) **c**"
SIGNS = "$\\LaTeX$ `x` :red[f] :material/home: www.evil.example"
NAMES = (SCRIPT, LINK, SIGNS, "' + (pwned=1) + '", "x" * 10_000)
PAGES = {"Explore": ["Overview"], "Companies": ["Investors"], "Capital": ["Flows"]}
IS_NARROW = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
    .every(each => each.scrollWidth <= each.clientWidth)"""


def write(file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as text:
        table = csv.writer(text)
        table.writerow(["Company", "Date", "Amount", "Valuation", "Investors", "City", *NAMES[:3]])
        for place, name in enumerate(NAMES):
            money = [f"${9 - place}0B", f"${9 - place}00B"]
            table.writerow([name, f"2026-0{place + 1}-01", *money, f"{name}; Nvidia", name])


def words(page: Page) -> str:
    return re.sub("[\u200b-\u200d\u2060]", "", main(page).inner_text())


def check(page: Page) -> None:
    """Nothing of the file ran, became markup or made the page wider than the window."""
    expect_settled(page)
    assert page.evaluate("typeof pwned") == "undefined"
    marks = main(page).locator(
        "script, img, .katex, a[href*='//evil'], a[href*='//www'], a[href^=javascript]"
    )
    expect(marks).to_have_count(0)
    page.wait_for_function(IS_NARROW)


def test_names_in_a_file_are_only_names(browser: Browser, app_url: str, tmp_path: Path) -> None:
    file = tmp_path / "[a](javascript:pwned=1) **b** $x$ :red[f].csv"
    write(file)
    asked: list[str] = []
    context = browser.new_context(base_url=app_url, **KINDS["desktop"])
    context.on("request", lambda request: asked.append(request.url))
    for page in new_page(context):
        page.on("dialog", lambda dialog: asked.append(f"https://dialog/{dialog.message}"))
        page.goto("/own_data")
        expect_settled(page)
        page.locator("input[type=file]").set_input_files(file)
        expect(figure_headlines(page)).to_have_count(2)
        assert file.name in words(page)
        check(page)
        main(page).get_by_text("In place of the shipped rounds").click()
        main(page).get_by_role("button", name="Use these rounds").click()
        expect(page.locator(".st-key-own-line")).to_contain_text("5 rounds, in place of")
        for section, titles in PAGES.items():
            sidebar(page).get_by_text(section, exact=True).click()
            for title in titles:
                sidebar(page).get_by_role("link", name=title, exact=True).click()
                expect(main(page).get_by_role("heading", level=1)).to_have_text(title)
                check(page)
                if title == "Overview":
                    assert f"{SCRIPT} raised $90B" in words(page)
        # A list to choose from has them as they are.
        choose(page, "Company", LINK)
        expect(page.locator(".st-key-chips")).to_contain_text("javascript:")
        check(page)
        page.set_viewport_size(KINDS["phone"]["viewport"])
        check(page)
        home = urlsplit(app_url).netloc
        places = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
        assert places == {home}


def test_300_companies_fit_the_page(page: Page) -> None:
    companies = ROUNDS["company"].unique(maintain_order=True).to_list()[:300]
    open_page(page, f"/stages?{urlencode({'company': companies}, doseq=True)}")
    expect(page.locator(".st-key-chips").get_by_role("button")).to_have_count(301)
    page.wait_for_function(IS_NARROW)
    page.set_viewport_size(KINDS["phone"]["viewport"])
    expect_settled(page)
    page.wait_for_function(IS_NARROW)
