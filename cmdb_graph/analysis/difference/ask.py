"""The difference between two times, out of the database. All doors call this."""

from __future__ import annotations

from cmdb_graph.analysis.difference.answer import difference
from cmdb_graph.analysis.difference.models import DifferenceAnswer, DifferenceQuestion
from cmdb_graph.analysis.fetch import snapshot
from cmdb_graph.analysis.patience import or_in_a_terminal
from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.vocabulary import Vocabulary

_KEPT = 0.2
"""Of the time that is left for availability, so much is kept for putting the answer together."""


def difference_since(
    store: ReadStore, vocabulary: Vocabulary, question: DifferenceQuestion, deadline: Deadline
) -> DifferenceAnswer:
    """Two snapshots of the whole estate, one after the other, and their difference. NotFound, Invalid, DeadlineExceeded."""
    with or_in_a_terminal("analyze difference", deadline):
        before, after = (
            snapshot(
                store,
                vocabulary,
                deadline,
                as_of=at,
                kinds=question.kinds,
                service=question.service,
                site=question.site,
                incidents=True,
            )
            for at in (question.since, question.as_of)
        )
        kept = _KEPT * deadline.remaining()
        return difference(
            before,
            after,
            vocabulary,
            days=question.days,
            limit=question.limit,
            time_left=lambda: deadline.remaining() - kept,
            check=deadline.check,
        )
