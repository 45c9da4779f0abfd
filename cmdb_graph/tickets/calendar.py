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

    Hours are wall-clock time in `zone`: an instant is covered when its wall-clock time lies in them. Where the clock is put
    forward, what is skipped covers nothing; where it is put back, both passes of what comes twice lie in the same hours, so a
    whole day has 25.
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
        """A year of UTC, in stretches without a change of the clock: in each of them, wall-clock time is UTC and an offset."""
        starts: list[datetime] = []
        ends: list[datetime] = []
        before = [timedelta()]
        for first, until, offset in self._stretches(number):
            day, last = (first + offset).date(), (until + offset).date()
            while day <= last:
                for hours in self._of_day(day):
                    end = day + _DAY if hours.end == time() else day
                    begins = max(datetime.combine(day, hours.start, UTC) - offset, first)
                    stops = min(datetime.combine(end, hours.end, UTC) - offset, until)
                    if begins < stops:
                        starts.append(begins)
                        ends.append(stops)
                        before.append(before[-1] + (stops - begins))
                day += _DAY
        return _Year(starts, ends, before)

    def _of_day(self, day: date) -> tuple[Hours, ...]:
        return () if day in self.holidays else self.week.get(day.weekday(), ())

    def _stretches(self, number: int) -> Iterator[tuple[datetime, datetime, timedelta]]:
        """The spans of a year of UTC in which the zone keeps one offset, in order, each with it."""
        first, until = datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
        begins, day = first, first
        while day < until:
            following = day + _DAY
            if self._offset(day) != self._offset(following):
                change = self._change(day, following)
                if change >= until:
                    break
                yield begins, change, self._offset(begins)
                begins = change
            day = following
        yield begins, until, self._offset(begins)

    def _change(self, before: datetime, after: datetime) -> datetime:
        """When the clock is changed between two instants: the first second of the new offset."""
        offset = self._offset(after)
        while after - before > _SECOND:
            middle = before + (after - before) // _SECOND // 2 * _SECOND
            if self._offset(middle) == offset:
                after = middle
            else:
                before = middle
        return after

    def _offset(self, at: datetime) -> timedelta:
        return at.astimezone(self.zone).utcoffset() or timedelta()
