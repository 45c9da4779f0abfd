"""The life of an asset: which steps there are, and what each does to its state. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NoReturn

from cmdb_graph.assets.models import STATUSES, Status, Step
from cmdb_graph.errors import Conflict, Invalid, Place
from cmdb_graph.graph.shape import EntityState, Value
from cmdb_graph.ingest.reconcile import merged
from cmdb_graph.ingest.records import EntityRecord, checked_attributes
from cmdb_graph.vocabulary import Vocabulary

STEPS: Mapping[str, tuple[Status, ...]] = {
    "planned": ("ordered", "in_stock"),
    "ordered": ("planned", "in_stock", "deployed"),
    "in_stock": ("reserved", "deployed", "in_maintenance", "retired"),
    "reserved": ("in_stock", "deployed"),
    "deployed": ("in_stock", "in_maintenance", "retired"),
    "in_maintenance": ("in_stock", "deployed", "retired"),
    "retired": ("in_stock", "disposed"),
    "disposed": (),
}
"""Status -> the steps that are allowed from there."""

FREED = frozenset({"in_stock", "retired"})
"""What arrives here is not set aside for anybody any more."""
_IN_USE, _OUT_OF_USE = frozenset({"deployed"}), frozenset({"in_stock", "retired", "disposed"})
_ON_A_SHELF = frozenset({"in_stock", "reserved"})
_FIELDS = {"life_cycle_since": "/on", "life_cycle_note": "/note", "disposal_certificate": "/certificate"}


def allowed(status: object) -> tuple[Status, ...]:
    """The steps from a status; any from none, or from one that is not of the table."""
    return STEPS.get(status, STATUSES) if isinstance(status, str) else STATUSES


def stepped(state: EntityState, step: Step, today: date, vocabulary: Vocabulary, *, moved: bool = False) -> EntityState:
    """The state after a step; `moved` says that it goes to another place.

    Conflict names the allowed steps when this is none of them; Invalid names the field that is wrong or lacking.
    """
    status = state.attributes.get("life_cycle_status")
    may = allowed(status)
    if step.to not in may:
        from_here = f"From {status}, it may become {' or '.join(may)}." if may else f"From {status}, no step leads on."
        raise Conflict(f"{state.id!r} is {status} and cannot become {step.to}. {from_here}")
    on = _day(step, state, today)
    given: dict[str, Value | None] = {
        "life_cycle_status": step.to,
        "life_cycle_since": on.isoformat(),
        "life_cycle_note": step.note,
    }
    match step.to:
        case "deployed":
            given |= {"deployed_at": on.isoformat(), "retired_at": None}
        case "in_stock":
            given["retired_at"] = None
        case "retired":
            given["retired_at"] = on.isoformat()
        case "disposed":
            given["disposal_certificate"] = _certificate(step, state)
        case _:
            pass
    if step.certificate is not None and step.to != "disposed":
        _refuse("/certificate", f"a certificate is of a disposal, not of becoming {step.to}")
    if moved or step.to not in _ON_A_SHELF:
        given["stock_location"] = None
    try:
        attributes = checked_attributes(given, vocabulary.kind(state.kind).attributes, state.kind)
        return merged(
            state, state.id, EntityRecord(state.id, state.kind, None, _roles(state, step.to), attributes), vocabulary
        )
    except Invalid as error:
        error.places = [Place(each.detail, _pointer(each.pointer)) for each in error.places]
        raise


def _roles(state: EntityState, to: Status) -> tuple[str, ...]:
    """In use it is a CI as well, out of use it is none; an asset it is all its life."""
    is_ci = to in _IN_USE or ("CI" in state.roles and to not in _OUT_OF_USE)
    return ("CI", "Asset") if is_ci else ("Asset",)


def _day(step: Step, state: EntityState, today: date) -> date:
    on = step.on or today
    if on > today + timedelta(days=1):  # east of here it may be tomorrow already
        _refuse("/on", f"{on} lies ahead: a step is recorded when it is done")
    deployed = state.attributes.get("deployed_at")
    if step.to == "retired" and isinstance(deployed, str) and on.isoformat() < deployed:
        _refuse("/on", f"{on} is before {deployed}, the day on which it was deployed")
    return on


def _certificate(step: Step, state: EntityState) -> str:
    if step.certificate is None:
        _refuse("/certificate", f"{state.id!r} is disposed of with a certificate: give its number as `certificate`")
    return step.certificate


def _pointer(pointer: str | None) -> str:
    return _FIELDS.get((pointer or "").removeprefix("/attributes/"), "/to")


def _refuse(pointer: str, why: str) -> NoReturn:
    raise Invalid(why, places=[Place(why, pointer=pointer)])
