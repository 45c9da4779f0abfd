"""The question about metrics end to end: fetch, work out, and put the answer together. All doors call this function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import must_find
from cmdb_graph.entities.node import Node
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.tickets.metrics.catalog import Name, definition
from cmdb_graph.tickets.metrics.estate import Estate, Standing
from cmdb_graph.tickets.metrics.fetch import Fetch
from cmdb_graph.tickets.metrics.figures import Figure, Unit
from cmdb_graph.tickets.metrics.groups import Key, parted, team_of
from cmdb_graph.tickets.metrics.models import (
    MOST_GROUPED_PERIODS,
    MOST_GROUPS,
    MOST_PERIODS,
    CiFigures,
    GroupFigures,
    GroupName,
    Metric,
    MetricsAnswer,
    MetricsQuestion,
    PeriodFigures,
    Records,
)
from cmdb_graph.tickets.metrics.periods import periods
from cmdb_graph.tickets.metrics.reliability import Reliability, reliability
from cmdb_graph.tickets.metrics.ticket import Period, Ticket
from cmdb_graph.tickets.metrics.work import Work
from cmdb_graph.tickets.process import TICKET, Process
from cmdb_graph.vocabulary import Vocabulary

_FIRST, _LAST = (
    datetime.combine(times.FIRST_DAY, time(), UTC),
    datetime.combine(times.LAST_DAY, time.max, UTC),
)
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
    """Metrics by period. Invalid for a period that ends before it begins, for times of far years, for too many periods
    (with groups, fewer are answered), or an unknown kind or zone.

    NotFound or Retired for a service or team that is not there.
    """
    if not vocabulary.is_a(vocabulary.kind(question.kind, pointer="/kind").name, TICKET):
        why = f"{question.kind} is no kind of {TICKET}"
        raise Invalid(why, places=[Place(why, pointer="/kind")])
    as_of = None if question.as_of is None else times.to_micros(question.as_of)

    def work(reader: Reader, moment: Moment) -> MetricsAnswer:
        if question.service is not None:
            must_find(reader, question.service, moment.at)
        if question.team is not None:
            _must_be_team(vocabulary, question.team, must_find(reader, question.team, moment.at).state.kind)
        asked = _periods(question, moment)
        fetch = Fetch(reader, vocabulary, process, moment.at, deadline)
        return _Answer(fetch, process, question).of(asked, moment)

    return steady(store, as_of, deadline, work)


def _must_be_team(vocabulary: Vocabulary, team: str, kind: str) -> None:
    if not vocabulary.is_a(kind, "Team"):
        why = f"{team!r} is a {kind}, and no Team: tickets are told by the team that has them."
        raise Invalid(why, places=[Place(why, pointer="/team")])


class _Answer:
    """The metrics that are asked for, period by period, of all tickets and of each group of them."""

    def __init__(self, fetch: Fetch, process: Process, question: MetricsQuestion) -> None:
        self._fetch = fetch
        self._process = process
        self._question = question
        self._names = tuple(dict.fromkeys(question.metrics))
        self._estate = Estate(fetch, process, question)

    def of(self, periods: Sequence[Period], moment: Moment) -> MetricsAnswer:
        groups = self._groups(periods)
        whole: dict[Name, list[PeriodFigures]] = {name: [] for name in self._names}
        parts: dict[Name, dict[Key, list[PeriodFigures]]] = {
            name: {key: [] for key in _most(groups.get(_counted(name), {}))} for name in self._names
        }
        for standing in self._estate.standing(periods):
            work = Work(self._estate, self._process, standing.period)
            for name in self._names:
                if (counted := _counted(name)) is None:
                    whole[name].append(self._reliability(standing))
                    continue
                tickets = self._tickets(standing, counted)
                whole[name].append(self._told(work.figure(name, tickets), standing.period))
                by_key = self._parted(tickets, counted) if parts[name] else {}
                for key, its in parts[name].items():
                    its.append(self._told(work.figure(name, by_key.get(key, [])), standing.period))
        return MetricsAnswer(
            text=_sentence(len(self._estate.ids), periods, self._question.as_of_event),
            as_of=moment.as_of,
            first=periods[0].first,
            until=periods[-1].until,
            tickets=len(self._estate.ids),
            metrics=[self._metric(name, whole[name], parts[name], groups.get(_counted(name))) for name in self._names],
        )

    # Which tickets a metric is of, and which groups of them there are

    def _tickets(self, standing: Standing, counted: _Counted) -> list[Ticket]:
        tickets = standing.changes if counted.changes else standing.asked
        return self._of_team(tickets, once=counted.once)

    def _of_team(self, tickets: Iterable[Ticket], *, once: bool = False) -> list[Ticket]:
        team = self._question.team
        return [one for one in tickets if team is None or team == team_of(one, once=once)]

    def _parted(self, tickets: Iterable[Ticket], counted: _Counted) -> dict[Key, list[Ticket]]:
        return parted(tickets, self._question.group, once=counted.once)

    def _groups(self, periods: Sequence[Period]) -> dict[_Counted | None, dict[Key, int]]:
        """How many tickets stood in each group in any period; no groups where none are asked for."""
        if self._question.group == "none":
            return {}
        each = {counted for name in self._names if (counted := _counted(name)) is not None}
        found: dict[_Counted, dict[Key, set[str]]] = {counted: {} for counted in each}
        for standing in self._estate.standing(periods):
            for counted, groups in found.items():
                for key, tickets in self._parted(self._tickets(standing, counted), counted).items():
                    groups.setdefault(key, set()).update(one.id for one in tickets)
        return {counted: {key: len(ids) for key, ids in groups.items()} for counted, groups in found.items()}

    # What they come to

    def _reliability(self, standing: Standing) -> PeriodFigures:
        period = standing.period
        of_ci: defaultdict[str, list[Ticket]] = defaultdict(list)
        for one in self._of_team(standing.incidents):
            for ci in self._estate.cis.get(one.id, ()):
                of_ci[ci].append(one)
        figures = {ci: reliability(incidents, period) for ci, incidents in of_ci.items()}
        ranked = sorted(
            ((ci, its) for ci, its in figures.items() if its.behind),
            key=lambda each: (-each[1].failures, -each[1].down, each[0]),
        )
        shown = ranked[: self._question.limit]
        nodes = self._fetch.nodes(ci for ci, _ in shown)
        return PeriodFigures(
            first=period.first,
            until=period.until,
            values={"failures": sum(its.failures for _, its in ranked)},
            records=self._records(sorted({one for _, its in ranked for one in its.behind})),
            apart={},
            cis=[self._ci(nodes[ci], its) for ci, its in shown],
            cis_omitted=len(ranked) - len(shown),
        )

    def _ci(self, node: Node, its: Reliability) -> CiFigures:
        return CiFigures(
            id=node.id,
            kind=node.kind,
            name=node.name,
            failures=its.failures,
            down=its.down,
            mtbf=its.mtbf,
            mttr=its.mttr,
            restored=self._records(its.restored),
            records=self._records(its.behind),
        )

    def _told(self, figure: Figure, period: Period) -> PeriodFigures:
        return PeriodFigures(
            first=period.first,
            until=period.until,
            values=figure.values,
            counted=None if figure.counted is None else self._records(figure.counted),
            records=self._records(figure.behind),
            apart=figure.apart,
        )

    def _records(self, ids: Sequence[str]) -> Records:
        shown = list(ids[: self._question.limit])
        return Records(count=len(ids), ids=shown, omitted=len(ids) - len(shown))

    def _metric(
        self,
        name: Name,
        whole: list[PeriodFigures],
        parts: Mapping[Key, list[PeriodFigures]],
        counts: Mapping[Key, int] | None,
    ) -> Metric:
        metric = Metric(metric=name, definition=definition(name), unit=_UNITS.get(name, "share"), periods=whole)
        if counts is not None:
            teams = self._fetch.nodes(key for key in parts if isinstance(key, str))
            metric.groups = [
                GroupFigures(group=self._named(key, teams), tickets=counts[key], periods=its)
                for key, its in parts.items()
            ]
            metric.groups_omitted = len(counts) - len(parts)
        return metric

    def _named(self, key: Key, teams: Mapping[str, Node]) -> GroupName:
        group = self._question.group
        if key is None:
            return GroupName(id=None, name=f"without a {group}")
        if isinstance(key, int):
            return GroupName(id=str(key), name=f"{group} {key}")
        return GroupName(id=key, name=teams[key].name if key in teams else key)


class _Counted(NamedTuple):
    """Of which tickets a metric is, and whose they are: of one that was resolved `once`, its last resolvers'."""

    changes: bool = False
    once: bool = False


