"""Taking alarms in: each matched to one entity by its id, what it is found by, or its name; recorded once; kept for a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded, must_find
from cmdb_graph.entities.identified import marked, named
from cmdb_graph.entities.node import Node
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.events.forms import Incoming, delivery
from cmdb_graph.events.models import MOST_EVENTS, MOST_TOLD, Events, Intake, RecordedEvent, Refused
from cmdb_graph.graph.store import Reader, ReadStore, Writer, WriteStore
from cmdb_graph.ingest import write
from cmdb_graph.texts import fold
from cmdb_graph.vocabulary import Vocabulary

_AHEAD = timedelta(days=1)
"""Clocks differ, and some say their own time as if it were UTC."""
_FORGOTTEN_A_DELIVERY = 2_000
"""So many more than a delivery brings: what is too old goes, however fast alarms come."""


def take_in(
    store: WriteStore, vocabulary: Vocabulary, body: Any, keep: timedelta, deadline: Deadline, *, at: int | None = None
) -> Intake:
    """Record what a monitoring system sent. Invalid for a body of no known form, or of too many; one bad alarm spoils no other.

    Each delivery also takes some of those away that are older than they are kept. `at`: recorded then
    (microseconds; none: now).
    """
    found = delivery(body)
    if len(found.alarms) > MOST_EVENTS:
        raise Invalid(f"{len(found.alarms):,} alarms at once; at most {MOST_EVENTS:,} are taken.")

    def work(writer: Writer) -> tuple[int, int, list[Place]]:
        oldest = writer.now - keep // times.MICROSECOND
        late = {alarm.key: alarm for alarm in found.alarms if times.to_micros(alarm.at) < oldest}
        ahead = {a.key: a for a in found.alarms if times.to_micros(a.at) > writer.now + _AHEAD // times.MICROSECOND}
        rows, refused = _matched(
            writer, vocabulary, [a for a in found.alarms if a.key not in late and a.key not in ahead]
        )
        refused += [Place(f"{a.at.isoformat()} lies ahead", pointer=a.pointer) for a in ahead.values()]
        refused += [
            Place(f"it is older than events are kept ({keep.days:,} days)", pointer=a.pointer) for a in late.values()
        ]
        (created,) = writer.packed("events/record", events=list(rows.values()), now=writer.now)
        (forgotten,) = writer.packed("events/forget", before=oldest, limit=len(rows) + _FORGOTTEN_A_DELIVERY)
        return created, forgotten, refused

    (created, forgotten, refused), _ = store.write(work, deadline, at=at)
    told = [*found.wrong, *refused]
    received = len(found.alarms) + len(found.wrong)
    return Intake(
        received=received,
        created=created,
        repeated=received - len(told) - created,
        refused=[Refused(pointer=place.pointer or "", detail=place.detail) for place in told[:MOST_TOLD]],
        refused_omitted=max(0, len(told) - MOST_TOLD),
        forgotten=forgotten,
    )


def _matched(reader: Reader, vocabulary: Vocabulary, alarms: Iterable[Incoming]) -> tuple[dict[str, Any], list[Place]]:
    """Rows to record, by key, and what is on no entity that can be told."""
    wanted = {name for alarm in alarms for name in alarm.names}
    by_id = write.kinds_of(reader, wanted)
    others = wanted - by_id.keys()
    found: defaultdict[str, set[str]] = defaultdict(set)
    folded: defaultdict[str, list[str]] = defaultdict(list)
    for name in others:
        folded[fold(name)].append(name)
    for node in marked(reader, others):
        for text in _marks(node, vocabulary):
            for name in folded.get(text, ()):
                found[name].add(node.id)
    for node in named(reader, others, expanded(["ManagedElement"], vocabulary)):
        for name in folded.get(fold(node.name), ()):
            found[name].add(node.id)
    rows: dict[str, Any] = {}
    refused: list[Place] = []
    for alarm in alarms:
        node, why = _one_of(alarm.names, by_id, found)
        if node is None:
            refused.append(Place(why, pointer=alarm.pointer))
        else:
            rows[alarm.key] = _row(alarm, node)
    return rows, refused


def _marks(node: Node, vocabulary: Vocabulary) -> set[str]:
    """What it is found by, case folded."""
    marks: set[str] = set()
    for name, attribute in vocabulary.kind(node.kind).attributes.items():
        value = node.attributes.get(name)
        if attribute.findable and value is not None:
            marks |= {fold(str(each)) for each in (value if isinstance(value, list) else [value])}
    return marks


def _one_of(names: Iterable[str], by_id: Collection[str], found: dict[str, set[str]]) -> tuple[str | None, str]:
    several: list[str] = []
    for name in names:
        if name in by_id:
            return name, ""
        if len(fitting := found.get(name, set())) == 1:
            return next(iter(fitting)), ""
        if fitting:
            several.append(f"{name!r} is any of {', '.join(sorted(fitting)[:5])}")
    if several:
        return None, "; ".join(several)
    said = ", ".join(repr(name) for name in names)
    return None, f"no entity is called {said}" if said else "nothing says what it is on"


def _row(alarm: Incoming, node: str) -> dict[str, Any]:
    row = {
        "key": alarm.key,
        "on": node,
        "at": times.to_micros(alarm.at),
        "signal": alarm.signal,
        "direction": alarm.direction,
        "score": alarm.score,
        "severity": None if alarm.severity is None else alarm.severity.casefold(),
        "text": alarm.text,
        "source": alarm.source,
        "ended": None if alarm.ended is None else times.to_micros(alarm.ended),
    }
    return {name: value for name, value in row.items() if value is not None}


def events_on(store: ReadStore, node: str, since: datetime, until: datetime, limit: int, deadline: Deadline) -> Events:
    """The events on an entity in a time, latest first. NotFound, Retired."""

    def work(reader: Reader) -> Events:
        must_find(reader, node, None)
        (found,) = reader.packed(
            "events/on",
            ids=[node],
            **window,
            limit=limit,
        )
        (count,) = reader.packed("events/count_on", id=node, **window)
        items = [
            RecordedEvent(
                on=on,
                at=times.iso(at),
                signal=signal,
                direction=direction,
                score=score,
                severity=severity,
                text=text,
                source=source,
                times=told,
                ended=None if ended is None else times.iso(ended),
            )
            for on, at, signal, direction, score, severity, text, source, told, ended in found
        ]
        return Events(items=items, omitted=count - len(items))

    window = {"from": times.to_micros(since), "to": times.to_micros(until)}
    return store.read(work, deadline)
