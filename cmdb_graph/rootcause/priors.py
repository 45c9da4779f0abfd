"""What is known beforehand: what was changed lately, what is broken already, and what caused the same before. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from cmdb_graph.entities.node import Node
from cmdb_graph.rootcause.models import Evidence
from cmdb_graph.rootcause.weights import Prior
from cmdb_graph.vocabulary import Vocabulary

_HOUR = 3_600
_AT_WORK = ("in_progress", "review")
_NOT_BEGUN = (None, "new", "assessed", "approved", "scheduled")


class About(NamedTuple):
    """A ticket, and a node that it is about."""

    node: str
    ticket: Node


class Pair(NamedTuple):
    """A ticket of the past: what it affected, and what was found to have caused it."""

    affected: str
    causing: str
    ticket: str


@dataclass(slots=True)
class Known:
    """Of each node: term -> how many times likelier it is a cause; and the facts behind that."""

    times: defaultdict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    facts: defaultdict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))

    def say(self, node: str, term: str, times: float, fact: Evidence) -> None:
        """The strongest of a term counts; all facts are told."""
        self.times[node][term] = max(times, self.times[node].get(term, times))
        self.facts[node].append(fact)


def known(
    kinds: Mapping[str, str],
    about: Iterable[About],
    pairs: Sequence[Pair],
    onset: datetime,
    vocabulary: Vocabulary,
    prior: Prior,
    failures: Mapping[str, float] | None = None,
) -> Known:
    """What counts for a trouble that began at `onset`, of nodes by kind.

    `failures`: of all their changes, the share that failed; without it, of those given.
    """
    found = Known()
    for node, kind in kinds.items():
        for name, times in prior.kinds.items():
            if name in vocabulary.kinds and vocabulary.is_a(kind, name):
                found.times[node]["kind"] = times
    tickets = list(about)
    failures = failures_of(tickets) if failures is None else failures
    for node, ticket in tickets:
        if vocabulary.is_a(ticket.kind, "Change"):
            _change(found, node, ticket, onset, failures.get(node, 0.0), prior)
        elif ticket.text("status") not in vocabulary.over.get(ticket.kind, ()):
            _open(found, node, ticket, onset, vocabulary, prior)
    _pairs(found, pairs, prior)
    return found


def failures_of(tickets: Iterable[About]) -> dict[str, float]:
    """Of each node, the share of its changes whose end is known that failed."""
    ended: defaultdict[str, list[bool]] = defaultdict(list)
    for node, ticket in tickets:
        if (successful := ticket.flag("successful")) is not None:
            ended[node].append(not successful)
    return {node: sum(failed) / len(failed) for node, failed in ended.items()}


def _change(found: Known, node: str, change: Node, onset: datetime, failures: float, prior: Prior) -> None:
    status = change.text("status")
    if status in ("rejected", "canceled") or (at := _made(change, status, onset, prior)) is None:
        return
    ago = max(0.0, (onset - at).total_seconds()) / _HOUR
    weight = prior.types.get(change.text("change_type") or "normal", 1.0)
    weight *= prior.risk.get(change.text("risk") or "medium", 1.0) * (1 + (prior.failed - 1) * failures)
    fresh = 1 / (1 + (ago / prior.change_hours) ** 2)
    sort = " ".join(part for part in (change.text("change_type"), "change") if part)
    when = f"{ago:.1f} hours before" if ago else "under way"
    text = f"{sort} {change.name!r}, {when}" + (f"; {failures:.0%} of its changes failed" if failures else "")
    fact = Evidence(sort="change", id=change.id, at=at.isoformat(), text=text, weight=None)
    found.say(node, "change", 1 + prior.change * weight * fresh, fact)


def _made(change: Node, status: str | None, onset: datetime, prior: Prior) -> datetime | None:
    """When it was last at work before the trouble; None where it had not begun. A plan counts of what is said to have begun."""
    start, end = change.moment("actual_start"), change.moment("actual_end")
    if start is None and status not in _NOT_BEGUN:
        start = change.moment("planned_start")
    if start is None and end is None:
        return None
    latest = onset + timedelta(seconds=prior.change_after_seconds)
    if start is not None and start > latest:
        return None
    if start is None and end is not None and end > latest:
        return None
    if end is None and status not in _AT_WORK:
        return start
    return onset if end is None or end > onset else end


def _open(found: Known, node: str, ticket: Node, onset: datetime, vocabulary: Vocabulary, prior: Prior) -> None:
    opened = ticket.moment("opened_at")
    if opened is not None and opened > onset:
        return  # it tells of this trouble, not of what was before
    is_problem = vocabulary.is_a(ticket.kind, "Problem")
    if not is_problem and not vocabulary.is_a(ticket.kind, "Incident"):
        return
    fact = Evidence(
        sort="ticket",
        id=ticket.id,
        at=None if opened is None else opened.isoformat(),
        text=f"open {ticket.kind} {ticket.name!r}",
        weight=None,
    )
    found.say(node, "problem" if is_problem else "incident", prior.problem if is_problem else prior.incident, fact)


def _pairs(found: Known, pairs: Sequence[Pair], prior: Prior) -> None:
    tickets: defaultdict[str, set[str]] = defaultdict(set)
    affected: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        tickets[pair.causing].add(pair.ticket)
        affected[pair.causing][pair.affected] += 1
    for causing, its in tickets.items():
        share = len(its) / (len(its) + prior.pairs_half)
        most, _ = affected[causing].most_common(1)[0]
        count = f"{len(its)} ticket{'' if len(its) == 1 else 's'}"
        text = f"found to be the cause in {count} about {most}"
        fact = Evidence(sort="history", id=min(its), at=None, text=text, weight=None)
        found.say(causing, "history", 1 + prior.pairs * share, fact)
