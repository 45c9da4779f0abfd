"""What an agent asks first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.deps import InstanceOf, Reads
from api.lists import Rows
from api.responses import LOOKUP, told
from cmdb_graph.context import ContextAnswer, ContextQuestion, agent_context
from cmdb_graph.context.models import LISTED, MOST_DAYS, RECENT_DAYS

router = APIRouter(prefix="/v1")


@router.get(
    "/agent-context",
    summary="Of a person or a ticket: what they work with, what that stands on, what is wrong there, licenses, warranty",
    responses=told(*LOOKUP),
)
def get_context(
    reads: Reads,
    instance: InstanceOf,
    id: Annotated[str, Query(min_length=1, max_length=1024, description="Of a person or a ticket")],  # noqa: A002  as in every body
    days: Annotated[
        int, Query(ge=1, le=MOST_DAYS, description="Tickets that are over are told of so many days")
    ] = RECENT_DAYS,
    as_of: Annotated[AwareDatetime | None, Query()] = None,
    limit: Rows = LISTED,
) -> ContextAnswer:
    question = ContextQuestion(id=id, days=days, as_of=as_of, limit=limit)
    return agent_context(reads.store, reads.vocabulary, reads.policies, instance.weights, question, reads.deadline)
