"""What an intake answers, and a recorded event, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field

MOST_EVENTS = 10_000
MOST_TOLD = 200


class Refused(BaseModel):
    """An alarm that was not recorded, with its place in what was sent."""

    pointer: str
    detail: str


class Intake(BaseModel):
    """What became of the alarms of a delivery. `repeated` are recorded already: they count once more, and are the same."""

    received: int
    created: int
    repeated: int
    refused: list[Refused] = Field(description="Matched to no entity, or to several, or of no known form")
    refused_omitted: int
    forgotten: int = Field(description="Events older than they are kept that were taken away meanwhile")


class RecordedEvent(BaseModel):
    """An alarm on an entity."""

    on: str
    at: str
    signal: str
    direction: str | None
    score: float | None
    severity: str | None
    text: str | None
    source: str | None
    times: int = Field(description="How often it was delivered")
    ended: str | None = Field(description="When it was over, where that was told")


class Events(BaseModel):
    """The events on an entity in a time, latest first."""

    items: list[RecordedEvent]
    omitted: int
