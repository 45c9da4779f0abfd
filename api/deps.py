"""What endpoints ask for in their signatures.

Authorization is a type: an endpoint without Reads, Edits or Admins is visibly open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import unquote

from fastapi import Depends, Header, Path, Query, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AwareDatetime

from cmdb_graph import access, sessions, times
from cmdb_graph.access import Caller, Role
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid, NotFromPage, Unauthenticated
from cmdb_graph.graph.store import ReadStore, WriteStore
from cmdb_graph.ingest.records import checked_id
from cmdb_graph.ingest.write import Author
from cmdb_graph.instance import Instance
from cmdb_graph.licensing import Policies
from cmdb_graph.tickets import Process
from cmdb_graph.vocabulary import Vocabulary

BOOKMARK = "CMDB-Bookmark"
MANUAL = "manual"
"""The source of what people and programs write one by one."""
_BOOKMARK = re.compile(r"FB:[A-Za-z0-9+/]{1,4000}={0,2}")

COOKIE = "cmdb-session"
_SAFE = frozenset({"GET", "HEAD"})

_bearer = HTTPBearer(auto_error=False, description="A key: Authorization: Bearer <key>")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="The page's session, from POST /v1/session")
BearerOf = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
CookieOf = Annotated[str | None, Depends(_cookie)]


def instance_of(request: Request) -> Instance:
    """The running instance behind the app."""
    return cast("Instance", request.app.state.instance)


def admin_key_of(instance: Instance) -> str | None:
    """The admin key that is given from outside."""
    given = instance.settings.cmdb_admin_key
    return None if given is None else given.get_secret_value()


def is_from_page(request: Request) -> bool | None:
    """Whether the browser says that our own page asks; None when nothing says so, as for what is no browser.

    Browsers send Sec-Fetch-Site to https and to loopback, and an Origin along with all that is no GET or HEAD.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    if origin is None:
        return None
    host = request.headers.get("host", "")
    # A proxy may have taken TLS off, so https is ours too where we see http; never the other way.
    return origin in (f"https://{host}", f"{request.scope['scheme']}://{host}")


def must_be_from_page(request: Request, it_is: bool) -> None:
    """NotFromPage unless it is."""
    if not it_is:
        raise NotFromPage(
            f"{request.method} {request.url.path} was not sent by the page of this server, so the browser's session does not "
            "count for it. Programs send a key: Authorization: Bearer <key>. Behind a proxy, let it pass on the Host."
        )


def caller_of(request: Request, credentials: BearerOf, token: CookieOf) -> Caller:
    """Who asks, by a key or the page's cookie; Unauthenticated when neither tells."""
    if credentials is None and token is None:
        raise Unauthenticated(
            "Send a key: Authorization: Bearer <key>. An admin makes one with `cmdb-graph key create`. "
            "On the page, sign in."
        )
    instance = instance_of(request)
    instance.ensure_schema()
    if credentials is not None:
        caller = access.authenticate(instance.store, credentials.credentials, admin_key_of(instance))
    else:
        caller = sessions.caller_of(instance.store, token or "", admin_key_of(instance))
        must_be_from_page(request, request.method in _SAFE or is_from_page(request) is True)
    request.state.key = caller.key_id
    return caller


def _deadline(request: Request) -> Deadline:
    """The time limit of this request; the intake cancels it when the client goes away."""
    deadline = Deadline.as_set(instance_of(request).settings.cmdb_question_seconds)
    request.state.deadline = deadline
    return deadline


def _bookmarks(bookmark: str | None) -> list[str] | None:
    # Neo4j fails in its depths over some texts that are no bookmarks, so what does not look like one never gets there.
    given = (bookmark or "").split()
    if not all(_BOOKMARK.fullmatch(part) for part in given):
        raise Invalid(f"{BOOKMARK} is none of ours: send it as a write's answer told it, or leave it out.")
    return given or None


@dataclass(frozen=True, slots=True)
class Reading:
    """A caller who may read: vocabulary, policies and process, a store that cannot write, and the time there is."""

    caller: Caller
    vocabulary: Vocabulary
    policies: Policies
    process: Process
    store: ReadStore
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Writing:
    """A caller who may write."""

    caller: Caller
    instance: Instance
    vocabulary: Vocabulary
    store: WriteStore
    deadline: Deadline

    @property
    def author(self) -> Author:
        """Who writes, for the history."""
        return Author(self.caller.name, MANUAL)


CallerOf = Annotated[Caller, Depends(caller_of)]
InstanceOf = Annotated[Instance, Depends(instance_of)]
DeadlineOf = Annotated[Deadline, Depends(_deadline)]
Bookmark = Annotated[
    str | None, Header(alias=BOOKMARK, description="Read what the write that gave this bookmark wrote")
]


def _reads(caller: CallerOf, instance: InstanceOf, deadline: DeadlineOf, bookmark: Bookmark = None) -> Reading:
    caller.must_be(Role.READER)
    store = instance.store.reading_from(_bookmarks(bookmark))
    return Reading(caller, instance.vocabulary, instance.policies, instance.process, store, deadline)


def _edits(caller: CallerOf, instance: InstanceOf, deadline: DeadlineOf) -> Writing:
    caller.must_be(Role.EDITOR)
    return Writing(caller, instance, instance.vocabulary, instance.store, deadline)


def _admins(caller: CallerOf, instance: InstanceOf, deadline: DeadlineOf) -> Writing:
    caller.must_be(Role.ADMIN)
    return Writing(caller, instance, instance.vocabulary, instance.store, deadline)


Reads = Annotated[Reading, Depends(_reads)]
Edits = Annotated[Writing, Depends(_edits)]
Admins = Annotated[Writing, Depends(_admins)]


def _entity_id(
    id: Annotated[str, Path(description="Percent-encoded; any character but control characters")],  # noqa: A002  promised
) -> str:
    return checked_id(unquote(id, errors="strict"), "id")


def _as_of(
    as_of: Annotated[AwareDatetime | None, Query(description="As recorded at this time, with zone; none: now")] = None,
) -> int | None:
    return None if as_of is None else times.to_micros(as_of)


EntityId = Annotated[str, Depends(_entity_id)]
AsOf = Annotated[int | None, Depends(_as_of)]
