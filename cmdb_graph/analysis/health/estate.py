"""A snapshot as the checks look at it: arrays by node and by relationship, made once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.health.models import CheckName
from cmdb_graph.analysis.snapshot import Indexes, Snapshot
from cmdb_graph.graph.shape import Value
from cmdb_graph.texts import fold
from cmdb_graph.vocabulary import Kind, Vocabulary

Mask = NDArray[np.bool_]
H = TypeVar("H", bound=Hashable)

IN_USE, AHEAD, IDLE, ENDED = range(4)
"""Where an entity stands in its life, by what the vocabulary says of its statuses."""
_PHASES: Mapping[str, int] = {"ahead": AHEAD, "idle": IDLE, "ended": ENDED}
_NEVER = 10**9
_FILLERS = {"0": 1, "f": 12, "x": 2}
"""Signs that fill a field which nobody filled, where they stand alone and at least so often."""


@dataclass(frozen=True)
class Why:
    """What is wrong with one entity; `others` are indexes of those that it concerns, `omitted` more of which there are."""

    text: str
    lacks: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    omitted: int = 0
    group: int | None = None


@dataclass(frozen=True)
class Findings:
    """What a check judges (`of`), what of that it finds fault with, and why, asked for those that are listed only."""

    check: CheckName
    of: Mask
    failing: Mask
    why: Callable[[int], Why]


class Estate:
    """A node goes by its index. What is of a kind that the vocabulary lacks is not judged."""

    def __init__(self, snapshot: Snapshot, vocabulary: Vocabulary, placeholders: Collection[str]) -> None:
        """`placeholders`: words that stand where nothing is known, folded."""
        self.snapshot = snapshot
        self.vocabulary = vocabulary
        self._placeholders = frozenset(placeholders)
        self.kind, self.kinds = codes(snapshot.nodes.kind)
        self.type, self.types = codes(snapshot.links.type)
        links = snapshot.links
        self.apart: Mask = links.source != links.target
        """Of relationships: whether they lead from one entity to another."""

    def __len__(self) -> int:
        return len(self.snapshot.nodes)

    # Kinds

    def of_kinds(self, wanted: Callable[[Kind], bool]) -> Mask:
        """What is of a kind of the vocabulary that is wanted."""
        return self.by_kind(wanted)[self.kind]

    def by_kind(self, wanted: Callable[[Kind], bool]) -> Mask:
        """The same of the kinds themselves, by their codes."""
        known = self.vocabulary.kinds
        return np.fromiter((name in known and wanted(known[name]) for name in self.kinds), np.bool_, len(self.kinds))

    def each_kind(self, among: Mask) -> Iterator[tuple[Kind, Indexes]]:
        """The kinds of the vocabulary with their entities among these."""
        order = np.argsort(self.kind, kind="stable").astype(np.int32)
        bounds = np.searchsorted(self.kind[order], np.arange(len(self.kinds) + 1))
        for code, name in enumerate(self.kinds):
            its = order[bounds[code] : bounds[code + 1]]
            its = its[among[its]]
            if name in self.vocabulary.kinds and len(its):
                yield self.vocabulary.kinds[name], its

    @cached_property
    def held(self) -> Mask:
        """CIs and assets: what a new one of its kind is."""
        return self.of_kinds(lambda kind: bool(kind.roles))

    @cached_property
    def ci(self) -> Mask:
        """CIs: what a new one of its kind is."""
        return self.of_kinds(lambda kind: "CI" in kind.roles)

    @cached_property
    def phase(self) -> NDArray[np.int8]:
        """Where each stands in its life. Of several statuses the last phase counts."""
        found = np.zeros(len(self), np.int8)
        attributes = self.snapshot.nodes.attributes
        for kind, its in self.each_kind(np.ones(len(self), np.bool_)):
            meanings = [
                (attribute, {_status(value): _PHASES[phase] for value, phase in values.items()})
                for attribute, values in kind.health.phases.items()
            ]
            if not meanings:
                continue
            for at in listed(its):
                told = attributes[at]
                for attribute, phases in meanings:
                    value = told.get(attribute)
                    if isinstance(value, str) and (phase := phases.get(_status(value), IN_USE)) > found[at]:
                        found[at] = phase
        return found

    @cached_property
    def in_use(self) -> Mask:
        return self.phase == IN_USE

    # Values

    def is_said(self, value: Value | None) -> bool:
        """Whether a value says something: no blank, and none of the words that stand where nothing is known."""
        if isinstance(value, str):
            return self.said(value) is not None
        if isinstance(value, list):
            return any(self.is_said(each) for each in value)
        return value is not None

    def said(self, text: str) -> str | None:
        """A text as it is compared, the way that an import finds what is there already; None where it says nothing."""
        folded = fold(text)
        signs = set(filter(str.isalnum, folded))
        if not signs or folded in self._placeholders:
            return None
        if len(signs) == 1 and sum(map(str.isalnum, folded)) >= _FILLERS.get(min(signs), _NEVER):
            return None
        return folded

    def lacking(self, attribute: str, its: Indexes) -> Mask:
        """Which of these have no value there that says something."""
        attributes = self.snapshot.nodes.attributes
        return np.fromiter((not self.is_said(attributes[at].get(attribute)) for at in listed(its)), np.bool_, len(its))

    # Relationships

    def of_types(self, types: Iterable[str]) -> Mask:
        """Relationships of these types, by their index."""
        wanted = set(types)
        return np.fromiter((name in wanted for name in self.types), np.bool_, len(self.types))[self.type]

    @cached_property
    def dependencies(self) -> Mask:
        """Relationships that point from a dependent to its provider, by their index."""
        return self.of_types(self.vocabulary.dependency_types)

    def begins(self, links: Mask) -> Mask:
        """What one of these relationships leads from, to another."""
        return self._at(self.snapshot.links.source, links)

    def ends(self, links: Mask) -> Mask:
        """What one of these relationships leads to, from another."""
        return self._at(self.snapshot.links.target, links)

    def _at(self, side: Indexes, links: Mask) -> Mask:
        found = np.zeros(len(self), np.bool_)
        found[side[links & self.apart]] = True
        return found


def listed(indexes: NDArray[np.integer[Any]]) -> list[int]:
    """Indexes as plain numbers: Python's containers are faster with them."""
    return indexes.tolist()


def places(mask: Mask) -> list[int]:
    """Where it is true, in order."""
    return listed(np.flatnonzero(mask))


def codes(values: Collection[H]) -> tuple[Indexes, list[H]]:
    """Each value by a number, and the values by theirs."""
    known: dict[H, int] = {}
    return np.fromiter((known.setdefault(value, len(known)) for value in values), np.int32, len(values)), list(known)


def _status(value: str) -> str:
    return fold(value).replace(" ", "_").replace("-", "_")
