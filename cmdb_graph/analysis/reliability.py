"""How often things fail, and how soon they are restored: as recorded, by their incidents, else by those of their kind. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Literal, TypeGuard, TypeVar

from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.graph.shape import Value
from cmdb_graph.tickets.history import History, TicketStep, moment
from cmdb_graph.tickets.metrics.reliability import Reliability, reliability
from cmdb_graph.tickets.metrics.ticket import CANCELED, RESOLVED, Period, Ticket, ticket_at
from cmdb_graph.vocabulary import Vocabulary

K = TypeVar("K", bound=Hashable)

FIGURES = ("mtbf_hours", "mttr_hours")
"""Attributes of a thing that say how often it fails, and how soon it is restored."""
_HOUR = 3_600
Source = Literal["recorded", "incidents", "kind"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Hours that it stands between failures, and hours until it is restored; `source` says whose figures these are."""

    mtbf: float
    mttr: float
    source: Source


@dataclass(frozen=True)
class Failures(Generic[K]):
    """What incidents tell of the estate at a time, by what they affect.

    `kinds` of what is affected, `things` how many there are of each of these kinds, unaffected ones among them.
    """

    until: datetime
    incidents: Mapping[K, Sequence[Ticket]]
    kinds: Mapping[K, str]
    things: Mapping[str, int]


def rates(things: Mapping[K, tuple[str, Mapping[str, Value]]], failures: Failures[K], days: int) -> dict[K, Rate]:
    """Of each of these things, of which kind and attributes are given; without those of which nothing tells.

    `mtbf_hours` and `mttr_hours` where both are recorded; else what the incidents that affect it say of the last so many days,
    as the metric `reliability` counts them (docs/metrics.md); else what those of all things of its kind say together.
    """
    period = Period(failures.until - timedelta(days=days), failures.until, failures.until)
    own = {thing: reliability(incidents, period) for thing, incidents in failures.incidents.items()}
    kinds = _by_kind(own, failures, period)
    found = {
        thing: _recorded(attributes) or _of_incidents(own.get(thing)) or kinds.get(kind)
        for thing, (kind, attributes) in things.items()
    }
    return {thing: rate for thing, rate in found.items() if rate is not None}


def failures_in(snapshot: Snapshot, vocabulary: Vocabulary) -> Failures[int]:
    """By index. O(nodes + relationships)."""
    nodes, links = snapshot.nodes, snapshot.links
    until = datetime.fromisoformat(snapshot.taken.as_of)
    kinds = {kind for kind in set(nodes.kind) if vocabulary.is_a(kind, "Incident")}
    found: defaultdict[int, list[Ticket]] = defaultdict(list)
    rows: Iterable[tuple[str, int, int]] = zip(links.type, links.source.tolist(), links.target.tolist(), strict=True)
    for type_, source, target in rows:
        if type_ == "AFFECTS" and nodes.kind[source] in kinds:
            ticket = incident(nodes.id[source], nodes.kind[source], nodes.attributes[source], until)
            if ticket is not None:
                found[target].append(ticket)
    return Failures(until, found, {thing: nodes.kind[thing] for thing in found}, Counter(nodes.kind))


def incident(id_: str, kind: str, attributes: Mapping[str, Value], until: datetime) -> Ticket | None:
    """An incident by its times alone: a snapshot holds no steps. None for one that was canceled, or whose times are not told."""
    opened = moment(attributes.get("opened_at"))
    if opened is None or attributes.get("status") in CANCELED:
        return None
    told = {name: attributes[name] for name in ("opened_at", "started_at") if name in attributes}
    steps = [TicketStep(opened, None, {"status": "new", **told})]
    resolved = moment(attributes.get("resolved_at")) or moment(attributes.get("closed_at"))
    if resolved is not None:
        steps.append(TicketStep(max(resolved, opened), None, {"status": "resolved"}))
    elif attributes.get("status") in RESOLVED:
        return None  # it is over, and nothing tells since when
    return ticket_at(History(id_, kind, tuple(steps)), until)


def _by_kind(own: Mapping[K, Reliability], failures: Failures[K], period: Period) -> dict[str, Rate]:
    """Of all things of a kind together: the time that they stood, over their failures."""
    of_kind: defaultdict[str, list[Reliability]] = defaultdict(list)
    for thing, its in own.items():
        of_kind[failures.kinds[thing]].append(its)
    found: dict[str, Rate] = {}
    for kind, all_of_it in of_kind.items():
        count = sum(its.failures for its in all_of_it)
        restored = [its for its in all_of_it if its.mttr is not None]
        if count and restored:
            stood = failures.things[kind] * period.seen.total_seconds() - sum(its.down for its in all_of_it)
            mttr = _mean((its.mttr, len(its.restored)) for its in restored)
            if stood <= 0:
                continue
            found[kind] = Rate(stood / count / _HOUR, mttr / _HOUR, "kind")
    return found


def _mean(weighed: Iterable[tuple[float | None, int]]) -> float:
    known = [(value, count) for value, count in weighed if value is not None]
    return sum(value * count for value, count in known) / sum(count for _, count in known)


def _recorded(attributes: Mapping[str, Value]) -> Rate | None:
    mtbf, mttr = (attributes.get(name) for name in FIGURES)
    if _is_number(mtbf) and _is_number(mttr) and mtbf > 0 and mttr >= 0:
        return Rate(float(mtbf), float(mttr), "recorded")
    return None


def _of_incidents(its: Reliability | None) -> Rate | None:
    if its is None or its.mtbf is None or its.mttr is None or its.mtbf <= 0:
        return None
    return Rate(its.mtbf / _HOUR, its.mttr / _HOUR, "incidents")


def _is_number(value: Value | None) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
