"""The process of tickets: the built-in one, an organization's tables in its place, and mistakes with file and key."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from cmdb_graph import vocabulary
from cmdb_graph.errors import BadProcess
from cmdb_graph.instance import open_instance
from cmdb_graph.settings import Settings
from cmdb_graph.tickets.calendar import Hours
from cmdb_graph.tickets.process import load

WORDS = vocabulary.load()
BUILTIN = load(WORDS)
KINDS = ["Incident", "Problem", "Change", "ServiceRequest"]


def organization(folder: Path, text: str):
    (folder / "process.toml").write_text(text)
    return load(WORDS, folder)


@pytest.mark.parametrize("kind", KINDS)
def test_every_status_has_its_steps_and_is_over_where_the_vocabulary_says_so(kind: str) -> None:
    life, status = BUILTIN.life(kind), WORDS.kind(kind).attributes["status"]
    assert set(life.steps) == set(life.statuses) == set(status.values)
    assert life.ends.over == set(status.over)
    assert all(not life.allowed(closed) for closed in life.ends.closed)


@pytest.mark.parametrize("kind", KINDS)
def test_every_status_can_be_reached_and_left_for_an_end(kind: str) -> None:
    life = BUILTIN.life(kind)

    def reached(status: str) -> set[str]:
        seen, ahead = {status}, [status]
        while ahead:
            further = set(life.allowed(ahead.pop())) - seen
            seen |= further
            ahead += further
        return seen

    assert reached("new") == set(life.statuses)
    assert all(reached(status) & set(life.ends.closed) for status in life.statuses)


def test_priority_is_impact_times_urgency() -> None:
    found = [[BUILTIN.priority(i, u) for u in ("high", "medium", "low")] for i in ("high", "medium", "low")]
    assert found == [[1, 2, 3], [2, 3, 4], [3, 4, 5]]
    assert BUILTIN.priority("high", None) is BUILTIN.priority(1, "high") is BUILTIN.priority("high", "huge") is None


def test_no_service_hours_are_shorter_than_a_worse_priority_and_each_has_targets() -> None:
    for life in BUILTIN.lives.values():
        for clock in life.clocks.values():
            assert sorted(clock.targets) == [1, 2, 3, 4, 5]
            times = [clock.targets[each].within for each in sorted(clock.targets)]
            assert times == sorted(times)


def test_an_organization_replaces_whole_tables_and_leaves_the_others(tmp_path: Path) -> None:
    own = organization(
        tmp_path,
        """
        [calendars.office]
        zone = "Europe/Vienna"
        friday = ["08:00-12:00", "12:30-24:00"]
        holidays = [2026-12-25]
        [ends.Incident]
        resolved = ["resolved"]
        closed = ["closed"]
        [clocks.Incident.resolution]
        starts = ["opened_at"]
        stopped = ["resolved"]
        targets.1 = { within = "PT1H30M", calendar = "office" }
        """,
    )
    office = own.calendars["office"]
    assert office.zone.key == "Europe/Vienna"
    assert office.week[4] == (Hours(time(8), time(12)), Hours(time(12, 30), time()))
    assert not any(office.week[day] for day in (0, 1, 2, 3, 5, 6))
    assert office.holidays == {date(2026, 12, 25)}
    assert own.calendars["always"] == BUILTIN.calendars["always"]
    incident = own.life("Incident")
    assert incident.ends.close_code == ()
    assert list(incident.clocks) == ["resolution"]
    assert incident.clocks["resolution"].targets[1].within == timedelta(minutes=90)
    assert own.life("ServiceRequest") == BUILTIN.life("ServiceRequest")
    assert own.priorities == BUILTIN.priorities


def test_a_kind_of_an_organization_lives_as_the_one_above_it(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(
        '[kinds.MajorIncident]\nparent = "Incident"\nabout = "x"\n[kinds.Idea]\nparent = "Ticket"\nabout = "x"\n'
    )
    process = load(vocabulary.load(tmp_path))
    assert process.life("MajorIncident") == process.life("Incident")
    assert process.life("Idea").allowed("anything") == ()
    assert process.life("gone from the vocabulary").steps == {}


STEPS = """
[steps.Problem]
new = ["resolved"]
assigned = []
in_progress = []
known_error = []
pending = []
resolved = []
closed = []
canceled = []
"""
CLOCK = '[clocks.Incident.response]\nstarts = ["opened_at"]\nstopped = ["resolved"]\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense = 1", r"nonsense: "),
        ("[steps.Server]\nnew = []", r"steps\.Server: 'Server' is no kind of Ticket"),
        (STEPS.replace("pending = []\n", ""), r"steps\.Problem\.pending: the status is missing"),
        (STEPS + "stuck = []", r"steps\.Problem: 'stuck' is none of new, assigned"),
        (STEPS.replace('["resolved"]', '["done"]'), r"steps\.Problem\.new: 'done' is none of"),
        (STEPS.replace('["resolved"]', '["new"]'), r"steps\.Problem\.new: no step leads to where it begins"),
        ("[priorities]\nhigh = { high = 6 }", r"priorities\.high\.high: .*5"),
        ("[priorities]\nhigh = { high = 1, medium = 2, low = 3 }", r"priorities\.medium: the impact is missing"),
        ("[priorities]\nhigh = {}\nmedium = {}\nlow = {}", r"priorities\.high\.high: the urgency is missing"),
        ("[priorities]\nhuge = {}", r"priorities: 'huge' is none of high"),
        ('[calendars.a]\nzone = "Europe/Wien"', r"calendars\.a\.zone: .*no time zone 'Europe/Wien'"),
        ('[calendars.a]\nzone = "UTC"\nmonday = ["8-18"]', r"calendars\.a\.monday\.0: .*08:00-18:30"),
        ('[calendars.a]\nzone = "UTC"\nmonday = ["22:00-06:00"]', r"calendars\.a\.monday\.0: .*over midnight"),
        ('[calendars.a]\nzone = "UTC"\nmonday = ["22:00-00:00"]', r"the end of a day is 24:00"),
        ('[calendars.a]\nzone = "UTC"\nmonday = ["08:00-12:00", "11:00-13:00"]', r"calendars\.a\.monday: .*apart"),
        ('[calendars.a]\nzone = "UTC"\nholidays = ["x-mas"]', r"calendars\.a\.holidays\.0: "),
        ('[ends.Incident]\nclosed = ["over"]', r"ends\.Incident\.closed: 'over' is none of"),
        ('[ends.Incident]\nclosed = ["closed"]\nresolved = ["closed"]', r"ends\.Incident\.closed: 'closed' is among"),
        ('[ends.Incident]\nclose_code = ["new"]', r"ends\.Incident\.close_code: 'new' is neither"),
        ('[clocks.Incident.laughter]\nstarts = []', r"clocks\.Incident\.laughter"),
        (CLOCK + 'targets.6 = { within = "PT1H", calendar = "office" }', r"targets\.6"),
        (CLOCK + 'targets.1 = { within = "P1D", calendar = "office" }', r"targets\.1\.within: .*hours and minutes"),
        (CLOCK + 'targets.1 = { within = "PT0M", calendar = "office" }', r"targets\.1\.within: "),
        (CLOCK + 'targets.1 = { within = "PT", calendar = "office" }', r"targets\.1\.within: "),
        (CLOCK + 'targets.1 = { within = "PT1H", calendar = "nights" }', r"targets\.1\.calendar: there is no calendar"),
        (
            CLOCK + 'paused = ["resolved"]\ntargets.1 = { within = "PT1H", calendar = "office" }',
            r"clocks\.Incident\.response\.paused: 'resolved' is among `stopped`",
        ),
        (
            CLOCK.replace("opened_at", "number") + 'targets.1 = { within = "PT1H", calendar = "office" }',
            r"clocks\.Incident\.response\.starts: 'number' is no time of Incident",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadProcess, match=says) as refused:
        organization(tmp_path, text)
    assert refused.value.detail.startswith("process.toml: ")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProcess, match="is not a folder"):
        load(WORDS, tmp_path / "none")
    assert load(WORDS, tmp_path) == BUILTIN


def test_the_setting_is_read_before_anything_is_started(tmp_path: Path) -> None:
    (tmp_path / "process.toml").write_text("nonsense = 1")
    with pytest.raises(BadProcess, match="nonsense"):
        open_instance(Settings(cmdb_process=tmp_path, cmdb_data_dir=tmp_path))  # pyright: ignore[reportCallIssue]
