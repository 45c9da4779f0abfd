"""Plays the database for the evaluator: hands over the incoming relationships of each frontier, packed and shuffled.

Frontiers are asked for in parts, several at a time, and fed in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from cmdb_graph.impact.evaluate import Edges, Evaluation, Result
from cmdb_graph.impact.models import State
from tests.impact.oracle import AT_RISK, Question, Relationship


def drive(evaluation: Evaluation, relationships: Sequence[Relationship], seed: int = 0) -> tuple[Result, list[str]]:
    """The result, and every id that was asked for, in order; the seed decides the parts, and the order of all."""
    shuffle = Random(seed)
    failing = [r for r in relationships if r.effect != "none"]
    providers: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    needs: defaultdict[tuple[str, str, str], int] = defaultdict(lambda: 1)
    incoming: defaultdict[str, list[Relationship]] = defaultdict(list)
    for r in failing:
        gate = r.dependent, r.group, r.effect
        providers[gate].add(r.provider)
        needs[gate] = max(needs[gate], r.need or 1)
        incoming[r.provider].append(r)

    asked: list[str] = []
    under_way: list[list[str]] = []
    while True:
        frontier = evaluation.frontier(shuffle.choice([None, 1, 2]))
        asked += frontier
        if frontier:
            under_way.append(frontier)
        elif not under_way:
            return evaluation.result(), asked
        if frontier and shuffle.random() < 0.5:
            continue
        frontier = under_way.pop(shuffle.randrange(len(under_way)))
        rows = [r for provider in frontier for r in incoming[provider]]
        shuffle.shuffle(rows)
        sizes = [len(providers[r.dependent, r.group, r.effect]) if r.group else 1 for r in rows]
        asks = [needs[r.dependent, r.group, r.effect] if r.group else r.need or 1 for r in rows]
        evaluation.feed(
            frontier,
            Edges(
                provider=[r.provider for r in rows],
                dependent=[r.dependent for r in rows],
                effect=[r.effect for r in rows],
                group=[r.group for r in rows],
                members=sizes,
                need=asks,
            ),
        )


def as_states(numbers: Mapping[str, int], seed: int = 0) -> dict[str, State]:
    """States by id, in an order of the seed's choice: the order of a mapping must not matter either."""
    items = [(node, State(number)) for node, number in numbers.items()]
    Random(seed).shuffle(items)
    return dict(items)


def ask(question: Question, least_state: int = AT_RISK, seed: int = 0) -> tuple[Result, list[str]]:
    evaluation = Evaluation(as_states(question.targets, seed), as_states(question.assuming, seed), State(least_state))
    return drive(evaluation, question.relationships, seed)
