"""An entity and a relationship as the graph stores them, and back.

Attributes are node properties under their own names, so that queries read well (`n.cores`). What the product itself keeps
begins with an underscore (`_version`, `_valid_from`), beside the plain names in RESERVED; an attribute with such a name is stored
behind two more underscores, so any name goes in and comes out again.

What the rest of a node already says is not stored again, since every property costs each import its time: no `_version` is 1, no
`_first_seen` or `_last_seen` is `_valid_from`, no `_sources` is `_source` alone, which reported at just these two times.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

MARK, MARKS = 200, 4_000
RESERVED = frozenset({"id", "kind", "name", "type", "from", "to", "effect", "group", "need"})

Scalar = str | int | float | bool
Value = Scalar | list[str] | list[int] | list[float] | list[bool]
Attributes = dict[str, Value]


@dataclass(slots=True)
class Seen:
    """Who reported an entity, and when each last did and first did: observation, not state, so it makes no version.

    `sources` are sorted; `by_source` (last) and `since` (first) go along with them.
    """

    first: int
    last: int
    sources: list[str] = field(default_factory=list[str])
    by_source: list[int] = field(default_factory=list[int])
    since: list[int] = field(default_factory=list[int])

    def again(self, source: str, now: int) -> Seen:
        """The same after `source` reported it at `now`."""
        sources, by_source, since = self.sources, self.by_source.copy(), self.since
        place = bisect_left(sources, source)
        if place < len(sources) and sources[place] == source:
            by_source[place] = max(by_source[place], now)
        else:
            sources, since = sources.copy(), since.copy()
            sources.insert(place, source)
            by_source.insert(place, now)
            since.insert(place, now)
        return Seen(self.first, max(self.last, now), sources, by_source, since)

    def known_at(self, at: int, valid_from: int) -> Seen:
        """What was known at a time of an entity whose state then began at `valid_from`.

        Of each source its first and its latest report are kept, so of the reports in between `last` is a lower bound.
        """
        kept = [place for place, first in enumerate(self.since) if first <= at]
        sources, since = [self.sources[place] for place in kept], [self.since[place] for place in kept]
        by_source = [self.by_source[place] if self.by_source[place] <= at else self.since[place] for place in kept]
        return Seen(self.first, max([self.first, valid_from, *by_source]), sources, by_source, since)


@dataclass(slots=True)
class EntityState:
    """What an entity is: the part that makes a new version when it changes."""

    id: str
    kind: str
    name: str
    roles: tuple[str, ...]
    attributes: Attributes


@dataclass(slots=True)
class StoredEntity:
    """An entity as recorded: its state, its version, when that began and by whom, and who saw it."""

    state: EntityState
    version: int
    valid_from: int
    who: str
    source: str
    seen: Seen
    until: int | None = None
    ended_by: str | None = None


@dataclass(slots=True)
class RelationshipState:
    """What a relationship is. `group` is "" for a gate of its own; type, source, target and group identify it."""

    type: str
    source: str
    target: str
    group: str
    effect: str
    need: int | None
    attributes: Attributes

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """(from, to, type, group): what makes it this one."""
        return (self.source, self.target, self.type, self.group)


@dataclass(slots=True)
class StoredRelationship:
    """A relationship as recorded."""

    state: RelationshipState
    valid_from: int
    who: str
    reported_by: str
    last_seen: int
    until: int | None = None


# Names repeat from entity to entity, so both ways are remembered.
@lru_cache(maxsize=10_000)
def property_of(attribute: str) -> str:
    """The property that holds an attribute."""
    return f"__{attribute}" if attribute.startswith("_") or attribute in RESERVED else attribute


@lru_cache(maxsize=10_000)
def _attribute_in(name: str) -> str | None:
    """The attribute that a property holds; None for one of the product's own."""
    if name.startswith("__"):
        return name[2:]
    return None if name.startswith("_") or name in RESERVED else name


def attributes_in(properties: Mapping[str, Any]) -> Attributes:
    """The attributes among a node's or relationship's properties, sorted by name."""
    return dict(
        sorted([(name, value) for kept, value in properties.items() if (name := _attribute_in(kept)) is not None])
    )


def findable(entity_id: str, name: str) -> str:
    """What the search for parts of words looks in: name and id, case folded."""
    return f"{name}\n{entity_id}".casefold()


