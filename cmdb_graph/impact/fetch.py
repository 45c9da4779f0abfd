"""From named queries to plain data: the present, or the estate as it was recorded at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb_graph.graph.steady import Moment
from cmdb_graph.graph.store import Pending, Reader
from cmdb_graph.impact.evaluate import Edges, Evaluation, Result
from cmdb_graph.vocabulary import Vocabulary

NAMED_SUBJECTS = 5
"""So many of what a ticket is about are named, of each type."""

_CHUNK = 10_000
_PART = 5_000
"""Ids asked for at once: few enough that server and evaluation work at the same time, enough to make little of a round trip."""


class Summary(NamedTuple):
    """A node by kind and name, and how much its loss would cost."""

    kind: str
    name: str
    criticality: str | None = None


class Edge(NamedTuple):
    """A relationship that may carry failure."""

    source: str
    target: str
    type: str
    effect: str
    group: str
    need: int | None


class Reported(NamedTuple):
    """A relationship that carries failure, with whose word its state is and when anybody last gave it, in microseconds."""

    edge: Edge
    reported_by: str
    last_seen: int


class Ticket(NamedTuple):
    """A ticket that is not over, and one node that it is about."""

    id: str
    kind: str
    name: str
    status: str | None
    priority: int | None
    about: str
    type: str
    starts: object
    ends: object


class Subjects(NamedTuple):
    """What a ticket affects, or targets: the first few by id, and how many there are."""

    ticket: str
    type: str
    ids: list[str]
    in_all: int


class Owner(NamedTuple):
    """Somebody, and the nodes that they own or support: pairs of type and id."""

    id: str
    kind: str
    name: str
    email: str | None
    about: list[tuple[str, str]]


@dataclass(slots=True)
class Estate:
    """The estate at one moment: now, or as it was recorded at a time."""

    reader: Reader
    vocabulary: Vocabulary
    moment: Moment
    # Seen on the way, now only: at a past time neither is known without looking.
    _services: set[str] = field(default_factory=set[str], init=False)
    _ticketed: set[str] = field(default_factory=set[str], init=False)

    @property
    def at(self) -> int | None:
        """The time in microseconds; None for the present."""
        return self.moment.at

    def evaluate(self, evaluation: Evaluation) -> Result:
        """Drive an evaluation to its end, the deadline checked in each step.

        While the server works on one part of the frontier, the part before it is evaluated.
        """
        under_way: tuple[list[str], Pending] | None = None
        while True:
            frontier = evaluation.frontier(_PART)
            following = (frontier, self._ask_dependents(frontier)) if frontier else None
            if under_way is not None:
                asked, pending = under_way
                evaluation.feed(asked, self._dependents(pending))
            elif following is None:
                return evaluation.result()
            under_way = following

    def summaries(self, ids: Iterable[str]) -> dict[str, Summary]:
        """Kind, name and criticality of those ids that are there."""
        found: dict[str, Summary] = {}
        for chunk in _chunks(sorted(set(ids))):
            if self.at is None:
                columns = self.reader.packed("entities/summaries", ids=chunk)
            else:
                columns = self.reader.packed("entities/summaries_at", ids=chunk, at=self.at)
            found.update(
                (i, Summary(kind, name, _rating(value))) for i, kind, name, value in zip(*columns, strict=True)
            )
        return found

    def providers(self, frontier: list[str], types: Iterable[str] = ()) -> list[Edge]:
        """What these stand on, or what they are joined to by relationships of these `types` from them, sorted."""
        types = list(types or self.vocabulary.dependency_types)
        if self.at is None:
            (edges,) = self.reader.packed("impact/providers", ids=frontier, types=types)
        else:
            (edges,) = self.reader.packed("impact/providers_at", ids=frontier, types=types, at=self.at)
        return sorted((Edge(*edge) for edge in edges), key=lambda edge: edge[:5])

    def reported(self, ids: Iterable[str]) -> list[Reported]:
        """What these stand on and carries failure, with its source, sorted."""
        types = list(self.vocabulary.dependency_types)
        found: list[Reported] = []
        for chunk in _chunks(sorted(ids)):
            if self.at is None:
                (edges,) = self.reader.packed("impact/evidence", ids=chunk, types=types)
            else:
                (edges,) = self.reader.packed("impact/evidence_at", ids=chunk, types=types, at=self.at)
            found += [Reported(Edge(*row[:6]), *row[6:]) for row in edges]
        return sorted(found, key=lambda reported: reported.edge[:5])

    def services(self, dependents: Iterable[str]) -> set[str]:
        """Those that are services, of ids that the evaluation came upon."""
        if self.at is None:
            return self._services.intersection(dependents)
        is_a = self.vocabulary.is_a
        return {node for node, summary in self.summaries(dependents).items() if is_a(summary.kind, "Service")}

    def tickets(self, targets: Iterable[str], dependents: Iterable[str]) -> list[Ticket]:
        """The tickets that are not over, about the targets and about ids that the evaluation came upon."""
        found: list[Ticket] = []
        asked = {*targets, *(dependents if self.at is not None else self._ticketed.intersection(dependents))}
        over = [f"{kind} {status}" for kind, statuses in self.vocabulary.over.items() for status in statuses]
        for chunk in _chunks(sorted(asked)):
            if self.at is None:
                (tickets,) = self.reader.packed("impact/tickets", ids=chunk, over=over)
            else:
                (tickets,) = self.reader.packed("impact/tickets_at", ids=chunk, over=over, at=self.at)
            found += [Ticket(*ticket) for ticket in tickets]
        return found

    def subjects(self, tickets: list[str]) -> list[Subjects]:
        """What these tickets are about, some of it by name."""
        if self.at is None:
            (found,) = self.reader.packed("impact/subjects", ids=tickets, limit=NAMED_SUBJECTS)
        else:
            (found,) = self.reader.packed("impact/subjects_at", ids=tickets, limit=NAMED_SUBJECTS, at=self.at)
        return [Subjects(*subjects) for subjects in found]

    def owners(self, ids: Iterable[str]) -> list[Owner]:
        """Who owns or supports these; somebody may come more than once, each time with others that are theirs."""
        found: list[Owner] = []
        for chunk in _chunks(sorted(ids)):
            if self.at is None:
                (owners,) = self.reader.packed("impact/contacts", ids=chunk)
            else:
                (owners,) = self.reader.packed("impact/contacts_at", ids=chunk, at=self.at)
            found += [Owner(*owner) for owner in owners]
        return found

    def standing_on(self, ids: Iterable[str]) -> set[str]:
        """Everything that depends on these at any distance; one of them too where they stand on each other."""
        seen: set[str] = set()
        frontier = sorted(set(ids))
        asked: set[str] = set(frontier)
        while frontier:
            dependents = set(self._dependents(self._ask_dependents(frontier)).dependent)
            seen |= dependents
            frontier = sorted(dependents - asked)
            asked |= dependents
        return seen

    def _ask_dependents(self, frontier: list[str]) -> Pending:
        types = list(self.vocabulary.dependency_types)
        if self.at is None:
            return self.reader.start("impact/dependents", ids=frontier, types=types)
        return self.reader.start("impact/dependents_at", ids=frontier, types=types, at=self.at)

    def _dependents(self, pending: Pending) -> Edges:
        if self.at is None:
            provider, dependent, effect, group, need, services, ticketed, gates = pending.packed()
            self._services.update(services)
            self._ticketed.update(ticketed)
        else:
            provider, dependent, effect, group, need, gates = pending.packed()
        members = [1] * len(provider)
        sizes = {(node, its, named): (size, needed) for node, its, named, size, needed in gates}
        for at, named in enumerate(group):
            if named:
                members[at], need[at] = sizes[dependent[at], effect[at], named]
        return Edges(provider, dependent, effect, group, members, need)


def _rating(value: object) -> str | None:
    # Of a kind whose vocabulary lacks the attribute, it may be anything.
    return value if value and isinstance(value, str) else None


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
