"""Attributes come back as they went in: to the letter and to the type."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.serving import created, entity, problem, put, sent

Name = Callable[[str], str]

VALUES: list[Any] = [
    1,
    1.0,
    True,
    False,
    "1",
    "true",
    "",
    0,
    0.0,
    -1,
    2**53 + 1,
    2**63 - 1,
    -(2**63),
    0.1,
    1e300,
    5e-324,
    -1.5,
    [],
    [1],
    [1.0],
    [True],
    ["1"],
    ["", "a"],
    [2**63 - 1, -(2**63)],
    "a\x00b",
    "line\nbreak\ttab\r\x1f",
    "\u202e\u200b\ufeff",
    "😀\U0010ffff",
    "`quoted` 'single' \"double\" \\ \\u0060 $param {x}",
    "2026-01-01",
    "null",
    "x" * 100_000,
]


def alike(a: Any, b: Any) -> bool:
    """Equal and of the same types all through: 1, 1.0 and true are three values."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    return type(a) is type(b) and a == b


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30].replace("\x00", "NUL"))
@pytest.mark.parametrize("door", ["put", "bundle", "ndjson"])
def test_a_value_comes_back_as_it_went_in(editor: httpx.Client, name: Name, value: Any, door: str) -> None:
    record = {"id": name("a"), "kind": "Server", "attributes": {"own": value}}
    if door == "put":
        assert editor.put(entity(name("a")), json=record).status_code == 201
    else:
        answer = sent(editor, {"entities": [record]} if door == "bundle" else json.dumps(record), format=door).json()
        assert answer["rejected"] == []
    assert alike(editor.get(entity(name("a"))).json()["attributes"]["own"], value)


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (1, True), (0, False), (1.0, True), ([1], [1.0]), ([], ""), ("1", 1)]
)
def test_a_change_of_type_alone_is_a_change(editor: httpx.Client, name: Name, one: Any, other: Any) -> None:
    first = put(editor, name("a"), attributes={"own": one})
    second = put(editor, name("a"), attributes={"own": other}, if_match=first.headers["ETag"])
    assert second.json()["version"] == 2
    assert alike(second.json()["attributes"]["own"], other)
    past = editor.get(entity(name("a")), params={"as_of": first.json()["valid_from"]}).json()
    assert alike(past["attributes"]["own"], one)


NAMES = [
    "id", "kind", "name", "type", "from", "to", "effect", "group", "need", "labels", "version", "sources",
    "_version", "_find", "_until", "_valid_from", "_roles", "__x", "___x", "_", "__", "__id",
    "a b", "a.b", "a/b", "a~b", "ä", "😀", "`", "a`b", "``", "\\u0060", "a\\u0060b", "$x", "{x}", "'", '"', "x" * 1024,
]  # fmt: skip


def test_any_name_of_an_attribute_comes_back(editor: httpx.Client, name: Name) -> None:
    attributes = {given: f"value of {given[:20]}" for given in NAMES}
    first = created(editor, name("a"), name="the name", attributes=attributes)
    assert first["attributes"] == attributes
    assert first["id"] == name("a")
    assert first["name"] == "the name"
    assert first["version"] == 1
    etag = editor.get(entity(name("a"))).headers["ETag"]
    put(editor, name("a"), name="later", if_match=etag)
    past = editor.get(entity(name("a")), params={"as_of": first["valid_from"]}).json()
    assert past["attributes"] == attributes
    assert past["name"] == "the name"


def test_any_name_of_a_relationship_attribute_comes_back(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"))
    created(editor, name("b"))
    body = {"type": "DEPENDS_ON", "from": name("a"), "to": name("b"), "attributes": dict.fromkeys(NAMES, 1)}
    assert editor.put("/relationships", json=body).json()["attributes"] == body["attributes"]
    around = editor.get(entity(name("a"), "neighborhood")).json()
    (relationship,) = around["relationships"]
    assert relationship["attributes"] == body["attributes"]
    assert (relationship["from"], relationship["to"]) == (name("a"), name("b"))


@pytest.mark.parametrize("given", ["", "a\nb", "a\x00b", "x" * 1025, "\x7f"])
def test_a_name_that_cannot_be_is_refused(editor: httpx.Client, name: Name, given: str) -> None:
    problem(put(editor, name("a"), attributes={given: 1}), 422)


IMPOSSIBLE = ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", str(2**63), str(2**64), str(-(2**63) - 1), "9" * 5000]


@pytest.mark.parametrize("value", [*IMPOSSIBLE, '"\\ud800"', '["\\udc00"]'])
def test_a_number_or_text_that_the_graph_cannot_hold_is_refused(editor: httpx.Client, name: Name, value: str) -> None:
    body = f'{{"kind": "Server", "attributes": {{"own": {value}}}}}'
    answer = editor.put(entity(name("a")), content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code)
    problem(editor.get(entity(name("a"))), 404)


def test_numbers_are_compared_exactly_beyond_what_a_float_holds(editor: httpx.Client, name: Name) -> None:
    first = put(editor, name("a"), attributes={"own": 2**53})
    second = put(editor, name("a"), attributes={"own": 2**53 + 1}, if_match=first.headers["ETag"])
    assert second.json()["version"] == 2
    assert math.log2(second.json()["attributes"]["own"] - 1) == 53


def test_more_attributes_than_may_be_are_refused(editor: httpx.Client, name: Name) -> None:
    assert put(editor, name("a"), attributes={f"a{i}": i for i in range(1000)}).status_code == 201
    problem(put(editor, name("b"), attributes={f"a{i}": i for i in range(1001)}), 422)
