"""How tickets are worked on, as data: steps, priorities, service hours, and what is promised. `docs/tickets.md` explains each.

An organization's folder (CMDB_PROCESS) may hold a `process.toml`: a table there takes the place of its built-in namesake, whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from cmdb_graph.data import Table, read
from cmdb_graph.errors import BadProcess
from cmdb_graph.tickets.calendar import Calendar, Hours
from cmdb_graph.vocabulary import Attribute, Kind, Vocabulary
from cmdb_graph.vocabulary.model import STATUS

TICKET = "Ticket"
Measure = Literal["response", "resolution"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

_FILE = "process.toml"
_BUILTIN = Path(__file__).parent / "builtin" / _FILE
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_WITHIN = re.compile(r"PT(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?")


def _hours(value: object) -> object:
    if not isinstance(value, str):
        return value
    if (found := _HOURS.fullmatch(value)) is None:
        raise ValueError(f"hours read 08:00-18:30, at most until 24:00, not {value!r}")
    first, minute, last, until = found.groups()
    hours = Hours(time(int(first), int(minute)), time() if last is None else time(int(last), int(until)))
    if hours.end != time() and hours.end <= hours.start:
        raise ValueError(f"{value} ends before it begins: hours over midnight are two, one of each day")
    if last is not None and hours.end == time():
        raise ValueError(f"{value}: the end of a day is 24:00")
    return hours


def _apart(day: tuple[Hours, ...]) -> tuple[Hours, ...]:
    for before, after in pairwise(day):
        if before.end == time() or after.start < before.end:
            raise ValueError("hours of a day stand in order, and apart")
    return day


def _zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"there is no time zone {value!r}: name one such as Europe/Vienna") from None


def _within(value: object) -> object:
    if not isinstance(value, str):
        return value
    # A day would be 24 hours of service, which nobody means by it.
    if (found := _WITHIN.fullmatch(value)) is None:
        raise ValueError(f"a duration is in hours and minutes, such as PT4H or PT1H30M, not {value!r}")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


Day = Annotated[tuple[Annotated[Hours, BeforeValidator(_hours)], ...], AfterValidator(_apart)]
Names = tuple[str, ...]
Priority = Annotated[int, Field(ge=1, le=5)]


class ServiceHours(Table):
    """Hours of each weekday in a zone; none on `holidays`."""

    zone: Annotated[ZoneInfo, BeforeValidator(_zone)]
    monday: Day = ()
    tuesday: Day = ()
    wednesday: Day = ()
    thursday: Day = ()
    friday: Day = ()
    saturday: Day = ()
    sunday: Day = ()
    holidays: tuple[date, ...] = ()

    def calendar(self) -> Calendar:
        """The same to reckon with."""
        week: dict[int, tuple[Hours, ...]] = {at: getattr(self, day) for at, day in enumerate(_DAYS)}
        return Calendar(self.zone, week, frozenset(self.holidays))


class Ends(Table):
    """Statuses of a kind: in which its work is done, in which it is closed, and which of these need a `close_code`.

    `close_codes` are those that there are; none: any.
    """

    resolved: Names = ()
    closed: Names = ()
    close_code: Names = ()
    close_codes: Names = ()

    @property
    def over(self) -> frozenset[str]:
        """Resolved or closed: a step back from here opens the ticket again."""
        return frozenset((*self.resolved, *self.closed))


class Target(Table):
    """Within how much time of which service hours."""

    within: Annotated[timedelta, BeforeValidator(_within), Field(gt=timedelta())]
    calendar: str


class Clock(Table):
    """It starts at the first of these times that is known, pauses or stops in these statuses, and has a target by priority."""

    starts: Annotated[Names, Field(min_length=1)]
    paused: Names = ()
    stopped: Annotated[Names, Field(min_length=1)]
    targets: Annotated[Mapping[Priority, Target], Field(min_length=1)]


class _File(Table):
    """What a file may hold; a table that it lacks is the built-in one."""

    priorities: Mapping[str, Mapping[str, Priority]] = Field(default_factory=dict[str, Mapping[str, int]])
    calendars: Mapping[str, ServiceHours] = Field(default_factory=dict[str, ServiceHours])
    steps: Mapping[str, Mapping[str, Names]] = Field(default_factory=dict[str, Mapping[str, Names]])
    ends: Mapping[str, Ends] = Field(default_factory=dict[str, Ends])
    clocks: Mapping[str, Mapping[Measure, Clock]] = Field(default_factory=dict[str, Mapping[Measure, Clock]])

    def over(self, builtin: _File) -> _File:
        """The built-in tables, with these in the place of their namesakes."""
        return _File(
            priorities=self.priorities or builtin.priorities,
            calendars={**builtin.calendars, **self.calendars},
            steps={**builtin.steps, **self.steps},
            ends={**builtin.ends, **self.ends},
            clocks={**builtin.clocks, **self.clocks},
        )


@dataclass(frozen=True, slots=True)
class Life:
    """How tickets of one kind are worked on. Without `steps`, any of its `statuses` may follow any other."""

    statuses: Names
    steps: Mapping[str, Names]
    ends: Ends
    clocks: Mapping[Measure, Clock]

    def allowed(self, status: object) -> Names:
        """The steps from a status; any from none, or from one that the process does not know."""
        return self.steps.get(status, self.statuses) if isinstance(status, str) else self.statuses


@dataclass(frozen=True, slots=True)
class Process:
    """How an organization works on its tickets: `priorities` by impact and urgency, `lives` of every kind of ticket."""

    priorities: Mapping[str, Mapping[str, int]]
    calendars: Mapping[str, Calendar]
    lives: Mapping[str, Life]

    def life(self, kind: str) -> Life:
        """That of a kind; of one that the vocabulary has no more: no rules."""
        return self.lives.get(kind, _NO_RULES)

    def priority(self, impact: object, urgency: object) -> int | None:
        """By the matrix; None where either is not known there."""
        row = self.priorities.get(impact) if isinstance(impact, str) else None
        return row.get(urgency) if row is not None and isinstance(urgency, str) else None


_NO_RULES = Life((), {}, Ends(), {})
T = TypeVar("T")


def load(vocabulary: Vocabulary, folder: Path | None = None) -> Process:
    """The process, with the tables of an organization's folder in place of the built-in ones.

    Raises BadProcess, with file and key, on the first mistake.
    """
    said = read(_BUILTIN, _File, BadProcess)
    if folder is not None:
        if not folder.is_dir():
            raise BadProcess(f"{folder} is not a folder. CMDB_PROCESS must name a folder with a file {_FILE}.")
        if (folder / _FILE).is_file():
            said = read(folder / _FILE, _File, BadProcess).over(said)
    for key, why in _mistakes(said, vocabulary):
        raise BadProcess(f"{_FILE}: {key}: {why}")
    kinds = [kind for kind in vocabulary.kinds.values() if vocabulary.is_a(kind.name, TICKET)]
    calendars = {name: hours.calendar() for name, hours in said.calendars.items()}
    return Process(said.priorities, calendars, {kind.name: _life(kind, said) for kind in kinds})


def _life(kind: Kind, said: _File) -> Life:
    """What is said of a kind, or of the nearest one above it; of statuses that it does not have, nothing."""
    statuses = kind.attributes[STATUS].values
    steps = _nearest(kind, said.steps, {})
    if statuses:
        steps = {status: tuple(to for to in steps[status] if to in statuses) for status in statuses if status in steps}
    return Life(statuses or tuple(steps), steps, _nearest(kind, said.ends, Ends()), _nearest(kind, said.clocks, {}))


def _nearest(kind: Kind, tables: Mapping[str, T], none: T) -> T:
    return next((tables[name] for name in kind.labels if name in tables), none)


def _mistakes(said: _File, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What does not fit the vocabulary, or the rest of the process: key, why."""
    for table, kinds in (("steps", said.steps), ("ends", said.ends), ("clocks", said.clocks)):
        yield from (
            (f"{table}.{kind}", f"{kind!r} is no kind of {TICKET}.")
            for kind in kinds
            if not vocabulary.is_a(kind, TICKET)
        )
    yield from _matrix_mistakes(said.priorities, vocabulary.kind(TICKET).attributes)
    for name, steps in said.steps.items():
        key, statuses = f"steps.{name}", vocabulary.kind(name).attributes[STATUS].values
        yield from ((f"{key}.{missing}", "the status is missing.") for missing in statuses if missing not in steps)
        yield from _unknown(key, steps, statuses)
        for status, its in steps.items():
            yield from _unknown(f"{key}.{status}", its, statuses or tuple(steps))
            if status in its:
                yield f"{key}.{status}", "no step leads to where it begins."
    for name, ends in said.ends.items():
        key, statuses = f"ends.{name}", vocabulary.kind(name).attributes[STATUS].values
        for of, its in (("resolved", ends.resolved), ("closed", ends.closed), ("close_code", ends.close_code)):
            yield from _unknown(f"{key}.{of}", its, statuses)
        if both := set(ends.resolved) & set(ends.closed):
            yield f"{key}.closed", f"{min(both)!r} is among `resolved` already."
        if open_ := set(ends.close_code) - ends.over:
            yield f"{key}.close_code", f"{min(open_)!r} is neither among `resolved` nor `closed`."
    for name, clocks in said.clocks.items():
        for measure, clock in clocks.items():
            yield from _clock_mistakes(f"clocks.{name}.{measure}", clock, said, vocabulary.kind(name))


