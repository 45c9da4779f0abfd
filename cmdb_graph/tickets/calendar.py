"""Service hours: which instants are covered, in a time zone with daylight saving, with holidays. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_FURTHEST = timedelta(days=3_660)
"""Nobody waits longer: hours that cover nothing for so long never come."""

Span = tuple[datetime, datetime]
"""Half open, in UTC."""


class Hours(NamedTuple):
    """From an hour to another one of the same local day, the second excluded; an `end` of 00:00 is the end of the day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is covered: `week` has the hours of each weekday (0 is Monday), in order and apart; none on `holidays`.

    Hours are wall-clock time in `zone`. Where the clock is put forward, what is skipped covers nothing; where it is put back,
    both passes are covered, so a whole day has 25 hours.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Hours, ...]]
    holidays: frozenset[date] = field(default_factory=frozenset[date])
    _days: dict[date, tuple[Span, ...]] = field(
        default_factory=dict[date, "tuple[Span, ...]"], init=False, repr=False, compare=False
    )
    """What was reckoned once: thousands of tickets lie on the same few days."""

    def spans(self, first: datetime, last: datetime) -> Iterator[Span]:
        """The covered spans between two instants, in order."""
        day = (first - _DAY).astimezone(self.zone).date()
        until = last.astimezone(self.zone).date()
        first, last = first.astimezone(UTC), last.astimezone(UTC)
        while day <= until:
            for starts, ends in self._of_day(day):
                begins, stops = max(starts, first), min(ends, last)
                if begins < stops:
                    yield begins, stops
            day += _DAY

    def covered(self, first: datetime, last: datetime) -> timedelta:
        """How much between two instants is covered."""
        return sum((ends - starts for starts, ends in self.spans(first, last)), timedelta())

    def after(self, start: datetime, amount: timedelta) -> datetime | None:
        """The first instant by which so much is covered since `start`; None where that does not come in ten years."""
        if amount <= timedelta():
            return start.astimezone(UTC)
        left = amount
        for starts, ends in self.spans(start, start + _FURTHEST):
            if ends - starts >= left:
                return starts + left
            left -= ends - starts
        return None

    def _of_day(self, day: date) -> tuple[Span, ...]:
        if (known := self._days.get(day)) is None:
            hours = () if day in self.holidays else self.week.get(day.weekday(), ())
            known = self._days[day] = tuple(self._span(day, each) for each in hours)
        return known

    def _span(self, day: date, hours: Hours) -> Span:
        last = day + _DAY if hours.end == time() else day
        # Of an hour that comes twice, the first pass starts and the second ends.
        starts = datetime.combine(day, hours.start, self.zone)
        ends = datetime.combine(last, hours.end.replace(fold=1), self.zone)
        return _instant(starts), _instant(ends)


def _instant(wall: datetime) -> datetime:
    """The instant of a wall-clock time in UTC; of one that is skipped, that at which the clock is put forward."""
    instant = wall.astimezone(UTC)
    if instant.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    before, after = (wall.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    offset = after.astimezone(wall.tzinfo).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(wall.tzinfo).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
