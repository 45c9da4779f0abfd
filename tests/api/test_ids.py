"""Ids hold any character and are compared exactly; routes match the raw path."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest

from tests.api.serving import Api, created, entity, imported, joined, problem

Name = Callable[[str], str]

ODD = [
    "with space",
    " leading",
    "trailing ",
    "a/b",
    "/",
    "//",
    "a/history",
    "/history",
    "history",
    "neighborhood",
    "a/neighborhood",
    "a?b=c",
    "a#b",
    "%2F",
    "a%2Fb",
    "100%",
    "%",
    "%zz",
    "%00",
    "+",
    "a+b",
    "ü",
    "u\u0308",
    "日本語",
    "😀",
    "\U0010ffff",
    "\u202e\u200b",
    "\ufeff",
    "`",
    "``) DETACH DELETE n //",
    "\\u0060",
    "'",
    '"',
    "\\",
    "{x}",
    "$id",
    "a:b@c;d,e=f&g",
    "...",
    "../..",
    "./a",
    "a/../b",
    "CASE",
    "case",
    "x" * 1000,
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: quote(odd)[:40])
def test_an_id_of_any_characters_works_everywhere(editor: httpx.Client, name: Name, odd: str) -> None:
    entity_id = name(odd)
    first = created(editor, entity_id)
    assert first["id"] == entity_id
    assert editor.get(entity(entity_id)).json()["id"] == entity_id
    patched = editor.patch(entity(entity_id), json={"name": "renamed"}, headers={"If-Match": '"1"'})
    assert patched.json()["id"] == entity_id
    assert [item["version"] for item in editor.get(entity(entity_id, "history")).json()["items"]] == [2, 1]

    provider = name("provider")
    created(editor, provider)
    joined(editor, "DEPENDS_ON", entity_id, provider)
    assert {node["id"] for node in editor.get(entity(entity_id, "neighborhood")).json()["nodes"]} == {
        entity_id,
        provider,
    }
    impact = editor.post("/impact", json={"targets": [{"id": provider}]}).json()
    assert [node["path"] for node in impact["affected"]] == [[provider, entity_id]]
    paths = editor.get("/paths", params={"from": entity_id, "to": provider}).json()["paths"]
    assert [[node["id"] for node in path["nodes"]] for path in paths] == [[entity_id, provider]]
    found = editor.get("/entities", params={"q": entity_id}).json()["items"]
    assert [item["id"] for item in found if item["id"] == entity_id] == [entity_id]
    ended = editor.delete("/relationships", params={"type": "DEPENDS_ON", "from": entity_id, "to": provider})
    assert ended.status_code == 204
    assert editor.delete(entity(entity_id), headers={"If-Match": "*"}).status_code == 204
    problem(editor.get(entity(entity_id)), 404)


@pytest.mark.parametrize("odd", [odd for odd in ODD if len(odd) < 100], ids=lambda odd: quote(odd)[:40])
def test_an_id_that_is_nothing_but_odd(editor: httpx.Client, odd: str) -> None:
    answer = editor.get(entity(odd))
    assert answer.status_code in (200, 404)
    if answer.status_code == 404:
        created(editor, odd)
    read = editor.get(entity(odd))
    assert read.json()["id"] == odd
    assert editor.delete(entity(odd), headers={"If-Match": read.headers["ETag"]}).status_code == 204


@pytest.mark.parametrize("char", ["x", "ü", "😀"])
def test_an_id_has_at_most_1024_characters(editor: httpx.Client, name: Name, char: str) -> None:
    longest = name("").ljust(1024, char)
    created(editor, longest, name=longest)
    assert editor.get(entity(longest)).json()["id"] == longest
    problem(editor.put(entity(longest + char), json={"kind": "Server"}), 422)
    created(editor, name("b"))
    joined(editor, "DEPENDS_ON", longest, name("b"))
    page = editor.get("/entities", params={"q": longest, "limit": 1}).json()
    assert [item["id"] for item in page["items"]] == [longest]


def test_ids_are_compared_exactly(editor: httpx.Client, name: Name) -> None:
    forms = [name(form) for form in ("A", "a", "\u00e9", "e\u0301", "ß", "ss", "a ", " a", "ﬁ", "fi")]
    for form in forms:
        created(editor, form, name=form)
    for form in forms:
        assert editor.get(entity(form)).json()["name"] == form


@pytest.mark.parametrize("refused", [".", "..", "a\nb", "\x00", "a\x00b", "\x1f", "\x7f", "\x85", "\x9f"])
def test_ids_that_cannot_be_are_refused_at_every_door(editor: httpx.Client, api: Api, name: Name, refused: str) -> None:
    target = "".join(f"%{byte:02X}" for byte in refused.encode())
    key = editor.headers["Authorization"].encode()
    answer = api.raw(
        b"/v1/entities/" + target.encode(),
        method=b"PUT",
        headers=(b"Authorization: " + key, b"Content-Type: application/json"),
        body=b'{"kind": "Server"}',
    )
    problem(answer, 422)
    report = imported(editor, {"entities": [{"id": refused, "kind": "Server"}, {"id": name("ok"), "kind": "Server"}]})
    assert report["entities"]["created"] == 1
    assert [rejection["pointer"] for rejection in report["rejected"]] == ["/entities/0/id"]
    body = {"type": "DEPENDS_ON", "from": name("ok"), "to": refused}
    problem(editor.put("/relationships", json=body), 422)


def test_an_empty_id_is_no_entity(editor: httpx.Client) -> None:
    problem(editor.put("/entities/", json={"kind": "Server"}), 404)
    report = imported(editor, {"entities": [{"id": "", "kind": "Server"}]})
    assert [rejection["pointer"] for rejection in report["rejected"]] == ["/entities/0/id"]


@pytest.mark.parametrize("path", [b"/v1/entities/%FF", b"/v1/entities/a%C3", b"/v1/entities/%ED%A0%80", b"/%FF"])
def test_a_path_that_is_not_utf8_is_400(api: Api, keys: dict[str, str], path: bytes) -> None:
    answer = api.raw(path, headers=(f"Authorization: Bearer {keys['reader']}".encode(),))
    problem(answer, 400)


def test_a_path_that_is_no_http_is_400(api: Api) -> None:
    assert api.raw(b"/v1/entities/\xff").status_code == 400


@pytest.mark.parametrize("dots", [b".", b"..", b"%2e", b"%2E%2e", b"a/../b"])
def test_dots_are_not_resolved(api: Api, keys: dict[str, str], dots: bytes) -> None:
    answer = api.raw(b"/v1/entities/" + dots, headers=(f"Authorization: Bearer {keys['reader']}".encode(),))
    assert answer.status_code in (404, 422)
    problem(answer, answer.status_code)


def test_one_encoding_of_an_id_is_as_good_as_another(editor: httpx.Client, api: Api, name: Name) -> None:
    created(editor, name("a"))
    encoded = "".join(f"%{byte:02x}" for byte in name("a").encode())
    answer = api.raw(
        f"/v1/entities/{encoded}".encode(), headers=(b"Authorization: " + editor.headers["Authorization"].encode(),)
    )
    assert answer.status_code == 200
    assert answer.json()["id"] == name("a")
