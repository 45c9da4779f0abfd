"""Nothing that comes from input is ever part of a query: after each attack the graph holds what it should and no more."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from neo4j import Driver

from tests.api.serving import created, entity, imported, joined, put, sent

Name = Callable[[str], str]

ATTACKS = [
    "x' OR 1=1 //",
    "'}) DETACH DELETE n //",
    "`) DETACH DELETE n //",
    "Server``) SET n:Hacked //",
    "\\u0060:Hacked",
    "Server:Hacked",
    "RUNS_ON`]->() CREATE (:Hacked) //",
    "RUNS_ON\\u0060]->() CREATE (:Hacked) //",
    "RUNS_ON|HACKED",
    "*",
    "${id}",
    "x; CREATE (:Hacked)",
    "' YIELD x RETURN 1 UNION MATCH (k:ApiKey) RETURN k.hash AS id //",
    "LOAD CSV FROM 'file:///etc/passwd' AS line CREATE (:Hacked)",
    "CALL dbms.shutdown()",
]


def shape(driver: Driver, prefix: str) -> tuple[set[str], set[str], int, int]:
    """The labels and types of the whole graph, how many keys it has, and how much it holds of others than this prefix."""
    labels = {
        label
        for record in driver.execute_query("MATCH (n) UNWIND labels(n) AS l RETURN DISTINCT l").records
        for label in record
    }
    types = {record["t"] for record in driver.execute_query("MATCH ()-[r]->() RETURN DISTINCT type(r) AS t").records}
    keys = driver.execute_query("MATCH (k:ApiKey) RETURN count(k) AS c").records[0]["c"]
    others = driver.execute_query(
        "MATCH (n) WHERE n.id IS NULL OR NOT n.id STARTS WITH $prefix RETURN count(n) AS c", prefix=prefix
    ).records[0]["c"]
    return labels, types, keys, others


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_any_string_field_is_just_a_string(
    admin: httpx.Client, name: Name, driver: Driver, attack: str
) -> None:
    created(admin, name("a"), "Application")
    created(admin, name("b"))
    joined(admin, "RUNS_ON", name("a"), name("b"))
    before = shape(driver, name())

    # Where any text may stand, it is kept to the letter.
    odd = name(attack)
    kept = created(admin, odd, name=attack, attributes={attack: attack, "own": [attack], "model": attack})
    assert kept["attributes"] == {attack: attack, "own": [attack], "model": attack}
    assert kept["name"] == attack
    joined(admin, "DEPENDS_ON", odd, name("a"), group=attack, attributes={attack: attack})
    (relationship,) = [r for r in admin.get(entity(odd, "neighborhood")).json()["relationships"] if r["from"] == odd]
    assert relationship["group"] == attack
    assert relationship["attributes"] == {attack: attack}
    changed = admin.patch(entity(odd), json={"attributes": {attack: None}}, headers={"If-Match": '"1"'})
    assert changed.json()["attributes"] == {"own": [attack], "model": attack}
    assert [item["id"] for item in admin.get("/entities", params={"q": odd}).json()["items"]] == [odd]
    for syntax, body in (
        ("bundle", {"entities": [{"id": odd, "kind": "Server", "name": attack, "attributes": {attack: attack}}]}),
        (
            "csv",
            'id,kind,name,"{0}"\n"{1}",Server,"{0}","{0}"\n'.format(attack.replace('"', '""'), odd.replace('"', '""')),
        ),
    ):
        assert imported(admin, body, format=syntax, source=attack)["rejected"] == []
    assert admin.get(entity(odd)).json()["sources"] == sorted([attack, "manual"])
    impact = admin.post("/impact", json={"targets": [{"id": name("b")}]}).json()
    assert [node["id"] for node in impact["affected"]] == [name("a"), odd]

    # Where a word of the vocabulary must stand, it is refused.
    refused = [
        put(admin, name("c"), attack),
        put(admin, name("c"), "Server", **{"as": [attack]}),
        admin.put("/relationships", json={"type": attack, "from": name("a"), "to": name("b")}),
        admin.put("/relationships", json={"type": "RUNS_ON", "from": name("a"), "to": name("b"), "effect": attack}),
        admin.delete("/relationships", params={"type": attack, "from": name("a"), "to": name("b")}),
        admin.get("/entities", params={"kind": attack}),
        admin.get("/entities", params={"as_of": attack}),
        admin.post("/impact", json={"targets": [{"id": name("a"), "state": attack}]}),
        admin.post("/impact", json={"targets": [{"id": name("a")}], "kinds": [attack]}),
        admin.post("/impact", json={"targets": [{"id": name("a")}], "least_state": attack}),
        admin.post("/keys", json={"name": "n", "role": attack}),
        sent(admin, {"entities": []}, format=attack),
        sent(admin, {"entities": []}, mode=attack),
        sent(admin, "id\nx\n", format="csv", kind=attack),
    ]
    assert [answer.status_code for answer in refused] == [422] * len(refused)
    report = imported(
        admin,
        {
            "entities": [{"id": name("c"), "kind": attack}],
            "relationships": [{"type": attack, "from": odd, "to": name("a")}],
        },
    )
    assert len(report["rejected"]) == 2

    # Where it can name nothing, nothing is found.
    for answer in (
        admin.get(entity(attack)),
        admin.delete(entity(attack), headers={"If-Match": "*"}),
        admin.post("/impact", json={"targets": [{"id": attack}]}),
        admin.post("/dependencies", json={"id": attack}),
        admin.get("/paths", params={"from": attack, "to": name("a")}),
        admin.delete("/keys/" + "".join(f"%{byte:02X}" for byte in attack.encode())),
    ):
        assert answer.status_code == 404, answer.text
    assert admin.get("/entities", params={"cursor": attack}).status_code in (200, 422)
    assert admin.get(entity(name("a")), headers={"If-Match": attack, "CMDB-Bookmark": attack}).status_code == 422
    assert admin.patch(entity(name("a")), json={"name": "x"}, headers={"If-Match": attack}).status_code in (200, 412)

    labels, types, keys, others = shape(driver, name())
    assert labels <= before[0] | {"DatabaseCluster", "EntityVersion", "RelationshipVersion"} | set(kept["labels"])
    assert types <= before[1] | {"DEPENDS_ON"}
    assert keys == before[2]
    assert (
        others
        == before[3]
        + driver.execute_query(
            "MATCH (w:RelationshipVersion) WHERE w.from STARTS WITH $prefix RETURN count(w) AS c", prefix=name()
        ).records[0]["c"]
    )


@pytest.mark.parametrize("bookmark", ["nonsense", "", "a b c", "FB:kcwQ", "\u00ff", "x" * 10_000])
def test_a_bookmark_that_is_none_of_ours_is_told(editor: httpx.Client, name: Name, bookmark: str) -> None:
    created(editor, name("a"))
    answer = editor.get(entity(name("a")), headers={"CMDB-Bookmark": bookmark.encode("latin-1")})
    assert answer.status_code in (
        (200, 422) if bookmark.strip() == "" else (400,) if len(bookmark) > 8_192 else (422,)
    ), answer.text


def test_a_bookmark_reads_its_write(editor: httpx.Client, name: Name) -> None:
    bookmark = put(editor, name("a")).headers["CMDB-Bookmark"]
    assert editor.get(entity(name("a")), headers={"CMDB-Bookmark": bookmark}).status_code == 200
