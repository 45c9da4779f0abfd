"""From named queries to plain data: what the symptoms stand on, with its alarms, tickets, and causes of the past."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from cmdb_graph import times
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States, chunks, node_of
from cmdb_graph.impact.fetch import Estate, Summary
from cmdb_graph.rootcause.alarms import Alarm, Direction
from cmdb_graph.rootcause.network import Relationship
from cmdb_graph.rootcause.priors import About, Pair
from cmdb_graph.rootcause.weights import Strength

MOST_NODES = 20_000
"""What is further away than this many is not looked at, and that is said."""
_CALLERS = 4
_EVENTS_A_NODE = 100
_ABOUT = ("AFFECTS", "TARGETS")


class Fetch:
    """Gathers what the ranking needs, in the transaction of an estate."""

    def __init__(self, estate: Estate, strength: Strength) -> None:
        self._estate = estate
        self._states = States(estate.reader, estate.at)
        self._strength = strength
        self.relationships: list[Relationship] = []
        self.warnings: list[str] = []

    def closure(self, starts: Iterable[str], starving: Iterable[str]) -> dict[str, Summary]:
        """What these stand on at any distance, and who calls those that get too few requests; takes in their relationships."""
        seen: set[str] = set()
        ahead = {*starts} | self._callers(starving)
        while ahead and len(seen) < MOST_NODES:
            seen |= ahead
            further: set[str] = set()
            for chunk in chunks(ahead):
                edges = self._estate.providers(chunk)
                carrying = [edge for edge in edges if edge.effect != "none"]
                self.relationships += [
                    Relationship(edge.source, edge.target, edge.effect, edge.group or "", edge.need)
                    for edge in carrying
                ]
                further |= {edge.target for edge in carrying}
            ahead = further - seen
        if ahead:
            self.warnings.append(
                f"The symptoms stand on more than {MOST_NODES:,} things; what is further away was not looked at."
            )
        return self._estate.summaries(seen | ahead)

    def _callers(self, starving: Iterable[str]) -> set[str]:
        types = list(self._estate.vocabulary.dependency_types)
        seen: set[str] = set()
        ahead = set(starving)
        for _ in range(_CALLERS):
            seen |= ahead
            ahead = {source for _, source, _ in self._states.links_to(ahead, types)} - seen
            if not ahead or len(seen) > MOST_NODES:
                break
        return seen | ahead

    def alarms(self, ids: Collection[str], since: datetime, until: datetime) -> list[Alarm]:
        """The recorded events on these in a time."""
        found: list[Alarm] = []
        for chunk in chunks(ids):
            (events,) = self._estate.reader.packed(
                "events/on",
                ids=chunk,
                **{"from": times.to_micros(since), "to": times.to_micros(until), "limit": _EVENTS_A_NODE},
            )
            for node, at, signal, direction, score, severity, *_ in events:
                said = self._strength.severity.get(severity or "") if score is None else score
                found.append(Alarm(node, times.from_micros(at), signal, _direction(direction), said))
        return found

    def about(self, ids: Collection[str], since: datetime) -> list[About]:
        """The tickets about these that are not over, and the changes that began since a time."""
        over = [f"{kind} {status}" for kind, statuses in self._estate.vocabulary.over.items() for status in statuses]
        if self._estate.at is not None:
            links = self._states.links_to(ids, _ABOUT)
            tickets = {node.id: node for node in self._states.of(source for _, source, _ in links)}
            return [About(node, tickets[ticket]) for _, ticket, node in links if ticket in tickets]
        found: list[About] = []
        for chunk in chunks(ids):
            (rows,) = self._estate.reader.packed(
                "rootcause/tickets", ids=chunk, over=over, since=since.astimezone(UTC).isoformat()
            )
            found += [About(node, node_of(state)) for node, _, state in rows]
        return found

    def pairs(self, symptoms: Collection[str]) -> list[Pair]:
        """What was found to have caused trouble of these before: itself, or what a change or problem was about that did."""
        of_ticket: dict[str, set[str]] = {}
        for _, ticket, node in self._states.links_to(symptoms, ("AFFECTS",)):
            of_ticket.setdefault(ticket, set()).add(node)
        caused = self._states.links_from(of_ticket, ("CAUSED_BY",))
        causes = {node.id: node for node in self._states.of(target for _, _, target in caused)}
        tickets = [node for node in causes.values() if self._is_ticket(node)]
        behind: dict[str, set[str]] = {}
        for _, ticket, node in self._states.links_from([t.id for t in tickets], (*_ABOUT, "CAUSED_BY")):
            behind.setdefault(ticket, set()).add(node)
        found: set[Pair] = set()
        for _, ticket, cause in caused:
            causing = behind.get(cause, set[str]()) if cause in causes and self._is_ticket(causes[cause]) else {cause}
            found |= {Pair(node, other, ticket) for node in of_ticket[ticket] for other in causing}
        return sorted(found)

    def _is_ticket(self, node: Node) -> bool:
        return self._estate.vocabulary.is_a(node.kind, "Ticket")


def window(until: datetime, lookback: timedelta, after_seconds: float) -> tuple[datetime, datetime]:
    """From when to when alarms count."""
    return until - lookback, until + timedelta(seconds=after_seconds)


def _direction(text: object) -> Direction | None:
    return "up" if text == "up" else "down" if text == "down" else None
