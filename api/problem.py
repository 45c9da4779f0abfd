"""Errors as `application/problem+json` (RFC 9457): one body for every error, whoever raised it."""

from __future__ import annotations

import logging
import re
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cmdb_graph.errors import CmdbError, Invalid, Place, ServerError
from cmdb_graph.ingest.records import NO_JSON
from cmdb_graph.vocabulary.model import nearest

_log = logging.getLogger("cmdb_graph.api")
TYPE = "application/problem+json"
_MOST_OFFERED = 20
"""Fields that are not there for which near ones are looked for: a body holds thousands."""
_LOST_PLUS = re.compile(r"\d \d\d:?\d\d$")


class ProblemPlace(BaseModel):
    """Where the input is wrong."""

    detail: str
    pointer: str | None = Field(default=None, description="RFC 6901, into the body; /name for a parameter")
    line: int | None = None


class Problem(BaseModel):
    """What happened, to which thing, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemPlace] = Field(default_factory=list[ProblemPlace])


def problem_response(error: CmdbError) -> Response:
    """An error as its response."""
    body: dict[str, Any] = {
        "type": f"urn:cmdb-graph:{error.slug()}",
        "title": error.title,
        "status": error.status,
        "detail": error.over_http(),
    }
    if error.places:
        body["errors"] = [
            {"pointer": place.pointer, "detail": place.detail} | ({} if place.line is None else {"line": place.line})
            for place in error.places
        ]
    return Response(_encoded(body), error.status, error.headers(), TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem."""

    @app.exception_handler(CmdbError)
    async def ours(request: Request, error: CmdbError) -> Response:  # pyright: ignore[reportUnusedFunction]
        del request
        if error.status == ServerError.status:  # 503 and 504 are no faults of ours
            _log.error("%s", error.detail, exc_info=error)
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:  # pyright: ignore[reportUnusedFunction]
        problems = error.errors()
        for problem in problems[:_MOST_OFFERED]:
            if problem["type"] == "extra_forbidden" and problem["loc"][0] == "body":
                problem["msg"] = _no_such_field(request, problem["loc"])
        places = [Place(_reads(problem), pointer=pointer(problem["loc"])) for problem in problems]
        told = "; ".join(f"{place.pointer}: {place.detail}" if place.pointer else place.detail for place in places[:5])
        return problem_response(Invalid(told or Invalid.title, places=places))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": _TITLES.get(error.status_code, "Error"),
            "status": error.status_code,
            "detail": f"{request.method} {request.url.path}: {error.detail}",
        }
        return Response(_encoded(body), error.status_code, dict(error.headers or {}), TYPE)


def pointer(location: tuple[int | str, ...]) -> str:
    """A place as FastAPI tells it, which begins with where it looked (body, query, path, header), as RFC 6901."""
    parts = location[1:] if location and location[0] in ("body", "query", "path", "header") else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _reads(problem: dict[str, Any]) -> str:
    """What is wrong in the words of who sent it, where the framework's own are about its insides."""
    kind, given, where = problem["type"], problem.get("input"), problem["loc"]
    said = problem["msg"].removeprefix("Value error, ")  # which pydantic sets before what our validators say
    if tuple(where) == ("body",):
        return "a JSON object is needed as the body" if given is None else NO_JSON if isinstance(given, bytes) else said
    if kind == "timezone_aware" or kind.startswith("datetime"):
        if where[0] == "query" and isinstance(given, str) and _LOST_PLUS.search(given):
            return "the + of the offset arrived as a blank: in an address, write it as %2B"
        plus = "%2B" if where[0] == "query" else "+"
        lacks = "has no zone" if kind == "timezone_aware" else "is no ISO 8601 time such as 2026-11-24T15:00:00Z"
        return f"the time {lacks}: add Z for UTC, or an offset such as {plus}01:00"
    return said


def _no_such_field(request: Request, location: tuple[int | str, ...]) -> str:
    """That a field of the body is not known there, and which are: as the OpenAPI document declares them."""
    name, document = str(location[-1])[:80], request.app.openapi()
    operation = document["paths"][request.scope["route"].path][request.method.lower()]
    here = next(iter(operation["requestBody"]["content"].values()))["schema"]
    for part in location[1:-1]:
        its = _declared(document, here)
        # What is no field is the model that was tried, of several that may stand there.
        here = its.get("items", {}) if isinstance(part, int) else its.get("properties", {}).get(part, {"$ref": part})
    known = sorted(_declared(document, here).get("properties", {}))
    offered = nearest(name, known) or (f" There are {', '.join(known)}." if known else "")
    return f"there is no field {name!r} here.{offered}"


def _declared(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema says that may stand elsewhere, or be one of two where the other is null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        (schema,) = choices
    if "$ref" in schema:
        return document["components"]["schemas"].get(schema["$ref"].rsplit("/", 1)[-1], {})
    return schema


def unexpected(error: Exception) -> Response:
    """The answer to an error that nobody foresaw; the log holds it."""
    _log.error("unexpected error", exc_info=error)
    return problem_response(ServerError("Something went wrong on our side. The log holds more, under the request id."))


_TITLES = {400: "The request cannot be read", 404: "Not found", 405: "Method not allowed"}


def _encoded(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # half a surrogate pair in a quoted input: shown as a question mark
        return orjson.dumps({key: _clean(value) for key, value in body.items()})


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_clean(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return value
