"""What breaks: the least fixpoint of gate states from the targets. Pure: it says whose dependents it wants, and is fed them.

States, in order: unaffected < at risk < degraded < down. A gate over its distinct providers is down when fewer than `need` are
not down; else degraded when fewer than `need` are better than degraded; else at risk when any is degraded or down. A soft gate
is one step better than that. A node is the worst of its gates and of the state that the question gives it.

Only degraded and down nodes are expanded: nothing that stands, at risk or not, does anything to what stands on it. Each edge is
seen once and each gate counts, so the whole costs O(edges into what is degraded or down), whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cmdb_graph.impact.models import State

# Plain integers inside: an enum's arithmetic costs several times as much in the inner loop.
_UNAFFECTED, _AT_RISK, _DEGRADED, _DOWN = (int(state) for state in State)


@dataclass(frozen=True, slots=True)
class Edges:
    """The relationships that point at a frontier, packed as parallel lists, one entry a relationship.

    `effect` is hard or soft. `group` is "" for a gate of its own. `members` counts the distinct providers of the gate and
    `need` is the largest given in it, 1 if none: both are the whole gate's, whichever of its relationships is listed.
    """

    provider: list[str]
    dependent: list[str]
    effect: list[str]
    group: list[str]
    members: list[int]
    need: list[int]


class _Gate:
    """The running count of one gate: which of its providers are degraded or down, and how many are down."""

    __slots__ = ("dependent", "down", "effect", "group", "impaired", "members", "need", "softens")

    def __init__(self, dependent: str, effect: str, group: str, members: int, need: int) -> None:
        self.dependent = dependent
        self.effect = effect
        self.softens = 1 if effect == "soft" else 0
        self.group = group
        self.members = members
        self.need = min(need, members)
        self.impaired: list[str] = []
        self.down = 0

    def state(self) -> int:
        if self.members - self.down < self.need:
            return _DOWN - self.softens
        if self.members - len(self.impaired) < self.need:
            return _DEGRADED - self.softens
        return _AT_RISK - self.softens if self.impaired else _UNAFFECTED


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as evidence. `providers`: those degraded or down and no better than the dependent, in the order of their ids."""

    group: str | None
    effect: str
    need: int
    members: int
    standing: int
    providers: tuple[tuple[str, State], ...]


class Affected:
    """A node that is worse than before, `distance` steps from a target. Path and evidence are made when they are asked for."""

    __slots__ = ("_evaluation", "before", "distance", "id", "state")

    def __init__(self, node: str, state: State, before: State, distance: int, evaluation: Evaluation) -> None:
        self.id = node
        self.state = state
        self.before = before
        self.distance = distance
        self._evaluation = evaluation

    @property
    def path(self) -> tuple[str, ...]:
        """A shortest causal chain, from a target to this node; of several, the first by ids."""
        return self._evaluation.path(self.id)

    @property
    def via(self) -> str:
        """The id before this one on its path."""
        return self._evaluation.parent[self.id]

    @property
    def because(self) -> tuple[Gate, ...]:
        """The gates whose result is this node's state."""
        return self._evaluation.because(self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Affected) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash((self.id, self.state, self.distance))

    def __repr__(self) -> str:
        return f"Affected{self._told()!r}"

    def _told(self) -> tuple[object, ...]:
        return (self.id, self.state, self.before, self.distance, self.path, self.because)


@dataclass(frozen=True, slots=True)
class Result:
    """The whole answer: nothing is left out of `affected`, which goes worst state first, then nearest, then by id."""

    targets: dict[str, State]
    affected: list[Affected]
    counts: dict[State, int]
    warnings: list[str]


