"""What endpoints ask for in their signatures.

Authorization is a type: an endpoint without Reads, Edits or Admins is visibly open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import unquote

from fastapi import Depends, Header, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AwareDatetime

from cmdb_graph import access, times
from cmdb_graph.access import Caller, Role
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid, Unauthenticated
from cmdb_graph.graph.store import ReadStore, WriteStore
from cmdb_graph.ingest.records import checked_id
from cmdb_graph.ingest.write import Author
from cmdb_graph.instance import Instance
from cmdb_graph.vocabulary import Vocabulary

BOOKMARK = "CMDB-Bookmark"
MANUAL = "manual"
"""The source of what people and programs write one by one."""
_BOOKMARK = re.compile(r"FB:[A-Za-z0-9+/]{1,4000}={0,2}")

_bearer = HTTPBearer(auto_error=False, description="A key: Authorization: Bearer <key>")


def instance_of(request: Request) -> Instance:
    """The running instance behind the app."""
    return cast("Instance", request.app.state.instance)


def _caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    if credentials is None:
        raise Unauthenticated(
            "Send a key: Authorization: Bearer <key>. An admin makes one with `cmdb-graph key create`."
        )
    instance = instance_of(request)
    instance.ensure_schema()
    admin_key = instance.settings.cmdb_admin_key
    caller = access.authenticate(
        instance.store, credentials.credentials, None if admin_key is None else admin_key.get_secret_value()
    )
    request.state.key = caller.key_id
    return caller


def _deadline(request: Request) -> Deadline:
    """The time limit of this request; the intake cancels it when the client goes away."""
    deadline = Deadline(instance_of(request).settings.cmdb_question_seconds)
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
    """A caller who may read: the vocabulary, a store that cannot write, and the time there is."""

    caller: Caller
    vocabulary: Vocabulary
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


CallerOf = Annotated[Caller, Depends(_caller)]
InstanceOf = Annotated[Instance, Depends(instance_of)]
DeadlineOf = Annotated[Deadline, Depends(_deadline)]
Bookmark = Annotated[
    str | None, Header(alias=BOOKMARK, description="Read what the write that gave this bookmark wrote")
]


def _reads(caller: CallerOf, instance: InstanceOf, deadline: DeadlineOf, bookmark: Bookmark = None) -> Reading:
    caller.must_be(Role.READER)
    return Reading(caller, instance.vocabulary, instance.store.reading_from(_bookmarks(bookmark)), deadline)


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
