"""Questions about health: out of the database or out of a snapshot. All doors call these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cmdb_graph import times
from cmdb_graph.analysis.fetch import snapshot as take
from cmdb_graph.analysis.health.answer import answer_of, from_sources, judged, warnings
from cmdb_graph.analysis.health.estate import Mask
from cmdb_graph.analysis.health.models import (
    CHECKS,
    HealthAnswer,
    HealthQuestion,
    Narrowed,
    Point,
    TrendAnswer,
    TrendQuestion,
)
from cmdb_graph.analysis.health.rules import Rules
from cmdb_graph.analysis.health.score import scored
from cmdb_graph.analysis.health.trend import moments, sentence
from cmdb_graph.analysis.part import kept_by
from cmdb_graph.analysis.patience import or_in_a_terminal
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import NotFound, Place
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.instance import Instance
from cmdb_graph.texts import some_of
from cmdb_graph.vocabulary import Vocabulary
from cmdb_graph.vocabulary.model import nearest

_SOURCES = 10
"""Sources that are offered for one that is not there."""


@dataclass(frozen=True)
class Standard:
    """What health is judged by: the vocabulary, the rules, and the words that stand where nothing is known (folded)."""

    vocabulary: Vocabulary
    rules: Rules
    placeholders: Collection[str]


def standard_of(instance: Instance) -> Standard:
    """As a running cmdb-graph has it."""
    return Standard(instance.vocabulary, instance.health, instance.mapping.no_serial_numbers)


def health_of(
    snapshot: Snapshot, standard: Standard, question: HealthQuestion, check: Callable[[], None], at: int | None = None
) -> HealthAnswer:
    """What is wrong in a snapshot; see `judged` for `at`. Invalid, NotFound for what narrows it and is not there."""
    _known_sources(snapshot, question.sources)
    within = _within(snapshot, standard.vocabulary, question)
    found = judged(
        snapshot,
        standard.vocabulary,
        standard.rules,
        standard.placeholders,
        at=at,
        stale_days=question.stale_days,
        check=check,
    )
    return answer_of(found, within, question, question.check, check)


def health(store: ReadStore, standard: Standard, question: HealthQuestion, deadline: Deadline) -> HealthAnswer:
    """What is wrong in the estate. Invalid, NotFound, DeadlineExceeded, Unsettled."""
    _known_kinds(standard.vocabulary, question)
    with or_in_a_terminal("analyze health", deadline):
        snapshot = take(store, standard.vocabulary, deadline, as_of=question.as_of)
        return health_of(snapshot, standard, question, deadline.check, judged_at(question.as_of))


def trend(store: ReadStore, standard: Standard, question: TrendQuestion, deadline: Deadline) -> TrendAnswer:
    """The scores over time, in its order, each of its own snapshot. Invalid, NotFound, DeadlineExceeded, Unsettled."""
    _known_kinds(standard.vocabulary, question)
    points: list[Point] = []
    said: dict[str, None] = {}
    missing: NotFound | None = None
    for at in _times(question):
        # In a function of its own, so that a snapshot is gone before the next one is taken.
        try:
            with or_in_a_terminal("analyze health --trend", deadline):
                point, told = _point(store, standard, question, at, deadline)
        except NotFound as error:
            # A service, site or source that was not there yet: nothing was there to be judged.
            missing = error
            point, told = _nothing(at, standard), []
        points.append(point)
        said.update(dict.fromkeys(told))
    if missing is not None and not any(point.total.entities for point in points):
        raise missing
    return TrendAnswer(text=sentence(points), points=points, warnings=list(said))


def _point(
    store: ReadStore, standard: Standard, question: TrendQuestion, at: datetime, deadline: Deadline
) -> tuple[Point, list[str]]:
    snapshot = take(store, standard.vocabulary, deadline, as_of=at)
    if not from_sources(snapshot, question.sources).any():
        _known_sources(snapshot, question.sources)
    within = _within(snapshot, standard.vocabulary, question)
    moment = judged_at(at)
    found = judged(
        snapshot,
        standard.vocabulary,
        standard.rules,
        standard.placeholders,
        at=moment,
        stale_days=question.stale_days,
        check=deadline.check,
    )
    told = found.scores(within, question.limit, deadline.check)
    point = Point(at=times.iso(times.to_micros(at)), as_of=snapshot.taken.as_of, **dict(told))
    return point, warnings(found.estate, within)


def _nothing(at: datetime, standard: Standard) -> Point:
    as_of = times.iso(times.to_micros(at))
    total = scored(0, dict.fromkeys(CHECKS, (0, 0)), standard.rules.weights)
    return Point(
        at=as_of, as_of=as_of, total=total, kinds=[], services=[], services_omitted=0, sources=[], sources_omitted=0
    )


def _times(question: TrendQuestion) -> Iterable[datetime]:
    if question.every is None or question.since is None:
        return sorted(set(question.times))
    return moments(question.every, question.since, question.until or datetime.now(UTC))


def judged_at(as_of: datetime | None) -> int:
    """What lies ahead is judged as of now. A report that changes nothing moves no clock, so the clock does not tell."""
    now = times.now()
    return now if as_of is None else min(now, times.to_micros(as_of))


def _within(snapshot: Snapshot, vocabulary: Vocabulary, question: Narrowed) -> Mask:
    within = from_sources(snapshot, question.sources)
    return within & kept_by(snapshot, vocabulary, kinds=question.kinds, service=question.service, site=question.site)


def _known_sources(snapshot: Snapshot, sources: Sequence[str]) -> None:
    """NotFound for those that no entity has, where any has one."""
    known = sorted(set[str]().union(*set(snapshot.nodes.sources))) if sources else []
    if not known:
        return
    there = f" There are {some_of(known, _SOURCES)}."
    none = f"No entity in the estate as of {snapshot.taken.as_of} has the source"
    places = [
        Place(f"{none} {source!r}.{nearest(source, known) or there}", pointer=f"/sources/{at}")
        for at, source in enumerate(sources)
        if source not in known
    ]
    if places:
        raise NotFound(" ".join(place.detail for place in places[:5]), places=places)


def _known_kinds(vocabulary: Vocabulary, question: Narrowed) -> None:
    for at, kind in enumerate(question.kinds):
        vocabulary.kind(kind, f"/kinds/{at}")
