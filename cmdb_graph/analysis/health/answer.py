"""The answer about health: all checks of one snapshot, the scores, and the rows behind them. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cmdb_graph import times
from cmdb_graph.analysis.health.attributes import recommended, required
from cmdb_graph.analysis.health.dead_ends import dead_ends
from cmdb_graph.analysis.health.duplicates import duplicates
from cmdb_graph.analysis.health.estate import Estate, Findings, Mask, places
from cmdb_graph.analysis.health.models import CheckName, Figure, HealthAnswer, Narrowed, Row, Score, Scores
from cmdb_graph.analysis.health.orphans import orphans
from cmdb_graph.analysis.health.rules import Rules
from cmdb_graph.analysis.health.score import scores
from cmdb_graph.analysis.health.stale import stale
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.texts import counted, some_of
from cmdb_graph.vocabulary import Vocabulary

_FAULTS: dict[CheckName, tuple[str, str]] = {
    "required": ("lacks what is required", "lack what is required"),
    "duplicates": ("is there twice", "are there twice"),
    "orphans": ("is an orphan", "are orphans"),
    "stale": ("is stale", "are stale"),
    "dead_ends": ("leads to a dead end", "lead to a dead end"),
    "recommended": ("lacks what is recommended", "lack what is recommended"),
}
"""What an entity does, or several do, that a check finds fault with."""


@dataclass(frozen=True)
class Judged:
    """A snapshot and what the checks found in it, all of it; `at` is the time at which, in microseconds."""

    estate: Estate
    findings: Sequence[Findings]
    at: int
    rules: Rules

    def scores(self, within: Mask, limit: int, check: Callable[[], None]) -> Scores:
        """Of what is within."""
        return scores(self.estate, self.findings, self.rules.weights, within, limit, check)


def judged(
    snapshot: Snapshot,
    vocabulary: Vocabulary,
    rules: Rules,
    placeholders: Collection[str],
    *,
    at: int | None = None,
    stale_days: int | None = None,
    check: Callable[[], None] = lambda: None,
) -> Judged:
    """Run all checks. `at`: when; none: when the last thing was reported or recorded. `check` is called in between.

    O(nodes + relationships), but for what is alike.
    """
    if at is None:
        at = max([times.parse(snapshot.taken.as_of), *snapshot.nodes.last_seen])
    estate = Estate(snapshot, vocabulary, placeholders)
    run: list[Callable[[], Findings]] = [
        lambda: required(estate),
        lambda: duplicates(estate, check),
        lambda: orphans(estate),
        lambda: stale(estate, at, rules.stale.kept_by_hand, stale_days),
        lambda: dead_ends(estate),
        lambda: recommended(estate),
    ]
    findings: list[Findings] = []
    for each in run:
        check()
        findings.append(each())
    check()
    return Judged(estate, findings, at, rules)


def from_sources(snapshot: Snapshot, sources: Collection[str]) -> Mask:
    """What any of these reported; all of it where none are given."""
    nodes = snapshot.nodes
    if not sources:
        return np.ones(len(nodes), np.bool_)
    wanted = frozenset(sources)
    return np.fromiter((not wanted.isdisjoint(its) for its in nodes.sources), np.bool_, len(nodes))


def answer_of(
    of: Judged, within: Mask, question: Narrowed, only: CheckName | None, check: Callable[[], None]
) -> HealthAnswer:
    """The figures of what is within, and its rows, of one check `only` or of all: of that which costs most first, then by id."""
    estate, taken = of.estate, of.estate.snapshot.taken
    told = of.scores(within, question.limit, check)
    costs = {figure.check: figure.costs for figure in told.total.checks}
    findings = sorted((each for each in of.findings if only in (None, each.check)), key=lambda each: -costs[each.check])
    count = sum(int((each.failing & within).sum()) for each in findings)
    items = list(_rows(estate, findings, within, question.limit, check))
    return HealthAnswer(
        text=sentence(told.total),
        as_of=taken.as_of,
        judged_at=times.iso(of.at),
        items=items,
        omitted=count - len(items),
        warnings=warnings(estate, within),
        **dict(told),
    )


def sentence(total: Score) -> str:
    """The score, and what lowers it most."""
    entities = counted(total.entities, "entity", "entities")
    if total.score is None:
        return f"Nothing is there that could be judged: {entities} of kinds that are CIs or assets."
    text = f"Health is {shown(total.score)} of 100, of {entities}"
    failing = sorted((each for each in total.checks if each.failing), key=lambda each: -each.costs)
    if not failing:
        return f"{text}: nothing is wrong."
    return f"{text}: {'; '.join(map(_figure, failing))}."


def _figure(figure: Figure) -> str:
    fault = counted(figure.failing, *(f"of {figure.of:,} {each}" for each in _FAULTS[figure.check]))
    return f"{fault} (-{figure.costs:,.1f})"


def shown(score: float) -> str:
    """With one digit, and 100 only when nothing is wrong."""
    return f"{tenths(score) / 10:g}"


def tenths(score: float) -> int:
    """Of a point, as it is shown: rounded down."""
    return math.floor(score * 10 + 1e-6)


def warnings(estate: Estate, within: Mask) -> list[str]:
    """What is not judged, and what may be judged wrong."""
    found: list[str] = []
    unknown = [name for name in estate.kinds if name not in estate.vocabulary.kinds]
    if unknown:
        count = int((~estate.of_kinds(lambda _: True) & within).sum())
        found.append(
            f"{count:,} of the entities are of kinds that the vocabulary lacks, and not judged: {some_of(sorted(unknown), 5)}."
        )
    taken = estate.snapshot.taken
    if taken.kinds or taken.service is not None or taken.site is not None:
        found.append(
            "The snapshot is a part of an estate, without relationships to the rest: some may seem to be orphans or dead "
            "ends that are none. Take one of the whole, and narrow the question."
        )
    return found


def _rows(
    estate: Estate, findings: Sequence[Findings], within: Mask, limit: int, check: Callable[[], None]
) -> Iterator[Row]:
    left = limit
    for each in findings:
        told = places(each.failing & within)[:left]
        left -= len(told)
        for at in told:
            check()
            yield _row(estate, each, at)


def _row(estate: Estate, findings: Findings, at: int) -> Row:
    nodes, why = estate.snapshot.nodes, findings.why(at)
    return Row(
        **estate.snapshot.named(at).model_dump(),
        check=findings.check,
        why=why.text,
        lacks=list(why.lacks),
        others=[estate.snapshot.named(other) for other in why.others],
        others_omitted=why.omitted,
        group=None if why.group is None else nodes.id[why.group],
        sources=list(nodes.sources[at]),
    )