def _matrix_mistakes(
    matrix: Mapping[str, Mapping[str, int]], attributes: Mapping[str, Attribute]
) -> Iterator[tuple[str, str]]:
    impacts, urgencies = attributes["impact"].values, attributes["urgency"].values
    yield from _unknown("priorities", matrix, impacts)
    yield from ((f"priorities.{impact}", "the impact is missing.") for impact in impacts if impact not in matrix)
    for impact, row in matrix.items():
        yield from _unknown(f"priorities.{impact}", row, urgencies)
        yield from ((f"priorities.{impact}.{each}", "the urgency is missing.") for each in urgencies if each not in row)


def _clock_mistakes(key: str, clock: Clock, said: _File, kind: Kind) -> Iterator[tuple[str, str]]:
    statuses = kind.attributes[STATUS].values
    yield from _unknown(f"{key}.paused", clock.paused, statuses)
    yield from _unknown(f"{key}.stopped", clock.stopped, statuses)
    if both := set(clock.paused) & set(clock.stopped):
        yield f"{key}.paused", f"{min(both)!r} is among `stopped` too."
    for name in clock.starts:
        if name not in kind.attributes or kind.attributes[name].type != "datetime":
            yield f"{key}.starts", f"{name!r} is no time of {kind.name}."
    for priority, target in clock.targets.items():
        if target.calendar not in said.calendars:
            yield f"{key}.targets.{priority}.calendar", f"there is no calendar {target.calendar!r}."


def _unknown(key: str, given: Iterable[str], known: Names) -> Iterator[tuple[str, str]]:
    """Where the vocabulary says nothing, anything goes."""
    return ((key, f"{each!r} is none of {', '.join(known)}.") for each in given if known and each not in known)
