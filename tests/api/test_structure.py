"""How the estate hangs together, through HTTP, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.serving import problem

CYCLIC = "ring/ä"
# A shop on two nodes that need each other, one of which is watched by a monitor that it only reports to; mail beside it.
NODES = {
    "shop": "BusinessService", "mail": "BusinessService", CYCLIC: "Application", "b": "Application", "c": "Application",
    "watch": "Application", "host": "Server", "stray": "Server", "stray-2": "Server", "hq": "Site", "rack": "Rack",
}  # fmt: skip
NEEDS = [
    ("shop", CYCLIC, {}), (CYCLIC, "b", {}), ("b", "c", {}), ("c", CYCLIC, {}), ("b", CYCLIC, {"effect": "soft"}),
    ("b", "watch", {"effect": "soft"}), ("watch", "b", {}), ("c", "host", {}), ("mail", "host", {}),
    ("stray", "stray-2", {}),
]  # fmt: skip


@pytest.fixture
def estate(empty: Callable[[], None], editor: httpx.Client) -> None:
    """The whole of it is asked about, so it is alone in the database; made anew each time, as `empty` is."""
    bundle = {
        "entities": [{"id": id_, "kind": kind, "name": f"The {id_}"} for id_, kind in NODES.items()],
        "relationships": [
            *({"type": "DEPENDS_ON", "from": one, "to": other, **said} for one, other, said in NEEDS),
            {"type": "LOCATED_IN", "from": "host", "to": "rack"},
            {"type": "LOCATED_IN", "from": "rack", "to": "hq"},
        ],
    }
    answer = editor.post("/imports", params={"source": "structure", "format": "bundle"}, json=bundle).json()
    assert answer["rejected"] == []


def ask(client: httpx.Client, what: str, **question: Any) -> dict[str, Any]:
    answer = client.post(f"/analyses/{what}", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("estate")
def test_cycles(reader: httpx.Client) -> None:
    answer = ask(reader, "cycles")
    (cycle,) = answer["items"]
    assert [each["id"] for each in cycle["members"]] == sorted([CYCLIC, "b", "c", "watch"])
    assert (cycle["hard"], cycle["falls_together"], cycle["broken_by"]) == (True, 3, None)
    assert (cycle["length"], cycle["shortest"], cycle["hard_length"]) == (2, True, 3)
    assert {each["from"] for each in cycle["hard_relationships"]} == {CYCLIC, "b", "c"}
    assert cycle["smallest"] is True
    assert {(each["from"], each["to"]) for each in cycle["breaking"]} >= {(CYCLIC, "b")}
    assert len(cycle["breaking"]) == 2
    assert cycle["breaking"][0].keys() == {"type", "from", "to", "effect", "group", "need"}
    assert answer["in_cycles"] == 4
    # What a service stands on, what is of a kind, what was before any of it.
    assert len(ask(reader, "cycles", service="shop")["items"]) == 1
    assert ask(reader, "cycles", service="mail")["items"] == []
    assert ask(reader, "cycles", kinds=["Server"])["items"] == []
    assert ask(reader, "cycles", as_of="2020-01-01T00:00:00Z")["text"] == "Nothing depends on itself, of 0 things."
    assert ask(reader, "cycles", as_of=answer["as_of"]) == answer


@pytest.mark.usefixtures("estate")
def test_communities(reader: httpx.Client) -> None:
    answer = ask(reader, "communities")
    members = [{each["id"] for each in community["members"]} for community in answer["items"]]
    assert set[str]().union(*members) == NODES.keys()
    assert sum(map(len, members)) == len(NODES)
    assert {"stray", "stray-2"} in members
    assert answer["unclaimed"] == 2
    (unclaimed,) = [each for each in answer["items"] if each["unclaimed_count"]]
    assert {each["id"] for each in unclaimed["unclaimed"]} == {"stray", "stray-2"}
    assert {each["id"]: each["boundary"] for each in answer["services"]} == {"shop": 8, "mail": 4}
    assert len(ask(reader, "communities", site="hq")["items"]) == 1
    assert answer == ask(reader, "communities", seed=0)
    assert ask(reader, "communities", as_of="2020-01-01T00:00:00Z")["items"] == []


@pytest.mark.usefixtures("estate")
def test_centrality(reader: httpx.Client) -> None:
    answer = ask(reader, "centrality")
    figures = {each["id"]: each for each in answer["items"]}
    assert figures.keys() == NODES.keys()
    assert (answer["sampled"], answer["error"], answer["relationships"]) == (False, 0, 12)
    # All chains to what is below the ring lead over both.
    assert answer["items"][0]["id"] in {"b", "c"}
    assert (figures["host"]["dependents"], figures["host"]["providers"]) == (2, 1)
    by = ask(reader, "centrality", by="dependents", kinds=["Application"], limit=1)
    assert ([each["id"] for each in by["items"]], by["omitted"]) == ([CYCLIC], 3)
    assert ask(reader, "centrality", service="mail")["nodes"] == 4
    assert ask(reader, "centrality", samples=2)["sampled"]


@pytest.mark.parametrize("what", ["cycles", "communities", "centrality"])
def test_what_cannot_be_asked(reader: httpx.Client, what: str) -> None:
    problem(reader.post(f"/analyses/{what}", json={"service": "nothing/there"}), 404)
    told = problem(reader.post(f"/analyses/{what}", json={"kinds": ["Server", "Serverr"]}), 422)
    assert told["errors"][0]["pointer"] == "/kinds/1"
    assert (
        "did you mean limit"
        in problem(reader.post(f"/analyses/{what}", json={"limits": 3}), 422)["errors"][0]["detail"].lower()
    )
    problem(reader.post(f"/analyses/{what}", json={"limit": 0}), 422)


def test_a_site_that_is_none(reader: httpx.Client, estate: None) -> None:
    assert "is no site" in problem(reader.post("/analyses/cycles", json={"site": "host"}), 422)["detail"]
