"""The terms: none dead, none twice, found as whole words, and in step with what figures say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.datasets.rounds import STAGES
from lib.figures.figure import Figure
from lib.figures.graduation import WITHIN_MONTHS
from lib.figures.round_sizes import MEGA_ROUND_USD
from lib.glossary import (
    BY_SLUG,
    EVERYDAY,
    GROUPS,
    MOST_LINKED,
    PAGES,
    TERMS,
    closest,
    matching,
    term_of,
    terms_in,
    terms_to_link,
)
from lib.ui.glossary import COLUMNS, rows_of_terms
from lib.words import money
from tests.figures.test_contract import FIGURES
from tests.running import PAGES as TITLES
from tests.running import ROOT

SPELLINGS = [spelling for term in TERMS for spelling in term.spellings]


def fixed_text(figure: Figure) -> str:
    return "\n".join([figure.subtitle, figure.note, *figure.titles.values()])


def strings(path: Path) -> Iterator[str]:
    """Text of a page or of what a figure says of its rows, without docstrings and SQL."""
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) or path.parent.name == "pages":
            for node in ast.walk(function):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def names(text: str) -> list[str]:
    return [term.name for term in terms_in(text)]


def test_every_term_occurs_in_a_figure_or_on_a_page() -> None:
    texts = {fixed_text(figure) for figure in FIGURES.values()}
    for folder in ("pages", "lib/figures"):
        texts |= {each for path in (ROOT / folder).glob("*.py") for each in strings(path)}
    used = {term for text in texts for term in terms_in(text)}
    assert [term.name for term in TERMS if term not in used] == []


def test_no_spelling_means_two_things() -> None:
    plain = [spelling.lower() for spelling in SPELLINGS]
    assert len(plain) == len(set(plain))
    assert len(BY_SLUG) == len(TERMS) > 40
    assert [*TERMS] == sorted(TERMS, key=lambda term: term.name.lower())


def test_every_term_is_in_one_group() -> None:
    every = sorted(term.name for term in TERMS)
    assert sorted(name for names in GROUPS.values() for name in names) == every
    assert set(every) > EVERYDAY


def test_what_is_linked_under_figures_is_little_and_not_known_to_all() -> None:
    text = "A round by HHI, the Gini index, ECI points; the listing, ARR, FLOP, HHI, tokens, median"
    linked = [term.name for term in terms_to_link(text)]
    assert linked == ["HHI", "Gini index", "ECI", "ARR", "FLOP", "Token"]
    texts = [fixed_text(figure) for figure in FIGURES.values()]
    uses = {term.name: sum(term in terms_in(text) for text in texts) for term in TERMS}
    # What most figures use is no news below each of them.
    assert [name for name in uses if uses[name] > len(texts) / 4 and name not in EVERYDAY] == []
    assert max(len(terms_to_link(text)) for text in texts) == MOST_LINKED


def test_pages_of_terms_exist() -> None:
    others = {title: path for title, path in TITLES.items() if title != "Glossary"}
    assert {title: f"pages/{name}.py" for title, name in PAGES.items()} == others
    for term in TERMS:
        assert term.where
        assert set(term.where) <= PAGES.keys()
        assert len(set(term.where)) == len(term.where)


def test_meanings_are_short_sentences() -> None:
    for term in TERMS:
        assert re.fullmatch(r"[A-Z0-9].{20,260}\.", term.meaning), term.name
        assert len(re.findall(r"[.?!] [A-Z]", term.meaning)) <= 2, term.name
        assert not term.formula.endswith(".")
        assert re.fullmatch(r"(https://\S+)?", term.link)


def test_meanings_agree_with_the_figures() -> None:
    assert f"{WITHIN_MONTHS} months" in BY_SLUG["graduation"].meaning
    assert money(MEGA_ROUND_USD) in BY_SLUG["mega-round"].meaning
    early = [stage for stage, group in STAGES.items() if group == "Early"]
    assert " and ".join(early) in BY_SLUG["early-stage"].meaning
    assert "Series C and after" in BY_SLUG["late-stage"].meaning
    notes = " ".join(figure.note for figure in FIGURES.values())
    for slug, shared in {
        "eci": "Claude 3.5 Sonnet is set to 130",
        "hhi": "10,000",
        "price-per-million-tokens": "750,000 English words",
        "frontier-model": "among the ten with the most training compute when they came out",
        "dilution": "amount raised",
        "utilisation": "8,760 hours a year",
    }.items():
        assert shared in notes
        assert shared in f"{BY_SLUG[slug].meaning} {BY_SLUG[slug].formula}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("best score on the index (ECI, points)", ["ECI"]),
        ("a special decision", []),
        ("Mega-rounds and rounds", ["Mega-round", "Round"]),
        ("a mega-round", ["Mega-round"]),
        ("Rounds of $100M and more", ["Mega-round"]),
        ("the 95% interval of the median", ["Interval", "Median"]),
        ("a step to the right is money, a step up is capability", []),
        ("largest STEP-UPS", ["Step-up"]),
        ("USD per million tokens", ["Price per million tokens"]),
        ("tokens a day", ["Token"]),
        ("rank correlation, not a rank", ["Rank correlation"]),
        ("the efficient frontier of frontier models", ["Efficient frontier", "Frontier model"]),
        ("$2B ≠", ["Conflict"]),
        ("arrears of a flopped seedling", []),
        ("", []),
    ],
)
def test_terms_are_found_as_whole_words(text: str, found: list[str]) -> None:
    assert names(text) == found


@given(st.sampled_from(SPELLINGS), st.sampled_from(["", "s"]), st.sampled_from(" .,:;()/%\n"))
def test_every_spelling_is_found_between_other_words(spelling: str, end: str, sign: str) -> None:
    meant = term_of(spelling)
    assert meant is not None
    assert meant in terms_in(f"xyz{sign}{spelling.upper()}{end}{sign}xyz")
    if spelling[0].isalnum() and spelling[-1].isalnum():
        assert meant not in terms_in(f"xyz{spelling}xyz")


@given(st.lists(st.sampled_from([*SPELLINGS, "and", "of", "1,000", "the"]), max_size=8))
def test_terms_stand_once_in_their_order_in_any_case(words: list[str]) -> None:
    text = ", ".join(words)
    found = terms_in(text)
    meant = dict.fromkeys(term for word in words if (term := term_of(word)))
    assert found == terms_in(text.upper()) == tuple(meant)


@pytest.mark.parametrize("asked", ["eci", "ECI", " Epoch  capabilities index", "capability index"])
def test_a_term_is_known_by_slug_and_by_any_spelling(asked: str) -> None:
    assert term_of(asked) is BY_SLUG["eci"]
    assert term_of("h100-equivalent") is term_of("H100 equivalent") is not None
    assert term_of("nothing of the kind") is None


def test_a_search_reads_names_meanings_and_formulas() -> None:
    assert BY_SLUG["hhi"] in matching(["squared"])
    assert matching(["herfindahl", "10,000"]) == (BY_SLUG["hhi"],)
    assert matching(["herfindahl", "nothing"]) == ()
    assert matching([]) == TERMS
    assert closest("dillution")[0] is BY_SLUG["dilution"]
    assert len(closest("xyzzy")) == len({*closest("xyzzy")}) == 4


def test_the_files_hold_every_term() -> None:
    rows = rows_of_terms()
    assert rows.columns == [column.name for column in COLUMNS]
    assert rows["term"].to_list() == [term.name for term in TERMS]
    [hhi] = rows.filter(rows["term"] == "HHI").to_dicts()
    assert hhi["also"] == "Herfindahl-Hirschman index"
    assert hhi["pages"] == "Concentration"
    assert hhi["link"].startswith("https://www.justice.gov/")
