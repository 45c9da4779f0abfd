"""What is wrong in the data, and how that went."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import InstanceOf, Reads
from api.responses import ASK, told
from cmdb_graph.analysis.health import ask
from cmdb_graph.analysis.health.models import HealthAnswer, HealthQuestion, TrendAnswer, TrendQuestion

router = APIRouter(prefix="/v1")


@router.post(
    "/analyses/health",
    summary="Orphans, stale entities, duplicates, missing attributes and dead ends, with a score",
    responses=told(*ASK),
)
def post_health(reads: Reads, instance: InstanceOf, question: HealthQuestion) -> HealthAnswer:
    return ask.health(reads.store, ask.standard_of(instance), question, reads.deadline)


@router.post("/analyses/health/trend", summary="The scores of health over time", responses=told(*ASK))
def post_trend(reads: Reads, instance: InstanceOf, question: TrendQuestion) -> TrendAnswer:
    return ask.trend(reads.store, ask.standard_of(instance), question, reads.deadline)
