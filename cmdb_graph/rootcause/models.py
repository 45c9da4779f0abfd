"""The request and the answer of root cause, as JSON."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from cmdb_graph.impact.models import Named

MOST_SYMPTOMS = 100
MOST_EVENTS = 10_000
MOST_CANDIDATES = 100
MOST_TOLD = 200

Id = Annotated[str, Field(min_length=1, max_length=1024)]
Signal = Annotated[str, Field(min_length=1, max_length=200)]
_DURATION = re.compile(r"P(?=.)(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?")


def duration(text: str) -> timedelta:
    """An ISO 8601 duration of days and less; ValueError for anything else."""
    if (found := _DURATION.fullmatch(text)) is None:
        raise ValueError(f"no duration: {text!r}; PT24H is a day, P7D a week, PT90M an hour and a half")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _checked(text: str) -> str:
    duration(text)
    return text


class SymptomGiven(BaseModel):
    """What hurts: an entity, or a ticket, which stands for what it affects or targets."""

    model_config = ConfigDict(extra="forbid")

    id: Id
    at: AwareDatetime | None = Field(default=None, description="Since when; none: since the latest run of alarms there")
    signal: Signal | None = Field(default=None, description="latency, errors, availability, requests ...; none: any")


class EventGiven(BaseModel):
    """An alarm that is not among the recorded ones."""

    model_config = ConfigDict(extra="forbid")

    id: Id = Field(description="Of the entity on which it is")
    at: AwareDatetime
    signal: Signal
    score: float | None = Field(default=None, ge=0, allow_inf_nan=False, description="How unusual; none: not known")
    direction: Literal["up", "down"] | None = None


class RootCauseQuestion(BaseModel):
    """Why does this hurt?"""

    model_config = ConfigDict(extra="forbid")

    symptoms: Annotated[list[SymptomGiven], Field(min_length=1, max_length=MOST_SYMPTOMS)]
    events: Annotated[list[EventGiven], Field(max_length=MOST_EVENTS)] = []
    noticed: AwareDatetime | None = Field(
        default=None,
        description="When somebody noticed: later alarms do not count; none: when the first ticket says, else now",
    )
    lookback: Annotated[str, AfterValidator(_checked), Field(description="ISO 8601 duration")] = "PT24H"
    limit: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] = 10
    as_of: AwareDatetime | None = Field(default=None, description="The graph as recorded then; not the events")


class Evidence(BaseModel):
    """A fact behind a candidate."""

    sort: Literal["alarm", "change", "ticket", "history"]
    id: str = Field(description="The entity that the alarm is on, or the ticket")
    at: str | None
    text: str
    weight: float | None = Field(description="What an alarm counts for these symptoms, 0 to 1")


class CandidateCause(BaseModel):
    """A possible cause: `terms` are natural logarithms and add up to how much likelier what is seen is with it than without."""

    id: str
    kind: str
    name: str
    score: float = Field(description="Its share of the likelihood of all candidates, 0 to 1")
    terms: dict[str, float]
    explains: list[str] = Field(description="The symptoms that it makes likely, the likeliest first")
    path: list[str] = Field(description="How it reaches the first of these: from itself to the symptom")
    ways: dict[str, list[str]] = Field(description="The same for each of these")
    evidence: list[Evidence]
    evidence_omitted: int = Field(description="How many alarms and facts more there are")


class Ignored(BaseModel):
    """An event that counts for nothing, and why."""

    id: str
    at: str
    why: str


class RootCauseAnswer(BaseModel):
    """Candidates, best first."""

    text: str
    as_of: str
    symptoms: list[str] = Field(description="What hurts: what was asked about, and what its tickets affect or target")
    onset: str = Field(description="When the first of it is taken to have begun")
    candidates: list[CandidateCause]
    omitted: int
    unexplained: list[str] = Field(
        description="Symptoms that nothing but themselves makes likely for which more speaks than its place"
    )
    named: list[Named] = Field(description="The symptoms, and everything on the ways to them")
    ignored: list[Ignored]
    ignored_omitted: int
    events: int = Field(description="How many alarms counted, given and recorded")
    warnings: list[str]
