"""The questions about what a service hangs on, and their answers, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cmdb_graph.impact.models import Named

MOST_ITEMS = 100_000
MOST_ORDER = 3
MOST_DAYS = 3_660
SHOWN = 1_000

Id = Annotated[str, Field(min_length=1, max_length=1024)]
Limit = Annotated[int, Field(ge=1, le=MOST_ITEMS, description="How many items are listed")]


class SinglePointsQuestion(BaseModel):
    """What takes this down alone?"""

    model_config = ConfigDict(extra="forbid")

    service: Id = Field(description="A service, or anything else that stands on others")
    limit: Limit = SHOWN
    as_of: AwareDatetime | None = Field(default=None, description="The graph as recorded then; none: now")


class CutSetsQuestion(SinglePointsQuestion):
    """What takes this down together?"""

    order: Annotated[int, Field(ge=1, le=MOST_ORDER, description="Of up to so many things")] = 2


class AvailabilityQuestion(SinglePointsQuestion):
    """How much of the time does this stand?"""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="By incidents of so many days before")] = 365


class FragilityQuestion(BaseModel):
    """What takes most services down alone?"""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=SHOWN, description="How many things and services are listed")] = 100
    as_of: AwareDatetime | None = Field(default=None, description="The graph as recorded then; none: now")


class SinglePoint(Named):
    """Something whose loss alone takes the service down."""

    takes_down: list[str] = Field(description="The service, and what falls with it of all that that stands on")
    takes_down_omitted: int


class SinglePointsAnswer(BaseModel):
    """Single points of failure, those that take most down first; gates are respected, soft ones take nothing down."""

    text: str
    as_of: str
    service: Named
    stands_on: int = Field(description="How many things it stands on by hard relationships")
    items: list[SinglePoint]
    omitted: int
    named: list[Named] = Field(description="What the lists of what falls name, by id")


class CutSetsAnswer(BaseModel):
    """Minimal cut sets, smaller ones first: no part of any of them takes the service down."""

    text: str
    as_of: str
    service: Named
    stands_on: int = Field(description="How many things it stands on by hard relationships")
    order: int
    items: list[list[str]]
    omitted: int
    complete: bool = Field(description="Whether all of that order were found in the time")
    complete_to: int = Field(description="All of up to so many things are told; 0: none could be looked for")
    named: list[Named] = Field(description="The members of the sets that are listed")


class Loss(Named):
    """What the loss of something alone takes down beside itself."""

    takes_down: int = Field(description="How many things")
    services: int = Field(description="How many services among them")
    weight: int = Field(description="What these count by their criticality")
    takes_services: list[str] = Field(description="Which of the services that are listed")


class Fragile(Named):
    """A service, and how many things take it down alone."""

    criticality: str | None
    single_points: int


class LossesAnswer(BaseModel):
    """What takes most services down alone, of the whole estate, and which services those are."""

    text: str
    as_of: str
    items: list[Loss]
    omitted: int
    services: list[Fragile] = Field(description="Those that something takes down alone: the most critical first")
    services_omitted: int


class Component(Named):
    """Something that the service hangs on, and what it has to do with how long that is down."""

    mtbf_hours: float
    mttr_hours: float
    source: Literal["recorded", "incidents", "kind"] = Field(description="Whose figures these are")
    hours_a_year: float = Field(description="How long it is down by itself")
    birnbaum: float | None = Field(description="How much likelier the service is down with it down than with it up")
    fussell_vesely: float | None = Field(
        description="The part of the downtime that there would not be, did it never fail"
    )
    doubled_saves_hours: float | None = Field(
        description="Hours a year that a second one, of two that are enough, saves"
    )


class AvailabilityAnswer(BaseModel):
    """How much of the time a service stands; things fail independently, and what they share counts once."""

    text: str
    as_of: str
    service: Named
    stands_on: int
    availability: float | None = Field(description="Null where nothing tells how often any of it fails")
    interval: tuple[float, float] | None = Field(description="Of 95 % confidence; null where it is exact")
    hours_a_year: float | None = Field(description="Expected downtime; null as the availability")
    cost_a_year: float | None = Field(
        description="By the cost_of_downtime of the service; null where none is recorded, or nothing tells"
    )
    currency: str | None
    items: list[Component] = Field(
        description="What a second one of saves most, first; where it is not exact, what fails most"
    )
    omitted: int
    without_figures: int = Field(description="Things of which nothing tells how often they fail: taken never to")
