"""The tickets that a question is about, and how they stood in each period."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cmdb_graph.tickets.metrics.catalog import Name
from cmdb_graph.tickets.metrics.fetch import Fetch
from cmdb_graph.tickets.metrics.models import MetricsQuestion
from cmdb_graph.tickets.metrics.promises import Clocks, promised
from cmdb_graph.tickets.metrics.reliability import ended_at
from cmdb_graph.tickets.metrics.ticket import Period, Ticket, in_turn, ticket_at
from cmdb_graph.tickets.process import Process

_INCIDENT, _CHANGE = "Incident", "Change"
_OF_INCIDENTS: frozenset[Name] = frozenset({"reliability", "change_failure_rate"})
"""These are of incidents and changes, whatever kind is asked about."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The tickets that a period may be about, each as it stood when the period is judged."""

    period: Period
    asked: Sequence[Ticket]
    incidents: Sequence[Ticket]
    changes: Sequence[Ticket]


class Estate:
    """The tickets that the metrics of a question count, each with its history read once, and what they are joined to.

    `cis`: incident -> the CIs that it affects; `causes`: change -> the incidents that name it as their cause.
    """

    def __init__(self, fetch: Fetch, process: Process, question: MetricsQuestion) -> None:
        self._deadline = fetch.deadline
        self._process = process
        self._done = fetch.done
        wanted = set(question.metrics)
        beneath = None if question.service is None else fetch.beneath(question.service)
        among = None if beneath is None else fetch.about(beneath)
        asked = fetch.below(question.kind) if wanted - _OF_INCIDENTS else set[str]()
        incidents = fetch.below(_INCIDENT) if wanted & _OF_INCIDENTS else set[str]()
        changes = fetch.below(_CHANGE) if "change_failure_rate" in wanted else set[str]()
        tickets = fetch.tickets(asked | incidents | changes)
        here = {each.id for each in tickets if among is None or each.id in among}
        self._asked = {each.id for each in tickets if each.kind in asked} & here
        # Those of everything: what hurts elsewhere may be caused by a change here.
        self._incidents = {each.id for each in tickets if each.kind in incidents}
        self._changes = {each.id for each in tickets if each.kind in changes} & here
        self.ids = self._asked | self._incidents | self._changes
        self._histories = {each.id: each for each in fetch.histories(one for one in tickets if one.id in self.ids)}
        self.causes: Mapping[str, Collection[str]] = fetch.causes(self._changes)
        self.cis: Mapping[str, Collection[str]] = {}
        if "reliability" in wanted:
            self.cis = fetch.affected(self._incidents & here, beneath)

    def standing(self, periods: Sequence[Period]) -> Iterator[Standing]:
        """How they stood in each of these periods, which follow one another."""
        for period, tickets in zip(periods, in_turn(self._histories.values(), periods, self._done), strict=True):
            self._deadline.check()
            yield Standing(
                period,
                [one for one in tickets if one.id in self._asked],
                [one for one in tickets if one.id in self._incidents],
                [one for one in tickets if one.id in self._changes],
            )

    def clocks(self, ticket: Ticket, period: Period) -> Clocks:
        """What was promised for it; for a canceled one, nothing."""
        return {} if ticket.canceled is not None else promised(self._histories[ticket.id], self._process, period)

    def opened(self, changes: Iterable[Ticket], period: Period) -> dict[str, datetime]:
        """When the incidents were opened that one of these changes caused, if it ended in the period; canceled ones are none."""
        ended = (change.id for change in changes if period.holds(ended_at(change)))
        caused = {incident for change in ended for incident in self.causes.get(change, ())} & self._incidents
        found = (ticket_at(self._histories[incident], period.judged, self._done) for incident in caused)
        return {one.id: one.opened for one in found if one is not None and one.canceled is None}
