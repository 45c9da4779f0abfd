"""Questions about what services hang on: of one, it is walked in the database, not the whole estate. All doors call these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from cmdb_graph.analysis.fetch import snapshot
from cmdb_graph.analysis.fragility import Closure, cuts_of, points_of
from cmdb_graph.analysis.gates import Gates, gates_of, hard_gates
from cmdb_graph.analysis.models import (
    AvailabilityAnswer,
    AvailabilityQuestion,
    CutSetsAnswer,
    CutSetsQuestion,
    FragilityQuestion,
    LossesAnswer,
    SinglePointsAnswer,
    SinglePointsQuestion,
)
from cmdb_graph.analysis.patience import or_in_a_terminal
from cmdb_graph.analysis.reliability import Failures, failures_in, incident, rates
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.uptime import availability_of
from cmdb_graph.analysis.worst import worst
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.states import States, chunks
from cmdb_graph.errors import NotFound, Place
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.ask import known, on_estate
from cmdb_graph.impact.fetch import Estate
from cmdb_graph.impact.models import Named
from cmdb_graph.tickets.metrics.ticket import Ticket
from cmdb_graph.vocabulary import Vocabulary

_WIND_UP = 0.8
"""Of the time that is left, so much goes into looking for cut sets: names are to be looked up after."""


def single_points_of_failure(
    store: ReadStore, vocabulary: Vocabulary, question: SinglePointsQuestion, deadline: Deadline
) -> SinglePointsAnswer:
    """What takes a service down alone. NotFound, Retired, DeadlineExceeded."""
    return on_estate(
        store,
        vocabulary,
        question.as_of,
        deadline,
        lambda estate: points_of(_below(estate, question.service, deadline), question.limit, deadline.check),
    )


def minimal_cut_sets(
    store: ReadStore, vocabulary: Vocabulary, question: CutSetsQuestion, deadline: Deadline
) -> CutSetsAnswer:
    """What takes a service down together; `complete` says whether the time was enough. NotFound, Retired, DeadlineExceeded."""

    def work(estate: Estate) -> CutSetsAnswer:
        closure = _below(estate, question.service, deadline)
        kept = (1 - _WIND_UP) * deadline.remaining()

        def time_left() -> float:
            if deadline.canceled:
                deadline.check()
            return deadline.remaining() - kept

        return cuts_of(closure, question.order, question.limit, time_left)

    return on_estate(store, vocabulary, question.as_of, deadline, work)


def availability(
    store: ReadStore, vocabulary: Vocabulary, question: AvailabilityQuestion, deadline: Deadline
) -> AvailabilityAnswer:
    """How much of the time a service stands. NotFound, Retired, DeadlineExceeded."""

    def work(estate: Estate) -> AvailabilityAnswer:
        closure = _below(estate, question.service, deadline)
        nodes = {node.id: node for node in States(estate.reader, estate.at).of(closure.ids)}
        things = {id_: (node.kind, node.attributes) for id_, node in nodes.items()}
        failures = _failures(estate, {node.kind for node in nodes.values()}, deadline)
        found = rates(things, failures, question.days)
        by_index = {at: found[id_] for at, id_ in enumerate(closure.ids) if id_ in found}
        return availability_of(closure, by_index, nodes[question.service].attributes, question.limit, deadline.check)

    return on_estate(store, vocabulary, question.as_of, deadline, work)


def fragility(
    store: ReadStore, vocabulary: Vocabulary, question: FragilityQuestion, deadline: Deadline
) -> LossesAnswer:
    """What takes most services down alone. It reads the whole estate. DeadlineExceeded."""
    with or_in_a_terminal("analyze single-points", deadline):
        taken = snapshot(store, vocabulary, deadline, as_of=question.as_of)
        return worst(taken, vocabulary, question.limit, deadline.check)


def availability_in(
    whole: Snapshot,
    vocabulary: Vocabulary,
    service: str,
    days: int,
    limit: int,
    check: Callable[[], None],
) -> AvailabilityAnswer:
    """The same out of a snapshot. NotFound."""
    return availability_by(in_snapshot(whole, service), whole, failures_in(whole, vocabulary), days, limit, check)


def availability_by(
    closure: Closure, whole: Snapshot, failures: Failures[int], days: int, limit: int, check: Callable[[], None]
) -> AvailabilityAnswer:
    """The same with what a snapshot says of gates and incidents worked out already: for several services of one."""
    nodes = whole.nodes
    things = {at: (nodes.kind[at], nodes.attributes[at]) for at in closure.below()}
    return availability_of(closure, rates(things, failures, days), nodes.attributes[closure.node], limit, check)


def in_snapshot(whole: Snapshot, node: str, gates: Gates | None = None) -> Closure:
    """The same out of a snapshot, whose hard gates are worked out unless they are given. NotFound."""
    if node not in whole.index:
        why = whole.holds_no(node)
        raise NotFound(why, places=[Place(why, pointer="/service")])

    def names(ids: Iterable[str]) -> dict[str, Named]:
        return {each: whole.named(whole.index[each]) for each in ids}

    return Closure(whole.taken.as_of, whole.nodes.id, gates or hard_gates(whole), whole.index[node], names)


def _below(estate: Estate, node: str, deadline: Deadline) -> Closure:
    known(estate, [node], {node: "/service"})
    index = {node: 0}
    relationships: list[tuple[int, int, str, int]] = []
    ahead = [node]
    while ahead:
        found: list[str] = []
        for chunk in chunks(ahead):
            deadline.check()
            for edge in estate.providers(chunk):
                if edge.effect != "hard":
                    continue
                if edge.target not in index:
                    index[edge.target] = len(index)
                    found.append(edge.target)
                relationships.append((index[edge.source], index[edge.target], edge.group or "", edge.need or 0))
        ahead = found

    def names(ids: Iterable[str]) -> dict[str, Named]:
        summaries = estate.summaries(ids)
        return {each: Named(id=each, kind=told.kind, name=told.name) for each, told in summaries.items()}

    gates = gates_of(len(index), relationships)
    return Closure(estate.moment.as_of, list(index), gates, 0, names)


def _failures(estate: Estate, asked: Collection[str], deadline: Deadline) -> Failures[str]:
    """What affects anything of these kinds: what one thing lacks, those of its kind tell."""
    states = States(estate.reader, estate.at)
    until = datetime.fromisoformat(estate.moment.as_of)
    tickets = {node.id: node for node in states.of_kinds(expanded(["Incident"], estate.vocabulary))}
    deadline.check()
    links = states.links_from(tickets, ["AFFECTS"])
    kinds = {node: told.kind for node, told in estate.summaries({target for _, _, target in links}).items()}
    found: defaultdict[str, list[Ticket]] = defaultdict(list)
    for _, source, target in links:
        ticket = incident(source, tickets[source].kind, tickets[source].attributes, until)
        if ticket is not None and kinds[target] in asked:
            found[target].append(ticket)
    affected = sorted({kinds[target] for target in found})
    return Failures(until, found, kinds, {kind: states.count([kind]) for kind in affected})
