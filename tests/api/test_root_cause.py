"""Root cause and alarms through HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.serving import problem

P = "rc/"
AT = "2026-11-20T02:10:00Z"


def node(name: str, kind: str = "Application", **attributes: Any) -> dict[str, Any]:
    return {"id": P + name, "kind": kind, "name": f"The {name}", "attributes": attributes}


def join(type_: str, source: str, target: str) -> dict[str, Any]:
    return {"type": type_, "from": P + source, "to": P + target}


@pytest.fixture(scope="module", autouse=True)
def estate(editor: httpx.Client) -> None:
    bundle = {
        "entities": [
            node("shop", "BusinessService"), node("app"), node("cache"),
            node("db-host", "Server", hostname="RC-DB-1.example", serial_number="rc-serial-1"),
            node("twin-1", "Server", hostname="rc-twin"), node("twin-2", "Server", hostname="rc-twin"),
            node("change", "Change", status="closed", change_type="emergency", actual_end="2026-11-20T01:50:00Z"),
            node("slow", "Incident", status="new", opened_at="2026-11-20T02:40:00Z"),
            node("vague", "Incident", status="new", opened_at="2026-11-20T02:40:00Z"),
            node("caller", "Person"), node("hall", "Building"),
            node("here", "Incident", status="new", opened_at="2026-11-20T01:00:00Z"), node("there", "Incident", status="new"),
            node("old", "Incident", status="closed", opened_at="2026-01-01T00:00:00Z"),
        ],
        "relationships": [
            join("DEPENDS_ON", "shop", "app"), join("DEPENDS_ON", "app", "cache"), join("RUNS_ON", "app", "db-host"),
            join("TARGETS", "change", "cache"), join("AFFECTS", "old", "shop"), join("CAUSED_BY", "old", "db-host"),
            join("AFFECTS", "slow", "shop"), join("AFFECTS", "slow", "caller"),
            join("AFFECTS", "here", "hall"), join("AFFECTS", "here", "app"), join("AFFECTS", "there", "hall"),
            join("CAUSED_BY", "slow", "cache"),
        ],
    }  # fmt: skip
    answer = editor.post("/imports", params={"source": "rc", "format": "bundle"}, json=bundle).json()
    assert answer["rejected"] == []


def event(name: str, **said: Any) -> dict[str, Any]:
    return {"id": P + name, "at": AT, "signal": "latency", "score": 20, "direction": "up"} | said


def ask(client: httpx.Client, **question: Any) -> dict[str, Any]:
    asked = {"symptoms": [{"id": P + "shop", "signal": "latency", "at": AT}]} | question
    answer = client.post("/root-cause", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_cause_its_terms_its_way_and_what_speaks_for_it(reader: httpx.Client) -> None:
    answer = ask(reader, events=[event("app"), event("db-host", score=40)])
    first = answer["candidates"][0]
    assert (first["id"], first["kind"], first["name"]) == (P + "db-host", "Server", "The db-host")
    assert first["path"] == [P + "db-host", P + "app", P + "shop"]
    assert first["explains"] == [P + "shop"]
    assert first["ways"] == {P + "shop": first["path"]}
    names = {each["id"]: each["name"] for each in answer["named"]}
    assert {node: names[node] for node in first["path"]} == {
        P + "db-host": "The db-host", P + "app": "The app", P + "shop": "The shop"
    }  # fmt: skip
    assert {"symptoms", "own_alarm", "alarms", "history"} <= first["terms"].keys()
    assert [fact["sort"] for fact in first["evidence"]] == ["alarm", "history", "alarm"]
    assert first["evidence"][1]["id"] == P + "old"
    assert answer["unexplained"] == answer["ignored"] == []
    assert "The db-host is the likeliest cause" in answer["text"]


def test_a_ticket_stands_for_what_it_affects_since_before_somebody_noticed(reader: httpx.Client) -> None:
    alarms = [event("shop"), event("db-host", score=40), event("cache", at="2026-11-20T02:50:00Z", score=100)]
    answer = ask(reader, symptoms=[{"id": P + "slow"}], events=alarms)
    assert answer["symptoms"] == [P + "shop"]
    assert answer["onset"] == "2026-11-20T02:10:00+00:00"
    first, *others = answer["candidates"]
    assert (first["id"], first["explains"]) == (P + "db-host", [P + "shop"])
    # Later than somebody noticed; and what the ticket itself says of its cause is no history.
    (late,) = answer["ignored"]
    assert late["id"] == P + "cache"
    assert "somebody had noticed" in late["why"]
    assert all(fact["id"] != P + "slow" for each in (first, *others) for fact in each["evidence"])
    same = ask(reader, symptoms=[{"id": P + "shop"}], events=alarms, noticed="2026-11-20T02:40:00Z")
    assert same["candidates"][0]["id"] == P + "db-host"
    assert same["onset"] == answer["onset"]


def test_when_it_was_noticed_is_what_the_question_says_before_what_the_ticket_says(reader: httpx.Client) -> None:
    late = event("cache", at="2026-11-20T02:50:00Z", score=100)
    told = ask(reader, symptoms=[{"id": P + "slow"}], events=[event("shop"), late], noticed="2026-11-20T03:00:00Z")
    assert (told["ignored"], told["events"]) == ([], 2)
    # What is said to have begun after the ticket was opened counts too.
    both = [{"id": P + "slow"}, {"id": P + "app", "at": "2026-11-20T03:10:00Z"}]
    assert ask(reader, symptoms=both, events=[event("shop"), late])["ignored"] == []


def test_places_hurt_where_nothing_else_is_named(reader: httpx.Client) -> None:
    assert ask(reader, symptoms=[{"id": P + "here"}])["symptoms"] == [P + "app"]
    assert ask(reader, symptoms=[{"id": P + "there"}])["symptoms"] == [P + "hall"]


def test_what_is_not_told_of_the_evidence_is_counted(reader: httpx.Client) -> None:
    many = [event("db-host", at=f"2026-11-20T02:0{at // 6}:{at % 6}0Z") for at in range(30)]
    first = ask(reader, events=many)["candidates"][0]
    assert first["id"] == P + "db-host"
    alarms = [fact for fact in first["evidence"] if fact["sort"] == "alarm"]
    # The fact of the past has its place beside however many alarms.
    assert any(fact["id"] == P + "old" for fact in first["evidence"])
    assert len(alarms) + first["evidence_omitted"] == 30


def test_the_complaint_is_no_evidence_of_what_it_complains_of(reader: httpx.Client) -> None:
    """An incident that is open on a symptom tells the question again; on what that stands on, it says something."""
    told = ask(reader, symptoms=[{"id": P + "shop", "at": "2026-11-20T04:00:00Z"}])
    by_id = {each["id"]: each for each in told["candidates"]}
    assert "incident" not in by_id[P + "shop"]["terms"]
    assert by_id[P + "app"]["terms"]["incident"] > 0


def test_alarms_that_lie_ahead_are_refused(editor: httpx.Client) -> None:
    ahead = {"id": P + "cache", "at": "2999-01-01T00:00:00Z", "signal": "errors"}
    told = editor.post("/events", json={"events": [ahead, ahead | {"at": "2026-11-10T00:00:00Z"}]}).json()
    assert [each["pointer"] for each in told["refused"]] == ["/events/0"]
    assert "lies ahead" in told["refused"][0]["detail"]
    assert told["created"] == 1


def test_a_ticket_about_nothing_names_no_symptom(reader: httpx.Client) -> None:
    told = problem(reader.post("/root-cause", json={"symptoms": [{"id": P + "shop"}, {"id": P + "vague"}]}), 422)
    assert told["errors"][0]["pointer"] == "/symptoms/1/id"
    assert "says nothing of what it affects" in told["detail"]


def test_a_change_shortly_before_speaks_for_what_it_changed(reader: httpx.Client) -> None:
    answer = ask(reader, events=[event("app")])
    cache = next(each for each in answer["candidates"] if each["id"] == P + "cache")
    assert cache["terms"]["change"] > 0
    (change,) = [fact for fact in cache["evidence"] if fact["sort"] == "change"]
    assert change["id"] == P + "change"
    assert "0.3 hours before" in change["text"]
    # A month later it says next to nothing.
    later = ask(reader, symptoms=[{"id": P + "shop", "at": "2026-12-20T02:10:00Z"}], events=[])
    assert all("change" not in each["terms"] for each in later["candidates"])


def test_events_on_nothing_and_from_before_the_lookback_are_listed(reader: httpx.Client) -> None:
    answer = ask(
        reader, events=[event("nowhere"), event("app", at="2026-11-18T00:00:00Z"), event("app")], lookback="PT12H"
    )
    assert [(each["id"], each["why"]) for each in answer["ignored"]] == [
        (P + "nowhere", f"There is no entity {P + 'nowhere'!r}."),
        (P + "app", "It is before the lookback of PT12H."),
    ]
    assert answer["events"] == 1


def test_recorded_alarms_count_once_each(editor: httpx.Client, reader: httpx.Client) -> None:
    cloud = {
        "specversion": "1.0", "id": "e-1", "source": "/probe", "type": "latency", "time": "2026-11-21T02:09:00Z",
        "subject": "rc-db-1.example", "data": {"score": 44, "direction": "up"},
    }  # fmt: skip
    first, again = (editor.post("/events", json=cloud).json() for _ in range(2))
    assert (first["received"], first["created"], first["repeated"]) == (1, 1, 0)
    assert (again["created"], again["repeated"]) == (0, 1)
    window = {"id": P + "db-host", "from": "2026-11-21T00:00:00Z", "to": "2026-11-22T00:00:00Z"}
    (recorded,) = reader.get("/events", params=window).json()["items"]
    assert (recorded["signal"], recorded["score"], recorded["times"]) == ("latency", 44, 2)
    answer = ask(reader, symptoms=[{"id": P + "shop", "at": "2026-11-21T02:10:00Z"}])
    assert answer["events"] == 1
    assert answer["candidates"][0]["id"] == P + "db-host"


def test_an_alertmanager_webhook(editor: httpx.Client, reader: httpx.Client) -> None:
    alert = {
        "status": "firing", "labels": {"alertname": "HighCpu", "instance": "RC-DB-1.example:9100", "severity": "Critical"},
        "annotations": {"summary": "busy"}, "startsAt": "2026-11-22T02:09:00Z", "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "f-1",
    }  # fmt: skip
    body = {"version": "4", "status": "firing", "alerts": [alert]}
    assert editor.post("/events", json=body).json()["created"] == 1
    over = alert | {"status": "resolved", "endsAt": "2026-11-22T03:00:00Z"}
    assert editor.post("/events", json=body | {"alerts": [over]}).json()["repeated"] == 1
    window = {"id": P + "db-host", "from": "2026-11-22T00:00:00Z", "to": "2026-11-23T00:00:00Z"}
    (recorded,) = reader.get("/events", params=window).json()["items"]
    assert (recorded["severity"], recorded["text"], recorded["ended"][:16]) == ("critical", "busy", "2026-11-22T03:00")


def test_one_bad_alarm_spoils_no_other(editor: httpx.Client) -> None:
    sent = {
        "events": [
            event("app", at="2026-11-23T02:09:00Z"), event("nowhere"), event("app", at="yesterday"),
            event("app", score=-1), {"id": "rc-twin", "at": AT, "signal": "cpu"}, 7,
        ]
    }  # fmt: skip
    answer = editor.post("/events", json=sent).json()
    assert (answer["received"], answer["created"]) == (6, 1)
    refused = {each["pointer"]: each["detail"] for each in answer["refused"]}
    assert refused["/events/1"] == f"no entity is called {P + 'nowhere'!r}"
    assert refused["/events/2"] == "at is no time: 'yesterday'"
    assert "score" in refused["/events/3"]
    assert refused["/events/4"] == f"'rc-twin' is any of {P}twin-1, {P}twin-2"
    assert refused["/events/5"] == "it is no object"


def test_numbers_and_characters_that_nothing_can_hold(editor: httpx.Client) -> None:
    huge = '{"id": "rc/app", "at": "2026-11-24T02:09:00Z", "signal": "cpu", "score": 1' + "0" * 400 + "}"
    half = '{"id": "rc/app", "at": "2026-11-24T02:09:00Z", "signal": "cpu \\ud800"}'
    fine = '{"id": "rc/app", "at": "2026-11-24T02:09:00Z", "signal": "cpu", "text": "' + "x" * 3_000 + '"}'
    sent = f'{{"events": [{huge}, {half}, {fine}]}}'
    answer = editor.post("/events", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["created"] == 1
    assert [each["pointer"] for each in answer.json()["refused"]] == ["/events/0", "/events/1"]


def test_the_subject_of_a_cloud_event_says_what_it_is_on(editor: httpx.Client, reader: httpx.Client) -> None:
    cloud = {
        "specversion": "1.0", "id": "e-2", "source": "/probe", "type": "cpu", "time": "2026-11-25T02:09:00Z",
        "subject": P + "db-host", "data": {"service": P + "shop", "score": "high"},
    }  # fmt: skip
    assert editor.post("/events", json=[cloud]).json()["created"] == 1
    window = {"id": P + "db-host", "from": "2026-11-25T00:00:00Z", "to": "2026-11-26T00:00:00Z"}
    (recorded,) = reader.get("/events", params=window).json()["items"]
    assert recorded["score"] is None


def test_what_nothing_speaks_for_is_not_explained(reader: httpx.Client) -> None:
    asked = {"symptoms": [{"id": P + "shop", "at": "2027-05-01T00:00:00Z"}, {"id": P + "twin-1"}], "events": []}
    answer = reader.post("/root-cause", json=asked).json()
    assert answer["unexplained"] == [P + "twin-1"]


def test_a_history_of_failed_changes_counts_however_old(editor: httpx.Client, reader: httpx.Client) -> None:
    def terms() -> float:
        return next(c["terms"]["change"] for c in ask(reader)["candidates"] if c["id"] == P + "cache")

    before = terms()
    failed = node("failed", "Change", status="closed", actual_end="2020-01-01T00:00:00Z", successful=False)
    bundle = {"entities": [failed], "relationships": [join("TARGETS", "failed", "cache")]}
    editor.post("/imports", params={"source": "rc", "format": "bundle"}, json=bundle)
    assert terms() > before


def test_what_is_no_alarm_at_all_is_refused_whole(editor: httpx.Client, reader: httpx.Client) -> None:
    assert "CloudEvents" in problem(editor.post("/events", json={"hello": 1}), 422)["detail"]
    problem(reader.post("/events", json={"events": []}), 403)


def test_events_older_than_they_are_kept_are_not_taken(editor: httpx.Client) -> None:
    answer = editor.post("/events", json={"events": [event("app", at="2001-01-01T00:00:00Z")]}).json()
    assert answer["created"] == 0
    assert "older than events are kept" in answer["refused"][0]["detail"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_times_at_the_edge_of_all_years(reader: httpx.Client, at: str) -> None:
    answer = ask(reader, symptoms=[{"id": P + "shop", "at": at}], events=[event("app", at=at)], lookback="P99999D")
    assert answer["events"] == 1
    assert reader.get("/events", params={"id": P + "app", "to": at}).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"symptoms": []}, "/symptoms"),
        ({"lookback": "1 day"}, "/lookback"),
        ({"lookback": "P"}, "/lookback"),
        ({"events": [{"id": "x", "at": AT, "signal": "s", "direction": "left"}]}, "/events/0/direction"),
        ({"limit": 0}, "/limit"),
    ],
)
def test_a_wrong_question_says_where(reader: httpx.Client, wrong: dict[str, Any], pointer: str) -> None:
    asked = {"symptoms": [{"id": P + "shop"}]} | wrong
    assert problem(reader.post("/root-cause", json=asked), 422)["errors"][0]["pointer"] == pointer


def test_a_symptom_that_is_not_there(reader: httpx.Client) -> None:
    told = problem(reader.post("/root-cause", json={"symptoms": [{"id": P + "shop"}, {"id": P + "none"}]}), 404)
    assert told["errors"][0]["pointer"] == "/symptoms/1/id"


def test_the_graph_is_that_of_as_of(reader: httpx.Client) -> None:
    problem(reader.post("/root-cause", json={"symptoms": [{"id": P + "shop"}], "as_of": "2001-01-01T00:00:00Z"}), 404)
