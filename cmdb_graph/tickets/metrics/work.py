"""What each metric comes to in a period, of any of its tickets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from cmdb_graph.tickets.calendar import Calendar
from cmdb_graph.tickets.metrics import backlog, promises, reliability, resolution
from cmdb_graph.tickets.metrics.catalog import Name
from cmdb_graph.tickets.metrics.estate import Estate
from cmdb_graph.tickets.metrics.figures import Figure
from cmdb_graph.tickets.metrics.promises import Clocks, Promised
from cmdb_graph.tickets.metrics.ticket import Period, Ticket
from cmdb_graph.tickets.process import Measure, Process

_SIMPLE: Mapping[Name, Callable[[Iterable[Ticket], Period], Figure]] = {
    "resolution_time": resolution.resolution_time,
    "first_contact_resolution": resolution.first_contact,
    "satisfaction": resolution.satisfaction,
    "reopen_rate": resolution.reopen_rate,
    "reassignment_rate": resolution.reassignment_rate,
    "backlog_age": backlog.backlog_age,
}


class Work:
    """Works out figures of one period. The clocks of a ticket are read once, for both measures and all groups."""

    def __init__(self, estate: Estate, process: Process, period: Period) -> None:
        self._estate = estate
        self._process = process
        self._period = period
        self._clocks: dict[str, Clocks] = {}

    def figure(self, name: Name, tickets: Sequence[Ticket]) -> Figure:
        """What a metric comes to, of these tickets; reliability is none of tickets, but of CIs."""
        match name:
            case "business_resolution_time":
                return resolution.business_resolution_time(tickets, self._period, self._hours)
            case "response_compliance":
                return promises.sla_compliance(self._promised("response", tickets), self._period)
            case "resolution_compliance":
                return promises.sla_compliance(self._promised("resolution", tickets), self._period)
            case "change_failure_rate":
                opened = self._estate.opened(tickets, self._period)
                return reliability.change_failure(tickets, self._estate.causes, opened, self._period)
            case _:
                return _SIMPLE[name](tickets, self._period)

    def _promised(self, measure: Measure, tickets: Iterable[Ticket]) -> Iterator[Promised]:
        for one in tickets:
            if (clocks := self._clocks.get(one.id)) is None:
                clocks = self._clocks[one.id] = self._estate.clocks(one, self._period)
            if measure in clocks:
                yield clocks[measure]

    def _hours(self, ticket: Ticket) -> Calendar:
        return promises.service_hours(ticket, self._process)
