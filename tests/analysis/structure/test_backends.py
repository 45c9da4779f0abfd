"""Calculations handed to backends of networkx: to networkx itself, and to one that is installed beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmdb_graph.analysis import files
from cmdb_graph.analysis.structure.centrality import centrality_of
from cmdb_graph.analysis.structure.communities import communities_of
from cmdb_graph.analysis.structure.models import CentralityQuestion, CommunitiesQuestion
from cmdb_graph.errors import Invalid
from cmdb_graph.vocabulary import load
from tests.analysis.structure.graphs import estate, needs

WORDS = load(None)
IDS = [f"n{at:02}" for at in range(30)]
STEPS = sorted({(at, (at * factor + 7) % 30) for at in range(30) for factor in (1, 4, 9)})
ESTATE = estate(
    dict.fromkeys(IDS, "Server"), [each for one, other in STEPS if one != other for each in needs(IDS[one], IDS[other])]
)
# A whole backend: a graph of its own, and betweenness alone, which counts all shortest paths one by one.
BACKEND = """
import sys
from itertools import permutations
import networkx as nx

class Graph:
    __networkx_backend__ = "onebyone"
    def __init__(self, graph):
        self.graph = graph
    def is_directed(self):
        return self.graph.is_directed()
    def is_multigraph(self):
        return self.graph.is_multigraph()

class backend_interface:
    @staticmethod
    def convert_from_nx(graph, **_):
        return Graph(graph)
    @staticmethod
    def convert_to_nx(result, **_):
        return result
    @staticmethod
    def betweenness_centrality(given, k=None, normalized=True, weight=None, endpoints=False, seed=None):
        print("one by one", file=sys.stderr)
        if k is not None:
            raise TypeError("all paths or none")
        graph = nx.DiGraph(given.graph.edges)
        graph.add_nodes_from(given.graph)
        found, count = dict.fromkeys(graph, 0.0), len(graph)
        for source, target in permutations(graph, 2):
            if nx.has_path(graph, source, target):
                paths = list(nx.all_shortest_paths(graph, source, target))
                for path in paths:
                    for node in path[1:-1]:
                        found[node] += 1 / len(paths) / (count - 1) / (count - 2)
        return found

def get_info():
    return {"backend_name": "onebyone", "functions": {"betweenness_centrality": {}}}
"""


def test_networkx_itself_gives_what_our_own_code_gives() -> None:
    ours = centrality_of(ESTATE, WORDS, CentralityQuestion())
    theirs = centrality_of(ESTATE, WORDS, CentralityQuestion(), backend="networkx")
    assert (ours.backend, theirs.backend, theirs.sampled) == (None, "networkx", False)
    figures = {each.id: each.betweenness for each in theirs.items}
    assert {each.id: each.betweenness for each in ours.items} == pytest.approx(figures)
    sample = centrality_of(ESTATE, WORDS, CentralityQuestion(samples=10), backend="networkx")
    assert (sample.sampled, sample.samples, sample.sources) == (True, 10, 30)
    for each in sample.items:
        assert abs(each.betweenness - figures[each.id]) <= each.plus_minus == sample.error


def test_networkx_itself_finds_communities_of_the_same_modularity() -> None:
    ours = communities_of(ESTATE, WORDS, CommunitiesQuestion())
    theirs = communities_of(ESTATE, WORDS, CommunitiesQuestion(), backend="networkx")
    assert theirs.backend == "networkx"
    assert theirs.modularity == pytest.approx(ours.modularity, abs=0.03)
    assert sum(each.size for each in theirs.items) == theirs.tied == 30


@pytest.mark.parametrize("work", [centrality_of, communities_of])
def test_a_backend_that_is_not_there(work: object) -> None:
    question = CentralityQuestion() if work is centrality_of else CommunitiesQuestion()
    with pytest.raises(Invalid, match=r"There is no networkx backend 'gpu' here\. Installed: networkx"):
        work(ESTATE, WORDS, question, backend="gpu")  # type: ignore[operator]


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A folder with a backend in it as packages are installed: networkx finds it by its entry points."""
    (tmp_path / "onebyone.py").write_text(BACKEND)
    about = tmp_path / "onebyone-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: onebyone\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[networkx.backends]\nonebyone = onebyone:backend_interface\n\n"
        "[networkx.backend_info]\nonebyone = onebyone:get_info\n"
    )
    files.write(ESTATE, tmp_path / "estate.json")
    return tmp_path


def run(beside: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cmdb_graph.cli import main; main()", "analyze", *words]
    path = os.pathsep.join([str(beside), *filter(None, sys.path)])
    return subprocess.run(
        [*command, "--from", str(beside / "estate.json"), "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_one_that_is_installed_does_the_work(beside: Path) -> None:
    done = run(beside, "centrality", "--backend", "onebyone")
    assert done.returncode == 0, done.stderr
    assert "one by one" in done.stderr
    answer = json.loads(done.stdout)
    assert answer["backend"] == "onebyone"
    ours = {each.id: each.betweenness for each in centrality_of(ESTATE, WORDS, CentralityQuestion()).items}
    assert {each["id"]: each["betweenness"] for each in answer["items"]} == pytest.approx(ours)


def test_what_it_cannot_do_and_who_is_not_there_is_said_with_what_is(beside: Path) -> None:
    cannot = run(beside, "communities", "--backend", "onebyone")
    assert cannot.returncode == 2
    assert "The networkx backend 'onebyone' cannot do this: 'louvain_communities' is not implemented" in cannot.stderr
    fails = run(beside, "centrality", "--backend", "onebyone", "--samples", "5")
    assert (fails.returncode, fails.stdout) == (2, "")
    assert "The networkx backend 'onebyone' cannot do this: all paths or none" in fails.stderr
    unknown = run(beside, "centrality", "--backend", "gpu")
    assert unknown.returncode == 2
    assert "There is no networkx backend 'gpu' here. Installed: networkx, onebyone." in unknown.stderr
