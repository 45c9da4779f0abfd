"""A ranking in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmdb_graph.rootcause.models import CandidateCause
from cmdb_graph.texts import in_a_sentence, some_of


def root_cause_sentence(
    candidates: Sequence[CandidateCause], unexplained: Sequence[str], events: int, names: Mapping[str, str]
) -> str:
    """The likeliest cause and how sure that is, what comes next, and what stays unexplained."""
    counted = f"{events:,} alarm{'' if events == 1 else 's'}"
    if not candidates:
        return f"Nothing explains the symptoms ({counted}): nothing that they stand on would show there."
    first, *others = candidates
    text = f"{in_a_sentence(first.name)} is the likeliest cause, with {first.score:.0%} of the likelihood"
    if others:
        text += f"; then {in_a_sentence(others[0].name)} ({others[0].score:.0%})"
    if unexplained:
        text += f". No candidate but itself explains {some_of([names[node] for node in unexplained])}"
    return f"{text}. In all, {counted} counted."
