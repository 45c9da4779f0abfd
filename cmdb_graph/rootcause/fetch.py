"""From named queries to plain data: what the symptoms stand on, with its alarms, tickets, and causes of the past."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from cmdb_graph import times
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States, chunks, node_of
from cmdb_graph.events.forms import Direction
from cmdb_graph.impact.fetch import Estate, Summary
from cmdb_graph.rootcause.alarms import Alarm, scored
from cmdb_graph.rootcause.network import Relationship
from cmdb_graph.rootcause.priors import About, Pair, failures_of
from cmdb_graph.rootcause.weights import Flow, Weights
from cmdb_graph.tickets.history import moment

MOST_NODES = 3_000
"""So many are looked at; where there are more, that is said."""
_BESIDE = 0.5
_EVENTS_A_NODE = 100
_ABOUT = ("AFFECTS", "TARGETS")


class _Likely(NamedTuple):
    """How likely a fault would show at a symptom: of something that is down, and of something that is merely degraded."""

    down: float
    degraded: float

    def below(self, effect: str, flow: Flow) -> _Likely:
        """Of what this depends on."""
        if effect == "soft":
            return _Likely(flow.soft * self.degraded, flow.softest * self.degraded)
        return _Likely(flow.hard * self.down, flow.hard * self.degraded)

    def or_better(self, other: _Likely) -> _Likely:
        """The best of two ways."""
        return _Likely(max(self.down, other.down), max(self.degraded, other.degraded))


class Told(NamedTuple):
    """What a ticket says: what hurts, since when, and when somebody told of it."""

    hurts: list[str]
    started: datetime | None
    opened: datetime | None


class Fetch:
    """Gathers what the ranking needs, in the transaction of an estate."""

    def __init__(self, estate: Estate, weights: Weights) -> None:
        self._estate = estate
        self._states = States(estate.reader, estate.at)
        self._weights = weights
        self._flow = weights.flow
        self.relationships: list[Relationship] = []
        self.failures: dict[str, float] = {}
        self.warnings: list[str] = []

    def closure(
        self, hurt: Iterable[str], starving: Iterable[str] = (), beside: Iterable[str] = (), *, most: int = MOST_NODES
    ) -> dict[str, Summary]:
        """What these stand on, as far as a fault would show at them, and who calls those that get too few requests.

        The likeliest first, at most `most`, things `beside` after what is near those that are hurt; takes in the relationships.
        """
        likely = dict.fromkeys(beside, _Likely(_BESIDE, _BESIDE))
        likely |= dict.fromkeys({*hurt} | self._callers(starving), _Likely(1.0, 1.0))
        seen: set[str] = set()
        ahead = set(likely)
        while ahead and len(seen) < most:
            order = sorted(ahead, key=lambda node: (-likely[node].down, node))[: most - len(seen)]
            left = ahead.difference(order)
            seen.update(order)
            for chunk in chunks(order):
                for edge in self._estate.providers(chunk):
                    if edge.effect == "none":
                        continue
                    self.relationships.append(
                        Relationship(edge.source, edge.target, edge.effect, edge.group or "", edge.need)
                    )
                    its = likely[edge.source].below(edge.effect, self._flow)
                    before = likely.get(edge.target)
                    likely[edge.target] = its if before is None else before.or_better(its)
            ahead = left | {node for node, its in likely.items() if its.down >= self._flow.least} - seen
        if ahead:
            self.warnings.append(
                f"The symptoms stand on more than {most:,} things; those whose fault would show least were not looked at."
            )
        return self._estate.summaries(likely)

    def _callers(self, starving: Iterable[str]) -> set[str]:
        types = list(self._estate.vocabulary.dependency_types)
        seen: set[str] = set()
        ahead, share = set(starving), 1.0
        while ahead and share >= self._flow.least:
            seen |= ahead
            if len(seen) > MOST_NODES:
                self.warnings.append(
                    f"More than {MOST_NODES:,} things call what gets too few requests; those nearest count."
                )
                break
            ahead = {source for _, source, _ in self._states.links_to(ahead, types)} - seen
            share *= self._flow.starved
        return seen

    def alarms(self, ids: Collection[str], since: datetime, until: datetime) -> list[Alarm]:
        """The recorded events on these in a time; whether scores are probabilities is judged for each source."""
        of_source: defaultdict[str, list[tuple[Alarm, float | None]]] = defaultdict(list)
        for chunk in chunks(ids):
            (events,) = self._estate.reader.packed(
                "events/on",
                ids=chunk,
                **{"from": times.to_micros(since), "to": times.to_micros(until), "limit": _EVENTS_A_NODE},
            )
            for node, at, signal, direction, score, severity, _, source, *_ in events:
                alarm = Alarm(node, times.from_micros(at), signal, _direction(direction), score)
                of_source[source or ""].append((alarm, self._weights.strength.severity.get(severity or "")))
        found = [
            alarm if alarm.score is not None else alarm._replace(score=said)
            for its in of_source.values()
            for alarm, (_, said) in zip(scored([alarm for alarm, _ in its], self._weights), its, strict=True)
        ]
        counts = Counter(alarm.id for alarm in found)
        if full := sum(count >= _EVENTS_A_NODE for count in counts.values()):
            self.warnings.append(
                f"Of {full:,} things that alarm very often, the latest {_EVENTS_A_NODE} alarms each count."
            )
        return found

    def about(self, ids: Collection[str], since: datetime) -> list[About]:
        """The tickets about these that are not over, and the changes that were at work since a time.

        Takes in of each the share of all its changes that failed.
        """
        over = [f"{kind} {status}" for kind, statuses in self._estate.vocabulary.over.items() for status in statuses]
        if self._estate.at is not None:
            links = self._states.links_to(ids, _ABOUT)
            tickets = {node.id: node for node in self._states.of(source for _, source, _ in links)}
            then = [About(node, tickets[ticket]) for _, ticket, node in links if ticket in tickets]
            self.failures |= failures_of(then)
            return then
        found: list[About] = []
        for chunk in chunks(ids):
            (rows,) = self._estate.reader.packed(
                "rootcause/tickets", ids=chunk, over=over, since=since.astimezone(UTC).isoformat()
            )
            for node, states, failed, ended in rows:
                found += [About(node, node_of(state)) for state in states]
                if ended:
                    self.failures[node] = failed / ended
        return found

    def told_by(self, tickets: Collection[str]) -> dict[str, Told]:
        """What each of these tickets affects or targets and can fail, and its times.

        Parties and agreements do not fail; of a place it is said that it hurts there, so it counts where nothing else is named.
        """
        about = {(ticket, node) for _, ticket, node in self._states.links_from(tickets, _ABOUT)}
        kinds = {node: summary.kind for node, summary in self._estate.summaries(node for _, node in about).items()}
        hurts: dict[str, list[str]] = {ticket: [] for ticket in tickets}
        places: dict[str, list[str]] = {ticket: [] for ticket in tickets}
        is_a = self._estate.vocabulary.is_a
        for ticket, node in sorted(about):
            if is_a(kinds[node], "ManagedElement"):
                (places if is_a(kinds[node], "Location") else hurts)[ticket].append(node)
        return {
            node.id: Told(
                hurts[node.id] or places[node.id],
                moment(node.attributes.get("started_at")),
                moment(node.attributes.get("opened_at")),
            )
            for node in self._states.of(tickets)
        }

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


def _direction(text: object) -> Direction | None:
    return "up" if text == "up" else "down" if text == "down" else None
