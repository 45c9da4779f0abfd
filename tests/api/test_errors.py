"""One error body whoever raised it, security headers on every answer, and documents without an outside origin."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from neo4j import Driver

from cmdb_graph.graph.server import Endpoint
from tests.api.serving import ADMIN_KEY, SECURITY_HEADERS, Api, created, entity, problem, serving, settings_for

Name = Callable[[str], str]
AUTH = f"Authorization: Bearer {ADMIN_KEY}".encode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/v1", 404),
        ("GET", "/v1/", 404),
        ("GET", "/v1/entities/", 404),
        ("GET", "/v1/entities/a/b", 404),
        ("GET", "/v1/%65ntities", 404),
        ("POST", "/v1/entities", 405),
        ("DELETE", "/v1/impact", 405),
        ("PATCH", "/v1/keys", 405),
        ("GET", "/v1/imports", 405),
        ("BREW", "/v1/entities", 405),
        ("POST", "/healthz", 405),
        ("GET", "/docs-assets/none.js", 404),
        ("GET", "/docs-assets/../app.py", 404),
        ("GET", "/docs-assets/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/v1/entities?limit=x", 422),
    ],
)
def test_every_origin_of_an_error_has_the_one_body(api: Api, method: str, path: str, status: int) -> None:
    answer = api.raw(path.encode(), method=method.encode(), headers=(AUTH,))
    problem(answer, status)
    if status == 405:
        assert answer.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        (
            "impact",
            {"targets": [{"id": "x"}], "kind": "Server"},
            "/kind: there is no field 'kind' here. Did you mean kinds?",
        ),
        (
            "impact",
            {"targets": [{"id": "x", "stat": "down"}]},
            "/targets/0/stat: there is no field 'stat' here. Did you mean state?",
        ),
        ("analyses/cut-sets", {"service": "x", "ordr": 2}, "/ordr: there is no field 'ordr' here. Did you mean order?"),
        ("analyses/fragility", {"x": 1}, "/x: there is no field 'x' here. There are as_of, limit."),
        ("analyses/difference", {"since": "2026-01-01T00:00:00Z", "day": 1}, "Did you mean days?"),
        ("analyses/health", {"kind": "Server"}, "/kind: there is no field 'kind' here. Did you mean kinds?"),
        ("analyses/health/trend", {"kind": "Server"}, "/kind: there is no field 'kind' here. Did you mean kinds?"),
        ("analyses/communities", {"kind": "Server"}, "/kind: there is no field 'kind' here. Did you mean kinds?"),
        (
            "root-cause",
            {"symptoms": [{"id": "x", "att": 1}]},
            "/symptoms/0/att: there is no field 'att' here. Did you mean at?",
        ),
        ("license-positions/what-if", {"end": [{"type": "x", "from": "a", "too": "b", "to": "b"}]}, "Did you mean to?"),
        ("keys", {"name": "n", "role": "reader", "rol": 1}, "/rol: there is no field 'rol' here. Did you mean role?"),
    ],
)
def test_a_field_that_is_not_there_names_those_that_are(
    admin: httpx.Client, path: str, body: dict[str, Any], says: str
) -> None:
    assert says in problem(admin.post(path, json=body), 422)["detail"]


def test_what_our_validators_say_is_told_as_they_say_it(admin: httpx.Client) -> None:
    told = problem(admin.post("analyses/health/trend", json={}), 422)
    assert told["detail"] == "give either `times`, or `every` along with `since`"


@pytest.mark.parametrize("host", [b"Host: [", b"Host: a b", b"Host: \xff", b"Host:", b"Host: evil.example:99999"])
def test_a_strange_host_is_no_fault_of_ours(api: Api, host: bytes) -> None:
    for path in (b"/nothing", b"/healthz", b"/v1/entities"):
        assert api.raw(path, headers=(host, AUTH)).status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "", "application/JSON", "nonsense", "application/json; charset=utf-16"]
)
@pytest.mark.parametrize(
    "body", ["", "{", "\x00", "[" * 100_000, '{"a":' * 50_000, '"' + "x" * 100, "1" * 5000, "\ufeff{}"]
)
def test_no_body_of_any_type_is_a_fault_of_ours(editor: httpx.Client, name: Name, kind: str, body: str) -> None:
    for method, path in (
        ("PUT", entity(name("a"))),
        ("POST", "/impact"),
        ("PUT", "/relationships"),
        ("POST", "/dependencies"),
    ):
        answer = editor.request(method, path, content=body, headers={"Content-Type": kind, "If-Match": "*"})
        assert 400 <= answer.status_code < 500
        problem(answer, answer.status_code)


def test_nesting_has_a_limit(editor: httpx.Client, name: Name) -> None:
    deep = '{"kind": "Server", "attributes": {"a": ' + "[" * 40 + "]" * 40 + "}}"
    told = problem(editor.put(entity(name("a")), content=deep, headers={"Content-Type": "application/json"}), 422)
    assert "nested" in told["detail"]
    text = json.dumps({"kind": "Server", "attributes": {"own": "[{" * 1000}})
    assert editor.put(entity(name("a")), content=text, headers={"Content-Type": "application/json"}).status_code == 201


DEEP = '{"kind": "Server", "attributes": {"a": ' + "[" * 40 + "]" * 40 + "}}"
FLAT = '{"kind": "Server", "name": "Müller"}'


@pytest.mark.parametrize("body", [DEEP, FLAT])
@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1", "cp037"]
)
@pytest.mark.parametrize("kind", ["application/json", "application/merge-patch+json", ""])
def test_a_json_body_is_utf_8(editor: httpx.Client, name: Name, body: str, encoding: str, kind: str) -> None:
    content = body.replace("[[", '["ü"]' if encoding == "latin-1" else "[[").encode(encoding)
    told = problem(editor.put(entity(name("a")), content=content, headers={"Content-Type": kind}), 400)
    assert "UTF-8" in told["detail"]


@pytest.mark.parametrize("charset", ["utf-16", "UTF-32LE", '"iso-8859-1"', "us-ascii", "nonsense"])
def test_a_charset_that_is_not_utf_8_is_refused(editor: httpx.Client, name: Name, charset: str) -> None:
    for method, path in (("PUT", entity(name("a"))), ("POST", "/impact")):
        kind = {"Content-Type": f"application/json; charset={charset}"}
        told = problem(editor.request(method, path, content=FLAT.encode(), headers=kind), 400)
        assert "charset" in told["detail"]


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=UTF-8", 'application/json;charset="utf8"']
)
def test_utf_8_may_begin_with_its_mark(editor: httpx.Client, name: Name, kind: str) -> None:
    headers = {"Content-Type": kind}
    marked = FLAT.encode("utf-8-sig")
    assert editor.put(entity(name("a")), content=marked, headers=headers).json()["name"] == "Müller"
    patch = editor.patch(entity(name("a")), content=b'\xef\xbb\xbf{"name": "n"}', headers=headers | {"If-Match": "*"})
    assert patch.json()["name"] == "n"
    question = b'\xef\xbb\xbf{"targets": [{"id": "%s"}]}' % name("a").encode()
    assert editor.post("/impact", content=question, headers=headers).status_code == 200
    nested = editor.put(entity(name("a")), content=DEEP.encode("utf-8-sig"), headers=headers)
    assert "nested" in problem(nested, 422)["detail"]


def test_a_fault_of_ours_has_the_one_body_and_is_found_under_its_id(
    neo4j_endpoint: Endpoint, name: Name, driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    driver.execute_query("CREATE (:Entity:Server {id: $id})", id=name("broken"))
    try:
        with serving(settings_for(neo4j_endpoint)) as own, own.client() as client:
            answer = client.get(entity(name("broken")), headers={"X-Request-Id": "the-one"})
        told = problem(answer, 500)
        assert "KeyError" not in answer.text
        assert name("broken") not in told["detail"]
        assert answer.headers["X-Request-Id"] == "the-one"
        assert [record for record in caplog.records if record.exc_info]
    finally:
        driver.execute_query("MATCH (n:Entity {id: $id}) DELETE n", id=name("broken"))


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/docs", "/openapi.json", "/docs-start.js", "/docs-assets/swagger-ui.css"]
)
def test_what_is_open_is_open_and_has_security_headers(api: Api, path: str) -> None:
    answer = httpx.get(api.url + path)
    assert answer.status_code == 200
    for header in SECURITY_HEADERS:
        assert header in answer.headers
    assert "server" not in answer.headers or answer.headers["server"] == "uvicorn"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe-inline'" not in policy
    assert "http:" not in policy
    assert "https:" not in policy


def test_answers_are_not_kept_and_not_shared(reader: httpx.Client) -> None:
    answer = reader.get("/entities", headers={"Origin": "https://evil.example"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert "access-control-allow-origin" not in answer.headers


def test_the_docs_have_no_outside_origin_and_no_inline_script(api: Api) -> None:
    page = httpx.get(f"{api.url}/docs").text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+\s*=", page)
    for source in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
        assert httpx.get(api.url + source).status_code == 200


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_the_openapi_document_is_whole(api: Api) -> None:
    document = httpx.get(f"{api.url}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for reference in references(document):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    promised = {
        "/v1/schema", "/v1/entities", "/v1/entities/{id}", "/v1/entities/{id}/history", "/v1/entities/{id}/neighborhood",
        "/v1/relationships", "/v1/imports", "/v1/impact", "/v1/dependencies", "/v1/paths", "/v1/keys", "/v1/keys/{id}",
        "/v1/session", "/healthz", "/readyz",
    }  # fmt: skip
    assert promised <= set(document["paths"])
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"]
            named = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path)), f"{method} {path}"
            if (method, path) == ("post", "/v1/session"):
                assert "security" not in operation, "whoever signs in has nothing yet"
            elif path.startswith("/v1"):
                assert operation["security"]


def test_an_error_matches_its_schema(api: Api, editor: httpx.Client) -> None:
    document = httpx.get(f"{api.url}/openapi.json").json()
    schema = document["components"]["schemas"]["Problem"] | {"components": document["components"]}
    for answer in (editor.get("/entities/none"), editor.put("/entities/x", json={}), editor.get("/nothing")):
        Draft202012Validator(schema).validate(answer.json())


def test_a_request_id_is_given_back_or_made(reader: httpx.Client) -> None:
    assert reader.get("/schema", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    for bad in ("a b", "x" * 65, "<script>"):
        assert reader.get("/schema", headers={"X-Request-Id": bad}).headers["X-Request-Id"] != bad


def test_the_schema_tells_the_vocabulary(reader: httpx.Client) -> None:
    answer = reader.get("/schema")
    assert answer.status_code == 200
    for word in ("Laptop", "BusinessService", "HAS_MEMBER", "serial_number"):
        assert word in answer.text


def test_a_database_that_does_not_answer_is_503(neo4j_endpoint: Endpoint) -> None:
    with serving(settings_for(neo4j_endpoint, neo4j_uri="bolt://127.0.0.1:1")) as lost, lost.client() as client:
        assert httpx.get(f"{lost.url}/healthz").status_code == 200
        for answer in (client.get("/entities"), httpx.get(f"{lost.url}/readyz", timeout=60)):
            problem(answer, 503)
            assert int(answer.headers["Retry-After"]) > 0


def test_a_wrong_password_is_told_without_it(neo4j_endpoint: Endpoint) -> None:
    wrong = settings_for(neo4j_endpoint, neo4j_password="not-the-password")
    with serving(wrong) as lost, lost.client() as client:
        assert "not-the-password" not in json.dumps(problem(client.get("/entities"), 503))


def test_a_created_entity_is_not_lost_by_its_odd_request_headers(api: Api, name: Name) -> None:
    answer = api.raw(
        f"/v1/entities/{name('a')}".encode(),
        method=b"PUT",
        headers=(AUTH, b"Content-Type: application/json", b"If-Match: \xff", b"X-Odd: \xff\xfe"),
        body=b'{"kind": "Server"}',
    )
    problem(answer, 412)
    with api.client() as client:
        created(client, name("a"))
