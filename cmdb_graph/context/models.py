"""The request and the answer of the agent's context, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from cmdb_graph.impact.models import Named

MOST_PRODUCTS = 50
RECENT_DAYS, MOST_DAYS = 30, 3_660
LISTED = 200


class ContextQuestion(BaseModel):
    """About a person, or a ticket: what was in the last so many days."""

    id: str
    days: int = RECENT_DAYS
    as_of: AwareDatetime | None = None
    limit: int = LISTED


class Agreement(Named):
    """A contract or warranty that covers a thing."""

    end: date | None


class Thing(Named):
    """What the caller works with, or what the ticket is about. `relation`: how it is theirs; `affected` of a ticket."""

    relation: Literal["affected", "used", "assigned", "allocated", "owned"]
    status: str | None = Field(description="Its life cycle status, or its own")
    warranty_end: date | None
    in_warranty: bool | None = Field(description="On the day of the answer; null where no end is known")
    covered_by: list[Agreement]


class Software(Named):
    """An installation on one of the things, or a product that the caller uses; `delta` below zero: units are lacking."""

    on: str | None
    product: Named | None
    delta: int | None = Field(
        description="Units of the product to spare; the least of its metrics; null where none says"
    )
    licenses: list[Named] = Field(description="Allocated to the caller or to one of the things")


class Trouble(Named):
    """A ticket about one of the things, or about what they stand on. `path`: from the thing to what the ticket is about."""

    status: str | None
    priority: int | None
    about: str
    path: list[str]
    opened_at: str | None
    starts: str | None
    ends: str | None


class Sounding(BaseModel):
    """An alarm of the last day on one of the things, or on what they stand on."""

    on: str
    at: str
    signal: str
    severity: str | None
    text: str | None
    path: list[str]


class ContextAnswer(BaseModel):
    """All that an agent asks first, in one answer. Every list ends at `limit`; `omitted` counts what it left out, by list."""

    text: str
    as_of: str
    about: Named
    callers: list[Named]
    things: list[Thing]
    software: list[Software]
    stands_on: list[Named]
    trouble: list[Trouble] = Field(description="Not over: incidents, problems, changes that are open, begun or planned")
    recent: list[Trouble] = Field(
        description="Opened or carried out lately and over by now, and what the callers raised"
    )
    alarms: list[Sounding]
    omitted: dict[str, int]
    warnings: list[str]
