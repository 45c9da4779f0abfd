"""A parameter that an operation does not have is refused: passed over, it would answer another question than was asked."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.api.serving import Api, entity, problem


def test_no_operation_takes_a_parameter_that_it_does_not_declare(api: Api, admin: httpx.Client) -> None:
    paths = httpx.get(f"{api.url}/openapi.json").json()["paths"]
    tried = 0
    for path, operations in paths.items():
        if not path.startswith("/v1"):
            continue
        for method in operations:
            target = re.sub("{.*?}", "x", path.removeprefix("/v1"))
            told = problem(
                admin.request(method, target, params={"nonsense": "1"}, json={"id": "x", "targets": []}), 422
            )
            assert [error["pointer"] for error in told["errors"]] == ["/nonsense"], f"{method} {path}"
            tried += 1
    assert tried >= 17


@pytest.mark.parametrize(
    ("path", "given", "meant"),
    [
        (entity("x"), "asof=2020-01-01T00:00:00Z", "as_of"),
        ("/entities", "As_Of=2020-01-01T00:00:00Z", "as_of"),
        ("/entities", "kinds=Server", "kind"),
        ("/entities", "Limit=1", "limit"),
        (entity("x", "history"), "cursr=", "cursor"),
        ("/paths", "form=a&to=b", "from"),
    ],
)
def test_a_misspelled_parameter_is_told_with_what_was_meant(
    reader: httpx.Client, path: str, given: str, meant: str
) -> None:
    told = problem(reader.get(f"{path}?{given}"), 422)
    assert f"Did you mean {meant}?" in told["detail"]


def test_where_nothing_is_near_all_are_named(reader: httpx.Client) -> None:
    told = problem(reader.get("/entities?zzz=1"), 422)
    assert all(name in told["detail"] for name in ("kind", "q", "limit", "cursor", "as_of"))


@pytest.mark.parametrize("given", ["q=a&q=b", "limit=1&limit=1", "kind=Server&as_of=x&as_of=y"])
def test_a_parameter_that_there_is_once_is_given_once(reader: httpx.Client, given: str) -> None:
    told = problem(reader.get(f"/entities?{given}"), 422)
    (error,) = told["errors"]
    assert "2 times" in error["detail"]
    assert error["pointer"] in ("/q", "/limit", "/as_of")


def test_one_that_is_a_list_is_given_as_often_as_you_like(reader: httpx.Client) -> None:
    assert reader.get("/entities?kind=Server&kind=Laptop&kind=Server").status_code == 200


@pytest.mark.parametrize(
    "query", [b"%00=1", b"%FF=1", b"=1", b"a%2Fb~=1", b"x" * 5000, b"&".join([b"a%d" % i for i in range(300)])]
)
def test_any_unknown_name_is_told(api: Api, keys: dict[str, str], query: bytes) -> None:
    answer = api.raw(b"/v1/entities?" + query, headers=(b"Authorization: Bearer " + keys["reader"].encode(),))
    assert problem(answer, 422)["errors"]


def test_what_is_wrong_is_told_to_who_has_a_key(anonymous: httpx.Client) -> None:
    problem(anonymous.get("/entities?nonsense=1"), 401)
