"""What is promised for a ticket: the example of the field through its steps, and what no history may do to a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph import vocabulary
from cmdb_graph.tickets.history import History, TicketStep, in_order, told
from cmdb_graph.tickets.process import Process, load
from cmdb_graph.tickets.promises import Promise, promises

WORDS = vocabulary.load()
VIENNA = ZoneInfo("Europe/Vienna")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OWN = """
[calendars.work]
zone = "Europe/Vienna"
monday = ["08:00-18:30"]
tuesday = ["08:00-18:30"]
wednesday = ["08:00-18:30"]
thursday = ["08:00-18:30"]
friday = ["08:00-18:30"]
holidays = [2026-12-07]

[calendars.local]
zone = "Europe/Vienna"
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]
monday = ["00:00-24:00"]

[clocks.Incident.response]
starts = ["opened_at"]
stopped = ["in_progress", "pending", "resolved", "closed", "canceled"]
targets.1 = { within = "PT1H", calendar = "work" }
targets.2 = { within = "PT2H", calendar = "work" }

[clocks.Incident.resolution]
starts = ["started_at", "opened_at"]
paused = ["pending"]
stopped = ["resolved", "closed", "canceled"]
targets.1 = { within = "PT1H", calendar = "work" }
targets.2 = { within = "PT4H", calendar = "work" }
targets.3 = { within = "PT24H", calendar = "local" }
"""


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Process:
    return own(tmp_path_factory.mktemp("process"))


def own(folder: Path) -> Process:
    (folder / "process.toml").write_text(OWN)
    return load(WORDS, folder)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A time of 2026 in Vienna; 2026-11-27 is a Friday."""
    return datetime(2026, month, day, hour, minute, tzinfo=VIENNA)


def step(at: datetime, **changes: Any) -> TicketStep:
    return TicketStep(at.astimezone(UTC), "ann", changes)


def incident(*steps: TicketStep) -> History:
    return History("inc-1", "Incident", in_order(steps))


def opened(at: datetime, **more: Any) -> TicketStep:
    return step(at, **{"status": "new", "priority": 2, "opened_at": at.isoformat(), **more})


def resolution(history: History, process: Process, at: datetime) -> Any:
    return next(each.reading for each in promises(history, process, at) if each.measure == "resolution")


FRIDAY = opened(local(27, 17, 30))
PAUSED = (step(local(30, 9), status="pending"), step(local(30, 10), status="in_progress"))


def test_the_example_of_the_field(process: Process) -> None:
    """Opened Friday 17:30, 4 h, Monday to Friday 8:00 to 18:30, paused Monday 9:00 to 10:00: breach Monday 12:00."""
    history = incident(FRIDAY, *PAUSED)
    (response, promise) = promises(history, process, local(30, 11))
    assert (response.measure, response.reading.state, response.reading.business) == ("response", "stopped", 2 * HOUR)  # pyright: ignore[reportOptionalMemberAccess]
    assert promise.reading is not None
    assert (promise.reading.state, promise.reading.due, promise.reading.breached) == ("running", local(30, 12), False)
    assert (promise.remaining, promise.used, promise.started) == (HOUR, 0.75, local(27, 17, 30))
    late = promises(history, process, local(30, 13))[1]
    assert late.reading is not None
    assert (late.reading.due, late.reading.breached) == (local(30, 12), True)
    assert (late.remaining, late.used) == (-HOUR, 1.25)


def test_a_holiday_and_a_weekend_cover_nothing(process: Process) -> None:
    """2026-12-07 is a Monday off."""
    assert resolution(incident(opened(local(4, 17, 30, month=12))), process, local(6, 12, month=12)).due == local(
        8, 11, month=12
    )


@pytest.mark.parametrize(("month", "day", "hour"), [(3, 28, 13), (10, 24, 11), (6, 6, 12)])
def test_a_weekend_on_which_the_clock_is_changed(process: Process, month: int, day: int, hour: int) -> None:
    """24 hours from Saturday noon: an hour later by the wall in March, an hour earlier in October."""
    start = local(day, 12, month=month)
    assert resolution(incident(opened(start, priority=3)), process, start).due == local(day + 1, hour, month=month)


def test_paused_with_time_left_it_is_not_due_and_not_breached(process: Process) -> None:
    paused = resolution(incident(FRIDAY, PAUSED[0]), process, local(30, 18))
    assert (paused.state, paused.due, paused.breached) == ("paused", None, False)
    late = resolution(incident(FRIDAY, step(local(30, 12), status="pending")), process, local(30, 18))
    assert (late.state, late.due, late.breached) == ("paused", local(30, 11), True)


