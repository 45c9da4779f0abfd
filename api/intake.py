"""Before anything else sees a request: its path as sent, its size, its JSON, and whether its client is still there.

Whoever sends it holds no key yet: nothing here may cost more than in proportion to what was sent, and a long body is not read
where all others wait for it.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.http import parse_options_header

from api.problem import problem_response
from cmdb_graph.errors import BadRequest, CmdbError, Invalid, Place, TooLarge

MAX_DEPTH = 32
MAX_HEADER = 8 * 1024
"""Bytes of the headers of one name: parsers of Accept and Cookie cost the square of a hostile one."""
MAX_ESCAPES = 100
"""Backslashes in cookies, for the same reason; they have none (RFC 6265), but for quotes in values of some programs."""
IMPORTS = "/v1/imports"
FAULT = "body_fault"
"""Where the state of a request keeps what is wrong with its JSON, until it is known that its caller may ask at all."""
_AT_ONCE = 16 * 1024
"""A body of so many bytes is read faster than it is handed to a thread."""
_AGAIN_SECONDS = 0.5

Gone = Callable[[Scope], Awaitable[None]]
"""Told when the client of a request went away before its answer, and again as long as something is done for it."""


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
            _check_headers(scope)
            if scope["path"] == IMPORTS:
                _check_declared(scope, self._max_import)
                await self._app(scope, _limited(receive, self._max_import), send)
                return
            _check_declared(scope, self._max_body)
            body = await _read(receive, self._max_body)
        except CmdbError as error:
            await problem_response(error)(scope, receive, send)
            return
        if body and _is_json(scope) and (fault := await _fault(scope, body)):
            # Told by `known_parameters`, behind the key: who has none learns nothing but that.
            scope.setdefault("state", {})[FAULT] = fault
            body = b""
        await self._watched(scope, body, receive, send)

    async def _watched(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        left = asyncio.Event()
        watch = asyncio.create_task(self._watch(scope, receive, left))
        given = False

        async def replay() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            await left.wait()
            return {"type": "http.disconnect"}

        try:
            await self._app(scope, replay, send)
        finally:
            watch.cancel()

    async def _watch(self, scope: Scope, receive: Receive, left: asyncio.Event) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()
        while True:
            await self._gone(scope)
            # It may have waited for a thread, or its query was on its way to the server: again, until the request is over.
            await asyncio.sleep(_AGAIN_SECONDS)


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


def _check_headers(scope: Scope) -> None:
    sizes: Counter[bytes] = Counter()
    for name, value in scope["headers"]:
        sizes[name] += len(value)
        if sizes[name] > MAX_HEADER:
            raise BadRequest(f"The header {name[:80].decode('latin-1')} is longer than {MAX_HEADER:,} bytes.")
        if name == b"cookie" and value.count(b"\\") > MAX_ESCAPES:
            raise BadRequest("The header Cookie is full of backslashes: cookies have none (RFC 6265, section 4.1.1).")


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


async def _fault(scope: Scope, body: bytes) -> CmdbError | None:
    """What is wrong with a JSON body."""

    def check() -> CmdbError | None:
        try:
            _check_encoding(scope, body)
            _check_json(body)
        except CmdbError as error:
            return error
        return None

    return check() if len(body) <= _AT_ONCE else await run_in_threadpool(check)


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


def _check_json(body: bytes) -> None:
    try:
        value = json.loads(body)
    except json.JSONDecodeError as error:
        raise _not_json(f"{error.msg}, line {error.lineno}, column {error.colno}", error.lineno) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:  # a whole number of thousands of digits
        raise _not_json(str(error)) from None
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH + 1):
        nested: list[Any] = [item for item in level if isinstance(item, list | dict)]
        if not nested:
            return
        level = [inner for item in nested for inner in (item.values() if isinstance(item, dict) else item)]  # pyright: ignore[reportUnknownVariableType]  JSON is anything
    raise _too_deep()


def _not_json(why: str, line: int | None = None) -> BadRequest:
    detail = f"The body is not JSON: {why}."
    return BadRequest(detail, places=[Place(detail, line=line)])


def _too_deep() -> Invalid:
    return Invalid(f"The body is nested deeper than {MAX_DEPTH} levels.")


def _is_json(scope: Scope) -> bool:
    kind = _content_type(scope)
    return not kind or "json" in kind.lower()


def _content_type(scope: Scope) -> str:
    return Headers(scope=scope).get("content-type", "")


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is larger than the {limit:,} bytes that this may have. Divide it.")
