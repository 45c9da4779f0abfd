"""as_of is what the database knew then, at every door; a history is loaded in the order of its times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.api.serving import created, entity, imported, joined, problem, put, sent

Name = Callable[[str], str]
FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def at(months: float) -> str:
    return (FIRST + timedelta(days=30 * months)).isoformat()


@pytest.fixture
def loaded(admin: httpx.Client, empty: Callable[[], None]) -> httpx.Client:
    """A history: month 1 app on one host; month 2 the host is renamed; month 3 a second host joins; month 4 soft."""

    def record(months: float, entities: list[dict[str, object]], relationships: list[dict[str, object]]) -> None:
        body = {"entities": entities, "relationships": relationships}
        assert imported(admin, body, at=at(months))["rejected"] == []

    run = {"type": "RUNS_ON", "from": "app"}
    record(
        1, [{"id": "app", "kind": "Application"}, {"id": "h1", "kind": "Server", "name": "one"}], [run | {"to": "h1"}]
    )
    record(2, [{"id": "h1", "kind": "Server", "name": "uno"}], [])
    record(3, [{"id": "h2", "kind": "Server"}], [run | {"to": "h2"}])
    record(4, [{"id": "app", "kind": "Application", "as": ["CI", "Asset"]}], [run | {"to": "h1", "effect": "soft"}])
    return admin


def test_each_time_reads_as_it_was(loaded: httpx.Client) -> None:
    problem(loaded.get(entity("h1"), params={"as_of": at(0.9)}), 404)
    for months, name in ((1, "one"), (1.9, "one"), (2, "uno"), (5, "uno")):
        assert loaded.get(entity("h1"), params={"as_of": at(months)}).json()["name"] == name
    for months, roles in ((3.9, {"CI"}), (4, {"CI", "Asset"})):
        labels = loaded.get(entity("app"), params={"as_of": at(months)}).json()["labels"]
        assert {"CI", "Asset"} & set(labels) == roles


def test_lists_are_of_their_time(loaded: httpx.Client) -> None:
    def listed(months: float, **parameters: str) -> list[str]:
        answer = loaded.get("/entities", params={"as_of": at(months), **parameters})
        return [item["id"] for item in answer.json()["items"]]

    assert listed(0.5) == []
    assert listed(1) == ["app", "h1"]
    assert listed(3) == ["app", "h1", "h2"]
    assert listed(1, q="ONE") == ["h1"]
    assert listed(2, q="ONE") == []
    assert listed(1, kind="Server") == ["h1"]


def test_neighborhoods_are_of_their_time(loaded: httpx.Client) -> None:
    def around(months: float) -> list[tuple[str, str]]:
        answer = loaded.get(entity("app", "neighborhood"), params={"as_of": at(months)}).json()
        return [(relationship["to"], relationship["effect"]) for relationship in answer["relationships"]]

    assert around(1) == [("h1", "hard")]
    assert around(3) == [("h1", "hard"), ("h2", "hard")]
    assert around(4) == [("h1", "soft"), ("h2", "hard")]
    problem(loaded.get(entity("app", "neighborhood"), params={"as_of": at(0)}), 404)


def test_questions_are_of_their_time(loaded: httpx.Client) -> None:
    def state(months: float | None) -> str:
        question = {"targets": [{"id": "h1"}]} | ({} if months is None else {"as_of": at(months)})
        (node,) = loaded.post("/impact", json=question).json()["affected"]
        return node["state"]

    assert state(1) == "down"
    assert state(3.5) == "down"
    assert state(4) == "degraded"
    assert state(None) == "degraded"
    told = problem(loaded.post("/impact", json={"targets": [{"id": "h2"}], "as_of": at(2)}), 404)
    assert "h2" in told["detail"]

    def providers(months: float) -> list[str]:
        answer = loaded.post("/dependencies", json={"id": "app", "as_of": at(months)}).json()
        return [provider["id"] for provider in answer["providers"]]

    assert providers(2) == ["h1"]
    assert providers(3) == ["h1", "h2"]
    problem(loaded.post("/dependencies", json={"id": "app", "as_of": at(0)}), 404)
    paths = loaded.get("/paths", params={"from": "app", "to": "h2", "as_of": at(3)}).json()["paths"]
    assert [[node["id"] for node in path["nodes"]] for path in paths] == [["app", "h2"]]
    problem(loaded.get("/paths", params={"from": "app", "to": "h2", "as_of": at(2)}), 404)


def test_an_offset_is_a_zone(loaded: httpx.Client) -> None:
    shifted = (FIRST + timedelta(days=60, seconds=-1)).isoformat().replace("+00:00", "-00:00")
    assert loaded.get(entity("h1"), params={"as_of": shifted}).json()["name"] == "one"
    same = (FIRST + timedelta(days=60, hours=5)).replace(tzinfo=None).isoformat() + "+05:00"
    assert loaded.get(entity("h1"), params={"as_of": same}).json()["name"] == "uno"


def test_a_history_is_loaded_in_order(loaded: httpx.Client) -> None:
    body = {"entities": [{"id": "h1", "kind": "Server", "name": "late"}]}
    told = problem(sent(loaded, body, at=at(3.5)), 409)
    assert "2020" in told["detail"]
    assert loaded.get(entity("h1")).json()["name"] == "uno"
    assert loaded.get(entity("h1"), params={"as_of": at(3.6)}).json()["name"] == "uno"
    assert imported(loaded, body, at=at(4))["entities"]["updated"] == 1, "the same time as the last is in order"
    assert imported(loaded, body, at=at(6))["entities"]["unchanged"] == 1


@pytest.mark.parametrize("mode", ["apply", "plan"])
def test_the_future_is_not_recorded(loaded: httpx.Client, mode: str) -> None:
    future = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    problem(sent(loaded, {"entities": [{"id": "h9", "kind": "Server"}]}, at=future, mode=mode), 422)
    problem(loaded.get(entity("h9")), 404)


def test_a_plan_is_refused_as_its_import_would_be(loaded: httpx.Client) -> None:
    body = {"entities": [{"id": "h1", "kind": "Server", "name": "late"}]}
    problem(sent(loaded, body, at=at(3.5), mode="plan"), 409)


def test_recording_at_a_time_is_for_admins(editor: httpx.Client) -> None:
    problem(sent(editor, {"entities": []}, at=at(1)), 403)


def test_a_change_now_closes_the_time_before_it(loaded: httpx.Client) -> None:
    now = put(loaded, "h1", name="now", if_match="*").json()
    assert loaded.get(entity("h1"), params={"as_of": at(5)}).json()["name"] == "uno"
    problem(sent(loaded, {"entities": [{"id": "h1", "kind": "Server"}]}, at=at(6)), 409)
    assert loaded.get(entity("h1"), params={"as_of": now["valid_from"]}).json()["name"] == "now"


@pytest.mark.parametrize(
    "time", ["2026-01-01T00:00:00", "2026-01-01", "yesterday", "", "1e999", "\x00", "99999-01-01T00:00:00Z"]
)
def test_a_time_without_zone_is_refused(editor: httpx.Client, name: Name, time: str) -> None:
    created(editor, name("a"))
    problem(editor.get(entity(name("a")), params={"as_of": time}), 422)
    problem(editor.get("/entities", params={"as_of": time}), 422)
    problem(editor.post("/impact", json={"targets": [{"id": name("a")}], "as_of": time}), 422)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59.999999Z"])
def test_before_anything_there_was_nothing(editor: httpx.Client, name: Name, time: str) -> None:
    created(editor, name("a"))
    problem(editor.get(entity(name("a")), params={"as_of": time}), 404)
    problem(editor.get(entity(name("a"), "neighborhood"), params={"as_of": time}), 404)
    problem(editor.post("/impact", json={"targets": [{"id": name("a")}], "as_of": time}), 404)
    problem(editor.post("/dependencies", json={"id": name("a"), "as_of": time}), 404)
    assert editor.get("/entities", params={"as_of": time}).json()["items"] == []


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999-14:00"])
def test_the_far_future_reads_as_now(editor: httpx.Client, name: Name, time: str) -> None:
    created(editor, name("a"))
    assert editor.get(entity(name("a")), params={"as_of": time}).status_code == 200
    assert editor.post("/impact", json={"targets": [{"id": name("a")}], "as_of": time}).status_code == 200
    assert editor.get(entity(name("a"), "neighborhood"), params={"as_of": time}).status_code == 200


def test_an_ended_relationship_is_there_in_its_time(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"))
    created(editor, name("b"))
    then = joined(editor, "DEPENDS_ON", name("a"), name("b"))["valid_from"]
    editor.delete("/relationships", params={"type": "DEPENDS_ON", "from": name("a"), "to": name("b")})
    question = {"targets": [{"id": name("b")}]}
    assert editor.post("/impact", json=question).json()["affected"] == []
    past = editor.post("/impact", json=question | {"as_of": then}).json()
    assert [node["id"] for node in past["affected"]] == [name("a")]
    again = editor.post("/impact", json=question | {"as_of": past["as_of"]}).json()
    assert again == past


def test_what_was_asked_as_of_now_never_changes(editor: httpx.Client, name: Name) -> None:
    etag = put(editor, name("a"), name="one").headers["ETag"]
    as_of = editor.post("/impact", json={"targets": [{"id": name("a")}]}).json()["as_of"]
    put(editor, name("a"), name="two", if_match=etag)
    assert editor.get(entity(name("a")), params={"as_of": as_of}).json()["name"] == "one"
