"""Questions about the structure of the estate, out of the database. The door over HTTP calls these."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from cmdb_graph.analysis.fetch import snapshot
from cmdb_graph.analysis.patience import or_in_a_terminal
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.structure.centrality import centrality_of
from cmdb_graph.analysis.structure.communities import communities_of
from cmdb_graph.analysis.structure.cycles import cycles_of
from cmdb_graph.analysis.structure.models import (
    CentralityAnswer,
    CentralityQuestion,
    CommunitiesAnswer,
    CommunitiesQuestion,
    CyclesAnswer,
    CyclesQuestion,
    EstateQuestion,
)
from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.vocabulary import Vocabulary

A = TypeVar("A")


def cycles(store: ReadStore, vocabulary: Vocabulary, question: CyclesQuestion, deadline: Deadline) -> CyclesAnswer:
    """What depends on itself. NotFound, Retired, Invalid, DeadlineExceeded."""

    def work(taken: Snapshot) -> CyclesAnswer:
        return cycles_of(taken, vocabulary, question.limit, deadline.check)

    return _on_estate(store, vocabulary, question, question.kinds, deadline, "cycles", work)


def communities(
    store: ReadStore, vocabulary: Vocabulary, question: CommunitiesQuestion, deadline: Deadline
) -> CommunitiesAnswer:
    """What hangs together, against services. NotFound, Retired, Invalid, DeadlineExceeded."""

    def work(taken: Snapshot) -> CommunitiesAnswer:
        return communities_of(taken, vocabulary, question, deadline.check)

    return _on_estate(store, vocabulary, question, question.kinds, deadline, "communities", work)


def centrality(
    store: ReadStore, vocabulary: Vocabulary, question: CentralityQuestion, deadline: Deadline
) -> CentralityAnswer:
    """What most hangs on. NotFound, Retired, Invalid, DeadlineExceeded."""
    must_be_kinds(vocabulary, question.kinds)

    def work(taken: Snapshot) -> CentralityAnswer:
        return centrality_of(taken, vocabulary, question, deadline.check)

    return _on_estate(store, vocabulary, question, (), deadline, "centrality", work)


def must_be_kinds(vocabulary: Vocabulary, kinds: Collection[str]) -> None:
    """Invalid, with its place, for one that there is not."""
    for at, kind in enumerate(kinds):
        vocabulary.kind(kind, f"/kinds/{at}")


def _on_estate(
    store: ReadStore,
    vocabulary: Vocabulary,
    question: EstateQuestion,
    kinds: Collection[str],
    deadline: Deadline,
    command: str,
    work: Callable[[Snapshot], A],
) -> A:
    must_be_kinds(vocabulary, kinds)
    with or_in_a_terminal(f"analyze {command}", deadline):
        return work(
            snapshot(
                store,
                vocabulary,
                deadline,
                as_of=question.as_of,
                kinds=kinds,
                service=question.service,
                site=question.site,
            )
        )
