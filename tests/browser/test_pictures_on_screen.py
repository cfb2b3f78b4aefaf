"""A figure taken along as a picture."""

from pathlib import Path
from xml.etree import ElementTree

from PIL import Image
from playwright.sync_api import Page, expect

from lib.pictures.paper import THEMES
from tests.browser.actions import below_figure, figure_headlines, open_page, result_of, rounds
from tests.browser.files import download

CHINA = rounds({"region": "China"})
SVG = "{http://www.w3.org/2000/svg}"


def test_a_figure_downloads_as_a_picture_in_the_colours_chosen(page: Page) -> None:
    open_page(page, "/?region=China")
    button = below_figure(page, "capital_over_time").get_by_role("button", name="Picture")
    button.evaluate("button => button.scrollIntoView({block: 'start'})")
    button.click()
    dialog = page.get_by_role("dialog")
    for theme in THEMES:
        chosen = dialog.get_by_role("radio", name=theme.title())
        chosen.click()
        expect(chosen).to_be_checked()
        with page.expect_download() as event:
            dialog.get_by_role("button", name="PNG", exact=True).click()
        assert event.value.suggested_filename.endswith(".png")
        with Image.open(Path(event.value.path())) as image:
            width, height = image.size
            colours = {colour: n for n, colour in image.convert("RGB").getcolors(10**6) or []}
        assert width == 2000
        assert height > 900
        background = tuple(bytes.fromhex(THEMES[theme].background[1:]))
        assert max(colours, key=lambda colour: colours[colour]) == background
        assert sum(colours.values()) - colours[background] > 50_000
    file = download(page, dialog.get_by_role("button", name="SVG", exact=True))
    words = ["".join(each.itertext()) for each in ElementTree.parse(file).iter(f"{SVG}text")]
    assert words[0] == figure_headlines(page).first.inner_text()
    assert words[2].endswith(f" rounds in China, Q3 2013 to Q3 2026: {result_of(CHINA)}")
    chart = page.locator("[class*=st-key-chart-capital_over_time] svg")
    labels = chart.locator(".role-axis-label text, .role-legend-label text").all_text_contents()
    assert {label for label in labels if label} <= {*words}
