"""The life of a ticket: which steps there are, and what each does to its state. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from cmdb_graph import times
from cmdb_graph.errors import Conflict, Invalid, Place
from cmdb_graph.graph.shape import EntityState, Value
from cmdb_graph.ingest.reconcile import merged
from cmdb_graph.ingest.records import EntityRecord, checked_attributes
from cmdb_graph.tickets.history import ASSIGNED_TO, TEAM, History
from cmdb_graph.tickets.models import Assignment, StepRequest
from cmdb_graph.tickets.process import Life, Process
from cmdb_graph.vocabulary import Vocabulary
from cmdb_graph.vocabulary.model import STATUS


@dataclass(frozen=True, slots=True)
class Workers:
    """Who works on a ticket, by id."""

    person: str | None = None
    team: str | None = None

    def after(self, asked: Assignment | None) -> Workers:
        """What is left out stays, but another team begins without a person."""
        if asked is None:
            return self
        team = asked.team if "team" in asked.model_fields_set else self.team
        person = asked.person if "person" in asked.model_fields_set else self.person if team == self.team else None
        return Workers(person, team)

    def change_hands(self, after: Workers) -> bool:
        """Whether a person or a team gave it to another one; who takes it up first takes it from nobody."""
        return any(
            before is not None and now is not None and before != now
            for before, now in ((self.person, after.person), (self.team, after.team))
        )


@dataclass(frozen=True, slots=True)
class Stepped:
    """A ticket after a step: its state, who works on it, when that was, and what is different by it."""

    state: EntityState
    workers: Workers
    at: datetime
    changes: Mapping[str, Value | None]


def stepped(
    state: EntityState,
    workers: Workers,
    asked: StepRequest,
    history: History,
    process: Process,
    now: datetime,
    vocabulary: Vocabulary,
) -> Stepped:
    """The ticket after a step. What `set` says holds; what follows from the step and is not said is filled in.

    Conflict names the allowed steps when this is none of them, and the last step when this happened before it; Invalid names the
    field that is wrong or lacking.
    """
    if asked.to is None and not asked.set and asked.assign is None and asked.note is None:
        _refuse("", "a step says at least one of `to`, `set`, `assign` and `note`")
    if STATUS in asked.set:
        _refuse("/set/status", "a status is where a step leads: say it as `to`")
    life = process.life(state.kind)
    at = _at(state, asked, history, now)
    _check_allowed(state, asked.to, life)
    after = workers.after(asked.assign)
    said: dict[str, Value | None] = dict(asked.set)
    follows = _of_status(state, asked.to, life, at, workers, after) | _of_workers(state, workers, after, at)
    follows |= _of_rating(state, said, process)
    try:
        given = checked_attributes({**follows, **said}, vocabulary.kind(state.kind).attributes, state.kind)
        new = merged(state, state.id, EntityRecord(state.id, state.kind, None, None, given), vocabulary)
    except Invalid as error:
        error.places = [Place(each.detail, _pointer(each.pointer, asked)) for each in error.places]
        raise
    _check_close_code(new, asked, life)
    names = sorted(state.attributes.keys() | new.attributes.keys())
    changes: dict[str, Value | None] = {
        name: new.attributes.get(name)
        for name in names
        if repr(new.attributes.get(name)) != repr(state.attributes.get(name))
    }
    hands = ((ASSIGNED_TO, workers.person, after.person), (TEAM, workers.team, after.team))
    changes |= {name: then for name, before, then in hands if before != then}
    return Stepped(new, after, at, changes)


def _at(state: EntityState, asked: StepRequest, history: History, now: datetime) -> datetime:
    at = now if asked.at is None else times.from_micros(times.to_micros(asked.at))
    if at > now:
        _refuse("/at", f"{at.isoformat()} lies ahead: a step is recorded when it is done")
    if history.steps and at < history.steps[-1].at:
        last = times.iso(times.to_micros(history.steps[-1].at))
        why = f"{state.id!r} had a step at {last}: one that happened before that cannot follow it"
        raise Conflict(f"{why}. To correct a time, `set` it.", places=[Place(why, pointer="/at")])
    return at


def _check_allowed(state: EntityState, to: str | None, life: Life) -> None:
    if to is None:
        return
    if life.statuses and to not in life.statuses:
        _refuse("/to", f"{to!r} is no status of {state.kind}: {', '.join(life.statuses)}")
    status = state.attributes.get(STATUS)
    may = life.allowed(status)
    if to not in may and life.statuses:
        from_here = f"From {status}, it may become {' or '.join(may)}." if may else f"From {status}, no step leads on."
        raise Conflict(f"{state.id!r} is {status} and cannot become {to}. {from_here}")


def _of_status(
    state: EntityState, to: str | None, life: Life, at: datetime, workers: Workers, after: Workers
) -> dict[str, Value | None]:
    """The status, and what a new one leaves: when it was answered, resolved, closed, or opened again."""
    if to is None:
        return {}
    status, ends, moment = state.attributes.get(STATUS), life.ends, times.iso(times.to_micros(at))
    follows: dict[str, Value | None] = {STATUS: to}
    response = life.clocks.get("response")
    if response is not None and to in response.stopped and "responded_at" not in state.attributes:
        follows["responded_at"] = moment
    if status in ends.over and to not in ends.over:
        follows |= {"resolved_at": None, "closed_at": None, "reopenings": _count(state, "reopenings") + 1}
    if status in ends.closed and to not in ends.closed:
        follows["closed_at"] = None
    if to in ends.resolved and status not in ends.resolved:
        others = _count(state, "reassignments") + _count(state, "reopenings") + workers.change_hands(after)
        follows |= {"resolved_at": moment, "first_contact": others == 0}
    if to in ends.closed:
        follows["closed_at"] = moment
    return follows


def _of_workers(state: EntityState, workers: Workers, after: Workers, at: datetime) -> dict[str, Value | None]:
    follows: dict[str, Value | None] = {}
    if after not in (workers, Workers()) and "assigned_at" not in state.attributes:
        follows["assigned_at"] = times.iso(times.to_micros(at))
    if workers.change_hands(after):
        follows["reassignments"] = _count(state, "reassignments") + 1
    return follows


def _of_rating(state: EntityState, said: Mapping[str, Value | None], process: Process) -> dict[str, Value | None]:
    """The priority by the matrix, where impact or urgency is said; one that is not known leaves the priority as it is."""
    if "impact" not in said and "urgency" not in said:
        return {}
    rating = [said.get(name, state.attributes.get(name)) for name in ("impact", "urgency")]
    priority = process.priority(*rating)
    return {} if priority is None else {"priority": priority}


def _check_close_code(new: EntityState, asked: StepRequest, life: Life) -> None:
    code, ends = new.attributes.get("close_code"), life.ends
    if asked.to in ends.close_code and code is None:
        _refuse("/set/close_code", f"{new.id!r} becomes {asked.to} with a close code: give it as `close_code` in `set`")
    checked = "close_code" in asked.set or asked.to in ends.close_code
    if checked and code is not None and ends.close_codes and code not in ends.close_codes:
        _refuse("/set/close_code", f"{code!r} is no close code of {new.kind}: {', '.join(ends.close_codes)}")


def _count(state: EntityState, name: str) -> int:
    value = state.attributes.get(name)
    return value if isinstance(value, int) else 0


def _pointer(pointer: str | None, asked: StepRequest) -> str:
    """Where in the request an attribute stands; what is filled in comes of `to`."""
    name = (pointer or "").lstrip("/").removeprefix("attributes/")
    return f"/set/{name}" if name.split("/")[0].replace("~1", "/").replace("~0", "~") in asked.set else "/to"


def _refuse(pointer: str, why: str) -> NoReturn:
    raise Invalid(why, places=[Place(why, pointer=pointer)])
