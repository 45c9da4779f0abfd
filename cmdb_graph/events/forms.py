"""The forms that alarms come in: CloudEvents, Prometheus Alertmanager's webhook, and our own. Pure.

CloudEvents 1.0 (JSON event format, sections 2 and 3.1; batches, section 4). Alertmanager: its configuration's `<webhook_config>`,
version 4 of the payload.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, TypeVar, cast

from cmdb_graph.errors import Invalid, Place

Direction = Literal["up", "down"]

NAMED_BY = (
    "ci",
    "ci_id",
    "entity",
    "instance",
    "host",
    "hostname",
    "node",
    "pod",
    "service",
    "container",
    "device",
    "job",
)
"""Labels, or members of an event's data, that say what it is on; the first that names one entity counts."""
_SEVERITIES = ("severity", "priority", "level")
_LONGEST = 1024
_UNPRINTED = frozenset(map(chr, (*range(32), 127)))
_HALF = re.compile("[\ud800-\udfff]")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An alarm as it was sent. `names`: what it may be on, by order. `key` is the same each time that it is sent."""

    pointer: str
    key: str
    at: datetime
    signal: str
    names: tuple[str, ...]
    direction: Direction | None = None
    score: float | None = None
    severity: str | None = None
    text: str | None = None
    source: str | None = None
    ended: datetime | None = None


@dataclass(slots=True)
class Delivery:
    """The alarms of a body, and what of it is none."""

    alarms: list[Incoming] = field(default_factory=list[Incoming])
    wrong: list[Place] = field(default_factory=list[Place])


def delivery(body: Any) -> Delivery:
    """Tell the form by what it holds. Invalid where none is known; what is wrong with one alarm is told of it alone."""
    found = Delivery()
    for pointer, raw, form in _parts(body):
        try:
            found.alarms.append(form(pointer, raw))
        except ValueError as error:
            found.wrong.append(Place(str(error), pointer=pointer))
    return found


Form = Any


def _parts(body: Any) -> Iterator[tuple[str, Mapping[str, Any], Form]]:
    match body:
        case {"alerts": [*alerts]}:
            yield from _each("/alerts", alerts, _alert)
        case {"events": [*events]}:
            yield from _each("/events", events, _own)
        case {"specversion": _}:
            yield from _each("", [body], _cloud_event)
        case [*several]:
            yield from _each("", several, _cloud_event)
        case _:
            raise Invalid(
                "This is no form of alarms that is known: send CloudEvents (`specversion`, or a list of such), an Alertmanager "
                'webhook (`alerts`), or {"events": [{"id", "at", "signal", "score", "direction"}]}.'
            )


def _each(pointer: str, parts: Sequence[Any], form: Form) -> Iterator[tuple[str, Mapping[str, Any], Form]]:
    for at, part in enumerate(parts):
        yield (pointer if len(parts) == 1 and not pointer else f"{pointer}/{at}"), part, form


def _cloud_event(pointer: str, raw: Any) -> Incoming:
    event = _object(raw)
    if (version := event.get("specversion")) != "1.0":
        raise ValueError(f"specversion is {version!r}; CloudEvents 1.0 are taken")
    source, own = _text(event, "source"), _text(event, "id")
    if not source or not own:
        raise ValueError("a CloudEvent has an `id` and a `source`: together they tell it from every other")
    data = event.get("data")
    said: Mapping[str, Any] = cast("Mapping[str, Any]", data) if isinstance(data, Mapping) else {}
    named = [_text(event, "subject"), *(_text(said, name) for name in ("id", *NAMED_BY))]
    return Incoming(
        pointer,
        _key("cloudevents", source, own),
        _when(event.get("time") or said.get("at"), "time") or datetime.now(UTC),
        _text(said, "signal") or _text(said, "metric") or _text(event, "type") or "event",
        _names(named),
        _if_any(_direction, said.get("direction")),
        _if_any(_score, said.get("score")),
        next((text for name in _SEVERITIES if (text := _told(said, name))), None),
        _told(said, "text") or _told(said, "summary") or _told(said, "message"),
        source,
    )


def _alert(pointer: str, raw: Any) -> Incoming:
    alert = _object(raw)
    labels, notes = _object(alert.get("labels") or {}), _object(alert.get("annotations") or {})
    signal = _text(labels, "signal") or _text(labels, "alertname")
    starts = _when(alert.get("startsAt"), "startsAt")
    if signal is None or starts is None:
        raise ValueError("an alert has a label `alertname` and a `startsAt`")
    fingerprint = _text(alert, "fingerprint") or "\n".join(f"{name}={labels[name]}" for name in sorted(labels))
    over = alert.get("status") == "resolved"
    return Incoming(
        pointer,
        _key("alertmanager", fingerprint, starts.isoformat()),
        starts,
        signal,
        _names([text for name in NAMED_BY for text in _addresses(_text(labels, name))]),
        _if_any(_direction, labels.get("direction")),
        _if_any(_score, labels.get("score") or notes.get("score")),
        next((text for name in _SEVERITIES if (text := _told(labels, name))), None),
        _told(notes, "summary") or _told(notes, "description"),
        _told(alert, "generatorURL") or "alertmanager",
        _when(alert.get("endsAt"), "endsAt") if over else None,
    )


def _own(pointer: str, raw: Any) -> Incoming:
    event = _object(raw)
    node, signal, at = _text(event, "id"), _text(event, "signal"), _when(event.get("at"), "at")
    if node is None or signal is None or at is None:
        raise ValueError("an event has an `id` of an entity, a `signal` and an `at`")
    return Incoming(
        pointer,
        _key("own", _text(event, "key") or f"{node}\n{signal}\n{at.isoformat()}"),
        at,
        signal,
        (node,),
        _direction(event.get("direction")),
        _score(event.get("score")),
        _told(event, "severity"),
        _told(event, "text"),
        _told(event, "source"),
        _when(event.get("ended"), "ended"),
    )


def _object(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise ValueError("it is no object")
    return cast("Mapping[str, Any]", raw)


def _text(part: Mapping[str, Any], name: str) -> str | None:
    value = part.get(name)
    if not isinstance(value, str) or not value.strip():
        return None
    if len(value) > _LONGEST:
        raise ValueError(f"{name} has more than {_LONGEST:,} characters")
    if not _UNPRINTED.isdisjoint(value) or (not value.isascii() and _HALF.search(value)):
        raise ValueError(f"{name} holds a control character, or half of one: {value[:40]!r}")
    return value


def _told(part: Mapping[str, Any], name: str) -> str | None:
    """A text that decides nothing: what is too long of it is left out, and half characters are marked."""
    value = part.get(name)
    if not isinstance(value, str) or not value.strip():
        return None
    whole = _HALF.sub("\N{REPLACEMENT CHARACTER}", value)
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _if_any(read: Callable[[Any], T], value: Any) -> T | None:
    """Of a label that may mean something else: what it says, if it says that."""
    try:
        return read(value)
    except ValueError:
        return None


def _names(found: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in found if text))


def _addresses(label: str | None) -> list[str]:
    """A label as it is, and, where it ends in a port, without that: an instance is host:port."""
    if label is None:
        return []
    host, colon, port = label.rpartition(":")
    return [label, host.strip("[]")] if colon and port.isdecimal() and host else [label]


def _when(value: Any, name: str) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is no time: {value!r}") from None
    if at.tzinfo is None:
        raise ValueError(f"{name} has no zone: {value!r}")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{name} is out of range: {value!r}") from None


def _direction(value: Any) -> Direction | None:
    if value in (None, "up", "down"):
        return value
    raise ValueError(f"direction is {value!r}; it is up or down")


def _score(value: Any) -> float | None:
    if value is None:
        return None
    try:
        score = float(value)
    except OverflowError:
        raise ValueError("score is a number beyond all that can be counted") from None
    except (TypeError, ValueError):
        raise ValueError(f"score is no number: {value!r}") from None
    if not 0 <= score < float("inf") or isinstance(value, bool):
        raise ValueError(f"score is {value!r}; it is a number from 0")
    return score


def _key(*parts: str) -> str:
    """The same for the same alarm, however long what tells it is."""
    return sha256("\n".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
