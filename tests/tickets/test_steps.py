"""Steps of tickets in a real graph: what is recorded comes back, and the same log twice adds nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cmdb_graph.deadline import Deadline
from cmdb_graph.instance import Instance
from cmdb_graph.tickets import steps
from cmdb_graph.tickets.history import TicketStep

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def record(instance: Instance, source: str = "tests", **given: list[TicketStep]) -> int:
    return instance.store.write(lambda writer: steps.record(writer, given, source), Deadline(60))[0]


def read(instance: Instance, *tickets: str, known_at: int | None = None) -> dict[str, tuple[TicketStep, ...]]:
    return instance.store.read(lambda reader: steps.read(reader, tickets, known_at), Deadline(60))


def step(minutes: float = 0, who: str | None = "ann", note: str | None = None, **changes: Any) -> TicketStep:
    return TicketStep(NINE + minutes * MINUTE, who, changes, "tests", note)


def test_what_is_recorded_comes_back(empty_instance: Instance) -> None:
    log = [
        step(-60 * 24 * 365 * 80, status="new"),
        step(0.0000001, status="assigned", assigned_to="p-1", tags=["a", "b"], cost=1.5, first_contact=False),
        step(1, who=None, note="she left", assigned_to=None, __odd=1, at="x", name="y", _at=3, id="z"),
        step(2, note="nothing changed"),
    ]
    assert record(empty_instance, round=log) == 4
    assert read(empty_instance, "round", "none") == {"round": tuple(log)}


def test_the_same_log_twice_adds_nothing_and_a_longer_one_the_rest(empty_instance: Instance) -> None:
    log = [step(status="new"), step(status="assigned"), step(1, status="resolved"), step(1, status="resolved")]
    assert record(empty_instance, twice=log) == 3
    assert record(empty_instance, twice=log, other=log[:1]) == 1
    assert record(empty_instance, "another", twice=[*log, step(1, status="closed")]) == 1
    told = read(empty_instance, "twice")["twice"]
    assert [each.changes["status"] for each in told] == ["new", "assigned", "resolved", "closed"]


def test_values_that_are_alike_are_not_the_same(empty_instance: Instance) -> None:
    alike = [step(reopenings=1), step(reopenings=True), step(reopenings=1.0), step(reopenings=None)]
    assert record(empty_instance, alike=alike) == 4
    assert record(empty_instance, alike=[*alike, step(who="bob", reopenings=1)]) == 1


def test_steps_come_in_the_order_in_which_they_happened(empty_instance: Instance) -> None:
    record(empty_instance, order=[step(5, status="closed")])
    record(empty_instance, order=[step(1, status="new"), step(5, status="after")])
    told = read(empty_instance, "order")["order"]
    assert [each.changes["status"] for each in told] == ["new", "closed", "after"]


def test_what_was_known_then(empty_instance: Instance) -> None:
    """A step that happened long ago was not known before it was recorded."""
    record(empty_instance, known=[step(status="new")])
    then = empty_instance.store.read(lambda reader: reader.packed("clock/recorded")[0], Deadline(60))
    record(empty_instance, known=[step(-60, status="before")])
    assert len(read(empty_instance, "known")["known"]) == 2
    assert [each.changes["status"] for each in read(empty_instance, "known", known_at=then)["known"]] == ["new"]
    assert read(empty_instance, "known", known_at=then - 1) == {}


def test_many_tickets_at_once(empty_instance: Instance) -> None:
    log = {f"many-{at}": [step(status="new"), step(1, status="closed")] for at in range(2_000)}
    assert record(empty_instance, **log) == 4_000
    assert record(empty_instance, **log) == 0
    assert read(empty_instance, *log) == {ticket: tuple(its) for ticket, its in log.items()}
