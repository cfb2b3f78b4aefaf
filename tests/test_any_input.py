"""Anything in a link or in a file is shown as the words it is, and breaks no page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1 import local_script_runner as runner

from lib.database import select
from lib.filters import CONDITIONS
from lib.share import DATA
from lib.ui.address import FROM
from lib.ui.choices import PAGE_CHOICES
from lib.ui.data import OWN
from lib.upload import Unreadable, read
from tests.running import (
    CONFIRMED,
    PAGES,
    ROOT,
    ROUNDS,
    Query,
    after,
    captions,
    money,
    opened,
    plain,
    spelt,
)

HOSTILE = (
    "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>",
    "[a](javascript:window.pwned=1) ![b](https://evil.example/p.png) **c** # d | e",
    "$\\LaTeX$ `x` :red[f] :material/home: :smile: www.evil.example a@evil.example",
    "' + alert(1) + '",
    '"];alert(1)//',
    "${alert(1)} {{7*7}} %s {0} {name}",
    '=HYPERLINK("https://evil.example","x")',
    "'; DROP TABLE rounds; --",
    "datum.company",
    "width",
    "\u202eesreveR \u200bzero\u0301 \U0001f9e8",
    "../../etc/passwd",
    "__proto__",
)
"""Texts that some part would take for code, were they not kept as words."""
ACTIVE = [each for each in HOSTILE if re.search(r"[<\[$*`|{]", each)]
NAMES = [*CONDITIONS, *PAGE_CHOICES, FROM, DATA]


def strings(message: Any) -> Iterator[tuple[str, str]]:
    """All texts in what is sent to the browser, each with the name of its field."""
    for field, value in message.ListFields():
        for each in value if field.is_repeated else [value]:
            if hasattr(each, "ListFields"):
                yield from strings(each)
            elif isinstance(each, str):
                yield field.name, each


MARKDOWN = {"body", "label", "help", "content", "delta", "placeholder"}
"""Fields that the browser shows through Markdown; the options of a list are not among them."""


def raw(app: AppTest) -> list[str]:
    """Texts shown through Markdown in which something hostile stands as it came."""
    elements = [each.proto for each in app if hasattr(getattr(each, "proto", None), "ListFields")]
    assert len(elements) > 5
    texts = [text for each in elements for name, text in strings(each) if name in MARKDOWN]
    return [text for text in texts if any(each in text for each in ACTIVE)]


# Links


@pytest.mark.parametrize("title", PAGES)
def test_every_parameter_may_hold_anything(title: str) -> None:
    """All parameters at once, each with some of what every page refuses."""
    values = [*HOSTILE, "\x00", "\x01\x1b[31m\r\n\t", "9" * 400, "-1", "nan", "1e999", "", " "]
    # Streamlit reads at most 1,000 values.
    query: Query = {
        name: [values[(place + step) % len(values)] for step in range(9)]
        for place, name in enumerate([*NAMES, *HOSTILE, "\x00"])
    }
    # The first of these are shown: by the notice, and as a name that is not known.
    query |= {FROM: ["x"], "company": ACTIVE, "investor": ACTIVE}
    app = opened(query, title)
    assert app.title[0].value == title
    assert raw(app) == []
    assert any("Ignored in the link" in each for each in captions(app))


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(HOSTILE),
    st.sampled_from(["China", "Early", "OpenAI", "Nvidia", "2025-Q1", "quarter", "share", "2025"]),
    st.integers().map(str),
    st.floats().map(str),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    title=st.sampled_from([*PAGES]),
    query=st.dictionaries(
        st.sampled_from(NAMES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
        st.lists(WORDS, min_size=1, max_size=3),
        max_size=6,
    ),
)
@example("Flows", {"columns": ["company", "company", "region"], "top": ["0"]})
@example("Unit economics", {"gpus": ["-5"], "utilisation": ["1e400"], "preset": ["nan"]})
def test_any_link_opens_any_page(title: str, query: Query) -> None:
    query.pop(FROM, None)
    app = opened(query, title)
    assert app.title[0].value == title
    assert raw(app) == []


SPELLINGS = (
    "%00=%00&region=%00",
    "region=%&region=%zz&region=%E0%A4%A&region=%FF%FE&%ff=%ff",
    "=&=&&;?#&region&&region=",
    "region=China&region=China&REGION=Europe&region[]=x&region.a=b",
    "region=%25252525&start=2025%2DQ1&start=2025-Q2",
    "region=%F0%9F%A7%A8%E2%80%AE%0d%0aSet-Cookie:x=1",
    "company=" + "%41" * 2_500,
    "x" * 8_000,
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_any_spelling_of_a_link_is_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it may arrive from a browser or a program, which AppTest alone would not spell so."""
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    with monkeypatch.context() as patch:
        patch.setattr(runner.parse, "urlencode", lambda *_, **__: text)
        app.query_params["any"] = "x"
        after(app)
    rounds = ROUNDS.filter(CONFIRMED)
    if "China" in text:
        rounds = rounds.filter(pl.col("region") == "China")
    if "2025" in text:
        rounds = rounds.filter(pl.col("announced_date").dt.year() >= 2025)
    assert any(f"**{rounds.height:,} rounds, " in plain(each.value) for each in app.markdown)