def test_a_start_that_is_told_later_moves_the_clock_even_of_an_earlier_reading(process: Process) -> None:
    history = incident(FRIDAY, step(local(30, 9), started_at=local(27, 15, 30).isoformat()))
    assert resolution(history, process, local(27, 18)).due == local(30, 9)
    corrected = incident(FRIDAY, step(local(30, 9), opened_at=local(27, 16, 30).isoformat()))
    assert resolution(corrected, process, local(30, 9)).due == local(30, 10)


def test_what_happened_before_the_start_counts_at_the_start(process: Process) -> None:
    """Opened was corrected to a later time than a pause that is recorded."""
    history = incident(
        opened(local(27, 8)),
        step(local(27, 9), status="pending"),
        step(local(27, 12), opened_at=local(27, 10).isoformat()),
    )
    reading = resolution(history, process, local(27, 12))
    assert (reading.state, reading.business) == ("paused", timedelta())


def test_the_target_is_that_of_the_priority_at_the_reading_from_the_start_on(process: Process) -> None:
    history = incident(FRIDAY, step(local(30, 9), priority=1))
    before, after = (promises(history, process, local(30, hour))[1] for hour in (8, 10))
    assert before.reading is not None
    assert after.reading is not None
    assert (before.priority, before.reading.due, before.reading.breached) == (2, local(30, 11), False)
    assert (after.priority, after.reading.due, after.reading.breached) == (1, local(27, 18, 30), True)


def test_opened_again_the_resolution_runs_on_and_the_response_does_not(process: Process) -> None:
    history = incident(FRIDAY, step(local(27, 18), status="resolved"), step(local(30, 8), status="in_progress"))
    response, promise = promises(history, process, local(30, 9))
    assert response.reading is not None
    assert promise.reading is not None
    assert (response.reading.state, response.reading.business) == ("stopped", HOUR / 2)
    assert (promise.reading.state, promise.reading.business, promise.reading.due) == (
        "running", HOUR * 1.5, local(30, 11, 30)
    )  # fmt: skip


def test_opened_again_into_a_pause(process: Process) -> None:
    history = incident(FRIDAY, step(local(27, 18), status="resolved"), step(local(30, 8), status="pending"))
    assert resolution(history, process, local(30, 9)).state == "paused"


def test_an_answer_stops_the_response_whatever_the_status(process: Process) -> None:
    history = incident(FRIDAY, step(local(30, 9), responded_at=local(27, 18).isoformat()))
    reading = promises(history, process, local(30, 10))[0].reading
    assert reading is not None
    assert (reading.state, reading.business) == ("stopped", HOUR / 2)
    late = incident(
        FRIDAY, step(local(27, 18), status="in_progress"), step(local(30, 9), responded_at=local(30, 8).isoformat())
    )
    reading = promises(late, process, local(30, 10))[0].reading
    assert reading is not None
    assert reading.business == HOUR / 2


def test_without_a_target_nothing_is_promised(process: Process) -> None:
    (_, promise) = promises(incident(opened(local(27, 9), priority=5)), process, local(30, 9))
    assert (promise.priority, promise.target, promise.reading, promise.remaining, promise.used) == (
        5,
        None,
        None,
        None,
        None,
    )
    rated = incident(opened(local(27, 9), priority=None, impact="high", urgency="medium"))
    assert promises(rated, process, local(30, 9))[1].priority == 2
    assert promises(History("chg-1", "Change", rated.steps), process, local(30, 9)) == []
    assert promises(incident(), process, local(30, 9)) == []


# What a ticket without recorded steps tells


def history(process: Process, *steps: TicketStep, since: datetime, changed: datetime, **attributes: Any) -> History:
    life = process.life("Incident")
    return told("inc-1", "Incident", attributes, life, steps, since=since, changed=changed, who="ann")


def test_times_of_a_ticket_tell_its_steps(process: Process) -> None:
    found = history(
        process, since=local(1, 1), changed=local(30, 12),
        status="closed", priority=2, first_contact=False, close_code="fixed", description="it is slow",
        opened_at="2026-11-27T17:30:00+01:00", assigned_at="2026-11-27T17:40:00+01:00",
        responded_at="2026-11-27T18:00:00+01:00", resolved_at="2026-11-30T09:00:00+01:00",
        closed_at="2026-11-30T12:00:00+01:00",
    )  # fmt: skip
    assert [(each.at, each.changes.get("status")) for each in found.steps] == [
        (local(27, 17, 30), "new"), (local(27, 17, 40), "assigned"), (local(27, 18), "in_progress"),
        (local(30, 9), "resolved"), (local(30, 12), "closed"),
    ]  # fmt: skip
    assert found.until(local(30, 11)).state().get("close_code") is None
    assert found.state() == {
        "status": "closed", "priority": 2, "first_contact": False, "close_code": "fixed",
        "opened_at": "2026-11-27T17:30:00+01:00", "assigned_at": "2026-11-27T17:40:00+01:00",
        "responded_at": "2026-11-27T18:00:00+01:00", "resolved_at": "2026-11-30T09:00:00+01:00",
        "closed_at": "2026-11-30T12:00:00+01:00",
    }  # fmt: skip
    assert resolution(found, process, local(30, 18)).business == 2 * HOUR


