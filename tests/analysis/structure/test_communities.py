"""Communities against what services are declared to stand on: every figure by set arithmetic."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.part import part
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.analysis.structure.boundaries import Boundaries
from cmdb_graph.analysis.structure.communities import communities_of
from cmdb_graph.analysis.structure.models import MOST_LISTED, CommunitiesAnswer, CommunitiesQuestion, Overlap
from cmdb_graph.vocabulary import load
from tests.analysis.structure.graphs import Arc, arcs, digraph, estate, matrix, needs
from tests.impact.oracle import Relationship

WORDS = load(None)
thorough = settings(max_examples=150, deadline=None)
KINDS = ["Server", "Application", "BusinessService", "ApplicationService", "Zeppelin"]


@st.composite
def maps(draw: st.DrawFn) -> Snapshot:
    ids = [f"n{at}" for at in range(draw(st.integers(1, 12)))]
    kinds = {node: draw(st.sampled_from(KINDS)) for node in ids}
    ends = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, max_size=20, unique=True)) if len(ids) > 1 else []
    types = st.sampled_from(["DEPENDS_ON", "DEPENDS_ON", "USES", "CONNECTED_TO"])
    effects = st.sampled_from(["hard", "hard", "soft", "none"])
    rows = [Relationship(draw(types), *pair, draw(effects), "", None) for pair in pairs]
    return estate(kinds, [replace(r, effect="none") if r.type == "CONNECTED_TO" else r for r in rows])


def ask(snapshot: Snapshot, **said: object) -> CommunitiesAnswer:
    return communities_of(snapshot, WORDS, CommunitiesQuestion.model_validate({"limit": 1_000} | said))


def holds(overlap: Overlap, community: set[str], boundary: set[str]) -> None:
    both = community & boundary
    assert overlap.shared == len(both)
    assert overlap.jaccard == pytest.approx(len(both) / len(community | boundary))
    assert overlap.of_community == pytest.approx(len(both) / len(community))
    assert overlap.of_boundary == pytest.approx(len(both) / len(boundary))


@given(snapshot=maps())
@thorough
def test_figures_are_those_of_the_sets(snapshot: Snapshot) -> None:
    found = ask(snapshot)
    links = snapshot.links
    tied = {
        snapshot.nodes.id[end]
        for source, target, effect in zip(links.source, links.target, links.effect, strict=True)
        for end in (source, target)
        if effect != "none"
    }
    communities = {each.number: {member.id for member in each.members} for each in found.items}
    assert sum(map(len, communities.values())) == len(tied) == found.tied
    assert set[str]().union(*communities.values()) == tied
    services = [
        node for node, kind in zip(snapshot.nodes.id, snapshot.nodes.kind, strict=True) if kind.endswith("Service")
    ]
    boundary = {node: set(part(snapshot, WORDS, service=node).nodes.id) for node in services}
    claimed = set[str]().union(*boundary.values())
    for each in found.items:
        community = communities[each.number]
        assert (each.size, sum(each.kinds.values())) == (len(community), len(community))
        assert {node.id for node in each.unclaimed} == community - claimed
        sharing = {node for node in services if community & boundary[node]}
        assert len(each.services) + each.services_omitted == len(sharing)
        for service in each.services:
            holds(service, community, boundary[service.id])
        told = {service.id for service in each.services}
        for left_out in sharing - told:
            its = len(community & boundary[left_out]) / len(community | boundary[left_out])
            assert its <= min(service.jaccard for service in each.services)
    assert found.unclaimed == len(tied - claimed)
    assert sorted(each.id for each in found.services) == services
    for spread in found.services:
        its = boundary[spread.id]
        assert (spread.boundary, spread.outside) == (len(its), len(its - tied))
        for each in spread.communities:
            holds(each, communities[each.number], its)
            assert each.size == len(communities[each.number])
        touched = [number for number, community in communities.items() if community & its]
        assert len(spread.communities) + spread.communities_omitted == len(touched)
        home = communities[spread.communities[0].number] if touched else set[str]()
        assert len(home & its) == max((len(communities[number] & its) for number in touched), default=0)
        assert {node.id for node in spread.elsewhere} == its - home
        assert spread.elsewhere_count == len(its - home)
    most = [each.elsewhere_count for each in found.services]
    assert most == sorted(most, reverse=True)


@given(drawn=arcs(9, 25), data=st.data())
@thorough
def test_more_services_than_are_walked_at_once(drawn: list[Arc], data: st.DataObject) -> None:
    # Each of nine nodes many times over: beyond what goes into a word, and into a run.
    services = np.array(data.draw(st.lists(st.integers(0, 8), min_size=1, max_size=20)) * 40, np.int64)
    group = np.array(data.draw(st.lists(st.integers(0, 3), min_size=9, max_size=9)), np.int64)
    found = Boundaries(matrix(9, drawn), services, group)
    graph = digraph(9, drawn)
    reached = [{node, *nx.descendants(graph, node)} for node in services.tolist()]
    expected = {
        (number, at): count
        for at, its in enumerate(reached)
        for number in range(4)
        if (count := sum(group[node] == number for node in its))
    }
    pairs = zip(found.pairs.group.tolist(), found.pairs.service.tolist(), found.pairs.shared.tolist(), strict=True)
    assert {(number, at): count for number, at, count in pairs} == expected
    assert found.size.tolist() == [len(its) for its in reached]
    assert set(np.flatnonzero(found.claimed).tolist()) == set[int]().union(*reached)
    assert [set(nodes.tolist()) for nodes in found.nodes(np.arange(len(services)))] == reached


def clique(*ids: str, effect: str = "hard") -> list[Relationship]:
    return [each for at, node in enumerate(ids) for each in needs(node, *ids[at + 1 :], effect=effect)]


KNOWN = estate(
    {"shop": "BusinessService", "mail": "BusinessService", "alone": "BusinessService", "hq": "Site"}
    | dict.fromkeys(["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"], "Server"),
    [
        *clique("shop", "a1", "a2", "a3"), *clique("mail", "b1", "b2", "b3"), *clique("c1", "c2", "c3"),
        *needs("a3", "b1", effect="soft"), Relationship("LOCATED_IN", "shop", "hq", "none", "", None),
    ],
)  # fmt: skip


def test_it_tells_where_the_service_map_and_the_estate_differ() -> None:
    found = ask(KNOWN)
    assert [sorted(each.id for each in community.members) for community in found.items] == [
        ["a1", "a2", "a3", "shop"], ["b1", "b2", "b3", "mail"], ["c1", "c2", "c3"],
    ]  # fmt: skip
    assert [[service.id for service in each.services] for each in found.items] == [["shop"], ["mail", "shop"], []]
    assert [each.unclaimed_count for each in found.items] == [0, 0, 3]
    shop, alone, mail = found.services
    assert (shop.id, [each.id for each in shop.elsewhere], shop.outside) == ("shop", ["b1", "b2", "b3", "hq"], 1)
    assert (alone.id, alone.communities, alone.outside, alone.elsewhere_count) == ("alone", [], 1, 1)
    assert (mail.id, mail.elsewhere_count) == ("mail", 0)
    assert found.text == (
        "3 communities of 11 things that are tied to others; the largest is of 4. 1 of 3 services lie in one community with "
        "90% or more of what they are declared to stand on; 3 things are in a community and in what no service stands on."
    )
    assert found == ask(KNOWN, seed=0)


def test_a_limit_counts_what_it_leaves_out() -> None:
    found = ask(KNOWN, limit=1)
    assert (len(found.items), found.omitted, len(found.services), found.services_omitted) == (1, 2, 1, 2)
    assert (found.items[0], found.services[0]) == (ask(KNOWN).items[0], ask(KNOWN).services[0])


def test_a_large_community_lists_its_best_tied_first() -> None:
    hub = estate(
        {f"n{at:03}": "Server" for at in range(150)}, [each for at in range(149) for each in needs(f"n{at:03}", "n149")]
    )
    (community,) = ask(hub).items
    assert (community.size, community.members_omitted, community.members[0].id) == (150, 50, "n149")
    assert (len(community.unclaimed), community.unclaimed_count) == (MOST_LISTED, 150)


@pytest.mark.parametrize("kinds", [{}, {"a": "Server"}, {"a": "BusinessService"}])
def test_an_estate_without_relationships(kinds: dict[str, str]) -> None:
    found = ask(estate(kinds, []))
    assert (found.items, found.modularity) == ([], 0.0)
    assert found.text == "Nothing hangs together: there are no hard or soft relationships."
    assert [each.outside for each in found.services] == [1] * sum(kind == "BusinessService" for kind in kinds.values())
