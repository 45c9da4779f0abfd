"""Which incidents are grouped, and by what: one claim at a time, on estates that can be drawn on a napkin."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.rootcause import load
from cmdb_graph.rootcause.network import Network, Relationship
from cmdb_graph.tickets.problems.group import Estate, Group, Incident, candidates, propose, tail, way

WEIGHTS = load()
CROWD = 1_000
"""CIs of the estate, most of them without incidents."""


def hard(dependent: str, provider: str, group: str = "", need: int | None = None) -> Relationship:
    return Relationship(dependent, provider, "hard", group, need)


def on(incident: str, *affects: str, causes: Collection[str] = ()) -> Incident:
    return Incident(incident, frozenset(affects), frozenset(causes))


def groups(
    relationships: Sequence[Relationship],
    incidents: Sequence[Incident],
    *,
    least: int = 3,
    population: int = CROWD,
    cut: Collection[str] = (),
) -> list[Group]:
    network = Network(relationships)
    nodes = {node for each in relationships for node in (each.dependent, each.provider)}
    nodes |= {node for each in incidents for node in each.affects | each.causes}
    estate = Estate(network, nodes, population, cut)
    found = candidates(incidents, network, least)
    return propose(incidents, found, estate, WEIGHTS.flow, WEIGHTS.cover.explained, least)


def told(found: Sequence[Group]) -> list[tuple[str, tuple[str, ...]]]:
    return [(group.provider, group.incidents) for group in found]


SHOPS = (
    [hard(app, f"vm-{app}") for app in "abc"] + [hard(f"vm-{app}", "host") for app in "abc"] + [hard("host", "power")]
)


def test_a_provider_that_no_incident_names_joins_them() -> None:
    """Three applications that share no word: the machine two steps below is the nearest that explains all."""
    (found,) = groups(SHOPS, [on("1", "a"), on("2", "b"), on("3", "c")])
    assert (found.provider, found.incidents, found.shows_at) == ("host", ("1", "2", "3"), 7)
    assert [(other.id, other.shows_at) for other in found.others] == [("power", 8)]
    assert way(found.reach, "host", "a") == ["host", "vm-a", "a"]
    assert found.chance == pytest.approx((7 / CROWD) ** 3)


def test_what_recurs_on_one_thing_is_its_own() -> None:
    (found,) = groups(SHOPS, [on(each, "a") for each in "123"])
    assert (found.provider, [other.id for other in found.others]) == ("a", ["vm-a", "host", "power"])


def test_a_provider_whose_loss_a_gate_survives_is_not_shared() -> None:
    either = [hard(app, f"db-{place}", group="db", need=1) for app in "abc" for place in (1, 2)]
    incidents = [on("1", "a"), on("2", "b"), on("3", "c")]
    assert groups(either, incidents) == []
    both = [each._replace(need=2) for each in either]
    assert told(groups(both, incidents)) == [("db-1", ("1", "2", "3"))]
    # Both of them on one machine: it takes them along.
    assert groups([*either, hard("db-1", "host"), hard("db-2", "host")], incidents)[0].provider == "host"


def test_what_everything_stands_on_is_not_offered() -> None:
    everyone = [hard(f"app-{place}", "dns") for place in range(40)]
    incidents = [on(str(place), f"app-{place}") for place in range(5)]
    assert groups(everyone, incidents, population=41) == []
    assert told(groups([*everyone, *(hard(f"app-{place}", "db") for place in range(3))], incidents, population=42)) == [
        ("db", ("0", "1", "2"))
    ]


def test_a_provider_whose_dependents_are_not_all_known_counts_as_one_of_everything() -> None:
    assert groups(SHOPS, [on("1", "a"), on("2", "b"), on("3", "c")], cut={"host"}) == []


def test_recorded_causes_win() -> None:
    incidents = [on(each, "a", causes=["switch"]) for each in "123"] + [on(each, "b") for each in "456"]
    found = groups(SHOPS, incidents)
    assert told(found) == [("switch", ("1", "2", "3")), ("b", ("4", "5", "6"))]
    assert (found[0].recorded, found[0].chance) == ({"1", "2", "3"}, None)


def test_incidents_without_a_cause_join_one_that_explains_them() -> None:
    incidents = [on("1", "a", causes=["host"]), on("2", "a"), on("3", "b")]
    (found,) = groups(SHOPS, incidents)
    assert (found.provider, found.incidents, found.recorded) == ("host", ("1", "2", "3"), {"1"})


def test_all_that_an_incident_affects_must_be_explained() -> None:
    assert groups(SHOPS, [on("1", "a", "elsewhere"), on("2", "b"), on("3", "c")]) == []


def test_fewer_than_least_are_no_proposal() -> None:
    incidents = [on("1", "a"), on("2", "b")]
    assert groups(SHOPS, incidents) == []
    assert told(groups(SHOPS, incidents, least=2)) == [("host", ("1", "2"))]


def test_a_cycle_ends() -> None:
    found = groups([hard("a", "b"), hard("b", "a")], [on(each, "a") for each in "123"])
    assert [group.incidents for group in found] == [("1", "2", "3")]


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("defghi")), max_size=15),
    st.lists(
        st.tuples(st.sets(st.sampled_from("abcdefg"), max_size=2), st.sets(st.sampled_from("hij"), max_size=1)),
        max_size=12,
    ),
    st.integers(2, 4),
)
def test_each_incident_is_in_at_most_one_group(
    edges: list[tuple[str, str]], given: list[tuple[set[str], set[str]]], least: int
) -> None:
    incidents = [on(str(at), *affects, causes=causes) for at, (affects, causes) in enumerate(given)]
    causes = {incident.id: incident.causes for incident in incidents}
    found = groups([hard(*edge) for edge in edges], incidents, least=least)
    ids = [incident for group in found for incident in group.incidents]
    assert len(ids) == len(set(ids))
    for group in found:
        assert len(group.incidents) >= least
        assert group.recorded == {each for each in group.incidents if group.provider in causes[each]}
        assert all(group.provider in causes[each] or not causes[each] for each in group.incidents)


@given(st.integers(0, 12), st.integers(0, 12), st.floats(0.001, 0.999))
def test_the_tail_is_the_sum_of_its_terms(hits: int, more: int, share: float) -> None:
    among = hits + more
    terms = (math.comb(among, k) * share**k * (1 - share) ** (among - k) for k in range(hits, among + 1))
    assert tail(hits, among, share) == pytest.approx(sum(terms))
