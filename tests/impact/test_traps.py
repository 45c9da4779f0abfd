"""Estates on which impact analyses of this field are known to stumble, answered by hand."""

from __future__ import annotations

import pytest

from cmdb_graph.impact import evaluate
from cmdb_graph.impact.evaluate import Affected, Result
from cmdb_graph.impact.models import State
from tests.impact.drive import ask
from tests.impact.oracle import AT_RISK, DEGRADED, DOWN, UNAFFECTED, Question, Relationship

Chain = tuple[str, ...]


def on(
    dependent: str, *providers: str, effect: str = "hard", group: str = "", need: int | None = None
) -> list[Relationship]:
    """`dependent` stands on the providers."""
    return [Relationship("DEPENDS_ON", dependent, provider, effect, group, need) for provider in providers]


def lose(
    estate: list[Relationship],
    *down: str,
    degraded: Chain = (),
    assuming: Chain = (),
    seed: int = 0,
    least: int = AT_RISK,
) -> Result:
    targets = dict.fromkeys(down, DOWN) | dict.fromkeys(degraded, DEGRADED)
    return ask(Question(tuple(estate), targets, dict.fromkeys(assuming, DOWN)), least, seed)[0]


def states(result: Result) -> dict[str, int]:
    return {a.id: int(a.state) for a in result.affected}


def by_id(result: Result) -> dict[str, Affected]:
    return {a.id: a for a in result.affected}


# -- iTop: a depth-first walk with a depth limit loses x when it comes to z the long way first ------------------------


@pytest.mark.parametrize("seed", range(20))
def test_a_long_way_first_does_not_hide_the_short_one(seed: int) -> None:
    long_way = [*on("a", "S"), *on("b", "a"), *on("c", "b"), *on("z", "c")]
    short_way = [*on("z", "S"), *on("y", "z"), *on("x", "y")]
    result = lose([*long_way, *short_way], "S", seed=seed)
    assert [(a.id, a.state, a.distance) for a in result.affected] == [
        ("a", DOWN, 1),
        ("z", DOWN, 1),
        ("b", DOWN, 2),
        ("y", DOWN, 2),
        ("c", DOWN, 3),
        ("x", DOWN, 3),
    ]
    assert by_id(result)["x"].path == ("S", "z", "y", "x")
    assert by_id(result)["c"].path == ("S", "a", "b", "c")


# -- service -> LB -> {A, B} -> DB: redundancy is in the gate, not in the number of paths ------------------------------

BALANCED = [*on("service", "LB"), *on("LB", "A", "B", group="pool", need=1), *on("A", "DB"), *on("B", "DB")]


@pytest.mark.parametrize("lost", ["A", "B"])
def test_one_of_a_pair_leaves_the_service_alone(lost: str) -> None:
    result = lose(BALANCED, lost)
    assert states(result) == {"LB": AT_RISK}
    (gate,) = result.affected[0].because
    assert (gate.group, gate.effect, gate.need, gate.members, gate.standing) == ("pool", "hard", 1, 2, 1)
    assert gate.providers == ((lost, DOWN),)


def test_what_both_of_a_pair_stand_on_takes_all() -> None:
    result = lose(BALANCED, "DB")
    assert [(a.id, a.state, a.distance) for a in result.affected] == [
        ("A", DOWN, 1),
        ("B", DOWN, 1),
        ("LB", DOWN, 2),
        ("service", DOWN, 3),
    ]
    path = by_id(result)["service"].path
    assert path in {("DB", "A", "LB", "service"), ("DB", "B", "LB", "service")}
    assert by_id(result)["LB"].because[0].providers == (("A", DOWN), ("B", DOWN))


def test_a_pair_that_is_slow_makes_the_service_slow() -> None:
    assert states(lose(BALANCED, degraded=("DB",))) == dict.fromkeys(("A", "B", "LB", "service"), DEGRADED)


# -- 2 of 3: two changes, each harmless alone, break it together -------------------------------------------------------

QUORUM = [*on("app", "cluster"), *on("cluster", "n1", "n2", "n3", group="members", need=2)]


