"""Several writers at once: nobody's change is lost, nothing is there twice, and no deadlock shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from neo4j import Driver

from tests.api.serving import Api, created, entity, joined, put, sent, serving, settings_for
from tests.faults.conftest import Neo4j
from tests.faults.running import together

WRITERS = 6


@pytest.fixture
def api(neo4j: Neo4j, driver: Driver) -> Iterator[Api]:
    with serving(settings_for(neo4j.endpoint)) as running:
        yield running


@pytest.fixture
def client(api: Api) -> Iterator[httpx.Client]:
    with api.client() as opened:
        yield opened


def test_nobodys_change_is_lost(client: httpx.Client) -> None:
    created(client, "counter", attributes={"own": 0})
    rounds = 8

    def increments(_: int) -> None:
        won = 0
        while won < rounds:
            read = client.get(entity("counter"))
            change = {"attributes": {"own": read.json()["attributes"]["own"] + 1}}
            answer = client.patch(entity("counter"), json=change, headers={"If-Match": read.headers["ETag"]})
            assert answer.status_code in (200, 412), answer.text
            won += answer.status_code == 200

    together(WRITERS, increments)
    last = client.get(entity("counter")).json()
    assert last["attributes"] == {"own": WRITERS * rounds}
    assert last["version"] == WRITERS * rounds + 1
    items = client.get(entity("counter", "history"), params={"limit": 1000}).json()["items"]
    assert [item["state"]["attributes"]["own"] for item in items] == list(range(WRITERS * rounds, -1, -1))


def test_exactly_one_wins_each_version(client: httpx.Client) -> None:
    etag = put(client, "one").headers["ETag"]
    for _ in range(5):
        answers = together(WRITERS, lambda n, etag=etag: put(client, "one", name=f"{etag} {n}", if_match=etag))
        assert Counter(answer.status_code for answer in answers) == {200: 1, 412: WRITERS - 1}
        (winner,) = [answer for answer in answers if answer.status_code == 200]
        assert client.get(entity("one")).json()["name"] == winner.json()["name"]
        etag = winner.headers["ETag"]


def test_exactly_one_creates(client: httpx.Client, driver: Driver) -> None:
    for number in range(5):
        answers = together(WRITERS, lambda n, number=number: put(client, f"new{number}", name=f"{n}"))
        assert Counter(answer.status_code for answer in answers) == {201: 1, 428: WRITERS - 1}
    assert driver.execute_query("MATCH (n:Entity) RETURN count(n) AS c").records[0]["c"] == 5


def test_a_relationship_is_there_once(client: httpx.Client, driver: Driver) -> None:
    for node in "ab":
        created(client, node)

    def both_ways(number: int) -> int:
        one, two = ("a", "b") if number % 2 else ("b", "a")
        return client.put("/relationships", json={"type": "DEPENDS_ON", "from": one, "to": two}).status_code

    assert Counter(together(WRITERS, both_ways)) == {201: 2, 200: WRITERS - 2}
    assert driver.execute_query("MATCH ()-[r]->() RETURN count(r) AS c").records[0]["c"] == 2


def test_retiring_and_joining_at_once(client: httpx.Client, driver: Driver) -> None:
    """Either the relationship came first and ended with its end, or its end was gone."""
    created(client, "stays")
    for _ in range(5):
        created(client, "goes")

        def work(number: int) -> int:
            if number == 0:
                return client.delete(entity("goes"), headers={"If-Match": "*"}).status_code
            body = {"type": "DEPENDS_ON", "from": "stays", "to": "goes", "group": str(number)}
            return client.put("/relationships", json=body).status_code

        retired, *rest = together(4, work)
        assert retired == 204
        assert set(rest) <= {201, 422}
        assert driver.execute_query("MATCH ()-[r]->() RETURN count(r) AS c").records[0]["c"] == 0


def bundle(order: int, value: int) -> dict[str, Any]:
    numbers = list(range(600))[::order]
    return {
        "entities": [{"id": f"x{i:03}", "kind": "Server", "attributes": {"own": value}} for i in numbers],
        "relationships": [
            {"type": "DEPENDS_ON", "from": f"x{i:03}", "to": f"x{(i + 7) % 600:03}", "attributes": {"own": value}}
            for i in numbers
        ],
    }


def test_crossed_batches_go_through(client: httpx.Client, driver: Driver) -> None:
    for value in range(4):

        def crossed(number: int, value: int = value) -> httpx.Response:
            if number == 2:
                joined(client, "USES", "x000", "x599", attributes={"own": value}) if value else None
                return client.get("/entities")
            return sent(client, bundle(1 if number else -1, 2 * value + number))

        for answer in together(3, crossed):
            assert answer.status_code == 200, answer.text
            assert answer.json().get("rejected", []) == []
    counts = driver.execute_query("MATCH (n:Entity) RETURN count(n) AS c, count(DISTINCT n.id) AS d").records[0]
    assert (counts["c"], counts["d"]) == (600, 600)
    edges = driver.execute_query(
        "MATCH (a)-[r:DEPENDS_ON]->(b) RETURN count(r) AS c, count(DISTINCT [a.id, b.id]) AS d, collect(DISTINCT r.own) AS own"
    ).records[0]
    assert (edges["c"], edges["d"]) == (600, 600)
    assert len(edges["own"]) == 1, "a batch is one transaction: the last one wins whole"
