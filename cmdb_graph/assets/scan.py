"""What was scanned at a place against what is recorded there. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from cmdb_graph.assets.models import (
    Ambiguous,
    Counts,
    Duplicate,
    Named,
    Scanned,
    StocktakingAnswer,
    StocktakingQuestion,
)
from cmdb_graph.entities.node import Node
from cmdb_graph.texts import fold, in_a_sentence

NOT_THERE = frozenset({"planned", "ordered", "disposed"})
"""What is recorded at a place with one of these is not expected to stand there."""


@dataclass(slots=True)
class Comparison:
    """The assets of a stocktaking by id, each list in order. `codes`: id -> the codes that were scanned of it."""

    found: list[Node] = field(default_factory=list[Node])
    missing: list[Node] = field(default_factory=list[Node])
    misplaced: list[Node] = field(default_factory=list[Node])
    unknown: list[str] = field(default_factory=list[str])
    duplicates: list[Duplicate] = field(default_factory=list[Duplicate])
    ambiguous: list[Ambiguous] = field(default_factory=list[Ambiguous])
    codes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def compare(
    scanned: Sequence[str], carrying: Mapping[str, Sequence[Node]], recorded: Sequence[Node], around: Collection[str]
) -> Comparison:
    """Sort out a scan: `carrying` are the assets by folded code, `recorded` those at the place at any depth.

    `around` are the place itself and what it is in: an asset among them is no stranger there.
    """
    result = Comparison()
    times = Counter(fold(code) for code in scanned)
    written: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code in scanned:
        written[fold(code)][code] = None
    by_asset: defaultdict[str, list[str]] = defaultdict(list)
    nodes: dict[str, Node] = {}
    unsure: set[str] = set()
    for code in sorted(times):
        its = carrying.get(code, ())
        if len(its) == 1:
            nodes[its[0].id] = its[0]
            by_asset[its[0].id].append(code)
            continue
        if its:
            unsure |= {node.id for node in its}
            result.ambiguous.append(Ambiguous(code=next(iter(written[code])), ids=[node.id for node in its]))
        else:
            result.unknown.append(next(iter(written[code])))
        if times[code] > 1:
            result.duplicates.append(Duplicate(id=None, codes=[*written[code]], times=times[code]))
    here = {node.id for node in recorded}
    for asset in sorted(by_asset):
        result.codes[asset] = [text for code in by_asset[asset] for text in written[code]]
        (result.found if asset in here or asset in around else result.misplaced).append(nodes[asset])
        if (total := sum(times[code] for code in by_asset[asset])) > 1:
            result.duplicates.append(Duplicate(id=asset, codes=result.codes[asset], times=total))
    result.missing = sorted(
        (
            node
            for node in recorded
            if node.id not in by_asset and node.id not in unsure and node.text("life_cycle_status") not in NOT_THERE
        ),
        key=lambda node: node.id,
    )
    return result


def to_move(misplaced: Sequence[Node], above: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids to be moved; what is in another one of them, at any depth, moves with it. `above`: id -> what it is directly in."""
    ids = {node.id for node in misplaced}
    return [node.id for node in misplaced if not _within(node.id, ids, above)]


def answer(
    question: StocktakingQuestion,
    place: Node,
    result: Comparison,
    moved: list[str],
    recorded: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
) -> StocktakingAnswer:
    """The answer; `recorded` are the places that each asset is directly in."""
    limit = question.limit

    def told(nodes: Sequence[Node]) -> list[Scanned]:
        return [
            Scanned(
                id=node.id,
                name=node.name,
                kind=node.kind,
                codes=result.codes.get(node.id, []),
                recorded=[Named(id=each, name=names.get(each, each)) for each in recorded.get(node.id, ())],
            )
            for node in nodes[:limit]
        ]

    counts = Counts(
        found=len(result.found),
        missing=len(result.missing),
        misplaced=len(result.misplaced),
        unknown=len(result.unknown),
        duplicates=len(result.duplicates),
        ambiguous=len(result.ambiguous),
        moved=len(moved),
    )
    each_count: list[int] = list(counts.model_dump().values())
    return StocktakingAnswer(
        text=_sentence(place, counts, applied=question.apply),
        location=Named(id=place.id, name=place.name),
        applied=question.apply,
        counts=counts,
        found=told(result.found),
        missing=told(result.missing),
        misplaced=told(result.misplaced),
        unknown=result.unknown[:limit],
        duplicates=result.duplicates[:limit],
        ambiguous=result.ambiguous[:limit],
        moved=moved[:limit],
        omitted=sum(max(0, count - limit) for count in each_count),
    )


def _sentence(place: Node, counts: Counts, *, applied: bool) -> str:
    told = [f"{counts.found:,} found", f"{counts.missing:,} missing", f"{counts.misplaced:,} recorded elsewhere"]
    told += [f"{counts.unknown:,} unknown"] if counts.unknown else []
    told += [f"{counts.ambiguous:,} not certain"] if counts.ambiguous else []
    moved = f" {counts.moved:,} moved here." if applied else ""
    return f"At {in_a_sentence(place.name)}: {', '.join(told)}.{moved}"


def _within(asset: str, ids: set[str], above: Mapping[str, Sequence[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(above.get(asset, ()))
    while ahead:
        place = ahead.pop()
        if place in ids and place != asset:
            return True
        if place not in seen:
            seen.add(place)
            ahead += above.get(place, ())
    return False