def test_a_link_of_500_values_opens_and_can_be_taken_back() -> None:
    """Some 8,000 characters, as many as servers and browsers take."""
    companies = ROUNDS["company"].unique(maintain_order=True).to_list()[:300]
    regions = [f"Nowhere {number}" for number in range(200)]
    query: Query = {"company": companies, "region": regions}
    assert len(urlencode(query, doseq=True)) > 8_000
    rounds = ROUNDS.filter(CONFIRMED, pl.col("company").is_in(companies))
    words = f"**{rounds.height:,} rounds, {money(float(rounds['amount_usd'].sum()))}**"
    for title in ("Overview", "Table and export", "Compare companies", "Investors", "Flows"):
        app = opened(query, title)
        assert any(words in plain(each.value) for each in app.markdown), title
    after(app.button(key=f"chip-company-{companies[0]}").click())
    assert spelt(app) == {"company": companies[1:]}
    after(app.button(key="reset").click())
    assert spelt(app) == {}


# Files


def file_of(rows: list[Mapping[str, str]]) -> bytes:
    """A CSV of rounds with these fields, and with a hostile header for one more column each."""
    text = io.StringIO()
    fields = ["Company", "Date", "Amount", "Investors", "City", *HOSTILE]
    table = csv.DictWriter(text, fields, restval="x")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def rows_named(names: tuple[str, ...]) -> list[Mapping[str, str]]:
    return [
        {
            "Company": name,
            "Date": f"202{place % 6}-0{place % 9 + 1}-01",
            "Amount": f"${place + 1}0B",
            "Investors": f"{name}; Nvidia",
            "City": name,
        }
        for place, name in enumerate(names)
    ]


def in_use(content: bytes, name: str) -> AppTest:
    """A session whose rounds are those of a file alone."""
    app: Any = opened({}, "Your own deals")
    app.file_uploader[0].set_value((name, content, "text/csv"))
    after(app)
    assert raw(app) == []
    after(app.get_by_key("own-mode").set_value("replace"))
    return after(app.get_by_key("own-use").click())


CODE = {"expr", "calculate", "filter", "test", "labelExpr", "signal", "update", "groupby", "as"}
"""Keys of Vega-Lite below which a text is a program."""


REWRITTEN = ("' + alert(1) + '", "\u202eesreveR \u200bzero\u0301 \U0001f9e8")
NOT_OURS = ("alert", "pwned", "evil", "LaTeX", "DROP", "passwd", "__proto__")
"""What no program of a chart has of its own."""


def programs(part: Any, is_code: bool = False) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from programs(value, is_code or key in CODE)
    elif isinstance(part, list):
        for value in part:
            yield from programs(value, is_code)
    elif is_code and isinstance(part, str):
        yield part


def test_names_in_a_file_stay_words_on_every_page() -> None:
    app: Any = in_use(file_of(rows_named(HOSTILE)), f"{HOSTILE[0]}{HOSTILE[2]}.csv")
    assert OWN in app.session_state
    known = select(app.session_state[OWN], "FROM rounds SELECT company")["company"].to_list()
    # Quotes around a name, and what cannot be seen, are left out of it.
    assert {*HOSTILE} - {*known} == {*REWRITTEN}
    specs: list[str] = []
    for title in PAGES:
        app.query_params.clear()
        app = after(app.switch_page(PAGES[title]))
        assert app.title[0].value == title
        assert raw(app) == [], title
        specs += [each.proto.spec for each in app.get("vega_lite_chart")]
    texts = [text for spec in specs for text in programs(json.loads(spec))]
    assert len(texts) > 100
    assert [text for text in texts if any(each in text for each in NOT_OURS)] == []
    for name in known:
        for title in ("Company profile", "Investor profile"):
            app.query_params.clear()
            app.query_params.update({"company": name, "investor": name})
            app = after(app.switch_page(PAGES[title]))
            assert raw(app) == [], title


def test_a_very_long_name_is_cut_and_shown() -> None:
    long = "Long " * 2_000
    rows = rows_named((long, "x" * 10_000))
    app: Any = in_use(file_of(rows), "x" * 5_000 + ".csv")
    names = select(app.session_state[OWN], "FROM rounds SELECT company")["company"].to_list()
    assert max(map(len, names)) <= 200
    for title in ("Overview", "Table and export", "Investors", "Flows", "Company profile"):
        app = after(app.switch_page(PAGES[title]))
        assert app.title[0].value == title


@settings(max_examples=25, deadline=None)
@given(name=st.text(max_size=40), content=st.binary(max_size=300))
@example("a.xlsx", b"PK\x03\x04" + bytes(40))
@example("\x00/../x", b"")
@example("x.parquet", b"PAR1" + bytes(30) + b"PAR1")
def test_the_name_of_a_file_says_nothing_of_what_it_is(name: str, content: bytes) -> None:
    """Any name, with any bytes, is a table or one sentence that does not repeat them."""
    told = refusal(name, content)
    assert told == refusal("plain.csv", content)
    assert told == "" or re.fullmatch(r"[A-Z][^\n]+[.]", told)


def refusal(name: str, content: bytes) -> str:
    """Why the file cannot be read; empty where it can."""
    try:
        read(name, content)
    except Unreadable as error:
        return str(error)
    return ""
