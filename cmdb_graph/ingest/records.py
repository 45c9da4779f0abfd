"""A record as a source gave it, checked against the vocabulary. Everything that a person can get wrong is told with its place."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NoReturn, cast

from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.shape import Value
from cmdb_graph.vocabulary import Attribute, Kind, Vocabulary
from cmdb_graph.vocabulary.model import nearest

MAX_ID = 1024
MAX_NAME = 1024
MAX_TEXT = 100_000
MAX_ITEMS = 10_000
MAX_ATTRIBUTES = 1_000
NO_JSON = "the body was not read as JSON: send it with Content-Type: application/json"
_INT64 = 2**63

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_short = reprlib.Repr()
_short.maxstring, _short.maxother, _short.maxlong = 80, 80, 40
_ENTITY_FIELDS = frozenset({"id", "kind", "name", "attributes", "as"})
_RELATIONSHIP_FIELDS = frozenset({"type", "from", "to", "effect", "group", "need", "attributes"})


@dataclass(slots=True)
class EntityRecord:
    """What a source says of one entity. None means that it says nothing; an attribute that is None is to be removed."""

    id: str | None
    kind: str
    name: str | None
    roles: tuple[str, ...] | None
    attributes: dict[str, Value | None] = field(default_factory=dict[str, "Value | None"])


@dataclass(slots=True)
class RelationshipRecord:
    """What a source says of one relationship. None means that it says nothing; an attribute that is None is to be removed.

    `group` is as it counts: "" for a gate of its own.
    """

    type: str
    source: str
    target: str
    effect: str | None
    group: str
    need: int | None
    attributes: dict[str, Value | None] = field(default_factory=dict[str, "Value | None"])

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """(from, to, type, group)."""
        return (self.source, self.target, self.type, self.group)


@dataclass(slots=True)
class StepRecord:
    """What a source says that happened to a ticket of a kind, in event time; an attribute that is None was taken away."""

    ticket: str
    kind: str
    at: datetime
    who: str | None
    changes: Mapping[str, object]


Unknown = Callable[[str], None]
"""Told the text of a warning: an attribute that the vocabulary lacks."""


def _ignore(_: str) -> None:
    """Nobody asked for warnings."""


def is_relationship(raw: object) -> bool:
    """An object with `type` is a relationship, any other an entity."""
    return isinstance(raw, dict) and "type" in raw and "kind" not in raw


def entity_record(raw: object, vocabulary: Vocabulary, warn: Unknown = _ignore) -> EntityRecord:
    """The entity that an object of a bundle describes; Invalid with a pointer inside the object."""
    fields = _object(raw, _ENTITY_FIELDS, "an entity")
    if "kind" not in fields:
        _refuse("kind", "an entity needs a kind, for instance Server")
    kind = _kind(fields["kind"], vocabulary)
    name = fields.get("name")
    return EntityRecord(
        id=None if fields.get("id") is None else checked_id(fields["id"], "id"),
        kind=kind.name,
        name=None if name is None else _name(name),
        roles=None if fields.get("as") is None else _roles(fields["as"]),
        attributes=checked_attributes(fields.get("attributes"), kind.attributes, kind.name, warn),
    )


def relationship_record(raw: object, vocabulary: Vocabulary) -> RelationshipRecord:
    """The relationship that an object of a bundle describes; Invalid with a pointer inside the object.

    The vocabulary declares no attributes of relationships, so all are kept as given; `share` alone has a meaning (docs/costs.md).
    """
    fields = _object(raw, _RELATIONSHIP_FIELDS, "a relationship")
    for needed in ("type", "from", "to"):
        if needed not in fields:
            _refuse(needed, f"a relationship needs `{needed}`")
    if not isinstance(fields["type"], str):
        _refuse("type", "the type is a text, for instance RUNS_ON")
    try:
        kind = vocabulary.type(fields["type"])
    except Invalid as error:
        _refuse("type", error.detail)
    source, target = checked_id(fields["from"], "from"), checked_id(fields["to"], "to")
    if source == target:
        _refuse("to", f"{source!r} cannot be joined to itself: a node never depends on itself")
    effect = fields.get("effect")
    if effect is not None and effect not in ("hard", "soft", "none"):
        _refuse("effect", f"effect is hard, soft or none, not {_shown(effect)}")
    if not kind.dependency and effect not in (None, "none"):
        _refuse("effect", f"{kind.name} carries no failure, so its effect is none, not {effect}")
    group = fields.get("group")
    if group is not None and group != "":
        group = _text(group, "group", MAX_NAME)
    need = fields.get("need")
    if need is not None and (isinstance(need, bool) or not isinstance(need, int) or not 1 <= need < 2**31):
        _refuse("need", f"need is a whole number from 1, not {_shown(need)}")
    attributes = checked_attributes(fields.get("attributes"), {}, kind.name, _ignore)
    share = attributes.get("share")
    if share is not None and (isinstance(share, bool) or not isinstance(share, int | float) or share < 0):
        _refuse("attributes/share", f"share is a number from 0, not {_shown(share)}")
    return RelationshipRecord(kind.name, source, target, effect, group or kind.group or "", need, attributes)


def step_changes(record: StepRecord, vocabulary: Vocabulary) -> dict[str, Value | None]:
    """What a step changed, checked as the ticket's attributes are; what they lack was told with the ticket itself."""
    return checked_attributes(dict(record.changes), vocabulary.kind(record.kind).attributes, record.kind)


