"""The errors of an operation, as the OpenAPI document tells them: made from the error classes themselves."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from api.problem import TYPE
from cmdb_graph.errors import (
    BadRequest,
    CmdbError,
    DeadlineExceeded,
    Forbidden,
    Invalid,
    NotFound,
    NotFromPage,
    Retired,
    ServerError,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnknownOutcome,
    Unsettled,
)

Errors = tuple[type[CmdbError], ...]

ANY: Errors = (BadRequest, TooLarge, ServerError)
"""Of every request: the intake sees them all, with or without a body."""
DATABASE: Errors = (Unavailable, DeadlineExceeded)
OPEN: Errors = (*ANY, *DATABASE, Invalid)
"""Under /v1 without a key; Invalid, since no parameter is passed over."""
READ: Errors = (*OPEN, Unauthenticated)
"""Of a GET that any role may send."""
LOOKUP: Errors = (*READ, NotFound, Retired, Unsettled)
"""Of a GET about an entity, now or at a time."""
ASK_ALL: Errors = (*READ, Unsettled, NotFromPage)
"""Of a question about the whole estate that is posted."""
ASK: Errors = (*LOOKUP, NotFromPage)
"""Of a question that is posted: the browser's session counts for it from our page only."""
WRITE: Errors = (*READ, Forbidden, NotFromPage, UnknownOutcome)


def told(*errors: type[CmdbError]) -> dict[int | str, dict[str, Any]]:
    """The responses of an operation that may raise these: by status, each with its problem types and headers."""
    by_status: defaultdict[int, list[type[CmdbError]]] = defaultdict(list)
    for error in dict.fromkeys(errors):
        by_status[error.status].append(error)
    return {status: _response(classes) for status, classes in sorted(by_status.items())}


def _response(classes: list[type[CmdbError]]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": "; ".join(f"{error.title} (`urn:cmdb-graph:{error.slug()}`)" for error in classes),
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    names = {name for error in classes for name in error.headers()}
    if names:
        response["headers"] = {name: {"schema": {"type": "string"}} for name in sorted(names)}
    return response
