"""Signing in on the page: by a link that `serve` prints, or by a key. The page holds a cookie that no script can read."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from api.deps import COOKIE, BearerOf, CookieOf, InstanceOf, admin_key_of, caller_of, is_from_page, must_be_from_page
from api.parameters import known_parameters
from api.responses import OPEN, told
from cmdb_graph import sessions
from cmdb_graph.access import Caller
from cmdb_graph.errors import NotFromPage, Unauthenticated, UnknownOutcome

router = APIRouter(prefix="/v1/session", dependencies=[Depends(known_parameters)])

# One of the requirements is enough, and the empty one asks for nothing: who sends no key and no cookie is answered too.
_NEEDS_NOTHING: dict[str, Any] = {"security": [{}]}

Secret = Annotated[SecretStr, Field(max_length=1000)]


class SignIn(BaseModel):
    """What opens a session: one of the two."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[Secret | None, Field(description="Of a sign-in link")] = None
    key: Annotated[Secret | None, Field(description="A key of the API")] = None

    @model_validator(mode="after")
    def _one(self) -> SignIn:
        if (self.token is None) == (self.key is None):
            raise ValueError("give the token of a sign-in link, or a key")
        return self


class Session(BaseModel):
    """Who is signed in, and what serves them."""

    name: str
    role: Annotated[str, Field(description="reader, editor or admin")]
    version: Annotated[str, Field(description="of cmdb-graph")]

    @classmethod
    def of(cls, caller: Caller) -> Session:
        """What a caller is told of itself."""
        return cls(name=caller.name, role=caller.role.name.lower(), version=version("cmdb-graph"))


@router.post("", summary="Sign in on the page", responses=told(*OPEN, Unauthenticated, NotFromPage, UnknownOutcome))
def sign_in(request: Request, instance: InstanceOf, given: SignIn, response: Response) -> Session:
    # Otherwise another page of the browser could sign it in as somebody else, to see what is then written.
    must_be_from_page(request, is_from_page(request) is not False)
    instance.ensure_schema()
    lasting = timedelta(hours=instance.settings.cmdb_session_hours)
    if given.token is not None:
        token, caller = sessions.open_by_link(instance.store, given.token.get_secret_value(), lasting)
    else:
        key = given.key.get_secret_value() if given.key else ""
        token, caller = sessions.open_by_key(instance.store, key, admin_key_of(instance), lasting)
    request.state.key = caller.key_id
    _set_cookie(request, response, token, int(lasting.total_seconds()))
    return Session.of(caller)


@router.get(
    "",
    summary="Who is signed in; null when nobody is",
    responses=told(*OPEN, Unauthenticated),
    openapi_extra=_NEEDS_NOTHING,
)
def who(request: Request, credentials: BearerOf, token: CookieOf) -> Session | None:
    try:
        return Session.of(caller_of(request, credentials, token))
    except Unauthenticated:
        # That nobody is signed in is an answer, not an error; that a key is wrong is one.
        if credentials is not None:
            raise
        return None


@router.delete(
    "",
    status_code=204,
    summary="Sign out",
    responses=told(*OPEN, NotFromPage, UnknownOutcome),
    openapi_extra=_NEEDS_NOTHING,
)
def sign_out(request: Request, instance: InstanceOf, token: CookieOf, response: Response) -> None:
    if token is not None:
        must_be_from_page(request, is_from_page(request) is True)
        instance.ensure_schema()
        sessions.end(instance.store, token)
    _set_cookie(request, response, "", 0)


def _set_cookie(request: Request, response: Response, token: str, seconds: int) -> None:
    # Behind a proxy that takes TLS off, the page's own origin still says https.
    secure = request.scope["scheme"] == "https" or request.headers.get("origin", "").startswith("https://")
    response.set_cookie(COOKIE, token, max_age=seconds, path="/", httponly=True, samesite="strict", secure=secure)
