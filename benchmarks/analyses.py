"""Each analysis of a snapshot at three sizes: time and memory, beside plain networkx where that ends in time.

Each runs in a process of its own, so that its memory is its own; all begin with the snapshot in memory.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.estate import Estate
from benchmarks.estate_snapshot import snapshot_of
from benchmarks.impact import peak_mib
from benchmarks.table import Row, timed
from cmdb_graph.analysis import files
from cmdb_graph.analysis.ask import availability_in, in_snapshot
from cmdb_graph.analysis.columns import part_of
from cmdb_graph.analysis.difference.answer import difference
from cmdb_graph.analysis.fragility import cuts_of, points_of
from cmdb_graph.analysis.health.ask import health_of
from cmdb_graph.analysis.health.models import HealthQuestion
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.structure.centrality import centrality_of
from cmdb_graph.analysis.structure.communities import communities_of
from cmdb_graph.analysis.structure.cycles import cycles_of
from cmdb_graph.analysis.structure.models import SAMPLES, CentralityQuestion, CommunitiesQuestion
from cmdb_graph.analysis.worst import worst
from cmdb_graph.cli.analyze.health import standard
from cmdb_graph.deadline import Deadline
from cmdb_graph.exports.ask import export_of
from cmdb_graph.exports.formats import FORMATS, streamed
from cmdb_graph.exports.models import ExportQuestion
from cmdb_graph.vocabulary import Vocabulary

SIZES = (1_000, 100_000, 1_000_000)
_ENDS_SECONDS = 300
"""Networkx is given so long, and so is each of ours."""
_CUTS_SECONDS = 60
_LIMIT = 100
_networkx: Any = nx  # it ships no types

Work = Callable[[Snapshot], object]


@dataclass(frozen=True)
class Analysis:
    """What is measured; `plain` is what networkx itself has for it, None where it has nothing; `against` names that."""

    name: str
    ours: Work
    against: str = ""
    plain: Work | None = None


@dataclass(frozen=True)
class Took:
    seconds: float
    mib: float
    said: str


def measure(vocabulary: Vocabulary, folder: Path, sizes: Sequence[int] = SIZES) -> Iterator[tuple[str, list[Row]]]:
    """A title and rows for each size."""
    for size in sizes:
        taken = _snapshot(vocabulary, folder / f"analyses-{size}.parquet", size)
        rows = [_row(analysis, taken) for analysis in _analyses(vocabulary)]
        nodes, links = len(taken.nodes), len(taken.links)
        title = (
            f"Analyses of {nodes:,} nodes, {links:,} relationships; {peak_mib('self'):,.0f} MiB with the snapshot alone"
        )
        yield title, rows


def _snapshot(vocabulary: Vocabulary, file: Path, size: int) -> Snapshot:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write(snapshot_of(vocabulary, Estate(vocabulary, size)), file)
    return files.read(file)


def _row(analysis: Analysis, taken: Snapshot) -> Row:
    ours = _alone(analysis.ours, taken)
    plain = _alone(analysis.plain, taken) if analysis.plain is not None else None
    against = analysis.against
    if analysis.plain is not None:
        against += f": {_told(plain)}" if plain is not None else f": not within {_ENDS_SECONDS} s"
    if ours is None:
        return Row(analysis.name, f"not within {_ENDS_SECONDS} s", against, float("nan"), unit="s")
    said = f", {ours.said}" if ours.said else ""
    return Row(f"{analysis.name}{said}", _told(ours), against, ours.seconds, unit="s")


def _told(took: Took) -> str:
    return f"{took.seconds:,.2f} s, {took.mib:,.0f} MiB"


def _alone(work: Work, taken: Snapshot) -> Took | None:
    """In a process that has the snapshot, and nothing else of ours; None when it does not end in time."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(work, taken, sending))
    process.start()
    sending.close()
    took: Took | None = None
    if receiving.poll(_ENDS_SECONDS):
        with suppress(EOFError):  # it was killed, for want of memory
            took = receiving.recv()
    process.kill()
    process.join()
    return took


def _measured(work: Work, taken: Snapshot, sending: Connection) -> None:
    said: list[object] = []
    seconds = timed(lambda: said.append(work(taken)))
    sending.send(Took(seconds, peak_mib("self"), str(said[0] or "")))


