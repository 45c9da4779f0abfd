"""Random estates with gates, causes planted in them, and what would be seen: symptoms computed by the impact evaluator.

Around the truth: alarms that are missing, alarms of noise, chains that alarmed long before, load balancers that alarm beside what
is behind them (and have no edge to it), and ids that differ in case alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from cmdb_graph.impact.evaluate import Edges, Evaluation
from cmdb_graph.impact.models import State
from cmdb_graph.rootcause.alarms import Alarm, Symptom
from cmdb_graph.rootcause.network import Relationship

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
_OTHER_SIGNALS = {"latency": ("cpu_utilization", "availability", "requests"), "availability": ("latency", "requests")}


@dataclass(frozen=True, slots=True)
class Noise:
    """How much of what is seen misleads: shares of 0 to 1."""

    missing: float  # of the alarms of what is affected
    fresh: float  # of all nodes: an alarm for nothing about the time of the fault
    chronic: float  # of all nodes: one that alarms since before, and what stands on it


@dataclass(slots=True)
class Case:
    """What there is to find, and what is seen of it."""

    kinds: dict[str, str]
    relationships: list[Relationship]
    causes: list[str]
    symptoms: list[Symptom]
    alarms: list[Alarm] = field(default_factory=list[Alarm])

    def providers(self) -> dict[str, list[str]]:
        """Of each node, what it depends on."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for each in self.relationships:
            found[each.dependent].append(each.provider)
        return found


def case(chance: Random, noise: Noise, causes: int = 1) -> Case:
    """One case; what nobody would notice is drawn again."""
    while True:
        made = _estate(chance)
        if (found := _fault(chance, made, noise, causes)) is not None:
            return found


def _estate(chance: Random) -> Case:
    layers = [
        [("Service", f"front-{at}") for at in range(chance.randint(1, 3))],
        [("Application", f"app-{at}") for at in range(chance.randint(4, 9))],
        [("Application", f"backend-{at}") for at in range(chance.randint(5, 12))],
        [("Server", f"host-{at}") for at in range(chance.randint(4, 8))],
        [("Switch", f"switch-{at}") for at in range(chance.randint(1, 3))],
    ]
    # Ids that differ in case alone are different things.
    layers[2].append(("Application", layers[2][0][1].upper()))
    kinds = {node: kind for layer in layers for kind, node in layer}
    made = Case(kinds, [], [], [])
    for at, layer in enumerate(layers[:-1]):
        below = [node for _, node in layers[at + 1]]
        further = [node for deeper in layers[at + 2 : at + 3] for _, node in deeper]
        for _, node in layer:
            _depend(chance, made, node, below, further)
    if chance.random() < 0.3:  # two that need each other
        one, other = chance.sample([node for _, node in layers[2]], 2)
        made.relationships += [Relationship(one, other, "soft"), Relationship(other, one, "soft")]
    for caller in [node for layer in layers[:2] for _, node in layer]:
        for callee in [each.provider for each in made.relationships if each.dependent == caller]:
            if kinds[callee] == "Application" and chance.random() < 0.4:
                balancer = f"lb-{caller}-{callee}"
                kinds[balancer] = "LoadBalancer"
                made.relationships.append(Relationship(caller, balancer, "hard"))
    return made


def _depend(chance: Random, made: Case, node: str, below: list[str], further: list[str]) -> None:
    for _ in range(chance.choice((1, 1, 2, 2, 3))):
        if chance.random() < 0.35 and len(below) > 1:
            members = chance.sample(below, min(len(below), chance.choice((2, 2, 3))))
            group, need = f"g{chance.randrange(1_000_000)}", chance.choice((1, 1, 2))
            made.relationships += [Relationship(node, member, "hard", group, need) for member in members]
        else:
            made.relationships.append(Relationship(node, chance.choice(below), chance.choice(("hard", "hard", "soft"))))
    if further and chance.random() < 0.3:
        made.relationships.append(Relationship(node, chance.choice(further), "hard"))


