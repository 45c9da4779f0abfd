"""Tickets: the steps of their lives, the clocks of what is promised, and their priorities against the matrix."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.deps import BOOKMARK, AsOf, Edits, EntityId, InstanceOf, Reads
from api.entities import CHANGE, IfMatch
from api.lists import Rows
from api.responses import LOOKUP, READ, told
from cmdb_graph import tickets
from cmdb_graph.entities.models import Entity
from cmdb_graph.entities.records import Precondition, etag
from cmdb_graph.errors import Conflict, NotFound, Retired, Unsettled
from cmdb_graph.tickets import ClocksAnswer, PrioritiesAnswer, StepRequest, StepsAnswer
from cmdb_graph.tickets.problems import ProblemsAnswer, ProblemsQuestion, problems
from cmdb_graph.tickets.problems.models import LEAST, SHOWN

router = APIRouter(prefix="/v1")


@router.post(
    "/tickets/{id}/steps",
    summary="A step of a ticket: another status, other values, who works on it, a note",
    responses=told(*CHANGE, NotFound, Retired, Conflict),
)
def post_step(
    edits: Edits, entity_id: EntityId, step: StepRequest, response: Response, if_match: IfMatch = None
) -> Entity:
    written = tickets.step(
        edits.store,
        edits.vocabulary,
        edits.instance.process,
        entity_id,
        step,
        Precondition(if_match),
        edits.author,
        edits.deadline,
    )
    response.headers["ETag"] = etag(written.value.version)
    response.headers[BOOKMARK] = " ".join(written.bookmarks)
    return written.value


@router.get(
    "/tickets/{id}/steps",
    summary="What happened to a ticket, when and by whom, and which steps are allowed from here",
    responses=told(*LOOKUP),
)
def get_steps(reads: Reads, entity_id: EntityId, as_of: AsOf, response: Response) -> StepsAnswer:
    found = tickets.steps_of(reads.store, reads.vocabulary, reads.process, entity_id, as_of, reads.deadline)
    response.headers["ETag"] = etag(found.version)
    return found


@router.get(
    "/tickets/{id}/clocks",
    summary="What is promised for a ticket, and how its clocks stand at a time",
    responses=told(*LOOKUP),
)
def get_clocks(
    reads: Reads,
    entity_id: EntityId,
    as_of: AsOf,
    at: Annotated[AwareDatetime | None, Query(description="Read then; none: at the time of as_of, else now")] = None,
) -> ClocksAnswer:
    return tickets.clocks_of(reads.store, reads.vocabulary, reads.process, entity_id, at, as_of, reads.deadline)


@router.get(
    "/ticket-priorities",
    summary="Stored priorities that disagree with what impact and urgency give",
    responses=told(*READ, Unsettled),
)
def get_priorities(
    reads: Reads,
    as_of: AsOf,
    kind: Annotated[str | None, Query(description="A kind of ticket, with those below it")] = None,
    limit: Rows = 1_000,
) -> PrioritiesAnswer:
    return tickets.check_priorities(reads.store, reads.vocabulary, reads.process, kind, as_of, limit, reads.deadline)


@router.get(
    "/problem-proposals",
    summary="Problems to propose: incidents that a recorded cause or a shared provider joins, with the evidence",
    responses=told(*READ, Unsettled),
)
def get_problem_proposals(
    reads: Reads,
    instance: InstanceOf,
    first: Annotated[
        AwareDatetime | None, Query(alias="from", description="Opened from this time; none: 90 days before the end")
    ] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Opened before this time; none: now")] = None,
    least: Annotated[int, Query(ge=2, le=1_000_000, description="So many incidents make a proposal")] = LEAST,
    limit: Rows = SHOWN,
    as_of: Annotated[AwareDatetime | None, Query(description="What was recorded by this time; none: now")] = None,
) -> ProblemsAnswer:
    question = ProblemsQuestion(first=first, until=until, least=least, limit=limit, as_of=as_of)
    return problems(reads.store, reads.vocabulary, instance.weights, question, reads.deadline)
