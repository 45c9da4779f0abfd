"""From named queries to the histories of tickets, and to what they are joined to: now, or as recorded at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States
from cmdb_graph.graph.shape import Value
from cmdb_graph.graph.store import Pending, Reader
from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM, History, TicketStep, told
from cmdb_graph.tickets.metrics.gaps import completed
from cmdb_graph.tickets.metrics.ticket import CANCELED, RESOLVED
from cmdb_graph.tickets.process import Process
from cmdb_graph.vocabulary import Vocabulary

T = TypeVar("T")

_AT_ONCE = 5_000
"""Tickets whose steps are read together."""
_COUNTED = (
    "status",
    "opened_at",
    "started_at",
    "responded_at",
    "resolved_at",
    "closed_at",
    "actual_end",
    "priority",
    "impact",
    "urgency",
    ASSIGNED_TO,
    TEAM,
    "reassignments",
    "reopenings",
    "first_contact",
    "satisfaction",
)
"""What metrics count of a step, in the order in which the queries give it: nothing else is read."""
_ALL_COUNTED = frozenset(_COUNTED)
_RECORDED = 3
"""Where a row of `tickets/counted_steps` tells when the step was recorded."""


class Counted(NamedTuple):
    """What is recorded of a ticket now: when it was first recorded and when it changed, in microseconds; by whom; what counts."""

    id: str
    kind: str
    since: int
    changed: int
    who: str
    values: list[Value | None]


class Fetch:
    """Reads in one transaction; `at` in microseconds, None for the present."""

    def __init__(
        self, reader: Reader, vocabulary: Vocabulary, process: Process, at: int | None, deadline: Deadline
    ) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._process = process
        self._at = at
        self.deadline = deadline
        self._states = States(reader, at)
        self._done: dict[str, Collection[str]] = {}

    def below(self, kind: str) -> set[str]:
        """A kind and those below it."""
        return set(expanded([kind], self._vocabulary))

    def tickets(self, kinds: Iterable[str]) -> list[Counted]:
        """All of exactly these kinds."""
        wanted = sorted(kinds)
        if self._at is None:
            (rows,) = self._reader.packed("tickets/counted", kinds=wanted)
        else:
            (rows,) = self._reader.packed("tickets/counted_at", kinds=wanted, at=self._at)
        return [Counted(id_, kind, since, changed, who, values) for id_, kind, since, changed, who, *values in rows]

    def histories(self, tickets: Iterable[Counted]) -> Iterator[History]:
        """The history of each. The server reads the steps of the next ones while those of the last ones are told."""
        nothing: list[Counted] = []
        parts = _parts(tickets, _AT_ONCE)
        part = next(parts, nothing)
        asked = self._asked(part)
        while part:
            (rows,) = asked.packed()
            known = rows if self._at is None else [row for row in rows if row[_RECORDED] <= self._at]
            workers = self._workers({ticket.id for ticket in part} - {row[0] for row in known})
            following = next(parts, nothing)
            asked = self._asked(following)
            yield from self._told(part, known, workers)
            part = following

    def done(self, kind: str) -> Collection[str]:
        """The statuses in which the work on tickets of a kind is done."""
        if (known := self._done.get(kind)) is None:
            known = self._done[kind] = (self._process.life(kind).ends.over - CANCELED) or RESOLVED
        return known

    def beneath(self, entity_id: str) -> set[str]:
        """An entity and everything that it stands on."""
        types = [type_.name for type_ in self._vocabulary.types.values() if type_.dependency]
        found, ahead = {entity_id}, {entity_id}
        while ahead:
            self.deadline.check()
            ahead = {provider for _, _, provider in self._states.links_from(ahead, types)} - found
            found |= ahead
        return found

    def about(self, ids: Iterable[str]) -> set[str]:
        """The tickets that affect or target one of these."""
        return {ticket for _, ticket, _ in self._states.links_to(ids, ("AFFECTS", "TARGETS"))}

    def affected(self, incidents: Iterable[str], beneath: Collection[str] | None) -> dict[str, list[str]]:
        """Incident -> the CIs that it affects, of those `beneath` (None: of all).

        Places are left out: there it hurts, and it is not they that failed.
        """
        links = self._states.links_from(incidents, ("AFFECTS",))
        is_a = self._vocabulary.is_a
        cis = {
            node.id
            for node in self._states.of(target for _, _, target in links)
            if is_a(node.kind, "ManagedElement") and not is_a(node.kind, "Location")
        }
        found: defaultdict[str, list[str]] = defaultdict(list)
        for _, incident, node in links:
            if node in cis and (beneath is None or node in beneath):
                found[incident].append(node)
        return found

    def nodes(self, ids: Iterable[str]) -> dict[str, Node]:
        """Those of these entities that are there."""
        return {node.id: node for node in self._states.of(ids)}

    def causes(self, changes: Iterable[str]) -> dict[str, set[str]]:
        """Change -> what names it as its cause."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for _, ticket, change in self._states.links_to(changes, ("CAUSED_BY",)):
            found[change].add(ticket)
        return found

    def _asked(self, tickets: list[Counted]) -> Pending:
        return self._reader.start("tickets/counted_steps", ids=[ticket.id for ticket in tickets])

    def _told(
        self, tickets: list[Counted], rows: list[list[Any]], workers: Mapping[str, Mapping[str, Value]]
    ) -> Iterator[History]:
        recorded = _steps(rows)
        for ticket in tickets:
            steps = recorded.get(ticket.id, ())
            # Where no steps tell when it was given to somebody, a time of its own does.
            names = _COUNTED if steps else (*_COUNTED, "assigned_at")
            known = {name: value for name, value in zip(names, ticket.values, strict=False) if value is not None}
            life = self._process.life(ticket.kind)
            history = told(
                ticket.id,
                ticket.kind,
                {**known, **workers.get(ticket.id, {})},
                life,
                steps,
                since=times.from_micros(ticket.since),
                changed=times.from_micros(ticket.changed),
                who=ticket.who,
            )
            first, resolved = next(iter(life.statuses), "new"), next(iter(life.ends.resolved), "resolved")
            yield completed(history, self.done(ticket.kind), first, resolved)

    def _workers(self, tickets: Iterable[str]) -> dict[str, dict[str, Value]]:
        """Who works on tickets without recorded steps, as a step would say it."""
        links = self._states.links_from(tickets, ("ASSIGNED_TO",))
        parties = self.nodes(party for _, _, party in links)
        found: defaultdict[str, dict[str, Value]] = defaultdict(dict)
        for _, ticket, party in sorted(links):
            kind = parties[party].kind
            if self._vocabulary.is_a(kind, "Team"):
                found[ticket].setdefault(TEAM, party)
            elif self._vocabulary.is_a(kind, "Person"):
                found[ticket].setdefault(ASSIGNED_TO, party)
        return found


def _steps(rows: list[list[Any]]) -> dict[str, list[TicketStep]]:
    """The steps of tickets in order; one that changes nothing that counts only where it is the first or the last."""
    found: dict[str, list[TicketStep]] = {}
    for ticket, its in groupby(sorted(rows, key=itemgetter(0, 1, 2)), key=itemgetter(0)):
        ordered = [(at, _changes(removed, values)) for _, at, _, _, removed, *values in its]
        last = len(ordered) - 1
        found[ticket] = [
            TicketStep(times.from_micros(at), None, changes)
            for place, (at, changes) in enumerate(ordered)
            if changes or place in (0, last)
        ]
    return found


def _changes(removed: list[str] | None, values: list[Value | None]) -> dict[str, Value | None]:
    told: dict[str, Value | None] = {
        name: value for name, value in zip(_COUNTED, values, strict=True) if value is not None
    }
    if removed is not None:
        told.update((name, None) for name in removed if name in _ALL_COUNTED)
    return told


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    ahead = iter(items)
    while part := list(islice(ahead, size)):
        yield part
