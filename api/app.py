"""The HTTP door: `create` makes the app, uvicorn is given its name."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import fastapi_offline
from anyio import CapacityLimiter, to_thread
from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from api import (
    analyses,
    assets,
    context,
    costs,
    entities,
    events,
    exports,
    health,
    impact,
    imports,
    keys,
    licenses,
    logs,
    metrics,
    problem,
    root,
    rootcause,
    search,
    session,
    site,
    structure,
    tickets,
)
from api.intake import Intake
from api.logs import RequestLog
from api.parameters import known_parameters_of_callers
from api.problem import Problem
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import CmdbError, Invalid, Unavailable
from cmdb_graph.instance import Instance, open_instance
from cmdb_graph.settings import Settings, from_environment

_log = logging.getLogger("cmdb_graph.api")
_ENDING_THREADS = 4


def create() -> FastAPI:
    """The app of `cmdb-graph serve`: settings from the environment, log lines as JSON."""
    logs.configure()
    try:
        settings = from_environment()
    except Invalid as error:
        _log.critical("%s", error.detail)
        raise SystemExit(error.exit_code) from None
    return create_app(settings)


def create_app(settings: Settings) -> FastAPI:
    """An app that opens its instance when it starts and closes it when it ends.

    With NEO4J_URI, a database that does not answer yet does not keep it from starting: /readyz says when it does.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        instance = await run_in_threadpool(_open, settings)
        app.state.instance = instance
        try:
            yield
        finally:
            await run_in_threadpool(instance.close)

    app = FastAPI(
        title="cmdb-graph",
        version=version("cmdb-graph"),
        summary="What breaks when this goes down: answers from the graph of the estate, with evidence.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        strict_content_type=False,
        lifespan=lifespan,
    )
    app.include_router(root.router)
    routers = (
        analyses, assets, context, costs, entities, events, exports, health, impact, imports, keys, licenses, metrics,
        rootcause, search, structure, tickets,
    )  # fmt: skip
    for router in (each.router for each in routers):
        app.include_router(router, dependencies=[Depends(known_parameters_of_callers)])
    app.include_router(session.router)
    static = Path(str(files(fastapi_offline))) / "static"
    app.mount(root.DOCS_ASSETS, StaticFiles(directory=static), name="docs-assets")
    site.install(app)
    problem.install(app)

    ending = CapacityLimiter(_ENDING_THREADS)

    async def gone(scope: Scope) -> None:
        deadline: Deadline | None = scope.get("state", {}).get("deadline")
        if deadline is not None:
            deadline.cancel()
            # Threads of its own: when every other one is at work for clients that went away, these end their queries.
            await to_thread.run_sync(_end, app.state.instance, deadline, limiter=ending)

    app.add_middleware(
        Intake, max_body=settings.cmdb_body_max_bytes, max_import=settings.cmdb_import_max_bytes, gone=gone
    )
    app.add_middleware(RequestLog)
    _describe_errors(app)
    return app


def _open(settings: Settings) -> Instance:
    instance = open_instance(settings, report=_log.info, migrate=False)
    try:
        instance.ensure_schema()
    except Unavailable as error:
        _log.warning("not ready yet: %s", error.detail)
    return instance


def _end(instance: Instance, deadline: Deadline) -> None:
    try:
        instance.store.terminate(deadline.tag)
    except CmdbError as error:
        _log.warning("a query whose client went away could not be ended: %s", error.detail)


def _describe_errors(app: FastAPI) -> None:
    """Put the one error body into the OpenAPI document: what every operation says of its errors names it."""
    plain = app.openapi

    def with_problem() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(described.pop("$defs", {}))
            schemas["Problem"] = described
        return document

    app.openapi = with_problem
