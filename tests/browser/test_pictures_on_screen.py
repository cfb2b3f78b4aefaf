"""A figure taken along as a picture."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from lib.pictures.paper import THEMES
from tests.browser.actions import below_figure, open_page


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
