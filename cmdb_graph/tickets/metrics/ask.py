"""The question about metrics end to end: fetch, work out, and put the answer together. All doors call this function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import must_find
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.tickets.calendar import Calendar
from cmdb_graph.tickets.history import History
from cmdb_graph.tickets.metrics import backlog, promises, reliability, resolution
from cmdb_graph.tickets.metrics.catalog import Name, definition
from cmdb_graph.tickets.metrics.fetch import Fetch
from cmdb_graph.tickets.metrics.figures import Figure, Unit
from cmdb_graph.tickets.metrics.models import (
    MOST_PERIODS,
    CiFigures,
    Metric,
    MetricsAnswer,
    MetricsQuestion,
    PeriodFigures,
    Records,
)
from cmdb_graph.tickets.metrics.periods import periods
from cmdb_graph.tickets.metrics.promises import Promised
from cmdb_graph.tickets.metrics.ticket import Period, Ticket, tickets_of
from cmdb_graph.tickets.process import TICKET, Measure, Process
from cmdb_graph.vocabulary import Vocabulary

_OFFICE = "office"
_INCIDENT, _CHANGE = "Incident", "Change"
_SIMPLE: Mapping[Name, Callable[[Iterable[Ticket], Period], Figure]] = {
    "resolution_time": resolution.resolution_time,
    "first_contact_resolution": resolution.first_contact,
    "satisfaction": resolution.satisfaction,
    "reopen_rate": resolution.reopen_rate,
    "reassignment_rate": resolution.reassignment_rate,
    "backlog_age": backlog.backlog_age,
}
_UNITS: Mapping[Name, Unit] = {
    "resolution_time": "seconds",
    "business_resolution_time": "seconds",
    "backlog_age": "seconds",
    "reliability": "seconds",
    "satisfaction": "score",
}


def metrics(
    store: ReadStore, vocabulary: Vocabulary, process: Process, question: MetricsQuestion, deadline: Deadline
) -> MetricsAnswer:
    """Metrics by period. Invalid for a period that ends before it begins, for too many periods, or an unknown kind or zone.

    NotFound or Retired for a service or team that is not there.
    """
    if not vocabulary.is_a(vocabulary.kind(question.kind, pointer="/kind").name, TICKET):
        why = f"{question.kind} is no kind of {TICKET}"
        raise Invalid(why, places=[Place(why, pointer="/kind")])
    as_of = None if question.as_of is None else times.to_micros(question.as_of)

    def work(reader: Reader, moment: Moment) -> MetricsAnswer:
        for entity_id in (question.service, question.team):
            if entity_id is not None:
                must_find(reader, entity_id, moment.at)
        asked = _periods(question, moment)
        fetch = Fetch(reader, vocabulary, process, moment.at, deadline)
        return _Estate(fetch, process, question, deadline).answer(asked, moment)

    return steady(store, as_of, deadline, work)


class _Estate:
    """The tickets that are asked about, and their metrics."""

    def __init__(self, fetch: Fetch, process: Process, question: MetricsQuestion, deadline: Deadline) -> None:
        self._fetch = fetch
        self._process = process
        self._question = question
        self._deadline = deadline
        wanted = set(question.metrics)
        beneath = None if question.service is None else fetch.beneath(question.service)
        among = None if beneath is None else fetch.about(beneath)
        self._asked = fetch.histories(question.kind, among) if wanted - {"reliability", "change_failure_rate"} else []
        self._read: tuple[Period, Mapping[Measure, list[Promised]]] | None = None
        self._incidents: dict[str, History] = {}
        self._changes: list[History] = []
        self._of_ci: dict[str, set[str]] = {}
        self._causes: dict[str, set[str]] = {}
        if wanted & {"reliability", "change_failure_rate"}:
            incidents = self._asked if question.kind == _INCIDENT and self._asked and among is None else None
            incidents = fetch.histories(_INCIDENT) if incidents is None else incidents
            self._incidents = {history.id: history for history in incidents}
        if "change_failure_rate" in wanted:
            self._changes = fetch.histories(_CHANGE, among)
            self._causes = fetch.causes(history.id for history in self._changes)
        if "reliability" in wanted:
            of_ci = fetch.affected(self._incidents if among is None else among & self._incidents.keys())
            self._of_ci = {ci: its for ci, its in of_ci.items() if beneath is None or ci in beneath}
        self._cis = fetch.nodes(self._of_ci)

    def answer(self, asked: Sequence[Period], moment: Moment) -> MetricsAnswer:
        """All metrics that are asked for, each in every period."""
        found: dict[Name, list[PeriodFigures]] = {name: [] for name in dict.fromkeys(self._question.metrics)}
        for period in asked:
            self._deadline.check()
            tickets = tickets_of(self._asked, period, self._fetch.done)
            for name, figures in found.items():
                figures.append(self._figures(name, tickets, period))
        looked_at = {history.id for history in (*self._asked, *self._incidents.values(), *self._changes)}
        return MetricsAnswer(
            text=_sentence(len(looked_at), asked, self._question.as_of_event),
            as_of=moment.as_of,
            first=asked[0].first,
            until=asked[-1].until,
            tickets=len(looked_at),
            metrics=[
                Metric(metric=name, definition=definition(name), unit=_UNITS.get(name, "share"), periods=figures)
                for name, figures in found.items()
            ],
        )

    def _figures(self, name: Name, tickets: list[Ticket], period: Period) -> PeriodFigures:
        if name == "reliability":
            return self._reliability(period)
        figure = self._figure(name, tickets, period)
        return PeriodFigures(
            first=period.first,
            until=period.until,
            values=figure.values,
            counted=None if figure.counted is None else self._records(figure.counted),
            records=self._records(figure.behind),
            apart=figure.apart,
        )

    def _figure(self, name: Name, tickets: list[Ticket], period: Period) -> Figure:
        match name:
            case "business_resolution_time":
                of_team = self._of_team(tickets)
                return resolution.business_resolution_time(of_team, period, self._calendar)
            case "response_compliance" | "resolution_compliance":
                measure: Measure = "response" if name == "response_compliance" else "resolution"
                return promises.sla_compliance(self._promised(tickets, period)[measure], period)
            case "change_failure_rate":
                changes = self._of_team(tickets_of(self._changes, period, self._fetch.done))
                return reliability.change_failure(changes, self._causes, self._opened(changes, period), period)
            case "reopen_rate":
                return resolution.reopen_rate(self._of_team(tickets, once=True), period)
            case _:
                return _SIMPLE[name](self._of_team(tickets), period)

    def _reliability(self, period: Period) -> PeriodFigures:
        cis: list[CiFigures] = []
        behind: set[str] = set()
        incidents = tickets_of(self._incidents.values(), period, self._fetch.done)
        known = {one.id: one for one in self._of_team(incidents)}
        for ci in sorted(self._of_ci):
            found = reliability.reliability([known[one] for one in self._of_ci[ci] if one in known], period)
            if not found.behind:
                continue
            behind |= set(found.behind)
            node = self._cis[ci]
            cis.append(
                CiFigures(
                    id=ci,
                    kind=node.kind,
                    name=node.name,
                    failures=found.failures,
                    down=found.down,
                    mtbf=found.mtbf,
                    mttr=found.mttr,
                    restored=self._records(found.restored),
                    records=self._records(found.behind),
                )
            )
        cis.sort(key=lambda each: (-each.failures, -each.down, each.id))
        return PeriodFigures(
            first=period.first,
            until=period.until,
            values={"failures": sum(each.failures for each in cis)},
            records=self._records(tuple(sorted(behind))),
            apart={},
            cis=cis[: self._question.limit],
            cis_omitted=max(0, len(cis) - self._question.limit),
        )

    def _promised(self, tickets: list[Ticket], period: Period) -> Mapping[Measure, list[Promised]]:
        """Both clocks of each ticket are read in one go, and kept until the next period."""
        if self._read is None or self._read[0] != period:
            ids = {one.id for one in self._of_team(tickets) if one.canceled is None}
            histories = (history for history in self._asked if history.id in ids)
            self._read = period, promises.promised(histories, self._process, period)
        return self._read[1]

    def _of_team(self, tickets: Iterable[Ticket], *, once: bool = False) -> list[Ticket]:
        """Those of the team that is asked about: that had one when it came to be resolved; of an open one, that has it.

        `once`: that had it when it last came to be resolved, open again or not.
        """
        team = self._question.team
        if team is None:
            return list(tickets)
        return [one for one in tickets if team == (one.resolvers if once or one.resolved is not None else one.team)]

    def _calendar(self, ticket: Ticket) -> Calendar:
        clock = self._process.life(ticket.kind).clocks.get("resolution")
        priority = ticket.state.get("priority")
        target = clock.targets.get(priority) if clock is not None and isinstance(priority, int) else None
        return self._process.calendars[_OFFICE if target is None else target.calendar]

    def _opened(self, changes: Iterable[Ticket], period: Period) -> dict[str, datetime]:
        """When the incidents were opened that name one of these changes as their cause; canceled ones are none."""
        caused = {incident for change in changes for incident in self._causes.get(change.id, ())}
        histories = [self._incidents[incident] for incident in sorted(caused & self._incidents.keys())]
        whole = Period(datetime.min.replace(tzinfo=UTC), period.until, period.known)
        found = tickets_of(histories, whole, self._fetch.done)
        return {one.id: one.opened for one in found if one.canceled is None}

    def _records(self, ids: Sequence[str]) -> Records:
        shown = list(ids[: self._question.limit])
        return Records(count=len(ids), ids=shown, omitted=len(ids) - len(shown))


def _periods(question: MetricsQuestion, moment: Moment) -> list[Period]:
    try:
        zone = ZoneInfo(question.zone)
    except (KeyError, ValueError, OSError):
        why = f"There is no time zone {question.zone[:80]!r}: name one such as Europe/Vienna."
        raise Invalid(why, places=[Place(why, pointer="/zone")]) from None
    now = datetime.now(UTC) if moment.at is None else times.from_micros(moment.at)
    until = question.until or question.as_of_event or now
    first = question.first
    if first is None:
        # The month so far; of a month that begins at this instant, the one before.
        local = (until - times.MICROSECOND).astimezone(zone)
        first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if until <= first:
        why = f"The period ends at {until.isoformat()}, not after it begins at {first.isoformat()}."
        raise Invalid(why, places=[Place(why, pointer="/to")])
    known = min(now, question.as_of_event or now)
    found = periods(first.astimezone(UTC), until.astimezone(UTC), question.by, zone, known)
    if len(found) > MOST_PERIODS:
        why = f"That is {len(found):,} periods; at most {MOST_PERIODS} are answered at once."
        raise Invalid(why, places=[Place(why, pointer="/by")])
    return found


def _sentence(tickets: int, asked: Sequence[Period], known: datetime | None) -> str:
    first, until = asked[0].first, asked[-1].until
    parts = f" in {len(asked):,} periods" if len(asked) > 1 else ""

    as_known = "" if known is None else f", as known on {known.isoformat()}"
    looked = f"{tickets:,} {'ticket was' if tickets == 1 else 'tickets were'} looked at"
    return f"From {first.isoformat()} to {until.isoformat()}{parts}{as_known}: {looked}."