def checked_id(value: object, pointer: str) -> str:
    """An id as CONTRACT has it: 1 to 1,024 characters, no control characters, not `.` or `..`, compared exactly."""
    text = _text(value, pointer, MAX_ID)
    if text in {".", ".."}:
        _refuse(pointer, f"{text!r} cannot be an id: addresses give it another meaning")
    return text


def checked_attributes(
    raw: object, declared: Mapping[str, Attribute], owner: str, warn: Unknown = _ignore
) -> dict[str, Value | None]:
    """Attributes with the types that the vocabulary declares; what it lacks is kept when scalar or a list of one scalar type."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        _refuse("attributes", "attributes are an object of names and values")
    items = cast("dict[object, object]", raw)
    if len(items) > MAX_ATTRIBUTES:
        _refuse("attributes", f"{len(items)} attributes are more than the {MAX_ATTRIBUTES} that an entity may have")
    checked: dict[str, Value | None] = {}
    for name, value in items.items():
        attribute = declared.get(cast("str", name))
        if attribute is not None and _is_plain(value, attribute):
            checked[cast("str", name)] = cast("Value", value)
            continue
        if (
            not isinstance(name, str)
            or not 1 <= len(name) <= MAX_NAME
            or _CONTROL.search(name)
            or _SURROGATE.search(name)
        ):
            _refuse("attributes", f"{_shown(name)} cannot be the name of an attribute")
        pointer = f"attributes/{_escaped(name)}"
        if value is None:
            checked[name] = None
        elif attribute is not None:
            checked[name] = _declared(value, attribute, pointer)
        else:
            checked[name] = _undeclared(value, pointer)
            warn(
                f"{owner}: the vocabulary has no attribute {name!r}; it is kept as given.{_nearest(name, tuple(declared))}"
            )
    return checked


@lru_cache(4096)
def _nearest(name: str, declared: tuple[str, ...]) -> str:
    # The same few names stand in every record of a file; comparing them each time would cost more than the record.
    return nearest(name, declared)


def _is_plain(value: object, attribute: Attribute) -> bool:
    """Whether nothing about a value calls for a closer look: the quick way for nearly all of them."""
    if attribute.is_list or attribute.minimum is not None or attribute.maximum is not None:
        return False
    match attribute.type:
        case "string":
            return type(value) is str and value.isascii() and len(value) <= MAX_TEXT and not attribute.values
        case "integer":
            return type(value) is int and -_INT64 <= value < _INT64
        case "number":
            return type(value) is float and math.isfinite(value)
        case _:
            return False


def _object(raw: object, known: frozenset[str], what: str) -> dict[str, Any]:
    if isinstance(raw, bytes):
        _refuse("", NO_JSON)
    if not isinstance(raw, dict):
        _refuse("", f"{what} is an object, not {_shown(raw)}")
    fields = cast("dict[str, Any]", raw)
    for key in fields:
        if key not in known:
            _refuse(_escaped(key), f"{what} has no field {_shown(key)}; it has {', '.join(sorted(known))}")
    return fields


def _kind(value: object, vocabulary: Vocabulary) -> Kind:
    if not isinstance(value, str):
        _refuse("kind", f"a kind is a text, not {_shown(value)}")
    try:
        kind = vocabulary.kind(value)
    except Invalid as error:
        _refuse("kind", error.detail)
    if kind.abstract:
        _refuse("kind", f"{kind.name} only gathers other kinds: choose one below it")
    return kind


def _name(value: object) -> str:
    name = _text(value, "name", MAX_NAME)
    if name.isspace():
        _refuse("name", "the name is blank: leave it out, and the id stands for it")
    return name


def _text(value: object, pointer: str, longest: int) -> str:
    if not isinstance(value, str):
        _refuse(pointer, f"{pointer} is a text, not {_shown(value)}")
    if not 1 <= len(value) <= longest:
        _refuse(pointer, f"{pointer} has {len(value):,} characters; it may have 1 to {longest:,}")
    if value.isprintable():
        return value
    if _CONTROL.search(value):
        _refuse(pointer, f"{pointer} holds a control character")
    if _SURROGATE.search(value):
        _refuse(pointer, f"{pointer} holds half of a surrogate pair, which is no character")
    return value


def _roles(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or any(role not in ("CI", "Asset") for role in cast("list[object]", value)):
        _refuse("as", 'as is a list of "CI" and "Asset"')
    return tuple(role for role in ("CI", "Asset") if role in value)


def _declared(value: object, attribute: Attribute, pointer: str) -> Value:
    if not attribute.is_list:
        return _typed(value, attribute, pointer)
    if not isinstance(value, list):
        _refuse(pointer, f"{attribute.name} is a list, not {_shown(value)}")
    items = cast("list[object]", value)
    if len(items) > MAX_ITEMS:
        _refuse(pointer, f"{len(items):,} items are more than the {MAX_ITEMS:,} that a list may have")
    typed = [_typed(item, attribute, f"{pointer}/{at}") for at, item in enumerate(items)]
    # A list holds one type: whole numbers among decimals become decimals.
    return cast("Value", [float(item) for item in typed] if attribute.type == "number" else typed)


def _typed(value: object, attribute: Attribute, pointer: str) -> str | int | float | bool:
    match attribute.type:
        case "integer":
            right = isinstance(value, int) and not isinstance(value, bool)
        case "number":
            right = isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            right = isinstance(value, bool)
        case _:
            right = isinstance(value, str)
    if not right:
        unit = f" in {attribute.unit}" if attribute.unit else ""
        _refuse(pointer, f"{attribute.name} is of type {attribute.type}{unit}, not {_shown(value)}")
    checked = _scalar(value, pointer)
    if attribute.type == "date":
        return _date(cast("str", checked), attribute.name, pointer)
    if attribute.type == "datetime":
        return _moment(cast("str", checked), attribute.name, pointer)
    if attribute.minimum is not None and cast("float", checked) < attribute.minimum:
        _refuse(pointer, f"{attribute.name} is at least {attribute.minimum:g}, not {_shown(value)}")
    if attribute.maximum is not None and cast("float", checked) > attribute.maximum:
        _refuse(pointer, f"{attribute.name} is at most {attribute.maximum:g}, not {_shown(value)}")
    if attribute.values and checked not in attribute.values:
        _refuse(pointer, f"{attribute.name} is one of {', '.join(attribute.values)}, not {_shown(value)}")
    return checked


def _undeclared(value: object, pointer: str) -> Value:
    if not isinstance(value, list):
        return _scalar(value, pointer)
    items = cast("list[object]", value)
    if len(items) > MAX_ITEMS:
        _refuse(pointer, f"{len(items):,} items are more than the {MAX_ITEMS:,} that a list may have")
    checked = [_scalar(item, f"{pointer}/{at}") for at, item in enumerate(items)]
    if len({type(item) for item in checked}) > 1:
        _refuse(pointer, "a list holds values of one type")
    return cast("Value", checked)


def _scalar(value: object, pointer: str) -> str | int | float | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            _refuse(pointer, f"{len(value):,} characters are more than the {MAX_TEXT:,} that a text may have")
        if _SURROGATE.search(value):
            _refuse(pointer, "the text holds half of a surrogate pair, which is no character")
        return value
    if isinstance(value, int):
        if not -_INT64 <= value < _INT64:
            _refuse(pointer, "the number does not fit into 64 bits; give it as a text")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            _refuse(pointer, "a number is finite: not NaN, not infinite")
        return value
    raise _refusal(
        pointer, f"a value is a text, a number, true or false, or a list of one of them, not {_shown(value)}"
    )


def _date(text: str, name: str, pointer: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refusal(pointer, f"{name} is a day such as 2026-11-24, not {_shown(text)}") from None


def _moment(text: str, name: str, pointer: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        pass
    raise _refusal(pointer, f"{name} is a time with zone such as 2026-11-24T15:00:00Z, not {_shown(text)}")


def _shown(value: object) -> str:
    # reprlib: what is quoted back may be nested deeper than repr can go.
    return "null" if value is None else _short.repr(value)


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _refuse(pointer: str, why: str) -> NoReturn:
    raise _refusal(pointer, why)


def _refusal(pointer: str, why: str) -> Invalid:
    return Invalid(why, places=[Place(why, pointer=f"/{pointer}" if pointer else "")])
