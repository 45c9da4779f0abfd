"""Finding as one types: by what identifies, by kind, by owner; every word counts, and the best comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from neo4j import Driver

from cmdb_graph.graph import refresh, shape
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.instance import open_instance
from tests.api.serving import created, entity, imported, joined, problem, settings_for

Name = Callable[[str], str]
EVIL = "<img src=x onerror=alert(1)>"


def found(client: httpx.Client, q: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.get("/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def ids(client: httpx.Client, q: str, **more: Any) -> list[str]:
    return [item["id"] for item in found(client, q, **more)]


@pytest.fixture(scope="module")
def estate(api: Any, editor: httpx.Client, driver: Driver) -> Iterator[None]:
    driver.execute_query("MATCH (n:Entity|EntityVersion) DETACH DELETE n")
    server = {"serial_number": "SN-Q7-0042", "hostname": "quay1.port.example", "asset_tag": "T 17"}
    addresses = {"ip_addresses": ["10.77.1.5", "2001:db8::15"], "mac_addresses": ["02:00:5E:10:00:FF"]}
    imported(
        editor,
        {
            "entities": [
                {"id": "q-1", "kind": "DatabaseServer", "name": "Oslo quay", "attributes": server | addresses},
                {"id": "q-2", "kind": "Server", "name": "Quay"},
                {"id": "q-3", "kind": "Switch", "name": "Quay switch Oslo"},
                {"id": "q-4", "kind": "Server", "name": "An old quay"},
                {"id": "quay", "kind": "Laptop", "name": "Zz"},
                {"id": "q-5", "kind": "IPAddress", "name": "10.77.1.50", "attributes": {"address": "10.77.1.50"}},
                {"id": "p-1", "kind": "Person", "name": "Kari Nordby", "attributes": {"email": "kari@port.example"}},
                {"id": "p-2", "kind": "Team", "name": "Harbor crew"},
                {"id": "o-1", "kind": "Laptop", "name": "Lap one"},
                {"id": "o-2", "kind": "Printer", "name": "Print one"},
                {"id": "evil", "kind": "Server", "name": EVIL},
                {"id": "Groß-1", "kind": "Server", "name": "STRASSE"},
            ],
            "relationships": [
                {"type": "OWNED_BY", "from": "o-1", "to": "p-1"},
                {"type": "OWNED_BY", "from": "o-2", "to": "p-1"},
                {"type": "OWNED_BY", "from": "q-4", "to": "p-2"},
            ],
        },
    )
    yield
    driver.execute_query("MATCH (n:Entity|EntityVersion) DETACH DELETE n")


@pytest.mark.parametrize(
    ("q", "matched", "value"),
    [
        ("q7-00", "serial_number", "SN-Q7-0042"),
        ("QUAY1.PORT", "hostname", "quay1.port.example"),
        ("t 17", "asset_tag", "T 17"),
        ("10.77.1.5", "ip_addresses", "10.77.1.5"),
        ("db8::15", "ip_addresses", "2001:db8::15"),
        ("5e:10:00", "mac_addresses", "02:00:5E:10:00:FF"),
        ("oslo q", "name", "Oslo quay"),
        ("q-1", "id", "q-1"),
    ],
)
def test_it_is_found_by_part_of_what_identifies(
    estate: None, reader: httpx.Client, q: str, matched: str, value: str
) -> None:
    first = found(reader, q)[0]
    assert first == {"id": "q-1", "kind": "DatabaseServer", "name": "Oslo quay", "matched": matched, "value": value}


def test_exact_names_and_ids_come_first_then_beginnings_then_parts(estate: None, reader: httpx.Client) -> None:
    assert ids(reader, "quay") == ["quay", "q-2", "q-3", "q-1", "q-4"]


def test_every_word_is_to_be_found(estate: None, reader: httpx.Client) -> None:
    assert ids(reader, "quay oslo") == ["q-1", "q-3"]
    assert ids(reader, "oslo 10.77") == ["q-1"]
    assert ids(reader, "quay nowhere") == []


def test_a_kind_narrows_to_it_and_those_below(estate: None, reader: httpx.Client) -> None:
    assert set(ids(reader, "server quay")) == {"q-1", "q-2", "q-4"}
    assert ids(reader, "oslo Servers") == ["q-1"]
    assert ids(reader, "database server oslo") == ["q-1"]
    assert set(ids(reader, "quay", kind="NetworkDevice")) == {"q-3"}
    assert ids(reader, "server oslo", kind="Switch") == []


def test_a_kind_alone_lists_what_is_of_it_after_what_is_called_so(estate: None, reader: httpx.Client) -> None:
    told = found(reader, "switch")
    assert [(item["id"], item["matched"]) for item in told] == [("q-3", "name")]
    assert {item["id"]: item["matched"] for item in found(reader, "laptop")} == {"quay": "kind", "o-1": "kind"}


def test_a_word_that_is_a_kind_is_found_in_names_too_when_nothing_is_of_it(estate: None, reader: httpx.Client) -> None:
    """There is no router; but something may be called so."""
    assert ids(reader, "quay switch") == ["q-3"]
    assert ids(reader, "router quay") == []


@pytest.mark.parametrize(
    ("q", "of"),
    [
        ("kari nord", ["p-1", "o-1", "o-2"]),
        ("kari@port", ["p-1", "o-1", "o-2"]),
        ("laptop kari", ["o-1"]),
        ("kari print", ["o-2"]),
        ("crew", ["p-2", "q-4"]),
    ],
)
def test_what_is_owned_follows_its_owner(estate: None, reader: httpx.Client, q: str, of: list[str]) -> None:
    told = found(reader, q)
    assert [item["id"] for item in told] == of
    owned = [item for item in told if item["id"] not in ("p-1", "p-2")]
    assert {item["matched"] for item in owned} == {"owner"}
    assert {item["value"] for item in owned} <= {"Kari Nordby", "Harbor crew"}


def test_case_is_folded_as_unicode_says(estate: None, reader: httpx.Client) -> None:
    assert ids(reader, "gross-1") == ids(reader, "straße") == ids(reader, "GROẞ") == ["Groß-1"]


@pytest.mark.parametrize(
    "q", ["", "   ", "\n", EVIL, "' OR 1=1 //", "*", "[a-", "\\", "a" * 1024, "xq " * 300, "\u202e", "😀"]
)
def test_any_text_is_a_text(estate: None, reader: httpx.Client, q: str) -> None:
    assert ids(reader, q) == (["evil"] if q == EVIL else [])


def test_there_is_more_is_told(estate: None, reader: httpx.Client) -> None:
    told = reader.get("/search", params={"q": "quay", "limit": 2}).json()
    assert [item["id"] for item in told["items"]] == ["quay", "q-2"]
    assert told["more"]
    assert not reader.get("/search", params={"q": "quay"}).json()["more"]
    assert reader.get("/search", params={"q": "quay", "limit": 100_000}).status_code == 200


def test_what_is_wrong_is_told(reader: httpx.Client, anonymous: httpx.Client) -> None:
    problem(reader.get("/search"), 422)
    problem(reader.get("/search", params={"q": "x", "limit": 0}), 422)
    problem(reader.get("/search", params={"q": "x", "kind": "Servr"}), 422)
    problem(anonymous.get("/search", params={"q": "x"}), 401)


def test_it_follows_every_write(editor: httpx.Client, name: Name) -> None:
    one, tag = name("a"), name("tag")
    made = created(editor, one, attributes={"serial_number": f"{tag}-1"})
    assert ids(editor, f"{tag}-1") == [one]
    headers = {"If-Match": f'"{made["version"]}"'}
    editor.patch(entity(one), json={"attributes": {"serial_number": f"{tag}-2"}}, headers=headers)
    assert (ids(editor, f"{tag}-1"), ids(editor, f"{tag}-2")) == ([], [one])
    imported(editor, {"entities": [{"id": one, "kind": "Server", "attributes": {"serial_number": f"{tag}-3"}}]})
    assert (ids(editor, f"{tag}-2"), ids(editor, f"{tag}-3")) == ([], [one])
    owner = name("owner")
    created(editor, owner, "Team", name=owner)
    joined(editor, "OWNED_BY", one, owner)
    assert ids(editor, owner) == [owner, one]
    editor.delete(entity(one), headers={"If-Match": editor.get(entity(one)).headers["ETag"]})
    assert (ids(editor, f"{tag}-3"), ids(editor, owner)) == ([], [owner])


def test_a_part_of_name_or_id_stays_what_a_list_is_asked_for(estate: None, reader: httpx.Client) -> None:
    assert reader.get("/entities", params={"q": "SN-Q7"}).json()["items"] == []


def test_what_was_recorded_before_there_was_a_search_is_found_once_it_is_opened(
    editor: httpx.Client, name: Name, driver: Driver, neo4j_endpoint: Endpoint
) -> None:
    for place in range(3):
        created(editor, name(f"{place}"), attributes={"serial_number": name("serial")})
    driver.execute_query("MATCH (n:Entity) REMOVE n._marks")
    driver.execute_query("MATCH (m:Migration {name: 'marks'}) DELETE m")
    assert ids(editor, name("serial")) == []
    open_instance(settings_for(neo4j_endpoint)).close()
    assert len(ids(editor, name("serial"))) == 3


def test_marking_goes_on_from_batch_to_batch(
    editor: httpx.Client, name: Name, driver: Driver, neo4j_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "_BATCH", 2)
    for place in range(5):
        created(editor, name(f"{place}"), attributes={"serial_number": name("serial")})
    driver.execute_query("MATCH (n:Entity) SET n._marks = 'of before'")
    driver.execute_query("MATCH (m:Migration {name: 'marks'}) SET m.by = 'other attributes'")
    open_instance(settings_for(neo4j_endpoint)).close()
    assert len(ids(editor, name("serial"))) == 5
    assert driver.execute_query("MATCH (n:Entity {_marks: 'of before'}) RETURN count(n) AS c").records[0]["c"] == 0


def test_marks_are_short() -> None:
    assert shape.marks({"a": "x" * 999, "b": ["y" * 999] * 99, "c": 5}, ("a", "b", "c")) is not None
    told = shape.marks({"a": "x" * 999, "b": ["y" * 999] * 99}, ("a", "b")) or ""
    assert told.startswith(f"\n{'x' * shape.MARK}\n{'y' * shape.MARK}\n")
    assert len(told) == shape.MARKS + 2
    assert shape.marks({"a": " ", "b": 7, "d": "z"}, ("a", "b", "c")) is None
    assert shape.marks({"a": "One\nTwo"}, ("a",)) == "\none two\n"
