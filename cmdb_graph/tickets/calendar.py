"""Service hours: which instants are covered, in a time zone with daylight saving, with holidays. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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


class _Year(NamedTuple):
    """The covered spans of one year, in order and apart, and how much of it is covered before each (the last: in all)."""

    starts: list[datetime]
    ends: list[datetime]
    before: list[timedelta]

    @property
    def whole(self) -> timedelta:
        return self.before[-1]

    def until(self, at: datetime) -> timedelta:
        """How much is covered from its beginning until an instant in it."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return timedelta()
        return self.before[place] + (min(at, self.ends[place]) - self.starts[place])

    def when(self, amount: timedelta) -> datetime:
        """The first instant by which so much is covered; more than nothing, and at most the whole."""
        place = bisect_left(self.before, amount) - 1
        return self.starts[place] + (amount - self.before[place])


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is covered: `week` has the hours of each weekday (0 is Monday), in order and apart; none on `holidays`.

    Hours are wall-clock time in `zone`. Where the clock is put forward, what is skipped covers nothing; where it is put back,
    both passes are covered, so a whole day has 25 hours.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Hours, ...]]
    holidays: frozenset[date] = field(default_factory=frozenset[date])
    _years: dict[int, _Year] = field(default_factory=dict[int, "_Year"], init=False, repr=False, compare=False)
    """What was reckoned once: thousands of tickets lie on the same few days."""

    def covered(self, first: datetime, last: datetime) -> timedelta:
        """How much between two instants is covered."""
        first, last = first.astimezone(UTC), last.astimezone(UTC)
        if last <= first:
            return timedelta()
        whole = (self._of_year(year).whole for year in range(first.year, last.year))
        return sum(whole, self._of_year(last.year).until(last)) - self._of_year(first.year).until(first)

    def after(self, start: datetime, amount: timedelta) -> datetime | None:
        """The first instant by which so much is covered since `start`; None where that does not come in ten years."""
        start = start.astimezone(UTC)
        if amount <= timedelta():
            return start
        furthest = start + _FURTHEST
        left = self._of_year(start.year).until(start) + amount
        for number in range(start.year, furthest.year + 1):
            year = self._of_year(number)
            if left <= year.whole:
                return due if (due := year.when(left)) <= furthest else None
            left -= year.whole
        return None

    def _of_year(self, number: int) -> _Year:
        if (known := self._years.get(number)) is None:
            known = self._years[number] = self._reckoned(number)
        return known

    def _reckoned(self, number: int) -> _Year:
        """A year of UTC: days of the zone lie up to a day off those of UTC."""
        first, until = datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
        day, last = first.date() - _DAY, until.date() + _DAY
        starts: list[datetime] = []
        ends: list[datetime] = []
        before = [timedelta()]
        while day <= last:
            for span in self._of_day(day):
                # Where the clock is put back at midnight, two days share an hour.
                begins, stops = max(span[0], first, *ends[-1:]), min(span[1], until)
                if begins < stops:
                    starts.append(begins)
                    ends.append(stops)
                    before.append(before[-1] + (stops - begins))
            day += _DAY
        return _Year(starts, ends, before)

    def _of_day(self, day: date) -> Iterator[Span]:
        if day not in self.holidays:
            yield from (self._span(day, each) for each in self.week.get(day.weekday(), ()))

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
