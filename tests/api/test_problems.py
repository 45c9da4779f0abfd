"""Problems to propose, through HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.serving import problem

PERIOD = {"from": "2026-09-01T00:00:00Z", "to": "2026-10-01T00:00:00Z"}


def node(name: str, kind: str = "Application", **attributes: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "name": f"The {name}", "attributes": attributes}


def incident(name: str, day: int, **attributes: Any) -> dict[str, Any]:
    opened = f"2026-09-{day:02}T08:00:00Z"
    return node(name, "Incident", **{"status": "closed", "opened_at": opened, "priority": 2} | attributes)


def join(type_: str, source: str, target: str) -> dict[str, Any]:
    return {"type": type_, "from": source, "to": target}


BUNDLE = {
    "entities": [
        *(node(app) for app in ("billing", "mail", "wiki")),
        *(node(f"idle-{place}") for place in range(30)),
        node("host", "Server"),
        node("vienna", "Location"),
        incident("inc-1", 2, cost=100, currency="EUR"),
        incident("inc-2", 9, cost=50.5, currency="EUR", priority=1),
        incident("inc-3", 17),
        incident("gone", 3, status="canceled"),
        incident("known", 4),
        incident("nowhere", 5),
        incident("other", 6),
        incident("late", 1, opened_at="2026-10-01T00:00:00Z"),
        node("prb-1", "Problem", status="in_progress"),
        node("chg-1", "Change", status="closed", actual_start="2026-09-01T20:00:00Z"),
        node("chg-0", "Change", status="closed", actual_start="2026-03-01T20:00:00Z"),
    ],
    "relationships": [
        *(join("RUNS_ON", app, "host") for app in ("billing", "mail", "wiki")),
        join("AFFECTS", "inc-1", "billing"), join("AFFECTS", "inc-2", "mail"), join("AFFECTS", "inc-3", "wiki"),
        join("AFFECTS", "gone", "wiki"), join("AFFECTS", "known", "wiki"), join("AFFECTS", "late", "wiki"),
        join("AFFECTS", "other", "idle-1"), join("AFFECTS", "nowhere", "vienna"),
        join("CAUSED_BY", "known", "prb-1"), join("TARGETS", "chg-1", "host"), join("TARGETS", "chg-0", "host"),
    ],
}  # fmt: skip


def ask(client: httpx.Client, **params: Any) -> dict[str, Any]:
    answer = client.get("/problem-proposals", params=PERIOD | params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_problem_is_proposed_with_its_evidence(
    editor: httpx.Client, reader: httpx.Client, empty: Callable[[], None]
) -> None:
    loaded = editor.post("/imports", params={"source": "prb", "format": "bundle"}, json=BUNDLE).json()
    assert loaded["rejected"] == []
    answer = ask(reader)
    assert answer["counts"] == {
        "looked_at": 7, "proposed": 3, "known": 1, "canceled": 1, "unplaced": 1, "alone": 1,
    }  # fmt: skip
    assert "1 problem proposed." in answer["text"]
    assert "7 incidents looked at: 3 in a proposal, 4 in none" in answer["text"]
    (found,) = answer["proposals"]
    assert (found["id"], found["shows_at"], found["population"]) == ("host", 4, 34)
    assert [each["id"] for each in found["incidents"]] == ["inc-1", "inc-2", "inc-3"]
    assert found["incidents"][0]["ways"] == [["host", "billing"]]
    assert (found["recurrence"]["days"], found["priorities"]) == (15, {"1": 1, "2": 2})
    assert found["costs"] == [{"currency": "EUR", "amount": 150.5, "incidents": 2}]
    assert [each["id"] for each in found["tickets"]] == ["chg-1"]
    assert "3 incidents from 2026-09-02 to 2026-09-17" in found["description"]
    assert "host -> billing" in found["description"]
    (known,) = answer["known"]
    assert (known["id"], known["count"], known["incidents"]) == ("prb-1", 1, ["known"])

    cut = ask(reader, limit=1)
    assert (len(cut["proposals"][0]["incidents"]), cut["proposals"][0]["incidents_omitted"]) == (1, 2)
    assert ask(reader, least=4)["proposals"] == []

    editor.post(
        "/imports",
        params={"source": "prb2", "format": "bundle"},
        json={"entities": [], "relationships": [join("CAUSED_BY", f"inc-{n}", "prb-1") for n in (1, 2, 3)]},
    ).raise_for_status()
    assert (ask(reader)["proposals"], ask(reader)["counts"]["known"]) == ([], 4)
    then = ask(reader, as_of=answer["as_of"])
    assert (then["proposals"], then["counts"]) == (answer["proposals"], answer["counts"])


def test_recorded_causes_by_way_of_changes(
    editor: httpx.Client, reader: httpx.Client, empty: Callable[[], None]
) -> None:
    """Three changes of one host broke three things that nothing joins; a change about nothing stands for itself."""
    bundle = {
        "entities": [
            *(incident(f"i{n}", n) for n in range(1, 7)), *(node(f"c{n}", "Change") for n in range(4)),
            node("host", "Server"),
        ],
        "relationships": [
            *(join("TARGETS", f"c{n}", "host") for n in range(1, 4)),
            *(join("CAUSED_BY", f"i{n}", f"c{n}") for n in range(1, 4)),
            *(join("CAUSED_BY", f"i{n}", "c0") for n in range(4, 7)),
        ],
    }  # fmt: skip
    loaded = editor.post("/imports", params={"source": "prb", "format": "bundle"}, json=bundle).json()
    assert loaded["rejected"] == []
    found = {each["id"]: each for each in ask(reader)["proposals"]}
    assert {key: [i["id"] for i in each["incidents"]] for key, each in found.items()} == {
        "host": ["i1", "i2", "i3"],
        "c0": ["i4", "i5", "i6"],
    }
    assert (found["host"]["recorded"], found["host"]["chance"]) == (3, None)
    assert "3 of them name it, or a ticket about it, as the cause." in found["host"]["description"]


@pytest.mark.parametrize(
    "period",
    [
        {"from": PERIOD["to"], "to": PERIOD["from"]},
        {"to": "0001-01-01T00:00:00+14:00"},
        {"from": PERIOD["to"], "to": PERIOD["to"]},
    ],
)
def test_a_period_that_does_not_end_after_it_begins(reader: httpx.Client, period: dict[str, str]) -> None:
    answer = reader.get("/problem-proposals", params=period)
    assert problem(answer, 422)["errors"][0]["pointer"] == "/to"


def test_a_period_without_incidents(reader: httpx.Client) -> None:
    answer = ask(reader, **{"from": "1950-01-01T00:00:00Z", "to": "1950-01-02T00:00:00Z"})
    assert (answer["proposals"], answer["counts"]["looked_at"], answer["warnings"]) == ([], 0, [])
