"""The glossary through the entrypoint: a term by link, a search, and links back to the pages."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from lib.glossary import GROUPS, TERMS
from tests.running import after, choice, opened, plain, spelt

PAGE = "Glossary"


def listed(app: AppTest) -> list[str]:
    """Terms in the list, in its order."""
    return [plain(each.value)[6:] for each in app.main.markdown if each.value.startswith("##### ")]


def chosen(app: AppTest) -> list[str]:
    """The terms that stand apart, above the list."""
    return [plain(each.value)[4:] for each in app.main.markdown if each.value.startswith("### ")]


def links(app: AppTest) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Label, page and query of every link in the main part."""
    return [
        (plain(each.proto.label), each.proto.page, parse_qs(each.proto.query_string))
        for each in app.main.get("page_link")
    ]


def groups(app: AppTest) -> list[str]:
    """Labels of the groups of terms."""
    return [plain(each.label) for each in app.main.expander]


def test_groups_name_their_terms_and_explain_them_with_their_pages_once_opened() -> None:
    app = opened({"region": "China"}, PAGE)
    assert groups(app) == [f"**{group}**: {', '.join(names)}" for group, names in GROUPS.items()]
    assert (listed(app), chosen(app), links(app)) == ([], [], [])
    for group in GROUPS:
        app.session_state[f"terms-{group}"] = True
    after(app)
    assert listed(app) == [name for names in GROUPS.values() for name in names]
    inner = [link for link in links(app) if not link[1].startswith("https://")]
    assert len(inner) == sum(len(term.where) for term in TERMS)
    assert all(query == {"region": ["China"]} for *_, query in inner)
    texts = [plain(each.value) for each in app.main.markdown]
    assert all(term.meaning in " ".join(texts).replace("\u2060", "") for term in TERMS)


@pytest.mark.parametrize("asked", ["eci", "ECI", "Epoch Capabilities Index"])
def test_a_link_puts_its_term_first(asked: str) -> None:
    app = opened({"term": asked}, PAGE)
    assert chosen(app) == ["ECI"]
    assert listed(app) == []
    assert len(groups(app)) == len(GROUPS)
    assert spelt(app) == {"term": asked}


def test_a_search_narrows_and_takes_the_term_back() -> None:
    app = opened({"term": "eci", "region": "China"}, PAGE)
    after(choice(app, "find").set_value("  Herfindahl "))
    assert (chosen(app), listed(app), groups(app)) == ([], ["HHI"], [])
    assert spelt(app) == {"region": "China", "find": "Herfindahl"}
    after(choice(app, "find").set_value(""))
    assert (listed(app), len(groups(app))) == ([], len(GROUPS))
    assert spelt(app) == {"region": "China"}


@pytest.mark.parametrize("query", [{"find": "dillution"}, {"term": "dillution"}])
def test_what_is_not_there_offers_the_closest(query: dict[str, str]) -> None:
    app = opened(query, PAGE)
    assert "“dillution”" in plain(app.info[0].value)
    assert (listed(app), len(groups(app))) == ([], 0 if "find" in query else len(GROUPS))
    label, _, asked = next(link for link in links(app) if "statements" in link[0])
    assert label.startswith("Search the statements")
    assert asked["find"] == ["dillution"]
    after(app.button(key="search-Dilution").click())
    assert "Dilution" in listed(app)
    assert spelt(app) == {"find": "Dilution"}


def test_terms_are_linked_under_a_figure_once_it_is_opened() -> None:
    query = {"region": "China", "top": "3", "find": "left from a search"}
    app = opened(query, "Concentration")
    assert not [link for link in links(app) if "term" in link[2]]
    app.session_state["definitions-hhi_over_time"] = True
    after(app)
    found = {label: asked for label, _, asked in links(app) if "term" in asked}
    assert {"HHI", "Gini index"} <= found.keys()
    assert not {"ECI", "Disclosed amount", "Round"} & found.keys()
    assert found["HHI"] == {"region": ["China"], "top": ["3"], "term": ["hhi"]}
