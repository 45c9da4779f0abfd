"""Simple rankings that the product's must beat: what people do by eye, and a random walk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import networkx as nx

from tests.rootcause.simulator import Case

FRESH_SECONDS = 420


def highest_score(case: Case) -> list[str]:
    """The loudest alarm of those below a symptom."""
    loud = _loud(case)
    return sorted(_below(case) & loud.keys(), key=lambda node: (-loud[node], node))


def deepest_alarm(case: Case) -> list[str]:
    """The alarm furthest from the symptoms."""
    loud, depth = _loud(case), _depths(case)
    return sorted(depth.keys() & loud.keys(), key=lambda node: (-depth[node], -loud[node], node))


def no_loud_dependency(case: Case) -> list[str]:
    """First those of which no dependency has half their score, the loudest first."""
    loud, providers = _loud(case), case.providers()
    below = _below(case) & loud.keys()
    quiet = {node for node in below if all(loud.get(other, 0) < loud[node] / 2 for other in providers.get(node, ()))}
    return sorted(below, key=lambda node: (node not in quiet, -loud[node], node))


def random_walk(case: Case) -> list[str]:
    """Personalized PageRank from the symptoms along dependencies to fresh alarms of the same signal."""
    onset = min(symptom.at for symptom in case.symptoms if symptom.at is not None)
    signal = case.symptoms[0].signal
    loud: defaultdict[str, float] = defaultdict(float)
    for alarm in case.alarms:
        if alarm.signal == signal and abs((alarm.at - onset).total_seconds()) <= FRESH_SECONDS:
            loud[alarm.id] = max(loud[alarm.id], alarm.score or 0.0)
    graph = nx.DiGraph()
    graph.add_nodes_from(case.kinds)
    for node, others in case.providers().items():
        for other in others:
            graph.add_edge(node, other, weight=0.01 + loud.get(other, 0.0))
        graph.add_edge(node, node, weight=0.01 + loud.get(node, 0.0))
    ranks: dict[str, float] = nx.pagerank(
        graph, alpha=0.85, personalization={symptom.id: 1.0 for symptom in case.symptoms}, weight="weight"
    )
    symptoms = {symptom.id for symptom in case.symptoms}
    return sorted((node for node in loud if node not in symptoms), key=lambda node: (-ranks[node], node))


BASELINES: Mapping[str, Callable[[Case], list[str]]] = {
    "highest score": highest_score,
    "deepest alarm": deepest_alarm,
    "no loud dependency": no_loud_dependency,
    "random walk": random_walk,
}


def _loud(case: Case) -> dict[str, float]:
    loud: dict[str, float] = {}
    for alarm in case.alarms:
        loud[alarm.id] = max(loud.get(alarm.id, 0.0), alarm.score or 0.0)
    return loud


def _depths(case: Case) -> dict[str, int]:
    providers, depth = case.providers(), {symptom.id: 0 for symptom in case.symptoms}
    ahead = list(depth)
    while ahead:
        following = [other for node in ahead for other in providers.get(node, ()) if other not in depth]
        for node in following:
            depth.setdefault(node, 1 + min(depth[each] for each in ahead if node in providers.get(each, ())))
        ahead = list(dict.fromkeys(following))
    return depth


def _below(case: Case) -> set[str]:
    return set(_depths(case))
