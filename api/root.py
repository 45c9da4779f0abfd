"""What is open to everybody: whether it lives, whether it is ready, and the documentation of the API."""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, fail_after, to_thread
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from api.deps import InstanceOf
from api.responses import ANY, DATABASE, told
from cmdb_graph.errors import DeadlineExceeded, Unavailable
from cmdb_graph.graph import migrations
from cmdb_graph.instance import PROBE_SECONDS, PROBES, Instance

router = APIRouter()
_probing = CapacityLimiter(PROBES)

DOCS_ASSETS = "/docs-assets"
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_DOCS = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>cmdb-graph API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{DOCS_ASSETS}/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<script src="{DOCS_ASSETS}/swagger-ui-bundle.js"></script>
<script src="/docs-start.js"></script>
</body>
</html>
"""
_DOCS_START = 'SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null });\n'


@router.get("/healthz", summary="Alive", responses=told(*ANY))
async def healthz() -> dict[str, str]:
    # Not in a thread: it is alive also while every thread is at work on a question.
    return {"status": "alive"}


@router.get(
    "/readyz",
    summary="Ready: the database answers and its schema is current",
    responses=told(*ANY, *DATABASE),
)
async def readyz(instance: InstanceOf) -> dict[str, Any]:
    if not await _is_current(instance):
        await to_thread.run_sync(instance.ensure_schema)
        if not await _is_current(instance):
            raise Unavailable(
                "The database's schema is not the one of this version: restart this process, or upgrade it."
            )
    return {"status": "ready"}


async def _is_current(instance: Instance) -> bool:
    # A database that freezes while it is read says nothing at all: the thread that waits for it is left behind, and ends with
    # its connection. There are never more of them than connections, so questions keep their threads.
    try:
        with fail_after(PROBE_SECONDS):
            return await to_thread.run_sync(
                migrations.is_current, instance.probe, PROBE_SECONDS, abandon_on_cancel=True, limiter=_probing
            )
    except (TimeoutError, DeadlineExceeded):
        raise Unavailable(f"Neo4j did not answer within {PROBE_SECONDS} s. Try again in a moment.") from None


@router.get("/docs", include_in_schema=False)
def docs() -> Response:
    return HTMLResponse(_DOCS, headers={"Content-Security-Policy": _DOCS_POLICY})


@router.get("/docs-start.js", include_in_schema=False)
def docs_start() -> Response:
    return Response(_DOCS_START, media_type="text/javascript")
