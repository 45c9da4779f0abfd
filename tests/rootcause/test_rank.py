"""What the ranking promises, one claim at a time, on estates that can be drawn on a napkin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.events.forms import Direction
from cmdb_graph.rootcause import load
from cmdb_graph.rootcause.alarms import Alarm, Symptom, observe, scored, sort_of
from cmdb_graph.rootcause.network import Network, Relationship, Starving, reach
from cmdb_graph.rootcause.rank import Candidate, Seen, rank

AT = datetime(2026, 11, 26, 2, 10, 7, tzinfo=UTC)
WEIGHTS = load()


def hard(dependent: str, provider: str, group: str = "", need: int | None = None) -> Relationship:
    return Relationship(dependent, provider, "hard", group, need)


def alarm(
    node: str, minutes: float = 0, signal: str = "latency", direction: Direction | None = "up", score: float = 30
) -> Alarm:
    return Alarm(node, AT + timedelta(minutes=minutes), signal, direction, score)


def ranked(
    relationships: Sequence[Relationship],
    alarms: Sequence[Alarm],
    symptoms: Sequence[Symptom] = (Symptom("shop", "latency", AT),),
    prior: Mapping[str, Mapping[str, float]] | None = None,
) -> list[Candidate]:
    nodes = {node for each in relationships for node in (each.dependent, each.provider)}
    starved = {symptom.id: sort_of(symptom.signal, WEIGHTS) == "traffic" for symptom in symptoms}
    seen = Seen(starved, observe(scored(alarms, WEIGHTS), symptoms, AT, WEIGHTS), prior or {})
    return rank(Network(relationships), nodes, seen, WEIGHTS)


def ids(found: Sequence[Candidate]) -> list[str]:
    return [each.id for each in found]


CHAIN = [hard("shop", "app"), hard("app", "db"), hard("db", "disk")]


def test_the_deepest_alarm_beats_those_above_it() -> None:
    assert ids(ranked(CHAIN, [alarm("shop"), alarm("app"), alarm("db")]))[0] == "db"
    assert ids(ranked(CHAIN, [alarm("shop"), alarm("app"), alarm("db"), alarm("disk")]))[0] == "disk"


def test_an_alarm_from_long_before_does_not_beat_a_fresh_one() -> None:
    assert ids(ranked(CHAIN, [alarm("shop"), alarm("app"), alarm("db", minutes=-500)]))[0] == "app"


def test_a_faint_alarm_below_does_not_beat_a_loud_one() -> None:
    assert ids(ranked(CHAIN, [alarm("app", score=100), alarm("db", score=1)]))[0] == "app"


def test_a_change_for_the_better_is_no_fault() -> None:
    better = alarm("db", signal="latency", direction="down")
    assert ids(ranked(CHAIN, [alarm("app"), better]))[0] == "app"


def test_of_two_providers_the_one_whose_signal_fits() -> None:
    fork = [hard("shop", "cache"), hard("shop", "db")]
    assert ids(ranked(fork, [alarm("db", signal="requests"), alarm("cache", signal="p99_latency")]))[0] == "cache"


def test_what_its_gate_survives_explains_nothing() -> None:
    pool = [hard("shop", "a", "pool", 1), hard("shop", "b", "pool", 1), hard("shop", "db")]
    found = ranked(pool, [alarm("a", score=100), alarm("db", score=10)])
    assert ids(found)[0] == "db"
    assert "a" not in ids(found)


def test_both_members_of_a_gate_explain_together_what_one_would_not() -> None:
    pool = [hard("shop", "a", "pool", 1), hard("shop", "b", "pool", 1), hard("shop", "db")]
    assert set(ids(ranked(pool, [alarm("a"), alarm("b")]))[:2]) == {"a", "b"}


def test_a_cause_that_takes_all_members_of_a_gate_explains_it_alone() -> None:
    under = [hard("shop", "a", "pool", 1), hard("shop", "b", "pool", 1), hard("a", "switch"), hard("b", "switch")]
    assert ids(ranked(under, [alarm("a"), alarm("b"), alarm("switch")]))[0] == "switch"


def test_a_silent_cause_is_found_by_what_it_shows_at() -> None:
    under = [hard("shop", f"app-{at}") for at in range(4)] + [hard(f"app-{at}", "dns") for at in range(4)]
    assert ids(ranked(under, [alarm(f"app-{at}") for at in range(4)]))[0] == "dns"


def test_two_causes_come_first() -> None:
    two = [hard("shop", "db"), hard("crm", "mail"), hard("shop", "lan"), hard("crm", "lan")]
    symptoms = [Symptom("shop", "latency", AT), Symptom("crm", "latency", AT)]
    assert set(ids(ranked(two, [alarm("db"), alarm("mail")], symptoms))[:2]) == {"db", "mail"}


def test_requests_that_do_not_come_are_the_callers_doing() -> None:
    calls = [hard("front", "pay"), hard("front", "auth"), hard("pay", "db")]
    found = ranked(
        calls,
        [alarm("auth", signal="errors"), alarm("pay", signal="requests", direction="down")],
        [Symptom("pay", "requests", AT)],
    )
    assert ids(found)[0] == "auth"
    assert "auth" not in ids(ranked(calls, [alarm("auth", signal="errors")], [Symptom("pay", "latency", AT)]))


def test_the_way_goes_up_to_the_caller_and_down_to_what_it_does_not_call() -> None:
    """To requests that do not come it goes on, down from who should send them."""
    calls = [hard("front", "pay"), hard("front", "auth"), hard("auth", "ldap"), hard("pay", "db")]
    fewer = alarm("db", signal="requests", direction="down")
    symptoms = [Symptom("db", "requests", AT), Symptom("front", "latency", AT)]
    (ldap,) = [each for each in ranked(calls, [alarm("ldap", signal="errors"), fewer], symptoms) if each.id == "ldap"]
    assert ldap.way("front") == ["ldap", "auth", "front"]
    assert ldap.way("db") == ["ldap", "auth", "front", "pay", "db"]


def test_the_way_of_what_starves_itself_ends_where_it_begins() -> None:
    calls = [hard("front", "pay"), hard("pay", "db")]
    found = ranked(calls, [alarm("pay", signal="requests", direction="down")], [Symptom("pay", "requests", AT)])
    ways = {each.id: each.way("pay") for each in found}
    assert (ways["pay"], ways["db"]) == (["pay"], ["db", "pay"])


def test_the_way_is_the_likeliest_not_the_first() -> None:
    """Two soft steps arrive at once with the least; three hard ones later, with nearly all."""
    soft = [Relationship("shop", "web", "soft"), Relationship("web", "db", "soft")]
    found = ranked([*soft, hard("shop", "app"), hard("app", "lib"), hard("lib", "db")], [alarm("db")])
    (db,) = [each for each in found if each.id == "db"]
    assert db.way("shop") == ["db", "lib", "app", "shop"]


def test_up_is_bad_of_what_is_not_available() -> None:
    fork = [hard("shop", "cache"), hard("shop", "db")]
    for signal in ("unavailability", "outage", "HostDown"):
        alarms = [alarm("db", signal=signal, direction="up"), alarm("cache", signal="availability", direction="up")]
        assert ids(ranked(fork, alarms, [Symptom("shop", "availability", AT)]))[0] == "db"


def test_a_recent_change_tips_the_balance() -> None:
    fork = [hard("shop", "cache"), hard("shop", "db")]
    assert ids(ranked(fork, [], prior={"db": {"change": 4.0}}))[:2] in (["shop", "db"], ["db", "shop"])
    both = [alarm("cache"), alarm("db")]
    assert ids(ranked(fork, both, prior={"db": {"change": 4.0}}))[0] == "db"
    assert ids(ranked(fork, both, prior={"cache": {"change": 4.0}}))[0] == "cache"


def test_ids_that_differ_in_case_are_different_things() -> None:
    fork = [hard("shop", "Search"), hard("shop", "search")]
    assert ids(ranked(fork, [alarm("search")]))[0] == "search"
    assert ids(ranked(fork, [alarm("Search")]))[0] == "Search"


def test_terms_add_up_and_shares_are_one() -> None:
    found = ranked(CHAIN, [alarm("app"), alarm("db")])
    for each in found:
        assert sum(each.terms.values()) == pytest.approx(each.total)
    assert sum(each.score for each in found) == pytest.approx(1)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


@st.composite
def networks(draw: st.DrawFn) -> list[Relationship]:
    nodes = st.sampled_from("abcdefg")
    return [
        Relationship(
            draw(nodes),
            draw(nodes),
            draw(st.sampled_from(["hard", "soft", "none"])),
            draw(st.sampled_from(["", "g"])),
            1,
        )
        for _ in range(draw(st.integers(1, 14)))
    ]


@given(networks(), st.sampled_from("abcdefg"), st.dictionaries(st.sampled_from("abcdefg"), st.floats(0, 1)))
def test_a_fault_is_a_probability_ends_in_cycles_and_its_way_leads_back(
    relationships: list[Relationship], cause: str, faulty: dict[str, float]
) -> None:
    found = reach(Network(relationships), cause, faulty, WEIGHTS.flow)
    assert found.faults[cause] == 1
    starved = Starving(Network(relationships), "abcdefg", WEIGHTS.flow).because_of(found.faults)
    assert all(0 <= share <= 1 for share in (*found.faults.values(), *starved.values()))
    carries = {(each.dependent, each.provider) for each in relationships if each.effect != "none"}
    for reached in found.faults:
        node, steps = reached, 0
        while node != cause:
            assert (node, found.via[node]) in carries
            node, steps = found.via[node], steps + 1
            assert steps <= len(found.faults)


@given(networks(), st.sampled_from("abcdefg"))
def test_what_no_chain_of_dependencies_joins_is_not_reached(relationships: list[Relationship], cause: str) -> None:
    above, ahead = {cause}, [cause]
    while ahead:
        node = ahead.pop()
        for each in relationships:
            if each.provider == node and each.effect != "none" and each.dependent not in above:
                above.add(each.dependent)
                ahead.append(each.dependent)
    assert set(reach(Network(relationships), cause, {}, WEIGHTS.flow).faults) <= above


@pytest.mark.parametrize(
    ("signal", "sort"),
    [
        ("latency", "latency"), ("p99_response_ms", "latency"), ("HTTP 5xx", "errors"), ("request_error_rate", "errors"),
        ("Availability", "availability"), ("up", "availability"), ("upload", None), ("requests", "traffic"),
        ("CPUUtilization", "saturation"),
        ("HostHighCpuLoad", "saturation"), ("HighErrorRate", "errors"),
        ("InstanceDown", "unavailability"), ("Unreachable", "unavailability"), ("outage", "unavailability"),
        ("download", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_what_a_signal_is_about(signal: str | None, sort: str | None) -> None:
    assert sort_of(signal, WEIGHTS) == sort


def test_without_a_time_it_began_with_the_latest_run_of_alarms() -> None:
    yesterday, lately = alarm("shop", minutes=-1_440), [alarm("shop", minutes=-20), alarm("shop")]
    symptom = [Symptom("shop", "latency")]
    assert observe([yesterday, *lately], symptom, AT, WEIGHTS).onset == lately[0].at
    assert ids(ranked(CHAIN, [yesterday, *lately, alarm("app", minutes=-1_440), alarm("db")], symptom))[0] == "db"


def test_scores_of_at_most_one_are_probabilities() -> None:
    fork = [hard("shop", "cache"), hard("shop", "db")]
    assert ids(ranked(fork, [alarm("cache", score=0.9), alarm("db", score=0.2)]))[0] == "cache"


def test_of_a_run_of_things_without_requests_the_cause_is_above_them() -> None:
    calls = [hard("edge", "front"), hard("front", "pay"), hard("pay", "db")]
    fewer = [alarm(node, signal="requests", direction="down") for node in ("front", "pay", "db")]
    symptom = [Symptom("db", "requests", AT)]
    assert ids(ranked(calls, [*fewer, alarm("edge", signal="errors", score=100)], symptom))[0] == "edge"
    without = ids(ranked(calls, fewer, symptom))
    assert without.index("front") < without.index("pay")


def test_a_stale_or_weak_alarm_on_the_cause_does_not_hide_it() -> None:
    under = [hard("shop", f"app-{at}") for at in range(4)] + [hard(f"app-{at}", "dns") for at in range(4)]
    above = [alarm(f"app-{at}") for at in range(4)]
    for more in (alarm("dns", score=2), alarm("dns", minutes=-1_200, score=100), alarm("dns", minutes=-90, score=100)):
        assert ids(ranked(under, [*above, more]))[0] == "dns"


def test_a_further_way_to_the_cause_does_not_make_it_less_likely() -> None:
    pool = [hard("shop", "a", "pool", 1), hard("shop", "b", "pool", 1), hard("a", "x")]
    faulty = {"b": 0.9}
    one = reach(Network(pool), "x", faulty, WEIGHTS.flow).faults["shop"]
    more = [*pool, Relationship("b", "c", "soft"), Relationship("c", "x", "soft")]
    assert reach(Network(more), "x", faulty, WEIGHTS.flow).faults["shop"] >= one
