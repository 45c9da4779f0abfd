"""Are we entitled."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from api.accept import preferred
from api.deps import BOOKMARK, Edits, Reads
from api.lists import Rows
from api.responses import ASK, LOOKUP, READ, WRITE, told
from cmdb_graph import licensing
from cmdb_graph.errors import NotAcceptable
from cmdb_graph.licensing import (
    Policy,
    PositionsAnswer,
    PositionsQuestion,
    ReclaimsAnswer,
    ReclaimsQuestion,
    Recognition,
    WhatIfAnswer,
    WhatIfQuestion,
)
from cmdb_graph.licensing.models import UNUSED_DAYS, Day
from cmdb_graph.present.workbook import XLSX, positions_workbook

router = APIRouter(prefix="/v1")

ProductOf = Annotated[str | None, Query(min_length=1, max_length=1024, description="Id of a software product")]
FORMS = JSON, _ = "application/json", XLSX


@router.get(
    "/license-positions",
    summary="Owned against required, of each product under each metric, with evidence",
    response_model=PositionsAnswer,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}}
    | told(*LOOKUP, NotAcceptable),
)
def get_positions(
    reads: Reads,
    request: Request,
    product: ProductOf = None,
    as_of: Annotated[AwareDatetime | None, Query()] = None,
    on: Annotated[
        Day | None, Query(description="Judge entitlements on this day; none: that of as_of, else today")
    ] = None,
) -> PositionsAnswer | Response:
    form = preferred(request.headers, FORMS)
    question = PositionsQuestion(product=product, as_of=as_of, on=on)
    full = licensing.full_positions(reads.store, reads.vocabulary, reads.policies, question, reads.deadline)
    if form != XLSX:
        return full.answer()
    named = {"Content-Disposition": f'attachment; filename="license-positions-{full.on}.xlsx"'}
    return Response(positions_workbook(full), media_type=XLSX, headers=named)


@router.post(
    "/license-positions/what-if",
    summary="The positions that a change would reach, before and after it; nothing is written",
    responses=told(*ASK),
)
def post_what_if(reads: Reads, question: WhatIfQuestion) -> WhatIfAnswer:
    return licensing.what_if(reads.store, reads.vocabulary, reads.policies, question, reads.deadline)


UnusedDays = Annotated[int, Query(ge=1, le=36_500, description="Unused is what was last used so many days before")]


@router.get(
    "/license-reclaims",
    summary="What could be given back: unused, held by who left, there twice; and what that would free",
    responses=told(*LOOKUP),
)
def get_reclaims(
    reads: Reads,
    product: ProductOf = None,
    unused_days: UnusedDays = UNUSED_DAYS,
    as_of: Annotated[AwareDatetime | None, Query()] = None,
    on: Annotated[Day | None, Query(description="Judge on this day; none: that of as_of, else today")] = None,
    limit: Rows = 1_000,
) -> ReclaimsAnswer:
    question = ReclaimsQuestion(product=product, unused_days=unused_days, as_of=as_of, on=on, limit=limit)
    return licensing.reclaims(reads.store, reads.vocabulary, reads.policies, question, reads.deadline)


@router.get(
    "/license-reclaims/realized",
    summary="What could have been given back at a time and is gone now, and what that freed",
    responses=told(*LOOKUP),
)
def get_reclaimed(
    reads: Reads,
    since: Annotated[AwareDatetime, Query(description="As recorded then, at the prices of then")],
    product: ProductOf = None,
    unused_days: UnusedDays = UNUSED_DAYS,
    limit: Rows = 1_000,
) -> ReclaimsAnswer:
    question = ReclaimsQuestion(product=product, unused_days=unused_days, as_of=since, limit=limit)
    return licensing.reclaimed(reads.store, reads.vocabulary, reads.policies, question, reads.deadline)


@router.get("/license-policies", summary="How each metric counts", responses=told(*READ))
def get_policies(reads: Reads) -> dict[str, list[Policy]]:
    return {"items": [reads.policies[name] for name in sorted(reads.policies)]}


@router.post(
    "/software-recognition",
    summary="Say of every installation without a product which one it is; those that no pattern knows are listed",
    responses=told(*WRITE),
)
def post_recognition(
    edits: Edits,
    response: Response,
    mode: Annotated[Literal["plan", "apply"], Query(description="plan tells the same and writes nothing")] = "plan",
) -> Recognition:
    patterns = edits.instance.patterns
    answer, bookmarks = licensing.recognize(edits.store, edits.vocabulary, patterns, mode, edits.author, edits.deadline)
    if bookmarks:
        response.headers[BOOKMARK] = " ".join(bookmarks)
    return answer
