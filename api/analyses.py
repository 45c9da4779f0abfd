"""What a service hangs on, and what became of that."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Reads
from api.responses import ASK, ASK_ALL, told
from cmdb_graph.analysis import ask
from cmdb_graph.analysis.difference.ask import difference_since
from cmdb_graph.analysis.difference.models import DifferenceAnswer, DifferenceQuestion
from cmdb_graph.analysis.models import (
    AvailabilityAnswer,
    AvailabilityQuestion,
    CutSetsAnswer,
    CutSetsQuestion,
    FragilityQuestion,
    LossesAnswer,
    SinglePointsAnswer,
    SinglePointsQuestion,
)

router = APIRouter(prefix="/v1")


@router.post(
    "/analyses/single-points-of-failure",
    summary="What takes a service down alone, by proof: gates are respected",
    responses=told(*ASK),
)
def post_single_points(reads: Reads, question: SinglePointsQuestion) -> SinglePointsAnswer:
    return ask.single_points_of_failure(reads.store, reads.vocabulary, question, reads.deadline)


@router.post(
    "/analyses/fragility",
    summary="What takes most services down alone, of the whole estate",
    responses=told(*ASK_ALL),
)
def post_fragility(reads: Reads, question: FragilityQuestion) -> LossesAnswer:
    return ask.fragility(reads.store, reads.vocabulary, question, reads.deadline)


@router.post(
    "/analyses/cut-sets",
    summary="The smallest sets of things whose loss together takes a service down",
    responses=told(*ASK),
)
def post_cut_sets(reads: Reads, question: CutSetsQuestion) -> CutSetsAnswer:
    return ask.minimal_cut_sets(reads.store, reads.vocabulary, question, reads.deadline)


@router.post(
    "/analyses/availability",
    summary="How much of the time a service stands, what its downtime costs, and what would raise it",
    responses=told(*ASK),
)
def post_availability(reads: Reads, question: AvailabilityQuestion) -> AvailabilityAnswer:
    return ask.availability(reads.store, reads.vocabulary, question, reads.deadline)


@router.post(
    "/analyses/difference",
    summary="What is different between two times, and what that did to single points of failure and availability",
    responses=told(*ASK),
)
def post_difference(reads: Reads, question: DifferenceQuestion) -> DifferenceAnswer:
    return difference_since(reads.store, reads.vocabulary, question, reads.deadline)
