"""What is wrong in the data, through HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.api.serving import problem

P = "health/"
SOURCE = "tests of health"


def node(id_: str, kind: str, **attributes: Any) -> dict[str, Any]:
    return {"id": P + id_, "kind": kind, "name": f"{id_} of health", "attributes": attributes}


def link(type_: str, source: str, target: str, **said: Any) -> dict[str, Any]:
    return {"type": type_, "from": P + source, "to": P + target, **said}


@pytest.fixture(scope="module", autouse=True)
def estate(editor: httpx.Client) -> None:
    bundle = {
        "entities": [
            node("shop", "BusinessService", criticality="high"), node("web", "WebApplication", version="1"),
            node("lost", "Application"), node("host-1", "Server", serial_number="HEALTH-1"),
            node("host-2", "Server", serial_number="health-1"), node("host-3", "Server", serial_number="n/a"),
            node("spare", "Server", serial_number="HEALTH-9", life_cycle_status="in_stock"), node("team", "Team"),
        ],
        "relationships": [
            link("DEPENDS_ON", "shop", "web"), link("DEPENDS_ON", "web", "lost"), link("RUNS_ON", "web", "host-1"),
            link("OWNED_BY", "shop", "team"), link("OWNED_BY", "host-3", "team"), link("RUNS_ON", "web", "spare"),
            link("RUNS_ON", "web", "host-2", group="hosts", need=5),
        ],
    }  # fmt: skip
    answer = editor.post("/imports", params={"source": SOURCE, "format": "bundle"}, json=bundle).json()
    assert answer["rejected"] == []


def ask(client: httpx.Client, **question: Any) -> dict[str, Any]:
    answer = client.post("/analyses/health", json={"sources": [SOURCE]} | question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(answer: dict[str, Any], check: str) -> dict[str, dict[str, Any]]:
    return {row["id"].removeprefix(P): row for row in answer["items"] if row["check"] == check}


def test_what_is_wrong(reader: httpx.Client) -> None:
    answer = ask(reader)
    assert rows(answer, "orphans").keys() == {"host-3"}
    assert rows(answer, "duplicates").keys() == {"host-1", "host-2"}
    assert rows(answer, "required").keys() == {"host-3"}
    assert rows(answer, "stale") == {}
    ends = rows(answer, "dead_ends")
    assert ends.keys() == {"lost", "web"}
    assert ends["web"]["why"] == (
        "It runs on spare of health, which is not in use; its gate 'hosts' needs 5 members and has 1."
    )
    assert rows(answer, "duplicates")["host-1"]["why"] == (
        "The same serial_number 'health-1' as host-2 of health [health/host-2]."
    )
    checks = {each["check"]: each for each in answer["total"]["checks"]}
    assert (checks["orphans"]["of"], checks["orphans"]["failing"], checks["orphans"]["share"]) == (6, 1, 5 / 6)
    assert answer["total"]["score"] == pytest.approx(100 - sum(each["costs"] for each in checks.values()))
    assert [each["source"] for each in answer["sources"]] == [SOURCE]
    assert answer["sources"][0]["checks"] == answer["total"]["checks"]
    assert [each["id"] for each in answer["services"]] == [P + "shop"]


def test_narrower(reader: httpx.Client) -> None:
    whole = ask(reader)
    assert {row["kind"] for row in ask(reader, kinds=["Hardware"])["items"]} == {"Server"}
    service = ask(reader, service=P + "shop")
    assert rows(service, "orphans") == {}
    assert service["total"]["score"] == whole["services"][0]["score"]
    assert {row["check"] for row in ask(reader, check="duplicates")["items"]} == {"duplicates"}
    cut = ask(reader, limit=1)
    assert (len(cut["items"]), cut["omitted"]) == (1, len(whole["items"]) - 1)


def test_before_anything_was_there(reader: httpx.Client) -> None:
    answer = ask(reader, as_of="2001-01-01T00:00:00Z")
    assert (answer["total"]["score"], answer["items"], answer["as_of"]) == (None, [], "2001-01-01T00:00:00.000000Z")


def test_over_time(reader: httpx.Client) -> None:
    now = datetime.now(UTC).isoformat()
    question = {"sources": [SOURCE], "times": [now, "2001-01-01T00:00:00Z"]}
    answer = reader.post("/analyses/health/trend", json=question).raise_for_status().json()
    assert [point["total"]["score"] for point in answer["points"]] == [None, ask(reader)["total"]["score"]]
    assert "items" not in answer["points"][0]
    nobody = problem(reader.post("/analyses/health/trend", json=question | {"sources": ["nobody"]}), 404)
    assert "has the source 'nobody'" in nobody["detail"]
    # A service that was not there yet is no error where it came later.
    question = {"service": P + "shop", "every": "month", "since": "2026-01-01T00:00:00Z", "until": now}
    answer = reader.post("/analyses/health/trend", json=question).raise_for_status().json()
    assert answer["points"][0]["total"] == answer["points"][0]["total"] | {"score": None, "entities": 0}
    assert answer["points"][-1]["total"]["score"] == ask(reader, service=P + "shop")["total"]["score"]


@pytest.mark.parametrize(
    ("route", "question", "status", "says"),
    [
        ("", {"service": P + "shopp"}, 404, "shopp"),
        ("", {"service": P + "web"}, 422, "is no service"),
        ("", {"kinds": ["Server", "Serverr"]}, 422, "Did you mean Server"),
        ("", {"check": "orphan"}, 422, "orphans"),
        ("", {"sources": [SOURCE, SOURCE + "x"]}, 404, f"Did you mean {SOURCE}"),
        ("", {"stale_days": 0}, 422, "greater than or equal to 1"),
        ("", {"limit": 100_001}, 422, "less than or equal"),
        ("/trend", {}, 422, "give either `times`, or `every`"),
        ("/trend", {"every": "day", "since": "2001-01-01T00:00:00Z"}, 422, "at most 400 times"),
        ("/trend", {"service": P + "shopp", "times": ["2026-01-01T00:00:00Z"]}, 404, "shopp"),
    ],
)
def test_what_cannot_be_asked(
    reader: httpx.Client, route: str, question: dict[str, Any], status: int, says: str
) -> None:
    told = problem(reader.post(f"/analyses/health{route}", json=question), status)
    assert says in told["detail"] + str(told.get("errors"))
