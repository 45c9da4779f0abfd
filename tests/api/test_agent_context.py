"""The agent's context through HTTP: a clerk with a laptop, whose mail stands on a host that is under change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.serving import problem

P = "ctx/"
NOW = datetime.now(UTC)


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


def node(name: str, kind: str, **attributes: Any) -> dict[str, Any]:
    return {"id": P + name, "kind": kind, "name": name, "attributes": attributes}


def join(type_: str, source: str, target: str) -> dict[str, Any]:
    return {"type": type_, "from": P + source, "to": P + target}


@pytest.fixture(scope="module", autouse=True)
def estate(editor: httpx.Client) -> None:
    bundle = {
        "entities": [
            node("ada", "Person"), node("bob", "Person"),
            node("laptop", "Laptop", warranty_end="2020-12-31", life_cycle_status="deployed"),
            node("care", "SupportContract", end="2030-12-31"),
            node("mail", "Application"), node("host", "Server"), node("elsewhere", "Server"),
            node("office", "SoftwareProduct"), node("office-1", "SoftwareInstallation"),
            node("office-license", "License", metric="device", quantity=0, license_type="perpetual", start="2020-01-01"),
            node("INC-1", "Incident", status="new", opened_at=ago(hours=1)),
            node("INC-0", "Incident", status="closed", opened_at=ago(days=3), closed_at=ago(days=2)),
            node("INC-old", "Incident", status="closed", opened_at=ago(days=300), closed_at=ago(days=299)),
            node("CHG-1", "Change", status="in_progress", actual_start=ago(hours=2), priority=2),
            node("CHG-2", "Change", status="in_progress"),
        ],
        "relationships": [
            join("USED_BY", "laptop", "ada"), join("COVERED_BY", "laptop", "care"),
            join("USED_BY", "mail", "ada"), join("RUNS_ON", "mail", "host"),
            join("INSTALLED_ON", "office-1", "laptop"), join("INSTANCE_OF", "office-1", "office"),
            join("ENTITLES", "office-license", "office"), join("ALLOCATED_TO", "office-license", "laptop"),
            join("RAISED_BY", "INC-1", "ada"), join("AFFECTS", "INC-1", "mail"),
            join("AFFECTS", "INC-0", "laptop"), join("AFFECTS", "INC-old", "laptop"),
            join("TARGETS", "CHG-1", "host"), join("TARGETS", "CHG-2", "elsewhere"),
        ],
    }  # fmt: skip
    answer = editor.post("/imports", params={"source": "ctx", "format": "bundle"}, json=bundle).json()
    assert answer["rejected"] == []
    alarm = {"id": P + "host", "at": ago(hours=1), "signal": "cpu", "score": 9}
    ended = alarm | {"signal": "disk", "ended": ago(minutes=30)}
    assert editor.post("/events", json={"events": [alarm, ended]}).json()["created"] == 2


def context(client: httpx.Client, name: str, **more: Any) -> dict[str, Any]:
    answer = client.get("/agent-context", params={"id": P + name, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(rows: list[dict[str, Any]], key: str = "id") -> list[str]:
    return [row[key].removeprefix(P) for row in rows]


def test_a_caller_with_all_that_is_theirs(reader: httpx.Client) -> None:
    told = context(reader, "ada")
    assert ids(told["callers"]) == ["ada"]
    assert [(each["name"], each["relation"]) for each in told["things"]] == [("laptop", "used"), ("mail", "used")]
    laptop = told["things"][0]
    assert (laptop["in_warranty"], laptop["warranty_end"], laptop["status"]) == (False, "2020-12-31", "deployed")
    assert [(each["name"], each["end"]) for each in laptop["covered_by"]] == [("care", "2030-12-31")]
    (office,) = told["software"]
    assert (office["product"]["name"], office["on"], office["delta"]) == ("office", P + "laptop", -1)
    assert ids(office["licenses"]) == ["office-license"]
    assert ids(told["stands_on"]) == ["host"]


def test_what_is_wrong_below_is_told_with_the_way_there(reader: httpx.Client) -> None:
    told = context(reader, "ada")
    trouble = {each["name"]: each for each in told["trouble"]}
    assert trouble.keys() == {"INC-1", "CHG-1"}
    assert [part.removeprefix(P) for part in trouble["CHG-1"]["path"]] == ["mail", "host"]
    assert [(each["signal"], each["on"]) for each in told["alarms"]] == [("cpu", P + "host")]
    assert ids(told["recent"]) == ["INC-0"]
    assert ids(context(reader, "ada", days=365)["recent"]) == ["INC-0", "INC-old"]
    assert "Known there now: 2 open tickets and 1 alarm" in told["text"]
    assert "Out of warranty: laptop. Licenses are lacking for office." in told["text"]


def test_of_a_ticket_its_caller_and_what_it_is_about_and_not_itself(reader: httpx.Client) -> None:
    told = context(reader, "INC-1")
    assert ids(told["callers"]) == ["ada"]
    assert {each["name"]: each["relation"] for each in told["things"]} == {"laptop": "used", "mail": "affected"}
    assert ids(told["trouble"]) == ["CHG-1"]


def test_of_somebody_with_nothing(reader: httpx.Client) -> None:
    told = context(reader, "bob")
    assert told["things"] == told["software"] == told["trouble"] == []
    assert told["text"] == "bob: 0 things, 0 pieces of software. Nothing is known to be wrong there."


def test_a_limit_counts_what_it_leaves_out(reader: httpx.Client) -> None:
    told = context(reader, "ada", limit=1)
    assert len(told["things"]) == 1
    assert told["omitted"] == {"things": 1, "trouble": 1}
    assert "2 things" in told["text"]


def test_of_what_is_neither_person_nor_ticket(reader: httpx.Client) -> None:
    told = problem(reader.get("/agent-context", params={"id": P + "host"}), 404)
    assert "is a Server: the context is that of a Person or a Ticket" in told["detail"]


def test_as_it_was(reader: httpx.Client) -> None:
    problem(reader.get("/agent-context", params={"id": P + "ada", "as_of": "2001-01-01T00:00:00Z"}), 404)
