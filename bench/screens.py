"""Every page on any screen: axe-core, alt text, widths and paper, into docs/reliability.md.

python -m bench.screens [--page TITLE ...]
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import chain
from pathlib import Path
from unicodedata import normalize

from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from bench.browser import PATIENCE_MS, chromium
from bench.colours import EYES, nearest
from bench.document import RELIABILITY, table, write_section
from bench.launch import ROOT, serve
from lib.theme import COLOURS

EXAMPLES = {"/company": "company=OpenAI", "/investor": "investor=Nvidia"}
SELECTIONS = {
    "all rounds": "",
    "heavily filtered": "region=China&region=Europe&stage_group=Early&sector=Foundation+models"
    "&start=2024-Q1&status=completed&status=rumoured&min_amount_usd=10000000",
}
THEMES = ("light", "dark")
WIDTHS = {390: 844, 768: 1024, 1440: 900, 1920: 1080}
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
BAD = ("serious", "critical")


@dataclass(frozen=True)
class Foreign:
    """A violation in what Streamlit draws by itself: axe's rule, where, why it is not ours."""

    rule: str
    within: str
    part: str
    reason: str


FOREIGN = (
    Foreign(
        "svg-img-alt",
        "[data-testid=stMetricChart]",
        "trend in a headline number",
        "st.metric draws it and takes no alt text. The number stands beside it as text. "
        "Avoided only without the trend.",
    ),
    Foreign(
        "svg-img-alt",
        ".stVegaLiteChart g.role-mark:empty",
        "layer of a chart without marks in the selection",
        "Vega, which st.vega_lite_chart draws with, keeps the role of a graphic for a layer of "
        "which nothing is drawn. The chart itself has its text. Avoided only by hiding the marks "
        "of the layer from screen readers also where there are some.",
    ),
    Foreign(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "box to drop a file on",
        "Streamlit gives it both a name and the role of decoration; the button in it is "
        "reached and read. Avoided only without an upload.",
    ),
)
"""What is told apart by rule and place; everything else is of our own making."""

# Nothing below the fold: axe leaves out the contrast of what is not in view.
HEIGHT = "document.querySelector('.stMain').scrollHeight"
DRAWN = """() => {
    const charts = [...document.querySelectorAll('.stVegaLiteChart')];
    const drawings = charts.map(chart => chart.querySelector('svg.marks, canvas'));
    const app = document.querySelector('.stApp');
    const text = document.querySelector('.stMain')?.innerText || '';
    if (app?.dataset.testScriptState !== 'notRunning' || !/rounds?, /.test(text)) return false;
    if (drawings.includes(null) || document.fonts.status !== 'loaded') return false;
    if (document.querySelector('[data-testid=stSkeleton]')) return false;
    const now = [...drawings, ...document.querySelectorAll('.stMain h1, .stMain h2, .stMain h4')]
        .map(each => Object.values(each.getBoundingClientRect().toJSON())).join()
        + document.querySelectorAll('.stMain *').length;
    if (now !== window.seenBefore) [window.seenBefore, window.seenAt] = [now, performance.now()];
    return performance.now() - window.seenAt >= 300;
}"""
RUN_AXE = """async (foreign) => {
    const found = await axe.run(document, {resultTypes: ['violations'], elementRef: true});
    return found.violations.flatMap(({id, impact, nodes}) => nodes.map(node => ({
        rule: id, impact, html: node.html.slice(0, 160), why: node.failureSummary,
        foreign: foreign.findIndex(([rule, within]) => rule === id && node.element.closest(within)),
    })));
}"""
CONTROLS = ":is(button, input, [data-testid=stSidebar]):visible"
# A chart has the role and the name on its own element, as Vega puts them there.
UNNAMED = """() => {
    const all = document.querySelectorAll(
        '.stMain h2, .stMain h3, .stMain h4, .stMain .stVegaLiteChart');
    let headline = '';
    const charts = [];
    for (const each of all) {
        if (each.matches('h2, h3, h4')) headline = each.innerText.trim();
        else charts.push([each.getAttribute('role'), each.getAttribute('aria-label'), headline]);
    }
    return charts;
}"""
SIDEWAYS = """() => {
    const wider = each => each.scrollWidth > each.clientWidth + 1;
    const found = [document.documentElement, document.querySelector('.stMain')].filter(wider)
        .map(each => each.tagName.toLowerCase());
    for (const chart of document.querySelectorAll('.stVegaLiteChart')) {
        const room = chart.getBoundingClientRect();
        const drawing = chart.querySelector('svg.marks, canvas')?.getBoundingClientRect();
        if (drawing && (drawing.right > room.right + 1 || drawing.left < room.left - 1))
            found.push('chart ' + chart.getAttribute('aria-label')?.slice(0, 60));
    }
    return found;
}"""


