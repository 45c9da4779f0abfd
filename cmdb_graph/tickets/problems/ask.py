"""The question about problems end to end: fetch, group, and put the answer together. All doors call this function."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.node import Node
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.ask import on_estate
from cmdb_graph.impact.fetch import Estate, Summary
from cmdb_graph.rootcause.weights import Weights
from cmdb_graph.tickets.problems.fetch import Fetch, Opened, begun
from cmdb_graph.tickets.problems.group import Group, Incident, candidates, propose, way
from cmdb_graph.tickets.problems.models import (
    TOLD,
    USUAL,
    Cost,
    IncidentTold,
    KnownProblem,
    OtherProvider,
    ProblemCounts,
    ProblemsAnswer,
    ProblemsQuestion,
    Proposal,
    Recurrence,
    TicketOn,
)
from cmdb_graph.tickets.problems.sentence import answer_sentence, description, title
from cmdb_graph.vocabulary import Vocabulary
from cmdb_graph.vocabulary.model import STATUS

_MONTH = timedelta(days=30.4375)
_EARLIEST = times.to_micros(datetime.min.replace(tzinfo=UTC))


def problems(
    store: ReadStore, vocabulary: Vocabulary, weights: Weights, question: ProblemsQuestion, deadline: Deadline
) -> ProblemsAnswer:
    """Problems to propose for the incidents of a period. Invalid for a period that ends before it begins."""
    return on_estate(
        store, vocabulary, question.as_of, deadline, lambda estate: _Answer(estate, weights, question, deadline).whole()
    )


class _Answer:
    def __init__(self, estate: Estate, weights: Weights, question: ProblemsQuestion, deadline: Deadline) -> None:
        self._estate = estate
        self._weights = weights
        self._question = question
        self._deadline = deadline
        self._fetch = Fetch(estate, weights, deadline)
        self._first, self._until = _period(question, estate)
        self._opened = self._fetch.opened(self._first, self._until)
        self._incidents = {each.id: each for each in self._opened.may}
        self._population = 0

    def whole(self) -> ProblemsAnswer:
        groups = self._groups()
        told = groups[: self._question.limit]
        ids = {group.provider for group in told} | {other.id for group in told for other in group.others}
        summaries = self._estate.summaries(ids)
        on: defaultdict[str, list[Node]] = defaultdict(list)
        for node, ticket in self._fetch.on({group.provider for group in told}, self._first):
            on[node].append(ticket)
        known, known_omitted = self._known()
        counts = _counts(self._opened, groups)
        return ProblemsAnswer(
            text=answer_sentence(counts, len(groups), self._first, self._until),
            as_of=self._estate.moment.as_of,
            first=self._first,
            until=self._until,
            counts=counts,
            proposals=[self._proposal(group, summaries, on[group.provider]) for group in told],
            omitted=len(groups) - len(told),
            known=known,
            known_omitted=known_omitted,
            warnings=self._fetch.warnings,
        )

    def _groups(self) -> list[Group]:
        least, may = self._question.least, self._opened.may
        among = candidates(may, self._fetch.beneath(may), least)
        if not among:
            return []
        estate = self._fetch.above(among)
        self._population = estate.population
        shows = self._weights.cover.explained
        return propose(may, among, estate, self._weights.flow, shows, least, self._deadline.check)

    def _known(self) -> tuple[list[KnownProblem], int]:
        """The problems that are not over, those with most incidents first, and how many the limit leaves out."""
        limit = self._question.limit
        order = sorted(self._opened.known.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        found: list[KnownProblem] = []
        for problem, its in order[:limit]:
            node, ids = self._opened.problems[problem], sorted(its)
            found.append(
                KnownProblem(
                    id=problem,
                    name=node.name,
                    status=node.text(STATUS),
                    count=len(ids),
                    incidents=ids[:limit],
                    incidents_omitted=max(0, len(ids) - limit),
                )
            )
        return found, max(0, len(order) - limit)

    def _proposal(self, group: Group, summaries: Mapping[str, Summary], on: Sequence[Node]) -> Proposal:
        its = summaries[group.provider]
        limit, nodes = self._question.limit, [self._opened.nodes[each] for each in group.incidents]
        tickets = [ticket for ticket in on if ticket.id not in group.incidents]
        found = Proposal(
            title=title(its.name),
            description="",
            id=group.provider,
            kind=its.kind,
            name=its.name,
            recorded=len(group.recorded),
            shows_at=group.shows_at,
            population=self._population,
            chance=group.chance,
            among=group.among,
            recurrence=self._recurrence(group.incidents),
            priorities=_priorities(nodes),
            costs=_costs(nodes),
            incidents=[self._incident(self._incidents[each], group) for each in group.incidents[:limit]],
            incidents_omitted=max(0, len(nodes) - limit),
            others=[
                OtherProvider(
                    id=other.id,
                    kind=summaries[other.id].kind,
                    name=summaries[other.id].name,
                    shows_at=other.shows_at,
                )
                for other in group.others[:TOLD]
            ],
            others_omitted=max(0, len(group.others) - TOLD),
            tickets=[_ticket(ticket) for ticket in tickets[:TOLD]],
            tickets_omitted=max(0, len(tickets) - TOLD),
        )
        return found.model_copy(update={"description": description(found)})

    def _incident(self, incident: Incident, group: Group) -> IncidentTold:
        node = self._opened.nodes[incident.id]
        ways = [path for each in sorted(incident.affects) if (path := way(group.reach, group.provider, each))]
        return IncidentTold(
            id=node.id,
            name=node.name,
            status=node.text(STATUS),
            opened_at=_iso(self._opened.at[node.id]),
            priority=node.count("priority"),
            cost=node.number("cost"),
            currency=node.text("currency"),
            recorded=node.id in group.recorded,
            ways=ways[:TOLD],
            ways_omitted=max(0, len(ways) - TOLD),
        )

    def _recurrence(self, incidents: Collection[str]) -> Recurrence:
        at = sorted(self._opened.at[each] for each in incidents)
        return Recurrence(
            incidents=len(at),
            first=_iso(at[0]),
            last=_iso(at[-1]),
            days=round((at[-1] - at[0]) / timedelta(days=1), 2),
            per_month=round(len(at) / ((self._until - self._first) / _MONTH), 2),
        )


def _counts(opened: Opened, groups: Sequence[Group]) -> ProblemCounts:
    proposed = {incident for group in groups for incident in group.incidents}
    unplaced = sum(not each.affects and not each.causes for each in opened.may)
    return ProblemCounts(
        looked_at=len(opened.nodes),
        proposed=len(proposed),
        known=len(set[str]().union(*opened.known.values())),
        canceled=len(opened.canceled),
        unplaced=unplaced,
        alone=len(opened.may) - unplaced - len(proposed),
    )


def _priorities(incidents: Sequence[Node]) -> dict[str, int]:
    counts = Counter(each.count("priority") for each in incidents)
    order = sorted(counts, key=lambda priority: (priority is None, priority or 0))
    return {"none" if priority is None else str(priority): counts[priority] for priority in order}


def _costs(incidents: Sequence[Node]) -> list[Cost]:
    known: defaultdict[str, list[float]] = defaultdict(list)
    for each in incidents:
        if (cost := each.number("cost")) is not None:
            known[each.text("currency") or ""].append(cost)
    return [
        Cost(currency=currency or None, amount=round(sum(its), 2), incidents=len(its))
        for currency, its in sorted(known.items())
    ]


def _ticket(node: Node) -> TicketOn:
    at = begun(node)
    return TicketOn(
        id=node.id, kind=node.kind, name=node.name, status=node.text(STATUS), at=None if at is None else _iso(at)
    )


def _period(question: ProblemsQuestion, estate: Estate) -> tuple[datetime, datetime]:
    now = times.now() if estate.at is None else estate.at
    # In microseconds, what an offset moves out of the years that there are counts as their edge.
    until = now if question.until is None else times.to_micros(question.until)
    back = until - USUAL // times.MICROSECOND
    first = max(back, _EARLIEST) if question.first is None else times.to_micros(question.first)
    if until <= first:
        why = f"The period ends at {times.iso(until)}, not after it begins at {times.iso(first)}."
        raise Invalid(why, places=[Place(why, pointer="/to")])
    return times.from_micros(first), times.from_micros(until)


def _iso(at: datetime) -> str:
    return times.iso(times.to_micros(at))
