"""Small tangled estates, and the impact evaluator as the judge of what is down in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from cmdb_graph.analysis.gates import Gate, Gates, hard_gates
from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.impact.evaluate import Evaluation
from cmdb_graph.impact.models import State
from tests.impact.drive import drive
from tests.impact.oracle import Relationship
from tests.impact.strategies import questions


@dataclass(frozen=True)
class Estate:
    ids: list[str]
    relationships: tuple[Relationship, ...]

    @property
    def gates(self) -> Gates:
        """As the product takes them from a snapshot."""
        return hard_gates(snapshot(self.ids, self.relationships))

    def down(self, lost: Iterable[int]) -> set[int]:
        """Everything that is down when these are, as the impact question says."""
        targets = {self.ids[node]: State.DOWN for node in lost}
        result, _ = drive(Evaluation(targets, least_state=State.DOWN), self.relationships)
        return {self.ids.index(node) for node, state in result.states.items() if state == State.DOWN}


def snapshot(ids: Sequence[str], relationships: Sequence[Relationship]) -> Snapshot:
    count = len(ids)
    at = {node: index for index, node in enumerate(ids)}
    return Snapshot(
        Taken("2026-01-01T00:00:00Z"),
        Nodes(ids, ["Server"] * count, ids, [{}] * count, [()] * count, [0] * count),
        Links(
            [r.type for r in relationships],
            np.array([at[r.dependent] for r in relationships], np.int32),
            np.array([at[r.provider] for r in relationships], np.int32),
            [r.effect for r in relationships],
            [r.group for r in relationships],
            np.array([r.need or 0 for r in relationships], np.int32),
            [{}] * len(relationships),
        ),
    )


@st.composite
def estates(draw: st.DrawFn, max_nodes: int = 12) -> Estate:
    """Every kind of gate, of any need, soft ones among them; cycles; shared providers."""
    question = draw(questions(max_nodes))
    return Estate(question.nodes, question.relationships)


@st.composite
def redundant(draw: st.DrawFn, max_nodes: int = 10) -> Gates:
    """Hard gates with spare for the most part, cycles and nodes that are among what they need themselves included."""
    count = draw(st.integers(2, max_nodes))
    nodes = st.integers(0, count - 1)
    drawn = draw(
        st.lists(st.tuples(nodes, st.sets(nodes, min_size=1, max_size=5), st.integers(0, 4)), max_size=2 * count)
    )
    return Gates(count, [(node, Gate(tuple(sorted(its)), min(spare, len(its) - 1))) for node, its, spare in drawn])


def estate_of(gates: Gates) -> Estate:
    """The relationships that say these gates."""
    return Estate(
        (ids := [f"n{node}" for node in range(len(gates))]),
        tuple(
            Relationship("DEPENDS_ON", ids[node], ids[member], "hard", f"g{at}", len(gate.members) - gate.spare)
            for node, its in enumerate(gates.of)
            for at, gate in enumerate(its)
            for member in gate.members
        ),
    )


def dominators(graph: nx.DiGraph, node: int) -> list[int]:
    """Other nodes on every path from this one to the sink, in order."""
    before = nx.immediate_dominators(graph, node)
    found, at = list[int](), before["sink"]
    while at != node:
        found.append(at)
        at = before[at]
    return sorted(found)
