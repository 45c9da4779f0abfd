"""Metrics of tickets on small cases whose answers are known by hand, and on random ones against definitions counted out."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.graph.shape import Value
from cmdb_graph.tickets.calendar import Calendar, Hours
from cmdb_graph.tickets.clock import Reading
from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM, History, TicketStep
from cmdb_graph.tickets.metrics.backlog import backlog_age
from cmdb_graph.tickets.metrics.gaps import completed
from cmdb_graph.tickets.metrics.groups import Group, parted
from cmdb_graph.tickets.metrics.periods import By, periods
from cmdb_graph.tickets.metrics.promises import Promised, service_hours, sla_compliance
from cmdb_graph.tickets.metrics.reliability import change_failure, reliability
from cmdb_graph.tickets.metrics.resolution import (
    business_resolution_time,
    first_contact,
    reassignment_rate,
    reopen_rate,
    resolution_time,
    satisfaction,
)
from cmdb_graph.tickets.metrics.ticket import RESOLVED, Period, Ticket, in_turn, ticket_at, tickets_of
from cmdb_graph.tickets.process import load as load_process
from cmdb_graph.tickets.promises import pledges
from tests.ingest.alone import VOCABULARY

HOUR = timedelta(hours=1)
START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
WEEK = Period(START, START + 168 * HOUR)
PROCESS = load_process(VOCABULARY)
WORK = Calendar(ZoneInfo("UTC"), {day: (Hours(time(8), time(18)),) for day in range(5)})


def at(hours: float) -> datetime:
    return START + hours * HOUR


def ticket(name: str, *steps: tuple[float, dict[str, Value | None]], kind: str = "Incident") -> History:
    return History(name, kind, tuple(TicketStep(at(hours), None, changes) for hours, changes in steps))


def status(name: str, **others: Value | None) -> dict[str, Value | None]:
    return {"status": name, **others}


def by_id(one: Ticket) -> str:
    return one.id


def seen(*histories: History, period: Period = WEEK) -> list[Ticket]:
    return tickets_of(histories, period)


PLAIN = ticket("plain", (10, status("new")), (12, status("resolved")), (100, status("closed")))
AGAIN = ticket(
    "again", (0, status("new")), (4, status("resolved")), (170, status("in_progress")), (180, status("resolved"))
)


def test_a_ticket_is_resolved_when_it_comes_to_be_and_closing_it_moves_nothing() -> None:
    figure = resolution_time(seen(PLAIN), WEEK)
    assert figure.behind == ("plain",)
    assert figure.values["mean"] == 2 * 3600


def test_what_is_opened_again_after_the_period_was_resolved_in_it_as_it_stood_then() -> None:
    assert resolution_time(seen(AGAIN), WEEK).values["median"] == 4 * 3600
    assert reopen_rate(seen(AGAIN), WEEK).values == {"rate": 0}
    later = Period(at(168), at(336))
    assert resolution_time(seen(AGAIN, period=later), later).values["median"] == 180 * 3600
    assert reopen_rate(seen(AGAIN, period=later), later).counted == ("again",)


def test_as_known_earlier_a_period_knows_less() -> None:
    early = Period(WEEK.first, WEEK.until, known=at(11))
    assert resolution_time(seen(PLAIN, AGAIN, period=early), early).behind == ("again",)
    assert backlog_age(seen(PLAIN, AGAIN, period=early), early).values["mean"] == 3600


def test_a_period_ends_before_its_last_instant() -> None:
    period = Period(at(0), at(12))
    assert resolution_time(seen(PLAIN, period=period), period).behind == ()
    after = Period(at(12), at(24))
    assert resolution_time(seen(PLAIN, period=after), after).behind == ("plain",)


@pytest.mark.parametrize(
    ("told", "resolved"),
    [("2026-03-02T11:00:00Z", 11), ("2026-03-02T09:00:00Z", 12), ("2026-03-05T00:00:00Z", 12), ("soon", 12)],
)
def test_the_record_says_finer_when_it_was_resolved_unless_that_cannot_be(told: str, resolved: float) -> None:
    one = ticket_at(ticket("one", (10, status("new")), (12, status("resolved", resolved_at=told))), at(48))
    assert one is not None
    assert one.resolved == at(resolved)


def test_a_resolution_told_of_before_it_was_opened_again_is_not_the_one_that_stands() -> None:
    told = status("resolved", resolved_at="2026-03-02T04:00:00Z")
    history = ticket("one", (0, status("new")), (4, told), (6, status("in_progress")), (9, status("resolved")))
    one = ticket_at(history, at(48))
    assert one is not None
    assert (one.resolutions, one.reopenings) == ((at(4), at(9)), 1)


def test_business_time_is_what_service_hours_cover() -> None:
    friday = ticket("friday", (4 * 24 + 17, status("new")), (7 * 24 + 9, status("resolved")))
    period = Period(at(0), at(400))
    figure = business_resolution_time(seen(friday, period=period), period, lambda _: WORK)
    assert figure.values["mean"] == 2 * 3600


@pytest.mark.parametrize("priority", [None, 1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("impact", [None, "high", "low"])
@pytest.mark.parametrize("kind", ["Incident", "Change"])
def test_service_hours_are_those_of_what_is_promised(priority: int | None, impact: str | None, kind: str) -> None:
    """Also where only impact and urgency tell the priority."""
    opening = status("new", priority=priority, impact=impact, urgency=impact)
    history = ticket("one", (10, opening), (12, status("resolved")), kind=kind)
    (one,) = seen(history)
    targets = {each.measure: each.target for each in pledges(history, PROCESS, WEEK.judged)}
    target = targets.get("resolution")
    assert service_hours(one, PROCESS) is PROCESS.calendars["office" if target is None else target.calendar]
    if (priority, impact, kind) == (None, "high", "Incident"):
        assert service_hours(one, PROCESS) is PROCESS.calendars["always"]


def test_percentiles_are_interpolated() -> None:
    many = [ticket(f"t{hours}", (0, status("new")), (hours, status("resolved"))) for hours in (1, 2, 3, 10)]
    values = resolution_time(seen(*many), WEEK).values
    assert (values["mean"], values["median"]) == (4 * 3600, 2.5 * 3600)
    assert values["p90"] == pytest.approx((3 + 0.7 * 7) * 3600)


def test_nothing_to_divide_by_is_null() -> None:
    assert set(resolution_time([], WEEK).values.values()) == {None}
    assert satisfaction([], WEEK).values == {"mean": None}
    assert reassignment_rate([], WEEK).values == {"rate": None, "mean": None}
    for figure in (
        first_contact([], WEEK),
        reopen_rate([], WEEK),
        sla_compliance([], WEEK),
        change_failure([], {}, {}, WEEK),
    ):
        assert figure.values == {"rate": None}
    calm = reliability([], WEEK)
    assert (calm.failures, calm.mtbf, calm.mttr) == (0, None, None)


def test_canceled_tickets_stand_apart() -> None:
    canceled = ticket("canceled", (1, status("new")), (2, status("canceled")))
    figure = resolution_time(seen(PLAIN, canceled), WEEK)
    assert (figure.behind, dict(figure.apart)) == (("plain",), {"canceled": 1})
    assert backlog_age(seen(canceled), WEEK).behind == ()


def test_first_contact_is_what_the_record_says_else_what_never_changed_hands() -> None:
    def of(name: str, **facts: Value) -> History:
        return ticket(name, (0, status("new", **{TEAM: "a"})), (1, {}), (2, status("resolved", **facts)))

    moved = ticket("moved", (0, status("new", **{TEAM: "a"})), (1, {TEAM: "b"}), (2, status("resolved")))
    figure = first_contact(seen(of("kept"), of("said", first_contact=False), moved), WEEK)
    assert (figure.counted, figure.values["rate"]) == (("kept",), pytest.approx(1 / 3))


def test_hands_are_those_of_the_team_and_only_without_one_those_of_the_person() -> None:
    within = ticket(
        "within", (0, status("new", **{TEAM: "a", ASSIGNED_TO: "x"})), (1, {ASSIGNED_TO: "y"}), (2, status("resolved"))
    )
    alone = ticket("alone", (0, status("new", **{ASSIGNED_TO: "x"})), (1, {ASSIGNED_TO: "y"}), (2, status("resolved")))
    back = ticket("back", (0, status("new", **{TEAM: "a"})), (1, {TEAM: None}), (2, status("resolved", **{TEAM: "a"})))
    told = ticket("told", (0, status("new", reassignments=4)), (2, status("resolved")))
    figure = reassignment_rate(seen(within, alone, back, told), WEEK)
    assert (figure.counted, figure.values) == (("alone", "told"), {"rate": 0.5, "mean": 5 / 4})


def test_satisfaction_is_of_those_who_answered() -> None:
    def of(name: str, **facts: Value) -> History:
        return ticket(name, (0, status("new")), (2, status("resolved", **facts)))

    figure = satisfaction(seen(of("a", satisfaction=5), of("b", satisfaction=2), of("c")), WEEK)
    assert (figure.values, figure.behind, dict(figure.apart)) == ({"mean": 3.5}, ("a", "b"), {"without_score": 1})


def test_incidents_that_overlap_are_one_down_time() -> None:
    first = ticket("first", (10, status("new")), (14, status("resolved")))
    second = ticket("second", (12, status("new")), (20, status("resolved")))
    third = ticket("third", (100, status("new")), (102, status("resolved")))
    found = reliability(seen(first, second, third), WEEK)
    assert (found.failures, found.down) == (2, 12 * 3600)
    assert found.mtbf == (168 - 12) / 2 * 3600
    assert found.mttr == pytest.approx((4 + 8 + 2) / 3 * 3600)


def test_what_began_before_the_period_is_down_in_it_and_no_failure_of_it() -> None:
    early = ticket("early", (-5, status("new")), (3, status("resolved")))
    found = reliability(seen(early), WEEK)
    assert (found.failures, found.down, found.mtbf, found.mttr, found.behind) == (0, 3 * 3600, None, None, ("early",))


def test_what_began_after_it_was_resolved_began_when_it_was_resolved() -> None:
    odd = ticket("odd", (10, status("new", started_at="2026-03-05T00:00:00Z")), (24, status("resolved")))
    found = reliability(seen(odd), WEEK)
    assert (found.failures, found.down, found.mttr, found.restored) == (1, 0, 0, ("odd",))


NIGHT = "2026-03-08T23:50:00Z"
"""Ten minutes before the first week is over."""


@pytest.mark.parametrize(
    ("steps", "weeks"),
    [
        ([(168.5, status("new", started_at=NIGHT)), (170, status("resolved"))], (0, 1)),
        ([(168.5, status("new")), (169, {"started_at": NIGHT}), (170, status("resolved"))], (0, 1)),
        ([(167.9, status("new", started_at=NIGHT)), (167.95, status("resolved"))], (1, 0)),
        ([(167.5, status("new", started_at=NIGHT)), (170, status("resolved"))], (1, 0)),
        ([(160, status("new")), (170, {"started_at": NIGHT}), (172, status("resolved"))], (1, 0)),
    ],
)
def test_a_failure_counts_in_the_first_week_that_knows_of_it(
    steps: list[tuple[float, dict[str, Value | None]]], weeks: tuple[int, int]
) -> None:
    incident = ticket("one", *steps)
    each = [WEEK, Period(WEEK.until, at(336))]
    found = [reliability(seen(incident, period=period), period) for period in each]
    assert tuple(one.failures for one in found) == weeks
    assert [one.mtbf is None for one in found] == [not week for week in weeks]
    both = Period(WEEK.first, at(336))
    assert reliability(seen(incident, period=both), both).failures == 1


def test_the_time_to_restore_is_from_the_start_and_not_from_when_it_was_known() -> None:
    late = ticket("late", (168.5, status("new", started_at=NIGHT)), (170, status("resolved")))
    period = Period(WEEK.until, at(336))
    found = reliability(seen(late, period=period), period)
    assert (found.mttr, found.down, found.restored) == (pytest.approx(130 * 60), 2 * 3600, ("late",))


def test_a_failure_that_one_ticket_told_of_in_time_is_none_of_the_next_week() -> None:
    open_ = ticket("open", (167.9, status("new")), (200, status("resolved")))
    late = ticket("late", (168.5, status("new", started_at=NIGHT)), (170, status("resolved")))
    period = Period(WEEK.until, at(336))
    assert reliability(seen(open_, late), WEEK).failures == 1
    assert reliability(seen(open_, late, period=period), period).failures == 0


def test_what_is_not_restored_yet_is_down_until_now_and_has_no_time_to_restore() -> None:
    known = Period(WEEK.first, WEEK.until, known=at(20))
    found = reliability(seen(ticket("down", (15, status("new"))), period=known), known)
    assert (found.failures, found.down, found.mtbf, found.mttr) == (1, 5 * 3600, 15 * 3600, None)


def test_a_change_fails_once_however_many_incidents_it_brings() -> None:
    def change(name: str, **facts: Value) -> History:
        return ticket(name, (0, status("new")), (30, status("closed", **facts)), kind="Change")

    withdrawn = ticket("withdrawn", (0, status("new")), (30, status("canceled")), kind="Change")
    before = ticket(
        "before", (-800, status("new")), (30, status("closed", actual_end="2026-02-01T00:00:00Z")), kind="Change"
    )
    changes = seen(change("good"), change("bad"), before, withdrawn)
    causes = {"bad": ["i1", "i2"], "good": ["later"], "before": ["i1"], "withdrawn": ["i1"]}
    opened = {"i1": at(31), "i2": at(40), "later": at(170)}
    figure = change_failure(changes, causes, opened, WEEK)
    assert (figure.behind, figure.counted, figure.values["rate"]) == (("bad", "good"), ("bad",), 0.5)


END = "2026-03-08T23:00:00Z"
"""An hour before the first week is over."""


@pytest.mark.parametrize(
    ("steps", "weeks"),
    [
        ([(10, status("new")), (200, status("closed", actual_end=END))], (1, 0)),
        ([(10, status("new")), (200, status("closed")), (210, {"actual_end": END})], (1, 0)),
        ([(10, status("new")), (167.5, {"priority": 2}), (200, status("closed", actual_end=END))], (1, 0)),
        ([(10, status("new")), (167, {"actual_end": END}), (200, status("closed"))], (1, 0)),
        # It was recorded afterwards.
        ([(170, status("new")), (200, status("closed", actual_end=END))], (0, 1)),
        ([(170, status("closed", actual_end=END, opened_at="2026-03-08T22:00:00Z"))], (1, 0)),
        # It was corrected, withdrawn, or no end of anything.
        ([(10, status("new")), (200, {"actual_end": END}), (220, {"actual_end": "2026-03-10T00:00:00Z"})], (0, 1)),
        ([(10, status("new")), (200, status("closed", actual_end=END)), (220, {"actual_end": None})], (0, 1)),
        ([(10, status("new")), (200, status("canceled", actual_end=END))], (0, 0)),
    ],
)
def test_an_end_that_is_told_later_counts_in_one_week(
    steps: list[tuple[float, dict[str, Value | None]]], weeks: tuple[int, int]
) -> None:
    change = completed(ticket("change", *steps, kind="Change"), RESOLVED, "new", "resolved")
    both = Period(WEEK.first, at(336))
    each = [WEEK, Period(WEEK.until, at(336))]
    found = [len(change_failure(seen(change, period=period), {}, {}, period).behind) for period in (*each, both)]
    assert found == [*weeks, sum(weeks)]


def test_what_runs_or_is_paused_is_in_no_compliance() -> None:
    def clock(name: str, state: str, breached: bool, stopped: float | None = None) -> Promised:
        reading = Reading(state, HOUR, HOUR, None, breached)  # pyright: ignore[reportArgumentType]  one of the states
        return Promised(name, reading, None if stopped is None else at(stopped))

    figure = sla_compliance(
        [
            clock("kept", "stopped", False, 5),
            clock("late", "stopped", True, 5),
            clock("before", "stopped", True, -5),
            clock("runs", "running", False),
            clock("over", "running", True),
            clock("waits", "paused", False),
        ],
        WEEK,
    )
    assert (figure.behind, figure.counted, figure.values["rate"]) == (("kept", "late"), ("kept",), 0.5)
    assert dict(figure.apart) == {"running": 1, "running_breached": 1, "paused": 1, "paused_breached": 0}


def test_months_of_a_zone_begin_at_its_midnight() -> None:
    vienna = ZoneInfo("Europe/Vienna")
    first, until = datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)
    found = [period.first for period in periods(first, until, "month", vienna)]
    assert found == [first, *(datetime(2026, month, 1, tzinfo=vienna) for month in (3, 4))]
    weeks = periods(START - HOUR, START + 170 * HOUR, "week", ZoneInfo("UTC"))
    assert [period.first for period in weeks] == [START - HOUR, START, START + 168 * HOUR]


HOURS = st.integers(-50, 250)
STATUSES = st.sampled_from(["new", "in_progress", "resolved", "closed", "canceled"])
HISTORIES = st.lists(
    st.lists(st.tuples(HOURS, STATUSES), min_size=1, max_size=6).map(
        lambda steps: sorted(steps, key=lambda one: one[0])
    ),
    max_size=6,
).map(
    lambda all_: [
        ticket(f"t{place}", *((hours, status(name)) for hours, name in steps)) for place, steps in enumerate(all_)
    ]
)
EDGES = st.tuples(HOURS, st.integers(1, 200))


@given(HISTORIES, EDGES, st.sampled_from(["day", "week"]))
def test_what_is_over_before_a_period_is_left_out_of_nothing(
    histories: list[History], edges: tuple[int, int], by: By
) -> None:
    """Leaving out what cannot matter changes no figure."""
    for period in periods(at(edges[0]), at(sum(edges)), by, ZoneInfo("UTC")):
        some = tickets_of(histories, period)
        every = [one for history in histories if (one := ticket_at(history, period.judged)) is not None]
        for metric in (resolution_time, first_contact, satisfaction, reopen_rate, reassignment_rate, backlog_age):
            assert metric(some, period) == metric(every, period)
        assert reliability(some, period) == reliability(every, period)


@given(HISTORIES, EDGES, st.sampled_from(["day", "week"]))
def test_periods_in_turn_are_about_the_same_as_each_by_itself(
    histories: list[History], edges: tuple[int, int], by: By
) -> None:
    asked = periods(at(edges[0]), at(sum(edges)), by, ZoneInfo("UTC"), known=at(edges[0] + 100))
    for period, found in zip(asked, in_turn(histories, asked), strict=True):
        assert sorted(found, key=by_id) == sorted(tickets_of(histories, period), key=by_id)


@given(HISTORIES, st.sampled_from(["team", "kind", "priority"]))
def test_every_ticket_is_in_one_group(histories: list[History], group: Group) -> None:
    tickets = seen(*histories)
    groups = parted(tickets, group)
    assert sorted((one for its in groups.values() for one in its), key=by_id) == sorted(tickets, key=by_id)
    assert all(parted(its, group) == {key: its} for key, its in groups.items())


def test_a_ticket_is_in_the_group_of_those_who_resolved_it() -> None:
    moved = ticket(
        "moved", (0, status("new", **{TEAM: "a"})), (2, status("resolved")), (3, status("in_progress", **{TEAM: "b"}))
    )
    tickets = seen(moved, ticket("alone", (1, status("new", priority=2))))
    assert {key: [one.id for one in its] for key, its in parted(tickets, "team").items()} == {
        "b": ["moved"],
        None: ["alone"],
    }
    assert parted(tickets, "team", once=True).keys() == {"a", None}
    assert parted(tickets, "priority").keys() == {2, None}


@given(HISTORIES, EDGES)
def test_down_time_is_counted_hour_by_hour(histories: list[History], edges: tuple[int, int]) -> None:
    period = Period(at(edges[0]), at(sum(edges)))
    found = reliability(tickets_of(histories, period), period)
    every = [
        one for history in histories if (one := ticket_at(history, period.judged)) is not None and one.canceled is None
    ]
    hours = [at(hour) for hour in range(edges[0], sum(edges))]
    down = sum(any(one.opened <= hour < (one.resolved or period.until) for one in every) for hour in hours)
    assert found.down == down * 3600
    assert (found.mtbf is None) == (found.failures == 0)
    assert found.failures <= len(found.behind)
