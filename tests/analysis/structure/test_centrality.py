"""What is told of centrality: ranks, kinds, and what was sampled."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings

from cmdb_graph.analysis.structure.centrality import centrality_of
from cmdb_graph.analysis.structure.models import MEASURES, CentralityAnswer, CentralityQuestion
from cmdb_graph.errors import Invalid
from cmdb_graph.vocabulary import load
from tests.analysis.estates import Estate, estates, snapshot
from tests.analysis.structure.graphs import estate, needs
from tests.impact.oracle import Relationship

WORDS = load(None)
# Two servers on one switch; the switch on power. What is joined twice, or without effect, is no further dependency.
KNOWN = estate(
    {"a": "Server", "b": "Server", "switch": "Switch", "power": "PDU", "room": "Room"},
    [
        *needs("a", "switch"), *needs("b", "switch"), *needs("switch", "power"), *needs("a", "switch", group="g"),
        Relationship("LOCATED_IN", "switch", "room", "none", "", None),
    ],
)  # fmt: skip


def ask(**said: object) -> CentralityAnswer:
    return centrality_of(KNOWN, WORDS, CentralityQuestion.model_validate(said))


def test_figures_and_ranks() -> None:
    found = ask()
    first = found.items[0]
    assert (first.id, first.rank, first.dependents, first.providers) == ("switch", 1, 2, 1)
    assert first.betweenness == pytest.approx(2 / 12)
    assert [each.rank for each in found.items] == [1, 2, 2, 2, 2]
    assert [each.id for each in found.items[1:]] == ["a", "b", "power", "room"]
    assert (found.relationships, found.sources, found.samples, found.sampled) == (3, 3, 3, False)
    assert found.text == "Most chains of dependencies go through SWITCH, of 5 things: 16.6667% of all pairs of others."


def test_kinds_choose_what_is_listed_and_change_no_figure() -> None:
    found = ask(kinds=["Server", "Room"], by="dependents", limit=2)
    assert [(each.id, each.rank, each.dependents) for each in found.items] == [("a", 3, 0), ("b", 3, 0)]
    assert (found.omitted, found.nodes) == (1, 5)
    with pytest.raises(Invalid, match="Did you mean Server") as told:
        ask(kinds=["Server", "Serverr"])
    assert told.value.places[0].pointer == "/kinds/1"


def test_a_sample_says_so() -> None:
    found = ask(samples=2, seed=3)
    assert (found.sampled, found.samples, found.sources, found.confidence, found.seed) == (True, 2, 3, 0.95, 3)
    assert 0 < found.error <= 1
    assert all(each.plus_minus <= found.error for each in found.items)
    assert "is an estimate, from 2 of 3 things that chains begin at: with 95% confidence" in found.text


@given(drawn=estates())
@settings(max_examples=150, deadline=None)
def test_each_measure_is_that_of_networkx(drawn: Estate) -> None:
    ids = sorted(drawn.ids)
    graph = nx.DiGraph((r.dependent, r.provider) for r in drawn.relationships if r.effect != "none")
    graph.add_nodes_from(ids)
    expected = {
        "betweenness": nx.betweenness_centrality(graph),
        "dependents": dict(graph.in_degree()),
        "providers": dict(graph.out_degree()),
        "pagerank": nx.pagerank(graph, tol=1e-13, max_iter=1_000),
    }
    for by in MEASURES:
        found = centrality_of(snapshot(ids, drawn.relationships), WORDS, CentralityQuestion(by=by))
        assert len(found.items) == len(ids)
        for measure, its in expected.items():
            assert {each.id: getattr(each, measure) for each in found.items} == pytest.approx(its, abs=1e-9)
        figures = [getattr(each, by) for each in found.items]
        assert figures == pytest.approx(sorted(figures, reverse=True))
        for each in found.items:
            assert each.rank == 1 + sum(other > getattr(each, by) + 1e-9 for other in figures)


@pytest.mark.parametrize("kinds", [{}, {"a": "Server"}, {"a": "Server", "b": "Zeppelin"}])
@pytest.mark.parametrize("by", MEASURES)
def test_an_estate_without_relationships(kinds: dict[str, str], by: str) -> None:
    found = centrality_of(estate(kinds, []), WORDS, CentralityQuestion.model_validate({"by": by}))
    assert [(each.id, each.betweenness) for each in found.items] == [(each, 0.0) for each in sorted(kinds)]
    assert found.error == 0.0
