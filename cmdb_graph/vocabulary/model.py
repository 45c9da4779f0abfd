"""What the vocabulary says: kinds in a hierarchy, their attributes, relationship types and the kinds they may join."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from cmdb_graph.errors import Hint, Invalid, Place

Effect = Literal["hard", "soft", "none"]
Role = Literal["CI", "Asset"]
AttributeType = Literal["string", "integer", "number", "boolean", "date", "datetime"]

STATUS = "status"
"""The attribute that says where something stands."""
EFFECTS: tuple[Effect, ...] = ("hard", "soft", "none")
ROLES: tuple[Role, ...] = ("CI", "Asset")
ATTRIBUTE_TYPES: tuple[AttributeType, ...] = ("string", "integer", "number", "boolean", "date", "datetime")
LISTED = Hint(http="GET /v1/schema lists them.", terminal="`cmdb-graph schema` lists them.")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a kind. `unit` is plain text ("GiB", "W"); an empty `values` allows any value of the type.

    A findable one identifies: the search looks in it. `over` are those values of a status that mean that all is done.
    `minimum` and `maximum` are the least and the most that a number may be, `not_before` the attribute whose day or time
    this one may not precede.
    """

    name: str
    type: AttributeType
    is_list: bool
    unit: str | None
    about: str
    values: tuple[str, ...]
    findable: bool
    over: tuple[str, ...]
    minimum: int | float | None = None
    not_before: str | None = None
    maximum: int | float | None = None


Phase = Literal["ahead", "idle", "ended"]
PHASES: tuple[Phase, ...] = ("ahead", "idle", "ended")
"""Not in use: not yet, for now, or no more. What is in none of them is in use. Of several, the last counts."""


@dataclass(frozen=True, slots=True)
class Health:
    """What entities of a kind are held to (docs/health.md). A word is an attribute of the kind, a relationship type or a kind.

    Each of `required` and `recommended` offers alternatives, of which one is enough: an attribute, or a relationship from it.
    One of `stands_on` is needed: a relationship of that type from it, a dependency on that kind, or a value of that attribute.
    `placed_by` are types that place it beside those that place anything, and what may `stand_alone` needs none of them.
    `stale_days`: so long it may go unreported; 0: for ever. `identifiers`: attributes of which no two have a value in common.
    `known_by_name`: no two have the same name, unless they differ in one of `tells_apart`. `phases`: what a status means.
    """

    required: tuple[tuple[str, ...], ...] = ()
    recommended: tuple[tuple[str, ...], ...] = ()
    stands_on: tuple[str, ...] = ()
    placed_by: tuple[str, ...] = ()
    stand_alone: bool = False
    stale_days: int = 0
    identifiers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Attribute -> the kind that declares it: only what that kind takes along is compared."""
    known_by_name: bool = False
    tells_apart: tuple[str, ...] = ()
    phases: Mapping[str, Mapping[str, Phase]] = field(default_factory=dict[str, Mapping[str, Phase]])


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of entities.

    `ancestors` run from the parent to the root, `attributes` hold the inherited ones too, `labels` are the kind and its
    ancestors (without Entity, CI and Asset), and `roles` are what a new entity is unless its record says otherwise.
    An abstract kind only gathers others: no entity is of it.
    """

    name: str
    parent: str | None
    about: str
    abstract: bool
    ancestors: tuple[str, ...]
    roles: tuple[Role, ...]
    attributes: Mapping[str, Attribute]
    labels: tuple[str, ...]
    health: Health = field(default_factory=Health)


