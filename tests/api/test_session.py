"""Signing in on the page: by a link or a key, with a cookie that counts for our own page alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest
from neo4j import Driver

from api.deps import COOKIE
from cmdb_graph import access, sessions
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Unauthenticated
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.instance import Instance, open_instance
from tests.api.serving import ADMIN_KEY, Api, problem, put, serving, settings_for

FIFTEEN = timedelta(minutes=15)
PAGE = {"Sec-Fetch-Site": "same-origin"}
SECRET = "A" * 43


@pytest.fixture(scope="module")
def instance(api: Api, neo4j_endpoint: Endpoint) -> Iterator[Instance]:
    """What `serve` has beside the app: the graph itself."""
    opened = open_instance(settings_for(neo4j_endpoint))
    yield opened
    opened.close()


@pytest.fixture
def page(api: Api) -> Iterator[httpx.Client]:
    """A browser that is at our page, signed in by nobody yet."""
    with httpx.Client(base_url=f"{api.url}/v1", headers=PAGE, timeout=60) as client:
        yield client


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE]


def signed_in(client: httpx.Client, **given: str) -> dict[str, Any]:
    answer = client.post("/session", json=given)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_key_signs_in_as_what_it_is(page: httpx.Client, keys: dict[str, str]) -> None:
    assert page.get("/session").json() is None
    told = signed_in(page, key=keys["editor"])
    assert (told["name"], told["role"]) == ("tests editor", "editor")
    assert told["version"]
    assert page.get("/session").json() == told
    problem(page.get("/keys"), 403)


def test_the_admin_key_from_outside_signs_in(page: httpx.Client) -> None:
    assert signed_in(page, key=ADMIN_KEY)["role"] == "admin"
    assert page.get("/keys").status_code == 200


def test_a_link_signs_in_an_admin(page: httpx.Client, instance: Instance) -> None:
    told = signed_in(page, token=sessions.offer_link(instance.store, FIFTEEN))
    assert (told["name"], told["role"]) == ("local operator", "admin")
    assert page.get("/keys").status_code == 200


def test_a_link_works_once(page: httpx.Client, instance: Instance) -> None:
    link = sessions.offer_link(instance.store, FIFTEEN)
    signed_in(page, token=link)
    assert "once" in problem(page.post("/session", json={"token": link}), 401)["detail"]


def test_nobody_without_a_link_or_a_session_has_a_turn_at_the_clock(api: Api, instance: Instance) -> None:
    def turn() -> int:
        return instance.store.read(lambda reader: reader.packed("clock/read"), Deadline(60))[1]

    before = turn()
    with httpx.Client(base_url=f"{api.url}/v1", headers=PAGE, timeout=60) as stranger:
        problem(stranger.post("/session", json={"token": SECRET}), 401)
        problem(stranger.post("/session", json={"key": SECRET}), 401)
        assert stranger.delete("/session", headers={"Cookie": f"{COOKIE}={SECRET}"}).status_code == 204
    assert turn() == before


def test_of_many_who_open_a_link_at_once_one_is_let_in(instance: Instance) -> None:
    link = sessions.offer_link(instance.store, FIFTEEN)
    gate, let_in = threading.Barrier(6), []

    def opens() -> None:
        gate.wait()
        with suppress(Unauthenticated):
            let_in.append(sessions.open_by_link(instance.store, link, FIFTEEN))

    threads = [threading.Thread(target=opens) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 1


def test_a_link_is_too_old_after_its_time(page: httpx.Client, instance: Instance) -> None:
    link = sessions.offer_link(instance.store, timedelta(0))
    problem(page.post("/session", json={"token": link}), 401)


def test_a_session_is_over_after_its_time(page: httpx.Client, keys: dict[str, str], driver: Driver) -> None:
    signed_in(page, key=keys["reader"])
    driver.execute_query("MATCH (s:PageSession) SET s.until = s.until - $day", day=24 * 3600 * 1_000_000)
    assert page.get("/session").json() is None
    problem(page.get("/schema"), 401)


def test_what_is_over_is_removed_when_another_begins(instance: Instance, driver: Driver, keys: dict[str, str]) -> None:
    sessions.offer_link(instance.store, timedelta(0))
    sessions.open_by_key(instance.store, keys["reader"], None, timedelta(0))
    sessions.open_by_key(instance.store, keys["reader"], None, FIFTEEN)
    over = "MATCH (n:PageSession|SignInLink) WHERE n.until <= timestamp() * 1000 RETURN count(n) AS c"
    assert driver.execute_query(over).records[0]["c"] == 0


def test_a_session_ends_with_its_key(page: httpx.Client, admin: httpx.Client) -> None:
    made = admin.post("/keys", json={"name": "to be revoked", "role": "editor"}).json()
    signed_in(page, key=made["key"])
    assert page.get("/schema").status_code == 200
    assert admin.delete(f"/keys/{made['id']}").status_code == 204
    problem(page.get("/schema"), 401)
    problem(page.post("/session", json={"key": made["key"]}), 401)


def test_another_admin_key_from_outside_ends_the_sessions_of_the_one_before(instance: Instance) -> None:
    token, _ = sessions.open_by_key(instance.store, ADMIN_KEY, ADMIN_KEY, FIFTEEN)
    assert sessions.caller_of(instance.store, token, ADMIN_KEY) == access.ENVIRONMENT_KEY
    for now in (f"{ADMIN_KEY}2", "", None):
        with pytest.raises(Unauthenticated):
            sessions.caller_of(instance.store, token, now)


def test_every_process_knows_a_session(page: httpx.Client, keys: dict[str, str], neo4j_endpoint: Endpoint) -> None:
    signed_in(page, key=keys["reader"])
    with serving(settings_for(neo4j_endpoint)) as other:
        answer = httpx.get(f"{other.url}/v1/session", cookies={COOKIE: page.cookies[COOKIE]})
    assert answer.json()["name"] == "tests reader"


def test_signing_out_ends_the_session_wherever_its_cookie_went(page: httpx.Client, keys: dict[str, str]) -> None:
    signed_in(page, key=keys["reader"])
    copied = page.cookies[COOKIE]
    answer = page.delete("/session")
    assert answer.status_code == 204
    gone = cookie_of(answer)
    assert gone.value == ""
    assert gone["max-age"] == "0"
    assert COOKIE not in page.cookies
    assert page.get("/session").json() is None
    assert httpx.get(f"{page.base_url}session", cookies={COOKIE: copied}).json() is None
    problem(httpx.get(f"{page.base_url}schema", cookies={COOKIE: copied}), 401)
    assert page.delete("/session").status_code == 204, "signed out already"


def test_no_script_reads_the_cookie_and_no_other_site_sends_it(page: httpx.Client, keys: dict[str, str]) -> None:
    cookie = cookie_of(page.post("/session", json={"key": keys["reader"]}))
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert cookie["max-age"] == str(12 * 3600)
    assert not cookie["secure"], "over plain HTTP a browser would not keep it"
    assert len(cookie.value) >= 43


@pytest.mark.parametrize("header", ["X-Forwarded-Proto", "Origin"])
def test_over_https_the_cookie_stays_on_it(page: httpx.Client, keys: dict[str, str], header: str) -> None:
    given = {"X-Forwarded-Proto": "https", "Origin": str(page.base_url).replace("http:", "https:").removesuffix("/v1/")}
    answer = page.post("/session", json={"key": keys["reader"]}, headers={header: given[header]})
    assert cookie_of(answer)["secure"]


ELSEWHERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "http://[broken"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "OWN"},
]
CHANGES = [
    ("PUT", "/entities/x", {"kind": "Server"}),
    ("PATCH", "/entities/x", {"name": "y"}),
    ("DELETE", "/entities/x", None),
    ("PUT", "/relationships", {"type": "RUNS_ON", "from": "x", "to": "y"}),
    ("POST", "/imports?source=tests&mode=plan", {"entities": []}),
    ("POST", "/impact", {"targets": [{"id": "x"}]}),
    ("POST", "/keys", {"name": "n", "role": "reader"}),
    ("DELETE", "/session", None),
]


def headers_of(api: Api, given: dict[str, str]) -> dict[str, str]:
    return {name: api.url if value == "OWN" else value for name, value in given.items()}


@pytest.mark.parametrize("elsewhere", [*ELSEWHERE, {}], ids=str)
@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_what_our_page_did_not_send_changes_nothing(
    api: Api, session: str, elsewhere: dict[str, str], method: str, path: str, body: object
) -> None:
    with httpx.Client(base_url=f"{api.url}/v1", cookies={COOKIE: session}) as client:
        told = problem(client.request(method, path, json=body, headers=headers_of(api, elsewhere)), 403)
    assert told["type"] == "urn:cmdb-graph:not-from-page"


@pytest.fixture(scope="module")
def session(instance: Instance) -> str:
    """The token of an admin's session."""
    return sessions.open_by_key(instance.store, ADMIN_KEY, ADMIN_KEY, FIFTEEN)[0]


