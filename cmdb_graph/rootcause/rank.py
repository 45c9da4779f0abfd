"""Which causes explain best what is seen: a likelihood over a bounded flow of faults, for one cause and for several. Pure.

Each term is a logarithm: how many times likelier what was observed is if the candidate failed than if only noise did. So the
deepest alarm beats those above it without a rule of its own: it explains them and itself, and they do not explain it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from cmdb_graph.rootcause.alarms import Observed
from cmdb_graph.rootcause.network import Network, Reach, Starving, reach
from cmdb_graph.rootcause.weights import Weights

_PAIRED = 16
"""So many of the best, and as many of the loudest, are tried two by two."""
_COVERED = 4
"""So many causes are told apart one after the other; after them the order stays."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to explain: symptoms (True for requests that do not come), alarms, and what is known beforehand.

    `prior`: node -> term -> how many times likelier it is a cause.
    """

    symptoms: Mapping[str, bool]
    observed: Observed
    prior: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])


@dataclass(slots=True)
class Candidate:
    """A possible cause: terms that add up to `total`, symptom -> how likely it shows there, and its share of all likelihood.

    `starves`: those of the symptoms that it explains by requests that do not come.
    """

    id: str
    reach: Reach
    starving: Starving
    starves: Collection[str]
    explains: dict[str, float]
    terms: dict[str, float]
    total: float
    score: float = 0.0

    def way(self, symptom: str) -> list[str]:
        """From itself to the symptom, the likeliest: its fault goes up to dependents, from there requests do not come down."""
        down = self.starving.way(self.reach.faults, symptom) if symptom in self.starves else [symptom]
        up = [down[0]]
        while up[-1] != self.id:
            up.append(self.reach.via[up[-1]])
        way = [*up[:0:-1], *down]
        # Of what calls itself in a circle, the way ends where it first arrives.
        return way[: way.index(symptom) + 1]


def rank(
    network: Network,
    nodes: Collection[str],
    seen: Seen,
    weights: Weights,
    check: Callable[[], None] = lambda: None,
) -> list[Candidate]:
    """Those that explain a symptom at all, best first.

    Two causes that explain more together than any one alone, by more than a second cause is unlikely, come first; then what
    explains best, part by itself, part what those before it leave. Costs O(nodes x gates above them); `check` is called for each.
    """
    return _Ranking(network, seen, weights, check).of(nodes)


class _Ranking:
    def __init__(self, network: Network, seen: Seen, weights: Weights, check: Callable[[], None]) -> None:
        self._check = check
        self._network = network
        self._seen = seen
        self._weights = weights
        self._told: dict[str, float] = {}
        thirsty = {symptom for symptom, starved in seen.symptoms.items() if starved} | seen.observed.starved.keys()
        self._starving = Starving(network, thirsty, weights.flow)

    def of(self, nodes: Collection[str]) -> list[Candidate]:
        found = [each for node in sorted(set(nodes)) if (each := self._candidate(node)).explains]
        found.sort(key=lambda each: (-each.total, each.id))
        return _scored(self._ordered(found))

    def _candidate(self, node: str) -> Candidate:
        self._check()
        its = reach(self._network, node, self._seen.observed.faults, self._weights.flow)
        shows = {symptom: self._shows(its, symptom) for symptom in self._seen.symptoms}
        terms = self._terms({node: its})
        starves = [symptom for symptom, starved in self._seen.symptoms.items() if starved]
        explains = {symptom: share for symptom, share in shows.items() if share}
        return Candidate(node, its, self._starving, starves, explains, terms, sum(terms.values()))

    def _shows(self, its: Reach, symptom: str) -> float:
        found = self._starving.because_of(its.faults) if self._seen.symptoms[symptom] else its.faults
        return found.get(symptom, 0.0)

    # How likely what is seen is

    def _terms(self, causes: Mapping[str, Reach]) -> dict[str, float]:
        """The logarithms of all these causes together."""
        tells, observed, symptoms = self._weights.evidence, self._seen.observed, self._seen.symptoms
        faults = _together([its.faults for its in causes.values()])
        starved = self._starving.because_of(faults)
        shown = own = alarms = silence = 0.0
        for symptom, is_starved in symptoms.items():
            share = (starved if is_starved else faults).get(symptom, 0.0)
            shown += math.log(1 + (tells.symptom - 1) * share)
        for node in causes:
            if node in symptoms:
                own += math.log(tells.itself)  # that it alarms is the symptom, and says nothing of where it came from
                continue
            alarm = observed.faults.get(node, 0.0)
            quiet = tells.silent_own if node in observed.watched else tells.silent_unwatched
            own += math.log(1 + (tells.own - 1) * alarm) + (1 - alarm) * math.log(1 - quiet)
        for node, share in faults.items():
            if node in causes or node in symptoms:
                continue
            alarm = observed.faults.get(node, 0.0)
            if alarm:
                fresh = 1 - tells.secondary * self._told_below(node)
                alarms += fresh * math.log(1 + (tells.alarm - 1) * share * alarm)
            missed = tells.silent if node in observed.watched else tells.unwatched
            silence += (1 - alarm) * math.log(1 - missed * share)
        fewer = sum(
            math.log(1 + (tells.starved - 1) * starved[node] * sure)
            for node, sure in observed.starved.items()
            if node in starved
        )
        terms = {"symptoms": shown, "own_alarm": own, "alarms": alarms, "silence": silence, "starved": fewer}
        for node in causes:
            for name, times in self._seen.prior.get(node, {}).items():
                terms[name] = terms.get(name, 0.0) + math.log(times)
        return terms

    def _told_below(self, node: str) -> float:
        """How sure a provider of it shows a fault: then its own alarm is hardly news."""
        if node not in self._told:
            faults = self._seen.observed.faults
            self._told[node] = max((faults.get(each, 0.0) for each in self._network.providers(node)), default=0.0)
        return self._told[node]

    def _likelihood(self, causes: Sequence[Candidate]) -> float:
        return sum(self._terms({each.id: each.reach for each in causes}).values())

    # One cause, or several

    def _ordered(self, found: Sequence[Candidate]) -> list[Candidate]:
        if not found:
            return []
        order = self._first(found)
        waiting = [each for each in found if each not in order]
        mix = self._weights.cover.mix
        while waiting and len(order) < _COVERED:
            before = self._likelihood(order)
            for each in waiting:
                each.score = mix * (self._likelihood([*order, each]) - before) + (1 - mix) * each.total
            best = max(waiting, key=lambda each: (each.score, each.total))
            waiting.remove(best)
            order.append(best)
        return order + sorted(waiting, key=lambda each: (-each.score, each.id))

    def _first(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The best one; or two that together are so much likelier that a second cause is worth it."""
        loud = sorted(found, key=lambda each: (-each.terms["own_alarm"], -each.total, each.id))[:_PAIRED]
        pool = list(dict.fromkeys(each.id for each in [*found[:_PAIRED], *loud]))
        by_id = {each.id: each for each in found}
        second = math.log(self._weights.cover.second)
        best, most = [found[0]], found[0].total
        for one, other in combinations(pool, 2):
            pair = [by_id[one], by_id[other]]
            if other in pair[0].reach.faults and one in pair[1].reach.faults:
                continue  # a circle: either is as good
            together = self._likelihood(pair) + second
            if together > most:
                best, most = pair, together
        return sorted(best, key=lambda each: (-each.total, each.id))


def _together(shares: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """How likely at least one of them happens (noisy-or)."""
    if len(shares) == 1:
        return shares[0]
    both: dict[str, float] = {}
    for its in shares:
        for node, share in its.items():
            both[node] = 1 - (1 - both.get(node, 0.0)) * (1 - share)
    return both


def _scored(ordered: list[Candidate]) -> list[Candidate]:
    """Each one's share of the likelihood of all, in the order in which they are told."""
    least = math.inf
    for each in ordered:
        least = each.score = min(least, each.total)
    most = ordered[0].score if ordered else 0.0
    whole = sum(math.exp(each.score - most) for each in ordered)
    for each in ordered:
        each.score = math.exp(each.score - most) / whole
    return ordered
