"""The addresses for programs, against the stored rounds read by polars alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import anyio
import httpx2
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib import api
from lib.api import app as addresses
from lib.api import query as queries
from lib.api.rate import Allowance, network_of
from lib.database import Database, DataError
from lib.filters import CONDITIONS, Filters

ROUNDS = pl.read_parquet(Path(__file__).parents[1] / "data/rounds.parquet")
SOURCES = pl.read_parquet(Path(__file__).parents[1] / "data/round_sources.parquet")
CHINA_EARLY = [("region", "China"), ("stage_group", "Early"), ("start", "2025-Q1")]
SELECTIONS: list[list[tuple[str, str]]] = [
    [],
    CHINA_EARLY,
    [("company", "OpenAI"), ("company", "/dev/agents")],
    [("sector", "AI infrastructure & cloud"), ("min_amount_usd", "1000000000")],
    [("status", "rumoured"), ("status", "planned")],
    [("start", "2024-Q2"), ("end", "2024-Q2"), ("kind", "equity"), ("country", "France")],
    [("region", "Middle East"), ("end", "2013-Q4")],
]
LISTS = ("region", "country", "stage_group", "stage", "sector", "kind", "status", "company")
UNLIMITED = 10**9

Pairs = Sequence[tuple[str, str]]


def client_of(open_data: Any, calls: int = UNLIMITED, **options: Any) -> TestClient:
    app = Starlette(routes=api.routes(open_data, Allowance(calls)))
    return TestClient(app, **options)


@pytest.fixture(scope="module")
def client(database: Database) -> Iterator[TestClient]:
    with client_of(lambda: database) as client:
        yield client


def values(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def first_day(quarter: str, later: int = 0) -> date:
    months = int(quarter[:4]) * 12 + (int(quarter[-1]) - 1 + later) * 3
    return date(months // 12, months % 12 + 1, 1)


def expected(pairs: Pairs) -> pl.DataFrame:
    """The rounds that a query asks for, newest and largest first."""
    asked = {"status": ["completed", "announced"]} | values(pairs)
    rows = ROUNDS
    for name in LISTS:
        rows = rows.filter(pl.col(name).is_in(asked[name]) if name in asked else True)
    if "start" in asked:
        rows = rows.filter(pl.col("announced_date") >= first_day(asked["start"][0]))
    if "end" in asked:
        rows = rows.filter(pl.col("announced_date") < first_day(asked["end"][0], 1))
    if least := int(asked.get("min_amount_usd", ["0"])[0]):
        rows = rows.filter(pl.col("amount_usd") >= least)
    return rows.sort(
        ["announced_date", "amount_usd", "round_id"],
        descending=[True, True, False],
        nulls_last=True,
    )


@pytest.mark.parametrize("pairs", SELECTIONS, ids=str)
def test_every_format_has_the_rows_of_the_stored_table(client: TestClient, pairs: Pairs) -> None:
    rows = expected(pairs)
    parquet = client.get("/api/rounds.parquet", params=values(pairs))
    assert pl.read_parquet(parquet.content).select(ROUNDS.columns).equals(rows)
    answer = client.get("/api/rounds.json", params=values(pairs)).json()
    assert [row["round_id"] for row in answer["rows"]] == rows["round_id"].to_list()
    assert [row["amount_usd"] for row in answer["rows"]] == rows["amount_usd"].to_list()
    assert [row["investors"] for row in answer["rows"]] == rows["investors"].to_list()
    behind = SOURCES.filter(pl.col("round_id").is_in(rows["round_id"].implode()))["source_id"]
    about = answer["metadata"]
    assert {each["source_id"] for each in about["sources"]} == set(behind)
    assert all(each["licence"] and each["credit"] for each in about["sources"])
    assert about["row_count"] == rows.height
    csv = client.get("/api/rounds.csv", params=values(pairs))
    assert csv.content.startswith("\ufeff# Title: Filtered rounds\n# Selection: ".encode())
    assert csv.headers["x-total-count"] == str(rows.height)
    plain = client.get("/api/rounds.csv", params=values([*pairs, ("comments", "no")]))
    for content, options in ((csv.content, {"comment_prefix": "#"}), (plain.content, {})):
        table = pl.read_csv(content, infer_schema=False, **options)  # type: ignore[arg-type]
        assert table["round_id"].to_list() == rows["round_id"].to_list()
        assert table["company"].to_list() == rows["company"].to_list()


def test_a_file_says_what_it_holds(client: TestClient, database: Database) -> None:
    about = client.get("/api/rounds.json", params=values(CHINA_EARLY)).json()["metadata"]
    rows = expected(CHINA_EARLY)
    assert about["selection"].startswith(
        "Completed and announced rounds of Early stage in China, Q1 2025 to Q3 2026: "
        f"{rows.height} rounds, $"
    )
    assert about["data_version"] == database.version
    link = "http://testserver/api/rounds.json?start=2025-Q1&region=China&stage_group=Early"
    assert about["link"] == link
    csv = client.get("/api/rounds.csv?region=China")
    name = f"filtered-rounds-{date.today()}.csv"
    assert csv.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"


def test_pages_of_rows_make_up_the_whole(client: TestClient) -> None:
    address = "/api/rounds.json?region=China&region=Europe&limit=150"
    rows: list[str] = []
    for place in count():
        answer = client.get(address)
        rows += [row["round_id"] for row in answer.json()["rows"]]
        words = answer.json()["metadata"]["selection"]
        start = place * 150
        total = int(answer.headers["x-total-count"])
        assert words.startswith(f"rows {start + 1} to {min(start + 150, total)} of these: ")
        if "next" not in answer.links:
            break
        address = answer.links["next"]["url"]
    assert rows == expected([("region", "China"), ("region", "Europe")])["round_id"].to_list()
    assert len(rows) == total > 300
    beyond = client.get("/api/rounds.json?region=China&offset=1000000")
    assert beyond.json()["rows"] == []
    assert "link" not in beyond.headers


def test_what_a_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/rounds.csv", params=values(CHINA_EARLY))
    etag = first.headers["etag"]
    for held in (etag, f'"other", {etag}', "*"):
        again = client.get(
            "/api/rounds.csv", params=values(CHINA_EARLY), headers={"If-None-Match": held}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    others: list[Pairs] = [[], CHINA_EARLY[:1], [*CHINA_EARLY, ("limit", "1")]]
    tags = {client.get("/api/rounds.csv", params=values(each)).headers["etag"] for each in others}
    assert len({etag, *tags}) == 4
    stale = client.get(
        "/api/rounds.csv", params=values(CHINA_EARLY), headers={"If-None-Match": '"x"'}
    )
    assert stale.content == first.content


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=0-999999999", slice(None)),
    ],
)
def test_a_part_of_a_file_is_sent(client: TestClient, asked: str, part: slice) -> None:
    whole = client.get("/api/rounds.parquet", params=values(CHINA_EARLY)).content
    answer = client.get("/api/rounds.parquet", params=values(CHINA_EARLY), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, whole[part])
    first, last, _ = slice(part.start, part.stop).indices(len(whole))
    assert answer.headers["content-range"] == f"bytes {first}-{last - 1}/{len(whole)}"


def test_parts_that_do_not_exist(client: TestClient) -> None:
    beyond = client.get("/api/rounds.csv", headers={"Range": "bytes=999999999-"})
    assert beyond.status_code == 416
    for odd in ("bytes=1-2,4-5", "lines=1-2", "bytes=--1", "bytes=-"):
        assert client.get("/api/rounds.csv?limit=1", headers={"Range": odd}).status_code == 200


def test_head_says_what_get_would(client: TestClient) -> None:
    got, asked = (client.request(each, "/api/rounds.csv?limit=9") for each in ("GET", "HEAD"))
    assert asked.content == b""
    assert dict(asked.headers) == dict(got.headers)


def test_other_methods_and_addresses_are_refused(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/api/rounds.csv")
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
        assert answer.json()["error"] == "Only GET and HEAD are answered."
    for path in ("/api/rounds.xlsx", "/api/rounds", "/api/x", "/api/../x", "/api/%2e%2e/x"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert path == "/api/../x" or answer.json() == {"error": "No such address. See /api."}


def test_pages_of_other_servers_may_read(client: TestClient) -> None:
    for path, status in (("/api/rounds.csv?limit=1", 200), ("/api/rounds.csv?x=1", 400)):
        answer = client.get(path, headers={"Origin": "https://example.org"})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-credentials" not in answer.headers
    asks = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    assert client.options("/api/rounds.csv", headers=asks).status_code == 400
    asks |= {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match, range",
    }
    assert client.options("/api/rounds.csv", headers=asks).status_code == 200


def test_the_index_lists_every_value_that_is_taken(client: TestClient) -> None:
    index = client.get("/api").json()
    assert index == client.get("/api/").json()
    allowed = {each["name"]: each["allowed"] for each in index["parameters"]}
    for name in LISTS:
        assert set(allowed[name]) == set(ROUNDS[name].drop_nulls())
    assert index["addresses"] == [f"/api/rounds.{form}" for form in ("csv", "json", "parquet")]
    # What a visitor brings is told apart by `origin`, and never sent.
    assert {*allowed, "origin"} >= set(CONDITIONS)
    assert "origin" not in allowed


@pytest.mark.parametrize(
    ("query", "unknown", "allowed"),
    [
        ("regoin=China", ["regoin"], "parameters"),
        ("grain=year", ["grain"], "parameters"),
        ("origin=Yours", ["origin"], "parameters"),
        ("region=China&region=Atlantis", ["region=Atlantis"], "region"),
        ("region=", ["region="], "region"),
        ("region=china", ["region=china"], "region"),
        ("start=2025-Q9", ["start=2025-Q9"], "start"),
        ("start=2024-Q1&start=2025-Q1", ["start=2025-Q1"], "start"),
        ("min_amount_usd=1", ["min_amount_usd=1"], "min_amount_usd"),
        ("limit=0", ["limit=0"], "limit"),
        ("limit=10001", ["limit=10001"], "limit"),
        ("limit=-1", ["limit=-1"], "limit"),
        ("limit=%D9%A3", ["limit=٣"], "limit"),
        ("offset=1e9", ["offset=1e9"], "offset"),
        ("offset=99999999999999999999", ["offset=99999999999999999999"], "offset"),
        ("comments=maybe", ["comments=maybe"], "comments"),
        ("company=%00", ["company=\0"], "company"),
        ("company=%FF", ["company=\ufffd"], "company"),
        ("company=x%27%3B%20DROP%20TABLE%20rounds%3B%20--", None, "company"),
        ("company=%24region", ["company=$region"], "company"),
        ("=1", [""], "parameters"),
        ("%0D%0AX-Injected:1=1", ["\r\nX-Injected:1"], "parameters"),
    ],
)
def test_what_does_not_exist_is_refused(
    client: TestClient, query: str, unknown: list[str] | None, allowed: str
) -> None:
    answer = client.get(f"/api/rounds.csv?{query}")
    assert answer.status_code == 400
    told = answer.json()
    assert told["unknown"] == (unknown or ["company=x'; DROP TABLE rounds; --"])
    assert list(told["allowed"]) == [allowed]
    assert told["error"].endswith(".")
    assert "x-injected" not in answer.headers


def test_a_range_the_wrong_way_round_is_refused(client: TestClient) -> None:
    answer = client.get("/api/rounds.csv?start=2025-Q2&end=2024-Q3")
    assert answer.status_code == 400
    assert answer.json()["error"] == "The start is after the end."
    assert client.get("/api/rounds.json?comments=no").status_code == 400


def test_long_queries_are_refused(client: TestClient) -> None:
    many = "&".join(f"p{number}=1" for number in range(5_000))
    for query in (many, "company=" + "x" * 8_000):
        answer = client.get(f"/api/rounds.csv?{query}")
        assert answer.status_code == 414
        assert "8,000 characters" in answer.json()["error"]


@pytest.mark.parametrize("host", ["[", "a b", "x/../y", "evil.example\\@x", ""])
def test_a_strange_host_gets_no_link(client: TestClient, host: str) -> None:
    answer = client.get("/api/rounds.json?limit=1", headers={"Host": host})
    assert answer.status_code == 200
    assert answer.json()["metadata"]["link"] == ""
    assert answer.links["next"]["url"] == "/api/rounds.json?limit=1&offset=1"


VALUES: Mapping[str, list[str]] = {
    name: ROUNDS[name].drop_nulls().unique().sort().to_list() for name in LISTS
} | {
    "start": [f"{year}-Q{number}" for year in range(2014, 2027) for number in range(1, 5)],
    "end": [f"{year}-Q{number}" for year in range(2014, 2027) for number in range(1, 5)],
    "min_amount_usd": ["0", "1000000", "10000000000"],
}
JUNK = st.text(max_size=12) | st.sampled_from(["' OR 1=1 --", "$start", "\r\nX: y", "%00", "../.."])
GOOD = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(VALUES[name]))
)
BAD = st.tuples(st.sampled_from(sorted(VALUES)) | JUNK, JUNK)


def makes_sense(pairs: Pairs) -> bool:
    asked = values(pairs)
    single = [len(set(asked.get(name, []))) <= 1 for name in ("start", "end", "min_amount_usd")]
    in_order = asked.get("start", [""])[0] <= asked.get("end", ["9"])[0]
    known = all(value in VALUES.get(name, []) for name, value in pairs)
    return known and all(single) and in_order


@settings(max_examples=60)
@given(pairs=st.lists(GOOD, max_size=4) | st.lists(GOOD | BAD, max_size=5))
def test_any_query_gives_its_rows_or_is_refused(client: TestClient, pairs: Pairs) -> None:
    answer = client.get("/api/rounds.csv", params=values([*pairs, ("comments", "no")]))
    if not makes_sense(pairs):
        assert answer.status_code == 400
        assert set(answer.json()) == {"error", "unknown", "allowed"}
        return
    assert answer.status_code == 200
    table = pl.read_csv(answer.content, infer_schema=False)
    assert table["round_id"].to_list() == expected(pairs)["round_id"].to_list()


def test_a_client_that_calls_too_often_is_told_when_to_return(database: Database) -> None:
    seconds = [0.0]
    allowance = Allowance(calls=3, clock=lambda: seconds[0])
    app = Starlette(routes=api.routes(lambda: database, allowance))
    here, there = (TestClient(app, client=(host, 1)) for host in ("10.0.0.1", "10.0.0.2"))
    assert [here.get("/api").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = here.get("/api/rounds.csv")
    assert refused.headers["retry-after"] == "20"
    assert refused.json()["error"] == "At most 3 calls a minute. Try again in 20 s."
    assert there.get("/api").status_code == 200
    seconds[0] = 20
    assert [here.get("/api").status_code for _ in range(2)] == [200, 429]


def test_the_memory_of_clients_is_bounded() -> None:
    allowance = Allowance(calls=1, clients=100, clock=lambda: 0.0)
    assert [allowance.wait("first") for _ in range(2)] == [0, 60]
    for number in range(1_000):
        allowance.wait(str(number))
    assert len(allowance._left) == 100
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("") == ""


def test_files_are_made_a_few_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "AT_ONCE", 1)
    monkeypatch.setattr(addresses, "MOST_WAITING", 1)
    go, started = threading.Event(), threading.Event()

    def slow() -> Database:
        started.set()
        assert go.wait(30)
        return database

    async def crowd() -> tuple[int, list[int]]:
        app = Starlette(routes=api.routes(slow, Allowance(UNLIMITED)))
        transport, early = httpx2.ASGITransport(app), []
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as group,
        ):

            async def call() -> None:
                early.append((await client.get("/api")).status_code)

            group.start_soon(call)
            while not started.is_set():
                await anyio.sleep(0.01)
            group.start_soon(call)
            await anyio.sleep(0.1)
            # The pages of the app are still answered: only threads wait.
            late = await client.get("/api")
            assert late.headers["retry-after"] == "5"
            go.set()
        return late.status_code, early

    assert anyio.run(crowd) == (503, [200, 200])


@pytest.mark.parametrize(
    ("fault", "status"),
    [(RuntimeError("secret"), 500), (DataError(Path("data/rounds.parquet"), "is damaged"), 503)],
)
def test_a_fault_is_one_sentence(fault: Exception, status: int) -> None:
    def broken() -> Database:
        raise fault

    with client_of(broken, raise_server_exceptions=False) as client:
        for path in ("/api", "/api/rounds.json"):
            answer = client.get(path)
            assert answer.status_code == status
            assert list(answer.json()) == ["error"]
            assert "secret" not in answer.text
            assert "data/" not in answer.text


def test_an_address_spells_the_filters(client: TestClient) -> None:
    filters = Filters(
        start="2025-Q1",
        region=("China", "Middle East"),
        sector=("AI infrastructure & cloud",),
        status=("announced",),
    )
    address = api.address("", "json", filters, limit="5")
    assert address == (
        "/api/rounds.json?start=2025-Q1&region=China&region=Middle+East"
        "&sector=AI+infrastructure+%26+cloud&status=announced&limit=5"
    )
    pairs = [
        ("start", "2025-Q1"),
        ("region", "China"),
        ("region", "Middle East"),
        ("sector", "AI infrastructure & cloud"),
        ("status", "announced"),
    ]
    rows = json.loads(client.get(address).content)["rows"]
    assert [row["round_id"] for row in rows] == expected(pairs)["round_id"].head(5).to_list()
    assert api.address("http://x", "csv", Filters()) == "http://x/api/rounds.csv"


def test_nothing_in_an_address_ends_a_line_of_code() -> None:
    for name in ROUNDS["company"].unique():
        address = api.address("", "csv", Filters(company=(name,)))
        assert set(address) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/?&=._-+%~"
        )


def test_every_parameter_is_described() -> None:
    assert set(queries.DESCRIPTIONS) == set(CONDITIONS) - {"origin"} | set(queries.OF_THE_ANSWER)
