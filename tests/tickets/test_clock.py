"""Clocks that run within service hours: the example of the field, daylight saving, and an oracle that counts minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.tickets.calendar import Calendar, Hours
from cmdb_graph.tickets.clock import Reading, Step, read

VIENNA = ZoneInfo("Europe/Vienna")
WORK = Calendar(VIENNA, {day: (Hours(time(8), time(18, 30)),) for day in range(5)})
ALWAYS = Calendar(VIENNA, {day: (Hours(time(), time()),) for day in range(7)})
NEVER = Calendar(VIENNA, {})
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A time of 2026 in Vienna; 2026-11-27 is a Friday."""
    return datetime(2026, month, day, hour, minute, tzinfo=VIENNA)


def clock(*steps: Step, at: datetime, target: timedelta = 4 * HOUR, calendar: Calendar = WORK) -> Reading:
    return read(steps, calendar, target, at)


FRIDAY = Step(local(27, 17, 30), "start")
PAUSED = (Step(local(30, 9), "pause"), Step(local(30, 10), "resume"))


def test_the_example_of_the_field() -> None:
    """Opened Friday 17:30, 4 h, Monday to Friday 8:00 to 18:30, paused Monday 9:00 to 10:00: breach Monday 12:00."""
    at_eleven = clock(FRIDAY, *PAUSED, at=local(30, 11))
    assert (at_eleven.state, at_eleven.business, at_eleven.due) == ("running", 3 * HOUR, local(30, 12))
    assert not at_eleven.breached
    assert not clock(FRIDAY, *PAUSED, at=local(30, 12)).breached
    late = clock(FRIDAY, *PAUSED, at=local(30, 12, 1))
    assert (late.breached, late.due, late.business) == (True, local(30, 12), 4 * HOUR + MINUTE)
    assert late.actual == local(30, 12, 1) - local(27, 17, 30) - HOUR


def test_a_pause_outside_coverage_moves_nothing() -> None:
    weekend = (Step(local(28, 9), "pause"), Step(local(29, 20), "resume"))
    without, moved = clock(FRIDAY, at=local(30, 9)), clock(FRIDAY, *weekend, at=local(30, 9))
    assert (without.due, without.business) == (moved.due, moved.business) == (local(30, 11), 2 * HOUR)
    assert moved.actual < without.actual


def test_a_paused_clock_is_due_at_no_time_that_is_known_and_is_not_breached() -> None:
    paused = clock(FRIDAY, PAUSED[0], at=local(30, 18))
    assert (paused.state, paused.due, paused.breached, paused.business) == ("paused", None, False, 2 * HOUR)
    late = clock(FRIDAY, Step(local(30, 12), "pause"), at=local(30, 18))
    assert (late.due, late.breached) == (local(30, 11), True)


@pytest.mark.parametrize(
    ("stop", "breached"), [(local(30, 10, 59), False), (local(30, 11), False), (local(30, 11, 1), True)]
)
def test_a_stopped_clock_was_in_time_or_not(stop: datetime, breached: bool) -> None:
    assert clock(FRIDAY, Step(stop, "stop"), at=local(30, 18)).breached is breached


def test_opened_again_it_runs_on() -> None:
    again = clock(FRIDAY, Step(local(27, 18), "stop"), Step(local(30, 8), "resume"), at=local(30, 9))
    assert (again.state, again.business, again.due) == ("running", HOUR + 30 * MINUTE, local(30, 11, 30))


def test_as_it_stood_before_and_started_retroactively() -> None:
    steps = (*PAUSED, FRIDAY)  # in any order: times are those of the events
    assert clock(*steps, at=local(27, 17)).state == "waiting"
    assert clock(*steps, at=local(30, 9, 30)).state == "paused"
    assert clock(*steps, at=local(30, 11)).business == 3 * HOUR


