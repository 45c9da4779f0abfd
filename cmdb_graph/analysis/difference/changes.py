"""What is different between two snapshots: nodes, relationships, and the attributes of both. Pure.

Only what a thing is counts: who reported it, and when, is observation and makes no difference (docs/model.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.snapshot import Links, Snapshot
from cmdb_graph.graph.shape import Value

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Changes:
    """Places in the columns: what was added by those of `after`, what was removed by those of `before`, what changed by both."""

    nodes_added: list[int]
    nodes_removed: list[int]
    nodes_changed: list[tuple[int, int]]
    links_added: list[int]
    links_removed: list[int]
    links_changed: list[tuple[int, int]]

    def __bool__(self) -> bool:
        return any(vars(self).values())


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """Nodes by id, relationships by type, from, to and group. O(n log n) of both together."""
    old, new = before.index, after.index
    pairs = [(place, new[node]) for node, place in old.items() if node in new]
    added, removed, shared = _links(before, after)
    return Changes(
        nodes_added=[place for node, place in new.items() if node not in old],
        nodes_removed=[place for node, place in old.items() if node not in new],
        nodes_changed=[(one, other) for one, other in pairs if not _same_node(before, one, after, other)],
        links_added=added.tolist(),
        links_removed=removed.tolist(),
        links_changed=[(one, other) for one, other in shared if not _same_link(before.links, one, after.links, other)],
    )


def attribute_changes(
    before: Mapping[str, Value], after: Mapping[str, Value]
) -> list[tuple[str, Value | None, Value | None]]:
    """(name, before, after) of those that differ, by name; None where there is none. 1, 1.0 and true are three values."""
    return [
        (name, before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if not (name in before and name in after and _same(before[name], after[name]))
    ]


def _same_node(before: Snapshot, one: int, after: Snapshot, other: int) -> bool:
    was, now = before.nodes, after.nodes
    if was.kind[one] != now.kind[other] or was.name[one] != now.name[other]:
        return False
    return _same_attributes(was.attributes[one], now.attributes[other])


def _same_link(was: Links, one: int, now: Links, other: int) -> bool:
    if was.effect[one] != now.effect[other] or was.need[one] != now.need[other]:
        return False
    return _same_attributes(was.attributes[one], now.attributes[other])


def _same_attributes(its: Mapping[str, Value], theirs: Mapping[str, Value]) -> bool:
    return its.keys() == theirs.keys() and all(_same(value, theirs[name]) for name, value in its.items())


def _same(one: Value, other: Value) -> bool:
    if type(one) is not type(other) or one != other:
        return False
    return not isinstance(one, list) or list(map(type, one)) == list(map(type, other))  # type: ignore[arg-type]


def _links(before: Snapshot, after: Snapshot) -> tuple[Places, Places, list[tuple[int, int]]]:
    """Places of those added, of those removed, and of those in both. As numbers: as tuples, millions take gigabytes."""
    ids: dict[str, int] = {}
    types: dict[str, int] = {}
    groups: dict[str, int] = {}
    ends, named = zip(*(_numbers(each, ids, types, groups) for each in (before, after)), strict=True)
    _, both = np.unique(np.concatenate(ends), return_inverse=True)
    _, names = np.unique(np.concatenate(named), return_inverse=True)
    keys = both * (int(names.max(initial=0)) + 1) + names
    old, new = keys[: len(before.links)], keys[len(before.links) :]
    _, kept_old, kept_new = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    return (
        np.setdiff1d(np.arange(len(new)), kept_new),
        np.setdiff1d(np.arange(len(old)), kept_old),
        sorted(zip(kept_old.tolist(), kept_new.tolist(), strict=True)),
    )


def _numbers(
    snapshot: Snapshot, ids: dict[str, int], types: dict[str, int], groups: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each relationship: its two ends as one number, its type and group as another."""
    links = snapshot.links
    place = np.array([ids.setdefault(node, len(ids)) for node in snapshot.nodes.id], np.int64)
    type_ = np.array([types.setdefault(each, len(types)) for each in links.type], np.int64)
    group = np.array([groups.setdefault(each, len(groups)) for each in links.group], np.int64)
    return _paired(place[links.source], place[links.target]), _paired(type_, group)


def _paired(high: NDArray[np.int64], low: NDArray[np.int64]) -> NDArray[np.int64]:
    return (high << 32) | low
