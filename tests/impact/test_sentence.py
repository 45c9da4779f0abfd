"""What a change manager reads first must be true to the letter."""

from __future__ import annotations

import pytest

from cmdb_graph.impact.fetch import Summary
from cmdb_graph.impact.models import State
from cmdb_graph.impact.sentence import dependencies_sentence, impact_sentence

A = {"a": (Summary("UPS", "Room A"), State.DOWN)}


@pytest.mark.parametrize(
    ("counts", "least", "said"),
    [
        ({}, State.AT_RISK, "If Room A (UPS) goes down, nothing else is affected."),
        ({}, State.DEGRADED, "If Room A (UPS) goes down, nothing else goes down or is degraded."),
        ({}, State.DOWN, "If Room A (UPS) goes down, nothing else goes down."),
        ({State.DOWN: 1}, State.AT_RISK, "If Room A (UPS) goes down, 1 more goes down."),
        (
            {State.DOWN: 1200, State.DEGRADED: 1, State.AT_RISK: 2},
            State.AT_RISK,
            "If Room A (UPS) goes down, 1,200 more go down, 1 is degraded and 2 are at risk.",
        ),
    ],
)
def test_the_counts_in_words(counts: dict[State, int], least: State, said: str) -> None:
    assert impact_sentence(targets=A, assuming={}, counts=counts, services=[], hit=0, least=least) == said


def test_services_are_named_and_the_rest_counted() -> None:
    services = [("Shop", State.DOWN), ("Mail", State.DEGRADED), ("Files", State.AT_RISK)]
    said = impact_sentence(targets=A, assuming={}, counts={State.DOWN: 9}, services=services, hit=5)
    assert said.endswith("; 5 services are hit: Shop (down), Mail (degraded), Files (at risk) and 2 more.")


def test_what_is_assumed_comes_first() -> None:
    assumed = {"b": (Summary("PDU", "B"), State.DOWN)}
    said = impact_sentence(targets=A, assuming=assumed, counts={}, services=[], hit=0)
    assert said == "With B (PDU) already down, if Room A (UPS) goes down, nothing further is affected."


def test_dependencies_in_words() -> None:
    assert dependencies_sentence("Shop", "Service", 0, 0, None) == "Shop (Service) stands on nothing that is recorded."
    assert dependencies_sentence("Shop", "Service", 1, 1, 2).startswith(
        "Shop (Service) stands on 1 other within 2 steps"
    )


def test_a_name_that_turns_the_direction_turns_nothing_but_itself() -> None:
    target = {"a": (Summary("UPS", "Room \u202eA\u2066"), State.DOWN)}
    said = impact_sentence(
        targets=target, assuming={}, counts={State.DOWN: 12}, services=[("\u202eShop", State.DOWN)], hit=1
    )
    assert said == "If Room A (UPS) goes down, 12 more go down; 1 service is hit: Shop (down)."
