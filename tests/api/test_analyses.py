"""What a service hangs on, through HTTP, held against what breaks when that is lost."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import httpx
import pytest

from tests.api.serving import problem

P = "hang/"


def node(name: str, kind: str = "Application") -> dict[str, Any]:
    return {"id": P + name, "kind": kind, "name": f"The {name}"}


def needs(source: str, *targets: str, **said: Any) -> list[dict[str, Any]]:
    return [{"type": "DEPENDS_ON", "from": P + source, "to": P + target, **said} for target in targets]


# The shop needs two of three web nodes, two of which share a host, and one of two databases on one storage; mail only degrades.
NODES = ("web-1", "web-2", "web-3", "host-1", "host-2", "db-1", "db-2", "storage", "power", "mail")


@pytest.fixture(scope="module", autouse=True)
def estate(editor: httpx.Client) -> None:
    bundle = {
        "entities": [node("shop", "BusinessService"), node("alone", "BusinessService"), *map(node, NODES)],
        "relationships": [
            *needs("shop", "web-1", "web-2", "web-3", group="web", need=2),
            *needs("shop", "db-1", "db-2", group="db", need=1),
            *needs("shop", "mail", effect="soft"),
            *needs("web-1", "host-1"), *needs("web-2", "host-1"), *needs("web-3", "host-2"),
            *needs("db-1", "storage"), *needs("db-2", "storage"), *needs("storage", "power"),
            # A circle, which holds nothing down by itself.
            *needs("power", "storage", effect="soft"), *needs("host-2", "web-3"),
        ],
    }  # fmt: skip
    answer = editor.post("/imports", params={"source": "hang", "format": "bundle"}, json=bundle).json()
    assert answer["rejected"] == []


def ask(client: httpx.Client, what: str, **question: Any) -> dict[str, Any]:
    answer = client.post(f"/analyses/{what}", json={"service": P + "shop"} | question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def falls(client: httpx.Client, *lost: str) -> set[str]:
    """What the service that tells what breaks says is down."""
    question = {"targets": [{"id": P + each, "state": "down"} for each in lost], "least_state": "down"}
    return {each["id"] for each in client.post("/impact", json=question).raise_for_status().json()["affected"]}


def test_single_points_are_those_whose_loss_breaks_it(reader: httpx.Client) -> None:
    answer = ask(reader, "single-points-of-failure")
    found = {each["id"]: each for each in answer["items"]}
    assert found.keys() == {P + each for each in NODES if P + "shop" in falls(reader, each)}
    assert found.keys() == {P + each for each in ("host-1", "storage", "power")}
    for each in found.values():
        assert each["takes_down"][0] == P + "shop"
        assert set(each["takes_down"]) == falls(reader, each["id"].removeprefix(P))
    # What takes most along comes first; soft providers and those of whom enough stand are none.
    assert answer["items"][0]["id"] == P + "power"
    assert answer["stands_on"] == len(NODES) - 1
    assert (
        answer["text"]
        == "3 things take The shop down alone, of 9 that it stands on; The power takes most along, 4 with The shop."
    )


def test_what_takes_most_services_down_alone(reader: httpx.Client) -> None:
    answer = reader.post("/analyses/fragility", json={"limit": 1_000}).raise_for_status().json()
    (shop,) = (each for each in answer["services"] if each["id"] == P + "shop")
    assert shop == node("shop", "BusinessService") | {"criticality": None, "single_points": 3}
    assert not any(each["id"] == P + "alone" for each in answer["services"])
    taking = {each["id"] for each in answer["items"] if P + "shop" in each["takes_services"]}
    assert taking == {P + each for each in ("host-1", "storage", "power")}
    storage = next(each for each in answer["items"] if each["id"] == P + "storage")
    assert (storage["services"], storage["weight"], storage["takes_down"]) == (1, 1, 3)
    few = reader.post("/analyses/fragility", json={"limit": 1}).raise_for_status().json()
    assert len(few["items"]) == len(few["services"]) == 1
    assert few["omitted"] == len(answer["items"]) - 1
    assert few["services_omitted"] == len(answer["services"]) - 1


def test_cut_sets_are_all_that_break_it_together_and_no_more(reader: httpx.Client) -> None:
    answer = ask(reader, "cut-sets", order=2)
    assert answer["complete"]
    singles = {P + each for each in NODES if P + "shop" in falls(reader, each)}
    pairs = {
        frozenset((P + one, P + other))
        for one, other in combinations(NODES, 2)
        if not {P + one, P + other} & singles and P + "shop" in falls(reader, one, other)
    }
    assert pairs
    assert {frozenset(cut) for cut in answer["items"]} == {frozenset((each,)) for each in singles} | pairs
    assert {each["id"] for each in answer["named"]} == set[str]().union(*answer["items"])
    assert ask(reader, "cut-sets", order=1)["items"] == [[each] for each in sorted(singles)]


def test_what_a_limit_leaves_out_is_counted(reader: httpx.Client) -> None:
    assert ask(reader, "single-points-of-failure", limit=1)["omitted"] == 2
    whole = ask(reader, "cut-sets")
    assert ask(reader, "cut-sets", limit=1)["omitted"] == len(whole["items"]) - 1


def test_a_service_that_stands_on_nothing(reader: httpx.Client) -> None:
    answer = ask(reader, "single-points-of-failure", service=P + "alone")
    assert (answer["items"], answer["text"]) == ([], "The alone stands on nothing.")
    assert ask(reader, "cut-sets", service=P + "alone")["items"] == []


@pytest.mark.parametrize("what", ["single-points-of-failure", "cut-sets"])
def test_what_cannot_be_asked(reader: httpx.Client, what: str) -> None:
    told = problem(reader.post(f"/analyses/{what}", json={"service": P + "shopp"}), 404)
    assert told["errors"][0]["pointer"] == "/service"
    problem(reader.post(f"/analyses/{what}", json={"service": P + "shop", "as_of": "2020-01-01T00:00:00Z"}), 404)
    problem(reader.post(f"/analyses/{what}", json={"service": P + "shop", "order": 9}), 422)
