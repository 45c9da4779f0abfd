"""At which sites things stand: by what they are located in, else by what hosts them, else by what they are joined to bodily.

The last are members, wholes, storage and power: a pool without a place is where its disks are, a feed is where its panel is.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping

from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.ask import known, on_estate
from cmdb_graph.impact.fetch import Edge, Estate, Summary
from cmdb_graph.impact.models import MOST_SITES, Named, SitesAnswer, SitesQuestion
from cmdb_graph.vocabulary import Vocabulary

_PLACE = "LOCATED_IN"
_HOSTS = ("RUNS_ON", "HOSTED_ON")
_BODIES = ("HAS_MEMBER", "PART_OF", "STORED_ON", "POWERED_BY")
WAYS = (_PLACE, *_HOSTS, *_BODIES)
"""The types of relationships that may lead to where something stands."""
_PART = 5_000
"""Ids asked for at once."""


def sites(store: ReadStore, vocabulary: Vocabulary, question: SitesQuestion, deadline: Deadline) -> SitesAnswer:
    """The sites of entities. Raises NotFound naming ids that are not there, DeadlineExceeded when the time is over."""

    def work(estate: Estate) -> SitesAnswer:
        summaries = known(estate, question.ids, {node: f"/ids/{at}" for at, node in enumerate(question.ids)})
        ways = _ways(estate, summaries)
        ends = {node for node, summary in summaries.items() if vocabulary.is_a(summary.kind, "Site")}
        found = reached(ways, ends, MOST_SITES + 1)
        located = {node: found.get(node, []) for node in question.ids}
        told = sorted({site for its in located.values() for site in its[:MOST_SITES]})
        return SitesAnswer(
            as_of=estate.moment.as_of,
            sites=[Named(id=site, kind=summaries[site].kind, name=summaries[site].name) for site in told],
            located={node: its[:MOST_SITES] for node, its in located.items()},
            more=[node for node, its in located.items() if len(its) > MOST_SITES],
        )

    return on_estate(store, vocabulary, question.as_of, deadline, work)


def reached(ways: Mapping[str, Collection[str]], ends: Collection[str], most: int) -> dict[str, list[str]]:
    """The ends that ways lead to from each node, the first `most` of them by id; an end leads to itself alone. Cycles are fine.

    Costs O(ways * most), but for ends that are found out of order.
    """
    back: defaultdict[str, list[str]] = defaultdict(list)
    for node, others in ways.items():
        for other in others:
            back[other].append(node)
    found = {end: [end] for end in sorted(ends)}
    waiting = deque(found)
    while waiting:
        node = waiting.popleft()
        for before in back[node]:
            if before in ends:
                continue
            both = sorted({*found.get(before, ()), *found[node]})[:most]
            if both != found.get(before):
                found[before] = both
                waiting.append(before)
    return found


def _ways(estate: Estate, summaries: dict[str, Summary]) -> dict[str, set[str]]:
    """Where to look from each node on for its site, until a site; `summaries` are those to begin with, and get the others."""

    def kind_of(node: str) -> str:
        return summaries[node].kind

    ways: dict[str, set[str]] = {}
    ahead = set(summaries)
    while frontier := sorted(node for node in ahead if not estate.vocabulary.is_a(summaries[node].kind, "Site")):
        edges: defaultdict[str, list[Edge]] = defaultdict(list)
        for start in range(0, len(frontier), _PART):
            for edge in estate.providers(frontier[start : start + _PART], WAYS):
                edges[edge.source].append(edge)
        summaries |= estate.summaries({edge.target for its in edges.values() for edge in its} - summaries.keys())
        for node in frontier:
            ways[node] = ways_on(edges[node], kind_of, estate.vocabulary)
        ahead = {other for node in frontier for other in ways[node]} - ways.keys()
    return ways


def ways_on(edges: list[Edge], kind_of: Callable[[str], str], vocabulary: Vocabulary) -> set[str]:
    """Where a node's WAYS lead: to places; without any, to hosts; without any, to bodies.

    Along with bodies go places such as a cloud's, which stand nowhere.
    """

    def stands_somewhere(edge: Edge) -> bool:
        kind = kind_of(edge.target)
        return vocabulary.is_a(kind, "Location") or vocabulary.is_a(kind, "Hardware")

    places = {edge.target for edge in edges if edge.type == _PLACE and stands_somewhere(edge)}
    hosts = {edge.target for edge in edges if edge.type in _HOSTS}
    return places or hosts or {edge.target for edge in edges}
