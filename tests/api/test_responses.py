"""The OpenAPI document tells of each operation the errors that it can answer with, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import cmdb_graph.graph.server  # noqa: F401  it has errors of its own
from cmdb_graph.errors import CmdbError
from tests.api.serving import Api, created, operations, problem

OPERATIONS = operations()
NONE = "none-of-ours"
GIVEN: dict[str, dict[str, Any]] = {
    "GET /v1/license-positions": {"params": {"product": NONE}},
    "GET /v1/license-reclaims": {"params": {"product": NONE}},
    "GET /v1/license-reclaims/realized": {"params": {"product": NONE, "since": "2026-01-01T00:00:00Z"}},
    "POST /v1/license-positions/what-if": {"json": {"end": [NONE]}},
    "GET /v1/paths": {"params": {"from": NONE, "to": NONE}},
    "GET /v1/ticket-metrics": {"params": {"service": NONE}},
    "GET /v1/search": {"params": {"q": "x"}},
    "GET /v1/assets/lookup": {"params": {"code": NONE}},
    "GET /v1/assets/stock": {"params": {"location": NONE}},
    "POST /v1/assets/stocktaking": {"json": {"location": NONE, "scanned": []}},
    "POST /v1/assets/{id}/life-cycle": {"json": {"to": "deployed"}},
    "POST /v1/fulfillment/options": {"json": {"kind": "Laptop", "for": NONE}},
    "POST /v1/fulfillment/reservations": {"json": {"kind": "Laptop", "for": NONE}},
    "POST /v1/tickets/{id}/steps": {"json": {"to": "assigned"}},
    "POST /v1/impact": {"json": {"targets": [{"id": NONE}]}},
    "POST /v1/impact/evidence": {"json": {"id": NONE, "targets": [{"id": NONE}]}},
    "POST /v1/dependencies": {"json": {"id": NONE}},
    "POST /v1/analyses/single-points-of-failure": {"json": {"service": NONE}},
    "POST /v1/analyses/fragility": {"json": {}},
    "POST /v1/analyses/cut-sets": {"json": {"service": NONE}},
    "POST /v1/analyses/availability": {"json": {"service": NONE}},
    "POST /v1/analyses/difference": {"json": {"since": "2026-01-01T00:00:00Z", "service": NONE}},
    "POST /v1/analyses/cycles": {"json": {"service": NONE}},
    "POST /v1/analyses/communities": {"json": {"service": NONE}},
    "POST /v1/analyses/centrality": {"json": {"service": NONE}},
    "POST /v1/analyses/health": {"json": {"service": NONE}},
    "POST /v1/analyses/health/trend": {"json": {"service": NONE, "times": ["2026-01-01T00:00:00Z"]}},
    "GET /v1/exports/graph": {"params": {"format": "dot", "around": NONE}},
    "POST /v1/root-cause": {"json": {"symptoms": [{"id": NONE}]}},
    "POST /v1/events": {"json": {"events": []}},
    "GET /v1/events": {"params": {"id": NONE}},
    "GET /v1/agent-context": {"params": {"id": NONE}},
    "POST /v1/sites": {"json": {"ids": [NONE]}},
    "POST /v1/session": {"json": {"key": NONE}},
    "POST /v1/keys": {"json": {"name": "n", "role": "reader"}},
    "POST /v1/imports": {"params": {"source": "tests", "mode": "plan"}, "json": {"entities": []}},
    "PUT /v1/entities/{id}": {"json": {"kind": "Server"}},
    "PATCH /v1/entities/{id}": {"json": {"name": "y"}},
    "PUT /v1/relationships": {"json": {"type": "RUNS_ON", "from": NONE, "to": NONE}},
    "DELETE /v1/relationships": {"params": {"type": "RUNS_ON", "from": NONE, "to": "x"}},
}
"""What an operation needs to be answered at all; it names nothing that is there."""
PROVOKED: dict[int, dict[str, Any]] = {
    400: {"headers": {"X-Long": "x" * 9_000}},
    401: {"headers": {"Authorization": "Bearer nonsense"}},
    403: {"headers": {"Sec-Fetch-Site": "cross-site"}},
    404: {"headers": {"If-Match": "*"}},
    406: {"headers": {"Accept": "image/png"}},
    409: {"params": {"at": "2000-01-01T00:00:00Z"}},
    412: {"headers": {"If-Match": '"99"'}},
    422: {"params": {"nonsense": "1"}},
    428: {},
}
"""What to send along, to whatever operation, to be answered so."""
CONFLICTS: dict[str, dict[str, Any]] = {
    "POST /v1/assets/{id}/life-cycle": {"json": {"to": "planned"}, "headers": {"If-Match": "*"}},
    "POST /v1/fulfillment/reservations": {"json": {"asset": "responses-there", "for": "responses-person"}},
    "POST /v1/tickets/{id}/steps": {"json": {"to": "new"}, "headers": {"If-Match": "*"}},
}
"""What is true of the request and false of what is there, where it is not a time."""


@pytest.fixture(scope="module")
def there(editor: httpx.Client) -> str:
    """An entity that is there, at the end of its life; a person, and a ticket that is closed."""
    created(editor, "responses-person", "Person")
    created(editor, "responses-ticket", "Incident", attributes={"status": "closed"})
    return created(editor, "responses-there", attributes={"life_cycle_status": "disposed"})["id"]


@pytest.fixture(scope="module")
def signed_in(api: Api, keys: dict[str, str]) -> Iterator[httpx.Client]:
    """A browser with the session of a reader."""
    with api.client(None) as client:
        assert client.post("/session", json={"key": keys["reader"]}).status_code == 200
        yield client


def declaring(status: int) -> set[str]:
    return {name for name, told in OPERATIONS.items() if str(status) in told["responses"]}


@pytest.mark.parametrize("status", PROVOKED)
def test_an_error_is_declared_where_it_is_met_and_nowhere_else(
    status: int, admin: httpx.Client, signed_in: httpx.Client, there: str
) -> None:
    entity_id = there if status in (409, 412, 428) else NONE
    client = signed_in if status == 403 else admin
    met: set[str] = set()
    for name in OPERATIONS:
        conflicts = status == 409 and name in CONFLICTS
        given, provoked = (CONFLICTS[name], CONFLICTS[name]) if conflicts else (GIVEN.get(name, {}), PROVOKED[status])
        method, path = name.split()
        its = "responses-ticket" if path.startswith("/v1/tickets/") and entity_id == there else entity_id
        target = client.base_url.join(path.replace("{id}", its))
        parameters = given.get("params", {}) | provoked.get("params", {})
        answer = client.request(
            method, target, params=parameters, json=given.get("json"), headers=provoked.get("headers")
        )
        if answer.status_code == status:
            problem(answer, status)
            met.add(name)
    assert met
    assert met == declaring(status)


def test_a_body_may_be_too_large_for_every_operation(api: Api) -> None:
    for name in OPERATIONS:
        method, path = name.split()
        target = path.replace("{id}", NONE).encode()
        problem(api.raw(target, method=method.encode(), headers=(b"Content-Length: 99999999999",)), 413)
    assert declaring(413) == OPERATIONS.keys()


def test_every_error_is_declared_somewhere_with_its_headers() -> None:
    def below(error: type[CmdbError]) -> list[type[CmdbError]]:
        return [error, *(further for child in error.__subclasses__() for further in below(child))]

    for error in below(CmdbError):
        names = declaring(error.status)
        assert names, error
        for name in names:
            response = OPERATIONS[name]["responses"][str(error.status)]
            assert "application/problem+json" in response["content"]
            assert error.headers().keys() == response.get("headers", {}).keys()


def test_whatever_asks_the_database_may_have_to_wait_for_it() -> None:
    assert declaring(503) == declaring(504) == OPERATIONS.keys() - {"GET /healthz"}
    assert declaring(507) == {"POST /v1/imports"}, "nothing else is kept on disk"
    assert declaring(500) == OPERATIONS.keys()


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_needs_no_key_is_not_declared_to_need_one(anonymous: httpx.Client, method: str) -> None:
    assert {} in OPERATIONS[f"{method} /v1/session"]["security"]
    assert anonymous.request(method, "/session").is_success
