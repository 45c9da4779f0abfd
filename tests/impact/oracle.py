"""The impact question answered by brute force: every definition read aloud, nothing shared with the product.

States are plain numbers here, so that the order `unaffected < at_risk < degraded < down` is stated a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

UNAFFECTED, AT_RISK, DEGRADED, DOWN = range(4)

Assignment = dict[str, int]


@dataclass(frozen=True, slots=True)
class Relationship:
    """`dependent` stands on `provider`; the fields are those of the HTTP contract (`from` and `to`)."""

    type: str
    dependent: str
    provider: str
    effect: str = "hard"
    group: str = ""
    need: int | None = None

    @property
    def identity(self) -> tuple[str, str, str, str]:
        return self.type, self.dependent, self.provider, self.group


@dataclass(frozen=True, slots=True)
class GateKey:
    """What makes a gate: dependent, group and effect; a relationship without group is one of its own."""

    dependent: str
    group: str
    effect: str
    own: tuple[str, str] | None  # type and provider of a gate of its own


@dataclass(frozen=True, slots=True)
class OracleGate:
    key: GateKey
    providers: frozenset[str]
    asked: int  # the largest need given, not capped

    @property
    def need(self) -> int:
        return min(self.asked, len(self.providers))

    def result(self, states: Mapping[str, int]) -> int:
        not_down = [p for p in self.providers if states[p] != DOWN]
        better_than_degraded = [p for p in self.providers if states[p] < DEGRADED]
        if len(not_down) < self.need:
            hard = DOWN
        elif len(better_than_degraded) < self.need:
            hard = DEGRADED
        elif len(better_than_degraded) < len(self.providers):
            hard = AT_RISK
        else:
            hard = UNAFFECTED
        if self.key.effect == "hard":
            return hard
        return {DOWN: DEGRADED, DEGRADED: AT_RISK, AT_RISK: UNAFFECTED, UNAFFECTED: UNAFFECTED}[hard]


@dataclass(frozen=True, slots=True)
class Question:
    relationships: tuple[Relationship, ...]
    targets: dict[str, int]
    assuming: dict[str, int]

    @property
    def nodes(self) -> list[str]:
        ends = {end for r in self.relationships for end in (r.dependent, r.provider)}
        return sorted(ends | set(self.targets) | set(self.assuming))


@dataclass(frozen=True, slots=True)
class ExpectedGate:
    group: str | None
    effect: str
    need: int
    members: int
    standing: int
    providers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ExpectedAffected:
    id: str
    state: int
    before: int
    distance: int
    because: tuple[ExpectedGate, ...]  # sorted: the contract gives them no order


@dataclass(frozen=True, slots=True)
class Expected:
    before: Assignment
    after: Assignment
    targets: dict[str, int]
    affected: list[ExpectedAffected]
    counts: dict[int, int]
    overlong: list[GateKey]  # gates that the failure touches and whose need is larger than their members
    causes: dict[str, set[str]]  # per affected node: the providers that a causal chain may come from


def gates_of(relationships: Sequence[Relationship]) -> list[OracleGate]:
    grouped: dict[GateKey, list[Relationship]] = {}
    for r in relationships:
        if r.effect != "none":
            own = None if r.group else (r.type, r.provider)
            grouped.setdefault(GateKey(r.dependent, r.group, r.effect, own), []).append(r)
    return [
        OracleGate(key, frozenset(r.provider for r in rows), max(r.need or 1 for r in rows))
        for key, rows in grouped.items()
    ]


def given(question: Question, *, with_targets: bool) -> Assignment:
    """The state that the question itself gives each node: the worst of what is said of it."""
    states = dict.fromkeys(question.nodes, UNAFFECTED)
    for node, state in [*question.assuming.items(), *(question.targets.items() if with_targets else ())]:
        states[node] = max(states[node], state)
    return states


def step(gates: Sequence[OracleGate], start: Assignment, states: Assignment) -> Assignment:
    """One reading of the definition for every node at once: the worst of its gates and of what it was given."""
    following = dict(start)
    for gate in gates:
        dependent = gate.key.dependent
        following[dependent] = max(following[dependent], gate.result(states))
    return following


def least_fixpoint(gates: Sequence[OracleGate], start: Assignment) -> Assignment:
    """Kleene: from the best of all worlds, read the whole definition again and again until it says nothing new."""
    states = dict.fromkeys(start, UNAFFECTED)
    while (following := step(gates, start, states)) != states:
        states = following
    return states


def enumerated_fixpoint(gates: Sequence[OracleGate], start: Assignment) -> Assignment:
    """The pointwise least of every fixpoint there is, among all 4^n assignments: only for tiny estates."""
    nodes = list(start)
    fixpoints = [
        states
        for values in product((UNAFFECTED, AT_RISK, DEGRADED, DOWN), repeat=len(nodes))
        if (states := dict(zip(nodes, values, strict=True))) == step(gates, start, states)
    ]
    return {node: min(states[node] for states in fixpoints) for node in nodes}


def answer(question: Question, least_state: int = AT_RISK) -> Expected:
    """The whole answer of the contract; `least_state` is what it is defined to be, the full answer filtered."""
    gates = gates_of(question.relationships)
    before = least_fixpoint(gates, given(question, with_targets=False))
    after = least_fixpoint(gates, given(question, with_targets=True))
    worse = [n for n in question.nodes if n not in question.targets and after[n] > before[n]]

    because = {n: [g for g in gates if g.key.dependent == n and g.result(after) == after[n]] for n in worse}
    causes = {n: {p for g in because[n] for p, _ in blamed(g, after)} for n in worse}
    distances = chain_lengths(set(question.targets), causes)

    affected = [
        ExpectedAffected(n, after[n], before[n], distances[n], tuple(evidence(because[n], after)))
        for n in worse
        if after[n] >= least_state
    ]
    affected.sort(key=lambda a: (-a.state, a.distance, a.id))
    return Expected(
        before=before,
        after=after,
        targets={n: after[n] for n in question.targets},
        affected=affected,
        counts={state: sum(a.state == state for a in affected) for state in (DOWN, DEGRADED, AT_RISK)},
        overlong=[
            g.key for g in gates if g.asked > len(g.providers) and any(after[p] >= DEGRADED for p in g.providers)
        ],
        causes=causes,
    )


def blamed(gate: OracleGate, after: Assignment) -> list[tuple[str, int]]:
    """The providers that are degraded or down, and no better than the dependent."""
    return [(p, after[p]) for p in sorted(gate.providers) if after[p] >= max(DEGRADED, after[gate.key.dependent])]


def evidence(gates: Sequence[OracleGate], after: Assignment) -> list[ExpectedGate]:
    shown = [
        ExpectedGate(
            group=g.key.group or None,
            effect=g.key.effect,
            need=g.need,
            members=len(g.providers),
            standing=sum(after[p] != DOWN for p in g.providers),
            providers=tuple(blamed(g, after)),
        )
        for g in gates
    ]
    return sorted(shown, key=lambda g: (g.group or "", g.effect, g.need, g.members, g.standing, g.providers))


def chain_lengths(targets: set[str], causes: Mapping[str, set[str]]) -> dict[str, int]:
    """Per affected node the length of its shortest causal chain, by trying every chain of 1 step, of 2, of 3 ..."""
    ends_of_chains = set(targets)
    lengths: dict[str, int] = {}
    for length in range(1, len(causes) + 1):
        ends_of_chains = {n for n, providers in causes.items() if providers & ends_of_chains}
        for node in ends_of_chains:
            lengths.setdefault(node, length)
    return lengths


def is_causal_chain(path: Sequence[str], targets: Mapping[str, int], causes: Mapping[str, set[str]]) -> bool:
    """Starts at a target; each later node is blamed on the one before it, which is a target or affected itself."""
    return path[0] in targets and all(
        dependent in causes and provider in causes[dependent] and (provider in targets or provider in causes)
        for provider, dependent in pairwise(path)
    )
