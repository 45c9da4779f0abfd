"""How likely a node is down, from how likely each thing that it stands on fails by itself: exactly, or by trial. Pure.

Things fail independently of each other; what they share is counted once, whichever ways lead to it. The share of time that a
thing is down by itself is MTTR / (MTBF + MTTR), MTBF being the time that it stands between failures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.bottom_up import bottom_up
from cmdb_graph.analysis.diagrams import FALSE, Diagrams, TooLarge
from cmdb_graph.analysis.gates import Gates
from cmdb_graph.analysis.single_points import fatal_sets

MOST_NODES = 1_000_000
"""Of decision diagrams: about 300 MB."""
_BATCH = 4_096
_Z = 1.959964  # of the normal distribution: 95 % lie within


class TimeIsOver(Exception):
    """Of a `check` that ends one part of a question, and not the whole."""


def until_over(time_left: Callable[[], float], check: Callable[[], None]) -> Callable[[], None]:
    """A `check` that raises TimeIsOver when no time is left, beside what `check` raises."""

    def within() -> None:
        check()
        if time_left() <= 0:
            raise TimeIsOver

    return within


@dataclass(frozen=True, slots=True)
class Importance:
    """What one thing has to do with it.

    `birnbaum`: how much likelier the node is down with the thing down than with it up (Birnbaum 1969). `fussell_vesely`: the part
    of the time down that would not be, did the thing never fail. `doubled`: how much less likely the node would be down with a
    second thing like it, of which one is enough.
    """

    birnbaum: float
    fussell_vesely: float
    doubled: float


NO_IMPORTANCE = Importance(0.0, 0.0, 0.0)
"""Of what makes no difference to it."""


@dataclass(frozen=True, slots=True)
class Unavailability:
    """How likely a node is down at any time. `interval` is that of 95 % confidence (Wilson 1927), None where it is exact.

    `importance` is by index, of what can fail; where it is not exact, of what takes the node down alone.
    """

    value: float
    interval: tuple[float, float] | None
    importance: Mapping[int, Importance]


def down_by_itself(mtbf: float, mttr: float) -> float:
    """The share of time; both in the same unit."""
    return mttr / (mtbf + mttr)


def unavailability(
    gates: Gates,
    node: int,
    fails: Sequence[float],
    *,
    trials: int = 200_000,
    most: int = MOST_NODES,
    check: Callable[[], None] = lambda: None,
) -> Unavailability:
    """Exactly where its diagram fits, else by so many trials. `fails`: how likely each node is down by itself, by index.

    What takes the node down alone is told apart, since that is a product: the rest has a smaller diagram, and trials leave less
    to chance. So single points have an importance also where the rest was tried.
    """
    alone = [each for each in fatal_sets(gates, [node], check)[node] if fails[each] > 0]
    others = list(fails)
    for each in alone:
        others[each] = 0.0
    try:
        rest = exactly(gates, node, others, most=most, check=check)
    except TooLarge:
        rest = by_trial(gates, node, others, trials, check=check)
    return _with_alone({each: fails[each] for each in alone}, rest, fails)


def _with_alone(alone: Mapping[int, float], rest: Unavailability, fails: Sequence[float]) -> Unavailability:
    """The node is down when anything that takes it down alone is, else when the rest takes it down."""
    any_alone = _any(alone.values())

    def both(rest: float) -> float:
        return any_alone + (1 - any_alone) * rest

    slopes = {each: (1 - any_alone) * its.birnbaum for each, its in rest.importance.items()}
    for each, share in alone.items():
        others = (
            (1 - any_alone) / (1 - share) if share < 1 else 1 - _any(its for at, its in alone.items() if at != each)
        )
        slopes[each] = others * (1 - rest.value)
    value = both(rest.value)
    return Unavailability(
        value,
        None if rest.interval is None else (both(rest.interval[0]), both(rest.interval[1])),
        {each: _importance(fails[each], slope, value) for each, slope in sorted(slopes.items())},
    )


def _any(shares: Iterable[float]) -> float:
    """How likely at least one of them is: by logarithms, since one less a product loses what is much below 1."""
    return -math.expm1(sum(math.log1p(-share) if share < 1 else -math.inf for share in shares))


def _importance(share: float, slope: float, value: float) -> Importance:
    return Importance(slope, share * slope / value if value else 0.0, (share - share**2) * slope)


def exactly(
    gates: Gates,
    node: int,
    fails: Sequence[float],
    *,
    most: int = MOST_NODES,
    check: Callable[[], None] = lambda: None,
) -> Unavailability:
    """By a binary decision diagram of what takes the node down. TooLarge where it has more than `most` nodes."""
    order = [each for each in _order(gates, node) if fails[each] > 0]
    level = {each: at for at, each in enumerate(order)}
    diagrams = Diagrams(most)

    def work_out(together: Sequence[int], below: Mapping[int, int]) -> int:
        falls = FALSE
        for each in together:
            if each in level:
                falls = diagrams.either(falls, diagrams.variable(level[each]))
            for gate in gates.of[each]:
                members = [below.get(member, FALSE) for member in gate.members]
                falls = diagrams.either(falls, diagrams.at_least(gate.spare + 1, members))
        return falls

    found = bottom_up(gates, [node], work_out, lambda before, now: before != now, check)
    diagram = next(value for together, value in found if node in together)
    yes = [fails[each] for each in order]
    value = diagrams.probability(diagram, yes)
    slopes = diagrams.slopes(diagram, yes)
    importance = {order[at]: _importance(yes[at], slope, value) for at, slope in sorted(slopes.items())}
    return Unavailability(value, None, importance)


def by_trial(
    gates: Gates,
    node: int,
    fails: Sequence[float],
    trials: int,
    *,
    seed: int = 0,
    check: Callable[[], None] = lambda: None,
) -> Unavailability:
    """By drawing what fails, so many times. The same seed gives the same answer."""
    down = 0
    for batch in range(0, trials, _BATCH):
        down += int(_drawn(gates, node, fails, (seed, batch), min(_BATCH, trials - batch), check).sum())
    return Unavailability(down / trials, _wilson(down, trials), {})


def _drawn(
    gates: Gates, node: int, fails: Sequence[float], seed: tuple[int, int], trials: int, check: Callable[[], None]
) -> NDArray[np.bool_]:
    def work_out(together: Sequence[int], below: Mapping[int, NDArray[np.bool_]]) -> NDArray[np.bool_]:
        falls = np.zeros(trials, np.bool_)
        for each in together:
            # By its own seed, for in a cycle a node is worked out several times.
            if fails[each] > 0:
                falls |= np.random.default_rng((*seed, each)).random(trials) < fails[each]
            for gate in gates.of[each]:
                members = [below[member] for member in gate.members if member in below]
                if len(members) > gate.spare:
                    falls |= np.sum(members, axis=0, dtype=np.int32) > gate.spare
        return falls

    found = bottom_up(gates, [node], work_out, lambda before, now: bool((before != now).any()), check)
    return next(value for together, value in found if node in together)


def _wilson(successes: int, trials: int) -> tuple[float, float]:
    share, spread = successes / trials, _Z**2 / trials
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def _order(gates: Gates, node: int) -> list[int]:
    """The node and all that it stands on, depth first: what is near there is near in the order, which keeps diagrams small."""
    seen = {node: None}
    waiting = [node]
    while waiting:
        here = waiting.pop()
        seen.setdefault(here)
        waiting += sorted(gates.providers(here) - seen.keys(), reverse=True)
    return list(seen)
