"""What breaks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from api.accept import preferred
from api.deps import Reads
from api.responses import ASK, LOOKUP, told
from cmdb_graph import impact
from cmdb_graph.errors import NotAcceptable
from cmdb_graph.escapes import inert
from cmdb_graph.impact import (
    DependenciesAnswer,
    DependenciesQuestion,
    EvidenceAnswer,
    EvidenceQuestion,
    FullImpact,
    ImpactAnswer,
    ImpactQuestion,
    PathsAnswer,
    PathsQuestion,
    SitesAnswer,
    SitesQuestion,
)

router = APIRouter(prefix="/v1")

FORMS = JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"
COLUMNS = ("id", "kind", "name", "state", "before", "distance", "via")
_ROWS_A_CHUNK = 1_000


@router.post(
    "/impact",
    summary="What breaks when the targets are down or degraded",
    response_model=ImpactAnswer,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}, NDJSON: {"schema": {"type": "string"}}}}}
    | told(*ASK, NotAcceptable),
)
def post_impact(reads: Reads, question: ImpactQuestion, request: Request) -> ImpactAnswer | StreamingResponse:
    form = preferred(request.headers, FORMS)
    if form == CSV:
        full = impact.full_impact(reads.store, reads.vocabulary, question, reads.deadline)
        return StreamingResponse(_csv(full), media_type=f"{CSV}; charset=utf-8")
    if form == NDJSON:
        full = impact.full_impact(reads.store, reads.vocabulary, question, reads.deadline)
        return StreamingResponse(_ndjson(full), media_type=NDJSON)
    return impact.impact(reads.store, reads.vocabulary, question, reads.deadline)


@router.post(
    "/impact/evidence",
    summary="Why one node stands, or does not, when the targets are down or degraded",
    responses=told(*ASK),
)
def post_evidence(reads: Reads, question: EvidenceQuestion) -> EvidenceAnswer:
    return impact.explain(reads.store, reads.vocabulary, question, reads.deadline)


@router.post("/dependencies", summary="What a node stands on", responses=told(*ASK))
def post_dependencies(reads: Reads, question: DependenciesQuestion) -> DependenciesAnswer:
    return impact.dependencies(reads.store, reads.vocabulary, question, reads.deadline)


@router.get(
    "/paths",
    summary="How one node depends on another: the shortest chain and alternatives",
    responses=told(*LOOKUP),
)
def get_paths(
    reads: Reads,
    source: Annotated[str, Query(alias="from", min_length=1, max_length=1024)],
    target: Annotated[str, Query(alias="to", min_length=1, max_length=1024)],
    k: Annotated[int, Query(ge=1, le=100, description="How many chains at most")] = 5,
    as_of: Annotated[AwareDatetime | None, Query()] = None,
) -> PathsAnswer:
    question = PathsQuestion(source=source, target=target, k=k, as_of=as_of)
    return impact.paths(reads.store, reads.vocabulary, question, reads.deadline)


@router.post("/sites", summary="At which sites things stand", responses=told(*ASK))
def post_sites(reads: Reads, question: SitesQuestion) -> SitesAnswer:
    return impact.sites(reads.store, reads.vocabulary, question, reads.deadline)


def _csv(full: FullImpact) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for count, row in enumerate(full.rows(), start=1):
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
        if count % _ROWS_A_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _ndjson(full: FullImpact) -> Iterator[bytes]:
    lines: list[bytes] = []
    for row in full.rows():
        lines.append(orjson.dumps(dict(zip(COLUMNS, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE))
        if len(lines) == _ROWS_A_CHUNK:
            yield b"".join(lines)
            lines.clear()
    yield b"".join(lines)