def test_the_end_of_a_change_is_a_step_of_its_own(process: Process) -> None:
    times = {
        "opened_at": "2026-03-02T09:00:00Z",
        "actual_end": "2026-03-10T12:00:00Z",
        "closed_at": "2026-04-02T08:00:00Z",
    }
    march, april = datetime(2026, 3, 31, tzinfo=UTC), datetime(2026, 4, 30, tzinfo=UTC)
    attributes = {"status": "closed", **times}
    life = process.life("Change")
    change = told("chg-1", "Change", attributes, life, [], since=april, changed=april, who="ann")
    assert [step.at.isoformat().replace("+00:00", "Z") for step in change.steps] == list(times.values())
    assert change.state() == attributes
    assert change.until(march).state() == {"status": "new", **dict(list(times.items())[:2])}
    late = told("chg-1", "Change", attributes, life, change.steps[::2], since=april, changed=april, who="ann")
    assert late.steps[-1].changes == {"actual_end": times["actual_end"]}


def test_what_no_time_tells_is_dated_when_it_was_recorded(process: Process) -> None:
    found = history(process, since=local(27, 9), changed=local(27, 12), status="pending", priority=2)
    assert [(each.at, dict(each.changes)) for each in found.steps] == [
        (local(27, 9), {"status": "new", "priority": 2}),
        (local(27, 12), {"status": "pending"}),
    ]


def test_what_was_written_past_the_steps_is_a_last_step(process: Process) -> None:
    found = history(process, FRIDAY, *PAUSED, since=local(1, 1), changed=local(30, 9, 30), status="closed", priority=2)
    assert found.steps[:3] == (FRIDAY, *PAUSED)
    assert (found.steps[3].at, found.steps[3].changes) == (
        local(30, 10), {"status": "closed", "opened_at": None},
    )  # fmt: skip
    same = {"status": "in_progress", "priority": 2, "opened_at": local(27, 17, 30).isoformat()}
    assert history(process, FRIDAY, *PAUSED, since=local(1, 1), changed=local(30, 18), **same).steps == (
        FRIDAY,
        *PAUSED,
    )


def test_a_time_may_be_written_in_several_ways_and_one_that_nobody_means_is_not_known(process: Process) -> None:
    """`0001-01-01` is what some tools write where they know nothing."""
    same = {"status": "new", "priority": 2, "opened_at": "2026-11-27T16:30:00Z"}
    assert history(process, FRIDAY, since=local(1, 1), changed=local(30, 18), **same).steps == (FRIDAY,)
    odd = history(
        process, since=local(27, 9), changed=local(27, 9), status="new", priority=2,
        opened_at="0001-01-01T00:00:00Z", resolved_at="9999-12-31T23:59:59-14:00",
    )  # fmt: skip
    assert [each.at for each in odd.steps] == [local(27, 9), local(27, 9)]
    assert resolution(odd, process, local(27, 10)).business == HOUR


def test_a_time_that_lay_ahead_when_it_was_recorded_has_not_happened(process: Process) -> None:
    found = history(
        process, since=local(27, 9), changed=local(27, 12), status="new", priority=2,
        opened_at=local(30, 9).isoformat(), closed_at=local(30, 10).isoformat(),
    )  # fmt: skip
    assert [(each.at, each.changes.get("status")) for each in found.steps] == [
        (local(27, 9), "new"),
        (local(27, 12), None),
    ]
    assert found.state()["closed_at"] == local(30, 10).isoformat()
    assert promises(found, process, local(27, 12))[0].started == local(30, 9)


def test_who_took_steps_that_only_times_tell_is_not_known(process: Process) -> None:
    found = history(process, since=local(27, 9), changed=local(27, 12), status="pending", priority=2)
    assert [each.who for each in found.steps] == [None, "ann"]