def _service(taken: Snapshot) -> str:
    """A business service in the middle of the list, which has much below it as most have."""
    services = [node for node, kind in zip(taken.nodes.id, taken.nodes.kind, strict=True) if kind == "BusinessService"]
    return services[len(services) // 2]


def _losses(taken: Snapshot, vocabulary: Vocabulary) -> str:
    answer = worst(taken, vocabulary, _LIMIT, lambda: None)
    return f"worst takes {answer.items[0].services:,} services" if answer.items else "none"


def _points(taken: Snapshot) -> str:
    answer = points_of(in_snapshot(taken, _service(taken)), _LIMIT, lambda: None)
    return f"{len(answer.items) + answer.omitted:,} of {answer.stands_on:,}"


def _cuts(taken: Snapshot) -> str:
    answer = cuts_of(in_snapshot(taken, _service(taken)), 2, _LIMIT, Deadline(_CUTS_SECONDS).remaining)
    return f"complete to order {answer.complete_to}"


def _availability(taken: Snapshot, vocabulary: Vocabulary) -> str:
    answer = availability_in(_with_figures(taken), vocabulary, _service(taken), 365, _LIMIT, lambda: None)
    return "exact" if answer.interval is None else "by trial"


def _with_figures(taken: Snapshot) -> Snapshot:
    """Everything fails now and then: the made-up incidents have no times."""
    figures = {"mtbf_hours": 8_760.0, "mttr_hours": 4.0}
    nodes = replace(taken.nodes, attributes=[figures] * len(taken.nodes))
    return Snapshot(taken.taken, nodes, taken.links)


def _difference(taken: Snapshot, vocabulary: Vocabulary) -> str:
    kept = np.ones(len(taken.nodes), np.bool_)
    kept[:: len(kept) // 100] = False
    earlier = Snapshot(taken.taken, *part_of(taken.nodes, taken.links, kept))
    answer = difference(earlier, taken, vocabulary, days=365, limit=_LIMIT, time_left=Deadline(_CUTS_SECONDS).remaining)
    return f"{answer.entities.added:,} entities added"


def _cycles(taken: Snapshot, vocabulary: Vocabulary) -> str:
    answer = cycles_of(taken, vocabulary, _LIMIT)
    return f"{answer.in_cycles:,} things in cycles"


def _communities(taken: Snapshot, vocabulary: Vocabulary) -> str:
    answer = communities_of(taken, vocabulary, CommunitiesQuestion(limit=_LIMIT))
    return f"modularity {answer.modularity:.3f}"


def _centrality(taken: Snapshot, vocabulary: Vocabulary) -> str:
    answer = centrality_of(taken, vocabulary, CentralityQuestion(limit=_LIMIT))
    return f"from {answer.samples:,} of {answer.sources:,}, within {answer.error:.2%}"


def _health(taken: Snapshot) -> str:
    answer = health_of(taken, standard(), HealthQuestion(limit=_LIMIT), lambda: None)
    return f"score {answer.total.score:.1f}"


def _exported(taken: Snapshot, vocabulary: Vocabulary) -> str:
    graph = export_of(taken, vocabulary, ExportQuestion())
    return f"{sum(map(len, streamed(graph, FORMATS['graphml']))) / 2**20:,.0f} MiB"


def _graph(taken: Snapshot) -> str:
    graph = taken.graph()
    return f"{graph.number_of_edges():,} edges"


def _dependencies(taken: Snapshot) -> Any:
    """What networkx itself would be asked on: from dependent to provider."""
    graph = _networkx.DiGraph()
    graph.add_nodes_from(range(len(taken.nodes)))
    rows = zip(taken.links.source.tolist(), taken.links.target.tolist(), taken.links.effect, strict=True)
    graph.add_edges_from((source, target) for source, target, effect in rows if effect != "none")
    return graph


def _plain_components(taken: Snapshot) -> str:
    graph = _dependencies(taken)
    return f"{sum(len(each) > 1 for each in _networkx.strongly_connected_components(graph)):,}"


def _plain_louvain(taken: Snapshot) -> str:
    graph = _dependencies(taken).to_undirected()
    found = _networkx.community.louvain_communities(graph, seed=0)
    return f"modularity {_networkx.community.modularity(graph, found):.3f}"


def _plain_betweenness(taken: Snapshot) -> None:
    graph = _dependencies(taken)
    _networkx.betweenness_centrality(graph, k=min(SAMPLES, len(graph)), seed=0)


def _plain_graphml(taken: Snapshot) -> None:
    """As it takes them: attributes as one text."""
    graph = taken.graph()
    for _, its in graph.nodes(data=True):
        its["attributes"] = str(its["attributes"])
    with Path("/dev/null").open("wb") as nowhere:
        _networkx.write_graphml(graph, nowhere)


def _plain_dominators(taken: Snapshot) -> None:
    """Of one service, as if all that a node depends on were one gate of which one is enough."""
    graph = _dependencies(taken)
    service = taken.index[_service(taken)]
    sink = len(taken.nodes)
    below = {service, *_networkx.descendants(graph, service)}
    graph.add_edges_from((node, sink) for node in below if not graph.out_degree(node))
    _networkx.immediate_dominators(graph, service)


def _plain_closures(taken: Snapshot) -> None:
    """Everything above each node, gates or not: the naive impact of each loss."""
    graph = _dependencies(taken)
    for node in range(len(taken.nodes)):
        _networkx.ancestors(graph, node)


def _analyses(words: Vocabulary) -> list[Analysis]:
    return [
        Analysis("typed MultiDiGraph", _graph),
        Analysis(
            "losses of the whole estate", lambda taken: _losses(taken, words), "ancestors of each node", _plain_closures
        ),
        Analysis("single points of a service", _points, "immediate_dominators", _plain_dominators),
        Analysis("cut sets of order 2 of a service", _cuts),
        Analysis("availability of a service", lambda taken: _availability(taken, words)),
        Analysis("difference, 100 entities", lambda taken: _difference(taken, words)),
        Analysis("cycles", lambda taken: _cycles(taken, words), "strongly_connected_components", _plain_components),
        Analysis(
            "communities against services",
            lambda taken: _communities(taken, words),
            "louvain_communities alone",
            _plain_louvain,
        ),
        Analysis(
            "centrality",
            lambda taken: _centrality(taken, words),
            f"betweenness_centrality, k={SAMPLES:,}",
            _plain_betweenness,
        ),
        Analysis("health", _health),
        Analysis("export as GraphML", lambda taken: _exported(taken, words), "write_graphml", _plain_graphml),
    ]