def test_holidays_cover_nothing() -> None:
    calendar = Calendar(VIENNA, WORK.week, frozenset({date(2026, 11, 30)}))
    assert clock(FRIDAY, at=local(29, 12), calendar=calendar).due == local(1, 11, month=12)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
)
def test_days_on_which_the_clock_is_changed(day: date, hours: int) -> None:
    starts = datetime.combine(day, time(), VIENNA)
    ends = datetime.combine(day + timedelta(days=1), time(), VIENNA)
    assert ALWAYS.covered(starts, ends) == hours * HOUR
    assert ALWAYS.after(starts, hours * HOUR) == ends


def test_hours_in_the_hour_that_is_skipped_or_comes_twice() -> None:
    night = Calendar(VIENNA, {6: (Hours(time(2), time(3)),)})
    march, october = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert night.covered(march, march + timedelta(days=1)) == timedelta()
    assert night.covered(october, october + timedelta(days=1)) == 2 * HOUR


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        (Hours(time(1), time(2, 30)), 60),  # all until the clock is put forward
        (Hours(time(2, 15), time(3, 30)), 30),  # from then on
        (Hours(time(1, 30), time(3, 30)), 60),
    ],
)
def test_hours_that_begin_or_end_in_what_is_skipped(hours: Hours, minutes: int) -> None:
    night = Calendar(VIENNA, {6: (hours,)})
    march = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert night.covered(march, march + timedelta(days=1)) == minutes * MINUTE


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        (Hours(time(), time(2)), 120),
        (Hours(time(2, 30), time(5)), 180),  # from half past two on, twice until three
        (Hours(time(1), time(2, 30)), 120),
        (Hours(time(2, 15), time(2, 45)), 60),
        (Hours(time(3), time(4)), 60),
        (Hours(time(1), time(4)), 240),
    ],
)
def test_hours_that_begin_or_end_in_what_comes_twice(hours: Hours, minutes: int) -> None:
    night = Calendar(VIENNA, {6: (hours,)})
    october = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert night.covered(october, october + timedelta(days=1)) == minutes * MINUTE


def test_hours_that_never_come() -> None:
    assert clock(FRIDAY, at=local(30, 9), calendar=NEVER).due is None
    assert NEVER.after(local(30, 9), timedelta()) == local(30, 9)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([Step(local(27, 9), "pause")], "pause at 2026-11-27T09:00:00+01:00: the clock is waiting, which allows start"),
        ([FRIDAY, Step(local(27, 18), "start")], "the clock is running, which allows pause or stop"),
        (
            [FRIDAY, Step(local(27, 18), "stop"), Step(local(28, 9), "pause")],
            "the clock is stopped, which allows resume",
        ),
    ],
)
def test_steps_that_make_no_sense(steps: list[Step], says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("+", r"\+")):
        clock(*steps, at=local(30, 9))


ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Vienna", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")]
)
MINUTES = st.lists(st.integers(0, 24 * 4 - 1), min_size=0, max_size=4, unique=True).map(sorted)


