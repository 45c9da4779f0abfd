"""The columns of a log of incidents, by the names of their fields or as lists show them, and what their words mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from cmdb_graph.ingest.readers.text import unreadable

UNKNOWN = frozenset({"", "?"})
UNKNOWN_STATES = frozenset({"", "?", "-100"})

_ALSO: Mapping[str, tuple[str, ...]] = {
    "number": (),
    "state": ("incident_state",),
    "updated_at": ("sys_updated_at", "sys_updated_on", "updated"),
    "updated_by": ("sys_updated_by",),
    "opened_at": ("opened",),
    "opened_by": (),
    "resolved_at": ("resolved",),
    "resolved_by": (),
    "closed_at": ("closed",),
    "close_code": ("closed_code", "resolution_code"),
    "close_notes": ("resolution_notes",),
    "priority": (),
    "impact": (),
    "urgency": (),
    "category": (),
    "subcategory": (),
    "symptom": ("u_symptom",),
    "contact_type": ("channel",),
    "description": ("short_description",),
    "hold_reason": ("on_hold_reason",),
    "reassignments": ("reassignment_count",),
    "reopenings": ("reopen_count",),
    "made_sla": (),
    "caller": ("caller_id",),
    "location": (),
    "ci": ("cmdb_ci", "configuration_item"),
    "service": ("business_service",),
    "team": ("assignment_group",),
    "assigned_to": (),
    "problem": ("problem_id",),
    "change": ("rfc", "change_request"),
    "caused_by": ("caused_by_change",),
    "vendor": (),
    "active": (),
}
"""Our word for a column, and further names of it."""
_NEEDED = ("number", "state", "updated_at")
TIMES = ("updated_at", "opened_at", "resolved_at", "closed_at")

_STATES = {
    "1": "new",
    "new": "new",
    "assigned": "assigned",
    "2": "in_progress",
    "active": "in_progress",
    "inprogress": "in_progress",
    "workinprogress": "in_progress",
    "3": "pending",
    "onhold": "pending",
    "pending": "pending",
    "6": "resolved",
    "resolved": "resolved",
    "7": "closed",
    "closed": "closed",
    "8": "canceled",
    "canceled": "canceled",
    "cancelled": "canceled",
}
_AWAITING = re.compile(r"awaiting (\S.*)", re.IGNORECASE)
_LEVEL = re.compile(r"([1-5])(?: *-.*)?")
_LEVELS = {"1": "high", "2": "medium", "3": "low"}


def fields(header: Sequence[str]) -> list[str]:
    """Our word for each column, `=` and its own name for one that is not known. Unreadable when one that is needed is missing."""
    words = {_plain(name): field for field, also in _ALSO.items() for name in (field, *also)}
    found = [words.get(_plain(name), f"={name.strip()}") for name in header]
    twice = sorted(name for name, times in Counter(found).items() if times > 1)
    if twice:
        raise unreadable(f"Two columns of the log say {twice[0].removeprefix('=')!r}.", line=1)
    lacking = [field for field in _NEEDED if field not in found]
    if lacking:
        names = " and ".join((_ALSO[field] or (field,))[0] for field in lacking)
        raise unreadable(f"A log of ServiceNow incidents needs the column{'s' * (len(lacking) > 1)} {names}.", line=1)
    return found


def status(state: str) -> tuple[str, str | None]:
    """The status that a state is, and what it waits for. ValueError for one that is not known."""
    if (awaiting := _AWAITING.fullmatch(state)) is not None:
        return "pending", awaiting[1].lower()
    found = _STATES.get(_plain(state))
    if found is None:
        raise ValueError(
            f"{state[:80]!r} is no state of an incident that is known here, such as Active or Awaiting Vendor"
        )
    return found, None


def level(text: str) -> str:
    """An impact or urgency, written `2 - Medium` or `2`."""
    found = _LEVEL.fullmatch(text)
    if found is None or found[1] not in _LEVELS:
        raise ValueError(f"1 - High, 2 - Medium or 3 - Low is expected, not {text[:80]!r}")
    return _LEVELS[found[1]]


def priority(text: str) -> int:
    """A priority, written `3 - Moderate` or `3`."""
    if (found := _LEVEL.fullmatch(text)) is None:
        raise ValueError(f"1 to 5 is expected, such as 3 - Moderate, not {text[:80]!r}")
    return int(found[1])


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
