"""Imports: the body is spooled to disk, then read whole before anything is written."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.accept import preferred
from api.deps import Edits, Reads
from api.responses import READ, WRITE, told
from cmdb_graph import times
from cmdb_graph.access import Role
from cmdb_graph.errors import BadRequest, Conflict, InsufficientStorage, NotAcceptable, Unreadable
from cmdb_graph.files import spooling
from cmdb_graph.ingest.models import ImportAnswer, Mode
from cmdb_graph.ingest.readers.cells import Dates, Decimals, Options
from cmdb_graph.ingest.readers.licenses.template import template
from cmdb_graph.ingest.run import import_file
from cmdb_graph.present.workbook import XLSX, license_template

FORMS = CSV, _ = "text/csv", XLSX

router = APIRouter(prefix="/v1")


async def _spooled(edits: Edits, request: Request) -> AsyncGenerator[Path]:
    """The body as a file, after the caller's role was checked; gone when the answer is sent."""
    del edits
    with tempfile.TemporaryDirectory(prefix="cmdb-graph-") as folder:
        path = Path(folder) / "body"
        try:
            # What is still in memory is written when the file is closed: that needs room too.
            with spooling("Nothing was changed."), path.open("wb") as file:
                async for chunk in request.stream():
                    await run_in_threadpool(file.write, chunk)
        except ClientDisconnect:
            raise BadRequest("The client went away before its file was whole. Nothing was changed.") from None
        yield path


@router.post(
    "/imports",
    summary="Import a file: all that is good goes in, all that is not is told with its place",
    responses=told(*WRITE, Conflict, Unreadable, InsufficientStorage),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"type": "object"}},
                "application/x-ndjson": {"schema": {"type": "string"}},
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    },
)
def post_import(
    edits: Edits,
    body: Annotated[Path, Depends(_spooled)],
    source: Annotated[str, Query(description="Who says so: the name of the source")],
    format: Annotated[str, Query(description="bundle, ndjson, csv, netbox, snipe-it, licenses ...")] = "bundle",  # noqa: A002  the promised name
    mode: Annotated[Mode, Query(description="plan tells the same and writes nothing")] = "apply",
    at: Annotated[AwareDatetime | None, Query(description="Record it at this past time (admin)")] = None,
    kind: Annotated[str | None, Query(description="The kind of a CSV that has no column for it")] = None,
    dates: Annotated[Dates | None, Query(description="Order of dates such as 3/4/2026 (tables)")] = None,
    decimals: Annotated[Decimals | None, Query(description="Decimal sign of numbers such as 1,234 (the same)")] = None,
    currency: Annotated[
        str | None, Query(pattern="^[A-Z]{3}$", description="Currency of prices without one (the same)")
    ] = None,
    metric: Annotated[str | None, Query(description="What a seat counts: a license policy (snipe-it)")] = None,
    zone: Annotated[str | None, Query(description="Time zone of times without one (servicenow-incidents)")] = None,
) -> ImportAnswer:
    if at is not None:
        edits.caller.must_be(Role.ADMIN)
    return import_file(
        edits.store,
        edits.vocabulary,
        body,
        source=source,
        who=edits.caller.name,
        format=format,
        mode=mode,
        at=None if at is None else times.to_micros(at),
        kind=kind,
        options=Options(dates, decimals, currency, metric, zone),
        mapping=edits.instance.mapping,
        max_records=edits.instance.settings.cmdb_import_max_records,
    )


@router.get(
    "/imports/templates/licenses",
    summary="The license table to fill in: its columns explained, with examples; as XLSX with lists to choose from",
    response_class=Response,
    responses={200: {"content": {form: {"schema": {"type": "string", "format": "binary"}} for form in FORMS}}}
    | told(*READ, NotAcceptable),
)
def get_license_template(reads: Reads, request: Request) -> Response:
    form = preferred(request.headers, FORMS)
    content = license_template(reads.vocabulary) if form == XLSX else template(reads.vocabulary)
    named = {"Content-Disposition": f'attachment; filename="licenses.{"xlsx" if form == XLSX else "csv"}"'}
    return Response(content, media_type=form, headers=named)
