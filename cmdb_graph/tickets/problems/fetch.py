"""From named queries to plain data: the incidents of a period, what caused them, and what they stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States
from cmdb_graph.impact import fetch as impact
from cmdb_graph.rootcause.fetch import Fetch as Beneath
from cmdb_graph.rootcause.network import Network, Relationship
from cmdb_graph.rootcause.priors import About
from cmdb_graph.rootcause.weights import Weights
from cmdb_graph.tickets.metrics.ticket import CANCELED
from cmdb_graph.tickets.problems.group import Estate, Incident
from cmdb_graph.vocabulary.model import STATUS

MOST_NODES = 10_000
"""So many things are followed down from what is affected, and up from what may be behind it; more is said."""
_AT_ONCE = 1_000


@dataclass(slots=True)
class Opened:
    """The incidents opened in a period: those that `may` be grouped, and by problem those that are `known`."""

    nodes: dict[str, Node]
    at: dict[str, datetime]
    canceled: set[str]
    known: dict[str, set[str]]
    problems: dict[str, Node]
    may: list[Incident]


class Fetch:
    """Reads in the transaction of an estate."""

    def __init__(self, estate: impact.Estate, weights: Weights, deadline: Deadline) -> None:
        self._estate = estate
        self._vocabulary = estate.vocabulary
        self._weights = weights
        self._deadline = deadline
        self._states = States(estate.reader, estate.at)
        self.warnings: list[str] = []

    def opened(self, first: datetime, until: datetime) -> Opened:
        """The incidents opened from an instant until before another, the first one first."""
        nodes: dict[str, Node] = {}
        at: dict[str, datetime] = {}
        for node in self._states.of_kinds(expanded(["Incident"], self._vocabulary)):
            if first <= (when := _opened_at(node)) < until:
                nodes[node.id], at[node.id] = node, when
        self._deadline.check()
        canceled = {node.id for node in nodes.values() if node.text(STATUS) in CANCELED}
        causes, known, problems = self._causes(nodes.keys() - canceled)
        apart = canceled.union(*known.values())
        affects: defaultdict[str, set[str]] = defaultdict(set)
        for _, incident, node in self._states.links_from(nodes.keys() - apart, ("AFFECTS",)):
            affects[incident].add(node)
        cis = self._cis(node for its in affects.values() for node in its)
        order = sorted(nodes.keys() - apart, key=lambda incident: (at[incident], incident))
        may = [Incident(each, frozenset(affects[each] & cis), frozenset(causes[each])) for each in order]
        return Opened(nodes, at, canceled, known, problems, may)

    def _causes(
        self, incidents: Iterable[str]
    ) -> tuple[defaultdict[str, set[str]], dict[str, set[str]], dict[str, Node]]:
        """Incident -> recorded causes; problem that is not over -> its incidents; those problems.

        A ticket stands for the things that it is about, or for itself where it is about none.
        """
        caused = self._states.links_from(incidents, ("CAUSED_BY",))
        found = {node.id: node for node in self._states.of(cause for _, _, cause in caused)}
        tickets = {node.id for node in found.values() if self._vocabulary.is_a(node.kind, "Ticket")}
        problems = {each: found[each] for each in tickets if self._is_open_problem(found[each])}
        about = self._states.links_from(tickets - problems.keys(), ("AFFECTS", "TARGETS", "CAUSED_BY"))
        things = self._cis((thing for _, _, thing in about), places=True)
        behind: defaultdict[str, set[str]] = defaultdict(set)
        for _, ticket, thing in about:
            if thing in things:
                behind[ticket].add(thing)
        causes: defaultdict[str, set[str]] = defaultdict(set)
        known: defaultdict[str, set[str]] = defaultdict(set)
        for _, incident, cause in caused:
            if cause in problems:
                known[cause].add(incident)
            else:
                causes[incident] |= behind.get(cause) or {cause}
        return causes, dict(known), problems

    def _is_open_problem(self, node: Node) -> bool:
        return self._vocabulary.is_a(node.kind, "Problem") and not self._is_over(node)

    def _is_over(self, ticket: Node) -> bool:
        return ticket.text(STATUS) in self._vocabulary.over.get(ticket.kind, ())

    def _cis(self, ids: Iterable[str], *, places: bool = False) -> set[str]:
        """The managed elements among these. Places are left out: there it hurts, and it is not they that failed."""
        is_a = self._vocabulary.is_a
        return {
            node
            for node, summary in self._estate.summaries(ids).items()
            if is_a(summary.kind, "ManagedElement") and (places or not is_a(summary.kind, "Location"))
        }

    def beneath(self, incidents: Iterable[Incident]) -> Network:
        """What stands under everything that incidents without a recorded cause affect."""
        fetch = Beneath(self._estate, self._weights)
        fetch.closure({node for each in incidents if not each.causes for node in each.affects}, most=MOST_NODES)
        if fetch.warnings:
            self.warnings.append(
                f"What the incidents affect stands on more than {MOST_NODES:,} things; those whose fault would show least were "
                "not looked at."
            )
        self._deadline.check()
        return Network(fetch.relationships)

    def above(self, candidates: Collection[str]) -> Estate:
        """What stands on these, with all of its gates, so far as that is followed."""
        types = list(self._vocabulary.dependency_types)
        seen: set[str] = set()
        ahead = set(candidates)
        links: list[tuple[str, str]] = []
        while ahead and len(seen) < MOST_NODES:
            self._deadline.check()
            part = sorted(ahead)[: min(_AT_ONCE, MOST_NODES - len(seen))]
            seen.update(part)
            found = [(source, target) for _, source, target in self._states.links_to(part, types)]
            links += found
            ahead = (ahead | {source for source, _ in found}) - seen
        if ahead:
            self.warnings.append(
                f"More than {MOST_NODES:,} things stand on what may be behind the incidents. Where not all were followed, a "
                "provider counts as one that everything stands on."
            )
        relationships: list[Relationship] = []
        ordered = sorted(seen)
        for start in range(0, len(ordered), _AT_ONCE):
            relationships += [
                Relationship(edge.source, edge.target, edge.effect, edge.group or "", edge.need)
                for edge in self._estate.providers(ordered[start : start + _AT_ONCE])
            ]
        cut = {target for source, target in links if source not in seen} | ahead
        return Estate(Network(relationships), self._cis(seen), self._population(), cut)

    def _population(self) -> int:
        is_a = self._vocabulary.is_a
        kinds = [
            kind for kind in expanded(["ManagedElement"], self._vocabulary) if not is_a(kind, "Location")
        ]  # as `_cis` counts
        return States(self._estate.reader, self._estate.at).count(kinds)

    def on(self, providers: Collection[str], since: datetime) -> list[About]:
        """The tickets on these that are not over, and the changes that began since a time, each once."""
        found = Beneath(self._estate, self._weights).about(providers, since)
        wanted = {
            (each.node, each.ticket.id): each
            for each in found
            if not self._is_over(each.ticket) or self._is_late_change(each.ticket, since)
        }
        return [wanted[key] for key in sorted(wanted)]

    def _is_late_change(self, ticket: Node, since: datetime) -> bool:
        began = begun(ticket)
        return self._vocabulary.is_a(ticket.kind, "Change") and began is not None and began >= since


def begun(ticket: Node) -> datetime | None:
    """When a change began, or is planned to; when any other ticket was opened."""
    names = ("actual_start", "planned_start", "actual_end", "opened_at")
    return next((at for name in names if (at := ticket.moment(name)) is not None), None)


def _opened_at(node: Node) -> datetime:
    """Its attribute, else when it was first recorded."""
    properties: dict[str, Any] = dict(node.attributes)
    recorded = properties.get("_first_seen", properties["_valid_from"])
    return node.moment("opened_at") or times.from_micros(recorded)
