"""Parts and answers out of a snapshot, against brute force and networkx; types and names of data."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.errors import Invalid, NotFound
from cmdb_graph.exports import ExportQuestion, Graph, export_of
from cmdb_graph.exports.graph import Column
from cmdb_graph.vocabulary import load
from tests.analysis.estates import snapshot
from tests.exports.estates import graphs
from tests.exports.small import graph_of, snapshot_of
from tests.impact.oracle import AT_RISK, DEGRADED, DOWN, UNAFFECTED, answer
from tests.impact.oracle import Question as Asked
from tests.impact.strategies import questions

WORDS = load()
STATES = {UNAFFECTED: "unaffected", AT_RISK: "at_risk", DEGRADED: "degraded", DOWN: "down"}


def data(graph: Graph) -> dict[str, dict[str, Any]]:
    return {node.id: node.data for node in graph.nodes()}


def joined(graph: Graph) -> set[tuple[str, str, str, str]]:
    return {(str(e.data["type"]), e.source, e.target, str(e.data.get("group", ""))) for e in graph.edges()}


@settings(deadline=None)
@given(questions(), st.sampled_from([AT_RISK, DEGRADED, DOWN]), st.sampled_from([DOWN, DEGRADED]))
def test_what_breaks(asked: Asked, least: int, state: int) -> None:
    targets = dict.fromkeys(asked.targets, state)
    asked = Asked(asked.relationships, targets, dict.fromkeys(asked.assuming, DOWN))
    expected = answer(asked, least)
    question = ExportQuestion(
        impact=tuple(targets), state=STATES[state], assuming=tuple(asked.assuming), least_state=STATES[least]
    )  # pyright: ignore[reportArgumentType]
    found = export_of(snapshot(asked.nodes, asked.relationships), WORDS, question)
    nodes = data(found)
    affected = {node: its for node, its in nodes.items() if its["included_as"] == "affected"}
    assert {node: (its["state"], its["before"], its["distance"]) for node, its in affected.items()} == {
        node.id: (STATES[node.state], STATES[node.before], node.distance) for node in expected.affected
    }
    assert {node: its["state"] for node, its in nodes.items() if its["included_as"] == "target"} == {
        node: STATES[ended] for node, ended in expected.targets.items()
    }
    # Of what is affected, every relationship to a provider that made it so, and no other.
    told = {node.id: node for node in expected.affected}
    blamed = {
        (r.type, r.dependent, r.provider, r.group)
        for r in asked.relationships
        if r.dependent in told
        and any(
            (gate.group or "") == r.group and gate.effect == r.effect and r.provider in dict(gate.providers)
            for gate in told[r.dependent].because
        )
    }
    assert {edge for edge in joined(found) if edge[1] in told} == blamed
    for edge in joined(found):
        assert edge[1] in told or edge[1] in targets
    others = {node for node, its in nodes.items() if its["included_as"] == "failed before"}
    assert others == {edge[2] for edge in joined(found)} - told.keys() - targets.keys()
    assert all(expected.before[node] >= DEGRADED for node in others)
    for node, its in affected.items():
        assert its["via"] in {edge[2] for edge in blamed if edge[1] == node}


@settings(deadline=None)
@given(questions(), st.integers(1, 4), st.booleans())
def test_what_something_stands_on(asked: Asked, depth: int, whole: bool) -> None:
    node = asked.nodes[0]
    question = ExportQuestion(dependencies=node, depth=None if whole else depth)
    found = export_of(snapshot(asked.nodes, asked.relationships), WORDS, question)
    graph = nx.MultiDiGraph([(r.dependent, r.provider, r.type) for r in asked.relationships])
    graph.add_nodes_from(asked.nodes)
    distance = nx.single_source_shortest_path_length(graph, node, cutoff=None if whole else depth)
    assert {other: its["distance"] for other, its in data(found).items()} == distance
    followed = {other for other, steps in distance.items() if whole or steps < depth}
    assert joined(found) == {
        (r.type, r.dependent, r.provider, r.group) for r in asked.relationships if r.dependent in followed
    }


@settings(deadline=None)
@given(questions(), st.integers(1, 3))
def test_what_lies_around(asked: Asked, depth: int) -> None:
    node = asked.nodes[0]
    found = export_of(snapshot(asked.nodes, asked.relationships), WORDS, ExportQuestion(around=node, depth=depth))
    graph = nx.MultiGraph([(r.dependent, r.provider) for r in asked.relationships])
    graph.add_nodes_from(asked.nodes)
    distance = nx.single_source_shortest_path_length(graph, node, cutoff=depth)
    assert {other: its["distance"] for other, its in data(found).items()} == distance
    assert joined(found) == {
        (r.type, r.dependent, r.provider, r.group)
        for r in asked.relationships
        if r.dependent in distance and r.provider in distance
    }


def test_the_whole_and_what_filters_keep() -> None:
    estate = snapshot_of(["a", "b"], [("USES", "a", "b")])
    assert list(data(export_of(estate, WORDS, ExportQuestion()))) == ["a", "b"]
    kept = export_of(estate, WORDS, ExportQuestion(kinds=("Laptop",)))
    assert (data(kept), kept.about) == ({}, {"as_of": "2026-01-01T00:00:00.000000Z", "kinds": ["Laptop"]})


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"around": "a", "impact": ("a",)}, "/impact"),
        ({"kinds": ("Server",), "dependencies": "a"}, "/dependencies"),
        ({"service": "a", "around": "a"}, "/around"),
        ({"state": "down"}, "/state"),
        ({"assuming": ("a",), "around": "a"}, "/assuming"),
        ({"least_state": "down"}, "/least_state"),
        ({"depth": 1}, "/depth"),
        ({"depth": 1, "impact": ("a",)}, "/depth"),
        ({"depth": 6, "around": "a"}, "/depth"),
    ],
)
def test_one_part_at_a_time(given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as raised:
        export_of(snapshot_of(["a"], []), WORDS, ExportQuestion(**given))
    assert [place.pointer for place in raised.value.places] == [pointer]


@pytest.mark.parametrize("given", [{"around": "x"}, {"dependencies": "x"}, {"impact": ("a", "x")}])
def test_what_is_not_there(given: dict[str, Any]) -> None:
    with pytest.raises(NotFound, match="holds no 'x'"):
        export_of(snapshot_of(["a"], []), WORDS, ExportQuestion(**given))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DB-1", "db-1, db-10, db-11"),  # in another case, then parts, short ones first
        ("bd-1", "db-1"),
        ("bs-tickts", "bs-tickets"),
        ("ticket", "bs-tickets"),
        ("zz", None),
    ],
)
def test_what_may_have_been_meant_is_offered(typed: str, meant: str | None) -> None:
    taken = snapshot_of(["bs-tickets", "db-1", "db-10", "db-11", "db-12"], [])
    with pytest.raises(NotFound) as raised:
        export_of(taken, WORDS, ExportQuestion(around=typed))
    offered = f" Did you mean: {meant}?" if meant else ""
    assert raised.value.detail.endswith(f"holds no '{typed}'.{offered}")


def test_an_attribute_has_one_type_or_is_a_string() -> None:
    values = {
        "boolean": [True, False], "long": [1, -(2**63)], "double": [1.5, 2, 2**53], "list": [["a"], [1]],
        "big": [1.5, 2**53 + 1], "truth": [1, True], "text": ["a", 1],
    }  # fmt: skip
    graph = graph_of(
        ["a", "b", "c"],
        [],
        {node: {name: its[at] for name, its in values.items() if at < len(its)} for at, node in enumerate("abc")},
    )
    types = {column.name: column.type for column in graph.node_columns[4:]}
    strings = dict.fromkeys(("big", "truth", "text"), "string")
    assert types == {name: name for name in ("boolean", "long", "double", "list")} | strings


def test_a_name_that_is_taken() -> None:
    names = ["kind", "attribute_kind", "attribute_attribute_kind", "attribute_x", "x", "state", "label"]
    graph = graph_of(["a"], [], {"a": dict.fromkeys(names, 1)})
    assert list(data(graph)["a"])[4:] == [
        "attribute_kind", "attribute_attribute_kind", "attribute_attribute_attribute_kind", "attribute_x", "x",
        "state", "attribute_label",
    ]  # fmt: skip


@settings(deadline=None)
@given(graphs())
def test_every_name_of_data_is_one_attribute_and_a_column(graph: Graph) -> None:
    for columns, things in ((graph.node_columns, graph.nodes()), (graph.edge_columns, graph.edges())):
        names = [column.name for column in columns]
        assert len(names) == len(set(names))
        assert {name for its in things for name in its.data} <= set(names)
        assert all(isinstance(column, Column) for column in columns)