def marks(attributes: Attributes, names: Iterable[str]) -> str | None:
    """What else an entity is searched by: the values of these attributes, case folded, each between two line ends.

    None when it has none of them. Of a value MARK characters count, of all together MARKS: an index holds no more.
    """
    found: list[str] = []
    for name in names:
        value = attributes.get(name)
        values = value if isinstance(value, list) else [value]
        found += [" ".join(one[:MARK].split()).casefold() for one in values if isinstance(one, str)]
    if not any(found):
        return None
    kept = "\n".join(filter(None, found))[:MARKS]
    return f"\n{kept}\n"


def entity_properties(entity: StoredEntity, marking: Iterable[str]) -> dict[str, Any]:
    """Every property of the entity's node; `marking` are the attributes of its kind that the search looks in."""
    state = entity.state
    properties: dict[str, Any] = {property_of(name): value for name, value in state.attributes.items()}
    properties.update(
        id=state.id,
        kind=state.kind,
        name=state.name,
        _roles=" ".join(state.roles),
        _find=findable(state.id, state.name),
        _valid_from=entity.valid_from,
        _who=entity.who,
        _source=entity.source,
    )
    if entity.version != 1:
        properties["_version"] = entity.version
    told = observation(entity.seen, entity.valid_from, entity.source)
    properties.update({name: value for name, value in told.items() if value is not None})
    if (searched := marks(state.attributes, marking)) is not None:
        properties["_marks"] = searched
    return properties


def observation(seen: Seen, valid_from: int, source: str) -> dict[str, Any]:
    """What the node of a state by `source` that began at `valid_from` holds of who saw it; None where it says so already."""
    alone = (seen.sources, seen.by_source, seen.since) == ([source], [seen.last], [seen.first])
    return {
        "_first_seen": None if seen.first == valid_from else seen.first,
        "_last_seen": None if seen.last == valid_from else seen.last,
        "_sources": None if alone else seen.sources,
        "_sources_seen": None if alone else seen.by_source,
        "_sources_since": None if alone else seen.since,
    }


def entity_of(properties: Mapping[str, Any]) -> StoredEntity:
    """The entity that a node, or a version node, holds."""
    return StoredEntity(
        state=EntityState(
            id=properties["id"],
            kind=properties["kind"],
            name=properties["name"],
            roles=roles_in(properties),
            attributes=attributes_in(properties),
        ),
        version=properties.get("_version", 1),
        valid_from=properties["_valid_from"],
        who=properties["_who"],
        source=properties["_source"],
        seen=seen_of(properties),
        until=properties.get("_until"),
        ended_by=properties.get("_ended_by"),
    )


def roles_in(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """The roles of the entity that a node holds. They were a list once, and an estate of then still reads."""
    roles = properties.get("_roles", "")
    return tuple(roles.split() if isinstance(roles, str) else roles)


def seen_of(properties: Mapping[str, Any]) -> Seen:
    """Who reported the entity that a node holds."""
    first = properties.get("_first_seen", properties["_valid_from"])
    last = properties.get("_last_seen", properties["_valid_from"])
    if "_sources" not in properties:
        return Seen(first, last, [properties["_source"]], [last], [first])
    sources = properties["_sources"]
    # An estate recorded before this was kept has none: then each is taken to have reported from the first day.
    since = properties.get("_sources_since") or [first] * len(sources)
    return Seen(first, last, sources, properties["_sources_seen"], since)


def only_seen_by(properties: Mapping[str, Any], source: str) -> bool:
    """Whether `source` alone reported the entity that a node holds: another report by it moves nothing but a time."""
    return "_sources" not in properties and properties["_source"] == source


def relationship_properties(relationship: StoredRelationship) -> dict[str, Any]:
    """Every property of the relationship; no group is an empty string, since nothing can be compared with null."""
    state = relationship.state
    properties: dict[str, Any] = {property_of(name): value for name, value in state.attributes.items()}
    properties.update(
        effect=state.effect,
        group=state.group,
        _valid_from=relationship.valid_from,
        _who=relationship.who,
        _source=relationship.reported_by,
        _last_seen=relationship.last_seen,
    )
    if state.need is not None:
        properties["need"] = state.need
    return properties


def relationship_of(source: str, target: str, kind: str, properties: Mapping[str, Any]) -> StoredRelationship:
    """The relationship of a type between two ids with these properties."""
    return StoredRelationship(
        state=RelationshipState(
            type=kind,
            source=source,
            target=target,
            group=properties["group"],
            effect=properties["effect"],
            need=properties.get("need"),
            attributes=attributes_in(properties),
        ),
        valid_from=properties["_valid_from"],
        who=properties["_who"],
        reported_by=properties["_source"],
        last_seen=properties["_last_seen"],
        until=properties.get("_until"),
    )
