"""From named queries to the histories of tickets, and to what they are joined to: now, or as recorded at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States, chunks
from cmdb_graph.graph.shape import Value
from cmdb_graph.graph.store import Reader
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
"""What metrics count of a step, in the order in which `tickets/counted_steps` gives it: nothing else is read."""
_ALL_COUNTED = frozenset(_COUNTED)


class Fetch:
    """Reads in one transaction; `at` in microseconds, None for the present."""

    def __init__(
        self, reader: Reader, vocabulary: Vocabulary, process: Process, at: int | None, deadline: Deadline
    ) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._process = process
        self._at = at
        self._deadline = deadline
        self._states = States(reader, at)

    def histories(self, kind: str, among: Collection[str] | None = None) -> list[History]:
        """Of all tickets of a kind and those below it, or of those `among` them."""
        nodes = self._states.of_kinds(expanded([kind], self._vocabulary))
        wanted = (node for node in nodes if among is None or node.id in among)
        found: list[History] = []
        for part in _parts(wanted, _AT_ONCE):
            self._deadline.check()
            found += self._read(part)
        return found

    def done(self, kind: str) -> Collection[str]:
        """The statuses in which the work on tickets of a kind is done."""
        return (self._process.life(kind).ends.over - CANCELED) or RESOLVED

    def beneath(self, entity_id: str) -> set[str]:
        """An entity and everything that it stands on."""
        types = [type_.name for type_ in self._vocabulary.types.values() if type_.dependency]
        found, ahead = {entity_id}, {entity_id}
        while ahead:
            self._deadline.check()
            ahead = {provider for _, _, provider in self._states.links_from(ahead, types)} - found
            found |= ahead
        return found

    def about(self, ids: Iterable[str]) -> set[str]:
        """The tickets that affect or target one of these."""
        return {ticket for _, ticket, _ in self._states.links_to(ids, ("AFFECTS", "TARGETS"))}

    def affected(self, incidents: Iterable[str]) -> dict[str, set[str]]:
        """CI -> its incidents. Places are left out: there it hurts, and it is not they that failed."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for _, incident, node in self._states.links_from(incidents, ("AFFECTS",)):
            found[node].add(incident)
        is_a = self._vocabulary.is_a
        nodes = self.nodes(found)
        return {
            node.id: found[node.id]
            for node in nodes.values()
            if is_a(node.kind, "ManagedElement") and not is_a(node.kind, "Location")
        }

    def nodes(self, ids: Iterable[str]) -> dict[str, Node]:
        """Those of these entities that are there."""
        return {node.id: node for node in self._states.of(ids)}

    def causes(self, changes: Iterable[str]) -> dict[str, set[str]]:
        """Change -> what names it as its cause."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for _, ticket, change in self._states.links_to(changes, ("CAUSED_BY",)):
            found[change].add(ticket)
        return found

    def _read(self, nodes: list[Node]) -> Iterator[History]:
        recorded = self._steps([node.id for node in nodes])
        workers = self._workers(node.id for node in nodes if node.id not in recorded)
        for node in nodes:
            properties: Mapping[str, Any] = node.attributes
            # Where no steps tell when it was given to somebody, a time of its own does.
            names = _COUNTED if node.id in recorded else (*_COUNTED, "assigned_at")
            known: dict[str, Value] = {name: properties[name] for name in names if name in properties}
            attributes = {**known, **workers.get(node.id, {})}
            life = self._process.life(node.kind)
            history = told(
                node.id,
                node.kind,
                attributes,
                life,
                recorded.get(node.id, ()),
                since=times.from_micros(properties.get("_first_seen", properties["_valid_from"])),
                changed=times.from_micros(properties["_valid_from"]),
                who=properties["_who"],
            )
            done = self.done(node.kind)
            first, resolved = next(iter(life.statuses), "new"), next(iter(life.ends.resolved), "resolved")
            yield completed(history, done, first, resolved)

    def _steps(self, tickets: list[str]) -> dict[str, list[TicketStep]]:
        """Their recorded steps in order; one that changes nothing that counts only where it is the first or the last."""
        found: defaultdict[str, list[TicketStep]] = defaultdict(list)
        for part in chunks(tickets):
            (rows,) = self._reader.packed("tickets/counted_steps", ids=part)
            ordered: list[list[Any]] = sorted(rows, key=itemgetter(0, 1, 2))
            for ticket, at, _, recorded, removed, *values in ordered:
                if self._at is None or recorded <= self._at:
                    found[ticket].append(TicketStep(times.from_micros(at), None, _changes(removed, values)))
        return {
            ticket: [step for step in its if step.changes or step is its[0] or step is its[-1]]
            for ticket, its in found.items()
        }

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


def _changes(removed: list[str] | None, values: list[Value | None]) -> dict[str, Value | None]:
    told: dict[str, Value | None] = {
        name: value for name, value in zip(_COUNTED, values, strict=True) if value is not None
    }
    return told | {name: None for name in removed or () if name in _ALL_COUNTED}


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    ahead = iter(items)
    while part := list(islice(ahead, size)):
        yield part
