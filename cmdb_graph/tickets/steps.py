"""The steps of tickets in the graph: nodes that no relationship ties, like those of history, found by ticket and time.

A step is stored as an entity is: what it changed are properties under their own names, so that queries read well, and what
the product keeps begins with an underscore. `_at` is when it happened, `_recorded` when it was recorded, and `_removed` names
what it took away. Steps are never changed nor deleted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from cmdb_graph import times
from cmdb_graph.entities.states import chunks
from cmdb_graph.graph.shape import Value, attributes_in, property_of
from cmdb_graph.graph.store import Reader, Writer
from cmdb_graph.tickets.history import TicketStep

Row = dict[str, Any]


def read(reader: Reader, tickets: Iterable[str], known_at: int | None = None) -> dict[str, tuple[TicketStep, ...]]:
    """The recorded steps of these tickets in the order in which they happened; only of tickets that have some.

    `known_at` in microseconds: those that were recorded by then.
    """
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for ids in chunks(tickets):
        (rows,) = reader.packed("tickets/read_steps", ids=ids)
        for row in rows:
            if known_at is None or row["_recorded"] <= known_at:
                found[row["_ticket"]].append(row)
    ordered = ((ticket, sorted(found[ticket], key=lambda row: (row["_at"], row["_order"]))) for ticket in sorted(found))
    return {ticket: tuple(map(_step_of, rows)) for ticket, rows in ordered}


def record(writer: Writer, steps: Mapping[str, Iterable[TicketStep]], source: str) -> int:
    """Record steps of tickets (by id), on the word of `source` where a step names none; how many are new.

    One that is there already, the same to the letter at the same instant by the same person, is not recorded again, whoever
    tells it: the same log twice adds nothing. Steps of one instant keep the order in which they are given.
    """
    rows = _missing(writer, steps, source, writer.now)
    if rows:
        writer.run("tickets/record_steps", rows=rows)
        writer.record()
    return len(rows)


def missing(reader: Reader, steps: Mapping[str, Iterable[TicketStep]]) -> int:
    """How many of these steps of tickets (by id) `record` would record."""
    return len(_missing(reader, steps, "", 0))


def _missing(reader: Reader, steps: Mapping[str, Iterable[TicketStep]], source: str, now: int) -> list[Row]:
    there = read(reader, steps)
    rows: list[Row] = []
    for ticket in sorted(steps):
        known = {_content(step) for step in there.get(ticket, ())}
        order = Counter(times.to_micros(step.at) for step in there.get(ticket, ()))
        for step in steps[ticket]:
            if (content := _content(step)) in known:
                continue
            known.add(content)
            at = times.to_micros(step.at)
            rows.append(_row(ticket, step, order[at], source, now))
            order[at] += 1
    return rows


def _content(step: TicketStep) -> tuple[object, ...]:
    # By their texts: 1, 1.0 and true are three values.
    changes = sorted((name, repr(value)) for name, value in step.changes.items())
    return times.to_micros(step.at), step.who, step.note, tuple(changes)


def _row(ticket: str, step: TicketStep, order: int, source: str, now: int) -> Row:
    row: Row = {property_of(name): value for name, value in step.changes.items() if value is not None}
    row |= {"_ticket": ticket, "_at": times.to_micros(step.at), "_order": order, "_recorded": now}
    row |= {"_who": step.who, "_source": step.source or source, "_note": step.note}
    row["_removed"] = [name for name, value in step.changes.items() if value is None] or None
    return {name: value for name, value in row.items() if value is not None}


def _step_of(row: Row) -> TicketStep:
    changes: dict[str, Value | None] = dict(attributes_in(row))
    changes |= dict.fromkeys(row.get("_removed", ()))
    return TicketStep(times.from_micros(row["_at"]), row.get("_who"), changes, row["_source"], row.get("_note"))
