"""At which sites things stand, over HTTP: through racks, hosts and clusters, at several, at none, then and now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.serving import created, imported, joined, problem

Name = Callable[[str], str]
KINDS = {
    "east": "Site", "west": "Site", "city": "City", "hall": "Room", "rack": "Rack", "hv1": "Hypervisor", "hv2": "Hypervisor",
    "cluster": "HypervisorCluster", "vm": "VirtualMachine", "app": "Application", "lost": "Server", "volume": "StorageVolume",
    "array": "StorageArray", "cloud": "CloudRegion", "guest": "VirtualMachine",
    "panel": "PowerPanel", "feed": "PowerFeed",
}  # fmt: skip
JOINS = [
    ("LOCATED_IN", "east", "city"), ("LOCATED_IN", "west", "city"), ("LOCATED_IN", "hall", "east"),
    ("LOCATED_IN", "rack", "hall"), ("LOCATED_IN", "hv1", "rack"), ("LOCATED_IN", "hv2", "west"),
    ("HAS_MEMBER", "cluster", "hv1"), ("HAS_MEMBER", "cluster", "hv2"), ("HOSTED_ON", "vm", "hv1"),
    ("RUNS_ON", "app", "cluster"), ("LOCATED_IN", "array", "west"), ("STORED_ON", "volume", "array"),
    ("LOCATED_IN", "guest", "cloud"), ("HOSTED_ON", "guest", "hv1"), ("STORED_ON", "vm", "volume"),
    ("LOCATED_IN", "panel", "west"), ("POWERED_BY", "feed", "panel"), ("POWERED_BY", "hv1", "feed"),
]  # fmt: skip


@pytest.fixture
def estate(editor: httpx.Client, name: Name) -> Name:
    """Two sites in one city, hosts at both, and what runs on them."""
    entities = [{"id": name(i), "kind": kind, "name": i.upper()} for i, kind in KINDS.items()]
    relationships = [{"type": t, "from": name(a), "to": name(b)} for t, a, b in JOINS]
    assert imported(editor, {"entities": entities, "relationships": relationships})["rejected"] == []
    return name


def located(client: httpx.Client, name: Name, *ids: str, **fields: Any) -> dict[str, list[str]]:
    answer = client.post("/sites", json={"ids": [name(i) for i in ids], **fields})
    assert answer.status_code == 200, answer.text
    return {
        node.rpartition("-")[2]: [s.rpartition("-")[2] for s in its] for node, its in answer.json()["located"].items()
    }


def test_the_nearest_site_counts_through_places_and_hosts(reader: httpx.Client, estate: Name) -> None:
    found = located(reader, estate, *KINDS)
    assert found == {
        "east": ["east"], "west": ["west"], "city": [], "hall": ["east"], "rack": ["east"], "hv1": ["east"], "hv2": ["west"],
        "cluster": ["east", "west"], "vm": ["east"], "app": ["east", "west"], "lost": [], "volume": ["west"], "array": ["west"],
        "cloud": [], "guest": ["east"], "panel": ["west"], "feed": ["west"],
    }  # fmt: skip


def test_the_sites_are_named_once(reader: httpx.Client, estate: Name) -> None:
    answer = reader.post("/sites", json={"ids": [estate("vm"), estate("app"), estate("vm")]}).json()
    assert answer["sites"] == [
        {"id": estate("east"), "kind": "Site", "name": "EAST"},
        {"id": estate("west"), "kind": "Site", "name": "WEST"},
    ]
    assert answer["more"] == []
    assert list(answer["located"]) == [estate("vm"), estate("app")]


def test_more_sites_than_are_told_are_said(editor: httpx.Client, name: Name) -> None:
    created(editor, name("all"), "FailoverCluster")
    for at in range(12):
        created(editor, name(f"s{at:02}"), "Site")
        created(editor, name(f"h{at:02}"))
        joined(editor, "LOCATED_IN", name(f"h{at:02}"), name(f"s{at:02}"))
        joined(editor, "HAS_MEMBER", name("all"), name(f"h{at:02}"))
    answer = editor.post("/sites", json={"ids": [name("all"), name("h03")]}).json()
    assert answer["located"] == {name("all"): [name(f"s{at:02}") for at in range(10)], name("h03"): [name("s03")]}
    assert answer["more"] == [name("all")]


def test_things_stand_where_they_stood_then(admin: httpx.Client, empty: Callable[[], None], name: Name) -> None:
    first = datetime(2020, 1, 1, tzinfo=UTC)
    entities = [
        {"id": i, "kind": kind}
        for i, kind in (("old", "Site"), ("new", "Site"), ("rack", "Rack"), ("vm", "VirtualMachine"))
    ]
    entities.append({"id": "host", "kind": "Hypervisor"})
    moved = {"type": "LOCATED_IN", "from": "rack"}
    stays = [{"type": "LOCATED_IN", "from": "host", "to": "rack"}, {"type": "HOSTED_ON", "from": "vm", "to": "host"}]
    imported(admin, {"entities": entities, "relationships": [*stays, moved | {"to": "old"}]}, at=first.isoformat())
    later = first + timedelta(days=30)
    imported(admin, {"entities": [], "relationships": [moved | {"to": "new"}]}, at=later.isoformat())
    assert admin.delete("/relationships", params=moved | {"to": "old"}).status_code == 204

    def where(at: datetime | None) -> list[str]:
        fields = {} if at is None else {"as_of": at.isoformat()}
        return admin.post("/sites", json={"ids": ["vm"], **fields}).json()["located"]["vm"]

    assert where(later - timedelta(days=1)) == ["old"]
    assert where(later) == ["new", "old"]
    assert where(None) == ["new"]
    told = problem(admin.post("/sites", json={"ids": ["vm"], "as_of": (first - timedelta(days=1)).isoformat()}), 404)
    assert "'vm'" in told["detail"]


def test_an_id_that_is_not_there_is_named_with_its_place(reader: httpx.Client, estate: Name) -> None:
    told = problem(reader.post("/sites", json={"ids": [estate("vm"), estate("nobody")]}), 404)
    assert [error["pointer"] for error in told["errors"]] == ["/ids/1"]
    problem(reader.post("/sites", json={"ids": []}), 422)
    problem(reader.post("/sites", json={"ids": ["a"], "depth": 3}), 422)


def test_nobody_is_told_without_a_key(anonymous: httpx.Client) -> None:
    problem(anonymous.post("/sites", json={"ids": ["a"]}), 401)
