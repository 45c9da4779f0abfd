"""How often things fail, and how soon they are restored: as recorded, by their incidents, else by those of their kind. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.graph.shape import Value
from cmdb_graph.tickets.history import History, TicketStep, moment
from cmdb_graph.tickets.metrics.reliability import Reliability, reliability
from cmdb_graph.tickets.metrics.ticket import CANCELED, Period, Ticket, ticket_at
from cmdb_graph.vocabulary import Vocabulary

_HOUR = 3_600
Source = Literal["recorded", "incidents", "kind"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Hours that it stands between failures, and hours until it is restored; `source` says whose figures these are."""

    mtbf: float
    mttr: float
    source: Source


def rates(snapshot: Snapshot, vocabulary: Vocabulary, days: int) -> list[Rate | None]:
    """Of each node, by index; None where nothing tells.

    `mtbf_hours` and `mttr_hours` where both are recorded; else what the incidents that affect it say of the last so many days
    before the snapshot, as the metric `reliability` counts them (docs/metrics.md); else what those of all things of its kind
    say together, things without failures among them.
    """
    until = datetime.fromisoformat(snapshot.taken.as_of)
    period = Period(until - timedelta(days=days), until, until)
    nodes = snapshot.nodes
    own = {node: reliability(incidents, period) for node, incidents in _incidents(snapshot, vocabulary, until).items()}
    kinds = _by_kind(nodes.kind, own, period)
    return [
        _recorded(nodes.attributes[at]) or _of_incidents(own.get(at)) or kinds.get(nodes.kind[at])
        for at in range(len(nodes))
    ]


def _incidents(snapshot: Snapshot, vocabulary: Vocabulary, until: datetime) -> dict[int, list[Ticket]]:
    """What affects each thing."""
    nodes, links = snapshot.nodes, snapshot.links
    kinds = {kind for kind in set(nodes.kind) if kind in vocabulary.kinds and vocabulary.is_a(kind, "Incident")}
    found: defaultdict[int, list[Ticket]] = defaultdict(list)
    rows: Iterable[tuple[str, int, int]] = zip(links.type, links.source.tolist(), links.target.tolist(), strict=True)
    for type_, source, target in rows:
        if type_ == "AFFECTS" and nodes.kind[source] in kinds:
            ticket = _ticket(nodes.id[source], nodes.kind[source], nodes.attributes[source], until)
            if ticket is not None:
                found[target].append(ticket)
    return found


def _ticket(id_: str, kind: str, attributes: Mapping[str, Value], until: datetime) -> Ticket | None:
    """An incident by its times alone: a snapshot holds no steps."""
    opened = moment(attributes.get("opened_at"))
    if opened is None or attributes.get("status") in CANCELED:
        return None
    told = {name: attributes[name] for name in ("opened_at", "started_at") if name in attributes}
    steps = [TicketStep(opened, None, {"status": "new", **told})]
    resolved = moment(attributes.get("resolved_at")) or moment(attributes.get("closed_at"))
    if resolved is not None and resolved >= opened:
        steps.append(TicketStep(resolved, None, {"status": "resolved"}))
    return ticket_at(History(id_, kind, tuple(steps)), until)


def _by_kind(kinds: Sequence[str], own: Mapping[int, Reliability], period: Period) -> dict[str, Rate]:
    """Of all things of a kind together: the time that they stood, over their failures."""
    things: defaultdict[str, int] = defaultdict(int)
    for kind in kinds:
        things[kind] += 1
    of_kind: defaultdict[str, list[Reliability]] = defaultdict(list)
    for node, its in own.items():
        of_kind[kinds[node]].append(its)
    found: dict[str, Rate] = {}
    for kind, all_of_it in of_kind.items():
        failures = sum(its.failures for its in all_of_it)
        restored = [its for its in all_of_it if its.mttr is not None]
        if failures and restored:
            stood = things[kind] * period.seen.total_seconds() - sum(its.down for its in all_of_it)
            mttr = _mean((its.mttr, len(its.restored)) for its in restored)
            found[kind] = Rate(stood / failures / _HOUR, mttr / _HOUR, "kind")
    return found


def _mean(weighed: Iterable[tuple[float | None, int]]) -> float:
    known = [(value, count) for value, count in weighed if value is not None]
    return sum(value * count for value, count in known) / sum(count for _, count in known)


def _recorded(attributes: Mapping[str, Value]) -> Rate | None:
    mtbf, mttr = (attributes.get(name) for name in ("mtbf_hours", "mttr_hours"))
    if isinstance(mtbf, int | float) and isinstance(mttr, int | float) and mtbf > 0 and mttr >= 0:
        return Rate(float(mtbf), float(mttr), "recorded")
    return None


def _of_incidents(its: Reliability | None) -> Rate | None:
    if its is None or its.mtbf is None or its.mttr is None or its.mtbf <= 0:
        return None
    return Rate(its.mtbf / _HOUR, its.mttr / _HOUR, "incidents")
