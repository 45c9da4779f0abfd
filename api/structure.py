"""How the estate hangs together."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Reads
from api.responses import ASK, told
from cmdb_graph.analysis.structure import ask
from cmdb_graph.analysis.structure.models import (
    CentralityAnswer,
    CentralityQuestion,
    CommunitiesAnswer,
    CommunitiesQuestion,
    CyclesAnswer,
    CyclesQuestion,
)

router = APIRouter(prefix="/v1")


@router.post(
    "/analyses/cycles",
    summary="What depends on itself round a cycle, what makes each cycle and what would break it",
    responses=told(*ASK),
)
def post_cycles(reads: Reads, question: CyclesQuestion) -> CyclesAnswer:
    return ask.cycles(reads.store, reads.vocabulary, question, reads.deadline)


@router.post(
    "/analyses/communities",
    summary="What hangs together, against what each service is declared to stand on",
    responses=told(*ASK),
)
def post_communities(reads: Reads, question: CommunitiesQuestion) -> CommunitiesAnswer:
    return ask.communities(reads.store, reads.vocabulary, question, reads.deadline)


@router.post(
    "/analyses/centrality",
    summary="What most chains of dependencies go through, and other figures of what is central",
    responses=told(*ASK),
)
def post_centrality(reads: Reads, question: CentralityQuestion) -> CentralityAnswer:
    return ask.centrality(reads.store, reads.vocabulary, question, reads.deadline)