@pytest.mark.parametrize("own", [PAGE, {"Origin": "OWN"}, {"Origin": "HTTPS"}], ids=str)
def test_what_our_page_sends_counts(api: Api, session: str, own: dict[str, str], name: Callable[[str], str]) -> None:
    own = {key: api.url.replace("http:", "https:") if value == "HTTPS" else value for key, value in own.items()}
    with httpx.Client(base_url=f"{api.url}/v1", cookies={COOKIE: session}, headers=headers_of(api, own)) as client:
        assert put(client, name("a")).status_code == 201


def test_an_origin_without_tls_is_not_the_one_with_it(api: Api, session: str) -> None:
    answer = httpx.delete(
        f"{api.url}/v1/session",
        cookies={COOKIE: session},
        headers={"Origin": api.url, "X-Forwarded-Proto": "https"},
    )
    problem(answer, 403)


@pytest.mark.parametrize("elsewhere", ELSEWHERE, ids=str)
def test_another_site_signs_nobody_in(api: Api, keys: dict[str, str], elsewhere: dict[str, str]) -> None:
    answer = httpx.post(
        f"{api.url}/v1/session", json={"key": keys["reader"]}, headers=headers_of(api, elsewhere), timeout=60
    )
    problem(answer, 403)
    assert "set-cookie" not in answer.headers


