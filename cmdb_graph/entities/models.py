"""Entities and relationships as the API gives and takes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cmdb_graph import times
from cmdb_graph.graph.shape import StoredEntity, StoredRelationship
from cmdb_graph.vocabulary import Vocabulary


class Entity(BaseModel):
    """An entity. `version` counts its states; `as` are the roles among its labels.

    Read as of a time, `sources` had reported by then, and `last_seen` is the latest of their reports by then that is
    known: only the first and the latest of each source are kept, so it may have been seen later than that, and never less late.
    """

    model_config = ConfigDict(populate_by_name=True)

    id: str
    kind: str
    name: str
    roles: Annotated[list[str], Field(alias="as")]
    labels: list[str]
    attributes: dict[str, Any]
    sources: list[str]
    first_seen: str
    last_seen: str
    valid_from: str
    version: int


class PastEntity(BaseModel):
    """A state that an entity had, until when, and who made and who ended it."""

    version: int
    valid_from: str
    until: str | None
    who: str
    source: str
    ended_by: str | None
    state: Entity


class EntityPage(BaseModel):
    """A page of entities by id; `next` is the cursor of the page behind it."""

    items: list[Entity]
    next: str | None
    as_of: str | None = Field(
        default=None, description="The recorded time that `as_of` asked for, the last one at most; null for the present"
    )


class HistoryPage(BaseModel):
    """A page of states, the latest first; the present one has no `until`."""

    items: list[PastEntity]
    next: str | None


class Relationship(BaseModel):
    """A relationship. type, from, to and group (as it counts) identify it."""

    model_config = ConfigDict(populate_by_name=True)

    type: str
    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]
    effect: Literal["hard", "soft", "none"]
    group: str | None
    need: int | None
    attributes: dict[str, Any]
    valid_from: str
    last_seen: str
    reported_by: str


class Neighborhood(BaseModel):
    """What lies within `depth` steps of an entity, by relationships of any type, either way."""

    id: str
    depth: int
    as_of: str = Field(description="The recorded time whose state this is: asked as of it, it is the same")
    nodes: list[Entity]
    relationships: list[Relationship]
    omitted: int = Field(description="How many nodes the limit left out of `nodes`")


class Joined(BaseModel):
    """A relationship as it reads from one of its ends: `reads` is its type's name for people, or the inverse of it."""

    reads: str
    id: str = Field(description="The other end, with its kind and name")
    kind: str
    name: str
    relationship: Relationship


class Card(BaseModel):
    """All that is known of one entity: its state, what it is joined to, and its latest states."""

    entity: Entity
    relationships: list[Joined]
    omitted: int = Field(description="How many of the entities that it is joined to the limit left out")
    history: list[PastEntity]
    earlier: bool = Field(description="Whether there are states before those of `history`")


def entity_model(stored: StoredEntity, vocabulary: Vocabulary, at: int | None = None) -> Entity:
    """The entity as the API tells it, with the reports that were known at `at`.

    An entity of a kind that the vocabulary lost keeps its kind as its label.
    """
    state = stored.state
    seen = stored.seen if at is None else stored.seen.known_at(at, stored.valid_from)
    kind = vocabulary.kinds.get(state.kind)
    return Entity(
        id=state.id,
        kind=state.kind,
        name=state.name,
        roles=list(state.roles),
        labels=[*state.roles, *(kind.labels if kind else [state.kind])],
        attributes=dict(state.attributes),
        sources=seen.sources,
        first_seen=times.iso(seen.first),
        last_seen=times.iso(seen.last),
        valid_from=times.iso(stored.valid_from),
        version=stored.version,
    )


def past_model(stored: StoredEntity, vocabulary: Vocabulary) -> PastEntity:
    """One state of a history."""
    return PastEntity(
        version=stored.version,
        valid_from=times.iso(stored.valid_from),
        until=None if stored.until is None else times.iso(stored.until),
        who=stored.who,
        source=stored.source,
        ended_by=stored.ended_by,
        state=entity_model(stored, vocabulary),
    )


def relationship_model(stored: StoredRelationship, at: int | None = None) -> Relationship:
    """The relationship as the API tells it; of the reports up to `at`, only the one that made it so may be known."""
    state = stored.state
    last_seen = stored.last_seen if at is None or stored.last_seen <= at else stored.valid_from
    return Relationship(
        type=state.type,
        source=state.source,
        target=state.target,
        effect=state.effect,  # pyright: ignore[reportArgumentType]  the graph holds only these three words
        group=state.group or None,
        need=state.need,
        attributes=dict(state.attributes),
        valid_from=times.iso(stored.valid_from),
        last_seen=times.iso(last_seen),
        reported_by=stored.reported_by,
    )
