"""From named queries to tickets and their histories: now, or as recorded at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cmdb_graph import times
from cmdb_graph.entities.fetch import expanded, must_find
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States
from cmdb_graph.errors import Invalid, NotFound, Place
from cmdb_graph.graph.shape import StoredEntity
from cmdb_graph.graph.store import Reader
from cmdb_graph.tickets import steps
from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM, History, told
from cmdb_graph.tickets.life import Workers
from cmdb_graph.tickets.process import TICKET, Process
from cmdb_graph.vocabulary import Vocabulary

WORKED_ON_BY = "ASSIGNED_TO"
_RATED_BY = ("status", "impact", "urgency", "priority")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as recorded, and who works on it."""

    stored: StoredEntity
    workers: Workers

    def history(
        self, reader: Reader, process: Process, *, known_at: int | None, until: datetime | None = None
    ) -> History:
        """What happened to it, as known at a time; what its steps do not tell is dated no later than `until`."""
        stored = self.stored
        return told(
            stored.state.id,
            stored.state.kind,
            {**stored.state.attributes, ASSIGNED_TO: self.workers.person, TEAM: self.workers.team},
            process.life(stored.state.kind),
            steps.read(reader, [stored.state.id], known_at).get(stored.state.id, ()),
            since=times.from_micros(stored.seen.first),
            changed=times.from_micros(stored.valid_from),
            who=stored.who,
            opened_by=stored.who if stored.version == 1 else None,
            latest=until,
        )


class Fetch:
    """Reads tickets in one transaction; `at` in microseconds, None for the present."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary, at: int | None = None) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._at = at
        self._states = States(reader, at)

    def ticket(self, ticket_id: str) -> Ticket:
        """The ticket of an address. NotFound when it is none, or Retired."""
        stored = must_find(self._reader, ticket_id, self._at)
        if not self._vocabulary.is_a(stored.state.kind, TICKET):
            why = f"{ticket_id!r} is a {stored.state.kind}, and no {TICKET}."
            raise NotFound(why, places=[Place(why, pointer="/id")])
        return Ticket(stored, self._workers(ticket_id))

    def ratings(self, kind: str | None) -> list[Node]:
        """What priorities are judged by, of the tickets of a kind and of those below it. Invalid when it is no kind of ticket."""
        if kind is not None and not self._vocabulary.is_a(self._vocabulary.kind(kind, pointer="/kind").name, TICKET):
            why = f"{kind} is no kind of {TICKET}"
            raise Invalid(why, places=[Place(why, pointer="/kind")])
        kinds = expanded([kind or TICKET], self._vocabulary)
        if self._at is None:
            (found,) = self._reader.packed("tickets/ratings", kinds=kinds)
        else:
            (found,) = self._reader.packed("tickets/ratings_at", kinds=kinds, at=self._at)
        return [Node(id_, kind, name, dict(zip(_RATED_BY, its, strict=True))) for id_, kind, name, *its in found]

    def _workers(self, ticket_id: str) -> Workers:
        """Of several people, or several teams, the first by id."""
        ids = {target for _, _, target in self._states.links_from([ticket_id], (WORKED_ON_BY,))}
        nodes = sorted(self._states.of(ids), key=lambda node: node.id)
        people = [node.id for node in nodes if self._vocabulary.is_a(node.kind, "Person")]
        teams = [node.id for node in nodes if not self._vocabulary.is_a(node.kind, "Person")]
        return Workers(next(iter(people), None), next(iter(teams), None))
