"""Alarms of monitoring systems."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import AwareDatetime

from api.deps import Edits, InstanceOf, Reads
from api.lists import Limit
from api.responses import LOOKUP, WRITE, told
from cmdb_graph import events, times
from cmdb_graph.events.models import Events, Intake

router = APIRouter(prefix="/v1")


@router.post(
    "/events",
    summary="Take in alarms: CloudEvents (one, or a batch), an Alertmanager webhook, or a list of our own",
    responses=told(*WRITE),
)
def post_events(
    edits: Edits,
    instance: InstanceOf,
    body: Annotated[Any, Body(description="A CloudEvent, a list of them, `{alerts: [...]}` or `{events: [...]}`")],
) -> Intake:
    keep = timedelta(days=instance.settings.cmdb_event_days)
    return events.take_in(edits.store, edits.vocabulary, body, keep, edits.deadline)


@router.get("/events", summary="The alarms on an entity in a time, latest first", responses=told(*LOOKUP))
def get_events(
    reads: Reads,
    id: Annotated[str, Query(min_length=1, max_length=1024, description="Of the entity")],  # noqa: A002  as in every body
    since: Annotated[AwareDatetime | None, Query(alias="from", description="None: a day before `to`")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="None: now")] = None,
    limit: Limit = 100,
) -> Events:
    to = until or datetime.now(UTC)
    return events.events_on(reads.store, id, since or times.shifted(to, -timedelta(days=1)), to, limit, reads.deadline)
