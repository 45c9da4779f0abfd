"""The question about two times, and its answer, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cmdb_graph.analysis.models import MOST_DAYS, SHOWN, Id, Limit
from cmdb_graph.graph.shape import Value
from cmdb_graph.impact.models import Named

Change = Literal["added", "removed", "changed"]


class DifferenceQuestion(BaseModel):
    """What is different since then?"""

    model_config = ConfigDict(extra="forbid")

    since: AwareDatetime = Field(description="The graph as recorded then is the earlier one")
    as_of: AwareDatetime | None = Field(default=None, description="The later one; none: now")
    kinds: list[str] = Field(default=[], max_length=100, description="Only of these kinds and those below them")
    service: Id | None = Field(default=None, description="Only this service and all that it stands on")
    site: Id | None = Field(default=None, description="Only this site and what is located there")
    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="By incidents of so many days before")] = 365
    limit: Limit = SHOWN


class AttributeChange(BaseModel):
    """An attribute, and what it was; null where it was not there, or is not any more."""

    name: str
    before: Value | None
    after: Value | None


class EntityChange(Named):
    """An entity, as it is in the later of the two that have it. Kind and name stand among the attributes where they changed."""

    change: Change
    attributes: list[AttributeChange] = Field(description="Those that are different, where it changed")


class RelationshipChange(BaseModel):
    """A relationship, as it is in the later of the two that have it."""

    change: Change
    type: str
    source: str = Field(serialization_alias="from")
    target: str = Field(serialization_alias="to")
    group: str | None
    effect: str
    need: int | None
    was: str | None = Field(description="Effect and need before, where these changed")
    attributes: list[AttributeChange] = Field(description="Those that are different, where it changed")


class Counts(BaseModel):
    """How many."""

    added: int
    removed: int
    changed: int


class ServiceEffect(Named):
    """A service of both, and what the difference did to it."""

    single_points_before: int
    single_points_after: int
    gained: list[Named] = Field(description="What takes it down alone now, and did not before")
    lost: list[Named] = Field(description="What took it down alone, and does not any more")
    availability_before: float | None = Field(
        description="Null where nothing tells how often any of it fails, or time was over"
    )
    availability_after: float | None
    hours_a_year: float | None = Field(
        description="Expected downtime, later less earlier; null where one of the two is"
    )


class DifferenceAnswer(BaseModel):
    """What is different between two times, and what that did to services."""

    text: str
    before: str = Field(description="The time of the earlier one")
    as_of: str = Field(description="The time of the later one")
    entities: Counts
    relationships: Counts
    changed_entities: list[EntityChange] = Field(description="Changed, removed, added; tickets after all others")
    changed_entities_omitted: int
    changed_relationships: list[RelationshipChange] = Field(
        description="Hard, soft, none; of each changed, removed, added"
    )
    changed_relationships_omitted: int
    services: list[ServiceEffect] = Field(
        description="Those on which it had an effect: more downtime first, then more single points of failure"
    )
    services_omitted: int
    without_availability: int = Field(description="Services whose availability was not worked out: time was over")
