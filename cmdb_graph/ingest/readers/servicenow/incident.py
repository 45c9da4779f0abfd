"""One incident from the rows that its log has of it: what each of them says, and what was different after it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from cmdb_graph.ingest.identify import Evidence
from cmdb_graph.ingest.readers import Context, Item, cells
from cmdb_graph.ingest.readers.cells import Dates
from cmdb_graph.ingest.readers.servicenow import columns
from cmdb_graph.ingest.readers.servicenow.log import Line
from cmdb_graph.ingest.readers.stated import stated
from cmdb_graph.ingest.readers.things import Happened, Row, Thing, Tie
from cmdb_graph.texts import fold
from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM

T = TypeVar("T")
Facts = dict[str, object]

_CLOCK = re.compile(r"[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$")
_TEXTS = ("opened_by", "category", "subcategory", "symptom", "contact_type", "description")
_ENDINGS = ("close_code", "close_notes", "resolved_by")
_DONE = ("resolved", "closed")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the times and numbers of a log are read."""

    context: Context
    dates: Dates | None

    def instant(self, text: str) -> datetime:
        """An instant in UTC: a local time of the zone that the options name, else of UTC, which is warned of."""
        try:
            given = datetime.fromisoformat(text) if ":" in text else self._local(text)
        except ValueError:
            given = self._local(text)
        if given.tzinfo is None:
            zone = self.context.options.zone
            if zone is None:
                self.context.warn(
                    "The log does not say the time zone of its times: they are read as UTC. Name it if it is another, such as "
                    "zone=Europe/Vienna."
                )
            given = given.replace(tzinfo=ZoneInfo(zone or "UTC"))
        try:
            return given.astimezone(UTC)
        except OverflowError:
            raise ValueError(f"{text[:80]!r} is no time that can be written in UTC") from None

    def _local(self, text: str) -> datetime:
        day, clock = cells.day(text, self.dates), _CLOCK.search(text)
        if clock is None:
            raise ValueError(f"a time of the day is missing after {text[:80]!r}")
        try:
            return datetime.fromisoformat(f"{day}T{clock[1].zfill(2)}:{clock[2]}:{clock[3] or '00'}")
        except ValueError:
            raise ValueError(f"{text[:80]!r} has no time of the day that there is") from None


@dataclass(frozen=True, slots=True)
class _Event:
    """A row that could be read: when, by whom, and what it says of the incident as it stood then."""

    line: int
    at: datetime
    who: str | None
    facts: Facts


def incident(lines: Sequence[Line], reading: Reading) -> Iterator[Row | Item]:
    """The incident with a step for each row that can be read; a fault for each that cannot."""
    events: list[_Event] = []
    for line in lines:
        try:
            events.append(_event(line, reading))
        except ValueError as error:
            yield Item(None, line=line.line, fault=str(error))
    if not events:
        return
    number = lines[0].cells["number"]
    warn = reading.context.warn
    for before, after in pairwise(events):
        if after.at < before.at:
            warn(
                f"Line {after.line}: {number} was updated before line {before.line} says so; its rows are taken in the order of "
                "their times."
            )
    yield _row(number, sorted(events, key=lambda event: event.at))


def _row(number: str, events: Sequence[_Event]) -> Row:
    steps: list[Happened] = []
    named: dict[str, Thing] = {}
    known: Facts = {}
    for event in events:
        # What the log does not know of a state, such as -100, leaves it as it was.
        facts = {"status": known.get("status", "new")} | event.facts
        changes = {name: facts.get(name) for name in (known | facts) if known.get(name) != facts.get(name)}
        steps.append(Happened(event.line, event.at, event.who, changes))
        named |= {value.evidence.own: value for value in facts.values() if isinstance(value, Thing)}
        known = facts
    now = {name: value for name, value in known.items() if not isinstance(value, Thing)}
    own = Thing(
        Evidence(_id("incident", number), ("Incident",), (("number", number),)),
        "Incident",
        number,
        name=number,
        attributes=now,
    )
    ties = [Tie(_JOINED[field], own, thing, field) for field, thing in known.items() if isinstance(thing, Thing)]
    return Row(events[-1].line, [own, *named.values()], ties, steps)