def _counted(name: Name) -> _Counted | None:
    """None: it is of CIs, and in no groups."""
    if name == "reliability":
        return None
    return _Counted(changes=name == "change_failure_rate", once=name == "reopen_rate")


def _most(groups: Mapping[Key, int]) -> list[Key]:
    """Those with most tickets first, as many as are told."""
    return sorted(groups, key=lambda key: (-groups[key], key is None, str(key)))[:MOST_GROUPS]


def _periods(question: MetricsQuestion, moment: Moment) -> list[Period]:
    try:
        zone = ZoneInfo(question.zone)
    except (KeyError, ValueError, OSError):
        why = f"There is no time zone {question.zone[:80]!r}: name one such as Europe/Vienna."
        raise Invalid(why, places=[Place(why, pointer="/zone")]) from None
    now = datetime.now(UTC) if moment.at is None else times.from_micros(moment.at)
    _check_year(question.first, "/from")
    _check_year(question.until, "/to")
    _check_year(question.as_of_event, "/as_of_event")
    _check_year(now, "/as_of")
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
    found = periods(first.astimezone(UTC), until.astimezone(UTC), question.by, zone, known, MOST_PERIODS + 1)
    if len(found) > MOST_PERIODS:
        why = f"By {question.by} that is too many periods: at most {MOST_PERIODS} are answered at once."
        raise Invalid(why, places=[Place(why, pointer="/by")])
    if question.group != "none" and len(found) > MOST_GROUPED_PERIODS:
        why = (
            f"That is {len(found)} periods, and figures of each {question.group} are given of at most "
            f"{MOST_GROUPED_PERIODS}: ask for a shorter time, for longer periods, or without groups."
        )
        raise Invalid(why, places=[Place(why, pointer="/group")])
    return found


def _check_year(at: datetime | None, pointer: str) -> None:
    """Beyond lie times that nobody means, and near the edge of what there are, times of a zone that do not exist."""
    if at is not None and not _FIRST <= at <= _LAST:
        why = f"{at.isoformat()} is no time of the years {times.FIRST_DAY.year} to {times.LAST_DAY.year} in UTC."
        raise Invalid(why, places=[Place(why, pointer=pointer)])


def _sentence(tickets: int, asked: Sequence[Period], known: datetime | None) -> str:
    first, until = asked[0].first, asked[-1].until
    parts = f" in {len(asked):,} periods" if len(asked) > 1 else ""

    as_known = "" if known is None else f", as known on {known.isoformat()}"
    looked = f"{tickets:,} {'ticket was' if tickets == 1 else 'tickets were'} looked at"
    return f"From {first.isoformat()} to {until.isoformat()}{parts}{as_known}: {looked}."
