"""Keys and roles: shown once, hashed at rest, and nothing without them."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from neo4j import Driver

from tests.api.serving import ADMIN_KEY, Api, entity, operations, problem, put

OPEN = {"GET /v1/session", "POST /v1/session", "DELETE /v1/session"}
"""What is there to sign in with: `tests/api/test_session.py`."""
KEYED = sorted(name for name in operations() if name.partition(" ")[2].startswith("/v1/") and name not in OPEN)
ADMINS = [name for name in KEYED if "/v1/keys" in name]
WRITING_POSTS = {
    "POST /v1/events",
    "POST /v1/imports",
    "POST /v1/assets/{id}/life-cycle",
    "POST /v1/fulfillment/reservations",
    "POST /v1/software-recognition",
    "POST /v1/tickets/{id}/steps",
}
"""Every other POST asks a question."""
EDITS = [
    name for name in KEYED if name not in ADMINS and (not name.startswith(("GET", "POST")) or name in WRITING_POSTS)
]
READS = [name for name in KEYED if name not in ADMINS + EDITS]


def send(client: httpx.Client, name: str) -> httpx.Response:
    """The operation's bare request: who may not send it is told so before what it lacks."""
    method, path = name.split()
    return client.request(method, path.removeprefix("/v1").replace("{id}", "x"))


@pytest.mark.parametrize("name", KEYED)
def test_nothing_is_answered_without_a_key(anonymous: httpx.Client, name: str) -> None:
    answer = send(anonymous, name)
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer nonsense",
        "Basic dXNlcjpwYXNz",
        "Bearer cmdb_0000000000000000_" + "A" * 43,
        "Bearer " + "x" * 5000,
        f"Token {ADMIN_KEY}",
        f"Bearer {ADMIN_KEY}x",
        f"Bearer {ADMIN_KEY[:-1]}",
    ],
)
def test_a_wrong_key_opens_nothing(anonymous: httpx.Client, header: str) -> None:
    answer = anonymous.get("/schema", headers={"Authorization": header})
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", [b"Bearer \xff\xfe", b"Bearer ", b"\xff", b""])
def test_bytes_that_are_no_key_are_a_wrong_key(api: Api, header: bytes) -> None:
    problem(api.raw(b"/v1/schema", headers=(b"Authorization: " + header,)), 401)


@pytest.mark.parametrize("name", READS)
def test_a_reader_reads_everything(reader: httpx.Client, name: str) -> None:
    assert send(reader, name).status_code in (200, 404, 422)


@pytest.mark.parametrize("name", EDITS + ADMINS)
def test_a_reader_reads_only(reader: httpx.Client, name: str) -> None:
    problem(send(reader, name), 403)


@pytest.mark.parametrize("name", ADMINS)
def test_an_editor_makes_no_keys(editor: httpx.Client, name: str) -> None:
    problem(send(editor, name), 403)


def test_roles_reach_as_far_as_they_say(
    reader: httpx.Client, editor: httpx.Client, admin: httpx.Client, name: Callable[[str], str]
) -> None:
    assert put(editor, name("a")).status_code == 201
    assert put(admin, name("b")).status_code == 201
    assert reader.get(entity(name("a"))).status_code == 200
    assert admin.get("/keys").status_code == 200


def test_the_admin_key_from_outside_is_an_admin(api: Api) -> None:
    with api.client(ADMIN_KEY) as client:
        assert client.get("/keys").status_code == 200


def test_a_key_is_shown_once_and_hashed_at_rest(
    admin: httpx.Client, name: Callable[[str], str], driver: Driver
) -> None:
    answer = admin.post("/keys", json={"name": name("k"), "role": "reader"})
    assert answer.status_code == 201
    made = answer.json()
    assert set(made) == {"id", "key", "name", "role"}
    secret = made["key"].removeprefix(f"cmdb_{made['id']}_")

    listed = admin.get("/keys")
    assert name("k") in listed.text
    assert secret not in listed.text
    (entry,) = [key for key in listed.json()["items"] if key["id"] == made["id"]]
    assert entry["role"] == "reader"

    nodes = driver.execute_query("MATCH (n) RETURN properties(n) AS properties").records
    assert any(made["id"] in str(node["properties"]) for node in nodes)
    assert not any(secret in str(node["properties"]) for node in nodes)
    assert not any(ADMIN_KEY in str(node["properties"]) for node in nodes)


def test_a_revoked_key_opens_nothing(api: Api, admin: httpx.Client) -> None:
    made = admin.post("/keys", json={"name": "to be revoked", "role": "editor"}).json()
    with api.client(made["key"]) as client:
        assert client.get("/schema").status_code == 200
        assert admin.delete(f"/keys/{made['id']}").status_code == 204
        problem(client.get("/schema"), 401)
    problem(admin.delete(f"/keys/{made['id']}"), 404)
    assert made["id"] not in admin.get("/keys").text


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"role": "reader"},
        {"name": "", "role": "reader"},
        {"name": "x" * 101, "role": "reader"},
        {"name": "a\nb", "role": "reader"},
        {"name": "a\x00b", "role": "reader"},
        {"name": "x", "role": "owner"},
        {"name": "x", "role": ""},
        {"name": "x", "role": None},
        {"name": "x", "role": "reader", "id": "mine"},
        {"name": 1, "role": "reader"},
        [],
    ],
)
def test_a_key_that_cannot_be_is_refused(admin: httpx.Client, body: object) -> None:
    told = problem(admin.post("/keys", json=body), 422)
    assert told["errors"]


def test_the_secret_of_one_key_does_not_open_another(api: Api, admin: httpx.Client) -> None:
    one, two = (admin.post("/keys", json={"name": "n", "role": "reader"}).json() for _ in range(2))
    mixed = one["key"].replace(one["id"], two["id"])
    with api.client(mixed) as client:
        problem(client.get("/schema"), 401)


def test_keys_come_in_pages(admin: httpx.Client) -> None:
    made = [admin.post("/keys", json={"name": "paged", "role": "reader"}).json()["id"] for _ in range(3)]
    whole = [key["id"] for key in admin.get("/keys", params={"limit": 5_000}).json()["items"]]
    assert whole[-3:] == made
    paged: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = admin.get("/keys", params={"limit": 2, **cursor}).json()
        assert len(page["items"]) <= 2
        paged += [key["id"] for key in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert paged == whole
    for key_id in made:
        admin.delete(f"/keys/{key_id}")


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "cursor=nonsense", "cursor=", "cursor=LTEgYQ"])
def test_a_page_of_keys_that_cannot_be_is_refused(admin: httpx.Client, query: str) -> None:
    problem(admin.get(f"/keys?{query}"), 422)