class Evaluation:
    """A stepper: while `frontier()` names ids, `feed()` it the relationships that point at them; then read `result()`.

    First `assuming` alone is brought to its fixpoint (that is `before`), then the targets are added; states only get worse,
    so the second continues where the first ended. With a higher `least_state`, what stays better is neither told nor expanded:
    whether something is down depends on what is down alone, and whether it is degraded on what is degraded or down.
    """

    def __init__(
        self,
        targets: Mapping[str, State],
        assuming: Mapping[str, State] | None = None,
        least_state: State = State.AT_RISK,
    ) -> None:
        self.parent: dict[str, str] = {}
        self._targets = dict(targets)
        self._least_state = int(least_state)
        self._states: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._applied: dict[str, int] = {}  # provider -> the state in which its gates have counted it
        self._gates_on: dict[str, list[_Gate]] = {}  # provider, once fed -> the gates that it is a member of
        self._gates_of: dict[str, list[_Gate]] = {}  # dependent -> its gates with a provider degraded or down
        self._grouped: dict[tuple[str, str, str], _Gate] = {}
        self._overfull: list[tuple[str, str, str, int, int]] = []
        self._wanted: set[str] = set()
        self._expand_from = _DEGRADED
        self._settling_before = True
        self._impair(assuming or {})

    def frontier(self) -> list[str]:
        """Ids whose incoming relationships are wanted next, sorted; empty when the fixpoint is reached."""
        if not self._wanted and self._settling_before:
            self._settling_before = False
            self._before = dict(self._states)
            self._expand_from = max(_DEGRADED, self._least_state)
            self._impair(self._targets)
        return sorted(self._wanted)

    def feed(self, edges: Edges) -> None:
        """Take in every relationship that points at the ids of the last frontier."""
        fed, self._wanted = self._wanted, set()
        gates_on = self._gates_on
        for provider in fed:
            gates_on[provider] = []
        counted: set[tuple[str, _Gate]] = set()
        for provider, dependent, effect, group, members, need in zip(
            edges.provider, edges.dependent, edges.effect, edges.group, edges.members, edges.need, strict=True
        ):
            if group:
                gate = self._grouped.get((dependent, effect, group))
                if gate is None:
                    gate = self._open(dependent, effect, group, members, need, group)
                    self._grouped[dependent, effect, group] = gate
                if (provider, gate) in counted:  # two types to one provider in one gate: it is one member
                    continue
                counted.add((provider, gate))
            else:
                gate = self._open(dependent, effect, group, 1, need, provider)
            gates_on[provider].append(gate)
        self._spread(list(fed))

    def result(self) -> Result:
        """The answer. Raises RuntimeError while a frontier is still wanted."""
        if self.frontier():
            raise RuntimeError("the evaluation is not finished: feed() what frontier() asks for")
        before, targets, least = self._before, self._targets, self._least_state
        told = {
            node: state
            for node, state in self._states.items()
            if state >= least and state > before.get(node, _UNAFFECTED) and node not in targets
        }
        distance = self._distances(told)
        words = tuple(State)
        affected = [
            Affected(node, words[told[node]], words[before.get(node, _UNAFFECTED)], distance[node], self)
            for node in sorted(told, key=lambda node: (-told[node], distance[node], node))
        ]
        counts = {State.DOWN: 0, State.DEGRADED: 0, State.AT_RISK: 0}
        for state in told.values():
            counts[words[state]] += 1
        return Result(
            targets={node: words[self._states[node]] for node in targets},
            affected=affected,
            counts=counts,
            warnings=[
                f"{dependent}: its {effect} gate {gate!r} needs {need} of only {members}; counted as all of them."
                for dependent, gate, effect, need, members in sorted(self._overfull)
            ],
        )

    def path(self, node: str) -> tuple[str, ...]:
        """The chain from a target to an affected node."""
        chain = [node]
        while chain[-1] not in self._targets:
            chain.append(self.parent[chain[-1]])
        return tuple(reversed(chain))

    def because(self, node: str) -> tuple[Gate, ...]:
        """The gates whose result is the node's state, in a fixed order."""
        state = self._states[node]
        words = tuple(State)
        gates = [
            Gate(
                group=gate.group or None,
                effect=gate.effect,
                need=gate.need,
                members=gate.members,
                standing=gate.members - gate.down,
                providers=tuple(sorted((p, words[self._states[p]]) for p in gate.impaired if self._states[p] >= state)),
            )
            for gate in self._gates_of.get(node, ())
            if gate.state() == state
        ]
        return tuple(sorted(gates, key=lambda gate: (gate.group or "", gate.effect, gate.providers)))

    def _open(self, dependent: str, effect: str, group: str, members: int, need: int, called: str) -> _Gate:
        gate = _Gate(dependent, effect, group, members, need)
        if need > members:
            self._overfull.append((dependent, called, effect, need, members))
        self._gates_of.setdefault(dependent, []).append(gate)
        return gate

    def _impair(self, given: Mapping[str, State]) -> None:
        """Give nodes a state from outside, and spread what follows from it."""
        for node, state in given.items():
            self._states[node] = max(int(state), self._states.get(node, _UNAFFECTED))
        self._spread(list(given))

    def _spread(self, worse: list[str]) -> None:
        """Tell the gates on each node what it has become, and follow what that changes; a node not fed yet is wanted instead."""
        states, applied = self._states, self._applied
        while worse:
            node = worse.pop()
            state = states[node]
            if state < self._expand_from:
                continue
            gates = self._gates_on.get(node)
            if gates is None:
                self._wanted.add(node)
                continue
            counted_as = applied.get(node, _UNAFFECTED)
            if counted_as == state:
                continue
            applied[node] = state
            for gate in gates:
                if counted_as < _DEGRADED:
                    gate.impaired.append(node)
                if state == _DOWN:
                    gate.down += 1
                becomes = gate.state()
                if becomes > states.get(gate.dependent, _UNAFFECTED):
                    states[gate.dependent] = becomes
                    worse.append(gate.dependent)

    def _distances(self, told: Mapping[str, int]) -> dict[str, int]:
        """Breadth first from the targets over the gates that made each told node what it is; sets `parent` on the way."""
        states = self._states
        distance: dict[str, int] = {}
        layer: Iterable[str] = sorted(self._targets)
        steps = 0
        while layer:
            steps += 1
            reached: list[str] = []
            for node in layer:
                state = states[node]
                for gate in self._gates_on.get(node, ()):
                    dependent = gate.dependent
                    becomes = told.get(dependent, _DOWN + 1)
                    if state >= becomes and dependent not in distance and gate.state() == becomes:
                        distance[dependent] = steps
                        self.parent[dependent] = node
                        reached.append(dependent)
            layer = sorted(reached)
        return distance
