"""The question about metrics and its answer, as JSON. Times are in seconds, shares from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, Field

from cmdb_graph.tickets.metrics.catalog import NAMES, Name
from cmdb_graph.tickets.metrics.figures import Unit
from cmdb_graph.tickets.metrics.groups import Group
from cmdb_graph.tickets.metrics.periods import By

MOST_PERIODS = 400
MOST_GROUPED_PERIODS = 60
"""Each group has a figure of each metric in each period: of 100 groups and ten metrics, that is 60,000 by then."""
SHOWN = 100
MOST_GROUPS = 100


class MetricsQuestion(BaseModel):
    """Which metrics of which tickets in which periods, in event time, of which estate (`as_of`, transaction time).

    From `first` (none: of the month) until `until` (none: now), the second excluded. `as_of_event` (none: now): what happened
    later is not known yet. `service`: of what affects it, or anything that it stands on. `group`: figures of each team, kind or
    priority as well. `limit`: how many ids of each figure are listed.
    """

    first: AwareDatetime | None = None
    until: AwareDatetime | None = None
    by: By = "none"
    zone: str = "UTC"
    metrics: tuple[Name, ...] = NAMES
    kind: str = "Incident"
    service: str | None = None
    team: str | None = None
    group: Group = "none"
    as_of_event: AwareDatetime | None = None
    as_of: AwareDatetime | None = None
    limit: int = SHOWN


class Records(BaseModel):
    """Ids of tickets: how many there are, and the first of them."""

    count: int
    ids: list[str]
    omitted: int = Field(description="How many the limit left out of ids")


class CiFigures(BaseModel):
    """How reliable a CI was; seconds, null where it did not fail."""

    id: str
    kind: str
    name: str
    failures: int
    down: float = Field(description="Seconds in which it was down in the period")
    mtbf: float | None = Field(description="(Seconds of the period - down) / failures")
    mttr: float | None = Field(description="Mean seconds to restore of its incidents that began in the period")
    restored: Records
    records: Records


class PeriodFigures(BaseModel):
    """What a metric comes to in a period. Of a rate, `counted` are those of the `records` that it counts."""

    first: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    values: Mapping[str, float | None]
    counted: Records | None = None
    records: Records
    apart: Mapping[str, int] = Field(description="Tickets that are in neither, by why")
    cis: list[CiFigures] | None = None
    cis_omitted: int = 0


class GroupName(BaseModel):
    """A team, a kind or a priority; without an id, the tickets that have none."""

    id: str | None
    name: str


class GroupFigures(BaseModel):
    """What a metric comes to in each period, of the tickets of one group."""

    group: GroupName
    tickets: int = Field(description="How many tickets stood in the group in any of these periods")
    periods: list[PeriodFigures]


class Metric(BaseModel):
    """A metric, what it means, and what it comes to in each period: of all tickets, and of each group."""

    metric: Name
    definition: str
    unit: Unit
    periods: list[PeriodFigures]
    groups: list[GroupFigures] | None = Field(
        default=None, description="Those with most tickets first; null: not asked for, or of CIs"
    )
    groups_omitted: int = 0


class MetricsAnswer(BaseModel):
    """Metrics with the records behind them."""

    text: str
    as_of: str
    first: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    tickets: int = Field(description="How many tickets were looked at")
    metrics: list[Metric]
