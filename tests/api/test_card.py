"""All that is known of one entity, in one answer: it reads from the entity, counts what it left out, and is of its time."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import httpx

from tests.api.serving import created, entity, imported, problem, put

Name = Callable[[str], str]


def test_a_card_reads_both_ways_and_counts_what_it_left_out(
    reader: httpx.Client, admin: httpx.Client, name: Name
) -> None:
    app, host, leaves = name("app"), name("a/host ü"), [name(f"leaf-{n:02}") for n in range(12)]
    imported(
        admin,
        {
            "entities": [
                {"id": app, "kind": "Application", "name": "Shop"},
                {"id": host, "kind": "Server", "attributes": {"memory": 64}},
                *({"id": leaf, "kind": "Server"} for leaf in leaves),
            ],
            "relationships": [
                {"type": "RUNS_ON", "from": app, "to": host, "effect": "soft"},
                *({"type": "CONNECTED_TO", "from": leaf, "to": leaves[0]} for leaf in leaves[1:]),
                *({"type": "CONNECTED_TO", "from": host, "to": leaf} for leaf in leaves),
            ],
        },
    )

    card = reader.get(entity(host, "card")).json()
    assert card["entity"] == reader.get(entity(host)).json()
    assert {(joined["reads"], joined["id"]) for joined in card["relationships"]} == {
        ("Runs", app),
        *(("Connected to", leaf) for leaf in leaves),
    }
    (runs,) = (joined for joined in card["relationships"] if joined["id"] == app)
    assert (runs["kind"], runs["name"], runs["relationship"]["effect"]) == ("Application", "Shop", "soft")
    assert (card["omitted"], card["earlier"], [state["version"] for state in card["history"]]) == (0, False, [1])

    short = reader.get(entity(host, "card"), params={"limit": 5}).json()
    assert (len(short["relationships"]), short["omitted"]) == (4, 13 - 4)


def test_a_card_is_of_its_time(admin: httpx.Client, name: Name) -> None:
    host = name("host")
    first = created(admin, host, name="one")
    for version in range(1, 8):
        assert put(admin, host, name=f"name {version}", if_match=f'"{version}"').status_code == 200

    now = admin.get(entity(host, "card")).json()
    assert (now["entity"]["version"], now["earlier"], len(now["history"])) == (8, True, 5)
    then = admin.get(entity(host, "card"), params={"as_of": first["valid_from"]}).json()
    assert (then["entity"]["name"], then["earlier"], [state["version"] for state in then["history"]]) == (
        "one",
        False,
        [1],
    )


def test_no_card_without_an_entity(admin: httpx.Client, anonymous: httpx.Client, name: Name) -> None:
    missing = name("nothing")
    assert missing in problem(admin.get(entity(missing, "card")), 404)["detail"]
    assert anonymous.get(entity(missing, "card")).status_code == 401
    assert admin.get(f"/entities/{quote(missing)}/card", params={"depth": 2}).status_code == 422
