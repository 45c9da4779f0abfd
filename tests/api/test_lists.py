"""Lists: by kind, by a part of name or id, in pages without gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.api.serving import Api, created, entity, imported, problem

Name = Callable[[str], str]
COUNT = 2_500


def pages(client: httpx.Client, **parameters: object) -> Iterator[list[str]]:
    cursor: str | None = None
    while True:
        given = parameters | ({"cursor": cursor} if cursor is not None else {})
        page = client.get("/entities", params=given)
        assert page.status_code == 200, page.text
        yield [item["id"] for item in page.json()["items"]]
        cursor = page.json()["next"]
        if cursor is None:
            return


@pytest.fixture(scope="module")
def many(editor: httpx.Client) -> str:
    """2,500 entities whose ids sort otherwise than they were made, some with characters beyond ASCII."""
    kinds = ("Server", "Laptop", "Person")
    ids = [f"many-{(i * 7919) % COUNT:05}{'ü😀'[i % 2] if i % 5 == 0 else ''}" for i in range(COUNT)]
    records = [{"id": id_, "kind": kinds[i % 3], "name": f"No {i}"} for i, id_ in enumerate(ids)]
    assert imported(editor, {"entities": records})["rejected"] == []
    return "many-"


@pytest.mark.parametrize("limit", [1000, 333, 7])
def test_pages_are_complete_and_in_order(editor: httpx.Client, many: str, limit: int) -> None:
    parts = list(pages(editor, q=many, limit=limit)) if limit > 7 else list(pages(editor, q="many-001", limit=limit))
    ids = [entity_id for part in parts for entity_id in part]
    assert len(ids) == len(set(ids)) == (COUNT if limit > 7 else 100)
    assert ids == sorted(ids)
    assert all(len(part) == limit for part in parts[:-1])


def test_all_of_a_kind_without_a_part(editor: httpx.Client, many: str) -> None:
    ids = [entity_id for part in pages(editor, kind="Server", limit=400) for entity_id in part]
    assert sum(entity_id.startswith(many) for entity_id in ids) == len(range(0, COUNT, 3))
    assert ids == sorted(set(ids))


def test_all_there_is(editor: httpx.Client, many: str) -> None:
    ids = [entity_id for part in pages(editor, limit=1000) for entity_id in part]
    assert sum(entity_id.startswith(many) for entity_id in ids) == COUNT
    assert ids == sorted(set(ids))


def test_pages_as_of_a_time(editor: httpx.Client, many: str) -> None:
    then = editor.get("/entities", params={"q": "many-00001", "limit": 1}).json()["items"][0]["valid_from"]
    later = imported(editor, {"entities": [{"id": f"many-later-{i}", "kind": "Server"} for i in range(10)]})
    assert later["entities"]["created"] == 10
    ids = [entity_id for part in pages(editor, q=many, limit=1000, as_of=then) for entity_id in part]
    assert len(ids) == len(set(ids)) == COUNT
    assert ids == sorted(ids)
    assert not any("later" in entity_id for entity_id in ids)
    now = [entity_id for part in pages(editor, q="many-later", limit=3) for entity_id in part]
    assert len(now) == 10


def test_a_page_is_not_disturbed_by_what_is_written_meanwhile(editor: httpx.Client, name: Name) -> None:
    for part in "bdf":
        created(editor, name(part))
    first = editor.get("/entities", params={"q": name(), "limit": 2}).json()
    created(editor, name("a"))
    created(editor, name("e"))
    rest = editor.get("/entities", params={"q": name(), "limit": 2, "cursor": first["next"]}).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [name(part) for part in "bdef"]
    assert rest["next"] is None


def test_a_kind_takes_those_below_it_along(editor: httpx.Client, name: Name) -> None:
    for part, kind in (("s", "Server"), ("l", "Laptop"), ("r", "Rack"), ("p", "Person")):
        created(editor, name(part), kind)

    def found(*kinds: str) -> set[str]:
        answer = editor.get("/entities", params={"q": name(), "kind": list(kinds)}).json()
        return {item["id"].rpartition("-")[2] for item in answer["items"]}

    assert found("Server") == {"s"}
    assert found("Computer") == {"s", "l"}
    assert found("Hardware") == {"s", "l", "r"}
    assert found("Server", "Person") == {"s", "p"}
    assert found("City") == set()


@pytest.mark.parametrize("kind", ["Nothing", "", "server", "Entity", "EntityVersion", "ApiKey", "`", "Server`) //"])
def test_an_unknown_kind_is_told(editor: httpx.Client, kind: str) -> None:
    problem(editor.get("/entities", params={"kind": kind}), 422)


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Frankfurt", "FRANKFURT"),
        ("FRANKFURT", "nkfu"),
        ("Müller", "MÜLLER"),
        ("STRASSE", "straße"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("100% sure", "0% S"),
        ("a_b", "A_B"),
        ("a.*b", ".*"),
        ("[x]", "[X]"),
        ("back\\slash", "k\\s"),
        ("quote'\"`", "'\"`"),
        ("😀 face", "😀 F"),
        ("a+b c", "+B C"),
    ],
)
def test_a_part_is_found_in_any_case_and_to_the_letter(
    editor: httpx.Client, name: Name, stored: str, asked: str
) -> None:
    created(editor, name("named"), name=f"{name()} {stored}")
    created(editor, name(stored), name="x")
    created(editor, name("other"), name="axb")
    items = editor.get("/entities", params={"q": asked, "limit": 1000}).json()["items"]
    mine = {item["id"] for item in items if item["id"].startswith(name())}
    assert mine == {name("named"), name(stored)}


def test_a_part_is_one_of_the_name_or_of_the_id(editor: httpx.Client, name: Name) -> None:
    created(editor, name("end"), name="begin")
    asked = f"begin\n{name('end')}"[:200]
    assert editor.get("/entities", params={"q": asked}).json()["items"] == []


@pytest.mark.parametrize("asked", ["\x00", "%", "*", "?", "()", "$q", "{", "'", "\ud7ff", "x" * 200])
def test_any_part_may_be_asked_for(editor: httpx.Client, asked: str) -> None:
    assert editor.get("/entities", params={"q": asked}).status_code == 200


def test_a_limit_has_bounds(editor: httpx.Client) -> None:
    for limit in ("0", "-1", "-" + "9" * 30, "x", "1.5", ""):
        problem(editor.get("/entities", params={"limit": limit}), 422)


def test_a_limit_above_the_cap_is_the_cap(editor: httpx.Client, many: str) -> None:
    most = editor.get("/entities", params={"q": many, "limit": 1000}).json()
    assert len(most["items"]) == 1000
    for limit in ("1001", "9" * 30):
        assert editor.get("/entities", params={"q": many, "limit": limit}).json() == most
    one = most["items"][0]["id"]
    assert editor.get(entity(one, "history"), params={"limit": 5000}).json()["next"] is None
    assert editor.get(entity(one, "neighborhood"), params={"limit": 5000}).json()["omitted"] == 0


def test_the_document_tells_the_cap(api: Api) -> None:
    document = httpx.get(f"{api.url}/openapi.json").json()
    described = [
        parameter["description"]
        for operations in document["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "limit"
    ]
    assert len(described) >= 5
    assert all("1,000" in text or "100,000" in text for text in described)


@pytest.mark.parametrize("cursor", ["nonsense!", "====", "_w", "\x00", "😀", "A" * 8193, "' OR 1=1", "7bed"])
def test_a_cursor_that_is_none_of_ours_is_told_or_harmless(editor: httpx.Client, cursor: str) -> None:
    answer = editor.get("/entities", params={"cursor": cursor})
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        problem(answer, 422)


def test_a_cursor_of_another_list_is_told(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"))
    problem(editor.get(f"/entities/{name('a')}/history", params={"cursor": "YWJj"}), 422)
