"""The audit log of ServiceNow's incidents: what a row says, when, and what is refused, with its line."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cmdb_graph.errors import Unreadable
from cmdb_graph.ingest.readers import reader
from cmdb_graph.ingest.records import StepRecord
from tests.ingest.alone import alone

HEADER = (
    "number,incident_state,sys_updated_by,sys_updated_at,opened_at,resolved_at,closed_at,priority,impact,urgency,"
    "reassignment_count,reopen_count,caller_id,assignment_group,assigned_to,cmdb_ci,problem_id,rfc,caused_by,vendor,location,"
    "closed_code,resolved_by\n"
)
ENDS = "13-03-2026 11:00,20-03-2026 12:00,2 - High,1 - High,2 - Medium"
FEW = "number,state,sys_updated_on\n"

Read = Callable[..., "Told"]


class Told:
    """What a reader told, by sort."""

    def __init__(self, items: list[Any], warnings: list[str]) -> None:
        self.faults = [(item.line, item.fault) for item in items if item.fault]
        told = [item.raw for item in items if not item.fault]
        self.steps = [dataclasses.asdict(raw) for raw in told if isinstance(raw, StepRecord)]
        told = [raw for raw in told if not isinstance(raw, StepRecord)]
        self.entities = {raw["id"]: raw for raw in told if "kind" in raw}
        self.ties = {(raw["type"], raw["to"]) for raw in told if "type" in raw}
        self.warnings = list(dict.fromkeys(warnings))

    def states(self) -> list[tuple[str, str | None]]:
        return [(f"{step['at']:%d %H:%M}", step["changes"].get("status")) for step in self.steps]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def told(content: str, **options: str) -> Told:
        file = tmp_path / "log.csv"
        file.write_text(content, encoding="utf-8")
        warnings: list[str] = []
        return Told(list(reader("servicenow-incidents")(file, alone(warnings.append, **options))), warnings)

    return told


def row(
    state: str, at: str, *, ends: str = ENDS, hands: int = 0, reopened: int = 0, group: str = "Desk", person: str = "?"
) -> str:
    return (
        f"INC1,{state},Updated by 7,{at},10-03-2026 08:00,{ends},{hands},{reopened},Ann,{group},{person},"
        "srv-1,PRB1,CHG1,CHG2,Acme,Bridge,code 6,Ole\n"
    )


def test_a_row_knows_nothing_of_what_comes_later(read: Read) -> None:
    """The log repeats in every row when and how it ended."""
    told = read(
        HEADER
        + row("New", "10-03-2026 08:05")
        + row("Active", "10-03-2026 09:00", person="Ole")
        + row("Awaiting Vendor", "10-03-2026 10:00", hands=1, group="Network")
        + row("Resolved", "13-03-2026 11:00", hands=1, group="Network")
        + row("Active", "14-03-2026 07:00", hands=1, reopened=1, group="Network")
        + row("Closed", "20-03-2026 12:00", hands=1, reopened=1, group="Network"),
        zone="UTC",
    )
    assert (told.faults, told.warnings) == ([], [])
    new, active, waits, resolved, again, closed = (step["changes"] for step in told.steps)
    assert new == {
        "status": "new",
        "number": "INC1",
        "priority": 2,
        "impact": "high",
        "urgency": "medium",
        "opened_at": "2026-03-10T08:00:00Z",
        "reassignments": 0,
        "reopenings": 0,
        "caller": "servicenow:user:ann",
        "team": "servicenow:group:desk",
        "ci": "servicenow:ci:srv-1",
        "problem": "servicenow:problem:prb1",
        "change": "servicenow:change:chg1",
        "caused_by": "servicenow:change:chg2",
        "vendor": "servicenow:vendor:acme",
        "location": "servicenow:location:bridge",
    }
    assert active == {"status": "in_progress", "assigned_to": "servicenow:user:ole"}
    assert waits == {
        "status": "pending",
        "waiting_for": "vendor",
        "assigned_to": None,
        "reassignments": 1,
        "team": "servicenow:group:network",
    }
    ended = {"close_code": "code 6", "resolved_by": "servicenow:user:ole", "resolved_at": "2026-03-13T11:00:00Z"}
    assert resolved == {"status": "resolved", "waiting_for": None, **ended}
    assert again == {"status": "in_progress", "reopenings": 1, **dict.fromkeys(ended)}
    assert closed == {"status": "closed", **ended, "closed_at": "2026-03-20T12:00:00Z"}
    assert told.steps[0]["at"] == datetime(2026, 3, 10, 8, 5, tzinfo=UTC)
    assert {step["who"] for step in told.steps} == {"Updated by 7"}


def test_the_incident_is_as_its_last_row_says_and_joined_to_what_it_names(read: Read) -> None:
    told = read(HEADER + row("New", "10-03-2026 08:05") + row("Resolved", "13-03-2026 11:00", group="Network"))
    own = told.entities["servicenow:incident:inc1"]
    assert (own["kind"], own["name"], own["attributes"]["status"]) == ("Incident", "INC1", "resolved")
    assert "closed_at" not in own["attributes"]
    assert told.ties == {
        ("RAISED_BY", "servicenow:user:ann"),
        ("ASSIGNED_TO", "servicenow:group:network"),
        ("ASSIGNED_TO", "servicenow:vendor:acme"),
        ("RESOLVED_BY", "servicenow:user:ole"),
        ("RESOLVED_BY", "servicenow:change:chg1"),
        ("CAUSED_BY", "servicenow:change:chg2"),
        ("CAUSED_BY", "servicenow:problem:prb1"),
        ("AFFECTS", "servicenow:ci:srv-1"),
        ("AFFECTS", "servicenow:location:bridge"),
    }
    assert "servicenow:group:desk" in told.entities, "who had it before is told of, too"


def test_rows_of_an_incident_may_stand_apart_and_out_of_order(read: Read) -> None:
    told = read(
        FEW
        + "A,Active,2026-03-02 10:00:00\nB,New,2026-03-02 09:00:00\nA,New,2026-03-02 09:00:00\nA,Resolved,2026-03-02 11:00:00\n",
        zone="UTC",
    )
    assert [step["ticket"][-1] for step in told.steps] == ["a", "a", "a", "b"]
    assert told.states() == [
        ("02 09:00", "new"),
        ("02 10:00", "in_progress"),
        ("02 11:00", "resolved"),
        ("02 09:00", "new"),
    ]
    assert told.warnings == [
        "Line 4: A was updated before line 2 says so; its rows are taken in the order of their times."
    ]


def test_rows_of_one_minute_keep_the_order_of_the_file(read: Read) -> None:
    told = read(FEW + "A,Resolved,2026-03-02 09:00\nA,Closed,2026-03-02 09:00\n", zone="UTC")
    assert told.states() == [("02 09:00", "resolved"), ("02 09:00", "closed")]


def test_what_cannot_be_read_is_refused_with_its_line_and_the_rest_goes_in(read: Read) -> None:
    told = read(
        "number,state,sys_updated_on,priority,impact,resolved_at\n"
        ",New,2026-03-02 09:00,,,\n"
        "A,New,soon,,,\n"
        "A,New,2026-13-02 09:00,,,\n"
        "A,New,2026-03-02,,,\n"
        "A,Sleeping,2026-03-02 09:00,9,7 - Huge,never\n"
        "A,New,?,,,\n"
        "A,New\n"
        "A,New,2026-03-02 09:00,,,\n",
        zone="UTC",
    )
    assert [line for line, _ in told.faults] == [2, 8, 3, 4, 5, 6, 7]
    why = dict(told.faults)
    assert why[2] == "number: it is empty, so it cannot be told which incident this is"
    assert why[3].startswith("updated_at: a day such as 2026-11-24 is expected, not 'soon'")
    assert why[5] == "updated_at: a time of the day is missing after '2026-03-02'"
    assert [part.partition(":")[0] for part in why[6].split("; ")] == ["state", "priority", "impact", "resolved_at"]
    assert why[7] == "updated_at: it is empty, so it cannot be told when this happened"
    assert told.states() == [("02 09:00", "new")]


def test_a_state_that_is_not_known_leaves_what_was(read: Read) -> None:
    told = read(FEW + "A,Active,2026-03-02 09:00\nA,-100,2026-03-02 10:00\n", zone="UTC")
    assert told.states() == [("02 09:00", "in_progress"), ("02 10:00", None)]
    assert told.warnings == ["Line 3: the state of A is not known (-100): it counts as what it was."]


@pytest.mark.parametrize(
    ("first", "at"),
    [("13-03-2026 08:00", (2026, 3, 4)), ("03-13-2026 08:00", (2026, 4, 3)), ("2026-03-13 08:00", None)],
)
def test_one_date_tells_how_all_are_written(read: Read, first: str, at: tuple[int, int, int] | None) -> None:
    told = read(FEW + f"A,New,{first}\nB,New,04-03-2026 09:00\n", zone="UTC")
    if at is None:
        assert [line for line, _ in told.faults] == [3]
        assert "say the order of the file's dates" in told.faults[0][1]
    else:
        assert told.steps[1]["at"] == datetime(*at, 9, tzinfo=UTC)


def test_dates_that_tell_two_orders_settle_nothing(read: Read) -> None:
    told = read(FEW + "A,New,13-03-2026 08:00\nB,New,03-13-2026 08:00\nC,New,04-03-2026 09:00\n", zone="UTC")
    assert [line for line, _ in told.faults] == [4]


def test_times_are_those_of_the_zone_that_is_named(read: Read) -> None:
    content = FEW + "A,New,2026-03-02 09:00:00\nB,New,2026-07-02 09:00:00\nC,New,2026-07-02T09:00:00+05:00\n"
    assert [step["at"].hour for step in read(content, zone="Europe/Vienna").steps] == [8, 7, 4]
    told = read(content)
    assert [step["at"].hour for step in told.steps] == [9, 9, 4]
    (warning,) = told.warnings
    assert warning.startswith("The log does not say the time zone of its times: they are read as UTC.")


def test_columns_are_known_by_their_labels_too_and_others_are_kept(read: Read) -> None:
    told = read(
        "Updated,Number,State,Assignment group,Channel,Business impact\n2026-03-02 09:00,INC9,On Hold,Desk,Email,all of it\n",
        zone="UTC",
    )
    assert told.steps[0]["changes"] == {
        "status": "pending",
        "number": "INC9",
        "team": "servicenow:group:desk",
        "contact_type": "Email",
        "Business impact": "all of it",
    }


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("number,sys_updated_at", "needs the column incident_state"),
        ("state,priority", "needs the columns number and sys_updated_at"),
        ("number,state,incident_state,sys_updated_at", "Two columns of the log say 'state'"),
    ],
)
def test_a_file_that_is_no_such_log_is_refused_whole(read: Read, header: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(header + "\n")
