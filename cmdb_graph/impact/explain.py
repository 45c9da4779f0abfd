"""Why one node stands, or does not: the chain that leads to it edge by edge, and every gate that it hangs on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.ask import known, on_estate, worst
from cmdb_graph.impact.evaluate import Evaluation, gate_state
from cmdb_graph.impact.fetch import Estate, Reported, Summary
from cmdb_graph.impact.models import (
    ChainStep,
    EvidenceAnswer,
    EvidenceQuestion,
    Joint,
    MemberState,
    Named,
    State,
    WholeGate,
)
from cmdb_graph.impact.sentence import evidence_sentence
from cmdb_graph.vocabulary import Vocabulary

MEMBERS = 1_000
"""So many members of one gate are listed; the worst first, and the rest is counted."""


def explain(store: ReadStore, vocabulary: Vocabulary, question: EvidenceQuestion, deadline: Deadline) -> EvidenceAnswer:
    """The evidence for one node in the answer to an impact question, affected or not.

    Costs what the impact costs, and a query about the nodes of the chain. Raises NotFound naming ids that are not there.
    """
    return on_estate(store, vocabulary, question.as_of, deadline, lambda estate: _explain(estate, question))


def _explain(estate: Estate, question: EvidenceQuestion) -> EvidenceAnswer:
    targets, assuming = worst(question.targets), worst(question.assuming)
    places = {given.id: f"/assuming/{at}/id" for at, given in enumerate(question.assuming)}
    places |= {given.id: f"/targets/{at}/id" for at, given in enumerate(question.targets)}
    known(estate, [*targets, *assuming, question.id], places | {question.id: "/id"})

    result = estate.evaluate(Evaluation(targets, assuming))
    states = result.states
    affected = next((node for node in result.affected if node.id == question.id), None)
    path = () if affected is None else affected.path
    reported = estate.reported({question.id, *path[1:]})
    below: defaultdict[str, list[Reported]] = defaultdict(list)
    for one in reported:
        below[one.edge.source].append(one)

    gates = _gates(below[question.id], states)
    listed = {member for gate in gates for member in gate.ids[:MEMBERS]}
    summaries = estate.summaries({question.id, *path, *listed})
    state = states.get(question.id, State.UNAFFECTED)
    answer_gates = [gate.model(summaries, states) for gate in gates]
    return EvidenceAnswer(
        text=evidence_sentence(summaries[question.id], state, question.id in targets, answer_gates),
        as_of=estate.moment.as_of,
        id=question.id,
        kind=summaries[question.id].kind,
        name=summaries[question.id].name,
        state=state.word,
        before=affected.before.word if affected is not None else state.word,
        given=question.id in targets or question.id in assuming,
        chain=[
            ChainStep(
                provider=_named(provider, summaries),
                dependent=_named(dependent, summaries),
                state=states[dependent].word,
                joints=[_joint(one) for one in below[dependent] if one.edge.target == provider],
                gate=_tripped(below[dependent], provider, states).model(summaries, states, members=False),
            )
            for provider, dependent in pairwise(path)
        ],
        gates=answer_gates,
    )


class _Gate:
    """The relationships of one dependent with the same effect and group, or one of its own."""

    def __init__(self, effect: str, group: str, reported: list[Reported], states: Mapping[str, State]) -> None:
        self.effect, self.group, self.reported = effect, group, reported
        found = {edge.target: states.get(edge.target, State.UNAFFECTED) for edge, *_ in reported}
        self.ids = sorted(found, key=lambda node: (-found[node], node))
        self.members = len(found)
        self.need = min(max((edge.need or 1 for edge, *_ in reported), default=1), self.members)
        self.down = sum(state == State.DOWN for state in found.values())
        self.state = gate_state(
            effect, self.need, self.members, self.down, sum(state >= State.DEGRADED for state in found.values())
        )

    def model(
        self, summaries: Mapping[str, Summary], states: Mapping[str, State], *, members: bool = True
    ) -> WholeGate:
        listed = self.ids[:MEMBERS] if members else []
        joints: defaultdict[str, list[Joint]] = defaultdict(list)
        for one in self.reported:
            joints[one.edge.target].append(_joint(one))
        return WholeGate(
            group=self.group or None,
            effect="soft" if self.effect == "soft" else "hard",
            need=self.need,
            members=self.members,
            standing=self.members - self.down,
            state=self.state.word,
            providers=[
                MemberState(
                    **_named(node, summaries).model_dump(),
                    state=states.get(node, State.UNAFFECTED).word,
                    joints=joints[node],
                )
                for node in listed
            ],
            omitted=self.members - len(listed) if members else 0,
        )


def _gates(reported: list[Reported], states: Mapping[str, State]) -> list[_Gate]:
    """The worst first."""
    grouped: defaultdict[tuple[str, str, str], list[Reported]] = defaultdict(list)
    for one in reported:
        edge = one.edge
        alone = "" if edge.group else f"{edge.target}\n{edge.type}"
        grouped[edge.effect, edge.group, alone].append(one)
    gates = [_Gate(effect, group, members, states) for (effect, group, _), members in grouped.items()]
    return sorted(gates, key=lambda gate: (-gate.state, gate.group, gate.effect, gate.ids))


def _tripped(reported: list[Reported], provider: str, states: Mapping[str, State]) -> _Gate:
    """The worst gate that the provider is a member of: the one that the chain goes through."""
    return next(gate for gate in _gates(reported, states) if provider in gate.ids)


def _joint(one: Reported) -> Joint:
    return Joint(type=one.edge.type, reported_by=one.reported_by, last_seen=times.iso(one.last_seen))


def _named(node: str, summaries: Mapping[str, Summary]) -> Named:
    return Named(id=node, kind=summaries[node].kind, name=summaries[node].name)
