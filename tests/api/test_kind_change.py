"""An entity that turns into another kind keeps its attributes only where the new kind allows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.serving import created, entity, imported, problem, put

Name = Callable[[str], str]


def patched(client: httpx.Client, entity_id: str, change: dict[str, Any]) -> httpx.Response:
    return client.patch(entity(entity_id), json=change, headers={"If-Match": "*"})


@pytest.mark.parametrize("stays", [{"cores": "many"}, {"cores": [1, 2]}, {"cores": 1.5}, {"cores": True}])
@pytest.mark.parametrize("door", ["import", "plan", "patch"])
def test_what_does_not_fit_the_new_kind_is_refused(
    editor: httpx.Client, name: Name, stays: dict[str, Any], door: str
) -> None:
    created(editor, name("a"), "Rack", attributes=stays | {"own": "x"})
    before = editor.get(entity(name("a"))).json()
    if door == "patch":
        told = problem(patched(editor, name("a"), {"kind": "Server"}), 422)["errors"]
    else:
        mode = "apply" if door == "import" else "plan"
        body = {"entities": [{"id": name("b"), "kind": "Server"}, {"id": name("a"), "kind": "Server"}]}
        answer = imported(editor, body, mode=mode)
        assert (answer["entities"]["created"], answer["entities"]["updated"]) == (1, 0)
        told = answer["rejected"]
    (place,) = told
    assert place["pointer"] == ("/kind" if door == "patch" else "/entities/1/kind")
    for part in (name("a"), "Rack", "Server", "cores", "integer", "null"):
        assert part in place["detail"]
    assert editor.get(entity(name("a"))).json() == before


@pytest.mark.parametrize("door", ["import", "patch", "put"])
@pytest.mark.parametrize("given", [{"cores": 8}, {"cores": None}])
def test_sent_too_it_goes_through(editor: httpx.Client, name: Name, given: dict[str, Any], door: str) -> None:
    created(editor, name("a"), "Rack", attributes={"cores": "many", "own": "x"})
    change = {"kind": "Server", "attributes": given}
    if door == "import":
        assert imported(editor, {"entities": [{"id": name("a"), **change}]})["rejected"] == []
    elif door == "patch":
        assert patched(editor, name("a"), change).status_code == 200
    else:
        assert put(editor, name("a"), if_match="*", **change).status_code == 200
    turned = editor.get(entity(name("a"))).json()
    own = {} if door == "put" else {"own": "x"}
    assert (turned["kind"], turned["attributes"]) == ("Server", own | {k: v for k, v in given.items() if v is not None})


def test_a_value_of_a_list_of_words_must_be_one_of_the_new_ones(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"), "Incident", attributes={"status": "assigned"})
    (rejected,) = imported(editor, {"entities": [{"id": name("a"), "kind": "Change"}]})["rejected"]
    assert "status is one of new, assessed" in rejected["detail"]
    closed = {"id": name("a"), "kind": "Change", "attributes": {"status": "closed"}}
    assert imported(editor, {"entities": [closed]})["entities"]["updated"] == 1


def test_what_stays_is_written_as_the_new_kind_writes_it(editor: httpx.Client, name: Name) -> None:
    for node in ("a", "b"):
        created(editor, name(node), "Person", attributes={"purchase_date": "20261124", "rate": 3})
    imported(editor, {"entities": [{"id": name("a"), "kind": "Server"}]})
    patched(editor, name("b"), {"kind": "Server"})
    for node in ("a", "b"):
        attributes = editor.get(entity(name(node))).json()["attributes"]
        assert attributes == {"purchase_date": "2026-11-24", "rate": 3}