@pytest.mark.parametrize("lost", ["n1", "n2", "n3"])
def test_a_quorum_survives_any_one(lost: str) -> None:
    assert states(lose(QUORUM, lost)) == {"cluster": AT_RISK}


@pytest.mark.parametrize("lost", [("n1", "n2"), ("n1", "n3"), ("n2", "n3")])
def test_two_harmless_losses_break_a_quorum_together(lost: tuple[str, str]) -> None:
    result = lose(QUORUM, *lost)
    assert states(result) == {"cluster": DOWN, "app": DOWN}
    assert by_id(result)["cluster"].because[0].providers == tuple((n, DOWN) for n in lost)


def test_a_second_loss_is_told_against_the_first_that_is_assumed() -> None:
    result = lose(QUORUM, "n2", assuming=("n1",))
    assert [(a.id, a.state, a.before) for a in result.affected] == [
        ("cluster", DOWN, AT_RISK),
        ("app", DOWN, UNAFFECTED),
    ]
    assert by_id(result)["app"].path == ("n2", "cluster", "app")


def test_a_lost_member_and_a_slow_one_leave_the_quorum_slow() -> None:
    result = lose(QUORUM, "n1", degraded=("n2",))
    assert states(result) == {"cluster": DEGRADED, "app": DEGRADED}
    (gate,) = by_id(result)["cluster"].because
    assert gate.standing == 2
    assert gate.providers == (("n1", DOWN), ("n2", DEGRADED))


# -- assuming ----------------------------------------------------------------------------------------------------------


def test_an_assumed_node_that_gets_worse_is_affected_and_one_that_does_not_is_not() -> None:
    estate = [*on("slow", "T"), *on("dead", "T")]
    question = Question(tuple(estate), {"T": DOWN}, {"slow": DEGRADED, "dead": DOWN})
    result, _ = ask(question)
    assert [(a.id, a.state, a.before) for a in result.affected] == [("slow", DOWN, DEGRADED)]


def test_a_target_that_was_assumed_worse_keeps_the_worst_and_is_listed() -> None:
    result, _ = ask(Question(tuple(on("x", "T")), {"T": DEGRADED}, {"T": DOWN}))
    assert result.targets == {"T": DOWN}
    assert result.affected == []


def test_a_target_that_another_target_takes_down_says_so_and_is_not_affected() -> None:
    result = lose([*on("slow", "T"), *on("x", "slow")], "T", degraded=("slow",))
    assert result.targets == {"T": DOWN, "slow": DOWN}
    assert [(a.id, a.state, a.path) for a in result.affected] == [("x", DOWN, ("slow", "x"))]
    assert result.counts[State(DOWN)] == 1


# -- cycles ------------------------------------------------------------------------------------------------------------

PAIR = [*on("p", "q", "outside", group="feed", need=1), *on("q", "p", "outside", group="feed", need=1)]


def test_two_that_hold_each_other_up_stand_without_the_third() -> None:
    assert states(lose(PAIR, "outside")) == {"p": AT_RISK, "q": AT_RISK}


def test_two_that_hold_each_other_up_fall_when_one_needs_the_third() -> None:
    result = lose([*PAIR, *on("p", "outside")], "outside")
    assert [(a.id, a.state, a.distance) for a in result.affected] == [("p", DOWN, 1), ("q", DOWN, 1)]
    p = by_id(result)["p"]
    # Both of p's gates are down: its own on the third, and the feed, now that q fell.
    assert sorted((g.group or "", g.need, g.members, g.standing) for g in p.because) == [
        ("", 1, 1, 0),
        ("feed", 1, 2, 0),
    ]
    # A chain may go through q's gate, but never in a circle.
    assert p.path == ("outside", "p")


def test_a_ring_falls_once() -> None:
    ring = [r for i in range(50) for r in on(f"r{i}", f"r{(i - 1) % 50}")]
    result = lose(ring, "r0")
    assert [(a.id, a.distance) for a in result.affected] == [(f"r{i}", i) for i in range(1, 50)]


