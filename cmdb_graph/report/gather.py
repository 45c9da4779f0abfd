"""All analyses of one snapshot, put side by side. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from cmdb_graph.analysis.ask import availability_by, in_snapshot
from cmdb_graph.analysis.availability import TimeIsOver, until_over
from cmdb_graph.analysis.fragility import cuts_of, points_of
from cmdb_graph.analysis.gates import hard_gates
from cmdb_graph.analysis.health.ask import Standard, health_of
from cmdb_graph.analysis.health.models import HealthQuestion
from cmdb_graph.analysis.models import AvailabilityAnswer, CutSetsAnswer, LossesAnswer
from cmdb_graph.analysis.reliability import failures_in
from cmdb_graph.analysis.single_points import weight
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.structure.centrality import centrality_of
from cmdb_graph.analysis.structure.communities import communities_of
from cmdb_graph.analysis.structure.cycles import cycles_of
from cmdb_graph.analysis.structure.models import CentralityQuestion, CommunitiesQuestion
from cmdb_graph.analysis.worst import criticality_of, services_of, worst
from cmdb_graph.report.models import KindCount, Report, ServiceReport


@dataclass(frozen=True)
class Choice:
    """How much is told: so many services, cut sets of up to `order`, by incidents of so many `days`, `limit` rows a list."""

    services: int
    order: int
    days: int
    limit: int


def report_of(
    snapshot: Snapshot,
    standard: Standard,
    choice: Choice,
    time_left: Callable[[], float],
    check: Callable[[], None],
    at: int | None = None,
) -> Report:
    """Costs what the analyses do, one after the other. `time_left` in seconds ends the looking for cut sets and availability.

    `check` is called between steps, and may raise. `at`: when health is judged, see `health_of`.
    """
    vocabulary = standard.vocabulary
    fragility = worst(snapshot, vocabulary, choice.limit, check)
    chosen, omitted = _services(snapshot, standard, fragility, choice.services)
    services = list(_services_told(snapshot, standard, choice, chosen, time_left, check))
    nodes = snapshot.nodes
    return Report(
        as_of=snapshot.taken.as_of,
        part=_part(snapshot),
        entities=len(nodes),
        relationships=len(snapshot.links),
        kinds=[KindCount(kind=kind, count=count) for kind, count in _most_first(Counter(nodes.kind))],
        fragility=fragility,
        services=services,
        services_omitted=omitted,
        cycles=cycles_of(snapshot, vocabulary, choice.limit, check),
        communities=communities_of(snapshot, vocabulary, CommunitiesQuestion(limit=choice.limit), check),
        centrality=centrality_of(snapshot, vocabulary, CentralityQuestion(limit=choice.limit), check),
        health=health_of(snapshot, standard, HealthQuestion(limit=choice.limit), check, at),
        not_worked_out=list(_not_worked_out(services)),
    )


def _services(snapshot: Snapshot, standard: Standard, fragility: LossesAnswer, most: int) -> tuple[list[int], int]:
    """The most critical first, of these in the order of `fragility`, the others by id; and how many more there are."""
    ids, found = snapshot.nodes.id, services_of(snapshot, standard.vocabulary)
    place = {each.id: at for at, each in enumerate(fragility.services)}
    found.sort(key=lambda at: (-weight(criticality_of(snapshot.nodes, at)), place.get(ids[at], len(place)), ids[at]))
    return found[:most], max(0, len(found) - most)


def _services_told(
    snapshot: Snapshot,
    standard: Standard,
    choice: Choice,
    chosen: list[int],
    time_left: Callable[[], float],
    check: Callable[[], None],
) -> Iterator[ServiceReport]:
    gates, failures = hard_gates(snapshot), failures_in(snapshot, standard.vocabulary)
    for at in chosen:
        closure = in_snapshot(snapshot, snapshot.nodes.id[at], gates)
        cut_sets: CutSetsAnswer | None = None
        availability: AvailabilityAnswer | None = None
        if time_left() > 0:
            cut_sets = cuts_of(closure, choice.order, choice.limit, time_left)
        with suppress(TimeIsOver):
            within = until_over(time_left, check)
            availability = availability_by(closure, snapshot, failures, choice.days, choice.limit, within)
        yield ServiceReport(
            service=snapshot.named(at),
            criticality=criticality_of(snapshot.nodes, at),
            single_points=points_of(closure, choice.limit, check),
            cut_sets=cut_sets,
            availability=availability,
        )


def _part(snapshot: Snapshot) -> str:
    taken = snapshot.taken
    said = [
        *([f"the kinds {', '.join(taken.kinds)}"] if taken.kinds else []),
        *([f"what {taken.service} stands on"] if taken.service else []),
        *([f"what is at {taken.site}"] if taken.site else []),
    ]
    return " and ".join(said) or "the whole estate"


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _not_worked_out(services: list[ServiceReport]) -> Iterator[str]:
    for each in services:
        if each.cut_sets is None or not each.cut_sets.complete:
            yield f"All cut sets of {each.service.name}"
        if each.availability is None:
            yield f"The availability of {each.service.name}"
