"""The whole estate out of the database, at one consistent moment.

Pages of packed columns, so that no answer holds more than a page; while the server works on one, the one before it is built.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

import numpy as np

from cmdb_graph import times
from cmdb_graph.analysis.columns import LinkColumns, NodeColumns
from cmdb_graph.analysis.part import must_be, part
from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import must_find
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import Attributes
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Pending, Reader, ReadStore
from cmdb_graph.memory import no_looks_for_cycles
from cmdb_graph.vocabulary import Vocabulary

PAGE = 5_000
"""Entities asked for at once, and those whose relationships are."""


def snapshot(
    store: ReadStore,
    vocabulary: Vocabulary,
    deadline: Deadline,
    *,
    as_of: datetime | None = None,
    kinds: Collection[str] = (),
    service: str | None = None,
    site: str | None = None,
    incidents: bool = False,
) -> Snapshot:
    """The estate now or as recorded at a time, or the part of it that the filters keep: see `part`.

    Raises what `part` does, before anything is read; DeadlineExceeded, Unsettled. O(entities + relationships), also for a part.
    """
    at = None if as_of is None else times.to_micros(as_of)
    for kind in kinds:
        vocabulary.kind(kind)

    def whole(reader: Reader, moment: Moment) -> Snapshot:
        for given, kind in ((service, "Service"), (site, "Site")):
            if given is not None:
                must_be(vocabulary, given, must_find(reader, given, moment.at).state.kind, kind)
        later: set[str] = set()
        nodes = _nodes(reader, moment.at, at, later)
        seen_later = np.fromiter((node in later for node in nodes.id), np.bool_, len(nodes)) if later else None
        return Snapshot(Taken(moment.as_of), nodes, _links(reader, moment.at, nodes), seen_later)

    with no_looks_for_cycles():
        taken = steady(store, at, deadline, whole)
        return part(taken, vocabulary, kinds=kinds, service=service, site=site, incidents=incidents)


def _nodes(reader: Reader, at: int | None, known_at: int | None, later: set[str]) -> Nodes:
    columns = NodeColumns()
    pending: Pending | None = _ask_nodes(reader, "", at)
    while pending is not None:
        (states,) = pending.packed()
        pending = _ask_nodes(reader, states[-1]["id"], at) if len(states) == PAGE else None
        # What becomes the past while a past page is read comes twice, the same both times.
        for state in {state["id"]: state for state in states}.values():
            add_state(columns, state, known_at)
            if known_at is not None and shape.seen_of(state).last > known_at:
                later.add(state["id"])
    return columns.nodes()


def _ask_nodes(reader: Reader, after: str, at: int | None) -> Pending:
    if at is None:
        return reader.start("analysis/nodes", after=after, limit=PAGE)
    return reader.start("analysis/nodes_at", after=after, limit=PAGE, at=at)


def add_state(columns: NodeColumns, state: Mapping[str, Any], known_at: int | None) -> None:
    """A node by its properties, with who had reported it by then: a time in microseconds, None for now."""
    seen = shape.seen_of(state)
    if known_at is not None:
        seen = seen.known_at(known_at, state["_valid_from"])
    attributes = shape.attributes_in(state)
    columns.add(state["id"], state["kind"], state["name"], attributes, seen.sources, seen.last)


def _links(reader: Reader, at: int | None, nodes: Nodes) -> Links:
    """In the order of from, to, type and group."""
    columns = LinkColumns()
    index = {node: place for place, node in enumerate(nodes.id)}
    for start, answer in _pages_of_links(reader, at, nodes):
        # What becomes the past while a past page is read comes twice, the same both times.
        rows = {
            (source, index[target], type_, group): (effect, need, attributes)
            for source, target, type_, effect, group, need, attributes in links_in(answer)
            if target in index  # else it was recorded a moment ago, and `steady` asks again
        }
        for (source, target, type_, group), (effect, need, attributes) in sorted(rows.items(), key=itemgetter(0)):
            columns.add(type_, start + source, target, effect, group, need, attributes)
    return columns.links()


def _pages_of_links(reader: Reader, at: int | None, nodes: Nodes) -> Iterator[tuple[int, list[Any]]]:
    under_way: tuple[int, Pending] | None = None
    for start in range(0, len(nodes), PAGE):
        answer = None if under_way is None else (under_way[0], under_way[1].packed())
        under_way = start, ask_links(reader, list(nodes.id[start : start + PAGE]), at)
        if answer is not None:
            yield answer
    if under_way is not None:
        yield under_way[0], under_way[1].packed()


def links_in(answer: list[Any]) -> Iterator[tuple[int, str, str, str, str, int, Attributes]]:
    """The columns of `ask_links` a relationship at a time: place of its start, end, type, effect, group, need, attributes."""
    for place, target, type_, effect, group, need, its in zip(*answer, strict=True):
        yield place, target, type_, effect, group, need, shape.attributes_in(its) if its else {}


def ask_links(reader: Reader, ids: list[str], at: int | None) -> Pending:
    """The relationships that begin at these, in seven columns; the query says what each is."""
    reserved = list(shape.RESERVED)
    if at is None:
        return reader.start("analysis/links", ids=ids, reserved=reserved)
    return reader.start("analysis/links_at", ids=ids, reserved=reserved, at=at)
