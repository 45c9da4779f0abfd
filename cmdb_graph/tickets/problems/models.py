"""The question about problems to propose and its answer, as JSON."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, Field

LEAST = 3
SHOWN = 100
USUAL = timedelta(days=90)
TOLD = 20
"""So many ways of an incident, other providers, and tickets on the provider are listed, each with how many are left out."""


class ProblemsQuestion(BaseModel):
    """Incidents opened from `first` (none: 90 days before the end) until `until` (none: now), the second excluded.

    `least`: so many make a proposal. `limit`: how many proposals, known problems, and incidents of each, are listed.
    """

    first: AwareDatetime | None = None
    until: AwareDatetime | None = None
    least: int = Field(default=LEAST, ge=2)
    limit: int = SHOWN
    as_of: AwareDatetime | None = None


class IncidentTold(BaseModel):
    """An incident of a proposal, and the ways from the provider to what it affects."""

    id: str
    name: str
    status: str | None
    opened_at: str
    priority: int | None
    cost: float | None
    currency: str | None
    recorded: bool = Field(description="Whether the provider is its recorded cause, not just one that would explain it")
    ways: list[list[str]] = Field(
        description="Ids, from the provider to each CI that it affects and that a fault reaches"
    )
    ways_omitted: int


class Recurrence(BaseModel):
    """How often: `days` lie between the first and the last, `per_month` is over the period that is asked about."""

    incidents: int
    first: str
    last: str
    days: float
    per_month: float = Field(description="Months of 30.4375 days")


class Cost(BaseModel):
    """What the incidents cost in a currency (null: none is recorded), as far as that is known."""

    currency: str | None
    amount: float
    incidents: int


class OtherProvider(BaseModel):
    """Another provider that explains the same incidents."""

    id: str
    kind: str
    name: str
    shows_at: int | None


class TicketOn(BaseModel):
    """A problem, incident or request on the provider that is not over, or a change of it that began since the period did."""

    id: str
    kind: str
    name: str
    status: str | None
    at: str | None


class Proposal(BaseModel):
    """A problem that is proposed: what may be behind which incidents, and what speaks for it."""

    title: str
    description: str = Field(description="Plain text, to paste into the problem")
    id: str = Field(description="The provider, or the recorded cause")
    kind: str
    name: str
    recorded: int = Field(description="How many of the incidents have it as their recorded cause")
    shows_at: int | None = Field(description="At how many CIs its fault would show; null: more than were looked at")
    population: int = Field(description="Of how many CIs")
    chance: float | None = Field(
        description="How likely so many of the incidents without a recorded cause fall under it by chance; null: all are recorded"
    )
    among: int = Field(description="How many incidents without a recorded cause were left to fall under it")
    recurrence: Recurrence
    priorities: dict[str, int] = Field(description="Incidents by priority; `none`: without one")
    costs: list[Cost]
    incidents: list[IncidentTold]
    incidents_omitted: int
    others: list[OtherProvider]
    others_omitted: int
    tickets: list[TicketOn]
    tickets_omitted: int


class KnownProblem(BaseModel):
    """A problem that is not over, with its incidents of the period."""

    id: str
    name: str
    status: str | None
    count: int
    incidents: list[str]
    incidents_omitted: int


class ProblemCounts(BaseModel):
    """The incidents of the period, each in one of these; all but the `proposed` are in no proposal."""

    looked_at: int = Field(description="All of them")
    proposed: int = Field(default=0, description="In a proposal, listed or not")
    known: int = Field(default=0, description="Caused by a problem that is not over")
    canceled: int = 0
    unplaced: int = Field(default=0, description="Affects no CI, and no cause is recorded")
    alone: int = Field(default=0, description="Too few share anything with it, or chance explains that they do")


class ProblemsAnswer(BaseModel):
    """Problems to propose, in the order in which they were found: recorded causes first."""

    text: str
    as_of: str
    first: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    counts: ProblemCounts
    proposals: list[Proposal]
    omitted: int
    known: list[KnownProblem]
    known_omitted: int
    warnings: list[str]
