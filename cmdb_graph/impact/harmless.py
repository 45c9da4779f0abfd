"""Targets that nothing can depend on: "nothing else is affected" is true of them, and no all-clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from cmdb_graph.impact.fetch import Estate, Subjects, Summary
from cmdb_graph.vocabulary import Vocabulary

_TOLD = 20
_VERBS = {"AFFECTS": "affects", "TARGETS": "targets"}


def harmless(estate: Estate, targets: Mapping[str, Summary]) -> list[str]:
    """A warning for each target whose kind carries no failure to anything; tickets name what to ask about instead."""
    kinds = {summary.kind for summary in targets.values()}
    spared = {kind for kind in kinds if not carries_failure(kind, estate.vocabulary)}
    alone = [node for node, summary in targets.items() if summary.kind in spared]
    told = alone[:_TOLD]
    about: defaultdict[str, list[Subjects]] = defaultdict(list)
    tickets = [node for node in told if estate.vocabulary.is_a(targets[node].kind, "Ticket")]
    if tickets:
        for subjects in estate.subjects(tickets):
            about[subjects.ticket].append(subjects)
    warnings = [_warning(node, targets[node].kind, about[node]) for node in told]
    if len(alone) > len(told):
        warnings.append(f"Nothing depends on {len(alone) - len(told):,} more of the targets, by their kinds.")
    return warnings


def carries_failure(kind: str, vocabulary: Vocabulary) -> bool:
    """Whether anything may depend on an entity of this kind, with an effect by default. Unknown kinds may."""
    if kind not in vocabulary.kinds:
        return True
    labels = vocabulary.kind(kind).labels
    return any(
        join.target in labels and join.effect != "none"
        for type_ in vocabulary.dependency_types
        for join in vocabulary.type(type_).joins
    )


def _warning(node: str, kind: str, about: list[Subjects]) -> str:
    article = "an" if kind[0] in "AEIOU" else "a"
    said = f"{node} is {article} {kind}: nothing depends on one."
    if not about:
        return said
    what = " and ".join(f"{_VERBS[subjects.type]} {_listed(subjects)}" for subjects in about)
    pronoun = "that" if sum(subjects.in_all for subjects in about) == 1 else "those"
    return f"{said} It {what}: ask about {pronoun}."


def _listed(subjects: Subjects) -> str:
    ids = list(subjects.ids)
    if subjects.in_all > len(ids):
        ids.append(f"{subjects.in_all - len(ids):,} more")
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} and {ids[-1]}"
