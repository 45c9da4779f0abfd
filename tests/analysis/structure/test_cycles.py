"""What depends on itself, against networkx and against what the impact question says falls."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings

from cmdb_graph.analysis.structure.cycles import cycles_of
from cmdb_graph.analysis.structure.models import MOST_LISTED, Cycle, CyclesAnswer
from cmdb_graph.vocabulary import load
from tests.analysis.estates import Estate, estates, snapshot
from tests.analysis.structure.graphs import estate, needs
from tests.impact.oracle import Relationship

WORDS = load(None)
thorough = settings(max_examples=300, deadline=None)


def answer(relationships: tuple[Relationship, ...] | list[Relationship], ids: list[str]) -> CyclesAnswer:
    return cycles_of(snapshot(sorted(ids), relationships), WORDS, 1_000)


def identity(relationship: Relationship) -> tuple[str, str, str, str | None]:
    return relationship.type, relationship.dependent, relationship.provider, relationship.group or None


def told(cycle: Cycle, what: str) -> set[tuple[str, str, str, str | None]]:
    return {(each.type, each.source, each.target, each.group) for each in getattr(cycle, what)}


@given(drawn=estates())
@thorough
def test_components_are_those_of_networkx_and_what_is_named_breaks_them(drawn: Estate) -> None:
    carrying = [r for r in drawn.relationships if r.effect != "none"]
    graph = nx.MultiDiGraph((r.dependent, r.provider) for r in carrying)
    expected = sorted(sorted(each) for each in nx.strongly_connected_components(graph) if len(each) > 1)
    found = answer(drawn.relationships, drawn.ids)
    assert sorted([member.id for member in cycle.members] for cycle in found.items) == expected
    assert (found.omitted, found.in_cycles) == (0, sum(map(len, expected)))
    assert [cycle.size for cycle in found.items] == sorted((cycle.size for cycle in found.items), reverse=True)
    for cycle in found.items:
        members = {member.id for member in cycle.members}
        within = [r for r in carrying if {r.dependent, r.provider} <= members]
        names = [each.id for each in cycle.cycle]
        steps = set(zip(names, [*names[1:], *names[:1]], strict=True))
        assert told(cycle, "relationships") == {identity(r) for r in within if (r.dependent, r.provider) in steps}
        assert {(each.source, each.target) for each in cycle.relationships} == steps
        assert cycle.length == len(names) == min(map(len, nx.simple_cycles(nx.DiGraph(graph.subgraph(members)))))
        left = [r for r in within if identity(r) not in told(cycle, "breaking")]
        assert nx.is_directed_acyclic_graph(nx.MultiDiGraph((r.dependent, r.provider) for r in left))
        assert cycle.smallest


@given(drawn=estates())
@thorough
def test_what_is_hard_falls_together_and_the_rest_has_no_such_cycle(drawn: Estate) -> None:
    found = answer(drawn.relationships, drawn.ids)
    gates = Estate(sorted(drawn.ids), drawn.relationships).gates
    ids = sorted(drawn.ids)
    plain = nx.DiGraph(
        (ids[node], ids[member])
        for node in range(len(gates))
        for gate in gates.of[node]
        if not gate.spare
        for member in gate.members
    )
    hard = nx.DiGraph((r.dependent, r.provider) for r in drawn.relationships if r.effect == "hard")
    assert found.hard == sum(cycle.hard for cycle in found.items)
    for cycle in found.items:
        members = {member.id for member in cycle.members}
        groups = [len(each) for each in nx.strongly_connected_components(plain.subgraph(members)) if len(each) > 1]
        assert cycle.falls_together == max(groups, default=0)
        assert cycle.hard == bool(groups)
        names = [each.id for each in cycle.hard_cycle]
        assert bool(names) == cycle.hard
        for name in names:
            assert set(names) <= {drawn.ids[node] for node in drawn.down([drawn.ids.index(name)])}
        if not cycle.hard:
            soft_in_each = nx.is_directed_acyclic_graph(hard.subgraph(members))
            assert cycle.broken_by == ("soft" if soft_in_each else "gate")


def test_each_sort_is_told_apart() -> None:
    relationships = [
        *needs("a", "b"), *needs("b", "a"),
        *needs("c", "d"), *needs("d", "c", "z", group="two ways", need=1),
        *needs("e", "f"), *needs("f", "e", effect="soft"),
        *needs("g", "h"), *needs("h", "g", effect="none"),
        *needs("k", "l"), *needs("l", "k", "z", group="both", need=2), *needs("k", "m", effect="soft"), *needs("m", "l"),
    ]  # fmt: skip
    found = answer(relationships, list("abcdefghklmz"))
    told = {
        cycle.members[0].id: (cycle.size, cycle.hard, cycle.falls_together, cycle.broken_by) for cycle in found.items
    }
    assert told == {
        "k": (3, True, 2, None), "a": (2, True, 2, None), "c": (2, False, 0, "gate"), "e": (2, False, 0, "soft"),
    }  # fmt: skip
    assert found.text == (
        "4 groups of things depend on each other round a cycle, 9 of 12 things in all; the largest is of 3: k, l, m. In 2 of "
        "them things fall together, since a cycle is hard all the way and nothing in it has spare. Not every cycle is an "
        "error: members of a cluster, or two that watch each other, make one too."
    )


def test_two_that_hang_on_each_other_several_times_are_parted_where_it_takes_least() -> None:
    relationships = [
        *needs("a", "b"), Relationship("USES", "a", "b", "soft", "", None), *needs("a", "b", group="g"), *needs("b", "a"),
    ]  # fmt: skip
    (cycle,) = answer(relationships, ["a", "b"]).items
    assert [(each.source, each.target) for each in cycle.breaking] == [("b", "a")]
    assert len(cycle.relationships) == 4


def test_a_thing_that_depends_on_itself() -> None:
    # No import lets that in, but a file may say it.
    (cycle,) = answer([*needs("a", "a"), *needs("a", "b")], ["a", "b"]).items
    assert (cycle.size, cycle.length, cycle.hard, cycle.falls_together) == (1, 1, True, 1)
    assert [(each.source, each.target) for each in cycle.breaking] == [("a", "a")]


def test_kinds_and_types_of_another_installation() -> None:
    def both_ways(type_: str) -> list[Relationship]:
        return [Relationship(type_, one, other, "hard", "", None) for one, other in (("a", "b"), ("b", "a"))]

    odd = {"a": "Zeppelin", "b": "Zeppelin"}
    (cycle,) = cycles_of(estate(odd, both_ways("FLIES_ON")), WORDS, 10).items
    assert cycle.kinds == {"Zeppelin": 2}
    # What is known to be no dependency carries no failure, whatever is said of it.
    assert cycles_of(estate(odd, both_ways("CONNECTED_TO")), WORDS, 10).items == []


@pytest.mark.parametrize(("ids", "things"), [([], "0 things"), (["a"], "1 thing"), (["a", "b"], "2 things")])
def test_an_estate_without_any(ids: list[str], things: str) -> None:
    found = answer([], ids)
    assert (found.items, found.text) == ([], f"Nothing depends on itself, of {things}.")


def test_what_is_left_out_is_counted() -> None:
    ring = [each for at in range(300) for each in needs(f"n{at:03}", f"n{(at + 1) % 300:03}")]
    pairs = [each for at in range(5) for each in (*needs(f"p{at}", f"q{at}"), *needs(f"q{at}", f"p{at}"))]
    ids = sorted({r.dependent for r in [*ring, *pairs]})
    found = cycles_of(snapshot(ids, [*ring, *pairs]), WORDS, 2)
    assert (len(found.items), found.omitted, found.hard, found.in_cycles) == (2, 4, 6, 310)
    first = found.items[0]
    assert (len(first.members), first.members_omitted, first.length) == (MOST_LISTED, 200, 300)
    assert "the largest is of 300: n000, n001, n002 and 297 more." in found.text
