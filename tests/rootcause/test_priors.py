"""What speaks for a cause before any alarm: changes, tickets, and causes of the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmdb_graph.entities.node import Node
from cmdb_graph.rootcause import load
from cmdb_graph.rootcause.priors import About, Known, Pair, known
from cmdb_graph.vocabulary import load as vocabulary

AT = datetime(2026, 11, 26, 2, 10, tzinfo=UTC)
WORDS, PRIOR = vocabulary(None), load().prior


def ticket(kind: str, **attributes: Any) -> About:
    facts = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in attributes.items()}
    return About("db", Node(f"{kind}-1", kind, kind, facts))


def told(*about: About, pairs: tuple[Pair, ...] = (), kinds: dict[str, str] | None = None) -> Known:
    return known(kinds or {"db": "Database"}, about, pairs, AT, WORDS, PRIOR)


def change(hours: float, **attributes: Any) -> float:
    its = told(ticket("Change", actual_end=AT - timedelta(hours=hours), status="closed", **attributes))
    return its.times["db"].get("change", 1.0)


def test_a_change_counts_less_the_longer_ago_it_was() -> None:
    assert change(0) > change(3) > change(24) > change(24 * 30) >= 1
    assert change(0) == pytest.approx(1 + PRIOR.change)
    assert change(PRIOR.change_hours) == pytest.approx(1 + PRIOR.change / 2)


def test_a_change_under_way_counts_as_one_just_made() -> None:
    for more in ({}, {"actual_end": AT + timedelta(hours=1)}):
        its = told(ticket("Change", actual_start=AT - timedelta(hours=20), status="in_progress", **more))
        assert its.times["db"]["change"] == change(0)


def test_an_emergency_counts_more_than_a_standard_change_and_a_risky_one_more_than_a_safe_one() -> None:
    assert change(1, change_type="emergency") > change(1, change_type="normal") > change(1, change_type="standard")
    assert change(1, risk="high") > change(1, risk="low")


def test_where_changes_failed_before_one_counts_more() -> None:
    lately = ticket("Change", actual_end=AT - timedelta(hours=1), status="closed")
    failed, fine = (ticket("Change", status="closed", successful=good) for good in (False, True))
    assert told(lately, failed).times["db"]["change"] > told(lately, fine).times["db"]["change"]
    assert "100% of its changes failed" in told(lately, failed).facts["db"][0].text


@pytest.mark.parametrize(
    "about",
    [
        ticket("Change", actual_end=AT - timedelta(hours=1), status="rejected"),
        ticket("Change", actual_start=AT + timedelta(hours=1), status="in_progress"),
        ticket("Change", status="new"),
        ticket("Change", status="scheduled", planned_start=AT - timedelta(hours=1)),
        ticket(
            "Change", status="in_progress", planned_start=AT - timedelta(hours=1), actual_start=AT + timedelta(hours=2)
        ),
        ticket("Incident", status="closed", opened_at=AT - timedelta(hours=1)),
        ticket("Incident", status="new", opened_at=AT + timedelta(minutes=1)),
        ticket("ServiceRequest", status="new", opened_at=AT - timedelta(hours=1)),
    ],
    ids=["rejected", "later", "without a time", "not begun", "begun later", "over", "of this trouble", "a request"],
)
def test_what_speaks_for_nothing(about: About) -> None:
    assert told(about).times == {}


def test_what_is_open_already_speaks_for_it() -> None:
    its = told(
        ticket("Incident", status="new", opened_at=AT - timedelta(days=1)),
        ticket("Problem", status="known_error", opened_at=AT - timedelta(days=90)),
    )
    assert its.times["db"] == {"incident": PRIOR.incident, "problem": PRIOR.problem}
    assert [fact.sort for fact in its.facts["db"]] == ["ticket", "ticket"]


def test_the_more_often_it_was_the_cause_the_more_it_counts_up_to_a_bound() -> None:
    def counted(tickets: int) -> float:
        pairs = tuple(Pair("shop", "db", f"INC-{at}") for at in range(tickets))
        return told(pairs=pairs).times["db"]["history"]

    assert 1 < counted(1) < counted(2) < counted(50) < 1 + PRIOR.pairs
    assert counted(PRIOR.pairs_half) == pytest.approx(1 + PRIOR.pairs / 2)


def test_what_shows_what_others_do_is_less_likely() -> None:
    assert told(kinds={"lb": "LoadBalancer", "db": "Database"}).times == {"lb": {"kind": PRIOR.kinds["LoadBalancer"]}}
