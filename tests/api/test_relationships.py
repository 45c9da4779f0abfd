"""Relationships: what identifies one, what it defaults to, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.api.serving import created, entity, joined, problem

Name = Callable[[str], str]


def around(client: httpx.Client, entity_id: str, **parameters: str) -> list[dict[str, object]]:
    return client.get(entity(entity_id, "neighborhood"), params=parameters).json()["relationships"]


def test_put_creates_then_answers_the_same(editor: httpx.Client, name: Name) -> None:
    created(editor, name("app"), "Application")
    created(editor, name("host"))
    body = {"type": "RUNS_ON", "from": name("app"), "to": name("host"), "attributes": {"port": 80}}
    first = editor.put("/relationships", json=body)
    assert first.status_code == 201
    assert first.json() | {"last_seen": ""} == body | {
        "effect": "hard",
        "group": None,
        "need": None,
        "valid_from": first.json()["valid_from"],
        "last_seen": "",
        "reported_by": first.json()["reported_by"],
    }
    again = editor.put("/relationships", json=body)
    assert again.status_code == 200
    assert again.json()["valid_from"] == first.json()["valid_from"]
    changed = editor.put("/relationships", json=body | {"effect": "soft"})
    assert changed.status_code == 200
    assert changed.json()["effect"] == "soft"
    assert changed.json()["valid_from"] > first.json()["valid_from"]
    assert len(around(editor, name("app"))) == 1
    past = around(editor, name("app"), as_of=first.json()["valid_from"])
    assert [relationship["effect"] for relationship in past] == ["hard"]
    assert editor.put("/relationships", json=changed.json()).status_code == 200, "what was read can be put back"
    assert editor.get(entity(name("app"))).json()["version"] == 1, "a relationship is no state of its ends"


def test_type_ends_and_group_identify_it(editor: httpx.Client, name: Name) -> None:
    for end in "ab":
        created(editor, name(end))
    variants = [
        {"type": "DEPENDS_ON"},
        {"type": "DEPENDS_ON", "group": "one"},
        {"type": "DEPENDS_ON", "group": "two"},
        {"type": "USES"},
        {"type": "CONNECTED_TO"},
    ]
    for variant in variants:
        body = {"from": name("a"), "to": name("b"), **variant}
        assert editor.put("/relationships", json=body).status_code == 201
    assert (
        editor.put("/relationships", json={"type": "DEPENDS_ON", "from": name("b"), "to": name("a")}).status_code == 201
    )
    assert len(around(editor, name("a"))) == 6
    end = {"type": "DEPENDS_ON", "from": name("a"), "to": name("b")}
    assert editor.delete("/relationships", params=end | {"group": "one"}).status_code == 204
    assert editor.delete("/relationships", params=end).status_code == 204
    left = [r["group"] for r in around(editor, name("a")) if r["type"] == "DEPENDS_ON" and r["from"] == name("a")]
    assert left == ["two"]
    problem(editor.delete("/relationships", params=end), 404)
    problem(editor.delete("/relationships", params=end | {"group": "one"}), 404)


@pytest.mark.parametrize(
    ("kind", "group"), [("HAS_MEMBER", "members"), ("POWERED_BY", "power"), ("CONNECTED_VIA", "uplink")]
)
@pytest.mark.parametrize("given", [{}, {"group": None}, {"group": ""}])
def test_some_types_have_a_group_of_their_own(
    editor: httpx.Client, name: Name, kind: str, group: str, given: dict[str, object]
) -> None:
    for end in "ab":
        created(editor, name(end))
    answer = joined(editor, kind, name("a"), name("b"), **given)
    assert answer["group"] == group
    assert answer["need"] == 1
    named = editor.put("/relationships", json={"type": kind, "from": name("a"), "to": name("b"), "group": group})
    assert named.status_code == 200, "the group as it counts identifies it"
    assert editor.delete("/relationships", params={"type": kind, "from": name("a"), "to": name("b")}).status_code == 204
    assert around(editor, name("a")) == []


def test_a_given_group_is_kept(editor: httpx.Client, name: Name) -> None:
    for end in "ab":
        created(editor, name(end))
    answer = joined(editor, "HAS_MEMBER", name("a"), name("b"), group="quorum", need=2)
    assert (answer["group"], answer["need"]) == ("quorum", 2)


@pytest.mark.parametrize(
    ("kind", "place", "effect"),
    [("Server", "Rack", "hard"), ("Laptop", "City", "none"), ("Server", "City", "none"), ("Server", "Room", "hard")],
)
def test_the_effect_follows_the_kinds(editor: httpx.Client, name: Name, kind: str, place: str, effect: str) -> None:
    created(editor, name("a"), kind)
    created(editor, name("b"), place)
    assert joined(editor, "LOCATED_IN", name("a"), name("b"))["effect"] == effect


def test_a_given_effect_wins(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"))
    created(editor, name("b"), "City")
    assert joined(editor, "LOCATED_IN", name("a"), name("b"), effect="soft")["effect"] == "soft"


def test_types_that_carry_no_failure_have_no_effect(editor: httpx.Client, name: Name) -> None:
    for end in "ab":
        created(editor, name(end))
    assert joined(editor, "CONNECTED_TO", name("a"), name("b"))["effect"] == "none"
    assert joined(editor, "CONNECTED_TO", name("a"), name("b"), effect="none")["effect"] == "none"
    body = {"type": "CONNECTED_TO", "from": name("a"), "to": name("b"), "effect": "hard"}
    assert problem(editor.put("/relationships", json=body), 422)["errors"][0]["pointer"] == "/effect"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"type": "NO_TYPE"}, "/type"),
        ({"type": "runs_on"}, "/type"),
        ({"type": 1}, "/type"),
        ({"type": "EntityVersion"}, "/type"),
        ({"need": 0}, "/need"),
        ({"need": -1}, "/need"),
        ({"need": 1.0}, "/need"),
        ({"need": True}, "/need"),
        ({"need": "2"}, "/need"),
        ({"need": 2**31}, "/need"),
        ({"need": 2**64}, "/need"),
        ({"effect": "harder"}, "/effect"),
        ({"effect": ["hard"]}, "/effect"),
        ({"effect": {}}, "/effect"),
        ({"group": 1}, "/group"),
        ({"group": "a\nb"}, "/group"),
        ({"group": "x" * 1025}, "/group"),
        ({"from": ""}, "/from"),
        ({"from": None}, "/from"),
        ({"to": 5}, "/to"),
        ({"to": "a\x00b"}, "/to"),
        ({"attributes": {"own": {"deep": 1}}}, "/attributes/own"),
        ({"attributes": 1}, "/attributes"),
        ({"kind": "Server"}, "/kind"),
        ({"id": "x"}, "/id"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    editor: httpx.Client, name: Name, change: dict[str, object], pointer: str
) -> None:
    for end in "ab":
        created(editor, name(end))
    body = {"type": "DEPENDS_ON", "from": name("a"), "to": name("b")} | change
    told = problem(editor.put("/relationships", json=body), 422)
    assert pointer in [error["pointer"] for error in told["errors"]]
    assert around(editor, name("a")) == []


@pytest.mark.parametrize("missing", ["type", "from", "to"])
def test_what_is_missing_is_named(editor: httpx.Client, missing: str) -> None:
    body = {"type": "DEPENDS_ON", "from": "a", "to": "b"}
    del body[missing]
    assert problem(editor.put("/relationships", json=body), 422)["errors"][0]["pointer"] == f"/{missing}"


def test_a_node_never_depends_on_itself(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"))
    problem(editor.put("/relationships", json={"type": "DEPENDS_ON", "from": name("a"), "to": name("a")}), 422)
    assert around(editor, name("a")) == []


@pytest.mark.parametrize("end", ["from", "to"])
def test_an_end_that_is_not_there_is_told(editor: httpx.Client, name: Name, end: str) -> None:
    created(editor, name("a"))
    body = {"type": "DEPENDS_ON", "from": name("a"), "to": name("a")} | {end: name("missing")}
    told = problem(editor.put("/relationships", json=body), 422)
    assert name("missing") in told["detail"]
    assert told["errors"][0]["pointer"] == f"/{end}"


def test_kinds_that_a_type_may_not_join_are_refused(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"), "City")
    created(editor, name("b"), "Incident")
    problem(editor.put("/relationships", json={"type": "RUNS_ON", "from": name("a"), "to": name("b")}), 422)


@pytest.mark.parametrize("missing", ["type", "from", "to"])
def test_ending_needs_to_know_which(editor: httpx.Client, missing: str) -> None:
    parameters = {"type": "DEPENDS_ON", "from": "a", "to": "b"}
    del parameters[missing]
    problem(editor.delete("/relationships", params=parameters), 422)


def test_relationships_end_with_their_ends_and_the_past_still_shows_them(editor: httpx.Client, name: Name) -> None:
    for node in "abc":
        created(editor, name(node))
    joined(editor, "DEPENDS_ON", name("a"), name("b"))
    last = joined(editor, "DEPENDS_ON", name("b"), name("c"))
    assert editor.delete(entity(name("b")), headers={"If-Match": "*"}).status_code == 204
    assert around(editor, name("a")) == []
    past = editor.get(entity(name("b"), "neighborhood"), params={"as_of": last["valid_from"]}).json()
    assert {node["id"] for node in past["nodes"]} == {name("a"), name("b"), name("c")}
    assert len(past["relationships"]) == 2
    created(editor, name("b"))
    assert around(editor, name("b")) == [], "a revived entity has the relationships that it is given"
    assert joined(editor, "DEPENDS_ON", name("a"), name("b"))["valid_from"] > last["valid_from"]
