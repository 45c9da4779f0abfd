"""The estate, a part of it or an answer as a file for other tools."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from api.deps import Reads
from api.responses import LOOKUP, told
from cmdb_graph import exports
from cmdb_graph.exports import FORMATS, ExportQuestion, FormatName
from cmdb_graph.impact.models import MAX_GIVEN, GivenWord, Id, LeastWord

router = APIRouter(prefix="/v1")

_CONTENT = {
    format_.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for format_ in FORMATS.values()
}


@router.get(
    "/exports/graph",
    summary="The estate, a part of it or an answer as a file that other tools open",
    response_class=StreamingResponse,
    responses={200: {"content": _CONTENT}} | told(*LOOKUP),
)
def get_export(
    reads: Reads,
    format: Annotated[FormatName, Query(description="csv: a ZIP archive of two files")],  # noqa: A002  the promised name
    kind: Annotated[
        list[Id] | None, Query(description="Only these kinds and those below them, of the whole estate")
    ] = None,
    service: Annotated[Id | None, Query(description="Only this service and all that it stands on")] = None,
    site: Annotated[Id | None, Query(description="Only this site and what is located there")] = None,
    around: Annotated[Id | None, Query(description="What lies around this entity")] = None,
    impact: Annotated[
        list[Id] | None, Query(max_length=MAX_GIVEN, description="What breaks when these fail; several are joined")
    ] = None,
    state: Annotated[GivenWord | None, Query(description="How they fail; none: down")] = None,
    assuming: Annotated[
        list[Id] | None, Query(max_length=MAX_GIVEN, description="Down already, before these fail")
    ] = None,
    least_state: Annotated[LeastWord | None, Query(description="Leave out what is better; none: at_risk")] = None,
    dependencies: Annotated[Id | None, Query(description="What this entity stands on")] = None,
    depth: Annotated[
        int | None, Query(ge=1, description="Steps around (1, at most 5), or of dependencies (none: all)")
    ] = None,
    as_of: Annotated[AwareDatetime | None, Query(description="As recorded at this time; none: now")] = None,
) -> StreamingResponse:
    question = ExportQuestion(
        kinds=tuple(kind or ()),
        service=service,
        site=site,
        around=around,
        impact=tuple(impact or ()),
        state=state,
        assuming=tuple(assuming or ()),
        least_state=least_state,
        dependencies=dependencies,
        depth=depth,
        as_of=as_of,
    )
    graph = exports.export(reads.store, reads.vocabulary, question, reads.deadline)
    its = FORMATS[format]
    named = {"Content-Disposition": f'attachment; filename="cmdb-graph{its.ending}"'}
    return StreamingResponse(exports.streamed(graph, its), media_type=its.media_type, headers=named)