@dataclass(frozen=True, slots=True)
class Join:
    """A pair of kinds that a type may join, and what a loss of the target does to the source by default."""

    source: str
    target: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """A relationship type. `label` and `inverse` are its names for people ("Runs on", "Runs").

    A dependency points from the dependent to the provider. `group` and `need` are the gate that a relationship of this
    type belongs to when it names none; None means a gate of its own. What has one that `places` is no orphan; every
    dependency does.
    """

    name: str
    label: str
    inverse: str
    about: str
    dependency: bool
    group: str | None
    need: int | None
    joins: tuple[Join, ...]
    places: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All kinds and types, and the questions that others ask of them."""

    kinds: Mapping[str, Kind]
    types: Mapping[str, RelationshipType]
    _joined: dict[tuple[str, str, str], Join | None] = field(
        default_factory=dict[tuple[str, str, str], Join | None], init=False, repr=False, compare=False
    )

    def kind(self, name: str, pointer: str | None = None) -> Kind:
        """The kind of this name; Invalid, with the nearest names, when there is none. `pointer`: where it was given."""
        if (found := self.kinds.get(name)) is None:
            why = f"There is no kind {name!r}.{nearest(name, self.kinds)}"
            raise Invalid(why, places=[Place(why, pointer=pointer)] if pointer else [], hint=LISTED)
        return found

    def type(self, name: str) -> RelationshipType:
        """The relationship type of this name; Invalid, with the nearest names, when there is none."""
        if (found := self.types.get(name)) is None:
            raise Invalid(f"There is no relationship type {name!r}.{nearest(name, self.types)}", hint=LISTED)
        return found

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether `kind` is `ancestor` or below it; one that an extension took away with it is below nothing."""
        found = self.kinds.get(kind)
        return found is not None and ancestor in found.labels

    def join(self, type_: str, source_kind: str, target_kind: str) -> Join | None:
        """What the vocabulary says of this type between these kinds; None when it may not join them.

        The most specific pair counts: the fewest steps up the hierarchy from both kinds in total; among equals, the
        pair whose source is nearer. Cached: the first call for a triple costs the product of the two depths.
        """
        key = (type_, source_kind, target_kind)
        if key not in self._joined:
            pairs = self._pairs[self.type(type_).name]
            sources, targets = self.kind(source_kind).labels, self.kind(target_kind).labels
            candidates = (
                (up + across, up, pairs[source, target])
                for up, source in enumerate(sources)
                for across, target in enumerate(targets)
                if (source, target) in pairs
            )
            nearest_first = sorted(candidates, key=lambda candidate: candidate[:2])
            self._joined[key] = nearest_first[0][2] if nearest_first else None
        return self._joined[key]

    @cached_property
    def _pairs(self) -> dict[str, dict[tuple[str, str], Join]]:
        return {t.name: {(j.source, j.target): j for j in t.joins} for t in self.types.values()}

    @cached_property
    def ordered(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Of each kind the pairs of attributes of which the second may not precede the first; only kinds that have some."""
        pairs = {
            kind.name: tuple((a.not_before, a.name) for a in kind.attributes.values() if a.not_before is not None)
            for kind in self.kinds.values()
        }
        return {kind: its for kind, its in pairs.items() if its}

    def allowing(self, kind: str, attribute: str, further: Iterable[str]) -> Vocabulary:
        """The same, with further values that the attribute of this kind and of those below it may have."""
        added = tuple(further)
        kinds = {
            name: replace(its, attributes={**its.attributes, attribute: _with_values(its.attributes[attribute], added)})
            if kind in its.labels
            else its
            for name, its in self.kinds.items()
        }
        return Vocabulary(kinds, self.types)

    @cached_property
    def dependency_types(self) -> tuple[str, ...]:
        """The types that point from a dependent to its provider, sorted."""
        return tuple(sorted(t.name for t in self.types.values() if t.dependency))

    @cached_property
    def findable(self) -> Mapping[str, tuple[str, ...]]:
        """Of each kind the attributes that the search looks in, sorted."""
        return {
            kind.name: tuple(sorted(name for name, attribute in kind.attributes.items() if attribute.findable))
            for kind in self.kinds.values()
        }

    @cached_property
    def over(self) -> Mapping[str, tuple[str, ...]]:
        """Kind -> the values of its `status` that mean that it is over; only kinds that have some."""
        statuses = ((name, kind.attributes.get(STATUS)) for name, kind in self.kinds.items())
        return {name: status.over for name, status in statuses if status is not None and status.over}

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every label that a managed node can carry: Entity, CI, Asset and all kinds."""
        return frozenset({"Entity", *ROLES, *self.kinds})


def _with_values(attribute: Attribute, further: tuple[str, ...]) -> Attribute:
    return replace(attribute, values=tuple(dict.fromkeys((*attribute.values, *further))))


def nearest(name: str, known: Iterable[str]) -> str:
    """` Did you mean Server or Service?`, or nothing when no known name is near."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = [by_lower[found] for found in difflib.get_close_matches(name.lower()[:128], by_lower, n=2)]
    return f" Did you mean {' or '.join(close)}?" if close else ""
