"""The addresses themselves: what is sent, what is refused, and how much at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from lib import export
from lib.answers import (
    ROUND_COLUMNS,
    ROUNDS_SQL,
    ROUNDS_TITLE,
    provenance,
    sentence_and_result,
    sources_behind,
)
from lib.api import query
from lib.api.rate import CALLS_A_MINUTE, Allowance, network_of
from lib.database import Database, DataError, select
from lib.words import count

Opener = Callable[[], Database]

PREFIX = "/api"
FORMATS = {name.lower(): export.FORMATS[name] for name in ("CSV", "JSON", "Parquet")}
"""What is sent, by the end of its address; an Excel file would take too long to make."""
AT_ONCE = 2
"""Files made at the same time."""
MOST_WAITING = 20
KEPT_SECONDS = 600
"""How long a client may keep an answer without asking again."""
SERVED = "AI_CAPITAL_EXPLORER_SERVED"
HOST = re.compile(r"[\w.-]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?", re.ASCII)
RANGE = re.compile(r"bytes=(?:(\d{1,12})-(\d{0,12})|-(\d{1,12}))", re.ASCII)
LICENCE = (
    "The rows keep the terms of their sources. Each JSON and Parquet file, and each CSV with its "
    "comments, lists the sources behind its rows with licence and credit line."
)


def announce() -> None:
    """Note that this process answers at the addresses, for the page about them.

    The environment holds the note: modules are read again when somebody edits them.
    """
    os.environ[SERVED] = "yes"


def is_served() -> bool:
    """Whether this process answers at the addresses."""
    return SERVED in os.environ


def routes(open_data: Opener, allowance: Allowance | None = None) -> list[Route]:
    """Routes of /api and everything below it, over the database that `open_data` gives.

    `open_data` is called in another thread for every request, and may raise DataError.
    """
    files = _Files(open_data, CapacityLimiter(AT_ONCE))
    app = Starlette(
        routes=[
            Route(PREFIX, files.index),
            *(
                Route(f"{PREFIX}/rounds.{suffix}", partial(files.rounds, suffix))
                for suffix in FORMATS
            ),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD"],
                allow_headers=["If-None-Match", "Range"],
                expose_headers=["Content-Range", "ETag", "Link", "Retry-After", "X-Total-Count"],
            ),
            Middleware(_Bounds, allowance=allowance or Allowance()),
        ],
        exception_handlers={
            HTTPException: _no_such_address,
            query.Refused: _refused,
            DataError: _no_data,
            _Busy: _busy,
            Exception: _failed,
        },
    )
    # The whole app answers below the prefix, so that a wrong address gets no page for people.
    return [Route(PREFIX, app), Route(f"{PREFIX}/{{rest:path}}", app)]


class _Bounds:
    """Refuses long queries, and clients that call too often."""

    def __init__(self, app: ASGIApp, allowance: Allowance) -> None:
        self.app, self.allowance = app, allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._refusal(scope) or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        # Behind a proxy, uvicorn puts the address of its client here, if it is told to trust it.
        host, _ = scope.get("client") or ("", 0)
        if seconds := self.allowance.wait(network_of(host)):
            error = f"At most {self.allowance.calls} calls a minute. Try again in {seconds} s."
            return _json({"error": error}, 429, {"Retry-After": str(seconds)})
        if len(scope["query_string"]) > query.LONGEST_QUERY:
            error = f"A query has at most {query.LONGEST_QUERY:,} characters."
            return _json({"error": error}, 414)
        return None


class _Busy(Exception):
    """Too many files are waiting to be made."""


@dataclass(frozen=True)
class _Files:
    """Makes answers in other threads, a few at once, so that the pages stay quick."""

    open_data: Opener
    limiter: CapacityLimiter

    async def index(self, request: Request) -> Response:
        return await self._made(lambda: _json(_index(self.open_data()), kept=True))

    async def rounds(self, suffix: str, request: Request) -> Response:
        return await self._made(lambda: _rounds(self.open_data(), suffix, request))

    async def _made(self, make: Callable[[], Response]) -> Response:
        if self.limiter.statistics().tasks_waiting >= MOST_WAITING:
            raise _Busy
        return await anyio.to_thread.run_sync(make, limiter=self.limiter)


def _index(database: Database) -> dict[str, object]:
    allowed = query.parameters(database.options, "csv")
    return {
        "title": "AI Capital Explorer: funding rounds of AI companies",
        "data_version": database.version,
        "newest_round": database.newest.isoformat(),
        "addresses": [f"{PREFIX}/rounds.{suffix}" for suffix in FORMATS],
        "parameters": [
            {"name": name, "description": words, "allowed": allowed[name]}
            for name, words in query.DESCRIPTIONS.items()
        ],
        "limits": {
            "rows_a_call": query.MOST_ROWS,
            "calls_a_minute": CALLS_A_MINUTE,
            "characters_of_a_query": query.LONGEST_QUERY,
        },
        "licence": LICENCE,
    }


def _rounds(database: Database, suffix: str, request: Request) -> Response:
    # bytes.decode would raise for a query that is not ASCII; no allowed value needs one.
    spelt = request.scope["query_string"].decode("ascii", "replace")
    asked = query.read(parse_qs(spelt, keep_blank_values=True), database.options, suffix)
    total = select(database, "FROM selected SELECT count(*)", asked.filters).item()
    sql = f"{ROUNDS_SQL} LIMIT $limit OFFSET $offset"
    rows = select(database, sql, asked.filters, limit=asked.limit, offset=asked.offset)
    about = provenance(
        database,
        ROUNDS_TITLE,
        asked.filters,
        _address(request, asked),
        _selection(database, asked, rows.height, total),
    )
    if asked.comments:
        about = replace(about, sources=sources_behind(database, asked.filters))
        content = FORMATS[suffix].write(rows, ROUND_COLUMNS, about)
    else:
        content = export.to_plain_csv(rows, ROUND_COLUMNS)
    headers = {
        "Content-Disposition": f'attachment; filename="{export.file_name(about, suffix)}"',
        "X-Total-Count": str(total),
        **_next_link(request, asked, total),
    }
    return _file(request, content, FORMATS[suffix].mime, headers)


def _selection(database: Database, asked: query.Request, rows: int, total: int) -> str:
    """What the rows are, where they are not all of the selection; empty where they are."""
    if rows == total:
        return ""
    place = f"rows {asked.offset + 1} to {asked.offset + rows}" if rows else "no row"
    return f"{place} of these: {': '.join(sentence_and_result(database, asked.filters))}"


def _address(request: Request, asked: query.Request) -> str:
    """The address of the same file, spelt in one way; empty where the client names no host."""
    host = request.headers.get("host", "")
    if not HOST.fullmatch(host):
        return ""
    return f"{request.scope['scheme']}://{host}{request.scope['path']}?{asked.query()}".rstrip("?")


def _next_link(request: Request, asked: query.Request, total: int) -> dict[str, str]:
    end = asked.offset + asked.limit
    if end >= total:
        return {}
    return {"Link": f'<{request.scope["path"]}?{replace(asked, offset=end).query()}>; rel="next"'}


def _file(request: Request, content: bytes, mime: str, headers: dict[str, str]) -> Response:
    """The file, or word that the client has it already."""
    # Weak, since the server may compress it. It changes with the data, and with the day inside.
    etag = f'W/"{sha256(content).hexdigest()[:32]}"'
    headers |= {"ETag": etag} | _headers(kept=True)
    held = request.headers.get("if-none-match", "")
    if held.strip() == "*" or etag in re.split(r"\s*,\s*", held.strip()):
        return Response(status_code=304, headers=headers)
    return _part(request, content, mime, headers)


def _part(request: Request, content: bytes, mime: str, headers: dict[str, str]) -> Response:
    """The bytes asked for, as polars and DuckDB read files at an address; else all of them."""
    headers |= {"Accept-Ranges": "bytes"}
    asked = RANGE.fullmatch(request.headers.get("range", ""))
    # A weak ETag is no ground to join two parts.
    if not asked or "if-range" in request.headers:
        return Response(content, media_type=mime, headers=headers)
    size, (first, last, length) = len(content), asked.groups()
    start = int(first) if first else max(size - int(length), 0)
    end = min(int(last) + 1, size) if last else size
    if start >= end:
        return _json({"error": "No such bytes."}, 416, {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return Response(content[start:end], 206, headers, mime)


def _json(
    content: Mapping[str, object],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    kept: bool = False,
) -> JSONResponse:
    return JSONResponse(content, status, {**_headers(kept), **(headers or {})})


def _headers(kept: bool) -> dict[str, str]:
    return {
        "Cache-Control": f"public, max-age={KEPT_SECONDS}" if kept else "no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _no_such_address(request: Request, error: Any) -> Response:
    words = {404: f"No such address. See {PREFIX}.", 405: "Only GET and HEAD are answered."}
    content = {"error": words.get(error.status_code, error.detail)}
    return _json(content, error.status_code, error.headers)


def _refused(request: Request, error: Any) -> Response:
    return _json({"error": str(error), "unknown": error.unknown, "allowed": error.allowed}, 400)


def _no_data(request: Request, error: Any) -> Response:
    # Whoever opens the data logs why it cannot be opened.
    return _json({"error": "The data cannot be opened on this server."}, 503)


def _busy(request: Request, error: Any) -> Response:
    content = {"error": f"{count(MOST_WAITING, 'call')} wait already. Try again in 5 s."}
    return _json(content, 503, {"Retry-After": "5"})


def _failed(request: Request, error: Any) -> Response:
    # Starlette raises it again, so that the server logs where it happened.
    return _json({"error": "The server failed to answer. The fault is in its log."}, 500)