def test_a_target_is_no_answer_to_itself_through_a_cycle() -> None:
    result = lose([*on("a", "b"), *on("b", "a")], degraded=("a",))
    assert states(result) == {"b": DEGRADED}
    assert result.targets == {"a": DEGRADED}


# -- soft --------------------------------------------------------------------------------------------------------------


def test_a_soft_chain_dies_out() -> None:
    chain = [r for i in range(1, 5) for r in on(f"s{i}", f"s{i - 1}", effect="soft")]
    result = lose(chain, "s0")
    assert [(a.id, a.state, a.distance) for a in result.affected] == [("s1", DEGRADED, 1), ("s2", AT_RISK, 2)]
    assert by_id(result)["s2"].path == ("s0", "s1", "s2")


def test_a_soft_gate_that_lost_a_member_says_nothing() -> None:
    soft = on("x", "a", "b", "c", effect="soft", group="g", need=2)
    assert states(lose(soft, "a")) == {}
    assert states(lose(soft, "a", "b")) == {"x": DEGRADED}
    assert states(lose(soft, "a", degraded=("b",))) == {"x": AT_RISK}


def test_degraded_passes_through_hard_ties_and_never_grows() -> None:
    chain = [r for i in range(1, 30) for r in on(f"h{i}", f"h{i - 1}")]
    assert set(states(lose(chain, degraded=("h0",))).values()) == {DEGRADED}


def test_at_risk_goes_no_further() -> None:
    estate = [*on("a", "T", "spare", group="g", need=1), *on("b", "a"), *on("c", "a", "b", group="g", need=2)]
    assert states(lose(estate, "T")) == {"a": AT_RISK}


def test_groups_of_one_name_are_told_apart_by_effect_and_by_dependent() -> None:
    estate = [
        *on("x", "T", "u", group="g", need=1),
        *on("x", "T", effect="soft", group="g"),
        *on("y", "T", group="g"),
    ]
    result = lose(estate, "T")
    assert states(result) == {"y": DOWN, "x": DEGRADED}
    (gate,) = by_id(result)["x"].because
    assert (gate.group, gate.effect, gate.members, gate.standing) == ("g", "soft", 1, 0)


def test_two_types_without_a_group_are_two_gates_of_their_own() -> None:
    estate = [Relationship("RUNS_ON", "x", "T"), Relationship("USES", "x", "T")]
    (x,) = lose(estate, "T").affected
    assert [(g.group, g.need, g.members, g.standing) for g in x.because] == [(None, 1, 1, 0)] * 2


def test_two_types_to_one_provider_in_a_group_are_one_member() -> None:
    estate = [
        Relationship("RUNS_ON", "x", "T", group="g", need=1),
        Relationship("USES", "x", "T", group="g", need=1),
        Relationship("USES", "x", "u", group="g", need=1),
    ]
    (x,) = lose(estate, "T").affected
    assert (x.state, x.because[0].members, x.because[0].standing) == (AT_RISK, 2, 1)


# -- need --------------------------------------------------------------------------------------------------------------


def test_a_need_beyond_the_members_counts_as_all_and_is_said() -> None:
    result = lose(on("cluster", "n1", "n2", group="members", need=5), "n1")
    (cluster,) = result.affected
    assert (cluster.state, cluster.because[0].need, cluster.because[0].members) == (DOWN, 2, 2)
    (warning,) = result.warnings
    assert "cluster" in warning


def test_a_need_that_fits_warns_of_nothing() -> None:
    assert lose(QUORUM, "n1", "n2").warnings == []


def test_the_largest_need_of_a_gate_counts_even_from_a_member_that_stands() -> None:
    estate = [*on("x", "a", "b", group="g"), *on("x", "c", group="g", need=3)]
    (x,) = lose(estate, "a").affected
    assert (x.state, x.because[0].need, x.because[0].standing) == (DOWN, 3, 2)


# -- the list ----------------------------------------------------------------------------------------------------------


def test_worst_first_then_nearest_then_id() -> None:
    estate = [
        *[r for name in ("b", "B", "a10", "a2", "é") for r in on(name, "T")],
        *on("deep", "b"),
        *on("A-soft", "T", effect="soft"),
        *on("A-risk", "T", "spare", group="g", need=1),
    ]
    assert [a.id for a in lose(estate, "T").affected] == ["B", "a10", "a2", "b", "é", "deep", "A-soft", "A-risk"]


