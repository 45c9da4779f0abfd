"""Whole entities and what joins them, many at once: now, or as recorded at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cmdb_graph.entities.node import Link, Node
from cmdb_graph.graph.store import Reader

_PART = 10_000
"""Ids asked for at once."""


class States:
    """Reads in one transaction; `at` in microseconds, None for the present."""

    def __init__(self, reader: Reader, at: int | None) -> None:
        self._reader = reader
        self._at = at

    def of(self, ids: Iterable[str]) -> list[Node]:
        """Those of these ids that are there."""
        found: list[Node] = []
        for chunk in chunks(ids):
            if self._at is None:
                (states,) = self._reader.packed("entities/read_states", ids=chunk)
            else:
                (states,) = self._reader.packed("entities/states_at", ids=chunk, at=self._at)
            found += map(node_of, states)
        return found

    def of_kinds(self, kinds: list[str]) -> list[Node]:
        """Everything of exactly these kinds."""
        if self._at is None:
            (states,) = self._reader.packed("entities/of_kinds", kinds=kinds)
        else:
            (states,) = self._reader.packed("entities/of_kinds_at", kinds=kinds, at=self._at)
        return [node_of(state) for state in states]

    def count(self, kinds: list[str]) -> int:
        """How many there are of exactly these kinds."""
        if self._at is None:
            (count,) = self._reader.packed("entities/count_kinds", kinds=kinds)
        else:
            (count,) = self._reader.packed("entities/count_kinds_at", kinds=kinds, at=self._at)
        return count

    def links_from(self, ids: Iterable[str], types: Iterable[str]) -> list[Link]:
        """What these point at by relationships of these types."""
        found: list[Link] = []
        for chunk in chunks(ids):
            if self._at is None:
                (links,) = self._reader.packed("entities/links_from", ids=chunk, types=list(types))
            else:
                (links,) = self._reader.packed("entities/links_from_at", ids=chunk, types=list(types), at=self._at)
            found += [(type_, source, target) for type_, source, target in links]
        return found

    def links_to(self, ids: Iterable[str], types: Iterable[str]) -> list[Link]:
        """What points at these by relationships of these types."""
        found: list[Link] = []
        for chunk in chunks(ids):
            if self._at is None:
                (links,) = self._reader.packed("entities/links_to", ids=chunk, types=list(types))
            else:
                (links,) = self._reader.packed("entities/links_to_at", ids=chunk, types=list(types), at=self._at)
            found += [(type_, source, target) for type_, source, target in links]
        return found


def node_of(state: Mapping[str, Any]) -> Node:
    """An entity from its properties."""
    return Node(state["id"], state["kind"], state["name"], state, tuple(state.get("_sources") or (state["_source"],)))


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """These ids, each once, in parts that one query may take."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _PART):
        yield ordered[start : start + _PART]
