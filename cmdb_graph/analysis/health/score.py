"""Scores: of each check the share that passes, weighed; a hundred when nothing is found. Pure.

ServiceNow's CMDB Health makes its scores alike: of each metric the share that passes, as a weighed mean. A check that judges
nothing in a scope is left out there, so that what does not apply neither lifts nor lowers a score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmdb_graph.analysis.boundary import Boundaries
from cmdb_graph.analysis.health.estate import Estate, Findings, Mask, codes, places
from cmdb_graph.analysis.health.models import CheckName, Figure, KindScore, Score, Scores, ServiceScore, SourceScore
from cmdb_graph.analysis.single_points import weight as criticality_weight

Counts = dict[CheckName, tuple[int, int]]
"""Of each check how many it judges, and with how many of these it finds fault."""


def scored(entities: int, counts: Counts, weights: Mapping[CheckName, float]) -> Score:
    """The score that counts make up."""
    whole = sum(weights[check] for check, (of, _) in counts.items() if of)
    figures: list[Figure] = []
    for check, (of, failing) in counts.items():
        weight = weights[check] / whole if of and whole else 0.0
        figures.append(
            Figure(
                check=check,
                of=of,
                failing=failing,
                share=(of - failing) / of if of else None,
                weight=weight,
                costs=100 * weight * failing / of if of else 0.0,
            )
        )
    score = max(0.0, 100 - sum(figure.costs for figure in figures)) if whole else None
    return Score(score=score, entities=entities, checks=figures)


def scores(
    estate: Estate,
    findings: Sequence[Findings],
    weights: Mapping[CheckName, float],
    within: Mask,
    limit: int,
    check: Callable[[], None] = lambda: None,
) -> Scores:
    """Of what is `within`, all together and by kind, source and service; so many services and sources are told.

    O(nodes) for each check, and for each service that is told.
    """
    told = estate.held & within
    kinds, kind_entities, kind_counts = _by(estate.kind, len(estate.kinds), told, findings)
    sources = _Sources(estate, told, findings)
    services, omitted = _services(estate, told, findings, weights, limit, check)
    return Scores(
        total=scored(int(told.sum()), _counts(told, findings), weights),
        kinds=sorted(
            (
                KindScore(kind=estate.kinds[at], **_plain(scored(kind_entities[at], kind_counts[at], weights)))
                for at in kinds
            ),
            key=lambda each: (_rank(each), each.kind),
        ),
        services=services,
        services_omitted=omitted,
        sources=sources.told(weights, limit),
        sources_omitted=max(0, sources.count - limit),
    )


def _counts(told: Mask, findings: Sequence[Findings]) -> Counts:
    return {each.check: (int((each.of & told).sum()), int((each.failing & told).sum())) for each in findings}


def _by(
    code: NDArray[np.int32], count: int, told: Mask, findings: Sequence[Findings]
) -> tuple[list[int], list[int], list[Counts]]:
    """The codes that occur, and of each code how many there are, and its counts."""

    def of(mask: Mask) -> list[int]:
        return np.bincount(code[mask & told], minlength=count).tolist()

    entities = of(np.ones(len(told), np.bool_))
    columns: list[tuple[CheckName, list[int], list[int]]] = [
        (each.check, of(each.of), of(each.failing)) for each in findings
    ]
    counts: list[Counts] = [{check: (of_[at], failing[at]) for check, of_, failing in columns} for at in range(count)]
    return [at for at in range(count) if entities[at]], entities, counts


class _Sources:
    """An entity counts for each source that reported it."""

    def __init__(self, estate: Estate, told: Mask, findings: Sequence[Findings]) -> None:
        groups, names = codes(estate.snapshot.nodes.sources)
        self._found: dict[str, tuple[int, Counts]] = {}
        present, entities, counts = _by(groups, len(names), told, findings)
        for at in present:
            for source in dict.fromkeys(names[at]):
                before, its = self._found.get(source, (0, dict.fromkeys(counts[at], (0, 0))))
                both: Counts = {
                    check: (its[check][0] + of, its[check][1] + failing) for check, (of, failing) in counts[at].items()
                }
                self._found[source] = before + entities[at], both
        self.count = len(self._found)

    def told(self, weights: Mapping[CheckName, float], limit: int) -> list[SourceScore]:
        """The lowest first."""
        found = [
            SourceScore(source=source, **_plain(scored(entities, counts, weights)))
            for source, (entities, counts) in self._found.items()
        ]
        return sorted(found, key=lambda each: (_rank(each), each.source))[:limit]


def _services(
    estate: Estate,
    told: Mask,
    findings: Sequence[Findings],
    weights: Mapping[CheckName, float],
    limit: int,
    check: Callable[[], None],
) -> tuple[list[ServiceScore], int]:
    nodes = estate.snapshot.nodes
    among = places(told & estate.in_use & estate.of_kinds(lambda kind: "Service" in kind.labels))
    ranked = sorted(among, key=lambda at: (-_criticality(estate, at), at))[:limit]
    if not ranked:
        return [], 0
    boundaries = Boundaries(estate.snapshot, estate.vocabulary.dependency_types)
    found: list[ServiceScore] = []
    for at in ranked:
        check()
        its = boundaries.below(at)
        # Its boundary is told whole, whatever else narrows: half of it would be another service.
        counts: Counts = {each.check: (int(each.of[its].sum()), int(each.failing[its].sum())) for each in findings}
        score = scored(int(estate.held[its].sum()), counts, weights)
        found.append(ServiceScore(id=nodes.id[at], kind=nodes.kind[at], name=nodes.name[at], **_plain(score)))
    return found, len(among) - len(ranked)


def _criticality(estate: Estate, at: int) -> int:
    said = estate.snapshot.nodes.attributes[at].get("criticality")
    return criticality_weight(said if isinstance(said, str) else None)


def _rank(score: Score) -> float:
    return 101.0 if score.score is None else score.score


def _plain(score: Score) -> dict[str, Any]:
    return {"score": score.score, "entities": score.entities, "checks": score.checks}
