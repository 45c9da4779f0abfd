"""What it costs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.deps import EntityId, Reads
from api.lists import Rows
from api.responses import LOOKUP, READ, told
from cmdb_graph import costs
from cmdb_graph.costs import CostAnswer, CostQuestion, CostsAnswer
from cmdb_graph.costs.models import KEEPS
from cmdb_graph.errors import Unsettled
from cmdb_graph.licensing.models import Day

router = APIRouter(prefix="/v1")


def _question(
    first: Annotated[Day | None, Query(alias="from", description="First day; none: of the calendar year")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last day; none: of the calendar year")] = None,
    as_of: Annotated[AwareDatetime | None, Query()] = None,
    keeps: Annotated[
        list[str] | None,
        Query(max_length=100, description=f"Kinds of service that pass no cost on; none: {', '.join(KEEPS)}"),
    ] = None,
    limit: Rows = 1_000,
) -> CostQuestion:
    kept = KEEPS if keeps is None else tuple(keeps)
    return CostQuestion(first=first, last=last, as_of=as_of, keeps=kept, limit=limit)


QuestionOf = Annotated[CostQuestion, Depends(_question)]


@router.get(
    "/costs",
    summary="What the estate costs in a period, which services bear it, and what none bears",
    responses=told(*READ, Unsettled),
)
def get_costs(reads: Reads, question: QuestionOf) -> CostsAnswer:
    return costs.costs(reads.store, reads.vocabulary, question, reads.deadline)


@router.get(
    "/costs/{id}",
    summary="What an asset, CI or service costs in a period, with what it stands on: where each cent comes from",
    responses=told(*LOOKUP),
)
def get_cost(reads: Reads, entity_id: EntityId, question: QuestionOf) -> CostAnswer:
    return costs.cost(reads.store, reads.vocabulary, entity_id, question, reads.deadline)