@dataclass(frozen=True)
class Violation:
    """One node that breaks a rule of axe, where, and whose it is: an index of FOREIGN or -1."""

    page: str
    theme: str
    rule: str
    impact: str
    html: str
    why: str
    foreign: int


@dataclass
class Seen:
    """All that was found on the screens looked at."""

    screens: int = 0
    violations: list[Violation] = field(default_factory=list)
    charts: int = 0
    unnamed: list[str] = field(default_factory=list)
    sideways: dict[int, list[str]] = field(default_factory=lambda: {width: [] for width in WIDTHS})
    looked_at: Counter[int] = field(default_factory=Counter)
    printed: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def ours(self) -> list[Violation]:
        return [each for each in self.violations if each.foreign < 0]


def main() -> int:
    """Look at every page; say what is wrong; 1 if something of our own making is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", action="append", help="only pages with this title")
    options = parser.parse_args()
    kept = {
        address: title
        for address, title in all_pages().items()
        if not options.page or title in options.page
    }
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        chromium() as browser,
        serve(ROOT / "data", Path(folder)) as server,
    ):
        seen = look(browser, server.url, kept)
    if options.page is None:
        write_section(RELIABILITY, "Any screen", section(seen, len(kept)))
    bad = [each for each in seen.ours if each.impact in BAD]
    return int(bool(bad or seen.unnamed or seen.lost or any(seen.sideways.values())))


def all_pages() -> dict[str, str]:
    """Title of every page by address, as the frame of the app declares them."""
    frame = (ROOT / "streamlit_app.py").read_text(encoding="utf-8")
    declared = re.findall(r'"pages/(\w+)\.py",\s+title="([^"]+)"', frame)
    return {"/" if name == "overview" else f"/{name}": title for name, title in declared}


def look(browser: Browser, url: str, pages: Mapping[str, str]) -> Seen:
    """All pages, each with every selection, theme and width, and printed once."""
    seen = Seen()
    page = browser.new_page(reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    for address, title in pages.items():
        for name, selection in SELECTIONS.items():
            where = f"{title}, {name}"
            _open(page, f"{url}{address}?{EXAMPLES.get(address, '')}&{selection}")
            _widths(page, where, seen)
            for theme in THEMES:
                seen.violations += violations(page, where, theme)
                seen.screens += 1
            charts = unnamed_charts(page)
            seen.charts += len(charts)
            seen.unnamed += [f"{where}: {label}" for label, named in charts if not named]
        lost = lost_on_paper(page)
        seen.printed += 1
        seen.lost += [f"{title}: {each}" for each in lost]
        _say(title, seen)
    page.close()
    return seen


def _say(title: str, seen: Seen) -> None:
    """What is wrong with a page that has just been looked at, as it is found."""
    print(title, flush=True)
    for each in seen.ours:
        if each.page.startswith(f"{title}, ") and each.impact in BAD:
            print(f"  {each.page}, {each.theme}: {each.rule}: {each.html}")
    for text in (*seen.unnamed, *chain.from_iterable(seen.sideways.values()), *seen.lost):
        if text.startswith(title):
            print(f"  {text}", flush=True)


def _open(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light", media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    page.wait_for_timeout(200)
    page.wait_for_function(DRAWN)


def _widths(page: Page, where: str, seen: Seen) -> None:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(DRAWN)
        found = page.evaluate(SIDEWAYS)
        seen.looked_at[width] += 1
        seen.sideways[width] += [f"{where}, {width} px: {each}" for each in found]


def violations(page: Page, where: str, theme: str) -> list[Violation]:
    """What axe finds on the page that is open, all of it in view, in a theme."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.set_viewport_size({"width": 1440, "height": page.evaluate(HEIGHT) + 100})
    page.wait_for_function(DRAWN)
    page.evaluate(f"window.axe || (() => {{ {AXE} }})()")
    found = page.evaluate(RUN_AXE, [[each.rule, each.within] for each in FOREIGN])
    return [Violation(where, theme, **each) for each in found]


