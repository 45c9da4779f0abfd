"""Why it broke."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import InstanceOf, Reads
from api.responses import ASK, told
from cmdb_graph.rootcause import RootCauseAnswer, RootCauseQuestion, root_cause

router = APIRouter(prefix="/v1")


@router.post(
    "/root-cause", summary="What caused these symptoms: candidates, ranked with evidence", responses=told(*ASK)
)
def post_root_cause(reads: Reads, instance: InstanceOf, question: RootCauseQuestion) -> RootCauseAnswer:
    return root_cause(reads.store, reads.vocabulary, instance.weights, question, reads.deadline)
