"""Incidents grouped by what may be behind them: a recorded cause, else a provider whose fault would show at all of them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scipy.special import betainc

from cmdb_graph.rootcause.network import Network, Reach, reach
from cmdb_graph.rootcause.weights import Flow

UNLIKELY = 0.05
"""Incidents that nothing but a shared provider joins are offered where chance would join so many less often than this."""


class Incident(NamedTuple):
    """An incident: the CIs that it affects, and those that were found to have caused it."""

    id: str
    affects: frozenset[str]
    causes: frozenset[str] = frozenset()


class Estate(NamedTuple):
    """How faults flow, and how many CIs there are (`population`).

    `cis`: which nodes of the network are counted among them. `cut`: nodes whose dependents the network does not hold all.
    """

    network: Network
    cis: Collection[str]
    population: int
    cut: Collection[str] = frozenset()


class Other(NamedTuple):
    """Another provider that explains the same incidents, and at how many CIs its fault would show."""

    id: str
    shows_at: int | None


class Group(NamedTuple):
    """Incidents with one provider behind them.

    `recorded`: those of them with it as a recorded cause. `shows_at`: at how many CIs its fault would show, None where that is
    more than were looked at. `chance`: how likely as many of the `among` incidents without a recorded cause as are in the group
    would fall under it by chance alone; None where all are recorded. `others`: the most specific first.
    """

    provider: str
    incidents: tuple[str, ...]
    recorded: frozenset[str]
    shows_at: int | None
    chance: float | None
    among: int
    reach: Reach
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: str
    recorded: frozenset[str]
    reached: frozenset[str]
    shows_at: int | None


class _By(NamedTuple):
    """Ids of incidents by recorded cause, and those without one by what they affect."""

    cause: Mapping[str, list[str]]
    affected: Mapping[str, list[Incident]]


@dataclass(frozen=True, slots=True)
class _Offer:
    """What of a candidate is left: the incidents without a recorded cause only where chance hardly explains them."""

    candidate: _Candidate
    recorded: frozenset[str]
    reached: frozenset[str]
    chance: float

    @property
    def incidents(self) -> frozenset[str]:
        return self.recorded | self.reached

    def order(self) -> tuple[int, float, int, float, str]:
        """Recorded causes first, then what chance explains least; the most specific of equals."""
        its = self.candidate
        return (
            -len(self.recorded),
            self.chance,
            -len(self.reached),
            float("inf") if its.shows_at is None else its.shows_at,
            its.id,
        )


def candidates(incidents: Iterable[Incident], network: Network, least: int) -> set[str]:
    """Recorded causes, and what enough incidents stand on with everything that they affect, gates left aside."""
    counts: defaultdict[str, int] = defaultdict(int)
    beneath: dict[str, set[str]] = {}
    found: set[str] = set()
    for incident in incidents:
        found |= incident.causes
        if incident.causes or not incident.affects:
            continue
        for node in incident.affects - beneath.keys():
            beneath[node] = _beneath(network, node)
        for node in set[str].intersection(*(beneath[node] for node in incident.affects)):
            counts[node] += 1
    # A recorded cause may have companions without one, and what it lacks is seen when it is grouped.
    return found | {node for node, count in counts.items() if count >= least}


def propose(
    incidents: Sequence[Incident],
    among: Iterable[str],
    estate: Estate,
    flow: Flow,
    shows: float,
    least: int,
    check: Callable[[], None] = lambda: None,
) -> list[Group]:
    """Groups of at least `least` incidents, each incident in at most one; `among` are the candidates.

    One with a recorded cause is grouped by nothing else. Greedy: recorded causes first, by how many incidents name them;
    then the provider whose incidents chance explains least, counted among those that are left. A fault shows where it is at
    least so likely (`shows`). The chance is a binomial tail: each incident falls under a provider with the share of all CIs at
    which its fault would show. `check` is called between steps, and may raise.
    """
    free = frozenset(incident.id for incident in incidents if incident.affects and not incident.causes)
    left = {incident.id for incident in incidents}
    by, open_ = _by(incidents), list[_Candidate]()
    for node in sorted(among):
        check()
        if found := _candidate(node, by, estate, flow, shows):
            open_.append(found)
    groups: list[Group] = []
    while open_:
        check()
        open_ = [each for each in open_ if len((each.recorded | each.reached) & left) >= least]
        in_question = len(free & left)
        offers = [_offer(each, left, in_question, estate.population) for each in open_]
        best = min(
            (offer for offer in offers if len(offer.incidents) >= least), key=lambda offer: offer.order(), default=None
        )
        if best is None:
            break
        its = best.candidate
        others = (e for e in open_ if e.id != its.id and best.incidents <= e.recorded | e.reached)
        groups.append(
            Group(
                its.id,
                tuple(incident.id for incident in incidents if incident.id in best.incidents),
                best.recorded,
                its.shows_at,
                best.chance if best.reached else None,
                in_question,
                reach(estate.network, its.id, {}, flow),
                tuple(sorted((Other(e.id, e.shows_at) for e in others), key=_by_specificity)),
            )
        )
        left -= best.incidents
    return groups


def way(found: Reach, provider: str, node: str) -> list[str]:
    """From a provider to what its fault shows at, both included; nothing where it does not."""
    path = [node]
    while path[-1] != provider:
        before = found.via.get(path[-1])
        if before is None or before in path:
            return []
        path.append(before)
    return path[::-1]


def tail(hits: int, among: int, share: float) -> float:
    """How likely at least so many of independent draws hit, each with this share."""
    if not hits or share >= 1:
        return 1.0
    return float(betainc(hits, among - hits + 1, share))


def _by(incidents: Iterable[Incident]) -> _By:
    cause: defaultdict[str, list[str]] = defaultdict(list)
    affected: defaultdict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        for node in incident.causes:
            cause[node].append(incident.id)
        for node in () if incident.causes else incident.affects:
            affected[node].append(incident)
    return _By(cause, affected)


def _beneath(network: Network, node: str) -> set[str]:
    found, ahead = {node}, [node]
    while ahead:
        further = network.providers(ahead.pop()) - found
        found |= further
        ahead += further
    return found


def _candidate(node: str, by: _By, estate: Estate, flow: Flow, shows: float) -> _Candidate | None:
    faults = reach(estate.network, node, {}, flow).faults
    shown = {each for each, share in faults.items() if share >= shows}
    hurt = (incident for each in shown for incident in by.affected.get(each, ()))
    reached = frozenset(incident.id for incident in hurt if incident.affects <= shown)
    recorded = frozenset(by.cause.get(node, ()))
    if not recorded and not reached:
        return None
    cut = not shown.isdisjoint(estate.cut)
    return _Candidate(node, recorded, reached, None if cut else len(shown.intersection(estate.cis)))


def _offer(candidate: _Candidate, left: set[str], among: int, population: int) -> _Offer:
    reached = candidate.reached & left
    share = 1.0 if candidate.shows_at is None else candidate.shows_at / max(1, population)
    chance = tail(len(reached), among, share)
    likely = chance > UNLIKELY
    return _Offer(candidate, candidate.recorded & left, frozenset() if likely else reached, 1.0 if likely else chance)


def _by_specificity(other: Other) -> tuple[float, str]:
    return float("inf") if other.shows_at is None else other.shows_at, other.id
