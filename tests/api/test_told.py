"""An error's detail reads as a sentence for who sent the request."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.serving import created, entity, problem

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/impact", "/dependencies"])
def test_a_body_that_was_not_read_as_json(reader: httpx.Client, path: str) -> None:
    told = problem(reader.post(path, content=b"{}", headers={"Content-Type": "text/plain"}), 422)
    assert told["detail"] == "the body was not read as JSON: send it with Content-Type: application/json"
    assert not problem(reader.post(path), 422)["detail"].startswith(":")


def test_a_patch_that_was_not_read_as_json(editor: httpx.Client) -> None:
    created(editor, "told-a")
    headers = {"Content-Type": "text/plain", "If-Match": "*"}
    answer = editor.patch(entity("told-a"), content=b"{}", headers=headers)
    assert "send it with Content-Type: application/json" in problem(answer, 422)["detail"]


def test_broken_json_is_told_with_line_and_column(reader: httpx.Client) -> None:
    told = problem(reader.post("/impact", content=b'{\n "targets": [}', headers=JSON), 400)
    assert told["detail"].endswith("line 2, column 14.")
    assert "/" not in str(told["errors"]), "a place in broken JSON is a line, not a pointer"


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"targets": ["dbs-1"]}, "/targets/0", 'a target is an object such as {"id": "dbs-1"}'),
        ({"targets": [{"id": "a"}], "exposd": True}, "/exposd", "Did you mean exposed?"),
        ({"targets": [{"id": "a", "sate": "down"}]}, "/targets/0/sate", "Did you mean state?"),
        ({"targets": [{"id": "a"}], "as_of": "2026-01-01T00:00:00"}, "/as_of", "add Z for UTC"),
        ({"targets": []}, "/targets", "at least 1 item"),
        ({"targets": [{"id": "a"}], "kinds": ["Servr"]}, "/kinds/0", "Did you mean Server"),
    ],
)
def test_a_question_is_put_right(reader: httpx.Client, body: dict[str, Any], pointer: str, said: str) -> None:
    told = problem(reader.post("/impact", json=body), 422)
    assert said in told["detail"]
    assert [error["pointer"] for error in told["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026-01-01T00:00:00", "add Z for UTC, or an offset such as %2B01:00"),
        ("yesterday", "add Z for UTC, or an offset such as %2B01:00"),
        ("2026-01-01T00:00:00+01:00", "arrived as a blank"),
    ],
)
def test_a_time_in_an_address(reader: httpx.Client, as_of: str, said: str) -> None:
    told = problem(reader.get(f"/entities?as_of={as_of}"), 422)
    assert said in told["detail"]
    assert [error["pointer"] for error in told["errors"]] == ["/as_of"]


def test_a_kind_and_a_format_have_their_place(editor: httpx.Client) -> None:
    told = problem(editor.get("/entities", params={"kind": "Ups"}), 422)
    assert [error["pointer"] for error in told["errors"]] == ["/kind"]
    assert told["detail"].endswith("Did you mean UPS? GET /v1/schema lists them.")
    told = problem(editor.post("/imports", params={"source": "t", "format": "xml"}, content=b""), 422)
    assert [error["pointer"] for error in told["errors"]] == ["/format"]


def test_a_key_is_told_with_name_and_role_and_revoked_by_id(admin: httpx.Client) -> None:
    made = admin.post("/keys", json={"name": "told-board", "role": "reader"}).json()
    assert (made["name"], made["role"]) == ("told-board", "reader")
    told = problem(admin.delete("/keys/told-board"), 404)["detail"]
    assert made["id"] in told
    assert "by its id" in told