@st.composite
def calendars(draw: st.DrawFn, zone: ZoneInfo | None = None, first: date = date(2026, 3, 25)) -> Calendar:
    def hours(quarters: list[int]) -> tuple[Hours, ...]:
        at = [time(quarter // 4, quarter % 4 * 15) for quarter in quarters]
        return tuple(Hours(*pair) for pair in zip(at[::2], at[1::2], strict=False))

    zone = zone or draw(ZONES)
    week = {day: hours(draw(MINUTES)) for day in range(7)}
    holidays = draw(st.sets(st.integers(0, 9).map(lambda day: first + timedelta(days=day)), max_size=2))
    return Calendar(zone, week, frozenset(holidays))


def minute_is_covered(calendar: Calendar, at: datetime) -> bool:
    """By the wall clock of that minute alone."""
    wall = at.astimezone(calendar.zone)
    if wall.date() in calendar.holidays:
        return False
    now = wall.time().replace(fold=0)
    return any(hours.start <= now < hours.end for hours in calendar.week.get(wall.weekday(), ()))


@settings(max_examples=200)
@given(calendars(), st.integers(0, 6 * 1440), st.integers(0, 3 * 1440))
def test_covered_time_is_what_minutes_say(calendar: Calendar, begins: int, lasts: int) -> None:
    """In the week in which Europe's clocks are put forward. Nothing else is known of the hours than which minutes they cover."""
    first = datetime(2026, 3, 26, tzinfo=UTC) + begins * MINUTE
    last = first + lasts * MINUTE
    counted = sum(minute_is_covered(calendar, first + at * MINUTE) for at in range(lasts))
    assert calendar.covered(first, last) == counted * MINUTE


def changes_of(zone: ZoneInfo, year: int) -> list[datetime]:
    """The days of UTC in which the clock is changed."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(365)]
    after = timedelta(days=1)
    return [day for day in days if day.astimezone(zone).utcoffset() != (day + after).astimezone(zone).utcoffset()]


CHANGES = [
    (zone, day)
    for name, years in {
        "Europe/Vienna": (1980, 2011, 2026),
        "America/New_York": (1987, 2026),
        "Australia/Lord_Howe": (2026,),  # by half an hour
        "Atlantic/Azores": (2026,),  # at midnight
        "America/Havana": (2025,),
        "Asia/Beirut": (2024,),  # back into the day before
        "Africa/Casablanca": (2026,),
        "Pacific/Apia": (2011,),  # which skipped a day
    }.items()
    for zone in [ZoneInfo(name)]
    for year in years
    for day in changes_of(zone, year)
]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CHANGES), st.data())
def test_an_instant_is_covered_when_its_wall_clock_time_is(
    change: tuple[ZoneInfo, datetime], data: st.DataObject
) -> None:
    """Around each change of the clock, forward or back: a quarter of an hour covers as many minutes as lie in the hours."""
    zone, day = change
    calendar = data.draw(calendars(zone, day.date() - timedelta(days=4)))
    for quarter in range(-4 * 24, 4 * 48):
        first = day + quarter * 15 * MINUTE
        counted = sum(minute_is_covered(calendar, first + at * MINUTE) for at in range(15))
        assert calendar.covered(first, first + 15 * MINUTE) == counted * MINUTE


@settings(max_examples=200)
@given(calendars(), st.integers(0, 6 * 1440), st.integers(1, 600))
def test_after_is_the_first_instant_by_which_so_much_is_covered(calendar: Calendar, begins: int, minutes: int) -> None:
    start = datetime(2026, 3, 26, tzinfo=UTC) + begins * MINUTE
    due = calendar.after(start, minutes * MINUTE)
    if due is None:
        assert not any(calendar.week.values())
        return
    assert calendar.covered(start, due) == minutes * MINUTE
    assert calendar.covered(start, due - MINUTE) == (minutes - 1) * MINUTE


@settings(max_examples=50, deadline=None)
@given(calendars(), st.integers(0, 900), st.integers(0, 900), st.integers(0, 900))
def test_covered_time_adds_up_over_years(calendar: Calendar, one: int, other: int, third: int) -> None:
    """A span that is divided, at New Year or elsewhere, covers what its parts do."""
    first, middle, last = (
        datetime(2024, 11, 30, tzinfo=UTC) + timedelta(hours=24.5 * at) for at in sorted((one, other, third))
    )
    assert calendar.covered(first, middle) + calendar.covered(middle, last) == calendar.covered(first, last)


def test_an_hour_that_two_days_share_is_covered_once() -> None:
    """On the Azores the clock is put back at one in the morning to midnight: the day before ends at the second one."""
    azores = Calendar(ZoneInfo("Atlantic/Azores"), ALWAYS.week)
    first, last = datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 27, tzinfo=UTC)
    assert azores.covered(first, last) == last - first
