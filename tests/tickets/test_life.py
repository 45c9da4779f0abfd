"""The life of a ticket: only allowed steps, and what each leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph import vocabulary
from cmdb_graph.errors import Conflict, Invalid
from cmdb_graph.graph.shape import EntityState
from cmdb_graph.tickets.history import History, TicketStep
from cmdb_graph.tickets.life import Stepped, Workers, stepped
from cmdb_graph.tickets.models import StepRequest
from cmdb_graph.tickets.process import Process, load

WORDS = vocabulary.load()
BUILTIN = load(WORDS)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
KINDS = ["Incident", "Problem", "Change", "ServiceRequest"]
OF_KIND = [(kind, status) for kind in KINDS for status in BUILTIN.life(kind).statuses]


def state(kind: str = "Incident", **attributes: Any) -> EntityState:
    return EntityState("t-1", kind, "T-1", (), attributes)


def step(
    before: EntityState,
    process: Process = BUILTIN,
    workers: Workers | None = None,
    last: datetime | None = None,
    **asked: Any,
) -> Stepped:
    steps = () if last is None else (TicketStep(last, "ann", {}),)
    history = History(before.id, before.kind, steps)
    return stepped(before, workers or Workers(), StepRequest(**asked), history, process, NOW, WORDS)


@pytest.mark.parametrize(("kind", "before"), [*OF_KIND, *((kind, None) for kind in KINDS), ("Incident", "lost")])
def test_only_allowed_steps_are_taken(kind: str, before: str | None) -> None:
    life = BUILTIN.life(kind)
    for to in life.statuses:
        known = state(kind, close_code="fixed", **({} if before is None else {"status": before}))
        if to in life.allowed(before):
            assert step(known, to=to).state.attributes["status"] == to
            continue
        with pytest.raises(Conflict) as refused:
            step(known, to=to)
        assert all(each in refused.value.detail for each in life.allowed(before))


@given(st.lists(st.tuples(st.sampled_from(BUILTIN.life("Incident").statuses), st.integers(0, 600)), max_size=20))
def test_whatever_is_tried_times_and_counts_tell_the_life(tries: list[tuple[str, int]]) -> None:
    """What is over has a time that says so, what is open has none; each step is what is different after it."""
    known, at, reopened, ends = state(status="new"), NOW - timedelta(days=30), 0, BUILTIN.life("Incident").ends
    for to, minutes in tries:
        before = known.attributes["status"]
        if to not in BUILTIN.life("Incident").allowed(before):
            continue
        at += timedelta(minutes=minutes)
        after = step(known, last=at, at=at, to=to, set={"close_code": "fixed"})
        both = {**known.attributes, **after.changes}
        assert {name: value for name, value in both.items() if value is not None} == after.state.attributes
        known, reopened = after.state, reopened + (before in ends.over and to not in ends.over)
        assert ("resolved_at" in known.attributes) is (to == "resolved" or (to == "closed" and before == "resolved"))
        assert ("closed_at" in known.attributes) is (to in ends.closed)
        assert known.attributes.get("reopenings", 0) == reopened
        assert ("responded_at" in known.attributes) or to == "assigned"


HANDS = st.builds(Workers, st.sampled_from([None, "ann", "bob"]), st.sampled_from([None, "desk", "net"]))


@given(HANDS, HANDS)
def test_a_reassignment_is_from_one_to_another(before: Workers, after: Workers) -> None:
    moved = any(a and b and a != b for a, b in ((before.person, after.person), (before.team, after.team)))
    asked = {"person": after.person, "team": after.team}
    done = step(state(status="assigned", reassignments=3), workers=before, assign=asked)
    assert done.workers == after
    assert done.state.attributes["reassignments"] == 3 + moved
    assert ("assigned_at" in done.state.attributes) is (after not in (before, Workers()))


def test_another_team_begins_without_a_person_and_the_same_one_does_not() -> None:
    ann = Workers("ann", "desk")
    assert step(state(), workers=ann, assign={"team": "net"}).workers == Workers(None, "net")
    assert step(state(), workers=ann, assign={"team": "desk"}).workers == ann
    assert step(state(), workers=ann, assign={"person": "bob"}).workers == Workers("bob", "desk")
    assert step(state(), workers=ann, assign={}, note="x").workers == ann


def test_close_codes_are_those_of_the_organization(tmp_path: Path) -> None:
    (tmp_path / "process.toml").write_text(
        '[ends.Incident]\nresolved = ["resolved"]\nclosed = ["closed"]\nclose_code = ["resolved"]\nclose_codes = ["fixed"]\n'
    )
    own = load(WORDS, tmp_path)
    with pytest.raises(Invalid, match="becomes resolved with a close code"):
        step(state(status="new"), own, to="resolved")
    with pytest.raises(Invalid, match="'magic' is no close code of Incident: fixed"):
        step(state(status="new"), own, to="resolved", set={"close_code": "magic"})
    with pytest.raises(Invalid, match="'magic' is no close code"):
        step(state(status="new"), own, set={"close_code": "magic"})
    assert step(state(status="new"), own, to="resolved", set={"close_code": "fixed"}).changes["close_code"] == "fixed"
    assert step(state(status="resolved", close_code="old"), own, to="closed").state.attributes["status"] == "closed"


def test_what_is_said_wins_over_what_would_follow() -> None:
    done = step(state(status="new"), to="resolved", set={"resolved_at": "2026-11-25T08:00:00Z", "responded_at": None})
    assert done.state.attributes["resolved_at"] == "2026-11-25T08:00:00Z"
    assert "responded_at" not in done.state.attributes


@pytest.mark.parametrize(
    ("at", "raised"),
    [(NOW + timedelta(seconds=1), Invalid), (NOW - timedelta(hours=2), Conflict), (NOW - timedelta(hours=1), None)],
)
def test_a_step_is_not_ahead_and_not_before_the_last_one(at: datetime, raised: type[Exception] | None) -> None:
    def take() -> Stepped:
        return step(state(status="new"), last=NOW - timedelta(hours=1), at=at, to="assigned")

    if raised is None:
        assert take().at == at
    else:
        with pytest.raises(raised):
            take()