def test_times_out_of_order_never_take_a_status_back(process: Process) -> None:
    found = history(
        process, since=local(1, 1), changed=local(30, 12), status="in_progress", opened_at="2026-11-27T10:00:00+01:00",
        assigned_at="2026-11-27T11:00:00+01:00", responded_at="2026-11-27T09:00:00+01:00",
    )  # fmt: skip
    assert [each.changes.get("status") for each in found.steps] == ["new", "in_progress", None]


# Whatever happens

STATUSES = WORDS.kind("Incident").attributes["status"].values
ATS = st.integers(0, 7 * 96).map(lambda quarter: local(26, 8) + quarter * 15 * MINUTE)


@st.composite
def histories(draw: st.DrawFn) -> History:
    changed = draw(st.lists(st.tuples(ATS, st.sampled_from(STATUSES)), max_size=8))
    more = {name: draw(ATS).isoformat() for name in draw(st.sets(st.sampled_from(["started_at", "responded_at"])))}
    return incident(opened(draw(ATS), **more), *(step(at, status=status) for at, status in changed))


@given(histories(), ATS, ATS)
def test_a_later_reading_never_takes_back_what_was_used_up_or_breached(
    process: Process, history: History, one: datetime, other: datetime
) -> None:
    early, late = min(one, other), max(one, other)
    for before, after in zip(promises(history, process, early), promises(history, process, late), strict=True):
        assert before.reading is not None
        assert after.reading is not None
        assert before.reading.business <= after.reading.business
        assert before.reading.actual <= after.reading.actual
        assert not before.reading.breached or (after.reading.breached and after.reading.due == before.reading.due)


@given(histories(), st.integers(0, 59), st.integers(0, 59), ATS)
def test_a_pause_outside_coverage_moves_nothing(
    process: Process, history: History, begins: int, lasts: int, at: datetime
) -> None:
    """On Saturday, when nothing else happens."""
    saturday = [step for step in history.steps if step.at.astimezone(VIENNA).date().day == 28]
    before = history.until(local(28, 0)).state().get("status")
    if saturday or before not in ("new", "assigned", "in_progress"):
        return
    pause, resume = local(28, 9, begins), local(28, 10, lasts)
    paused = incident(*history.steps, step(pause, status="pending"), step(resume, status=before))
    mine, theirs = (resolution(each, process, at) for each in (history, paused))
    assert mine.business == theirs.business
    if theirs.state == mine.state:
        assert (mine.due, mine.breached) == (theirs.due, theirs.breached)


@given(histories(), ATS)
def test_remaining_and_used_are_two_ways_to_say_the_same(process: Process, history: History, at: datetime) -> None:
    for promise in promises(history, process, at):
        assert isinstance(promise, Promise)
        assert promise.target is not None
        assert promise.remaining is not None
        assert promise.used is not None
        assert abs(promise.used * promise.target.within + promise.remaining - promise.target.within) < MINUTE


def test_who_works_on_it_is_told_where_it_is_known(process: Process) -> None:
    """A log may name people who are no entities: that nothing is joined to the ticket takes nobody away."""
    log = (FRIDAY, step(local(30, 9), assigned_to="p-1"))
    same = {"status": "new", "priority": 2, "opened_at": local(27, 17, 30).isoformat()}
    assert history(process, *log, since=local(1, 1), changed=local(30, 18), assigned_to=None, **same).steps == log
    moved = history(process, *log, since=local(1, 1), changed=local(30, 18), assigned_to="p-2", **same)
    assert moved.steps[2].changes == {"assigned_to": "p-2"}
    first = history(process, since=local(1, 1), changed=local(30, 18), assigned_to="p-1", **same)
    assert [each.changes.get("assigned_to") for each in first.steps] == ["p-1"]


def test_when_it_was_resolved_is_what_the_record_says_of_that_resolution(process: Process) -> None:
    """Also where it is told, or corrected, later; of a resolution before it was opened again, nothing is said."""

    def used(*steps: TicketStep) -> timedelta:
        return resolution(incident(opened(local(27, 9)), *steps), process, local(30, 18)).business

    late = step(local(27, 14), status="resolved", resolved_at=local(27, 14).isoformat())
    told_later = step(local(27, 15), resolved_at=local(27, 12).isoformat())
    assert used(late) == 5 * HOUR
    assert used(late, told_later) == 3 * HOUR
    again = (step(local(27, 16), status="in_progress"), step(local(27, 18), status="resolved"))
    assert used(late, told_later, *again) == 7 * HOUR  # 9 to 14, 16 to 18
    paused = (step(local(27, 10), status="pending"), step(local(27, 13), status="in_progress"))
    assert used(*paused, late, told_later) == 1 * HOUR
