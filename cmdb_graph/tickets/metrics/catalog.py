"""The metrics that there are, each with what it means in a sentence that can be held against the records. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Name = Literal[
    "resolution_time",
    "business_resolution_time",
    "first_contact_resolution",
    "response_compliance",
    "resolution_compliance",
    "satisfaction",
    "reopen_rate",
    "reassignment_rate",
    "change_failure_rate",
    "reliability",
    "backlog_age",
]
NAMES: tuple[Name, ...] = get_args(Name)

_JUDGED = (
    "Each ticket is judged as it stood at the end of the period, or at as_of_event, or now, whichever is earliest."
)
_COMPLIANCE = (
    "Of the tickets whose {0} clock stopped in the period and stands stopped, the share of which it stopped before the "
    "target of their priority was used up, within the service hours of that target and without the pauses. Clocks that "
    "run or are paused are counted apart, those among them that are breached already by themselves; a pause is no "
    "breach. Canceled tickets are in none of these."
)
DEFINITIONS: Mapping[Name, str] = {
    "resolution_time": (
        "Of the tickets that came to be resolved in the period and stand resolved, the time from opened_at to the "
        "resolution that stands, around the clock, with all waiting and with what passed while a ticket was open again. "
        "Percentiles are interpolated linearly between the two nearest ranks. Tickets that were canceled in the period "
        "are counted apart."
    ),
    "business_resolution_time": (
        "The resolution time of the same tickets within service hours: those of the target that the priority of the "
        "ticket (as recorded, else by its impact and urgency) has for its resolution, else the calendar `office`. "
        "Waiting is not taken out."
    ),
    "first_contact_resolution": (
        "Of the tickets that came to be resolved in the period and stand resolved, the share whose first_contact is "
        "true; where that is not recorded, that were never given to another team (or, without a team, another person) "
        "nor opened again."
    ),
    "response_compliance": _COMPLIANCE.format("response"),
    "resolution_compliance": _COMPLIANCE.format("resolution"),
    "satisfaction": (
        "The mean score of the tickets that came to be resolved in the period, stand resolved and have one; those "
        "without a score are counted apart."
    ),
    "reopen_rate": (
        "Of the tickets that came to be resolved at least once in the period, the share that was opened again at least "
        "once by its end, before or after that resolution."
    ),
    "reassignment_rate": (
        "Of the tickets that came to be resolved in the period and stand resolved, the share that was given at least "
        "once to another team (or, without a team, another person), and how often a ticket was on average."
    ),
    "change_failure_rate": (
        "Of the changes that ended in the period (actual_end, else when they came to be resolved or closed) and were "
        "not canceled or rejected, the share that at least one incident names as its cause (CAUSED_BY), opened by the "
        "end of the period and not canceled. A change that is recorded after it ended counts when it was first known."
    ),
    "reliability": (
        "Per CI, of the incidents that affect it (AFFECTS): it is down from started_at, else opened_at, to the "
        "resolution that stands (a start that is told to lie after it is its instant); what overlaps is one down time, "
        "and a failure is one that began in the period, or began before and was first known in it. MTBF = (time of the "
        "period - time down in it) / failures; MTTR = mean time to restore of its incidents that began, or were first "
        "known, in the period alike and are resolved. Without a failure, both are null. Canceled incidents are none; "
        "places are no CIs here."
    ),
    "backlog_age": (
        "Of the tickets that are neither resolved nor canceled at the end of the period, the time since opened_at, "
        "around the clock. Percentiles are interpolated linearly between the two nearest ranks."
    ),
}


def definition(name: Name) -> str:
    """What a metric means, and when that is judged."""
    return f"{DEFINITIONS[name]} {_JUDGED}"
