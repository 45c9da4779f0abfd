"""The page: what was built from `ui/` into `api/page/`, served as files."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUILT = Path(str(files("api"))) / "page"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ASK_AGAIN = "no-cache"
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_BUILT = """\
cmdb-graph serves its API here (documentation: /docs), but not its page: that was not built when it was installed.
With the npm registry in reach, build it with `make install`, then start again.
"""


def install(app: FastAPI, built: Path = BUILT) -> None:
    """Serve the page that was built into this folder; without one, `/` says what to do."""
    index = built / "index.html"
    is_built = index.is_file()

    async def page() -> Response:
        if not is_built:
            return PlainTextResponse(_NOT_BUILT, 404)
        return FileResponse(index, headers={"Content-Security-Policy": _POLICY, "Cache-Control": _ASK_AGAIN})

    async def icon() -> Response:
        return FileResponse(built / "icon.svg", headers={"Cache-Control": _ASK_AGAIN})

    app.add_api_route("/", page, methods=["GET", "HEAD"], include_in_schema=False)
    if is_built:
        app.add_api_route("/icon.svg", icon, methods=["GET", "HEAD"], include_in_schema=False)
        # Compressed are these alone: a compressed answer tells by its length what a secret in it is like.
        app.mount("/assets", GZipMiddleware(_Assets(directory=built / "assets")), name="assets")


class _Assets(StaticFiles):
    """Files whose names hold a hash of their contents: kept for ever."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _FOR_EVER
        return response
