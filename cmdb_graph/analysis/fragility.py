"""What one node hangs on, and what that says of single points of failure and cut sets. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cmdb_graph.analysis.cut_sets import cut_sets
from cmdb_graph.analysis.gates import Gates, dependents_of, down
from cmdb_graph.analysis.models import CutSetsAnswer, SinglePoint, SinglePointsAnswer
from cmdb_graph.analysis.single_points import single_points
from cmdb_graph.impact.models import Named
from cmdb_graph.texts import counted, in_a_sentence

_FALLEN = 100
"""So many of what a loss takes down are listed."""
Names = Callable[[Iterable[str]], Mapping[str, Named]]


@dataclass(frozen=True)
class Closure:
    """A node and everything that it stands on by hard relationships, at a time; `names` looks up those that are told."""

    as_of: str
    ids: Sequence[str]
    gates: Gates
    node: int
    names: Names

    @cached_property
    def stands_on(self) -> int:
        """How many things."""
        return len(self.below()) - 1

    def below(self) -> list[int]:
        """The node and all that it stands on, in order."""
        seen, waiting = {self.node}, [self.node]
        while waiting:
            new = self.gates.providers(waiting.pop()) - seen
            seen |= new
            waiting += new
        return sorted(seen)

    def told(self) -> Named:
        """The node by name."""
        return self.names([self.ids[self.node]])[self.ids[self.node]]


def points_of(closure: Closure, limit: int, check: Callable[[], None]) -> SinglePointsAnswer:
    """Those that take most down first, then by id. O(what it stands on x single points)."""
    dependents = dependents_of(closure.gates, closure.below())
    ids = closure.ids
    count: dict[int, int] = {}
    for point in single_points(closure.gates, closure.node, check):
        check()
        count[point] = len(down(dependents, [point])) - 1
    ranked = sorted(count, key=lambda point: (-count[point], ids[point]))
    takes: dict[int, list[str]] = {}
    for point in ranked[:limit]:
        check()
        fallen = down(dependents, [point]) - {point, closure.node}
        others = heapq.nsmallest(_FALLEN - 1, (ids[each] for each in fallen))
        takes[point] = [ids[closure.node], *others]
    fallen = {each for told in takes.values() for each in told}
    names = closure.names({*fallen, *(ids[point] for point in takes)})
    items = [
        SinglePoint(**names[ids[point]].model_dump(), takes_down=told, takes_down_omitted=count[point] - len(told))
        for point, told in takes.items()
    ]
    service = closure.told()
    return SinglePointsAnswer(
        text=_points_sentence(service.name, closure.stands_on, items, len(ranked)),
        as_of=closure.as_of,
        service=service,
        stands_on=closure.stands_on,
        items=items,
        omitted=len(ranked) - len(items),
        named=[names[each] for each in sorted(fallen)],
    )


def cuts_of(closure: Closure, order: int, limit: int, time_left: Callable[[], float]) -> CutSetsAnswer:
    """Of up to `order` things; when time is over, those of the sizes that were finished."""
    found = cut_sets(closure.gates, closure.node, order, time_left)
    ids = closure.ids
    items = sorted((sorted(ids[each] for each in cut) for cut in found.items), key=lambda cut: (len(cut), cut))[:limit]
    service = closure.told()
    return CutSetsAnswer(
        text=_cuts_sentence(service.name, found.items, found.order, found.complete_to),
        as_of=closure.as_of,
        service=service,
        stands_on=closure.stands_on,
        order=order,
        items=items,
        omitted=len(found.items) - len(items),
        complete=found.complete,
        complete_to=found.complete_to,
        named=sorted(closure.names({each for cut in items for each in cut}).values(), key=lambda each: each.id),
    )


def _points_sentence(name: str, stands_on: int, items: Sequence[SinglePoint], count: int) -> str:
    service = in_a_sentence(name)
    if not stands_on:
        return f"{service} stands on nothing."
    if not items:
        return f"Nothing takes {service} down alone, of {counted(stands_on, 'thing', 'things')} that it stands on."
    first = in_a_sentence(items[0].name)
    each = f"{count:,} {'thing takes' if count == 1 else 'things take'} {service} down alone, of {stands_on:,} that it stands on"
    fallen = len(items[0].takes_down) + items[0].takes_down_omitted
    return f"{each}; {first} takes most along, {fallen:,} with {service}."


def _cuts_sentence(name: str, found: Sequence[tuple[int, ...]], order: int, complete_to: int) -> str:
    service = in_a_sentence(name)
    sizes = [sum(len(cut) == size for cut in found) for size in range(1, complete_to + 1)]
    counted = ", ".join(f"{count:,} of {size}" for size, count in enumerate(sizes, start=1))
    text = f"Minimal cut sets of {service}: {counted}." if sizes else f"No cut sets of {service} were found."
    if complete_to < order:
        text += f" The time was over, or they were too many, before all of {complete_to + 1} were found: none of these is told."
    return text
