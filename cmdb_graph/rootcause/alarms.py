"""What alarms say of a symptom: how strong, how near in time, and of the right sort. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cmdb_graph.events.forms import Direction
from cmdb_graph.rootcause.weights import Weights

_GRIDS = (3_600, 1_800, 900, 600, 300, 120)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WHOLE = 4
_SUREST = 0.999
TRAFFIC = "traffic"


class Alarm(NamedTuple):
    """An event on a node. `score` is from 0, without a bound; None where nobody scored it."""

    id: str
    at: datetime
    signal: str
    direction: Direction | None = None
    score: float | None = None


class Symptom(NamedTuple):
    """What hurts, on which node, from when; what is not said is taken from the alarms."""

    id: str
    signal: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """Of each node, 0 to 1: `faults` that show there, and `starved`, how sure it gets fewer requests. `watched`: has events."""

    faults: dict[str, float]
    starved: dict[str, float]
    watched: set[str]
    weight: dict[Alarm, float]  # what each alarm counts
    onset: datetime  # of the first symptom


def sort_of(signal: str | None, weights: Weights) -> str | None:
    """The sort that a signal belongs to: latency, errors ...; None for one that is not known."""
    words = re.split(r"[^a-z0-9]+", _CAMEL.sub(" ", signal or "").casefold())
    for name, sort in weights.signals.items():
        for known in sort.words:
            if any(word in (known, f"{known}s") or (len(known) > _WHOLE and word.startswith(known)) for word in words):
                return name
    return None


def scored(alarms: Sequence[Alarm], weights: Weights) -> list[Alarm]:
    """The alarms of one source; where none of its scores is over 1, they are probabilities, and told as scores that count so."""
    known = [alarm.score for alarm in alarms if alarm.score is not None]
    if not known or max(known) > 1:
        return list(alarms)
    return [
        alarm
        if alarm.score is None
        else alarm._replace(score=-weights.strength.scale * math.log(1 - min(alarm.score, _SUREST)))
        for alarm in alarms
    ]


def observe(alarms: Sequence[Alarm], symptoms: Sequence[Symptom], now: datetime, weights: Weights) -> Observed:
    """What all alarms together say of these symptoms; each counts as it does for the symptom that it fits best."""
    grid = _grid([alarm.at for alarm in alarms])
    marked = [
        (sort_of(symptom.signal, weights), _onset(symptom, alarms, now, grid or weights.time.step_seconds, weights))
        for symptom in symptoms
    ]
    faults: defaultdict[str, dict[str | None, float]] = defaultdict(dict)
    starved: dict[str, float] = {}
    weight: dict[Alarm, float] = {}
    for alarm in alarms:
        sort = sort_of(alarm.signal, weights)
        strength = _strength(alarm.score, weights)
        about = max(_match(sort, its, weights) * _nearness(alarm.at, onset, grid, weights) for its, onset in marked)
        near = max(_nearness(alarm.at, onset, grid, weights) for _, onset in marked)
        counted = strength * about * _harm(sort, alarm.direction, weights)
        if sort == TRAFFIC and alarm.direction == "down":
            starved[alarm.id] = max(starved.get(alarm.id, 0.0), strength * near)
            counted = strength * near * weights.directions.fewer
        faults[alarm.id][sort] = max(faults[alarm.id].get(sort, 0.0), counted)
        weight[alarm] = max(counted, weight.get(alarm, 0.0))
    together = {node: 1 - math.prod(1 - value for value in its.values()) for node, its in faults.items()}
    return Observed(together, starved, set(faults), weight, min(onset for _, onset in marked))


def _grid(times: Iterable[datetime]) -> float | None:
    """The period of the samples in seconds, where all times are a multiple of one apart; None where they are anything."""
    distinct = sorted(set(times))
    apart = [(later - distinct[0]).total_seconds() for later in distinct[1:]]
    if len(apart) >= 2:
        for grid in _GRIDS:
            if all(seconds % grid == 0 for seconds in apart):
                return float(grid)
    return None


def _onset(symptom: Symptom, alarms: Sequence[Alarm], now: datetime, step: float, weights: Weights) -> datetime:
    """When it began: as said; else at the first alarm of the latest run of them there; else when most alarm; else now."""
    if symptom.at is not None:
        return symptom.at
    sort = sort_of(symptom.signal, weights)
    own = [a.at for a in alarms if a.id == symptom.id and sort in (None, sort_of(a.signal, weights))]
    if own:
        began, *earlier = sorted(own, reverse=True)
        for at in earlier:
            if (began - at).total_seconds() > weights.time.gap_seconds:
                break
            began = at
        return began
    if alarms:
        bins = Counter(int(alarm.at.timestamp() // step) for alarm in alarms)
        most, _ = max(bins.items(), key=lambda found: (found[1], found[0]))
        return max(alarm.at for alarm in alarms if int(alarm.at.timestamp() // step) == most)
    return now


def _strength(score: float | None, weights: Weights) -> float:
    return 1 - math.exp(-(weights.strength.unknown if score is None else abs(score)) / weights.strength.scale)


def _nearness(at: datetime, onset: datetime, grid: float | None, weights: Weights) -> float:
    """1 at the same time; a sample of a period says nothing of where in it something began."""
    seconds = (at - onset).total_seconds()
    if grid is None:
        beyond = abs(seconds) - weights.time.step_seconds
    else:
        # The symptom's period is the one that began last before it; what begins near its end shows in the next.
        periods = math.ceil(seconds / grid)
        beyond = grid * (-periods - 0.5 if periods < 0 else periods - 1)
    if beyond <= 0:
        return 1.0
    half = weights.time.before_seconds if seconds < 0 else weights.time.after_seconds
    return 1 / (1 + beyond / half)


def _match(sort: str | None, symptom: str | None, weights: Weights) -> float:
    if symptom is None and sort != TRAFFIC:
        return 1.0  # nobody said what hurts
    if sort == symptom:
        return 1.0
    if sort is None or symptom is None:
        return weights.directions.other
    return weights.match.get(symptom, {}).get(sort, weights.directions.other)


def _harm(sort: str | None, direction: Direction | None, weights: Weights) -> float:
    if sort is None or direction is None or direction == weights.signals[sort].bad:
        return 1.0
    return weights.directions.surge if sort == TRAFFIC else weights.directions.contrary
