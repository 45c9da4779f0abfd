"""Finding an entity as one types."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from api.deps import Reads
from api.problem import RESPONSES
from cmdb_graph.entities import search
from cmdb_graph.entities.search import SearchAnswer
from cmdb_graph.ingest.records import MAX_NAME

router = APIRouter(prefix="/v1/search", responses=RESPONSES)


@router.get(
    "", summary="Entities by parts of name, id and what else identifies them, by kind and by owner; the best first"
)
def find(
    reads: Reads,
    q: Annotated[str, Query(max_length=MAX_NAME, description="Words, any case; all of them are to be found")],
    kind: Annotated[list[str] | None, Query(description="A kind and those below it; several are joined")] = None,
    limit: Annotated[
        int,
        Query(ge=1, description=f"At most {search.MOST:,}: a larger one counts as {search.MOST:,}"),
        AfterValidator(lambda limit: min(limit, search.MOST)),
    ] = 20,
) -> SearchAnswer:
    return search.search(reads.store, reads.vocabulary, q, reads.deadline, kinds=kind, limit=limit)