@pytest.mark.parametrize(("least", "left"), [(AT_RISK, 3), (DEGRADED, 2), (DOWN, 1)])
def test_least_state_leaves_out_what_is_better_and_does_not_count_it(least: int, left: int) -> None:
    estate = [*on("d", "T"), *on("g", "T", effect="soft"), *on("r", "T", "spare", group="g", need=1)]
    result = lose(estate, "T", least=least)
    assert [a.id for a in result.affected] == ["d", "g", "r"][:left]
    assert sum(result.counts.values()) == left


def test_a_target_that_nothing_stands_on() -> None:
    result = lose([], "alone")
    assert (result.targets, result.affected, result.warnings) == ({"alone": DOWN}, [], [])


# -- size --------------------------------------------------------------------------------------------------------------


def test_a_chain_of_5000() -> None:
    result = lose([r for i in range(1, 5001) for r in on(f"c{i}", f"c{i - 1}")], "c0")
    assert [(a.id, a.state, a.distance) for a in result.affected] == [(f"c{i}", DOWN, i) for i in range(1, 5001)]
    assert result.affected[-1].path == tuple(f"c{i}" for i in range(5001))


def test_a_hub_with_100000_dependents() -> None:
    result = lose([r for i in range(100_000) for r in on(f"d{i}", "hub")], "hub")
    assert result.counts[State(DOWN)] == 100_000
    assert [a.id for a in result.affected] == sorted(f"d{i}" for i in range(100_000))
    assert {a.distance for a in result.affected} == {1}
    assert result.affected[-1].path == ("hub", "d99999")


def test_a_gate_of_100000_members_of_which_60000_are_needed() -> None:
    members = [f"m{i:06}" for i in range(100_000)]
    estate = [*on("pool", *members, group="members", need=60_000), *on("service", "pool")]

    stands = lose(estate, *members[:40_000])
    assert states(stands) == {"pool": AT_RISK}
    (gate,) = stands.affected[0].because
    assert (gate.need, gate.members, gate.standing, len(gate.providers)) == (60_000, 100_000, 60_000, 40_000)

    slow = lose(estate, *members[:40_000], degraded=(members[-1],))
    assert states(slow) == {"pool": DEGRADED, "service": DEGRADED}

    falls = lose(estate, *members[:40_001])
    assert states(falls) == {"pool": DOWN, "service": DOWN}
    assert falls.affected[0].because[0].standing == 59_999
    assert [a.distance for a in falls.affected] == [1, 2]


BLOCK = [f"k{i:02}" for i in range(40)]


def test_a_complete_block_of_40_falls_as_one() -> None:
    result = lose([r for k in BLOCK for r in on(k, *(p for p in BLOCK if p != k))], "k00")
    assert [(a.id, a.state, a.distance) for a in result.affected] == [(k, DOWN, 1) for k in BLOCK[1:]]
    assert result.affected[-1].path == ("k00", "k39")
    # Every other member is down, so each of the 39 gates of its own is a reason.
    assert len(result.affected[-1].because) == 39


def test_a_complete_block_of_40_stands_on_its_last_pair() -> None:
    block = [r for k in BLOCK for r in on(k, *(p for p in BLOCK if p != k), group="peers", need=1)]
    assert states(lose(block, *BLOCK[:38])) == {"k38": AT_RISK, "k39": AT_RISK}
    assert states(lose(block, *BLOCK[:39])) == {"k39": DOWN}


def test_of_very_many_overfull_gates_the_first_are_told_and_the_rest_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "MOST_WARNINGS", 2)
    estate = [edge for node in "abcd" for edge in on(node, "S", group="g", need=2)]
    told = lose(estate, "S").warnings
    assert [warning[:2] for warning in told[:2]] == ["a:", "b:"]
    assert told[2:] == ["And 2 more gates need more than they have."]
    assert len(lose(estate[:2], "S").warnings) == 2
