"""The estate, a part of it or an answer as a graph: out of the database, or out of a snapshot. All doors call these."""

from __future__ import annotations

from cmdb_graph import times
from cmdb_graph.analysis.fetch import snapshot as take
from cmdb_graph.analysis.part import part
from cmdb_graph.analysis.patience import or_in_a_terminal
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.exports import parts
from cmdb_graph.exports.graph import Graph
from cmdb_graph.exports.ground import Ground, Kept, Recorded
from cmdb_graph.exports.models import ExportQuestion
from cmdb_graph.graph.shape import Value
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.ask import on_estate
from cmdb_graph.vocabulary import Vocabulary


def export(store: ReadStore, vocabulary: Vocabulary, question: ExportQuestion, deadline: Deadline) -> Graph:
    """Out of the database. Invalid, NotFound, Retired, DeadlineExceeded, Unsettled.

    The whole, and what kinds, service and site keep of it, cost O(estate); all else costs what it finds.
    """
    question.check()
    asked = None if question.as_of is None else times.to_micros(question.as_of)
    with or_in_a_terminal("export", deadline):
        if _is_whole(question):
            taken = take(
                store,
                vocabulary,
                deadline,
                as_of=question.as_of,
                kinds=question.kinds,
                service=question.service,
                site=question.site,
            )
            return _whole(taken)
        return on_estate(
            store, vocabulary, question.as_of, deadline, lambda estate: _answer(Recorded(estate, asked), question)
        )


def export_of(snapshot: Snapshot, vocabulary: Vocabulary, question: ExportQuestion) -> Graph:
    """Out of a snapshot. Invalid, also for a time, since it is of one; NotFound."""
    question.check()
    if question.as_of is not None:
        raise Invalid(f"A snapshot in a file is of one time, {snapshot.taken.as_of}: leave --as-of away, or --from.")
    if _is_whole(question):
        kept = part(snapshot, vocabulary, kinds=question.kinds, service=question.service, site=question.site)
        return _whole(kept)
    return _answer(Kept(snapshot, vocabulary), question)


def _is_whole(question: ExportQuestion) -> bool:
    return question.around is None and question.dependencies is None and not question.impact


def _whole(snapshot: Snapshot) -> Graph:
    taken = snapshot.taken
    about: dict[str, Value] = {"kinds": list(taken.kinds)} if taken.kinds else {}
    about |= {name: value for name, value in (("service", taken.service), ("site", taken.site)) if value is not None}
    return Graph(snapshot, about)


def _answer(ground: Ground, question: ExportQuestion) -> Graph:
    if question.around is not None:
        return parts.around(ground, question.around, question.depth or 1)
    if question.dependencies is not None:
        return parts.stands_on(ground, question.dependencies, question.depth)
    return parts.breaks(
        ground,
        question.impact,
        question.state or "down",
        question.assuming,
        question.least_state or "at_risk",
    )
