"""What breaks: the least fixpoint of gate states from the targets. Pure: it says whose dependents it wants, and is fed them.

States, in order: unaffected < at risk < degraded < down. A gate over its distinct providers is down when fewer than `need` are
not down; else degraded when fewer than `need` are better than degraded; else at risk when any is degraded or down. A soft gate
is one step better than that. A node is the worst of its gates and of the state that the question gives it.

Only degraded and down nodes are expanded: nothing that stands, at risk or not, does anything to what stands on it. Each edge is
seen once and each gate counts, so the whole costs O(edges into what is degraded or down), whatever their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import islice

from cmdb_graph.impact.models import MOST_WARNINGS, State

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


def gate_state(effect: str, need: int, members: int, down: int, impaired: int) -> State:
    """What a gate makes of its dependent: of `members` distinct providers, `down` are down and `impaired` down or degraded."""
    return State(_made(int(effect == "soft"), min(need, members), members, down, impaired))


def _made(softens: int, need: int, members: int, down: int, impaired: int) -> int:
    if members - down < need:
        return _DOWN - softens
    if members - impaired < need:
        return _DEGRADED - softens
    return _AT_RISK - softens if impaired else _UNAFFECTED


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
        return _made(self.softens, self.need, self.members, self.down, len(self.impaired))


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
    """The whole answer: nothing is left out of `affected`, which goes worst state first, then nearest, then by id.

    `impaired`: every node that is degraded or down in the end, for whatever reason. `states`: what every node that the evaluation
    came upon ended in; one that is not in it is unaffected.
    """

    targets: dict[str, State]
    affected: list[Affected]
    counts: dict[State, int]
    warnings: list[str]
    impaired: frozenset[str]
    _ended: Mapping[str, int]

    @property
    def states(self) -> dict[str, State]:
        words = tuple(State)
        return {node: words[state] for node, state in self._ended.items()}


class Evaluation:
    """A stepper: `frontier()` names ids, and `feed()` is given the relationships that point at them; then read `result()`.

    Several frontiers may be asked for before the first is fed, and they may be fed in any order: the fixpoint does not depend on
    it. First `assuming` alone is brought to its fixpoint (that is `before`), then the targets are added; states only get worse,
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
        self._applied: dict[str, int] = {}  # provider -> the state that its dependents have been told
        self._fed: set[str] = set()
        # Most relationships are gates of their own, with nothing to count: their dependents, by provider.
        self._hard: defaultdict[str, list[str]] = defaultdict(list)
        self._soft: defaultdict[str, list[str]] = defaultdict(list)
        self._gates_on: defaultdict[str, list[_Gate]] = defaultdict(
            list
        )  # provider -> the gates that it is a member of
        self._gates_of: defaultdict[str, list[_Gate]] = defaultdict(list)  # dependent -> its gates that lost a member
        self._grouped: dict[tuple[str, str, str], _Gate] = {}
        self._overfull: list[tuple[str, str, str, int, int]] = []
        self._wanted: set[str] = set()
        self._asked: set[str] = set()
        self._expand_from = _DEGRADED
        self._settling_before = True
        self._impair(assuming or {})

    def frontier(self, at_most: int | None = None) -> list[str]:
        """Ids whose incoming relationships are wanted next, sorted.

        None are when the fixpoint is reached, or hangs on a frontier that was asked for and is not fed yet.
        """
        self._settle()
        taken = sorted(self._wanted if at_most is None else islice(self._wanted, at_most))
        self._wanted.difference_update(taken)
        self._asked.update(taken)
        return taken

    def feed(self, frontier: list[str], edges: Edges) -> None:
        """Take in every relationship that points at the ids of a frontier."""
        self._asked.difference_update(frontier)
        self._fed.update(frontier)
        hard, soft, gates_on = self._hard, self._soft, self._gates_on
        counted: set[tuple[str, _Gate]] = set()
        for provider, dependent, effect, group, members, need in zip(
            edges.provider, edges.dependent, edges.effect, edges.group, edges.members, edges.need, strict=True
        ):
            if group:
                gate = self._grouped.get((dependent, effect, group)) or self._open(
                    dependent, effect, group, members, need
                )
                # Two types to one provider in one gate: it is one member.
                if (provider, gate) not in counted:
                    counted.add((provider, gate))
                    gates_on[provider].append(gate)
                continue
            (soft if effect == "soft" else hard)[provider].append(dependent)
            if need > 1:
                self._overfull.append((dependent, provider, effect, need, 1))
        self._spread(frontier.copy())

    def result(self) -> Result:
        """The answer. Raises RuntimeError while a frontier is still wanted."""
        self._settle()
        if self._wanted or self._asked:
            raise RuntimeError("the evaluation is not finished: feed() what frontier() asks for")
        before, targets, least = self._before, self._targets, self._least_state
        told = {
            node: state
            for node, state in self._states.items()
            if state >= least and state > before.get(node, _UNAFFECTED) and node not in targets
        }
        words = tuple(State)
        by_state: dict[int, list[Affected]] = {state: [] for state in (_DOWN, _DEGRADED, _AT_RISK)}
        for node, steps in self._distances(told).items():
            state = told[node]
            by_state[state].append(Affected(node, words[state], words[before.get(node, _UNAFFECTED)], steps, self))
        affected = [node for nodes in by_state.values() for node in nodes]
        return Result(
            targets={node: words[self._states[node]] for node in targets},
            affected=affected,
            counts={words[state]: len(nodes) for state, nodes in by_state.items()},
            warnings=self._warnings(),
            impaired=frozenset(node for node, state in self._states.items() if state >= _DEGRADED),
            _ended=self._states,
        )

    def _warnings(self) -> list[str]:
        told = [
            f"{dependent}: its {effect} gate {gate!r} needs {need} of only {members}; counted as all of them."
            for dependent, gate, effect, need, members in nsmallest(MOST_WARNINGS, self._overfull)
        ]
        if more := len(self._overfull) - len(told):
            told.append(f"And {more:,} more {'gate needs' if more == 1 else 'gates need'} more than they have.")
        return told

    def path(self, node: str) -> tuple[str, ...]:
        """The chain from a target to an affected node."""
        chain = [node]
        while chain[-1] not in self._targets:
            chain.append(self.parent[chain[-1]])
        return tuple(reversed(chain))

    def because(self, node: str) -> tuple[Gate, ...]:
        """The gates whose result is the node's state, in a fixed order."""
        states, words = self._states, tuple(State)
        state = states[node]
        gates = [
            Gate(
                group=gate.group,
                effect=gate.effect,
                need=gate.need,
                members=gate.members,
                standing=gate.members - gate.down,
                providers=tuple(sorted((p, words[states[p]]) for p in gate.impaired if states[p] >= state)),
            )
            for gate in self._gates_of.get(node, ())
            if gate.state() == state
        ]
        gates += [
            Gate(None, effect, 1, 1, int(states[provider] < _DOWN), ((provider, words[states[provider]]),))
            for provider, effect in self._alone_below.get(node, ())
            if states[provider] - (effect == "soft") == state
        ]
        return tuple(sorted(gates, key=lambda gate: (gate.group or "", gate.effect, gate.providers)))

    @cached_property
    def _alone_below(self) -> Mapping[str, list[tuple[str, str]]]:
        """Dependent -> (provider, effect) of its relationships that are gates of their own; turned round once, for evidence."""
        below: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for effect, above in (("hard", self._hard), ("soft", self._soft)):
            for provider, dependents in above.items():
                for dependent in dependents:
                    below[dependent].append((provider, effect))
        return below

    def _settle(self) -> None:
        """When `assuming` has reached its fixpoint, add the targets."""
        if self._settling_before and not self._wanted and not self._asked:
            self._settling_before = False
            self._before = dict(self._states)
            self._expand_from = max(_DEGRADED, self._least_state)
            self._impair(self._targets)

    def _open(self, dependent: str, effect: str, group: str, members: int, need: int) -> _Gate:
        gate = self._grouped[dependent, effect, group] = _Gate(dependent, effect, group, members, need)
        if need > members:
            self._overfull.append((dependent, group, effect, need, members))
        self._gates_of[dependent].append(gate)
        return gate

    def _impair(self, given: Mapping[str, State]) -> None:
        """Give nodes a state from outside, and spread what follows from it."""
        for node, state in given.items():
            self._states[node] = max(int(state), self._states.get(node, _UNAFFECTED))
        self._spread(list(given))

    def _spread(self, worse: list[str]) -> None:
        """Tell what depends on each node what it has become, and follow what that changes; a node not fed yet is wanted."""
        states, applied, fed = self._states, self._applied, self._fed
        while worse:
            node = worse.pop()
            state = states[node]
            if state < self._expand_from:
                continue
            if node not in fed:
                if node not in self._asked:
                    self._wanted.add(node)
                continue
            counted_as = applied.get(node, _UNAFFECTED)
            if counted_as == state:
                continue
            applied[node] = state
            for above, becomes in ((self._hard, state), (self._soft, state - 1)):
                for dependent in above.get(node, ()):
                    if becomes > states.get(dependent, _UNAFFECTED):
                        states[dependent] = becomes
                        worse.append(dependent)
            for gate in self._gates_on.get(node, ()):
                if counted_as < _DEGRADED:
                    gate.impaired.append(node)
                if state == _DOWN:
                    gate.down += 1
                becomes = gate.state()
                if becomes > states.get(gate.dependent, _UNAFFECTED):
                    states[gate.dependent] = becomes
                    worse.append(gate.dependent)

    def _distances(self, told: Mapping[str, int]) -> dict[str, int]:
        """Breadth first from the targets over the gates that made each told node what it is; sets `parent` on the way.

        In the order of distance, then id.
        """
        states, parent = self._states, self.parent
        distance: dict[str, int] = {}
        layer = sorted(self._targets)
        steps = 0
        while layer:
            steps += 1
            reached: list[str] = []
            for node in layer:
                state = states[node]
                for above, makes in ((self._hard, state), (self._soft, state - 1)):
                    for dependent in above.get(node, ()):
                        if told.get(dependent) == makes and dependent not in parent:
                            parent[dependent] = node
                            reached.append(dependent)
                for gate in self._gates_on.get(node, ()):
                    dependent = gate.dependent
                    becomes = told.get(dependent, _DOWN + 1)
                    if state >= becomes and dependent not in parent and gate.state() == becomes:
                        parent[dependent] = node
                        reached.append(dependent)
            layer = sorted(reached)
            distance.update(dict.fromkeys(layer, steps))
        return distance
