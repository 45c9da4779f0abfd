"""The requests and the answers about tickets, as JSON. Spans of time are in seconds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cmdb_graph.tickets.clock import State
from cmdb_graph.tickets.process import Measure

Id = Annotated[str, Field(min_length=1, max_length=1024)]
Text = Annotated[str, Field(min_length=1, max_length=10_000)]
MOST_TOLD = 1_000


class Assignment(BaseModel):
    """Who works on a ticket from now on, by id; null: nobody. What is left out stays, but a new team begins without a person."""

    model_config = ConfigDict(extra="forbid")

    person: Id | None = None
    team: Id | None = None


class StepRequest(BaseModel):
    """A step of a ticket: at least one of `to`, `set`, `assign` and `note`."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[str, Field(min_length=1, max_length=1024)] | None = Field(
        default=None, description="The status after it: one that the process allows"
    )
    at: AwareDatetime | None = Field(
        default=None, description="When it happened (default: now): not ahead, and not before the last step"
    )
    set: dict[str, Any] = Field(default_factory=dict[str, Any], description="Attributes; null removes one")
    assign: Assignment | None = None
    note: Text | None = Field(default=None, description="Kept with the step")


class StepTold(BaseModel):
    """A step: what was different after it (null: taken away). One that is not `recorded` follows from the ticket's attributes."""

    at: str
    who: str | None
    source: str | None
    recorded: bool
    changes: dict[str, Any]
    note: str | None


class StepsAnswer(BaseModel):
    """What happened to a ticket, the first step first, and where it may go from here."""

    id: str
    kind: str
    name: str
    as_of: str
    version: int = Field(description="Of the entity: a step is taken with it as `If-Match`")
    status: str | None
    allowed: list[str] = Field(description="The statuses that may follow")
    needs_close_code: list[str] = Field(description="Those of them that need a `close_code`")
    close_codes: list[str] = Field(description="The close codes that there are; none: any")
    steps: list[StepTold]


class ClockTold(BaseModel):
    """A clock of a ticket at a time. Without a target nothing is promised: then all that depends on one is null.

    `actual` is the time that it ran, `business` what of it the calendar covers. `due` is null while it is paused with time left.
    """

    measure: Measure
    priority: int | None
    calendar: str | None
    target: float | None
    started: str
    state: State | None
    actual: float | None
    business: float | None
    remaining: float | None = Field(description="Of the target; negative when more is used up")
    used: float | None = Field(description="The part of the target that is used up; over 1 when more is")
    due: str | None
    breached: bool | None


class ClocksAnswer(BaseModel):
    """What is promised for a ticket, and how its clocks stand at a time."""

    text: str
    id: str
    kind: str
    name: str
    as_of: str
    at: str
    clocks: list[ClockTold]
    warnings: list[str]


class Disagreement(BaseModel):
    """A ticket whose priority is not the one that its impact and urgency give."""

    id: str
    kind: str
    name: str
    status: str | None
    impact: str
    urgency: str
    priority: int
    expected: int


class PriorityCounts(BaseModel):
    """All tickets that were looked at, each in one of these."""

    agree: int = 0
    disagree: int = 0
    without_priority: int = Field(default=0, description="Impact and urgency are known, a priority is not")
    unrated: int = Field(default=0, description="Impact or urgency is not known, or not in the matrix")


class PrioritiesAnswer(BaseModel):
    """Priorities against the matrix: those that disagree, the most urgent first by what is expected, then by id."""

    text: str
    as_of: str
    counts: PriorityCounts
    items: list[Disagreement]
    omitted: int
