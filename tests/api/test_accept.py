"""The form of an answer is the one that the client prefers, by RFC 9110, and never one that it excludes."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from starlette.datastructures import Headers

from api.accept import preferred
from cmdb_graph.errors import NotAcceptable
from tests.api.serving import created, problem

JSON, CSV, NDJSON = OFFERED = "application/json", "text/csv", "application/x-ndjson"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ([], JSON),
        ([""], JSON),
        ([" , ,"], JSON),
        (["*/*"], JSON),
        (["text/csv"], CSV),
        (["TEXT/CSV"], CSV),
        (["text/csv; charset=utf-8; header=present"], CSV),
        (["text/*"], CSV),
        (["application/*"], JSON),
        (["application/x-ndjson, */*"], JSON),
        (["application/x-ndjson, */*;q=0.9"], NDJSON),
        (["*/*;q=0.1, application/x-ndjson;q=0.2"], NDJSON),
        (["text/csv;q=0.5, application/json;q=0.6"], JSON),
        (["text/csv;q=0, application/json"], JSON),
        (["application/json;q=0, */*;q=0.1"], CSV),
        (["application/*;q=0, */*"], CSV),
        (["application/json;q=0.2, application/*;q=0.8"], NDJSON),
        (["text/html, application/xhtml+xml, */*;q=0.8"], JSON),
        (["text/csvx, application/json;q=0.1"], JSON),
        (['application/json;profile="text/csv"'], JSON),
        (["image/png", "text/csv"], CSV),
        (["text/csv;q=nonsense, application/x-ndjson"], NDJSON),
    ],
)
def test_the_form_is_the_preferred_one(accept: list[str], form: str) -> None:
    headers = Headers(raw=[(b"accept", line.encode()) for line in accept])
    assert preferred(headers, OFFERED) == form


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "*/*;q=0", "text/plain, text/csvx", "nonsense", "csv"])
def test_nothing_acceptable_is_told(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="text/csv"):
        preferred(Headers({"accept": accept}), OFFERED)


def test_the_answer_has_the_form(editor: httpx.Client, name: Callable[[str], str]) -> None:
    created(editor, name("a"))

    def asked(accept: str) -> httpx.Response:
        return editor.post("/impact", json={"targets": [{"id": name("a")}]}, headers={"Accept": accept})

    assert asked("text/csv;q=0, application/json").headers["content-type"] == JSON
    assert asked("text/*").headers["content-type"].startswith(CSV)
    assert asked("application/x-ndjson;q=0.5, image/png").headers["content-type"] == NDJSON
    told = problem(asked("image/png"), 406)
    assert told["type"] == "urn:cmdb-graph:not-acceptable"
