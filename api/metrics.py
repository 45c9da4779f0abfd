"""Metrics of tickets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.deps import Reads
from api.lists import Rows
from api.responses import LOOKUP, told
from cmdb_graph.errors import Unsettled
from cmdb_graph.licensing.models import Id
from cmdb_graph.tickets import metrics
from cmdb_graph.tickets.metrics import MetricsAnswer, MetricsQuestion
from cmdb_graph.tickets.metrics.catalog import NAMES, Name
from cmdb_graph.tickets.metrics.groups import Group
from cmdb_graph.tickets.metrics.models import MOST_GROUPED_PERIODS, SHOWN
from cmdb_graph.tickets.metrics.periods import By

router = APIRouter(prefix="/v1")


@router.get(
    "/ticket-metrics",
    summary="Metrics of tickets by period, service, team and kind: what each means, and the records behind each figure",
    responses=told(*LOOKUP, Unsettled),
)
def get_ticket_metrics(
    reads: Reads,
    first: Annotated[AwareDatetime | None, Query(alias="from", description="From this time; none: the month")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Until before this time; none: now")] = None,
    by: Annotated[
        By, Query(description="Figures of each of these; months and days of `zone`, weeks from Monday")
    ] = "none",
    zone: Annotated[str, Query(max_length=100, description="Time zone in which months, weeks and days begin")] = "UTC",
    metric: Annotated[list[Name] | None, Query(max_length=100, description="Only these; none: all")] = None,
    kind: Annotated[str, Query(description="A kind of ticket, with those below it; Ticket: all")] = "Incident",
    service: Annotated[Id | None, Query(description="What affects this, or anything that it stands on")] = None,
    team: Annotated[Id | None, Query(description="Whose: when it was resolved, else now")] = None,
    group: Annotated[
        Group,
        Query(
            description="Figures of each of these as well, those with most tickets first; "
            f"of at most {MOST_GROUPED_PERIODS} periods"
        ),
    ] = "none",
    as_of_event: Annotated[
        AwareDatetime | None, Query(description="What happened after this time is not known yet; none: now")
    ] = None,
    as_of: Annotated[AwareDatetime | None, Query(description="What was recorded by this time; none: now")] = None,
    limit: Rows = SHOWN,
) -> MetricsAnswer:
    question = MetricsQuestion(
        first=first,
        until=until,
        by=by,
        zone=zone,
        metrics=NAMES if metric is None else tuple(metric),
        kind=kind,
        service=service,
        team=team,
        group=group,
        as_of_event=as_of_event,
        as_of=as_of,
        limit=limit,
    )
    return metrics.metrics(reads.store, reads.vocabulary, reads.process, question, reads.deadline)
