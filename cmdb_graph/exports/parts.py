"""Parts and answers as graphs, each node with why it is in it. The walks are those of the questions themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from cmdb_graph.analysis.columns import LinkColumns
from cmdb_graph.analysis.snapshot import Snapshot, Taken
from cmdb_graph.entities.fetch import walk
from cmdb_graph.entities.states import chunks
from cmdb_graph.exports.graph import Graph
from cmdb_graph.exports.ground import Ground, Joined
from cmdb_graph.graph.shape import Value
from cmdb_graph.impact.chains import below
from cmdb_graph.impact.evaluate import Evaluation, Gate
from cmdb_graph.impact.fetch import Edge
from cmdb_graph.impact.models import GivenWord, LeastWord, State

_ROLE = "included_as"
Told = dict[str, dict[str, Value]]


def around(ground: Ground, node: str, depth: int) -> Graph:
    """What lies around a node, by relationships of any type either way, and all relationships between."""
    ground.must_hold({node: "/around"})
    distance = walk(ground.neighbors, node, depth)
    told: Told = {
        other: {_ROLE: "neighbor" if steps else "asked", "distance": steps} for other, steps in distance.items()
    }
    return _graph(ground, told, ground.between(told), {"around": node, "depth": depth})


def stands_on(ground: Ground, node: str, depth: int | None) -> Graph:
    """What a node stands on, whatever the effect, and the relationships that were followed."""
    ground.must_hold({node: "/dependencies"})
    distance, edges = below(ground.providers, node, depth)
    told: Told = {
        other: {_ROLE: "provider" if steps else "asked", "distance": steps} for other, steps in distance.items()
    }
    about: dict[str, Value] = {"dependencies": node}
    if depth is not None:
        about["depth"] = depth
    return _graph(ground, told, _joined(ground, told, edges), about)


def breaks(
    ground: Ground, targets: Iterable[str], state: GivenWord, assuming: Iterable[str], least_state: LeastWord
) -> Graph:
    """What breaks: targets, what is affected, what had failed before and took part in it; and the relationships that did.

    A relationship did when it is of a gate whose result is the dependent's state, to a provider that made it so.
    """
    given, before = dict.fromkeys(targets, State.of(state)), dict.fromkeys(assuming, State.DOWN)
    ground.must_hold(dict.fromkeys(before, "/assuming") | dict.fromkeys(given, "/impact"))
    evaluation = Evaluation(given, before, State.of(least_state))
    result = ground.evaluate(evaluation)
    states = result.states

    gates: dict[str, tuple[Gate, ...]] = {node: evaluation.because(node) for node in given}
    told: Told = {node: {_ROLE: "target", "state": result.targets[node].word, "distance": 0} for node in given}
    for node in result.affected:
        gates[node.id] = node.because
        told[node.id] = {
            _ROLE: "affected",
            "state": node.state.word,
            "before": node.before.word,
            "distance": node.distance,
            "via": node.via,
            "because": [_in_words(gate) for gate in gates[node.id]],
        }
    causes: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for node, its in gates.items():
        for gate in its:
            for provider, _ in gate.providers:
                causes[node].add((gate.group or "", gate.effect, provider))
                if provider not in told:
                    failed = states[provider].word
                    told[provider] = {_ROLE: "failed before", "state": failed, "before": failed}
    edges = [
        edge
        for chunk in chunks(causes)
        for edge in ground.providers(chunk)
        if (edge.group, edge.effect, edge.target) in causes[edge.source]
    ]
    about: dict[str, Value] = {"impact": list(given), "state": state, "least_state": least_state}
    about |= {"assuming": list(before)} if before else {}
    return _graph(ground, told, _joined(ground, told, edges), about)


def _in_words(gate: Gate) -> str:
    name = f" {gate.group}" if gate.group else ""
    return f"{gate.effect} gate{name}: {gate.standing} of {gate.members} stand, {gate.need} needed"


def _joined(ground: Ground, told: Told, edges: Iterable[Edge]) -> list[Joined]:
    """These edges, both of whose ends are told, with their attributes."""
    wanted = set(edges)
    return [joined for joined in ground.between(told) if joined.edge in wanted]


def _graph(ground: Ground, told: Told, joined: Iterable[Joined], about: Mapping[str, Value]) -> Graph:
    nodes = ground.nodes(told)
    index = {node: at for at, node in enumerate(nodes.id)}
    links = LinkColumns()
    for (source, target, type_, effect, group, need), attributes in sorted(joined, key=_place):
        links.add(type_, index[source], index[target], effect, group, need or 0, attributes)
    names = list(dict.fromkeys(name for its in told.values() for name in its))
    columns = {name: [told[node].get(name) for node in nodes.id] for name in names}
    return Graph(Snapshot(Taken(ground.as_of), nodes, links.links()), about, columns)


def _place(joined: Joined) -> tuple[str, str, str, str]:
    """Where it stands in a snapshot."""
    return joined.edge.source, joined.edge.target, joined.edge.type, joined.edge.group
