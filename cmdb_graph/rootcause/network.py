"""How a fault of one thing shows at others: along dependencies, through gates. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cmdb_graph.rootcause.weights import Flow


class Relationship(NamedTuple):
    """A dependency: what depends, on which provider, how, and in which gate (`group`, "" for one of its own)."""

    dependent: str
    provider: str
    effect: str
    group: str = ""
    need: int | None = None


class Gate(NamedTuple):
    """Distinct providers of one dependent, of which so many must stand."""

    dependent: str
    effect: str
    need: int
    members: tuple[str, ...]


class Network:
    """Gates by dependent and by provider. A relationship that carries no failure is not among them."""

    def __init__(self, relationships: Iterable[Relationship]) -> None:
        members: defaultdict[tuple[str, str, str, int], dict[str, int]] = defaultdict(dict)
        for at, each in enumerate(relationships):
            if each.effect == "none" or each.dependent == each.provider:
                continue
            # Without a group each relationship is a gate of its own; two to one provider are the same one.
            key = (each.dependent, each.effect, each.group, 0 if each.group else at)
            given = members[key]
            given[each.provider] = max(given.get(each.provider, 1), each.need or 1)
        self.of: defaultdict[str, list[Gate]] = defaultdict(list)
        self.on: defaultdict[str, list[Gate]] = defaultdict(list)
        seen: set[Gate] = set()
        for (dependent, effect, _, _), needs in members.items():
            its = tuple(sorted(needs))
            gate = Gate(dependent, effect, min(max(needs.values()), len(its)), its)
            if gate in seen:
                continue
            seen.add(gate)
            self.of[dependent].append(gate)
            for provider in its:
                self.on[provider].append(gate)

    def dependents(self, node: str) -> set[str]:
        """What has it in one of its gates."""
        return {gate.dependent for gate in self.on.get(node, ())}

    def providers(self, node: str) -> set[str]:
        """What is in one of its gates."""
        return {provider for gate in self.of.get(node, ()) for provider in gate.members}


class Reach(NamedTuple):
    """How likely a fault of a cause shows at each node, 0 to 1; `via`: the node before it on the likeliest way from the cause."""

    faults: dict[str, float]
    via: dict[str, str]


def reach(network: Network, cause: str, faulty: Mapping[str, float], flow: Flow) -> Reach:
    """Follow a fault from its cause, which is taken to be down.

    A gate falls when more of its providers fail than it can spare: those that the cause reaches, and those that alarm on their
    own account (`faulty`). What would fall without the cause too is not the cause's doing. A soft gate makes of down degraded,
    and of degraded little. Several gates fall independently (noisy-or). Steps are bounded, so cycles end.
    Costs O(gates above what is reached x rounds).
    """
    faults, down, via = {cause: 1.0}, {cause: 1.0}, dict[str, str]()
    changed = {cause}
    for _ in range(flow.rounds):
        waiting = {gate.dependent for node in changed for gate in network.on.get(node, ())} - {cause}
        changed = set[str]()
        for node in waiting:
            stands, up, nearest, most = 1.0, 1.0, "", 0.0
            for gate in network.of[node]:
                impaired, through = _falls(gate, faults, faulty)
                if not impaired:
                    continue
                louder = _louder(through, node, faulty, flow)
                whole, _ = _falls(gate, down, faulty)
                if gate.effect == "soft":
                    share = louder * (flow.soft * whole + flow.softest * max(0.0, impaired - whole))
                else:
                    share = louder * flow.hard * impaired
                    up *= 1 - louder * flow.hard * whole
                stands *= 1 - share
                if share > most:
                    nearest, most = through, share
            likely = 1 - stands
            if likely < flow.least:
                continue
            if likely > faults.get(node, 0.0) + flow.least / 2 or 1 - up > down.get(node, 0.0) + flow.least / 2:
                faults[node], down[node] = likely, 1 - up
                changed.add(node)
                if node not in via or not _leads(via, node, nearest):
                    via[node] = nearest
        if not changed:
            break
    return Reach(faults, via)


def _leads(via: Mapping[str, str], node: str, start: str) -> bool:
    """Whether the way back from `start` comes by this node: then its own way may not go by `start`."""
    at: str | None = start
    while at is not None and at != node:
        at = via.get(at)
    return at == node


def _louder(provider: str, dependent: str, faulty: Mapping[str, float], flow: Flow) -> float:
    """A faint alarm hardly explains a loud one; of what does not alarm, or next to nothing, little is said."""
    its, above = faulty.get(provider, 0.0), faulty.get(dependent, 0.0)
    if not its or not above:
        return 1.0
    louder = max(flow.faint, min(1.0, its / above / flow.half))
    return 1 - min(1.0, its / flow.sure) * (1 - louder)


def _falls(gate: Gate, faults: Mapping[str, float], faulty: Mapping[str, float]) -> tuple[float, str]:
    """How likely the gate falls because of the cause, and by which of its providers mostly."""
    reached = [(faults[member], member) for member in gate.members if member in faults]
    if not reached:
        return 0.0, ""
    likeliest, through = max(reached, key=lambda pair: (pair[0], pair[1]))
    if len(gate.members) == 1:
        return likeliest, through
    spare = len(gate.members) - gate.need
    if not spare:
        stands = 1.0
        for share, _ in reached:
            stands *= 1 - share
        return 1 - stands, through
    # What the cause makes likely at a member explains as much of its alarm; the rest is its own.
    own = {member: faulty.get(member, 0.0) * (1 - faults.get(member, 0.0)) for member in gate.members}
    with_it = [1 - (1 - faults.get(member, 0.0)) * (1 - faulty.get(member, 0.0)) for member in gate.members]
    if sum(share > 0 for share in with_it) <= spare:
        return 0.0, through
    without = [share for share in own.values() if share]
    return max(0.0, _more_than(spare, [share for share in with_it if share]) - _more_than(spare, without)), through


def _more_than(spare: int, shares: list[float]) -> float:
    """How likely more than so many of independent events happen."""
    if len(shares) <= spare:
        return 0.0
    counts = [1.0] + [0.0] * spare  # how likely exactly so many happened; more than `spare` falls out at the end
    for share in shares:
        for at in range(spare, 0, -1):
            counts[at] = counts[at] * (1 - share) + counts[at - 1] * share
        counts[0] *= 1 - share
    return max(0.0, 1 - sum(counts))


class Starving:
    """Things that get fewer requests: how likely that is because of faults, at themselves or at who calls them.

    The other way round, from caller to callee; a caller that gets fewer requests sends fewer.
    """

    def __init__(self, network: Network, nodes: Iterable[str], flow: Flow) -> None:
        self._of: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        self._calls: dict[str, dict[str, str]] = {}
        for node in sorted(nodes):
            self._of[node].append((node, flow.direct))
            calls = self._calls[node] = {node: node}
            ahead, share = {node}, flow.starved
            while ahead and share >= flow.least:
                callers = {caller: each for each in sorted(ahead) for caller in network.dependents(each)}
                ahead = callers.keys() - calls.keys()
                for caller in ahead:
                    calls[caller] = callers[caller]
                    self._of[caller].append((node, share))
                share *= flow.starved

    def because_of(self, faults: Mapping[str, float]) -> dict[str, float]:
        """Of each of them that these faults may starve, how likely they do."""
        return {node: share for node, (share, _) in self._likeliest(faults).items()}

    def way(self, faults: Mapping[str, float], node: str) -> list[str]:
        """From the caller whose fault starves it most likely down to the node itself; empty where none does."""
        if node not in (found := self._likeliest(faults)):
            return []
        way = [found[node][1]]
        while way[-1] != node:
            way.append(self._calls[node][way[-1]])
        return way

    def _likeliest(self, faults: Mapping[str, float]) -> dict[str, tuple[float, str]]:
        found: dict[str, tuple[float, str]] = {}
        for caller in sorted(faults.keys() & self._of.keys()):
            for node, share in self._of[caller]:
                likely = faults[caller] * share
                if likely > found.get(node, (0.0, ""))[0]:
                    found[node] = (likely, caller)
        return found
