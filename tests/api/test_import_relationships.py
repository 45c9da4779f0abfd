"""What an import says of a relationship goes over what is there; what it does not mention stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from tests.api.serving import entity, imported, joined, put

Name = Callable[[str], str]


def between(client: httpx.Client, source: str) -> list[dict[str, Any]]:
    """The relationships of an entity, by what makes each what it is."""
    found = client.get(entity(source, "neighborhood")).json()["relationships"]
    return [{key: one[key] for key in ("group", "effect", "need", "attributes")} for one in found]


def test_a_gate_set_by_hand_outlives_the_nightly_import(editor: httpx.Client, name: Name) -> None:
    put(editor, name("cluster"), kind="DatabaseCluster")
    nodes = [name(node) for node in "abc"]
    bare = [{"type": "HAS_MEMBER", "from": name("cluster"), "to": node} for node in nodes]
    file = {"entities": [{"id": node, "kind": "DatabaseServer"} for node in nodes], "relationships": bare}
    assert imported(editor, file)["relationships"]["created"] == 3
    assert {one["need"] for one in between(editor, name("cluster"))} == {1}

    for node in nodes:
        joined(editor, "HAS_MEMBER", name("cluster"), node, need=2, effect="soft", attributes={"note": "by hand"})
    by_hand = {"group": "members", "effect": "soft", "need": 2, "attributes": {"note": "by hand"}}
    assert between(editor, name("cluster")) == [by_hand] * 3

    again = imported(editor, file)["relationships"]
    assert (again["updated"], again["unchanged"]) == (0, 3)
    named = [relationship | {"group": "members"} for relationship in bare]
    assert imported(editor, {"relationships": named})["relationships"]["unchanged"] == 3
    assert between(editor, name("cluster")) == [by_hand] * 3

    told = [one | {"need": 3, "effect": "hard", "attributes": {"note": None, "slot": 1}} for one in bare]
    assert imported(editor, {"relationships": told})["relationships"]["updated"] == 3
    assert (
        between(editor, name("cluster"))
        == [{"group": "members", "effect": "hard", "need": 3, "attributes": {"slot": 1}}] * 3
    )


def test_a_put_replaces_the_whole_relationship(editor: httpx.Client, name: Name) -> None:
    put(editor, name("app"), kind="Application")
    put(editor, name("host"))
    joined(editor, "RUNS_ON", name("app"), name("host"), effect="soft", need=1, attributes={"note": "x"})
    joined(editor, "RUNS_ON", name("app"), name("host"))
    assert between(editor, name("app")) == [{"group": None, "effect": "hard", "need": None, "attributes": {}}]


def test_several_records_of_one_relationship_add_up(editor: httpx.Client, name: Name) -> None:
    one = {"type": "RUNS_ON", "from": name("app"), "to": name("host")}
    file = {
        "entities": [{"id": name("app"), "kind": "Application"}, {"id": name("host"), "kind": "Server"}],
        "relationships": [one | {"effect": "soft"}, one | {"attributes": {"port": 443}}, one],
    }
    assert imported(editor, file)["relationships"]["created"] == 1
    assert between(editor, name("app")) == [
        {"group": None, "effect": "soft", "need": None, "attributes": {"port": 443}}
    ]
