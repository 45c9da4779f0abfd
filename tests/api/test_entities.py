"""One entity: create, replace, change, retire, revive; nobody's change is lost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import httpx
import pytest

from tests.api.serving import created, entity, imported, joined, problem, put

Name = Callable[[str], str]


def test_put_creates_and_answers_the_whole_entity(editor: httpx.Client, name: Name) -> None:
    answer = put(editor, name("a"), "Laptop", name="Laptop one", attributes={"serial_number": "S1"})
    assert answer.status_code == 201
    body = answer.json()
    assert body["id"] == name("a")
    assert body["kind"] == "Laptop"
    assert body["name"] == "Laptop one"
    assert body["attributes"] == {"serial_number": "S1"}
    assert {"CI", "Asset", "Laptop", "Computer", "Hardware"} <= set(body["labels"])
    assert body["version"] == 1
    assert body["sources"]
    assert body["first_seen"] == body["last_seen"]
    assert body["first_seen"].endswith("Z")
    read = editor.get(entity(name("a")))
    assert read.json() == body
    assert read.headers["ETag"] == answer.headers["ETag"]


def test_a_name_defaults_to_the_id(editor: httpx.Client, name: Name) -> None:
    assert created(editor, name("a"))["name"] == name("a")


def test_replacing_needs_if_match_and_the_present_one(editor: httpx.Client, name: Name) -> None:
    first = put(editor, name("a"), name="one", attributes={"cores": 4})
    problem(put(editor, name("a"), name="two"), 428)
    problem(put(editor, name("a"), name="two", if_match='"999"'), 412)
    problem(put(editor, name("a"), name="two", if_match="nonsense"), 412)
    assert editor.get(entity(name("a"))).json()["name"] == "one"
    second = put(editor, name("a"), name="two", if_match=first.headers["ETag"])
    assert second.status_code == 200
    assert second.json()["version"] == 2
    assert second.json()["attributes"] == {}, "a PUT replaces the whole"
    assert second.headers["ETag"] != first.headers["ETag"]
    problem(put(editor, name("a"), name="three", if_match=first.headers["ETag"]), 412)


def test_if_match_on_what_is_not_there_is_stale(editor: httpx.Client, name: Name) -> None:
    problem(put(editor, name("a"), if_match='"1"'), 412)
    problem(editor.get(entity(name("a"))), 404)


def test_the_same_put_twice_makes_no_version(editor: httpx.Client, name: Name) -> None:
    first = put(editor, name("a"), name="one", attributes={"cores": 4, "tags": ["x", "y"]})
    etag = first.headers["ETag"]
    again = put(editor, name("a"), name="one", attributes={"cores": 4, "tags": ["x", "y"]}, if_match=etag)
    assert again.status_code == 200
    assert again.headers["ETag"] == etag
    assert again.json()["version"] == 1
    assert again.json()["last_seen"] > first.json()["last_seen"]
    assert len(editor.get(entity(name("a"), "history")).json()["items"]) == 1


def test_what_was_read_can_be_put_back(editor: httpx.Client, name: Name) -> None:
    put(editor, name("a"), name="one", attributes={"cores": 4})
    read = editor.get(entity(name("a")))
    back = editor.put(entity(name("a")), json=read.json(), headers={"If-Match": read.headers["ETag"]})
    assert back.status_code == 200
    assert back.json()["version"] == 1


def test_patch_is_a_merge_patch(editor: httpx.Client, name: Name) -> None:
    first = put(editor, name("a"), name="one", attributes={"cores": 4, "model": "M", "own": [1, 2]})
    patch = {"name": "two", "attributes": {"model": None, "cores": 8, "threads": 16, "never": None}}
    problem(editor.patch(entity(name("a")), json=patch), 428)
    problem(editor.patch(entity(name("a")), json=patch, headers={"If-Match": '"7"'}), 412)
    second = editor.patch(
        entity(name("a")),
        json=patch,
        headers={"If-Match": first.headers["ETag"], "Content-Type": "application/merge-patch+json"},
    )
    assert second.status_code == 200
    assert second.json()["name"] == "two"
    assert second.json()["attributes"] == {"cores": 8, "own": [1, 2], "threads": 16}
    same = editor.patch(entity(name("a")), json={}, headers={"If-Match": second.headers["ETag"]})
    assert same.headers["ETag"] == second.headers["ETag"]
    cleared = editor.patch(entity(name("a")), json={"attributes": None}, headers={"If-Match": same.headers["ETag"]})
    assert cleared.json()["attributes"] == {}


@pytest.mark.parametrize("body", [[], "text", 1, None, {"kind": None}, {"kind": "Nothing"}, {"attributes": [1]}])
def test_a_patch_that_cannot_be_is_refused(editor: httpx.Client, name: Name, body: object) -> None:
    first = put(editor, name("a"))
    problem(editor.patch(entity(name("a")), json=body, headers={"If-Match": first.headers["ETag"]}), 422)
    assert editor.get(entity(name("a"))).headers["ETag"] == first.headers["ETag"]


def test_patching_what_is_not_there_is_404(editor: httpx.Client, name: Name) -> None:
    problem(editor.patch(entity(name("a")), json={"name": "x"}, headers={"If-Match": "*"}), 404)


def test_retiring_needs_if_match_and_says_when_it_was(editor: httpx.Client, name: Name) -> None:
    first = put(editor, name("a"))
    etag = first.headers["ETag"]
    problem(editor.delete(entity(name("a"))), 428)
    problem(editor.delete(entity(name("a")), headers={"If-Match": '"9"'}), 412)
    gone = editor.delete(entity(name("a")), headers={"If-Match": etag})
    assert gone.status_code == 204
    assert gone.content == b""
    until = editor.get(entity(name("a"), "history")).json()["items"][0]["until"]
    assert until in problem(editor.get(entity(name("a"))), 404)["detail"]
    problem(editor.delete(entity(name("a")), headers={"If-Match": etag}), 404)
    problem(editor.patch(entity(name("a")), json={}, headers={"If-Match": etag}), 404)


def test_what_never_was_is_404(editor: httpx.Client, name: Name) -> None:
    assert name("a") in problem(editor.get(entity(name("a"))), 404)["detail"]
    problem(editor.get(entity(name("a"), "history")), 404)
    problem(editor.get(entity(name("a"), "neighborhood")), 404)
    problem(editor.delete(entity(name("a")), headers={"If-Match": "*"}), 404)


@pytest.mark.parametrize("way", ["put", "import"])
def test_a_revived_entity_goes_on_with_its_history(editor: httpx.Client, name: Name, way: str) -> None:
    first = put(editor, name("a"), name="one")
    second = put(editor, name("a"), name="two", if_match=first.headers["ETag"])
    editor.delete(entity(name("a")), headers={"If-Match": second.headers["ETag"]})
    if way == "put":
        assert put(editor, name("a"), name="three").status_code == 201
    else:
        answer = imported(editor, {"entities": [{"id": name("a"), "kind": "Server", "name": "three"}]})
        assert answer["entities"]["created"] == 1
    revived = editor.get(entity(name("a"))).json()
    assert revived["version"] == 3
    assert revived["first_seen"] == first.json()["first_seen"]
    items = editor.get(entity(name("a"), "history")).json()["items"]
    assert [item["state"]["name"] for item in items] == ["three", "two", "one"]
    assert [item["version"] for item in items] == [3, 2, 1]
    assert items[0]["until"] is None
    assert items[1]["until"] < items[0]["valid_from"], "between retirement and revival it was not there"


def test_history_comes_in_pages_without_gaps(editor: httpx.Client, name: Name) -> None:
    etag = put(editor, name("a"), name="v1").headers["ETag"]
    for version in range(2, 8):
        etag = put(editor, name("a"), name=f"v{version}", if_match=etag).headers["ETag"]
    seen, cursor = [], None
    while True:
        page = editor.get(
            entity(name("a"), "history"), params={"limit": 2} | ({"cursor": cursor} if cursor else {})
        ).json()
        assert len(page["items"]) <= 2
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [item["version"] for item in seen] == [7, 6, 5, 4, 3, 2, 1]
    for later, earlier in pairwise(seen):
        assert earlier["until"] == later["valid_from"]
    assert all(item["who"] == "tests editor" for item in seen)


def test_roles_say_ci_and_asset_and_their_moves_are_kept(editor: httpx.Client, name: Name) -> None:
    spare = put(editor, name("disk"), "DiskDrive", **{"as": ["Asset"]})
    assert "Asset" in spare.json()["labels"]
    assert "CI" not in spare.json()["labels"]
    deployed = put(editor, name("disk"), "DiskDrive", **{"as": ["CI", "Asset"]}, if_match=spare.headers["ETag"])
    assert {"CI", "Asset"} <= set(deployed.json()["labels"])
    bare = editor.patch(entity(name("disk")), json={"as": []}, headers={"If-Match": deployed.headers["ETag"]})
    assert not {"CI", "Asset"} & set(bare.json()["labels"])
    kept = editor.patch(entity(name("disk")), json={"name": "n"}, headers={"If-Match": bare.headers["ETag"]})
    assert not {"CI", "Asset"} & set(kept.json()["labels"])
    roles = [
        sorted({"CI", "Asset"} & set(item["state"]["labels"]))
        for item in editor.get(entity(name("disk"), "history")).json()["items"]
    ]
    assert roles == [[], [], ["Asset", "CI"], ["Asset"]]


def test_the_graph_has_the_labels_that_the_answer_tells(editor: httpx.Client, name: Name, driver: object) -> None:
    etag = put(editor, name("a"), "Laptop").headers["ETag"]
    changed = put(editor, name("a"), "VirtualMachine", if_match=etag)
    assert changed.status_code == 200
    record = driver.execute_query("MATCH (n:Entity {id: $id}) RETURN labels(n) AS labels", id=name("a")).records[0]
    assert set(record["labels"]) == {"Entity", *changed.json()["labels"]}


def test_a_kind_cannot_change_into_one_that_its_relationships_do_not_allow(editor: httpx.Client, name: Name) -> None:
    etag = put(editor, name("app"), "Application").headers["ETag"]
    created(editor, name("host"))
    joined(editor, "RUNS_ON", name("app"), name("host"))
    told = problem(put(editor, name("app"), "City", if_match=etag), 422)
    assert "RUNS_ON" in told["detail"]
    assert editor.get(entity(name("app"))).json()["kind"] == "Application"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/kind"),
        ({"kind": "Nothing"}, "/kind"),
        ({"kind": "server"}, "/kind"),
        ({"kind": None}, "/kind"),
        ({"kind": 5}, "/kind"),
        ({"kind": ["Server"]}, "/kind"),
        ({"kind": "Server", "name": ""}, "/name"),
        ({"kind": "Server", "name": " \u00a0"}, "/name"),
        ({"kind": "Server", "name": 5}, "/name"),
        ({"kind": "Server", "name": "x" * 1025}, "/name"),
        ({"kind": "Server", "name": "a\nb"}, "/name"),
        ({"kind": "Server", "as": "CI"}, "/as"),
        ({"kind": "Server", "as": ["Thing"]}, "/as"),
        ({"kind": "Server", "as": [{}]}, "/as"),
        ({"kind": "Server", "id": "another"}, "/id"),
        ({"kind": "Server", "lables": []}, "/lables"),
        ({"kind": "Server", "attributes": []}, "/attributes"),
        ({"kind": "Server", "attributes": {"cores": "four"}}, "/attributes/cores"),
        ({"kind": "Server", "attributes": {"cores": True}}, "/attributes/cores"),
        ({"kind": "Server", "attributes": {"cores": 1.5}}, "/attributes/cores"),
        ({"kind": "Server", "attributes": {"criticality": "very"}}, "/attributes/criticality"),
        ({"kind": "Server", "attributes": {"purchase_date": "yesterday"}}, "/attributes/purchase_date"),
        ({"kind": "Server", "attributes": {"last_boot": "2026-01-01T00:00:00"}}, "/attributes/last_boot"),
        ({"kind": "Server", "attributes": {"tags": "one"}}, "/attributes/tags"),
        ({"kind": "Server", "attributes": {"tags": ["a", 1]}}, "/attributes/tags/1"),
        ({"kind": "Server", "attributes": {"own": {"a": 1}}}, "/attributes/own"),
        ({"kind": "Server", "attributes": {"own": [[1]]}}, "/attributes/own/0"),
        ({"kind": "Server", "attributes": {"own": [1, "a"]}}, "/attributes/own"),
        ({"kind": "Server", "attributes": {"own": [1, 1.5]}}, "/attributes/own"),
        ({"kind": "Server", "attributes": {"own": [1, True]}}, "/attributes/own"),
        ({"kind": "Server", "attributes": {"own": [None]}}, "/attributes/own/0"),
        ({"kind": "Server", "attributes": {"a/b~c": {}}}, "/attributes/a~1b~0c"),
        ({"kind": "Server", "attributes": {"": 1}}, "/attributes"),
        ([], ""),
        ("text", ""),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(editor: httpx.Client, name: Name, body: object, pointer: str) -> None:
    told = problem(editor.put(entity(name("a")), json=body), 422)
    assert pointer in [error["pointer"] for error in told["errors"]]
    problem(editor.get(entity(name("a"))), 404)


def test_an_id_that_is_not_there_is_answered_with_what_may_have_been_meant(editor: httpx.Client, name: Name) -> None:
    created(editor, name("ups-1"), name=f"Battery of {name('crew')}")
    meant = f" Did you mean: {name('ups-1')}?"
    for typed in (name("UPS-1"), f"battery of {name('crew')}", name("crew")):
        wanted = f"There is no entity {typed!r}.{meant}"
        assert problem(editor.get(entity(typed)), 404)["detail"] == wanted
        error = problem(editor.post("/impact", json={"targets": [{"id": typed}]}), 404)
        assert error["detail"] == wanted
        assert error["errors"] == [{"pointer": "/targets/0/id", "detail": wanted}]
        assert problem(editor.post("/dependencies", json={"id": typed}), 404)["detail"] == wanted
        paths = editor.get("/paths", params={"from": typed, "to": name("ups-1")})
        assert problem(paths, 404)["detail"] == wanted


def test_what_may_have_been_meant_is_short(editor: httpx.Client, name: Name) -> None:
    for number in range(5):
        created(editor, name(f"node-{number}"))
    many = [{"id": name(f"ode-{number}")} for number in range(5)]
    error = problem(editor.post("/impact", json={"targets": [{"id": name("node-")}, *many]}), 404)
    first = error["errors"][0]["detail"]
    assert first.endswith(f"Did you mean: {', '.join(name(f'node-{number}') for number in range(3))}?")
    assert error["detail"].endswith(" ...")
    assert len(error["errors"]) == 6
