"""An answer in one sentence: what a change manager reads first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmdb_graph.impact.fetch import Summary
from cmdb_graph.impact.models import State, WholeGate
from cmdb_graph.texts import in_a_sentence

NAMED = 3
"""So many are called by name; the rest is counted."""


def impact_sentence(
    *,
    targets: Mapping[str, tuple[Summary, State]],
    assuming: Mapping[str, tuple[Summary, State]],
    counts: Mapping[State, int],
    services: Sequence[tuple[str, State]],
    hit: int,
    least: State = State.AT_RISK,
) -> str:
    """`If pdu-a (PDU) goes down, 4 go down, 1 is degraded and 6 are at risk; 2 services are hit: Web Shop (down) and ...`.

    `services` are the first NAMED of the `hit` ones. With a higher `least`, "nothing" says no more.
    """
    given = f"With {_what(assuming, 'already ')}, if " if assuming else "If "
    parts = [
        _counted(counts.get(State.DOWN, 0), "more goes down", "more go down"),
        _counted(counts.get(State.DEGRADED, 0), "is degraded", "are degraded"),
        _counted(counts.get(State.AT_RISK, 0), "is at risk", "are at risk"),
    ]
    more = "further" if assuming else "else"
    nothing = {
        State.AT_RISK: f"nothing {more} is affected",
        State.DEGRADED: f"nothing {more} goes down or is degraded",
        State.DOWN: f"nothing {more} goes down",
    }
    follows = _joined([part for part in parts if part]) or nothing[least]
    return f"{given}{_what(targets, '', verb=True)}, {follows}{_services(services, hit)}."


def dependencies_sentence(name: str, kind: str, providers: int, farthest: int, depth: int | None) -> str:
    """`Web Shop (BusinessService) stands on 41 others, the farthest 7 steps away.`."""
    name = in_a_sentence(name)
    if providers == 0:
        return f"{name} ({kind}) stands on nothing that is recorded."
    within = "" if depth is None else f" within {depth} {'step' if depth == 1 else 'steps'}"
    others = "1 other" if providers == 1 else f"{providers:,} others"
    away = "1 step" if farthest == 1 else f"{farthest} steps"
    return f"{name} ({kind}) stands on {others}{within}, the farthest {away} away."


def evidence_sentence(node: Summary, state: State, asked: bool, gates: Sequence[WholeGate]) -> str:
    """`db-cluster (Cluster) is at risk: of 3 in its group members 2 stand and 2 are needed.`."""
    is_ = f"{in_a_sentence(node.name)} ({node.kind}) " + (
        "stands" if state == State.UNAFFECTED else f"is {state.word.replace('_', ' ')}"
    )
    if asked:
        return f"{is_}: the question says so."
    decisive = [gate for gate in gates if gate.state == state.word]
    if state == State.UNAFFECTED:
        if not gates:
            return f"{is_}: nothing is recorded that it depends on."
        return f"{is_}: all that it depends on stands." if len(decisive) == len(gates) else f"{is_}."
    return f"{is_}: {_joined([_gate(gate) for gate in decisive[:NAMED]])}." if decisive else f"{is_}: it was so before."


def _gate(gate: WholeGate) -> str:
    if gate.members == 1 and gate.group is None and gate.providers:
        provider = gate.providers[0]
        return f"{in_a_sentence(provider.name)} ({provider.kind}) is {provider.state.replace('_', ' ')}"
    which = f"of the {gate.members:,} in its group {gate.group}" if gate.group else f"of {gate.members:,}"
    stand = "1 stands" if gate.standing == 1 else f"{gate.standing:,} stand"
    needed = "1 is needed" if gate.need == 1 else f"{gate.need:,} are needed"
    return f"{which} {stand} and {needed}"


def _what(given: Mapping[str, tuple[Summary, State]], already: str, *, verb: bool = False) -> str:
    shown = [_one(summary, state, already, verb=verb) for summary, state in list(given.values())[:NAMED]]
    if len(given) > NAMED:
        shown.append(f"{len(given) - NAMED} more are affected as given" if verb else f"{len(given) - NAMED} more")
    return _joined(shown)


def _one(summary: Summary, state: State, already: str, *, verb: bool) -> str:
    name = f"{in_a_sentence(summary.name)} ({summary.kind})"
    if verb:
        return f"{name} goes down" if state == State.DOWN else f"{name} is degraded"
    return f"{name} {already}{state.word}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""


def _services(services: Sequence[tuple[str, State]], count: int) -> str:
    if not services:
        return ""
    shown = [f"{in_a_sentence(name)} ({state.word.replace('_', ' ')})" for name, state in services]
    if count > len(shown):
        shown.append(f"{count - len(shown):,} more")
    hit = "1 service is hit" if count == 1 else f"{count:,} services are hit"
    return f"; {hit}: {_joined(shown)}"


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
