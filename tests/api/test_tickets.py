"""Tickets through HTTP: steps that the process allows, what they leave, the clocks of what is promised, priorities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.serving import created, entity, joined, problem, put

Name = Callable[[str], str]
HOUR = 3600


def ticket(client: httpx.Client, ticket_id: str, kind: str = "Incident", **attributes: Any) -> dict[str, Any]:
    return created(client, ticket_id, kind, attributes={"status": "new", **attributes})


def path(ticket_id: str, what: str) -> str:
    return f"/tickets/{entity(ticket_id).removeprefix('/entities/')}/{what}"


def step(client: httpx.Client, ticket_id: str, **body: Any) -> httpx.Response:
    """A step with the ETag that is read just before."""
    tag = client.get(entity(ticket_id)).headers.get("ETag", "*")
    return client.post(path(ticket_id, "steps"), json=body, headers={"If-Match": tag})


def taken(client: httpx.Client, ticket_id: str, **body: Any) -> dict[str, Any]:
    """The attributes after a step that is taken."""
    answer = step(client, ticket_id, **body)
    assert answer.status_code == 200, answer.text
    return answer.json()["attributes"]


def steps(client: httpx.Client, ticket_id: str, **parameters: Any) -> dict[str, Any]:
    return client.get(path(ticket_id, "steps"), params=parameters).json()


def workers(client: httpx.Client, ticket_id: str) -> set[str]:
    around = client.get(entity(ticket_id, "neighborhood")).json()["relationships"]
    return {each["to"] for each in around if each["type"] == "ASSIGNED_TO" and each["from"] == ticket_id}


# 1. Steps


def test_a_life_from_the_call_to_the_score(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    inc, team, other, ann, bob = name("inc/1"), name("desk"), name("net"), name("ann"), name("bob")
    for each in (team, other):
        created(editor, each, "Team")
    for each in (ann, bob):
        created(editor, each, "Person")
    ticket(editor, inc, opened_at="2026-11-20T08:00:00Z")

    rated = taken(editor, inc, at="2026-11-20T08:05:00Z", set={"impact": "high", "urgency": "medium"})
    assert rated["priority"] == 2
    first = taken(editor, inc, to="assigned", at="2026-11-20T08:10:00Z", assign={"team": team})
    assert (first["assigned_at"], "reassignments" in first, "responded_at" in first) == (
        "2026-11-20T08:10:00Z", False, False,
    )  # fmt: skip
    work = taken(editor, inc, to="in_progress", at="2026-11-20T08:20:00Z", assign={"person": ann})
    assert (work["responded_at"], "reassignments" in work) == ("2026-11-20T08:20:00Z", False)
    assert workers(editor, inc) == {team, ann}
    moved = taken(editor, inc, at="2026-11-20T08:30:00Z", assign={"team": other}, note="it is the line")
    assert moved["reassignments"] == 1
    assert workers(editor, inc) == {other}
    done = taken(editor, inc, to="resolved", at="2026-11-20T09:00:00Z", assign={"person": bob})
    assert (done["resolved_at"], done["first_contact"]) == ("2026-11-20T09:00:00Z", False)
    again = taken(editor, inc, to="in_progress", at="2026-11-20T10:00:00Z")
    assert ("resolved_at" in again, again["reopenings"], again["responded_at"]) == (False, 1, work["responded_at"])
    taken(editor, inc, to="resolved", at="2026-11-20T11:00:00Z")

    assert problem(step(editor, inc, to="closed"), 422)["errors"][0]["pointer"] == "/set/close_code"
    closed = taken(editor, inc, to="closed", at="2026-11-21T00:00:00Z", set={"close_code": "fixed"})
    assert (closed["closed_at"], closed["resolved_at"]) == (
        "2026-11-21T00:00:00Z",
        "2026-11-20T11:00:00Z",
    )
    assert taken(editor, inc, set={"satisfaction": 4})["satisfaction"] == 4

    told = steps(reader, inc)
    assert [each["changes"].get("status") for each in told["steps"]] == [
        "new", None, "assigned", "in_progress", None, "resolved", "in_progress", "resolved", "closed", None,
    ]  # fmt: skip
    assert {each["who"] for each in told["steps"]} == {"tests editor"}
    assert all(each["recorded"] for each in told["steps"])
    assert told["steps"][0]["at"] == "2026-11-20T08:00:00.000000Z"
    assert told["steps"][4]["note"] == "it is the line"
    assert told["steps"][4]["changes"] == {"reassignments": 1, "assigned_to": None, "team": other}
    assert (told["status"], told["allowed"]) == ("closed", [])


def test_a_step_that_is_not_allowed_says_which_are_and_changes_nothing(editor: httpx.Client, name: Name) -> None:
    before = ticket(editor, name("a"), kind="Change")
    told = problem(step(editor, name("a"), to="closed", set={"close_code": "x"}), 409)
    assert told["detail"].endswith("From new, it may become assessed or approved or rejected or canceled.")
    assert editor.get(entity(name("a"))).json() == before
    assert not any(each["recorded"] for each in steps(editor, name("a"))["steps"])
    taken(editor, name("a"), to="rejected")
    assert "no step leads on" in problem(step(editor, name("a"), to="new"), 409)["detail"]


def test_what_is_allowed_is_told_with_the_etag_of_a_step(
    editor: httpx.Client, reader: httpx.Client, name: Name
) -> None:
    ticket(editor, name("a"), status="resolved")
    told = reader.get(path(name("a"), "steps"))
    assert told.headers["ETag"] == '"1"'
    assert told.json()["allowed"] == ["in_progress", "closed"]
    assert told.json()["needs_close_code"] == ["closed"]
    put(editor, name("none"), "Incident")
    assert len(steps(reader, name("none"))["allowed"]) == 7


def test_resolved_by_the_first_one_to_answer(editor: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"))
    done = taken(editor, name("a"), to="resolved")
    assert done["first_contact"] is True
    assert done["responded_at"] == done["resolved_at"]
    ticket(editor, name("b"))
    assert taken(editor, name("b"), to="resolved", set={"first_contact": False})["first_contact"] is False


def test_a_priority_that_is_said_wins_over_the_matrix(editor: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"), priority=5)
    assert taken(editor, name("a"), set={"impact": "low", "urgency": "low", "priority": 1})["priority"] == 1
    assert taken(editor, name("a"), set={"urgency": "high"})["priority"] == 3
    assert taken(editor, name("a"), set={"urgency": None})["priority"] == 3


def test_who_works_on_it_is_taken_away(editor: httpx.Client, name: Name) -> None:
    created(editor, name("ann"), "Person")
    created(editor, name("desk"), "Team")
    ticket(editor, name("a"))
    taken(editor, name("a"), assign={"person": name("ann"), "team": name("desk")})
    after = taken(editor, name("a"), assign={"person": None})
    assert workers(editor, name("a")) == {name("desk")}
    assert "reassignments" not in after
    assert workers(editor, name("a")) == {name("desk")}


def test_a_step_needs_the_etag_that_is_current(editor: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"))
    address, body = path(name("a"), "steps"), {"to": "assigned"}
    assert problem(editor.post(address, json=body), 428)
    assert problem(editor.post(address, json=body, headers={"If-Match": '"7"'}), 412)
    answer = editor.post(address, json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert answer.headers["CMDB-Bookmark"]
    assert problem(editor.post(address, json=body, headers={"If-Match": '"1"'}), 412)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"to": "lost"}, "/to"),
        ({"to": ""}, "/to"),
        ({"go": "x"}, "/go"),
        ({"at": "soon", "note": "x"}, "/at"),
        ({"at": "2026-11-20T08:00:00", "note": "x"}, "/at"),
        ({"at": "2999-01-01T00:00:00Z", "note": "x"}, "/at"),
        ({"set": {"status": "closed"}}, "/set/status"),
        ({"set": {"priority": "high"}}, "/set/priority"),
        ({"set": {"opened_at": "soon"}}, "/set/opened_at"),
        ({"assign": {"person": "nobody"}}, "/assign/person"),
        ({"assign": {"team": "nobody"}}, "/assign/team"),
        ({"assign": {"machine": "x"}}, "/assign/machine"),
        ({"note": ""}, "/note"),
    ],
)
def test_wrong_steps_name_the_field(editor: httpx.Client, name: Name, body: dict[str, Any], pointer: str) -> None:
    before = ticket(editor, name("a"))
    assert problem(step(editor, name("a"), **body), 422)["errors"][0].get("pointer", "") == pointer
    assert editor.get(entity(name("a"))).json() == before


def test_a_person_is_no_team_and_a_server_no_ticket(editor: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"))
    created(editor, name("ann"), "Person")
    told = problem(step(editor, name("a"), assign={"team": name("ann")}), 422)
    assert told["errors"][0]["pointer"] == "/assign/team"
    created(editor, name("srv"))
    assert "is a Server, and no Ticket" in problem(step(editor, name("srv"), note="x"), 404)["detail"]
    problem(editor.get(path(name("srv"), "clocks")), 404)


def test_a_step_does_not_happen_before_the_last_one(editor: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"), opened_at="2026-11-20T08:00:00Z")
    taken(editor, name("a"), to="in_progress", at="2026-11-20T09:00:00Z")
    told = problem(step(editor, name("a"), to="resolved", at="2026-11-20T08:59:00Z"), 409)
    assert "had a step at 2026-11-20T09:00:00" in told["detail"]
    taken(editor, name("a"), to="resolved", at="2026-11-20T09:00:00Z")
    early = name("early")
    ticket(editor, early, opened_at="2026-11-20T08:00:00Z")
    problem(step(editor, early, to="resolved", at="2026-11-20T07:00:00Z"), 409)


def test_a_slip_in_the_time_of_opening_is_set_right(editor: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"), opened_at="2999-01-01T00:00:00Z")
    assert taken(editor, name("a"), set={"opened_at": "2026-11-20T08:00:00Z"})["opened_at"] == "2026-11-20T08:00:00Z"


def test_a_note_alone_is_a_step_and_no_version(editor: httpx.Client, name: Name) -> None:
    before = ticket(editor, name("a"))
    assert step(editor, name("a"), note="called back").json()["version"] == before["version"]
    told = steps(editor, name("a"))["steps"]
    assert [each["note"] for each in told] == [None, "called back"]
    taken(editor, name("a"), set={"status_notes": None})
    assert len(steps(editor, name("a"))["steps"]) == 2, "what changes nothing is no step"


def test_a_patch_is_free_of_the_process_and_the_steps_tell_it(editor: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"), opened_at="2026-11-20T08:00:00Z")
    taken(editor, name("a"), to="assigned", at="2026-11-20T09:00:00Z")
    patched = editor.patch(
        entity(name("a")), json={"attributes": {"status": "closed"}}, headers={"If-Match": "*"}
    ).json()
    told = steps(editor, name("a"))["steps"]
    assert [(each["changes"].get("status"), each["recorded"]) for each in told] == [
        ("new", True), ("assigned", True), ("closed", False),
    ]  # fmt: skip
    assert told[2]["at"] == patched["valid_from"]
    taken(editor, name("a"), note="looked into it", at="2026-11-20T10:00:00Z")
    told = steps(editor, name("a"))["steps"]
    assert [(each["changes"].get("status"), each["recorded"]) for each in told] == [
        ("new", True), ("assigned", True), ("closed", True), (None, True),
    ]  # fmt: skip


def test_what_was_known_then(editor: httpx.Client, name: Name) -> None:
    """A step that happened long ago was not known before it was recorded."""
    ticket(editor, name("a"), opened_at="2026-11-20T08:00:00Z", priority=2)
    taken(editor, name("a"), to="in_progress", at="2026-11-20T09:00:00Z")
    then = steps(editor, name("a"))
    taken(editor, name("a"), to="resolved", at="2026-11-20T10:00:00Z")
    assert steps(editor, name("a"), as_of=then["as_of"]) == then
    assert len(steps(editor, name("a"))["steps"]) == len(then["steps"]) + 1


# 2. Clocks


def clocks(client: httpx.Client, ticket_id: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(path(ticket_id, "clocks"), params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def resolution(client: httpx.Client, ticket_id: str, at: str) -> dict[str, Any]:
    (found,) = (each for each in clocks(client, ticket_id, at=at)["clocks"] if each["measure"] == "resolution")
    return found


def test_clocks_follow_the_steps(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    """Priority 3: 20 h of the office, which is 8:00 to 18:00 in UTC, Monday to Friday. 2026-11-20 is a Friday."""
    inc = name("inc")
    ticket(editor, inc, opened_at="2026-11-20T16:00:00Z", priority=3)
    open_ = resolution(reader, inc, "2026-11-23T10:00:00Z")
    assert (open_["state"], open_["business"], open_["actual"], open_["target"]) == (
        "running", 4 * HOUR, 66 * HOUR, 20 * HOUR,
    )  # fmt: skip
    assert (open_["due"], open_["used"], open_["remaining"]) == ("2026-11-24T16:00:00.000000Z", 0.2, 16 * HOUR)
    taken(editor, inc, to="pending", at="2026-11-23T10:00:00Z")
    taken(editor, inc, to="in_progress", at="2026-11-23T13:00:00Z")
    assert resolution(reader, inc, "2026-11-23T12:00:00Z")["state"] == "paused"
    assert resolution(reader, inc, "2026-11-23T12:00:00Z")["due"] is None
    assert resolution(reader, inc, "2026-11-24T12:00:00Z")["due"] == "2026-11-25T09:00:00.000000Z"
    taken(editor, inc, set={"started_at": "2026-11-20T15:00:00Z"})
    moved = resolution(reader, inc, "2026-11-24T12:00:00Z")
    assert (moved["started"], moved["due"]) == ("2026-11-20T15:00:00.000000Z", "2026-11-24T18:00:00.000000Z")
    taken(editor, inc, to="resolved")
    told = clocks(reader, inc)
    assert [each["state"] for each in told["clocks"]] == ["stopped", "stopped"]
    assert [each["measure"] for each in told["clocks"]] == ["response", "resolution"]


def test_what_is_not_promised_is_said(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"))
    told = clocks(reader, name("a"))
    assert told["warnings"] == [
        f"No {each} is promised: its priority is not known." for each in ("response", "resolution")
    ]
    assert {each["breached"] for each in told["clocks"]} == {None}
    ticket(editor, name("p"), kind="Problem")
    assert clocks(reader, name("p"))["clocks"] == []
    assert clocks(reader, name("p"))["text"].startswith("Nothing is promised for ")


def test_without_a_time_the_clocks_are_read_now(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=30)
    ticket(editor, name("a"), opened_at=long_ago.isoformat(), priority=1)
    told = clocks(reader, name("a"))
    assert {each["breached"] for each in told["clocks"]} == {True}
    assert told["text"].endswith(" breached its promised response and resolution.")
    assert datetime.fromisoformat(told["at"]) - datetime.now(UTC) < timedelta(minutes=1)


@pytest.mark.parametrize("at", ["soon", "2026-11-20T08:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_a_time_at_which_no_clock_is_read(editor: httpx.Client, name: Name, at: str) -> None:
    ticket(editor, name("a"), priority=1)
    told = problem(editor.get(path(name("a"), "clocks"), params={"at": at}), 422)
    assert told["errors"][0]["pointer"] == "/at"


def test_clocks_as_they_were_known_then_are_read_then(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    ticket(editor, name("a"), priority=1)
    then = clocks(reader, name("a"), as_of="2999-01-01T00:00:00Z")
    assert datetime.fromisoformat(then["at"]) <= datetime.now(UTC)
    taken(editor, name("a"), to="resolved")
    before = clocks(reader, name("a"), as_of=then["as_of"])
    assert [each["state"] for each in before["clocks"]] == ["running", "running"]
    assert before["at"] == then["as_of"]


# 3. Priorities


def test_priorities_that_disagree_with_the_matrix(
    editor: httpx.Client, reader: httpx.Client, empty: Callable[[], None]
) -> None:
    high = {"impact": "high", "urgency": "high"}
    ticket(editor, "agrees", priority=1, **high)
    ticket(editor, "high", priority=2, **high)
    ticket(editor, "low", kind="Problem", priority=1, impact="low", urgency="low")
    ticket(editor, "none", **high)
    ticket(editor, "unrated", priority=1, impact="high")
    then = reader.get("/ticket-priorities").json()
    assert then["counts"] == {"agree": 1, "disagree": 2, "without_priority": 1, "unrated": 1}
    assert [(each["id"], each["priority"], each["expected"]) for each in then["items"]] == [
        ("high", 2, 1),
        ("low", 1, 5),
    ]
    assert then["text"] == (
        "2 of 5 tickets disagree with the matrix, 1 lacks a priority, 1 lacks impact or urgency."
    )  # fmt: skip
    cut = reader.get("/ticket-priorities", params={"limit": 1}).json()
    assert (len(cut["items"]), cut["omitted"], cut["counts"]) == (1, 1, then["counts"])
    assert [each["id"] for each in reader.get("/ticket-priorities", params={"kind": "Problem"}).json()["items"]] == [
        "low"
    ]
    taken(editor, "high", set={"urgency": "high", "priority": 1})
    assert [each["id"] for each in reader.get("/ticket-priorities").json()["items"]] == ["low"]
    assert reader.get("/ticket-priorities", params={"as_of": then["as_of"]}).json()["items"] == then["items"]
    assert problem(reader.get("/ticket-priorities", params={"kind": "Server"}), 422)["errors"][0]["pointer"] == "/kind"


def test_steps_of_a_ticket_that_somebody_joined_by_hand(editor: httpx.Client, name: Name) -> None:
    for each in ("ann", "bob"):
        created(editor, name(each), "Person")
    ticket(editor, name("a"))
    joined(editor, "ASSIGNED_TO", name("a"), name("ann"))
    assert taken(editor, name("a"), assign={"person": name("bob")})["reassignments"] == 1
    told = steps(editor, name("a"))["steps"]
    assert [each["changes"].get("assigned_to") for each in told] == [name("ann"), name("bob")]
