"""Estates and questions as Hypothesis draws them: small, tangled, and with every kind of gate."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.impact.oracle import DEGRADED, DOWN, Question, Relationship

# Ids whose order is easily got wrong: case, digits as text, a shared prefix, beyond ASCII and beyond the basic plane.
IDS = ["a", "B", "b", "a10", "a2", "10", "9", "Z", "é", "\U0001d538", "\uffee", "a/b", "_"]
TYPES = ["DEPENDS_ON", "RUNS_ON", "USES"]
GROUPS = ["", "", "power", "members"]
FAILURES = st.sampled_from([DOWN, DOWN, DEGRADED])
NEEDS = st.sampled_from([None, None, 1, 2, 2, 3, 4, 5])


@st.composite
def gates(draw: st.DrawFn, nodes: list[str]) -> list[Relationship]:
    """Relationships of one dependent with one group and effect; types and needs differ within it."""
    dependent = draw(st.sampled_from(nodes))
    others = [n for n in nodes if n != dependent]
    providers = draw(st.lists(st.sampled_from(others), min_size=1, max_size=5))
    effect = draw(st.sampled_from(["hard", "hard", "hard", "soft", "soft", "none"]))
    group = draw(st.sampled_from(GROUPS))
    return [
        Relationship(draw(st.sampled_from(TYPES)), dependent, provider, effect, group, draw(NEEDS))
        for provider in providers
    ]


@st.composite
def questions(draw: st.DrawFn, max_nodes: int = 9) -> Question:
    nodes = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=max_nodes, unique=True))
    drawn = draw(st.lists(gates(nodes), min_size=1, max_size=2 * len(nodes)))
    # One relationship per identity, as the graph holds them: type, from, to and group.
    unique = {r.identity: r for gate in drawn for r in gate}
    return Question(
        relationships=tuple(unique.values()),
        targets=draw(st.dictionaries(st.sampled_from(nodes), FAILURES, min_size=1, max_size=3)),
        assuming=draw(st.dictionaries(st.sampled_from(nodes), FAILURES, max_size=2)),
    )


# The order in which relationships and frontiers are handed over; Hypothesis shrinks it to 0.
shuffles = st.integers(min_value=0, max_value=2**16)
