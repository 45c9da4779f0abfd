"""What a person reads, and pastes: the answer in a sentence, a proposal in a few lines. Pure."""

from __future__ import annotations

from datetime import datetime

from cmdb_graph.texts import in_a_sentence
from cmdb_graph.tickets.problems.models import ProblemCounts, Proposal

_LINES = 10
"""So many incidents have a line of their own in a description."""


def title(name: str) -> str:
    """What a problem of this provider may be called."""
    return f"Recurring incidents: {in_a_sentence(name)}"


def answer_sentence(counts: ProblemCounts, proposals: int, first: datetime, until: datetime) -> str:
    """How many problems are proposed, and where each incident that was looked at went."""
    none = [
        f"{count:,} {what}"
        for count, what in (
            (counts.known, "of a problem that is known"),
            (counts.canceled, "canceled"),
            (counts.unplaced, "without a CI or a cause"),
            (counts.alone, "that too few others share anything with"),
        )
        if count
    ]
    left = counts.looked_at - counts.proposed
    why = f" ({', '.join(none)})" if none else ""
    return (
        f"{_count(proposals, 'problem')} proposed. From {first.isoformat()} to {until.isoformat()}, "
        f"{_count(counts.looked_at, 'incident')} looked at: {counts.proposed:,} in a proposal, {left:,} in none{why}."
    )


def description(proposal: Proposal) -> str:
    """Plain text that tells the evidence of a proposal."""
    its, name = proposal.recurrence, f"{in_a_sentence(proposal.name)} [{proposal.id}]"
    lines = [
        f"{its.incidents:,} incidents from {its.first[:10]} to {its.last[:10]}, {its.per_month:g} a month, point to {name}.",
        *_grounds(proposal),
    ]
    by = ", ".join(
        f"{count:,} without priority" if priority == "none" else f"{count:,} of priority {priority}"
        for priority, count in proposal.priorities.items()
    )
    lines.append(f"Priorities: {by}.")
    lines += [
        f"Cost: {cost.amount:,.2f} {cost.currency or '(no currency)'} of {_count(cost.incidents, 'incident')}."
        for cost in proposal.costs
    ]
    lines.append("Incidents:")
    for each in proposal.incidents[:_LINES]:
        ways = "; ".join(" -> ".join(way) for way in each.ways[:3])
        lines.append(f"- {each.opened_at[:16]}Z {in_a_sentence(each.name)} [{each.id}]{f': {ways}' if ways else ''}")
    if its.incidents > len(proposal.incidents[:_LINES]):
        lines.append(f"- and {its.incidents - len(proposal.incidents[:_LINES]):,} more")
    if proposal.others:
        names = ", ".join(f"{in_a_sentence(each.name)} [{each.id}]" for each in proposal.others)
        more = f" and {proposal.others_omitted:,} more" if proposal.others_omitted else ""
        lines.append(f"Would explain the same, less specifically: {names}{more}.")
    if proposal.tickets:
        lines.append(f"On {name}:")
        lines += [
            f"- {each.kind} {in_a_sentence(each.name)} [{each.id}], {each.status or 'status not known'}"
            for each in proposal.tickets
        ]
        if proposal.tickets_omitted:
            lines.append(f"- and {proposal.tickets_omitted:,} more")
    return "\n".join(lines)


def _grounds(proposal: Proposal) -> list[str]:
    lines: list[str] = []
    if proposal.recorded:
        verb = "names" if proposal.recorded == 1 else "name"
        lines.append(f"{proposal.recorded:,} of them {verb} it, or a ticket about it, as the cause.")
    reached = proposal.recurrence.incidents - proposal.recorded
    if reached and proposal.chance is not None:
        of = f"{reached:,} of {_count(proposal.among, 'incident')} without a recorded cause"
        shows = f"{proposal.shows_at:,} of {proposal.population:,} CIs"
        lines.append(
            f"Its fault would show at everything that {of} affect, though only at {shows}: by chance alone, a probability of "
            f"{proposal.chance:.2g}."
        )
    return lines


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
