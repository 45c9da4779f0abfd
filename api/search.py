"""Finding an entity as one types."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Reads
from api.lists import Limit
from api.responses import READ, told
from cmdb_graph.entities import search
from cmdb_graph.entities.search import SearchAnswer
from cmdb_graph.ingest.records import MAX_NAME

router = APIRouter(prefix="/v1/search")


@router.get(
    "",
    summary="Entities by parts of name, id and what else identifies them, by kind and by owner; the best first",
    responses=told(*READ),
)
def find(
    reads: Reads,
    q: Annotated[str, Query(max_length=MAX_NAME, description="Words, any case; all of them are to be found")],
    kind: Annotated[list[str] | None, Query(description="A kind and those below it; several are joined")] = None,
    limit: Limit = 20,
) -> SearchAnswer:
    return search.search(reads.store, reads.vocabulary, q, reads.deadline, kinds=kind, limit=limit)