def _event(line: Line, reading: Reading) -> _Event:
    """What a row says. ValueError names every column that is wrong."""
    wrong: list[str] = []
    given = {field: text for field, text in line.cells.items() if text not in columns.UNKNOWN}

    def read(field: str, how: Callable[[str], T]) -> T | None:
        if field not in given:
            return None
        try:
            return how(given[field])
        except ValueError as error:
            wrong.append(f"{field.removeprefix('=')}: {error}")
            return None

    at = read("updated_at", reading.instant)
    if at is None and not wrong:
        wrong.append("updated_at: it is empty, so it cannot be told when this happened")
    facts: Facts = {"number": given["number"]}
    if given.get("state", "") not in columns.UNKNOWN_STATES and (told := read("state", columns.status)) is not None:
        facts["status"], facts["waiting_for"] = told
    elif not wrong:
        reading.context.warn(
            f"Line {line.line}: the state of {given['number']} is not known ({line.cells.get('state') or 'empty'}): it counts as "
            "what it was."
        )
    facts["waiting_for"] = given.get("hold_reason") or facts.get("waiting_for")
    facts |= {
        "priority": read("priority", columns.priority),
        "impact": read("impact", columns.level),
        "urgency": read("urgency", columns.level),
        "opened_at": _written(read("opened_at", reading.instant)),
        "reassignments": read("reassignments", lambda text: cells.count(text, "point")),
        "reopenings": read("reopenings", lambda text: cells.count(text, "point")),
        "made_sla": read("made_sla", cells.truth),
        **{field: given.get(field) for field in _TEXTS},
        **dict(_others(given, reading.context, wrong)),
    }
    facts |= {field: _THINGS[field](given[field]) for field in _THINGS if field in given}
    resolved, closed = read("resolved_at", reading.instant), read("closed_at", reading.instant)
    if wrong or at is None:
        raise ValueError("; ".join(wrong))
    # A log repeats in every row how it ended: that was not known until it had.
    if (over := facts.get("status")) in _DONE:
        facts |= {field: given.get(field) for field in _ENDINGS if field not in _THINGS}
        facts["resolved_at"] = _written(resolved) if resolved is not None and resolved <= at else None
        facts["closed_at"] = _written(closed) if over == "closed" and closed is not None and closed <= at else None
    else:
        facts.pop("resolved_by", None)
    return _Event(
        line.line, at, given.get("updated_by"), {name: value for name, value in facts.items() if value is not None}
    )


def _others(given: Mapping[str, str], context: Context, wrong: list[str]) -> Iterable[tuple[str, object]]:
    """What the log has beside the known columns, under its own name."""
    declared = context.vocabulary.kind("Incident").attributes
    for field, text in given.items():
        if field.startswith("="):
            try:
                yield field[1:], stated(field[1:], text, declared.get(field[1:]), context.options)
            except ValueError as error:
                wrong.append(str(error))


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _id(sort: str, name: str) -> str:
    return f"servicenow:{sort}:{fold(name)}"[:1024]


def _named(sort: str, kind: str, among: str, *, vague: bool = False) -> Callable[[str], Thing]:
    def thing(name: str) -> Thing:
        return Thing(Evidence(_id(sort, name), (among,), by_name=name), kind, name, "mention", vague=vague)

    return thing


def _numbered(sort: str, kind: str) -> Callable[[str], Thing]:
    def thing(number: str) -> Thing:
        evidence = Evidence(_id(sort, number), (kind,), (("number", number),))
        return Thing(evidence, kind, number, "mention", attributes={"number": number})

    return thing


_PERSON = _named("user", "Person", "Person")
_CHANGE = _numbered("change", "Change")
_THINGS: Mapping[str, Callable[[str], Thing]] = {
    "caller": _PERSON,
    ASSIGNED_TO: _PERSON,
    TEAM: _named("group", "Team", "Team"),
    "resolved_by": _PERSON,
    "location": _named("location", "Location", "Location"),
    "ci": _named("ci", "ConfigurationItem", "ManagedElement", vague=True),
    "service": _named("service", "Service", "Service"),
    "problem": _numbered("problem", "Problem"),
    "change": _CHANGE,
    "caused_by": _CHANGE,
    "vendor": _named("vendor", "Vendor", "Organization"),
}
"""What a column names, and how it is told which one that is."""
_JOINED: Mapping[str, str] = {
    "caller": "RAISED_BY",
    ASSIGNED_TO: "ASSIGNED_TO",
    TEAM: "ASSIGNED_TO",
    "vendor": "ASSIGNED_TO",
    "resolved_by": "RESOLVED_BY",
    "change": "RESOLVED_BY",
    "problem": "CAUSED_BY",
    "caused_by": "CAUSED_BY",
    "location": "AFFECTS",
    "ci": "AFFECTS",
    "service": "AFFECTS",
}