def test_a_key_wins_over_the_cookie(api: Api, session: str, keys: dict[str, str]) -> None:
    with httpx.Client(base_url=f"{api.url}/v1", cookies={COOKIE: session}) as client:
        own = {"Authorization": f"Bearer {keys['reader']}"}
        assert client.get("/session", headers=own).json()["role"] == "reader"
        problem(client.get("/session", headers={"Authorization": "Bearer wrong"}), 401)
        # A program with a key needs no page.
        assert client.post("/impact", json={"targets": [{"id": "none"}]}, headers=own).status_code == 404


@pytest.mark.parametrize("token", ["", SECRET, "x" * 4000, "%00", "ä", ADMIN_KEY])
def test_a_cookie_that_is_none_opens_nothing(api: Api, token: str) -> None:
    answer = api.raw(b"/v1/schema", headers=(f"Cookie: {COOKIE}={token}".encode(),))
    problem(answer, 401)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"token": SECRET, "key": SECRET},
        {"token": None},
        {"token": 1},
        {"token": "x" * 1001},
        {"key": SECRET, "role": "admin"},
    ],
)
def test_a_sign_in_that_is_none_is_refused(page: httpx.Client, body: object) -> None:
    answer = page.post("/session", json=body)
    problem(answer, 422)
    assert SECRET not in answer.text


@pytest.mark.parametrize("body", [{"token": ""}, {"key": ""}, {"token": SECRET}, {"key": SECRET}])
def test_a_wrong_secret_opens_nothing(page: httpx.Client, body: dict[str, str]) -> None:
    answer = page.post("/session", json=body)
    problem(answer, 401)
    assert "set-cookie" not in answer.headers


def test_half_a_character_is_no_secret(page: httpx.Client) -> None:
    answer = page.post("/session", content=b'{"token": "\\udc00"}', headers={"Content-Type": "application/json"})
    assert answer.status_code in (401, 422)


def test_the_graph_keeps_no_secret(page: httpx.Client, instance: Instance, driver: Driver) -> None:
    link = sessions.offer_link(instance.store, FIFTEEN)
    unused = sessions.offer_link(instance.store, FIFTEEN)
    signed_in(page, token=link)
    nodes = driver.execute_query("MATCH (n:PageSession|SignInLink) RETURN properties(n) AS p").records
    assert len(nodes) >= 2
    assert not any(secret in str(node["p"]) for node in nodes for secret in (link, unused, page.cookies[COOKIE]))