def _fault(chance: Random, made: Case, noise: Noise, causes: int) -> Case | None:
    fronts = [node for node in made.kinds if node.startswith("front-")]
    possible = [node for node in made.kinds if node not in fronts and made.kinds[node] != "LoadBalancer"]
    truth = chance.sample(possible, causes)
    hit = affected(made.relationships, truth)
    hurt = [node for node in fronts if node in hit]
    if not hurt:
        return None
    for cause in truth:
        if not any(front in affected(made.relationships, [cause]) for front in fronts):
            return None  # nobody could find what hurts nobody
    signal = chance.choice(tuple(_OTHER_SIGNALS))
    grid = chance.choice((1, 60, 300))
    symptoms = [Symptom(node, signal, START + timedelta(seconds=chance.randrange(300))) for node in hurt]
    found = Case(made.kinds, made.relationships, truth, symptoms)
    found.alarms += _alarms(chance, found, hit, signal, noise, grid)
    found.alarms += _noise(chance, found, signal, noise, grid)
    found.alarms.sort(key=lambda alarm: (alarm.at, alarm.id, alarm.signal))
    return found


def affected(relationships: list[Relationship], causes: list[str]) -> dict[str, int]:
    """What is degraded or down where these are down, with its distance; by the impact evaluator itself."""
    gates: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    needs: defaultdict[tuple[str, str, str], int] = defaultdict(lambda: 1)
    into: defaultdict[str, list[Relationship]] = defaultdict(list)
    for each in relationships:
        key = (each.dependent, each.effect, each.group)
        gates[key].add(each.provider)
        needs[key] = max(needs[key], each.need or 1)
        into[each.provider].append(each)
    evaluation = Evaluation(dict.fromkeys(causes, State.DOWN), {}, State.DEGRADED)
    while frontier := evaluation.frontier():
        rows = [each for node in frontier for each in into[node]]
        keys = [(each.dependent, each.effect, each.group) for each in rows]
        evaluation.feed(
            frontier,
            Edges(
                [each.provider for each in rows],
                [each.dependent for each in rows],
                [each.effect for each in rows],
                [each.group for each in rows],
                [len(gates[key]) if key[2] else 1 for key in keys],
                [needs[key] if key[2] else 1 for key in keys],
            ),
        )
    result = evaluation.result()
    return dict.fromkeys(causes, 0) | {node.id: node.distance for node in result.affected}


def _alarms(chance: Random, made: Case, hit: dict[str, int], signal: str, noise: Noise, grid: int) -> list[Alarm]:
    found: list[Alarm] = []
    balanced = {node: node.removeprefix("lb-").partition("-")[2] for node in made.kinds if node.startswith("lb-")}
    symptoms = {symptom.id for symptom in made.symptoms}
    for node, distance in hit.items():
        if node not in symptoms and chance.random() < noise.missing:
            continue
        loud = chance.lognormvariate(3.3 - 0.35 * distance, 0.6)
        at = START + timedelta(seconds=chance.randrange(-60, 120) + 20 * distance)
        its = signal if chance.random() < 0.85 else chance.choice(_OTHER_SIGNALS[signal])
        if loud >= 3:
            found.append(_alarm(node, at, its, loud, grid))
            beside = [lb for lb in balanced if lb.endswith(f"-{node}")]
            # A caller sees the load balancer as it sees what is behind.
            found += [
                _alarm(lb, at, its, loud * chance.uniform(0.8, 1.0), grid) for lb in beside if chance.random() < 0.7
            ]
    return found


def _noise(chance: Random, made: Case, signal: str, noise: Noise, grid: int) -> list[Alarm]:
    found: list[Alarm] = []
    nodes = sorted(made.kinds)
    above: defaultdict[str, list[str]] = defaultdict(list)
    for each in made.relationships:
        above[each.provider].append(each.dependent)
    signals = (signal, *_OTHER_SIGNALS[signal])
    for node in nodes:
        if chance.random() < noise.fresh:
            at = START + timedelta(seconds=chance.randrange(-200, 400))
            found.append(_alarm(node, at, chance.choice(signals), chance.uniform(3, 15), grid))
        if chance.random() < noise.chronic:
            at = START - timedelta(seconds=chance.randrange(700, 6 * 3_600))
            its, loud = chance.choice(signals), chance.lognormvariate(3, 0.8)
            chain = node
            while True:
                found.append(_alarm(chain, at, its, loud, grid))
                if not above[chain] or chance.random() < 0.5:
                    break
                chain = chance.choice(above[chain])
    return found


def _alarm(node: str, at: datetime, signal: str, score: float, grid: int) -> Alarm:
    bad = {"availability": "down", "requests": "down"}
    seconds = int(at.timestamp() // grid * grid)
    return Alarm(node, datetime.fromtimestamp(seconds, UTC), signal, "down" if signal in bad else "up", round(score, 2))