def unnamed_charts(page: Page) -> list[tuple[str, bool]]:
    """Each chart's text for screen readers, and whether it begins with the headline above it."""
    return [
        (label or "", role == "graphics-document" and bool(headline) and _begins(label, headline))
        for role, label, headline in page.evaluate(UNNAMED)
    ]


def _begins(label: str | None, headline: str) -> bool:
    return " ".join((label or "").split()).startswith(" ".join(headline.split()))


def lost_on_paper(page: Page) -> list[str]:
    """Headlines that are on the screen but not on its print, and what should not be there."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function(DRAWN)
    headlines = page.locator(".stMain :is(h1, h2, h3, h4)").all_inner_texts()
    page.emulate_media(media="print")
    pages = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True))).pages
    printed = _plain(each.extract_text() for each in pages)
    lost = [each for each in headlines if _plain([each]) not in printed]
    left = page.locator(CONTROLS).all()
    return [
        *(f"lost {each}" for each in lost),
        *(f"printed {each.get_attribute('aria-label') or each.inner_text()}" for each in left),
    ]


def _plain(texts: Iterable[str]) -> str:
    # A PDF breaks lines, and joins letters, where it likes.
    return "".join(normalize("NFKC", "".join(texts)).split())


def section(seen: Seen, pages: int) -> str:
    """The section of the document: what was held against which aim."""
    bad = [each for each in seen.ours if each.impact in BAD]
    checks = [
        ["Serious or critical violations of our own making (nodes)", str(len(bad)), _aim(bad)],
        ["Charts without the headline in their text", str(len(seen.unnamed)), _aim(seen.unnamed)],
        *(
            [
                f"Screens {width} px wide that scroll sideways or cut a chart",
                str(len(found)),
                _aim(found),
            ]
            for width, found in seen.sideways.items()
        ),
        ["Headlines lost or controls left on paper (A4)", str(len(seen.lost)), _aim(seen.lost)],
    ]
    return "\n\n".join(
        [
            f"{pages} pages, each with all rounds and heavily filtered, light and dark: "
            f"{seen.screens} screens under axe-core in Chromium, all of the page in view; "
            f"{seen.charts} charts; {sum(seen.looked_at.values())} screens by width; "
            f"{seen.printed} pages printed.",
            table(["Check", "Found", "Aim: 0"], checks),
            *_listed("Of our own making:", _kinds(seen.ours)),
            *_listed(
                "Of Streamlit's own, told apart by axe's rule and place:",
                list(_foreign_rows(seen.violations)),
                ["Part", "Rule", "Impact", "Nodes", "Why it is not ours"],
            ),
            "Smallest distance of any two colours of a set, in CAM02-UCS (1 is about the least "
            "that an eye notices), as seen by eyes of each kind (simulated after Machado, "
            "Oliveira and Fernandes 2009, full severity):",
            table(["Colours", *EYES], list(_distances())),
        ]
    )


def _aim(found: Sequence[object]) -> str:
    return "MISS" if found else "pass"


def _listed(
    words: str, rows: list[list[str]], titles: Sequence[str] = ("Rule", "Impact", "Nodes")
) -> Iterator[str]:
    if rows:
        yield f"{words}\n\n{table(list(titles), rows)}"


def _kinds(found: Sequence[Violation]) -> list[list[str]]:
    kinds = Counter((each.rule, each.impact) for each in found)
    return [[rule, impact, str(nodes)] for (rule, impact), nodes in sorted(kinds.items())]


def _foreign_rows(found: Sequence[Violation]) -> Iterator[list[str]]:
    for place, part in enumerate(FOREIGN):
        mine = [each for each in found if each.foreign == place]
        if mine:
            yield [part.part, part.rule, mine[0].impact, str(len(mine)), part.reason]


def _distances() -> Iterator[list[str]]:
    for column, colours in COLOURS.items():
        yield [column, *(f"{nearest(colours, eyes)[0]:.1f}" for eyes in EYES)]


if __name__ == "__main__":
    sys.exit(main())
