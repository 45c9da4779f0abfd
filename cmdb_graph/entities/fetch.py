"""Reading entities: one, a page, a history, a neighborhood; now, or as recorded at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable

from cmdb_graph import cursors, times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.models import (
    Card,
    Entity,
    EntityPage,
    HistoryPage,
    Joined,
    Neighborhood,
    Relationship,
    entity_model,
    past_model,
    relationship_model,
)
from cmdb_graph.entities.near import did_you_mean
from cmdb_graph.errors import Hint, NotFound, Retired
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import StoredEntity
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.vocabulary import Vocabulary

BEFORE = Hint(
    http="GET /v1/entities/.../history tells it; or ask with an as_of before that.",
    terminal="Ask with --as-of a time before that.",
)
"""What can be asked about what is not there any more."""
MAX_DEPTH = 5
_CHUNK = 10_000


def get(store: ReadStore, vocabulary: Vocabulary, entity_id: str, at: int | None, deadline: Deadline) -> Entity:
    """One entity, now or at a time in microseconds. NotFound when it was not there, Retired when it is not any more."""
    if at is None:
        return entity_model(store.read(lambda reader: must_find(reader, entity_id, None), deadline), vocabulary)
    found = steady(store, at, deadline, lambda reader, moment: must_find(reader, entity_id, moment.at))
    return entity_model(found, vocabulary, at)


def must_find(reader: Reader, entity_id: str, at: int | None) -> StoredEntity:
    """The stored entity, or an error that says whether and when it ended."""
    if at is None:
        (found,) = reader.packed("entities/read_states", ids=[entity_id])
    else:
        (found,) = reader.packed("entities/states_at", ids=[entity_id], at=at)
    if found:
        return shape.entity_of(found[0])
    error = not_there(reader, entity_id, at)
    if not isinstance(error, Retired):
        meant = did_you_mean(reader, entity_id, at)
        error.detail += meant.text
        error.hint = meant.hint
    raise error


def not_there(reader: Reader, entity_id: str, at: int | None = None) -> NotFound:
    """The error for an id that is not there now, never was or retired and when; or that was not there at a time."""
    if at is not None:
        return NotFound(f"There was no entity {entity_id!r} at {times.iso(at)}.")
    _, ended = reader.packed("entities/ended", ids=[entity_id])
    if ended:
        return Retired(
            f"{entity_id!r} was retired at {times.iso(ended[0])}. Its history is kept; importing it again revives it.",
            hint=BEFORE,
        )
    return NotFound(f"There is no entity {entity_id!r}.")


def page(
    store: ReadStore,
    vocabulary: Vocabulary,
    deadline: Deadline,
    *,
    kinds: list[str] | None = None,
    part: str = "",
    limit: int = 100,
    cursor: str | None = None,
    at: int | None = None,
) -> EntityPage:
    """A page by id. `kinds` take those below them along; `part` is a part of name or id, any case.

    Pages that are to be of one state are asked with the `as_of` that the first one tells.
    """
    wanted = None if kinds is None else expanded(kinds, vocabulary)
    after = "" if cursor is None else cursors.decoded(cursor)
    part = part.casefold()

    def listed(reader: Reader, moment: int | None) -> list[StoredEntity]:
        size = limit + 1
        if "\n" in part:
            return []  # it stands between name and id in the index, and in neither
        if moment is not None and part:
            rows = reader.rows("entities/search_at", at=moment, part=part, kinds=wanted, after=after, limit=size)
        elif moment is not None:
            rows = reader.rows("entities/list_at", at=moment, kinds=wanted, after=after, limit=size)
        elif part:
            rows = reader.rows("entities/search", part=part, kinds=wanted, after=after, limit=size)
        elif wanted is not None:
            rows = reader.rows("entities/list_kinds", kinds=wanted, after=after, limit=size)
        else:
            rows = reader.rows("entities/list", after=after, limit=size)
        return [shape.entity_of(row["entity"]) for row in rows]

    if at is None:
        found, as_of = store.read(lambda reader: listed(reader, None), deadline), None
    else:
        found, as_of = steady(store, at, deadline, lambda reader, moment: (listed(reader, moment.at), moment.as_of))
    # What becomes the past while a past page is read is met twice, the same both times.
    states = list({stored.state.id: stored for stored in found}.values())[:limit]
    following = cursors.encoded(states[-1].state.id) if len(found) > limit else None
    return EntityPage(items=[entity_model(stored, vocabulary, at) for stored in states], next=following, as_of=as_of)


def history(
    store: ReadStore,
    vocabulary: Vocabulary,
    entity_id: str,
    deadline: Deadline,
    *,
    limit: int = 100,
    cursor: str | None = None,
) -> HistoryPage:
    """Every state that an entity had, the latest first. A retired one has a history too; NotFound for an id that never was."""
    before = sys.maxsize if cursor is None else cursors.number(cursors.decoded(cursor))

    def work(reader: Reader) -> list[StoredEntity]:
        (now,) = reader.packed("entities/read_states", ids=[entity_id])
        present = [entity for state in now if (entity := shape.entity_of(state)).version < before]
        # What was the present a moment ago may be the past by now: it is told once.
        earlier = min([before, *(state.version for state in present)])
        rows = reader.rows("entities/history", id=entity_id, before=earlier, limit=limit + 1)
        states = [*present, *(shape.entity_of(row["entity"]) for row in rows)]
        if not states and cursor is None:
            raise NotFound(f"There is no entity {entity_id!r}, and there never was.")
        return states

    states = store.read(work, deadline)
    shown = states[:limit]
    following = cursors.encoded(str(shown[-1].version)) if len(states) > limit else None
    return HistoryPage(items=[past_model(state, vocabulary) for state in shown], next=following)


def neighborhood(
    store: ReadStore,
    vocabulary: Vocabulary,
    entity_id: str,
    deadline: Deadline,
    *,
    depth: int = 1,
    limit: int = 500,
    at: int | None = None,
) -> Neighborhood:
    """What lies around an entity, nearest first; relationships only between the nodes that are told.

    Looking around moves ids alone: states and relationships are read of the nodes that are told.
    """

    def work(reader: Reader, moment: Moment) -> Neighborhood:
        then = moment.at
        must_find(reader, entity_id, then)
        distance = walk(lambda frontier: neighbors(reader, frontier, then), entity_id, depth)
        told = sorted(distance, key=lambda node: (distance[node], node))[:limit]
        if then is None:
            (states,) = reader.packed("entities/read_states", ids=told)
            (rows,) = reader.packed("entities/between", ids=told)
        else:
            (states,) = reader.packed("entities/states_at", ids=told, at=then)
            (rows,) = reader.packed("entities/between_at", ids=told, at=then)
        nodes = {state["id"]: entity_model(shape.entity_of(state), vocabulary, at) for state in states}
        # What becomes the past while it is read is met twice, the same both times.
        joined = {found.state.identity: found for found in (shape.relationship_of(*row) for row in rows)}
        return Neighborhood(
            id=entity_id,
            depth=depth,
            as_of=moment.as_of,
            nodes=[nodes[node] for node in told],
            relationships=[relationship_model(found, at) for _, found in sorted(joined.items())],
            omitted=len(distance) - len(told),
        )

    return steady(store, at, deadline, work)


def card(
    store: ReadStore,
    vocabulary: Vocabulary,
    entity_id: str,
    deadline: Deadline,
    *,
    limit: int = 500,
    states: int = 5,
    at: int | None = None,
) -> Card:
    """All that is known of an entity: what it is joined to, either way, and its latest `states`. NotFound, Retired."""
    around = neighborhood(store, vocabulary, entity_id, deadline, limit=limit, at=at)
    nodes = {node.id: node for node in around.nodes}
    entity = nodes[entity_id]
    until_then = None if at is None else cursors.encoded(str(entity.version + 1))
    past = history(store, vocabulary, entity_id, deadline, limit=states, cursor=until_then)
    return Card(
        entity=entity,
        relationships=[
            _joined(relationship, entity_id, nodes, vocabulary)
            for relationship in around.relationships
            if entity_id in (relationship.source, relationship.target)
        ],
        omitted=around.omitted,
        history=past.items,
        earlier=past.next is not None,
    )


def expanded(kinds: list[str], vocabulary: Vocabulary) -> list[str]:
    """These kinds and those below them; Invalid names one that is not there."""
    for kind in kinds:
        vocabulary.kind(kind, pointer="/kind")
    return sorted(name for name in vocabulary.kinds if any(vocabulary.is_a(name, kind) for kind in kinds))


def _joined(relationship: Relationship, entity_id: str, nodes: dict[str, Entity], vocabulary: Vocabulary) -> Joined:
    outgoing = relationship.source == entity_id
    other = nodes[relationship.target if outgoing else relationship.source]
    known = vocabulary.types.get(relationship.type)
    reads = relationship.type if known is None else known.label if outgoing else known.inverse
    return Joined(reads=reads, id=other.id, kind=other.kind, name=other.name, relationship=relationship)


def walk(neighbors_of: Callable[[list[str]], set[str]], start: str, depth: int) -> dict[str, int]:
    """What is at most so many steps away, by how many."""
    distance = {start: 0}
    frontier = [start]
    for steps in range(1, depth + 1):
        frontier = sorted(neighbors_of(frontier) - distance.keys())
        distance.update((node, steps) for node in frontier)
    return distance


def neighbors(reader: Reader, frontier: list[str], at: int | None) -> set[str]:
    """The ids of what is joined to these by any type, either way."""
    found: set[str] = set()
    for start in range(0, len(frontier), _CHUNK):
        chunk = frontier[start : start + _CHUNK]
        if at is None:
            (ids,) = reader.packed("entities/neighbors", ids=chunk)
        else:
            (ids,) = reader.packed("entities/neighbors_at", ids=chunk, at=at)
        found.update(ids)
    return found
