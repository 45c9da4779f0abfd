"""What is done with a request before its key is known: in proportion to what was sent, and told only behind the key."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.intake import Intake
from tests.api.serving import ADMIN_KEY, Api, entity, problem

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024
AUTH = f"Authorization: Bearer {ADMIN_KEY}".encode()

# A search for the ends of its strings that starts anew at each quote goes over all of it, half a million times.
QUOTES = (b"[]" * 33 + b'"' + b'\\"' * MIB)[:MIB]
UNREADABLE = [
    (QUOTES, 400),
    (b'"' + b'\\"' * 500_000, 400),
    (b"[" * MIB, 422),
    (b"[" * 500 + b"]" * 500, 422),
    (b'{"a":' * 33 + b"1" + b"}" * 33, 422),
    (b"[[1]," * 200_000, 422),
    (b"{", 400),
    (b"1" * 5_000, 400),
    (b'{"kind": "M\xfcller"}', 400),
]


@pytest.mark.parametrize(("body", "status"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_a_body_that_cannot_be_read_is_told_behind_the_key(
    anonymous: httpx.Client, editor: httpx.Client, body: bytes, status: int
) -> None:
    for method, path in (("PUT", entity("x")), ("POST", "/impact"), ("PUT", "/relationships"), ("POST", "/keys")):
        problem(anonymous.request(method, path, content=body, headers=JSON), 401)
        problem(editor.request(method, path, content=body, headers=JSON), status)


def test_json_may_be_as_deep_as_the_limit_and_brackets_in_text_do_not_count(editor: httpx.Client) -> None:
    for body in (b'{"a":' + b"[" * 31 + b"]" * 31 + b"}", b'{"a": "%s"}' % (b"[{" * 100_000)):
        told = problem(editor.post("/impact", content=body, headers=JSON), 422)
        assert "nested" not in told["detail"]


def test_what_is_no_json_is_told_with_its_line_and_column(editor: httpx.Client) -> None:
    told = problem(editor.post("/impact", content=b'{"targets": [\n  {"id": }\n]}', headers=JSON), 400)
    assert "line 2, column 10" in told["detail"]
    assert [(place["pointer"], place["line"]) for place in told["errors"]] == [(None, 2)]


@pytest.mark.parametrize(
    "header",
    [
        b"Accept: a/b" + b" " * 60_000 + b"c",
        b'Cookie: a="' + b'\\"' * 30_000,
        b'Cookie: a="' + b'\\"' * 2_000 + b'"',
        b"X-Own: " + b"x" * 9_000,
    ],
    ids=["accept", "cookie", "short cookie", "own"],
)
def test_no_header_costs_the_square_of_its_length(api: Api, header: bytes) -> None:
    told = problem(api.raw(b"/v1/schema", headers=(AUTH, header)), 400)
    assert header.partition(b":")[0].decode().lower() in told["detail"].lower()


def test_cookies_of_other_programs_do_no_harm(api: Api) -> None:
    header = b'Cookie: theirs="{\\"a\\": 1}"; other=' + b"x" * 4_000
    assert api.raw(b"/v1/schema", headers=(AUTH, header)).status_code == 200


def test_of_thousands_of_unknown_parameters_the_first_are_told(editor: httpx.Client) -> None:
    told = problem(editor.get("/entities?" + "&".join(f"p{at}=" for at in range(5_000))), 422)
    assert len(told["errors"]) == 20


def test_that_a_client_went_away_is_told_until_its_request_is_over() -> None:
    """Once is not enough: a request may wait for a thread, and has nothing to end yet."""
    told: list[str] = []
    over = asyncio.Event()

    async def gone(scope: Scope) -> None:
        told.append(scope["path"])
        if len(told) == 2:
            over.set()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect"
        await over.wait()

    sent: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return sent.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    intake = Intake(app, max_body=1, max_import=1, gone=gone)
    scope = {"type": "http", "path": "/x", "raw_path": b"/x", "headers": []}
    asyncio.run(asyncio.wait_for(intake(scope, receive, send), 30))
    assert told == ["/x", "/x"]
