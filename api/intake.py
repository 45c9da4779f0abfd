"""Before anything else sees a request: its path as sent, its size, its nesting, and whether its client is still there."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.http import parse_options_header

from api.problem import problem_response
from cmdb_graph.errors import BadRequest, CmdbError, Invalid, TooLarge

MAX_DEPTH = 32
IMPORTS = "/v1/imports"
_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)

Gone = Callable[[Scope], Awaitable[None]]
"""Told once when the client of a request went away before its answer."""


class Intake:
    """Pure ASGI, reads the body of everything but imports up to its limit, then watches for a client that goes away."""

    def __init__(self, app: ASGIApp, *, max_body: int, max_import: int, gone: Gone) -> None:
        self._app = app
        self._max_body = max_body
        self._max_import = max_import
        self._gone = gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with what is wrong with it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            _match_raw_path(scope)
            if scope["path"] == IMPORTS:
                _check_declared(scope, self._max_import)
                await self._app(scope, _limited(receive, self._max_import), send)
                return
            _check_declared(scope, self._max_body)
            body = await _read(receive, self._max_body)
            if body and _is_json(scope):
                _check_encoding(scope, body)
                _check_nesting(body)
        except CmdbError as error:
            await problem_response(error)(scope, receive, send)
            return
        await self._watched(scope, body, receive, send)

    async def _watched(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(self._wait_until_gone(scope, receive))
        given = False

        async def replay() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            await asyncio.shield(gone)
            return {"type": "http.disconnect"}

        try:
            await self._app(scope, replay, send)
        finally:
            gone.cancel()

    async def _wait_until_gone(self, scope: Scope, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        await self._gone(scope)


def _match_raw_path(scope: Scope) -> None:
    """Route on the path as it was sent, so that an id with an encoded slash stays one segment; endpoints decode it."""
    raw: bytes = scope.get("raw_path") or b""
    try:
        unquote_to_bytes(raw).decode("utf-8")
        scope["path"] = raw.decode("ascii")
    except UnicodeDecodeError:
        raise BadRequest(
            "The path of the address is not UTF-8. Encode the id as UTF-8, then percent-encode it."
        ) from None


def _check_declared(scope: Scope, limit: int) -> None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            raise _too_large(limit)


async def _read(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest("The client went away before its request was whole.")
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _limited(receive: Receive, limit: int) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise _too_large(limit)
        return message

    return counted


def _check_encoding(scope: Scope, body: bytes) -> None:
    # JSON between systems is UTF-8 (RFC 8259, section 8.1). Python's parser would read UTF-16 and UTF-32 too, whose
    # brackets the check of the nesting does not see. A byte order mark of UTF-8 is passed over, as the RFC allows.
    charset = parse_options_header(_content_type(scope))[1].get("charset", "")
    if charset.lower() not in ("", "utf-8", "utf8"):
        raise BadRequest(f"A JSON body is UTF-8, not {charset[:80]!r}: leave `charset` out, and send UTF-8.")
    if not json.detect_encoding(body).startswith("utf-8"):
        raise BadRequest("A JSON body is UTF-8; this one looks like UTF-16 or UTF-32. Encode it as UTF-8.")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"A JSON body is UTF-8; the byte at {error.start:,} is not. Encode it as UTF-8.") from None


def _check_nesting(body: bytes) -> None:
    # Python's parser recurses: a body of a million brackets must not reach it.
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for token in _NESTING.finditer(body):
        sign = token.group()
        if sign in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise Invalid(f"The body is nested deeper than {MAX_DEPTH} levels.")
        elif sign in (b"]", b"}"):
            depth -= 1


def _is_json(scope: Scope) -> bool:
    kind = _content_type(scope)
    return not kind or "json" in kind.lower()


def _content_type(scope: Scope) -> str:
    return Headers(scope=scope).get("content-type", "")


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is larger than the {limit:,} bytes that this may have. Divide it.")
