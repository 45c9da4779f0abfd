"""What could be given back, through HTTP: what that frees, as of when, and what was given back since."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.serving import problem

P = "rec-"
ON = {"on": "2026-11-26"}


def entity(node: str, kind: str, **attributes: Any) -> dict[str, Any]:
    return {"id": P + node, "kind": kind, "name": node, "attributes": attributes}


def join(type_: str, source: str, target: str) -> dict[str, Any]:
    return {"type": type_, "from": P + source, "to": P + target}


def load(client: httpx.Client, entities: list[dict[str, Any]], relationships: list[dict[str, Any]]) -> None:
    body = {"entities": entities, "relationships": relationships}
    answer = client.post("/imports", params={"source": "rec", "format": "bundle"}, json=body)
    assert answer.json()["rejected"] == []


@pytest.fixture(scope="module")
def then(editor: httpx.Client) -> str:
    """Four desktops with a product, two of which are idle; and a person who left and holds a license by name. When that was."""
    load(
        editor,
        [
            entity("draw", "SoftwareProduct"), entity("mail", "SoftwareProduct"),
            entity("devices", "License", metric="device", quantity=2, unit_cost=50, currency="EUR", license_type="perpetual"),
            entity("names", "License", metric="named-user", quantity=9, unit_cost=8, currency="EUR", license_type="perpetual"),
            *(entity(f"pc{at}", "Desktop") for at in range(4)),
            entity("inst0", "SoftwareInstallation", last_used="2026-02-01"),
            entity("inst1", "SoftwareInstallation", last_used="2026-05-01"),
            entity("inst2", "SoftwareInstallation", last_used="2026-11-01"),
            entity("inst3", "SoftwareInstallation"),
            entity("ole", "Person", left_at="2026-10-31"), entity("ida", "Person"),
        ],
        [
            join("ENTITLES", "devices", "draw"), join("ENTITLES", "names", "mail"),
            *(join("INSTANCE_OF", f"inst{at}", "draw") for at in range(4)),
            *(join("INSTALLED_ON", f"inst{at}", f"pc{at}") for at in range(4)),
            join("ALLOCATED_TO", "names", "ole"), join("ALLOCATED_TO", "names", "ida"),
        ],
    )  # fmt: skip
    return ask(editor, product=P + "draw")["as_of"]


def ask(client: httpx.Client, path: str = "", **params: Any) -> dict[str, Any]:
    answer = client.get(f"/license-reclaims{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {item["id"].removeprefix(P): list(item["reasons"]) for item in answer["items"] if item["id"].startswith(P)}


def test_what_is_idle_and_what_that_frees(reader: httpx.Client, then: str) -> None:
    answer = ask(reader, product=P + "draw", **ON)
    assert told(answer) == {"inst0": ["unused"], "inst1": ["unused"]}
    assert answer["items"][0]["reasons"]["unused"] == "last used on 2026-02-01, 298 days ago"
    assert answer["items"][0]["holder"] == P + "pc0"
    assert answer["freed"] == [
        {
            "product": P + "draw", "name": "draw", "metric": "device", "unit": "device", "units": 2,
            "value": {"amount": 100, "currency": "EUR"}, "exposure": {"amount": 100, "currency": "EUR"},
        }
    ]  # fmt: skip
    assert answer["warnings"] == ["Of 1 installation it is not said when it was last used."]
    assert answer["text"] == (
        "On 2026-11-26, 2 installations could be given back, which would free 2 units, worth 100.00 EUR."
    )
    assert told(ask(reader, product=P + "draw", unused_days=250, **ON)) == {"inst0": ["unused"]}
    assert told(ask(reader, product=P + "draw", as_of=then, **ON)) == told(answer)
    limited = ask(reader, product=P + "draw", limit=1, **ON)
    assert (len(limited["items"]), limited["omitted"], limited["freed"]) == (1, 1, answer["freed"])


def test_who_left_holds_nothing(reader: httpx.Client, then: str) -> None:
    assert then
    answer = ask(reader, product=P + "mail", **ON)
    assert told(answer) == {"names": ["holder_left"]}
    assert answer["items"][0]["ends"] == "allocation"
    assert answer["freed"][0]["units"] == 1
    assert told(ask(reader, product=P + "mail", on="2026-10-31")) == {}


def test_what_was_given_back_since(editor: httpx.Client, reader: httpx.Client, then: str) -> None:
    since = {"product": P + "draw", "since": then, "unused_days": 90}
    # The day is that of `then`, which is the day of the test: what was idle in November 2026 still is.
    assert told(ask(reader, "/realized", **since)) == {}
    tag = editor.get(f"/entities/{P}inst0").headers["ETag"]
    editor.delete(f"/entities/{P}inst0", headers={"If-Match": tag}).raise_for_status()
    load(editor, [entity("inst1", "SoftwareInstallation", last_used="2999-01-01")], [])
    answer = ask(reader, "/realized", **since)
    assert told(answer) == {"inst0": ["unused"]}
    assert [(each["units"], each["value"]["amount"]) for each in answer["freed"]] == [(1, 50)]
    editor.delete(
        "/relationships", params={"type": "ALLOCATED_TO", "from": P + "names", "to": P + "ole"}
    ).raise_for_status()
    answer = ask(reader, "/realized", product=P + "mail", since=then)
    assert told(answer) == {"names": ["holder_left"]}
    assert "which freed 1 unit, worth 8.00 EUR." in answer["text"]


@pytest.mark.parametrize(
    ("path", "params", "status", "says"),
    [
        ("", {"product": "nothing"}, 404, "There is no software product 'nothing'."),
        ("", {"unused_days": "0"}, 422, "unused_days"),
        ("/realized", {}, 422, "since"),
    ],
)
def test_wrong_input(reader: httpx.Client, path: str, params: dict[str, str], status: int, says: str) -> None:
    assert says in problem(reader.get(f"/license-reclaims{path}", params=params), status)["detail"]


@pytest.mark.parametrize("path", ["?as_of=0001-01-01T00:00:00Z", "/realized?since=0001-01-01T00:00:00Z"])
def test_before_anything_was_recorded(reader: httpx.Client, path: str) -> None:
    answer = reader.get(f"/license-reclaims{path}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["items"] == []
