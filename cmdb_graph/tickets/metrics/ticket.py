"""A ticket as it was known to stand at an instant, and periods: what every metric is counted from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmdb_graph.graph.shape import Value
from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM, History, moment

RESOLVED = frozenset({"resolved", "fulfilled", "closed"})
CANCELED = frozenset({"canceled", "rejected"})
"""Statuses in which nothing is left to do: because it was done, and because it shall not be done."""

Done = Callable[[str], Collection[str]]
"""Kind -> its statuses in which the work is done."""

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant to another one, the second excluded, judged as things were known at `known` (none: at its end)."""

    first: datetime
    until: datetime
    known: datetime | None = None

    @property
    def judged(self) -> datetime:
        """The instant as of which everything is judged: the last one in the period, or `known` where that is earlier."""
        last = self.until - _MOMENT
        return last if self.known is None else min(last, self.known)

    @property
    def seen(self) -> timedelta:
        """How much of the period had gone by when it is judged."""
        end = self.until if self.known is None else min(self.until, self.known)
        return max(end - self.first, timedelta())

    def holds(self, at: datetime | None) -> bool:
        """Whether an instant lies in it, and had come when it is judged."""
        return at is not None and self.first <= at <= self.judged


@dataclass(frozen=True, slots=True)
class Ticket:
    """What happened to a ticket until an instant.

    `known`: its first step; periods that are over before know nothing of it. `opened`: its attribute, or its first step where
    that is earlier. `resolved`: None while it is open or canceled. `resolutions`: every time that it came to be resolved, the
    last of them `resolved` unless it was opened again. `team` and `state` are those at the instant, `resolvers` the team that
    had it when it came to be resolved. `reassignments` are those of its team; where none is told, of its person. Of these and of
    `reopenings`, the record may count more than its steps show.
    """

    id: str
    kind: str
    state: Mapping[str, Value]
    known: datetime
    opened: datetime
    resolved: datetime | None
    resolutions: tuple[datetime, ...]
    resolvers: str | None
    team: str | None
    canceled: datetime | None
    reopenings: int
    reassignments: int

    @property
    def is_open(self) -> bool:
        return self.resolved is None and self.canceled is None

    @property
    def began(self) -> datetime:
        """When it began to hurt: `started_at`, else when it was opened; not after it was resolved."""
        began = moment(self.state.get("started_at")) or self.opened
        return began if self.resolved is None else min(began, self.resolved)

    @property
    def noticed(self) -> datetime:
        """When it began, or was first known where that is later: no period before can count it."""
        return max(self.began, self.known)


def usual(kind: str) -> Collection[str]:
    """Of every kind the same."""
    del kind
    return RESOLVED


def ticket_at(history: History, at: datetime, done: Done = usual) -> Ticket | None:
    """The ticket as it stood at an instant; None before its first step."""
    over = done(history.kind)
    known: dict[str, Value | None] = {}
    standing = ""
    resolutions: list[datetime] = []
    reopened: datetime | None = None
    canceled: datetime | None = None
    reopenings = 0
    teams: list[Value] = []
    people: list[Value] = []
    resolvers: Value | None = None
    for step in history.steps:
        if step.at > at:
            break
        changes = step.changes
        known.update(changes)
        if TEAM in changes:
            _follow(teams, changes[TEAM])
        if ASSIGNED_TO in changes:
            _follow(people, changes[ASSIGNED_TO])
        if standing and "status" not in changes:
            continue
        now = _standing(known.get("status"), over)
        if now == "resolved" != standing:
            resolutions.append(step.at)
            resolvers = known.get(TEAM)
        elif standing == "resolved" != now:
            reopened = step.at
            reopenings += now == "open"
        if now != standing:
            canceled = step.at if now == "canceled" else None
        standing = now
    if not standing:
        return None
    first = history.steps[0].at
    state = {name: value for name, value in known.items() if value is not None}
    opened = min(moment(state.get("opened_at")) or first, first)
    if standing == "resolved":
        # What the record says of this resolution is finer than the step that told it; of an earlier one, it is not meant.
        told = moment(state.get("resolved_at"))
        if told is not None and max(opened, reopened or opened) <= told <= at:
            resolutions[-1] = told
    return Ticket(
        id=history.id,
        kind=history.kind,
        state=state,
        known=first,
        opened=opened,
        resolved=resolutions[-1] if standing == "resolved" else None,
        resolutions=tuple(resolutions),
        resolvers=_text(resolvers),
        team=_text(state.get(TEAM)),
        canceled=canceled,
        reopenings=max(reopenings, _count(state.get("reopenings"))),
        reassignments=max(len(teams or people) - 1, _count(state.get("reassignments")), 0),
    )


def in_turn(histories: Iterable[History], periods: Sequence[Period], done: Done = usual) -> Iterator[list[Ticket]]:
    """For each of these periods, which follow one another, the tickets that it may be about as they stood when it is judged.

    Those are all that had begun by then, without what was over before the period began.
    """
    ahead = sorted((each for each in histories if each.steps), key=lambda each: each.steps[0].at, reverse=True)
    here: list[tuple[datetime | None, History]] = []
    for period in periods:
        while ahead and ahead[-1].steps[0].at <= period.judged:
            history = ahead.pop()
            here.append((_over_since(history, done), history))
        here = [(over, history) for over, history in here if over is None or over >= period.first]
        found = (ticket_at(history, period.judged, done) for _, history in here)
        yield [one for one in found if one is not None]


def tickets_of(histories: Iterable[History], period: Period, done: Done = usual) -> list[Ticket]:
    """Those that one period may be about."""
    return next(in_turn(histories, [period], done))


def _over_since(history: History, done: Done) -> datetime | None:
    """When the last thing happened to it; None where something is left to do."""
    told = (step.changes["status"] for step in reversed(history.steps) if "status" in step.changes)
    is_open = _standing(next(told, None), done(history.kind)) == "open"
    return None if is_open else history.steps[-1].at


def _standing(status: Value | None, over: Collection[str]) -> str:
    if isinstance(status, str) and status in over:
        return "resolved"
    return "canceled" if isinstance(status, str) and status in CANCELED else "open"


def _follow(holders: list[Value], who: Value | None) -> None:
    if who is not None and holders[-1:] != [who]:
        holders.append(who)


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: Value | None) -> int:
    return value if isinstance(value, int) else 0
