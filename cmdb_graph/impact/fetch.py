"""From named queries to plain data: the present, or the estate as it was recorded at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cmdb_graph.graph.store import Reader
from cmdb_graph.impact.evaluate import Edges, Evaluation, Result
from cmdb_graph.vocabulary import Vocabulary

OVER = ["resolved", "fulfilled", "closed", "rejected", "canceled"]
"""Statuses of tickets that are over: nobody works on them any more."""

_CHUNK = 10_000


class Summary(NamedTuple):
    """A node by kind and name."""

    kind: str
    name: str


class Edge(NamedTuple):
    """A relationship that may carry failure."""

    source: str
    target: str
    type: str
    effect: str
    group: str
    need: int | None


class Ticket(NamedTuple):
    """A ticket that is not over, and one node that it is about."""

    id: str
    kind: str
    name: str
    status: str | None
    priority: int | None
    about: str
    type: str


class Owner(NamedTuple):
    """Somebody who owns or supports a node."""

    id: str
    kind: str
    name: str
    email: str | None
    about: str
    type: str


@dataclass(slots=True)
class Estate:
    """The estate as one transaction sees it: now (`at` None), or as it was recorded at a time in microseconds."""

    reader: Reader
    vocabulary: Vocabulary
    at: int | None = None
    may_be_services: set[str] = field(default_factory=set[str])
    may_have_tickets: set[str] = field(default_factory=set[str])
    _gates: dict[str, dict[tuple[str, str], tuple[int, int]]] = field(
        default_factory=dict[str, dict[tuple[str, str], tuple[int, int]]]
    )

    def evaluate(self, evaluation: Evaluation) -> Result:
        """Drive an evaluation to its end: a query a round, the deadline checked in each."""
        while frontier := evaluation.frontier():
            evaluation.feed(self._dependents(frontier))
        return evaluation.result()

    def summaries(self, ids: Iterable[str]) -> dict[str, Summary]:
        """Kind and name of those ids that are there."""
        found: dict[str, Summary] = {}
        for chunk in _chunks(sorted(set(ids))):
            if self.at is None:
                columns = self.reader.packed("entities/summaries", ids=chunk)
            else:
                columns = self.reader.packed("entities/summaries_at", ids=chunk, at=self.at)
            found.update((i, Summary(kind, name)) for i, kind, name in zip(*columns, strict=True))
        return found

    def providers(self, frontier: list[str]) -> list[Edge]:
        """What these stand on, sorted."""
        types = list(self.vocabulary.dependency_types)
        if self.at is None:
            (edges,) = self.reader.packed("impact/providers", ids=frontier, types=types)
        else:
            (edges,) = self.reader.packed("impact/providers_at", ids=frontier, types=types, at=self.at)
        return sorted((Edge(*edge) for edge in edges), key=lambda edge: edge[:5])

    def tickets(self, ids: Iterable[str]) -> list[Ticket]:
        """The tickets about these that are not over."""
        found: list[Ticket] = []
        for chunk in _chunks(sorted(ids)):
            if self.at is None:
                (tickets,) = self.reader.packed("impact/tickets", ids=chunk, over=OVER)
            else:
                (tickets,) = self.reader.packed("impact/tickets_at", ids=chunk, over=OVER, at=self.at)
            found += [Ticket(*ticket) for ticket in tickets]
        return found

    def owners(self, ids: Iterable[str]) -> list[Owner]:
        """Who owns or supports these."""
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
            dependents = set(self._dependents(frontier).dependent)
            seen |= dependents
            frontier = sorted(dependents - asked)
            asked |= dependents
        return seen

    def _dependents(self, frontier: list[str]) -> Edges:
        types = list(self.vocabulary.dependency_types)
        if self.at is None:
            provider, dependent, effect, group, need, services, ticketed = self.reader.packed(
                "impact/dependents", ids=frontier, types=types
            )
            self.may_be_services.update(services)
            self.may_have_tickets.update(ticketed)
        else:
            provider, dependent, effect, group, need = self.reader.packed(
                "impact/dependents_at", ids=frontier, types=types, at=self.at
            )
            # At a past time neither is known here: all are to be looked at.
            self.may_be_services.update(dependent)
            self.may_have_tickets.update(dependent)
        return self._with_gates(provider, dependent, effect, group, need, types)

    def _with_gates(
        self,
        provider: list[str],
        dependent: list[str],
        effect: list[str],
        group: list[str],
        need: list[int],
        types: list[str],
    ) -> Edges:
        """The relationships with the size and the need of their gates; those with a name are looked up once per dependent."""
        members = [1] * len(provider)
        named = [at for at, name in enumerate(group) if name]
        unknown = sorted({dependent[at] for at in named} - self._gates.keys())
        if unknown:
            self._gates.update((node, {}) for node in unknown)
            if self.at is None:
                columns = self.reader.packed("impact/gates", ids=unknown, types=types)
            else:
                columns = self.reader.packed("impact/gates_at", ids=unknown, types=types, at=self.at)
            for node, its_effect, its_name, size, needed in zip(*columns, strict=True):
                self._gates[node][its_effect, its_name] = size, needed
        for at in named:
            members[at], need[at] = self._gates[dependent[at]][effect[at], group[at]]
        return Edges(provider, dependent, effect, group, members, need)


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
