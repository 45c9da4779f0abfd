"""Hardware as assets: the steps of its life, what it is worth, what is in stock, and requests fulfilled from there."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.deps import BOOKMARK, MANUAL, AsOf, Edits, EntityId, InstanceOf, Reads
from api.entities import CHANGE, IfMatch
from api.lists import Limit, Rows
from api.responses import ASK, LOOKUP, READ, WRITE, told
from cmdb_graph import assets
from cmdb_graph.access import Role
from cmdb_graph.assets import (
    LifeCycle,
    LookupAnswer,
    OptionsAnswer,
    OptionsQuestion,
    Reservation,
    ReservationAnswer,
    Step,
    StockAnswer,
    StockQuestion,
    StocktakingAnswer,
    StocktakingQuestion,
    ValueAnswer,
)
from cmdb_graph.entities.models import Entity
from cmdb_graph.entities.records import Precondition, etag
from cmdb_graph.errors import Conflict, Forbidden, NotFound, Retired, UnknownOutcome
from cmdb_graph.ingest.write import Author

router = APIRouter(prefix="/v1")

IdParameter = Annotated[str | None, Query(min_length=1, max_length=1024)]


@router.post(
    "/assets/{id}/life-cycle",
    summary="A step in the life of a hardware asset: ordered, in stock, deployed, retired ...",
    responses=told(*CHANGE, NotFound, Retired, Conflict),
)
def post_step(edits: Edits, entity_id: EntityId, step: Step, response: Response, if_match: IfMatch = None) -> Entity:
    written = assets.step(
        edits.store, edits.vocabulary, entity_id, step, Precondition(if_match), edits.author, edits.deadline
    )
    response.headers["ETag"] = etag(written.value.version)
    response.headers[BOOKMARK] = " ".join(written.bookmarks)
    return written.value


@router.get(
    "/assets/{id}/life-cycle",
    summary="Where a hardware asset stands in its life, and which steps are allowed from there",
    responses=told(*LOOKUP),
)
def get_life_cycle(reads: Reads, entity_id: EntityId, as_of: AsOf, response: Response) -> LifeCycle:
    found = assets.life_cycle(reads.store, reads.vocabulary, entity_id, as_of, reads.deadline)
    response.headers["ETag"] = etag(found.version)
    return found


@router.get("/assets/{id}/value", summary="What a hardware asset is worth on a day", responses=told(*LOOKUP))
def get_value(
    reads: Reads,
    entity_id: EntityId,
    as_of: AsOf,
    on: Annotated[date | None, Query(description="The day; none: that of as_of, else today (UTC)")] = None,
) -> ValueAnswer:
    return assets.value(reads.store, reads.vocabulary, entity_id, as_of, on, reads.deadline)


@router.get(
    "/assets/stock",
    summary="What hardware there is, by location, kind and model: statuses, what is free, book value",
    responses=told(*LOOKUP),
)
def get_stock(
    reads: Reads,
    location: IdParameter = None,
    kind: Annotated[str | None, Query(description="A kind of hardware, with those below it")] = None,
    model: Annotated[str | None, Query(min_length=1, max_length=1024, description="Any case")] = None,
    as_of: Annotated[AwareDatetime | None, Query()] = None,
    limit: Rows = 1_000,
) -> StockAnswer:
    question = StockQuestion(location=location, kind=kind, model=model, as_of=as_of, limit=limit)
    return assets.stock(reads.store, reads.vocabulary, question, reads.deadline)


@router.get(
    "/assets/lookup",
    summary="The hardware whose barcode, asset tag or serial number is this code, any case",
    responses=told(*READ),
)
def get_lookup(
    reads: Reads, code: Annotated[str, Query(min_length=1, max_length=1024)], limit: Limit = 100
) -> LookupAnswer:
    return assets.lookup(reads.store, reads.vocabulary, code, limit, reads.deadline)


@router.post(
    "/assets/stocktaking",
    summary="What was scanned at a location against what is recorded; with `apply` (editor), move what is recorded elsewhere",
    responses=told(*ASK, Forbidden, UnknownOutcome),
)
def post_stocktaking(
    reads: Reads, instance: InstanceOf, question: StocktakingQuestion, response: Response
) -> StocktakingAnswer:
    if not question.apply:
        return assets.stocktaking(reads.store, reads.vocabulary, question, reads.deadline)
    reads.caller.must_be(Role.EDITOR)
    author = Author(reads.caller.name, MANUAL)
    written = assets.take_stock(instance.store, reads.vocabulary, question, author, reads.deadline)
    response.headers[BOOKMARK] = " ".join(written.bookmarks)
    return written.value


@router.post(
    "/fulfillment/options",
    summary="What stock fits a request, the cheapest first, and whether its licenses are free",
    responses=told(*ASK),
)
def post_options(reads: Reads, question: OptionsQuestion) -> OptionsAnswer:
    return assets.options(reads.store, reads.vocabulary, reads.policies, question, reads.deadline)


@router.post(
    "/fulfillment/reservations",
    summary="Reserve an asset and licenses for a person: all of it, or nothing",
    responses=told(*WRITE, NotFound, Retired, Conflict),
)
def post_reservation(edits: Edits, asked: Reservation, response: Response) -> ReservationAnswer:
    written = assets.reserve(
        edits.store, edits.vocabulary, edits.instance.policies, asked, edits.author, edits.deadline
    )
    response.headers[BOOKMARK] = " ".join(written.bookmarks)
    return written.value
