"""Entities and relationships."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Response

from api.deps import BOOKMARK, AsOf, Edits, EntityId, Reads
from api.lists import Cursor, Limit
from api.responses import LOOKUP, READ, WRITE, Errors, told
from cmdb_graph.entities import fetch, records
from cmdb_graph.entities.models import Card, Entity, EntityPage, HistoryPage, Neighborhood, Relationship
from cmdb_graph.entities.records import Precondition, etag
from cmdb_graph.errors import NotFound, PreconditionFailed, PreconditionRequired, Retired, Unsettled
from cmdb_graph.ingest.records import MAX_NAME
from cmdb_graph.vocabulary import describe

router = APIRouter(prefix="/v1")

CHANGE: Errors = (*WRITE, PreconditionFailed, PreconditionRequired)

IfMatch = Annotated[str | None, Header(description="The ETag that you read")]
IfNoneMatch = Annotated[str | None, Header(description="* to create only")]
_ENTITY_BODY: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "id": {"type": "string", "description": "The same as in the address, if given"},
        "kind": {"type": "string", "examples": ["Server"]},
        "name": {"type": "string", "maxLength": 1024},
        "as": {"type": "array", "items": {"enum": ["CI", "Asset"]}},
        "attributes": {"type": "object"},
    },
}
_RELATIONSHIP_BODY: dict[str, Any] = {
    "type": "object",
    "required": ["type", "from", "to"],
    "properties": {
        "type": {"type": "string", "examples": ["RUNS_ON"]},
        "from": {"type": "string"},
        "to": {"type": "string"},
        "effect": {"enum": ["hard", "soft", "none"]},
        "group": {"type": ["string", "null"]},
        "need": {"type": ["integer", "null"], "minimum": 1},
        "attributes": {"type": "object"},
    },
}


def _json_body(schema: dict[str, Any], media_types: tuple[str, ...] = ("application/json",)) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in media_types}}}


@router.get("/schema", summary="The vocabulary: kinds, attributes, relationship types", responses=told(*READ))
def schema(reads: Reads) -> dict[str, Any]:
    return describe(reads.vocabulary)


@router.get(
    "/entities",
    summary="Entities by id, of a kind, or with a part of a word in their name or id",
    responses=told(*READ, Unsettled),
)
def list_entities(
    reads: Reads,
    as_of: AsOf,
    kind: Annotated[list[str] | None, Query(description="A kind and those below it; several are joined")] = None,
    q: Annotated[str, Query(max_length=MAX_NAME, description="A part of name or id, any case")] = "",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> EntityPage:
    return fetch.page(
        reads.store, reads.vocabulary, reads.deadline, kinds=kind, part=q, limit=limit, cursor=cursor, at=as_of
    )


@router.get("/entities/{id}", summary="One entity", responses=told(*LOOKUP))
def get_entity(reads: Reads, entity_id: EntityId, as_of: AsOf, response: Response) -> Entity:
    entity = fetch.get(reads.store, reads.vocabulary, entity_id, as_of, reads.deadline)
    response.headers["ETag"] = etag(entity.version)
    return entity


@router.put(
    "/entities/{id}",
    summary="Create an entity, or replace it with If-Match",
    responses={201: {"model": Entity, "description": "Created"}} | told(*CHANGE),
    openapi_extra=_json_body(_ENTITY_BODY),
)
def put_entity(
    edits: Edits,
    entity_id: EntityId,
    body: Annotated[Any, Body()],
    response: Response,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Entity:
    precondition = Precondition(if_match, if_none_match)
    written = records.put(edits.store, edits.vocabulary, entity_id, body, precondition, edits.author, edits.deadline)
    return _written(written, response)


@router.patch(
    "/entities/{id}",
    summary="Change an entity by a JSON merge patch (RFC 7396)",
    responses=told(*CHANGE, NotFound, Retired),
    openapi_extra=_json_body({"type": "object"}, ("application/merge-patch+json", "application/json")),
)
def patch_entity(
    edits: Edits,
    entity_id: EntityId,
    body: Annotated[Any, Body(media_type="application/merge-patch+json")],
    response: Response,
    if_match: IfMatch = None,
) -> Entity:
    written = records.patch(
        edits.store, edits.vocabulary, entity_id, body, Precondition(if_match), edits.author, edits.deadline
    )
    return _written(written, response)


@router.delete(
    "/entities/{id}",
    status_code=204,
    summary="Retire an entity; its history stays",
    responses=told(*CHANGE, NotFound, Retired),
)
def delete_entity(edits: Edits, entity_id: EntityId, response: Response, if_match: IfMatch = None) -> None:
    written = records.retire(edits.store, entity_id, Precondition(if_match), edits.author, edits.deadline)
    response.headers[BOOKMARK] = " ".join(written.bookmarks)


@router.get(
    "/entities/{id}/history",
    summary="Every state that an entity had, the latest first",
    responses=told(*READ, NotFound),
)
def get_history(reads: Reads, entity_id: EntityId, limit: Limit = 100, cursor: Cursor = None) -> HistoryPage:
    return fetch.history(reads.store, reads.vocabulary, entity_id, reads.deadline, limit=limit, cursor=cursor)


@router.get(
    "/entities/{id}/neighborhood",
    summary="What lies around an entity, by relationships of any type",
    responses=told(*LOOKUP),
)
def get_neighborhood(
    reads: Reads,
    entity_id: EntityId,
    as_of: AsOf,
    depth: Annotated[int, Query(ge=1, le=fetch.MAX_DEPTH)] = 1,
    limit: Limit = 500,
) -> Neighborhood:
    return fetch.neighborhood(
        reads.store, reads.vocabulary, entity_id, reads.deadline, depth=depth, limit=limit, at=as_of
    )


@router.get(
    "/entities/{id}/card",
    summary="All that is known of one entity: state, relationships either way, latest states",
    responses=told(*LOOKUP),
)
def get_card(reads: Reads, entity_id: EntityId, as_of: AsOf, limit: Limit = 500) -> Card:
    return fetch.card(reads.store, reads.vocabulary, entity_id, reads.deadline, limit=limit, at=as_of)


@router.put(
    "/relationships",
    summary="Create a relationship, or replace the one with the same type, from, to and group",
    responses={201: {"model": Relationship, "description": "Created"}} | told(*WRITE),
    openapi_extra=_json_body(_RELATIONSHIP_BODY),
)
def put_relationship(edits: Edits, body: Annotated[Any, Body()], response: Response) -> Relationship:
    written = records.put_relationship(edits.store, edits.vocabulary, body, edits.author, edits.deadline)
    response.status_code = 201 if written.created else 200
    response.headers[BOOKMARK] = " ".join(written.bookmarks)
    return written.value


@router.delete(
    "/relationships",
    status_code=204,
    summary="End a relationship; its history stays",
    responses=told(*WRITE, NotFound),
)
def delete_relationship(
    edits: Edits,
    response: Response,
    type: Annotated[str, Query()],  # noqa: A002  the name that the API promises
    source: Annotated[str, Query(alias="from")],
    target: Annotated[str, Query(alias="to")],
    group: Annotated[str | None, Query(description="None: as it counts without one")] = None,
) -> None:
    identity = {"type": type, "from": source, "to": target, "group": group}
    written = records.end_relationship(edits.store, edits.vocabulary, identity, edits.author, edits.deadline)
    response.headers[BOOKMARK] = " ".join(written.bookmarks)


def _written(written: records.Written[Entity], response: Response) -> Entity:
    response.status_code = 201 if written.created else 200
    response.headers["ETag"] = etag(written.value.version)
    response.headers[BOOKMARK] = " ".join(written.bookmarks)
    return written.value
